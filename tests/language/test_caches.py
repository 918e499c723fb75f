"""What is kept, what ships as an answer and which Voikko runs must not change what comes out."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aineisto.core.data import data_path
from aineisto.language import Lemmatizer
from aineisto.language._models import load_models
from aineisto.language._spoken_memory import SpokenMemory
from aineisto.language._surroundings import Neighbourhood
from aineisto.morphology import load_voikko

ANSWERS = sorted(load_models().answers)
WORDS = ["tukea", "Kannan", "et", "mä", "Vimanan", "KELA:lle", "voi", "kuusi", "alusta", "oli"]


def live(lemmatizer: Lemmatizer) -> Lemmatizer:
    """The same without the table of answers."""
    lemmatizer._answers = {}
    return lemmatizer


@pytest.fixture(scope="module")
def without_answers():
    return live(Lemmatizer())


def test_the_table_of_answers_gives_what_the_choice_gives(without_answers):
    words = ANSWERS[::37]
    differ = [
        w for w in words if without_answers._choose_alone(w, True) != load_models().answers[w]
    ]
    assert differ == []


def test_the_table_of_answers_tells_neighbours_what_voikko_tells():
    told = load_models().told
    words = sorted(told)[::41]
    near = Neighbourhood(load_voikko().analyses)
    assert [word for word in words if near.told(word) != told[word]] == []


def test_the_memory_of_speech_knows_what_voikko_knows():
    memory = SpokenMemory(data_path("models/spoken-fi"))
    words = sorted(memory.words())[::41]
    known = load_voikko().lookup
    assert [w for w in words if memory.in_dictionary(w) != bool(known(w))] == []


sentences = st.lists(
    st.lists(st.sampled_from(WORDS) | st.text(max_size=12), max_size=6), min_size=1, max_size=4
)


@settings(max_examples=60, deadline=None)
@given(sentences)
def test_asked_again_or_after_others_the_answer_is_the_same(given_sentences):
    fresh, used = Lemmatizer(spoken=False), Lemmatizer(spoken=False)
    for word in itertools.chain.from_iterable(given_sentences):
        used.lemma(word)
        used.analyses(word)
        used.parts(word)
    first = used.lemmatize(given_sentences)
    assert used.lemmatize(given_sentences) == first
    assert fresh.lemmatize(given_sentences) == first


def test_native_and_pure_voikko_give_the_same_lemmas():
    pytest.importorskip("libvoikko")
    native = live(Lemmatizer())
    if native.backend_ != "libvoikko":
        pytest.skip("the native library is not on this machine")
    pure = live(Lemmatizer(backend="pyvoikko"))
    words = ANSWERS[::101]
    differ = [word for word in words if native.lemma(word) != pure.lemma(word)]
    assert len(differ) <= len(words) // 1000, differ  # another version of the dictionary
