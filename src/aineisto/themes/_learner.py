"""Learning from coded statements on top of what the codebook already says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from aineisto.themes._features import TextFeatures
from aineisto.themes._prior import softmax
from aineisto.themes._words import Word


class WordTable:
    """TF-IDF of the units of words, with the vocabulary and weights of the texts learned from."""

    def __init__(self, words: Sequence[Sequence[Word]]) -> None:
        seen: dict[str, int] = {}
        for some in words:
            for name in {name for word in some for name, _ in word.units}:
                seen[name] = seen.get(name, 0) + 1
        common = sorted(name for name, count in seen.items() if count > 1)
        self.columns = {name: column for column, name in enumerate(common)}
        counts = np.array([seen[name] for name in common])
        self.idf = np.log((1 + len(words)) / (1 + counts)) + 1

    def transform(self, words: Sequence[Sequence[Word]]) -> Any:
        """Return a sparse matrix (n, vocabulary), rows of length 1."""
        from scipy.sparse import csr_matrix
        from sklearn.preprocessing import normalize

        rows, columns, values = [], [], []
        for row, some in enumerate(words):
            for name, weight in (unit for word in some for unit in word.units):
                column = self.columns.get(name)
                if column is not None:
                    rows.append(row)
                    columns.append(column)
                    values.append(weight * self.idf[column])
        shape = (len(words), len(self.columns))
        return normalize(csr_matrix((values, (rows, columns)), shape=shape))


class Learner:
    """Logistic regression that starts from the codebook's utilities and moves as far as it must.

    The utilities of the codebook enter as a fixed offset and the weights of the text's own
    features (vector and TF-IDF of words) are drawn towards zero, so few coded statements change
    little and many may overrule the codebook.

    Parameters
    ----------
    C : float
        Inverse strength of regularisation, as in scikit-learn.
    lexical : float
        Weight of the words beside the vector.
    """

    def __init__(self, C: float, lexical: float = 0.5) -> None:
        self.C = C
        self.lexical = lexical

    def fit(
        self, read: TextFeatures, offset: np.ndarray, right: np.ndarray, weight: np.ndarray
    ) -> Learner:
        """Learn from texts, their utilities by the codebook (n, k + 1) and their codes."""
        from scipy.optimize import minimize

        self.table = WordTable(read.words)
        features = self._features(read)
        shape = (features.shape[1], offset.shape[1])
        wanted = np.zeros(offset.shape)
        wanted[np.arange(len(right)), right] = 1

        def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
            weights = flat.reshape(shape)
            p = softmax(offset + features @ weights)
            picked = np.maximum(p[np.arange(len(right)), right], 1e-12)
            value = -(weight * np.log(picked)).sum() + (flat @ flat) / (2 * self.C)
            slope = features.T @ (weight[:, None] * (p - wanted)) + weights / self.C
            return value, np.asarray(slope).ravel()

        found = minimize(
            loss,
            np.zeros(shape[0] * shape[1]),
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": 300},
        )
        self.weights = found.x.reshape(shape)
        return self

    def utilities(self, read: TextFeatures) -> np.ndarray:
        """Return what the coded statements add to the utilities, (n, k + 1)."""
        return np.asarray(self._features(read) @ self.weights)

    def _features(self, read: TextFeatures) -> Any:
        from scipy.sparse import csr_matrix, hstack

        parts = [
            csr_matrix(read.vectors.astype(np.float64)),
            csr_matrix(np.ones((len(read.words), 1))),
        ]
        if self.table.columns:
            parts.append(self.lexical * self.table.transform(read.words))
        return hstack(parts).tocsr()
