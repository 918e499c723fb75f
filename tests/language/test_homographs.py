import pytest

from aineisto.language import Lemmatizer, shared_lemmatizer


def lemma_of(form, text, lemmatizer=None):
    words = text.split()
    lemmas = (lemmatizer or shared_lemmatizer()).lemmatize([words])[0]
    return lemmas[words.index(form)]


@pytest.mark.parametrize(
    ("form", "text", "lemma"),
    [
        ("tullaan", "Me tullaan huomenna", "tulla"),
        ("Keitä", "Keitä siellä oli ?", "kuka"),
        ("vanhemmat", "mun vanhemmat asuu Turussa", "vanhempi"),
        ("lukuisia", "siellä oli lukuisia ongelmia", "lukuisa"),
        ("naimisiin", "me mentiin naimisiin kesällä", "naimisiin"),
        # the same form, as the words around it have it
        ("alan", "mä alan olla väsynyt", "alkaa"),
        ("alan", "tämän alan ihmiset tietää sen", "ala"),
        ("lainaa", "se lainaa aina multa rahaa", "lainata"),
        ("lainaa", "me otettiin lainaa pankista", "laina"),
        ("varaa", "meillä ei ole varaa semmoseen", "vara"),
        ("varaa", "se varaa ajan netistä", "varata"),
        ("tukea", "perheitä pitäis tukea enemmän", "tukea"),
        ("tukea", "mä en saanut sieltä mitään tukea", "tuki"),
        ("maksa", "mä en maksa siitä mitään", "maksaa"),
        ("toi", "toi on ihan hyvä juttu", "tuo"),
        # set phrases, and a rare word that shares the form of a common one
        ("kantaa", "mä otin kantaa siihen", "kanta"),
        ("kantaa", "se kantaa kassia", "kantaa"),
        ("tukea", "ei ne saanu mistään tukea", "tuki"),
        ("parasta", "oli ihan parasta kahvia", "hyvä"),
    ],
)
def test_the_clause_decides_between_a_verb_and_a_nominal(form, text, lemma):
    assert lemma_of(form, text) == lemma


@pytest.mark.parametrize(
    ("small", "lemma"),
    [
        ("thaimaalaiset", "thaimaalainen"),
        ("joukot", "joukko"),
        ("kauppiaan", "kauppias"),
        ("määriä", "määrä"),
        ("monilta", "moni"),
    ],
)
def test_a_capital_that_begins_a_sentence_makes_no_name_of_a_common_word(small, lemma):
    lemmatizer = shared_lemmatizer()
    assert lemmatizer.lemma(small).lower() == lemmatizer.lemma(small.capitalize()).lower() == lemma


@pytest.mark.parametrize(
    ("text", "lemma"), [("Matti sanoi", "Matti"), ("Kela maksaa", "Kela"), ("Jouko tuli", "Jouko")]
)
def test_names_that_begin_a_sentence_stay_names(text, lemma):
    assert lemma_of(text.split()[0], text) == lemma


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("%:lla", "%"),
        ("€:lla", "€"),
        ("§:n", "§"),
        ("Kuosa", "Kuosa"),
        ("Khan", "Khan"),
        ("dösa", "dösa"),
        ("40–49-vuotiailla", "40–49-vuotias"),
        ("satakuusikymmentäviisi", "satakuusikymmentäviisi"),
        ("pohjoisontariolaisen", "pohjoisontariolainen"),
        ("1880-luvulla", "1880-luku"),
        ("1990-luvulla", "1990-luku"),
    ],
)
def test_lemmas_of_marks_names_figures(word, lemma):
    assert Lemmatizer().lemma(word) == lemma


@pytest.mark.parametrize(
    ("text", "lemmas"),
    [
        ("Tuutteks te huomenna", "tulla sinä huomenna"),
        ("Oletsä kotona", "olla kotona"),
        ("Enmä tiiä", "ei tietää"),
    ],
)
def test_a_verb_and_its_pronoun_in_one(text, lemmas):
    found = shared_lemmatizer().lemmatize([text.split()])[0]
    assert found == lemmas.split()


@pytest.mark.parametrize(
    ("text", "lemmas"),
    [
        ("Se on sointua vailla", "se olla sointu vailla"),
        ("Kuulin siitä Teamsista", "kuulla se Teams"),
        ("Öö siis joo", "öö siis joo"),
        ("Siinä puhuttiin Sointua vastaan", "se puhua Sointu vastaan"),
    ],
)
def test_rare_verbs_foreign_plurals_and_hesitations(text, lemmas):
    assert shared_lemmatizer().lemmatize([text.split()])[0] == lemmas.split()


@pytest.mark.parametrize("mode", ["fast", "accurate"])
@pytest.mark.parametrize(
    ("form", "verb", "other"),
    [
        (
            "luota",
            ("en mä luota niihin enää", "luottaa"),
            ("mä lähdin äidin luota", "luota"),
        ),
        ("takaa", ("se takaa meille rauhan", "taata"), ("se tuli talon takaa", "takaa")),
        ("neuvoa", ("ei ne osannu neuvoa", "neuvoa"), ("mä kysyin siltä neuvoa", "neuvo")),
        ("suojaa", ("rokotus suojaa hyvin", "suojata"), ("me haettiin suojaa sateelta", "suoja")),
        (
            "juhlia",
            ("me haluttiin juhlia sitä", "juhlia"),
            ("niitä juhlia ei unohda kukaan", "juhla"),
        ),
    ],
)
def test_the_neighbours_tell_which_of_two_words_a_form_is(form, verb, other, mode):
    for text, lemma in (verb, other):
        assert lemma_of(form, text, shared_lemmatizer(mode)) == lemma
