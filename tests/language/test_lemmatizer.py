import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aineisto import ModelError
from aineisto.language import Lemmatizer, shared_lemmatizer
from aineisto.morphology import load_voikko

# The cases of talo, endings on the strong stem.
CASES = ["", "n", "a", "na", "ksi", "ssa", "sta", "on", "lla", "lta", "lle", "tta", "ineen", "in"]


@pytest.fixture(scope="module")
def lemmatizer():
    return Lemmatizer()


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        # cases and clitics of a known word
        *[(f"talo{ending}", "talo") for ending in CASES],
        ("taloissakin", "talo"), ("talommeko", "talo"), ("taloonsa", "talo"),
        ("yhteentoimivuutta", "yhteentoimivuus"),
        ("sote-uudistuksen", "sote-uudistus"),
        ("Talossa", "talo"),
        ("Helsingissä", "Helsinki"),
        # verbs: the infinitive; participles of verbs; -minen is a noun
        ("toimivat", "toimia"),
        ("olisikohan", "olla"),
        ("emmekä", "ei"),
        ("älkää", "ei"),
        ("kehittämiseen", "kehittäminen"),
        # pronouns and numerals
        ("meidän", "minä"),
        ("heille", "hän"),
        ("niiden", "se"),
        ("kahdelle", "kaksi"),
        # comparison
        ("paremman", "hyvä"),
        ("nopeammin", "nopeasti"),
        # abbreviations and figures
        ("KELA:lle", "KELA"),
        ("VM/STM:n", "VM/STM"),
        ("THL:ssä", "THL"),
        ("18:aan", "18"),
        ("1.1.2020", "1.1.2020"),
        ("STM", "STM"),
        # names that Voikko does not know
        ("Vimanan", "Vimana"),
        ("Sotedigin", "Sotedigi"),
        ("SoteDigin", "SoteDigi"),
        ("DigiSoten", "DigiSote"),
        ("Kelankin", "Kela"),
        # compounds that Voikko does not know, halves of compounds
        ("yhtenäispolitiikkaa", "yhtenäispolitiikka"),
        ("digimuutosjohtajalle", "digimuutosjohtaja"),
        ("sosiaali-", "sosiaali"),
        ("-palveluissa", "palvelu"),
        # marks
        (",", ","),
        ("", ""),
        ("…", "…"),
        ("www.example.fi", "www.example.fi"),
    ],
)  # fmt: skip
def test_lemma_of_a_word(lemmatizer, word, lemma):
    assert lemmatizer.lemma(word) == lemma


def test_first_sentence_of_the_contract(lemmatizer):
    lemmas = lemmatizer.lemmatize([["Sotedigin", "rooli", "on", "epäselvä"]])
    assert lemmas == [["Sotedigi", "rooli", "olla", "epäselvä"]]


def test_name_that_is_also_a_word_is_a_name_inside_a_sentence(lemmatizer):
    sentence = ["Se", "tuli", "Kannan", "kautta", "ja", "Luovan", "kautta"]
    assert lemmatizer.lemmatize([sentence])[0][2] == "Kanta"
    assert lemmatizer.lemmatize([sentence])[0][5] == "Luova"
    assert lemmatizer.lemma("Kannan") != "Kanta"


def test_decomposed_letters_and_soft_hyphens(lemmatizer):
    assert lemmatizer.lemma("pa\u0308a\u0308to\u0308ksen") == "päätös"
    assert lemmatizer.lemma("maa\u00adkunnan") == "maakunta"


def test_et_is_a_verb_with_a_negated_form_and_a_conjunction_without(lemmatizer):
    assert lemmatizer.lemmatize([["et", "sä", "tiedä"]])[0][0] == "ei"
    assert lemmatizer.lemmatize([["luulen", "et", "se", "on", "hyvä"]])[0][1] == "että"


def test_lemmatize_text_keeps_offsets(lemmatizer):
    text = "KELA:lle tuli rajapinta."
    pairs = lemmatizer.lemmatize_text(text)
    assert [lemma for _, lemma in pairs] == ["KELA", "tulla", "rajapinta", "."]
    assert all(text[t.start : t.end] == t.text for t, _ in pairs)
    assert lemmatizer.lemmatize_text("  ") == []


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.text(max_size=30), max_size=6), max_size=4))
def test_any_input_gets_as_many_lemmas_as_words(sentences):
    lemmas = shared_lemmatizer().lemmatize(sentences)
    assert [len(s) for s in lemmas] == [len(s) for s in sentences]
    assert all(isinstance(lemma, str) for s in lemmas for lemma in s)
    assert all(lemma or not word for s, t in zip(lemmas, sentences, strict=True)
               for lemma, word in zip(s, t, strict=True))  # fmt: skip


@pytest.mark.parametrize("word", ["a" * 5000, "talo" * 300, "äö-" * 999, "\ud800", "\0", "İ", "ﬁ"])
def test_words_that_are_no_words_come_back(lemmatizer, word):
    assert len(lemmatizer.lemmatize([[word, "talossa"]])[0]) == 2
    assert lemmatizer.analyses(word) == () or word == "ﬁ"


def test_description_names_the_backend():
    pure = Lemmatizer(backend="pyvoikko")
    assert pure.backend_ == "pyvoikko"
    assert "pyvoikko" in pure.describe()
    assert "install libvoikko" in pure.describe()


