"""What is remembered of words and sentences has a limit, and no answer depends on it."""

import functools
import gc

import pandas as pd

from aineisto.actors import ActorRecognizer, _matcher
from aineisto.language import shared_lemmatizer, tokenize
from aineisto.scale import annotate
from aineisto.stance._prior import shared_prior

#: No memory of words is larger: what they take together is measured and told in the docs.
LARGEST = 131_072


def memories():
    """Return the library's memories of calls, by their function."""
    return {
        f"{found.__module__}.{found.__qualname__}:{id(found)}": found
        for found in gc.get_objects()
        if isinstance(found, functools._lru_cache_wrapper)
        and (found.__module__ or "").startswith("aineisto.")
    }


def test_what_grows_with_the_text_has_a_limit(statements, codebook):
    texts = statements["clean"].tolist()
    annotate(pd.DataFrame({"text": texts[:100]}), codebook)
    before = {name: memory.cache_info() for name, memory in memories().items()}
    # Words that no other test has had: what is remembered already would not grow.
    new = ["".join("aeioukstnm"[int(digit)] for digit in f"{place:06}") for place in range(300)]
    annotate(pd.DataFrame({"text": [f"Tuli {word} kylään." for word in new]}), codebook)
    after = {name: memory.cache_info() for name, memory in memories().items()}
    grown = {
        name: info
        for name, info in after.items()
        if name in before and info.misses > before[name].misses + 100
    }
    assert len(grown) > 5  # words are remembered
    assert {name for name, info in grown.items() if not (info.maxsize or 2**62) <= LARGEST} == set()


def test_one_lemmatiser_serves_all_however_it_is_asked_for():
    assert shared_lemmatizer() is shared_lemmatizer("fast") is shared_lemmatizer(mode="fast")


def test_an_actor_is_found_with_a_memory_of_a_few_words(statements, monkeypatch):
    texts = statements["clean"].tolist()[:60]
    expected = ActorRecognizer().find(texts)
    monkeypatch.setattr(_matcher, "_CACHED_FORMS", 5)
    recognizer = ActorRecognizer()
    pd.testing.assert_frame_equal(recognizer.find(texts), expected)
    assert 0 < len(recognizer._finder._index._cache) <= 5


def test_who_changes_the_tokens_of_a_text_changes_nobody_elses():
    tokenize("Kela maksaa.").clear()
    assert [token.text for token in tokenize("Kela maksaa.")] == ["Kela", "maksaa", "."]


def test_statements_are_forgotten_once_they_are_annotated(statements, codebook):
    annotate(statements[["clean"]].iloc[:50], codebook)
    assert shared_prior(tuple(codebook.cues))._known == {}
