"""TF-IDF of lemma n-grams, and what each word has in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from scipy import sparse

from aineisto.stance._words import Word, read_words


class GramVectorizer:
    """Lemmas, pairs of lemmas and the beginnings of words, weighed by TF-IDF.

    The beginnings (five letters) join forms that the lemmatiser leaves apart, as in speech.
    """

    def fit(self, texts: Sequence[str]) -> GramVectorizer:
        """Learn the grams of `texts` and how rare each is."""
        counts = Counter(gram for text in texts for gram in {g for g, _ in _grams(text)})
        self._index = {gram: i for i, gram in enumerate(sorted(counts))}
        frequency = np.array([counts[gram] for gram in self._index], dtype=float)
        self._idf = np.log((1 + len(texts)) / (1 + frequency)) + 1
        return self

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Return rows of unit length (or zero), shape (n, n_grams)."""
        rows, columns, values = [], [], []
        for row, text in enumerate(texts):
            counts = Counter(self._index[gram] for gram, _ in _grams(text) if gram in self._index)
            found = np.fromiter(counts.keys(), int, len(counts))
            times = np.fromiter(counts.values(), float, len(counts))
            weight = self._idf[found] * (1 + np.log(times))
            norm = np.linalg.norm(weight) or 1.0
            rows += [row] * len(found)
            columns.append(found)
            values.append(weight / norm)
        flat = np.concatenate(columns) if columns else np.array([], int)
        data = np.concatenate(values) if values else np.array([], float)
        return sparse.csr_matrix((data, (rows, flat)), shape=(len(texts), len(self._index)))

    def word_weights(self, text: str, slopes: np.ndarray) -> np.ndarray:
        """Return what each word of a text adds under the weights of grams, shape (n_words,)."""
        row = self.transform([text])
        value = dict(zip(row.indices, row.data * slopes[row.indices], strict=True))
        counts = Counter(self._index[gram] for gram, _ in _grams(text) if gram in self._index)
        weights = np.zeros(len(read_words(text)))
        for gram, position in _grams(text):
            index = self._index.get(gram)
            if index is not None:
                weights[position] += value[index] / counts[index]
        return weights


def _grams(text: str) -> Iterator[tuple[str, int]]:
    """Yield the grams of a text and the position of the (last) word of each."""
    words = read_words(text)
    spoken: list[tuple[int, Word]] = [(i, word) for i, word in enumerate(words) if word.is_word]
    for position, word in spoken:
        yield word.lemma, position
        yield f"{word.form[:5]}*", position
    for (_, first), (position, second) in pairwise(spoken):
        yield f"{first.lemma} {second.lemma}", position
