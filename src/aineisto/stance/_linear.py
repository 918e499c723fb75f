"""The kernel ridge for thousands of labels, without a square matrix in memory.

The kernel is that of `_kernel` but for the product of n-grams and vectors. It is a product of
explicit rows, so that conjugate gradients (Hestenes & Stiefel 1952) need only products with the
rows; predictions of left-out respondents come from five folds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from aineisto.stance._constants import (
    ACROSS_QUESTIONS,
    INTERCEPT,
    LARGEST_EXACT,
    LINEAR_ALPHAS,
    SAME_QUESTION,
    VECTOR_SHARE,
)
from aineisto.stance._kernel import Features, Model, fit_exact
from aineisto.stance._ngrams import PRODUCTS

_FOLDS = 5
_TOLERANCE, _STEPS = 1e-4, 200


def fit_model(
    features: Features, target: np.ndarray, groups: np.ndarray | None, texts: list[str]
) -> Model:
    """Fit the kernel ridge, exactly where the labels are few enough for it."""
    if len(texts) > LARGEST_EXACT:
        return fit_linear(features, target, groups)
    return fit_exact(features, target, groups, PRODUCTS.of(texts))


@dataclass(frozen=True, eq=False)
class LinearModel:
    """Weights of the columns, for all statements and for those of each question."""

    held_out: np.ndarray
    alpha: float
    prior_share: float
    slope: np.ndarray
    ngrams: np.ndarray
    vectors: np.ndarray | None
    by_question: dict[str, tuple[sparse.csr_matrix, np.ndarray | None, np.ndarray]]
    mean: np.ndarray
    every: float

    def predict(self, features: Features) -> np.ndarray:
        """Return predictions for statements, shape (n, n_targets)."""
        scores = features.ngrams @ self.ngrams + self.mean + features.prior @ self.slope
        if self.vectors is not None and features.vectors is not None:
            scores = scores + features.vectors @ self.vectors
        for name, rows in _questions(features.question, len(scores)):
            if name in self.by_question:
                ngrams, vectors, mean = self.by_question[name]
                scores[rows] += (features.ngrams[rows] @ ngrams).toarray() + mean
                if vectors is not None and features.vectors is not None:
                    scores[rows] += features.vectors[rows] @ vectors
        return scores

    def ngram_slopes(self) -> np.ndarray:
        """Return what a unit of each column of n-grams adds to the targets' sum."""
        return self.ngrams.sum(axis=1) * ((1 + ACROSS_QUESTIONS) / self.every)


def fit_linear(
    features: Features,
    target: np.ndarray,
    groups: np.ndarray | None,
    seed: int = 0,
) -> LinearModel:
    """Fit the kernel ridge of `_kernel` to many labels.

    Parameters
    ----------
    features : Features
        Of the labelled statements.
    target : ndarray, shape (n, n_targets)
        What to learn.
    groups : ndarray, shape (n,), optional
        Rows of one group are in one fold.
    seed : int
        Of the sample that chooses penalty and prior share, and of the folds.
    """
    rng = np.random.default_rng(seed)
    sample = np.sort(rng.choice(len(target), LARGEST_EXACT, replace=False))
    some = None if groups is None else groups[sample]
    chosen: Model = fit_exact(features.take(sample), target[sample], some, None, LINEAR_ALPHAS)
    settings = (chosen.alpha, chosen.prior_share)
    names = np.arange(len(target)) if groups is None else np.unique(groups, return_inverse=True)[1]
    fold = rng.integers(_FOLDS, size=int(names.max()) + 1)[names]
    held_out = np.empty(target.shape)
    for number in range(_FOLDS):
        out, kept = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        model = _solve(features.take(kept), target[kept], *settings)
        held_out[out] = model.predict(features.take(out))
    return _solve(features, target, *settings, held_out)


