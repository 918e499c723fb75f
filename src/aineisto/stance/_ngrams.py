"""Hashed n-grams of words, lemmas and characters: those that ship with weights, and rows to learn.

Feature hashing after Weinberger et al. (2009), *Feature hashing for large scale multitask
learning*, without signs: a positive and a negative word seldom share a bucket and explanations stay
readable. The hash is CRC-32, the same on every machine and in every version.

The n-grams of the prior (`occurrences`) have weights that fit in a megabyte. Rows (`ngram_rows`)
are what the kernel compares of two statements: a row depends on its text alone (no document
frequencies), so that it is counted once and the similarity of two statements stays the same from
one fit to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from threading import Lock
from typing import NamedTuple
from zlib import crc32

import numpy as np
from scipy import sparse

from aineisto.stance._constants import NGRAM_SHARES, PIECE_LETTERS
from aineisto.stance._words import Word, read_words

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


_ROW_LEMMAS, _ROW_PIECES, _ROW_PAIRS = range(3)
_ROW_BITS = 17
N_COLUMNS = len(NGRAM_SHARES) << _ROW_BITS


def ngram_rows(texts: Sequence[str]) -> sparse.csr_matrix:
    """Return rows of length one (zero where there is no word), shape (n, `N_COLUMNS`)."""
    rows = [_row(text) for text in texts]
    starts = np.concatenate([[0], np.cumsum([len(index) for index, _ in rows])]).astype(np.int64)
    if not rows:
        return sparse.csr_matrix((0, N_COLUMNS))
    return sparse.csr_matrix(
        (
            np.concatenate([value for _, value in rows]),
            np.concatenate([index for index, _ in rows]),
            starts,
        ),
        shape=(len(rows), N_COLUMNS),
    )


class Products:
    """Products of the rows of texts, kept so that a fit multiplies only the new texts' rows.

    Parameters
    ----------
    room : int
        Texts kept; the products of more texts are made anew each time.
    """

    def __init__(self, room: int = 1500) -> None:
        self._room = room
        self._lock = Lock()
        self._forget()

    def _forget(self) -> None:
        self._place: dict[str, int] = {}
        self._rows = ngram_rows([])
        self._products = np.zeros((0, 0), dtype=np.float32)

    def of(self, texts: Sequence[str]) -> np.ndarray:
        """Return the products of the rows of texts, shape (n, n)."""
        with self._lock:
            if len(set(texts)) > self._room:
                rows = ngram_rows(texts)
                return (rows @ rows.T).toarray()
            new = [text for text in dict.fromkeys(texts) if text not in self._place]
            if len(self._place) + len(new) > self._room:
                self._forget()
                new = list(dict.fromkeys(texts))
            if new:
                self._add(new)
            places = np.array([self._place[text] for text in texts], dtype=np.intp)
            return self._products[places[:, None], places[None, :]]

    def _add(self, texts: list[str]) -> None:
        first = len(self._place)
        self._place.update((text, first + n) for n, text in enumerate(texts))
        rows = ngram_rows(texts)
        self._rows = sparse.vstack([self._rows, rows], format="csr")
        fresh = (rows @ self._rows.T).toarray()
        grown = np.empty((len(self._place), len(self._place)), dtype=np.float32)
        grown[:first, :first] = self._products
        grown[first:], grown[:, first:] = fresh, fresh.T
        self._products = grown


#: One for the process: a coder's labels come back with every training run.
PRODUCTS = Products()


def word_weights(text: str, slopes: np.ndarray) -> np.ndarray:
    """Return what each word of a text adds under the weights of columns, shape (n_words,)."""
    ngrams = list(_ngrams_of(text))
    weights = np.zeros(len(read_words(text)))
    if ngrams:
        columns, positions = (np.array(part) for part in zip(*ngrams, strict=True))
        index, value = _row(text)
        occurrences = np.bincount(np.searchsorted(index, columns), minlength=len(index))
        each = value * slopes[index] / occurrences
        np.add.at(weights, positions, each[np.searchsorted(index, columns)])
    return weights


@lru_cache(maxsize=30_000)
def _row(text: str) -> tuple[np.ndarray, np.ndarray]:
    columns = np.array([column for column, _ in _ngrams_of(text)], dtype=np.int32)
    index, times = np.unique(columns, return_counts=True)
    value = 1.0 + np.log(times)
    table = index >> _ROW_BITS
    norm = np.sqrt(np.bincount(table, weights=value**2, minlength=len(NGRAM_SHARES)))
    value *= np.sqrt(NGRAM_SHARES)[table] / norm[table]
    return index, value.astype(np.float32)


def _ngrams_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield the columns of a text's n-grams and the position of the (last) word of each.

    A lemma in a clause that denies is another n-gram besides: *ei kannata* is not *kannattaa*.
    """
    words = read_words(text)
    denying = {word.clause for word in words if word.negates}
    before = ""
    for position, word in enumerate(words):
        if not word.is_word:
            continue
        yield _column(_ROW_LEMMAS, word.lemma), position
        if word.clause in denying and not word.negates:
            yield _column(_ROW_LEMMAS, f"EI {word.lemma}"), position
        for column in _pieces(word.form):
            yield column, position
        if before:
            yield _column(_ROW_PAIRS, f"{before} {word.lemma}"), position
        before = word.lemma


@lru_cache(maxsize=65_536)
def _pieces(form: str) -> tuple[int, ...]:
    padded = f" {form} "
    ends = range(PIECE_LETTERS, max(len(padded), PIECE_LETTERS) + 1)
    return tuple(_column(_ROW_PIECES, padded[end - PIECE_LETTERS : end]) for end in ends)


def _column(table: int, ngram: str) -> int:
    return (table << _ROW_BITS) + (crc32(ngram.encode()) & ((1 << _ROW_BITS) - 1))
