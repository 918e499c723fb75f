"""Kernel ridge regression with closed-form leave-one-out, and the kernel of a stance.

With ``A = (K + alpha I)⁻¹`` the leave-one-out residual of row i is ``(A y)_i / A_ii``; for groups
left out together it is ``A_gg⁻¹ (A y)_g`` (Cook & Weisberg 1982, *Residuals and influence in
regression*, § 2.2; Rasmussen & Williams 2006, *Gaussian processes for machine learning*, § 5.4.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import sparse
from scipy.linalg import lapack

from aineisto.stance._constants import (
    ACROSS_QUESTIONS,
    ALPHAS,
    INTERCEPT,
    PRIOR_SHARES,
    SAME_QUESTION,
    VECTOR_SHARE,
)


@dataclass(frozen=True, eq=False)
class Features:
    """What the kernel reads of n statements.

    Attributes
    ----------
    ngrams : csr_matrix, shape (n, n_columns)
        Rows of n-grams.
    vectors : ndarray, shape (n, d), or None
        Sentence vectors of length one.
    prior : ndarray, shape (n, k)
        What the prior says, in k columns of like spread.
    question : ndarray of str, shape (n,), or None
        The question each answers.
    """

    ngrams: sparse.csr_matrix
    vectors: np.ndarray | None
    prior: np.ndarray
    question: np.ndarray | None

    def take(self, rows: np.ndarray) -> Features:
        """Return some of the rows."""
        return Features(
            self.ngrams[rows],
            None if self.vectors is None else self.vectors[rows],
            self.prior[rows],
            None if self.question is None else self.question[rows],
        )


class Model(Protocol):
    """What a fitted kernel ridge can do, whichever way it was solved."""

    @property
    def held_out(self) -> np.ndarray:
        """Predictions of the fitted statements, each without itself or its group."""

    @property
    def alpha(self) -> float:
        """The penalty."""

    @property
    def prior_share(self) -> float:
        """How much what the prior says may count."""

    def predict(self, features: Features) -> np.ndarray:
        """Return predictions for statements, shape (n, n_targets)."""

    def ngram_slopes(self) -> np.ndarray:
        """Return what a unit of each column of n-grams adds to the targets' sum."""


@dataclass(frozen=True, eq=False)
class ExactModel:
    """A kernel ridge with the statements that it was fitted on."""

    ridge: Ridge
    features: Features

    @property
    def held_out(self) -> np.ndarray:
        """Predictions of the fitted statements, each without itself or its group."""
        return self.ridge.held_out

    @property
    def alpha(self) -> float:
        """The penalty."""
        return self.ridge.alpha

    @property
    def prior_share(self) -> float:
        """How much what the prior says may count."""
        return self.ridge.prior_share

    def predict(self, features: Features) -> np.ndarray:
        """Return predictions for statements, shape (n, n_targets)."""
        return self.ridge.predict(similarity(features, self.features), features.prior)

    def ngram_slopes(self) -> np.ndarray:
        """Return what a unit of each column of n-grams adds to the targets' sum."""
        share = 1.0 if self.features.vectors is None else 1.0 - VECTOR_SHARE
        factor = share * (ACROSS_QUESTIONS + 1.0)
        return factor * (self.features.ngrams.T @ self.ridge.weights.sum(axis=1))


def fit_exact(
    features: Features,
    target: np.ndarray,
    groups: np.ndarray | None,
    products: np.ndarray | None = None,
    alphas: Sequence[float] = ALPHAS,
) -> ExactModel:
    """Fit the kernel ridge in closed form; see `fit_ridge`.

    `products` are those of the rows of n-grams, where they are known already.
    """
    near = similarity(features, features, products)
    return ExactModel(fit_ridge(near, features.prior, target, groups, alphas=alphas), features)


def similarity(left: Features, right: Features, products: np.ndarray | None = None) -> np.ndarray:
    """Return the similarity of statements without the prior, shape (n_left, n_right).

    The text's similarity counts in full within a question and by `ACROSS_QUESTIONS` across
    questions; statements of one question are alike by `SAME_QUESTION`; any two by `INTERCEPT`.
    Where there are vectors, their cosine has `VECTOR_SHARE` of the text's similarity, and raises
    that of the n-grams: the same word counts for more where the whole says something like.
    """
    text = (left.ngrams @ right.ngrams.T).toarray() if products is None else products
    text = text.astype(float)
    if left.vectors is not None and right.vectors is not None:
        cosine = left.vectors @ right.vectors.T
        text = (1 - VECTOR_SHARE) * text * (1 + cosine) + VECTOR_SHARE * cosine
    if left.question is None or right.question is None:
        return (ACROSS_QUESTIONS + 1.0) * text + INTERCEPT
    same = same_question(left.question, right.question)
    return text * (ACROSS_QUESTIONS + same) + SAME_QUESTION * same + INTERCEPT


