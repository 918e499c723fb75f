"""Learning from coded statements on top of what the codebook already says."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import softmax

from aineisto.core.coder import first_unknown, several
from aineisto.core.errors import ArgumentError, CodebookError
from aineisto.core.vectors import unit
from aineisto.themes._constants import (
    FREQUENCY,
    IN_DIALOGUE,
    QUESTION,
    WORDS_IN_DIALOGUE,
)
from aineisto.themes._features import TextFeatures
from aineisto.themes._words import WordTable


class Learner:
    """Logistic regression that starts from the codebook's utilities and moves as far as it must.

    The utilities of the codebook enter as a fixed offset and the weights of the text's own
    features (vector and TF-IDF of words; in a dialogue the question too) are drawn towards zero,
    so few coded statements change little and many may overrule the codebook.

    Parameters
    ----------
    C : float
        Inverse strength of regularisation, as in scikit-learn.
    middle : ndarray (d,)
        What is taken off the vectors.
    """

    def __init__(self, C: Any, mean: np.ndarray) -> None:
        if not isinstance(C, Real) or not float(C) > 0:
            raise ArgumentError(f"C is {C!r}, which is not above 0.", remedy="Give 1.0, say.")
        self.C = float(C)
        self.mean = mean

    def fit(
        self, read: TextFeatures, offset: np.ndarray, right: np.ndarray, weight: np.ndarray
    ) -> Learner:
        """Learn from texts, their utilities by the codebook (n, k + 1) and their codes."""
        from scipy.optimize import minimize

        self.table = WordTable(read.words)
        asked = None if read.reading is None else read.question
        self.questions = np.unique(asked[asked != ""]) if asked is not None else np.zeros(0, str)
        features = self._features(read)
        shape = (features.shape[1], offset.shape[1])
        wanted = np.zeros(offset.shape)
        wanted[np.arange(len(right)), right] = 1

        def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
            weights = flat.reshape(shape)
            p = softmax(offset + features @ weights, axis=1)
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

        dialogue = read.reading is not None
        length, of_words = (IN_DIALOGUE, WORDS_IN_DIALOGUE) if dialogue else (1.0, 1.0)
        parts = [
            csr_matrix(length * unit(read.vectors - self.mean).astype(np.float64)),
            csr_matrix(np.full((len(read.words), 1), FREQUENCY)),
        ]
        if len(self.questions):
            asked = np.full(len(read.words), "") if read.question is None else read.question
            parts.append(csr_matrix(QUESTION * (asked[:, None] == self.questions[None, :])))
        if self.table.columns:
            parts.append(of_words * self.table.transform(read.words))
        return hstack(parts).tocsr()


def check_codes(labels: Sequence[Any], codes: np.ndarray) -> None:
    """Check that the codebook has the code, or codes, of each statement."""
    unknown = first_unknown(labels, set(codes))
    if unknown:
        raise CodebookError(
            f"The code {unknown[1]!r} is not in the codebook.",
            place=f"code {unknown[0]}",
            remedy=f"Use one of {', '.join(codes)}.",
        )


def weighted(labels: Sequence[Any], codes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return row, column and weight of every code of every statement; a statement weighs 1."""
    column = {code: k for k, code in enumerate(codes)}
    pairs = [(row, several(label)) for row, label in enumerate(labels)]
    rows = [row for row, some in pairs for _ in some]
    right = [column[one] for _, some in pairs for one in some]
    weight = [1 / len(some) for _, some in pairs for _ in some]
    return np.array(rows), np.array(right), np.array(weight)


def nearest_coded(coded: pd.DataFrame, similarity: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Return for each code its coded statement most like a text, and the likeness, (k + 1, 2)."""
    found = np.full((len(codes), 2), None, dtype=object)
    found[:, 0] = ""
    for k, code in enumerate(codes):
        mine = np.flatnonzero((coded["code"] == code).to_numpy())
        if len(mine):
            best = mine[similarity[mine].argmax()]
            found[k] = [coded["text"][best], round(float(similarity[best]), 3)]
    return found