def _solve(
    features: Features,
    target: np.ndarray,
    alpha: float,
    prior_share: float,
    held_out: np.ndarray | None = None,
) -> LinearModel:
    product = _Product(features, prior_share)
    weights = _conjugate_gradients(lambda v: product.times(v) + alpha * v, target)
    by_question = {
        # Most columns are empty in one question.
        name: (sparse.csr_matrix(ngrams), vectors, SAME_QUESTION * weights[rows].sum(axis=0))
        for name, rows in product.questions
        for ngrams, vectors in [product.columns(weights, rows)]
    }
    every = ACROSS_QUESTIONS if features.question is not None else ACROSS_QUESTIONS + 1.0
    ngrams, vectors = product.columns(weights)
    return LinearModel(
        held_out=np.empty((0, target.shape[1])) if held_out is None else held_out,
        alpha=alpha,
        prior_share=prior_share,
        slope=prior_share * (features.prior.T @ weights),
        ngrams=every * ngrams,
        vectors=None if vectors is None else every * vectors,
        by_question=by_question,
        mean=INTERCEPT * weights.sum(axis=0),
        every=every,
    )


def _conjugate_gradients(
    times: Callable[[np.ndarray], np.ndarray], target: np.ndarray
) -> np.ndarray:
    """Solve for all columns of the target at once."""
    solution = np.zeros(target.shape)
    left = target.astype(float)
    way = left.copy()
    size = (left**2).sum(axis=0)
    enough = _TOLERANCE**2 * size
    for _ in range(_STEPS):
        if (size <= enough).all():
            break
        turned = times(way)
        step = size / np.maximum((way * turned).sum(axis=0), 1e-300)
        solution += step * way
        left -= step * turned
        before, size = size, (left**2).sum(axis=0)
        way = left + size / np.maximum(before, 1e-300) * way
    return solution


class _Product:
    """Products of the kernel with columns, from the rows."""

    def __init__(self, features: Features, prior_share: float) -> None:
        self.questions = list(_questions(features.question, len(features.prior)))
        self._prior = features.prior
        self._prior_share = prior_share
        self._every = ACROSS_QUESTIONS if features.question is not None else 1 + ACROSS_QUESTIONS
        self._vectors = features.vectors
        self._share = VECTOR_SHARE if features.vectors is not None else 0.0
        self._ngrams = features.ngrams
        self._turned = features.ngrams.T.tocsr()
        self._parts = [
            (rows, features.ngrams[rows], features.ngrams[rows].T.tocsr())
            for _, rows in self.questions
        ]

    def columns(
        self, weights: np.ndarray, rows: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray | None]:
        """Return the weights of the columns that weights of the rows amount to."""
        chosen = slice(None) if rows is None else rows
        ngrams = (1 - self._share) * (self._ngrams[chosen].T @ weights[chosen])
        if self._vectors is None:
            return ngrams, None
        return ngrams, self._share * (self._vectors[chosen].T @ weights[chosen])

    def times(self, v: np.ndarray) -> np.ndarray:
        """Return the kernel times columns."""
        text = (1 - self._share) * (self._ngrams @ (self._turned @ v))
        if self._vectors is not None:
            text = text + self._share * (self._vectors @ (self._vectors.T @ v))
        result = self._every * text + INTERCEPT * v.sum(axis=0)
        result += self._prior_share * (self._prior @ (self._prior.T @ v))
        for rows, ngrams, turned in self._parts:
            part = v[rows]
            own = (1 - self._share) * (ngrams @ (turned @ part)) + SAME_QUESTION * part.sum(axis=0)
            if self._vectors is not None:
                vectors = self._vectors[rows]
                own += self._share * (vectors @ (vectors.T @ part))
            result[rows] += own
        return result


def _questions(question: np.ndarray | None, n: int) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the named questions and the rows of each."""
    if question is None or not n:
        return
    for name in np.unique(question):
        if name:
            yield str(name), np.flatnonzero(question == name)
