"""Hashed n-grams of words, lemmas and characters, with weights that fit in a megabyte.

Feature hashing after Weinberger et al. (2009), *Feature hashing for large scale multitask
learning*, without signs: a positive and a negative word seldom share a bucket and explanations stay
readable. The hash is CRC-32, the same on every machine and in every version.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

import numpy as np

from aineisto.stance._words import Word

#: Sizes of the three tables, as powers of two: forms, lemmas, characters.
BITS = (18, 18, 19)
SHORTEST, LONGEST = 2, 5
_OFFSETS = (0, 1 << BITS[0], (1 << BITS[0]) + (1 << BITS[1]))
_FORMS, _LEMMAS, _CHARACTERS = range(3)
N_BUCKETS = _OFFSETS[2] + (1 << BITS[2])
_DENIED = crc32(b"EI ")


def _bucket(table: int, hashed: int) -> int:
    return _OFFSETS[table] + (hashed & ((1 << BITS[table]) - 1))


@lru_cache(maxsize=65536)
def _word_buckets(form: str, lemma: str) -> np.ndarray:
    padded = f" {form} "
    ngrams = [
        padded[i : i + n] for n in range(SHORTEST, LONGEST + 1) for i in range(len(padded) - n + 1)
    ]
    own = [_bucket(_FORMS, crc32(form.encode())), _bucket(_LEMMAS, crc32(lemma.encode()))]
    own += [_bucket(_CHARACTERS, crc32(ngram.encode())) for ngram in ngrams]
    return np.array(own, dtype=np.int32)


class Occurrences(NamedTuple):
    """The n-grams of statements as they occur, statement by statement.

    Attributes
    ----------
    bucket : ndarray of int64, shape (n,)
        Buckets, 0…`N_BUCKETS` − 1; one that occurs twice is there twice.
    word : ndarray of int64, shape (n,)
        The word each is from, numbered through all statements; a pair of words counts for its
        second. A lemma in a clause that denies is another n-gram besides.
    statement : ndarray of int64, shape (n,)
        The statement each is from.
    """

    bucket: np.ndarray
    word: np.ndarray
    statement: np.ndarray


def occurrences(statements: Sequence[Sequence[Word]]) -> Occurrences:
    """Return the n-grams of statements, each given by its words and marks."""
    parts = [np.zeros(0, dtype=np.int32)]
    sources: list[int] = []
    lengths: list[int] = []
    sizes: list[int] = []
    first = 0
    for words in statements:
        before = len(lengths)
        for position, word in enumerate(words, first):
            own = _word_buckets(word.form, word.lemma)
            parts.append(own)
            sources.append(position)
            lengths.append(len(own))
        rest = [*_pairs(words), *_denied(words)]
        parts.append(np.array([bucket for _, bucket in rest], dtype=np.int32))
        sources += [first + position for position, _ in rest]
        lengths += [1] * len(rest)
        sizes.append(sum(lengths[before:]))
        first += len(words)
    return Occurrences(
        np.concatenate(parts).astype(np.int64),
        np.repeat(np.array(sources, dtype=np.int64), np.array(lengths, dtype=np.int64)),
        np.repeat(np.arange(len(sizes)), np.array(sizes, dtype=np.int64)),
    )


def _pairs(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield the second word's position and the bucket of each pair of forms and of lemmas."""
    before = None
    for position, word in enumerate(words):
        form, lemma = word.form.encode(), word.lemma.encode()
        if before is not None:
            # CRC-32 goes on from what it made of the first word.
            yield position, _bucket(_FORMS, crc32(b" " + form, before[0]))
            yield position, _bucket(_LEMMAS, crc32(b" " + lemma, before[1]))
        before = crc32(form), crc32(lemma)


def _denied(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield the position and the bucket of each lemma in a clause that denies."""
    denying = {word.clause for word in words if word.negates}
    if not denying:
        return
    for position, word in enumerate(words):
        if word.is_word and word.clause in denying and not word.negates:
            yield position, _bucket(_LEMMAS, crc32(word.lemma.encode(), _DENIED))


def values(found: Occurrences) -> np.ndarray:
    """Return the value of each occurrence: (1 + log tf) / tf, of length one in each table.

    The occurrences of one n-gram in a statement share its value, so that a score can be told apart
    by word.
    """
    keys = found.statement * N_BUCKETS + found.bucket
    unique, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    weight = 1.0 + np.log(counts)
    table = np.searchsorted(_OFFSETS, unique % N_BUCKETS, side="right") - 1
    table += len(_OFFSETS) * (unique // N_BUCKETS)
    norm = np.sqrt(np.bincount(table, weights=weight**2))
    return (weight / norm[table] / counts)[inverse]
