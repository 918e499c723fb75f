"""Rows of hashed n-grams: what the kernel compares of two statements.

A row depends on its text alone (no document frequencies), so that it is counted once and the
likeness of two statements stays the same from one fit to the next. Feature hashing after
Weinberger et al. (2009), without signs, as in `_ngrams`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from threading import Lock
from zlib import crc32

import numpy as np
from scipy import sparse

from aineisto.stance._constants import NGRAM_SHARES, PIECE_LETTERS
from aineisto.stance._words import read_words

_LEMMAS, _PIECES, _PAIRS = range(3)
_BITS = 17
N_COLUMNS = len(NGRAM_SHARES) << _BITS


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


#: One for the process: a coder's labels come back with every lesson.
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
    table = index >> _BITS
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
        yield _column(_LEMMAS, word.lemma), position
        if word.clause in denying and not word.negates:
            yield _column(_LEMMAS, f"EI {word.lemma}"), position
        for column in _pieces(word.form):
            yield column, position
        if before:
            yield _column(_PAIRS, f"{before} {word.lemma}"), position
        before = word.lemma


@lru_cache(maxsize=65_536)
def _pieces(form: str) -> tuple[int, ...]:
    padded = f" {form} "
    ends = range(PIECE_LETTERS, max(len(padded), PIECE_LETTERS) + 1)
    return tuple(_column(_PIECES, padded[end - PIECE_LETTERS : end]) for end in ends)


def _column(table: int, ngram: str) -> int:
    return (table << _BITS) + (crc32(ngram.encode()) & ((1 << _BITS) - 1))
