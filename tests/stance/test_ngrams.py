"""Hashed n-grams: counted for many statements at once, the same as for each alone."""

import math
from collections import Counter
from itertools import pairwise
from zlib import crc32

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from aineisto.stance import _ngrams
from aineisto.stance._words import read_words

SENTENCES = [
    "Yhteistyö ei toimi.",
    "Ei toimi, ei toimi, vaikka pitäisi!",
    "Hyvä.",
    "Mä en oikein tiedä, toimiiko se rajapinta.",
    "…",
    "",
]


def grams(text):
    """Every n-gram of a statement, spelt out, under its table; written from the description."""
    words = read_words(text)
    found = Counter()
    for word in words:
        found["form", word.form] += 1
        found["lemma", word.lemma] += 1
        padded = f" {word.form} "
        for size in (2, 3, 4, 5):
            for start in range(len(padded) - size + 1):
                found["characters", padded[start : start + size]] += 1
    for one, other in pairwise(words):
        found["form", f"{one.form} {other.form}"] += 1
        found["lemma", f"{one.lemma} {other.lemma}"] += 1
    for word in words:
        if any(w.negates and w.clause == word.clause for w in words):
            found["lemma", f"EI {word.lemma}"] += word.is_word and not word.negates
    return found


def test_each_gram_has_its_bucket_and_each_table_length_one():
    for text in SENTENCES:
        bits = dict(zip(("form", "lemma", "characters"), _ngrams.BITS, strict=True))
        begin = dict(zip(bits, (0, 1 << 18, 1 << 19), strict=True))
        expected = Counter()
        for (table, gram), times in grams(text).items():
            expected[begin[table] + crc32(gram.encode()) % (1 << bits[table])] += times
        expected += Counter()  # drops those that occur no time
        found = _ngrams.occurrences([read_words(text)])
        assert Counter(found.bucket.tolist()) == expected
        totals = Counter()
        for bucket, value in zip(found.bucket.tolist(), _ngrams.values(found), strict=True):
            totals[bucket] += value
        for low, high in ((0, 1 << 18), (1 << 18, 1 << 19), (1 << 19, 1 << 20)):
            own = [bucket for bucket in expected if low <= bucket < high]
            norm = math.sqrt(sum((1 + math.log(expected[b])) ** 2 for b in own))
            for bucket in own:
                assert math.isclose(totals[bucket], (1 + math.log(expected[bucket])) / norm)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES) | st.text("aeiknt ,.", max_size=20), max_size=8))
def test_statements_together_are_as_each_alone(texts):
    words = [read_words(text) for text in texts]
    together = _ngrams.occurrences(words)
    values = _ngrams.values(together)
    first = 0
    for number, some in enumerate(words):
        alone = _ngrams.occurrences([some])
        mine = together.statement == number
        assert together.bucket[mine].tolist() == alone.bucket.tolist()
        assert (together.word[mine] - first).tolist() == alone.word.tolist()
        np.testing.assert_array_equal(values[mine], _ngrams.values(alone))
        first += len(some)
