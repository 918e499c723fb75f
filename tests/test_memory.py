"""Garbage is not looked for while words are read, and is looked for again afterwards."""

import gc

import pytest

import aineisto
from aineisto.core.memory import without_garbage_collection

WORDS = [["Sotedigin", "rooli", "on", "epäselvä"], ["Mä", "oon", "samaa", "mieltä"]]


@pytest.fixture
def looked():
    times = []
    before = gc.get_threshold()

    def note(phase, info):
        times.append(phase)

    gc.callbacks.append(note)
    gc.set_threshold(20, 2, 2)
    yield times
    gc.set_threshold(*before)
    gc.callbacks.remove(note)


def test_words_are_read_without_looking_for_garbage(looked):
    lemmatizer = aineisto.Lemmatizer()
    lemmatizer.lemmatize(WORDS)  # models are read
    words = [[word.upper() for word in words] for words in WORDS] * 20
    looked.clear()
    lemmas = lemmatizer.lemmatize(words)
    during = len(looked)
    assert gc.isenabled()
    assert (len(lemmas), during < 3) == (40, True)


def test_after_an_error_garbage_is_looked_for_again():
    with pytest.raises(aineisto.AineistoError):
        aineisto.Lemmatizer().lemmatize("yksi lause")
    assert gc.isenabled()


def test_who_has_turned_it_off_keeps_it_off():
    gc.disable()
    try:
        with without_garbage_collection():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