def same_question(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Tell which statements answer one question; an unnamed one is not the same as another."""
    _, code = np.unique(np.concatenate([left, right]), return_inverse=True)
    named = left != ""
    return (code[: len(left), None] == code[None, len(left) :]) & named[:, None]


@dataclass(frozen=True, eq=False)
class Ridge:
    """A fitted kernel ridge.

    Attributes
    ----------
    weights : ndarray, shape (n, n_targets)
        Of the training rows.
    alpha, prior_share : float
        Penalty and share of the prior, chosen by leave-one-out.
    slope : ndarray, shape (k, n_targets)
        What a unit of the prior's columns adds.
    held_out : ndarray, shape (n, n_targets)
        Predictions of the training rows, each without itself or its group.
    """

    weights: np.ndarray
    alpha: float
    prior_share: float
    slope: np.ndarray
    held_out: np.ndarray

    def predict(self, similarity: np.ndarray, prior: np.ndarray) -> np.ndarray:
        """Return predictions for rows of similarity to the training rows, and their prior."""
        return similarity @ self.weights + prior @ self.slope


def fit_ridge(
    similarity: np.ndarray,
    prior: np.ndarray,
    target: np.ndarray,
    groups: np.ndarray | None = None,
    *,
    alphas: Sequence[float] = ALPHAS,
    shares: Sequence[float] = PRIOR_SHARES,
) -> Ridge:
    """Fit a kernel ridge with the penalty and prior share whose held-out squared error is least.

    Parameters
    ----------
    similarity : ndarray, shape (n, n)
        The kernel among the training rows.
    prior : ndarray, shape (n, k)
        What the prior says, a linear kernel of its own.
    target : ndarray, shape (n, n_targets)
        What to learn. The error is that of the targets' sum.
    groups : ndarray, shape (n,), optional
        Rows of one group are left out together.
    alphas, shares : sequence of float
        To choose from; `alphas` ascending.
    """
    blocks = _blocks(np.arange(len(target)) if groups is None else groups)
    tried: dict[int, tuple[float, Ridge]] = {}

    def attempt(place: int) -> float:
        if place not in tried:
            tried[place] = _fit(similarity, prior, target, blocks, alphas[place], shares)
        return tried[place][0]

    here = len(alphas) // 2
    for step in (-1, 1):
        while 0 <= here + step < len(alphas) and attempt(here + step) < attempt(here):
            here += step
    attempt(here)
    return tried[here][1]


def _fit(
    similarity: np.ndarray,
    prior: np.ndarray,
    target: np.ndarray,
    blocks: list[np.ndarray],
    alpha: float,
    shares: Sequence[float],
) -> tuple[float, Ridge]:
    """Return the held-out squared error and the ridge of the best prior share."""
    inverse = _inverse(similarity, alpha)
    plain = inverse @ target
    # The prior is of low rank, so each share only corrects the inverse (Woodbury).
    turned = inverse @ prior
    inner = prior.T @ turned
    parts = [inverse[rows[:, :, None], rows[:, None, :]] for rows in blocks]
    best: tuple[float, Ridge] | None = None
    for share in shares:
        factor = share * np.linalg.inv(np.eye(len(inner)) + share * inner)
        weights = plain - turned @ (factor @ (turned.T @ target))
        held_out = target.astype(float)
        for rows, part in zip(blocks, parts, strict=True):
            some = turned[rows]
            corrected = part - some @ factor @ some.transpose(0, 2, 1)
            held_out[rows] -= np.linalg.solve(corrected, weights[rows])
        error = float(np.mean((held_out - target).sum(axis=1) ** 2))
        if best is None or error < best[0]:
            best = error, Ridge(weights, alpha, share, share * (prior.T @ weights), held_out)
    if best is None:
        raise ValueError("no shares to choose from")
    return best


def _inverse(similarity: np.ndarray, alpha: float) -> np.ndarray:
    matrix = np.array(similarity, dtype=float, order="F")
    matrix.flat[:: len(matrix) + 1] += alpha
    factor, failed = lapack.dpotrf(matrix, lower=1, overwrite_a=1)
    if failed:
        raise np.linalg.LinAlgError("the kernel is not positive definite")
    inverse, _ = lapack.dpotri(factor, lower=1, overwrite_c=1)
    upper = np.triu_indices(len(inverse), 1)
    inverse[upper] = inverse.T[upper]
    return inverse


def _blocks(groups: np.ndarray) -> list[np.ndarray]:
    """Return the rows of each group, groups of one size together: shapes (n_groups, size)."""
    order = np.argsort(groups, kind="stable")
    borders = np.flatnonzero(groups[order][1:] != groups[order][:-1]) + 1
    found = np.split(order, borders)
    sizes = sorted({len(rows) for rows in found})
    return [np.array([rows for rows in found if len(rows) == size]) for size in sizes]
