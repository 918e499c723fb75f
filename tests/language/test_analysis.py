import pytest

from aineisto.language import Lemmatizer
from aineisto.morphology import load_voikko, parse_fst


@pytest.mark.parametrize(
    ("output", "lemma", "pos", "case", "parts"),
    [
        ("[Ln][Ica][Xp]talo[X]talo[Sine][Ny]ssa", "talo", "NOUN", "Ine", ("talo",)),
        (
            "[La][Xp]sote[X]sote-[Bc][Lt][Xp]uudistaa[X]uudist[Ln][Xj]us[X]u[Sg][Ny]ksen",
            "sote-uudistus", "NOUN", "Gen", ("sote", "uudistus"),
        ),
        (
            "[Ln][Xp]yhteen=toimivuus[X]yhteen[Bm]toimivuu[Sp][Ny]tta",
            "yhteentoimivuus", "NOUN", "Par", ("yhteen", "toimivuus"),
        ),
        ("[Lt][Xp]mennä[X]mene[Tn4]mi[Sn][Ny]nen", "meneminen", "NOUN", "Nom", ("meneminen",)),
        ("[Lep][Xp]Helsinki[X]helsingi[Sine][Ny]ssä", "Helsinki", "PROPN", "Ine", ("Helsinki",)),
        ("[Lu][Xp]kaksi[X]ka[Sg][Ny]hden[Bc]toista[Xp][X]", "kaksitoista", "NUM", "Gen", None),
        ("[Ll][De][Xp]uusi[X]uu[Sn][Ny]si", "uusi", "ADJ", "Nom", ("uusi",)),
        (
            "[Ll][De][Xp]uusi[X]uu[Sn][Ny]si-[Bc][Lep][Xp]Seelanti[X]seelant[Sn][Ny]i",
            "Uusi-Seelanti", "PROPN", "Nom", ("uusi", "Seelanti"),
        ),
        ("[Xp]ell[X]ell[Lk][Tt][Xp]ei[X][Bm]e[P1][Ny]n", "ellei", "AUX", "", None),
    ],
)  # fmt: skip
def test_output_of_the_transducer_is_read(output, lemma, pos, case, parts):
    reading = parse_fst(output)
    assert (reading.lemma, reading.pos, reading.case) == (lemma, pos, case)
    if parts is not None:
        assert reading.parts == parts


def test_output_without_class_is_no_reading():
    assert parse_fst("") is None
    assert parse_fst("abc") is None


def test_verb_of_negation_and_negative_participle_are_negative():
    lemmatizer = Lemmatizer()
    assert all(reading.negative for reading in lemmatizer.analyses("emmekä"))
    assert any(reading.negative for reading in lemmatizer.analyses("tekemätön"))
    assert not any(reading.negative for reading in lemmatizer.analyses("talossa"))


def test_form_that_stands_with_a_negation_is_known():
    assert any(reading.connegative for reading in Lemmatizer().analyses("tiedetä"))


def test_participle_keeps_the_verb_it_comes_from():
    (reading,) = Lemmatizer().analyses("tekevä")
    assert reading.participle == "v"
    assert reading.derived == (("VERB", "tehdä"), ("ADJ", "tekevä"))


def test_unknown_word_has_no_reading():
    assert Lemmatizer().analyses("xqzwv") == ()
    assert Lemmatizer().analyses("") == ()


def test_slang_is_bent_as_a_word_that_voikko_knows():
    analyses = load_voikko().analyses
    forms = ("dösassa", "fyrkan", "frendejä", "googlasin", "himassakin", "dösapysäkille")
    lemmas = [analyses(form)[0].lemma for form in forms]
    assert lemmas == ["dösa", "fyrkka", "frendi", "googlata", "hima", "dösapysäkki"]
    assert analyses("dösassa")[0].case == "Ine"
    assert analyses("dösäs") == ()
