import pytest

from aineisto.language import Lemmatizer, normalize_word, tokenize
from aineisto.language._spoken import spoken_forms


@pytest.mark.parametrize(
    ("spoken", "standard"),
    [
        # the closed list
        ("mä", "minä"), ("mää", "minä"), ("mie", "minä"), ("sä", "sinä"), ("tää", "tämä"),
        ("toi", "tuo"), ("noi", "nuo"), ("mut", "mutta"), ("sit", "sitten"), ("oon", "olen"),
        ("niinku", "niin kuin"), ("ootte", "olette"), ("meiän", "meidän"),
        ("semmonen", "semmoinen"), ("sellanen", "sellainen"), ("kans", "kanssa"),
        ("vaik", "vaikka"), ("ku", "kun"), ("et", "että"), ("tehään", "tehdään"),
        ("pitäs", "pitäisi"), ("voitas", "voitaisiin"), ("yks", "yksi"), ("kuus", "kuusi"),
        # rules
        ("taloo", "taloa"), ("puhutaa", "puhutaan"), ("sanottii", "sanottiin"),
        ("mielest", "mielestä"), ("talos", "talossa"), ("kirjottaa", "kirjoittaa"),
        ("kannattas", "kannattaisi"), ("maakunnis", "maakunnissa"),
        ("järjestelmii", "järjestelmiä"),
        ("saanu", "saanut"), ("vaikeempi", "vaikeampi"), ("sielläki", "sielläkin"),
        # standard words stay
        ("talossa", "talossa"), ("on", "on"), ("KELA:lle", "KELA:lle"), ("", ""),
        # so does the capital
        ("Mä", "Minä"),
    ],
)  # fmt: skip
def test_standard_form(spoken, standard):
    assert normalize_word(spoken) == standard


def test_unknown_word_stays():
    assert normalize_word("xqzwv") == "xqzwv"


def test_lemmas_of_a_spoken_sentence():
    words = tokenize("mä oon sitä mieltä et toi on semmonen juttu mitä pitäs kattoo")
    assert Lemmatizer().lemmatize([[word.text for word in words]])[0] == [
        "minä", "olla", "se", "mieli", "että", "tuo", "olla", "semmoinen", "juttu", "mikä",
        "pitää", "katsoa",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("kakskyt", "kaksikymmentä"),
        ("kolkytyks", "kolmekymmentäyksi"),
        ("neljäkytä", "neljäkymmentä"),
        ("kuuskytkaheksan", "kuusikymmentäkahdeksan"),
        ("seittemäntoist", "seitsemäntoista"),
        ("satakakskymmentviis", "satakaksikymmentäviisi"),
        ("tuhatyheksänsataakuuskytkaks", "tuhatyhdeksänsataakuusikymmentäkaksi"),
    ],
)
def test_numbers_are_written_whole(said, number):
    words = ["mä", "sain", said, "euroo"]
    lemmatizer = Lemmatizer()
    assert lemmatizer.standard_forms([words])[0][2] == number
    assert lemmatizer.lemmatize([words])[0][2] == number
    assert normalize_word(said) == number


@pytest.mark.parametrize(
    "word", ["nolla", "kyytiin", "kuusikymmentäyksi", "kakskytä-luku", "satama"]
)
def test_no_other_word_is_a_number(word):
    assert normalize_word(word) == word


@pytest.mark.parametrize(
    ("said", "at", "standard", "lemma"),
    [
        ("no emmä tiiä siitä", 1, "en minä", "ei"),
        ("myö emmä tuonneet sitä", 1, "emme", "ei"),
        ("soon taas semmonen talvi", 0, "se on", "olla"),
        ("siinon semmonen pussi", 0, "siinä on", "olla"),
        ("mä haen sieltä kaks poikaa", 1, "haen", "hakea"),
        ("mut siirrä vähän tota kukkaa", 1, "siirrä", "siirtää"),
        ("mun eka kerta siel oli kiva", 1, "eka", "eka"),
        ("ne on yks piste nolla", 4, "nolla", "nolla"),
        ("me ootettiin kaks vuotta", 1, "odotettiin", "odottaa"),
        ("kuuluuks toi tähän", 0, "kuuluuko", "kuulua"),
        ("tuleeks se tänään", 0, "tuleeko", "tulla"),
        ("mä pidin sitä ihan vapaaks tarkotettuna", 4, "vapaaksi", "vapaa"),
        ("mä oon töissä yks ruokatupa ry:ssä", 5, "ry:ssä", "ry"),
        ("heh mä sanoin", 0, "heh", "heh"),
    ],
)
def test_today_s_speech_is_not_read_as_an_old_dialect(said, at, standard, lemma):
    words = said.split()
    lemmatizer = Lemmatizer()
    assert lemmatizer.standard_forms([words])[0][at] == standard
    assert lemmatizer.lemmatize([words])[0][at] == lemma


def test_form_of_both_is_standard_in_a_standard_sentence():
    assert Lemmatizer().lemmatize([["mies", "toi", "kirjeen", "tänne"]])[0][1] == "tuoda"


def test_list_is_closed_class_and_well_formed():
    forms = spoken_forms()
    assert len(forms) >= 150
    assert all(form == form.lower() and f.standard and f.lemma for form, f in forms.items())


def test_standard_forms_of_the_list_are_finnish():
    lemmatizer = Lemmatizer()
    unknown = {
        word
        for form in spoken_forms().values()
        for word in form.standard.split()
        if not lemmatizer.analyses(word)
    }
    assert unknown <= {"okei"}


@pytest.mark.parametrize(
    ("said", "standard"),
    [
        ("Mä olin himas koko illan .", "himassa"),
        ("Ne asuu kämpäs Kallios .", "kämpässä"),
        ("Kun mä olin armeijas niin se oli erilaist .", "armeijassa"),
    ],
)
def test_a_word_that_is_none_without_its_whole_case_ending_gets_it(said, standard):
    (forms,) = Lemmatizer().standard_forms([said.split()])
    assert standard in forms


@pytest.mark.parametrize(
    ("said", "lemma"),
    [
        ("mä en oo nukkunu bussissa ikinä", "bussi"),
        ("mie män linja bussil sinne", "bussi"),
        ("jooga on niinku hyväks", "jooga"),
        ("ku bensat loppu niinku kesken", "bensa"),
        ("pussissa oli niinku kaikkee", "pussi"),
    ],
)
def test_a_loan_keeps_the_sounds_that_dialects_lack(said, lemma):
    assert lemma in Lemmatizer().lemmatize([said.split()])[0]
