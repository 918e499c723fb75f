from hypothesis import given
from hypothesis import strategies as st

from aineisto.language import shared_lemmatizer
from aineisto.themes._words import content_words, without_notes

LEMMATIZER = shared_lemmatizer()


def lemmas(text):
    return [word.lemma for word in content_words(text, LEMMATIZER)]


def test_function_words_and_small_talk_are_left_out():
    assert lemmas("No niin, tota, kyllä se on niinku raha mikä ratkaisee.") == ["raha", "ratkaista"]


def test_a_compound_counts_as_its_parts_too():
    (word,) = content_words("tietojärjestelmähankkeessa", LEMMATIZER)
    units = dict(word.units)
    assert units["tietojärjestelmähanke"] == 1
    assert units["hanke"] > units["tieto"] > 0
    assert "tietojärjestelmä" in units


def test_a_hyphen_parts_a_compound_that_the_analyser_does_not_know():
    (word,) = content_words("ICT-investoinnit", LEMMATIZER)
    units = dict(word.units)
    assert word.lemma == "ict-investointi"
    assert units["investointi"] > units["ict"] > 0


def test_what_a_transcriber_notes_is_not_said():
    text = "Raha (naurahtaa) riittää [epäselvä] ((puhelin soi)) hyvin."
    blank = without_notes(text)
    assert len(blank) == len(text)
    assert blank.split() == ["Raha", "riittää", "hyvin."]
    assert without_notes("Hanke (jonka STM maksoi kokonaan) loppui.").split()[1] == "(jonka"


@given(st.text(alphabet="abö KELA:-.,()[]1", max_size=60))
def test_words_lie_where_they_say(text):
    for word in content_words(text, LEMMATIZER):
        assert 0 <= word.start < word.end <= len(text)
        assert not text[word.start : word.end].isspace()
        assert all(0 < weight <= 1 for _, weight in word.units)
