"""Hashed n-grams of words, lemmas and characters, with weights that fit in a megabyte.

Feature hashing after Weinberger et al. (2009), *Feature hashing for large scale multitask
learning*, without signs: a positive and a negative word seldom share a bucket and explanations stay
readable. The hash is CRC-32, the same on every machine and in every version.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np

from aineisto.stance._words import Word, is_negator

#: Sizes of the three tables, as powers of two: forms, lemmas, characters.
BITS = (18, 18, 19)
SHORTEST, LONGEST = 2, 5
_OFFSETS = (0, 1 << BITS[0], (1 << BITS[0]) + (1 << BITS[1]))
N_BUCKETS = _OFFSETS[2] + (1 << BITS[2])


def _bucket(table: int, gram: str) -> int:
    return _OFFSETS[table] + (crc32(gram.encode()) & ((1 << BITS[table]) - 1))


@lru_cache(maxsize=65536)
def _word_buckets(form: str, lemma: str) -> tuple[np.ndarray, ...]:
    padded = f" {form} "
    grams = [
        padded[i : i + n] for n in range(SHORTEST, LONGEST + 1) for i in range(len(padded) - n + 1)
    ]
    characters = np.fromiter((_bucket(2, gram) for gram in grams), np.int64, len(grams))
    return np.array([_bucket(0, form)]), np.array([_bucket(1, lemma)]), characters


def buckets(words: Sequence[Word]) -> tuple[np.ndarray, np.ndarray]:
    """Return the buckets of a statement's n-grams and which word each is from.

    Parameters
    ----------
    words : sequence of Word
        The words and marks of a statement.

    Returns
    -------
    index : ndarray of int64, shape (n,)
        Buckets, 0…`N_BUCKETS` − 1; one that occurs twice is there twice.
    source : ndarray of int64, shape (n,)
        Position of the word; a pair of words counts for its second. A lemma in a clause that
        denies is another gram besides.
    """
    parts: list[np.ndarray] = []
    sources: list[int] = []
    lengths: list[int] = []
    for position, word in enumerate(words):
        for part in _word_buckets(word.form, word.lemma):
            parts.append(part)
            sources.append(position)
            lengths.append(len(part))
    denying = {word.clause for word in words if is_negator(word.form)}
    denied = [
        position
        for position, word in enumerate(words)
        if word.is_word and word.clause in denying and not is_negator(word.form)
    ]
    pairs = [
        bucket
        for a, b in pairwise(words)
        for bucket in (_bucket(0, f"{a.form} {b.form}"), _bucket(1, f"{a.lemma} {b.lemma}"))
    ]
    pairs += [_bucket(1, f"EI {words[position].lemma}") for position in denied]
    parts.append(np.array(pairs, dtype=np.int64))
    index = np.concatenate(parts)
    seconds = np.repeat(np.arange(1, len(words)), 2)
    source = np.concatenate([np.repeat(sources, lengths), seconds, np.array(denied, dtype=int)])
    return index, source.astype(np.int64)


def values(index: np.ndarray) -> np.ndarray:
    """Return the value of each occurrence: (1 + log tf) / tf, of length one in each table.

    The occurrences of one n-gram share its value, so that a score can be told apart by word.
    """
    unique, inverse, counts = np.unique(index, return_inverse=True, return_counts=True)
    weight = 1.0 + np.log(counts)
    table = np.searchsorted(_OFFSETS, unique, side="right") - 1
    norm = np.sqrt(np.bincount(table, weights=weight**2, minlength=3))
    return (weight / norm[table] / counts)[inverse]