def test_copy_by_pickle_gives_the_same_lemmas(lemmatizer):
    # Worker processes receive lemmatisers this way.
    copy = pickle.loads(pickle.dumps(lemmatizer))
    assert copy.mode == lemmatizer.mode
    assert copy.lemma("taloissa") == "talo"


def test_shared_lemmatizer_is_one():
    assert shared_lemmatizer() is shared_lemmatizer()


def test_unknown_mode_and_backend_are_refused():
    with pytest.raises(ValueError, match="mode"):
        Lemmatizer(mode="best")
    with pytest.raises(ValueError, match="backend"):
        Lemmatizer(backend="omorfi")


def test_native_library_without_dictionary_falls_back(monkeypatch, tmp_path):
    pytest.importorskip("libvoikko")
    monkeypatch.setenv("VOIKKO_DICTIONARY_PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Lemmatizer(backend="auto").backend_ in ("pyvoikko", "libvoikko")


@pytest.mark.parametrize(
    ("form", "lemma"),
    [("ettei", "ettei"), ("etten", "ettei"), ("ellei", "ellei"), ("miksei", "miksei")],
)
def test_a_conjunction_with_its_negation_is_a_word_of_its_own(form, lemma):
    assert Lemmatizer().lemma(form) == lemma


@pytest.mark.parametrize(
    ("form", "lemma"),
    [("sote-alan", "sote-ala"), ("hoito-alan", "hoito-ala"), ("kannalta", "kanta")],
)
def test_no_name_and_no_noise_where_a_common_word_stands(form, lemma):
    assert Lemmatizer().lemma(form) == lemma


# Wheels and native library answer alike where the transducer says more than Finnish spells.
SPELLED = {
    "linja-auto": True, "linjaauto": False, "vapaa-aika": True, "tuotealue": True,
    "paikkaansa": True, "pohjois-suomessa": True, "uutis-osiossa": True, "internet-yhteys": True,
    "12-sivuinen": True, "kanta-palveluissa": False, "kantapalveluissa": True,
    "terveys-palvelu": False, "tieto-osasto": True, "anti-rasistinen": False,
}  # fmt: skip


@pytest.mark.parametrize("backend", ["pyvoikko", "libvoikko"])
def test_compounds_are_known_as_finnish_spells_them(backend):
    try:
        voikko = load_voikko(backend)
    except ModelError as error:
        pytest.skip(str(error))
    assert {word: bool(voikko.lookup(word)) for word in SPELLED} == SPELLED
    assert not any("ansa[X]" in answer for answer in voikko.lookup("paikkaansa"))
    lemmatizer = Lemmatizer(backend=backend)
    assert lemmatizer.parts("Kanta-palveluissa") == ("Kanta", "palvelu")
    assert lemmatizer.lemmatize([["Kanta-palveluissa"]]) == [["Kanta-palvelu"]]


def test_wheels_and_native_library_give_the_same_readings():
    try:
        native = load_voikko("libvoikko")
    except ModelError as error:
        pytest.skip(str(error))
    pure = load_voikko("pyvoikko")
    heads = "linja vapaa tuote aika työ kesä kaunis kallis liikenne pohjois kaakkois uutis kanta"
    heads += " terveys internet online web e itä suo oikeus avo ali puna kunta data 12 eu"
    tails = "auto alue aine uutinen yhteys palvelu kunta tieto omistaja isä äiti suomi helsinki"
    words = [head + mark + tail for head in heads.split() for tail in tails.split()
             for mark in ("", "-")]  # fmt: skip
    assert [w for w in words if set(native.lookup(w)) != set(pure.lookup(w))] == []


@pytest.mark.parametrize(
    ("word", "lemma"),
    [("1990luvulla", "1990-luku"), ("15vuotias", "15-vuotias"), ("1990-luvulla", "1990-luku")],
)
def test_figures_have_their_hyphen_however_it_was_written(word, lemma):
    assert Lemmatizer().lemma(word) == lemma


@pytest.mark.parametrize("mode", ["fast", "accurate"])
@pytest.mark.parametrize(
    ("sentence", "at", "lemma"),
    [
        # nouns without a singular, in compounds too; others that end alike
        ("Hän etsii silmälaseja .", 2, "silmälasit"),
        ("Bikinit jäivät kotiin .", 0, "bikinit"),
        ("Postikulut olivat kalliit .", 0, "postikulut"),
        ("Se nähtiin talviolympialaisissa .", 2, "talviolympialaiset"),
        ("Kävimme bileissä .", 1, "bileet"),
        ("Ostettiin arpajaisista grilli .", 2, "grilli"),
        # adverbs that are cases too, and adverbs with a clitic
        ("Hän käy siellä perjantaisin .", 3, "perjantaisin"),
        ("Hän tuli myöhässä kotiin .", 2, "myöhässä"),
        ("Se ei varmaankaan tule .", 2, "varmaan"),
        ("Ei se muutenkaan tule .", 2, "muuten"),
        # the capital of a sentence's head is no name's
        ("Aamulla lähdimme kotiin .", 0, "aamu"),
        ("Illalla tultiin kotiin .", 0, "ilta"),
        ("Kotkasta tultiin kotiin .", 0, "Kotka"),
        ("He tulivat vastaan .", 2, "vastaan"),
        ("Siellä käytettiin exceliä apuna .", 2, "Excel"),
        ("Maksu oli kuusikymmentä euroa .", 2, "kuusikymmentä"),
    ],
)
def test_words_whose_lemma_is_a_matter_of_convention(mode, sentence, at, lemma):
    assert Lemmatizer(mode).lemmatize([sentence.split()])[0][at] == lemma
