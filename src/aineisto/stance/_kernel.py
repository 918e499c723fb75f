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

#: Of a text's likeness to a text about another question, the share that counts.
ACROSS_QUESTIONS = 0.2
#: Likeness of any two answers to the same question.
SAME_QUESTION = 0.5
#: Likeness of any two statements whatever: a mean that the penalty hardly draws towards zero.
INTERCEPT = 10.0
#: Of a text's likeness, the share of the vectors' cosine where there are vectors.
VECTOR_SHARE = 0.3
#: Penalties, ascending; the search begins in the middle and goes on while it pays.
ALPHAS = (0.1, 0.3, 1.0, 3.0, 10.0)
#: How much the prior's score may count, of which leave-one-out chooses.
PRIOR_SHARES = (0.0, 0.15, 0.6)


@dataclass(frozen=True, eq=False)
class Features:
    """What the kernel reads: rows of n-grams, vectors, the prior's score and the question."""

    grams: sparse.csr_matrix
    vectors: np.ndarray | None
    prior: np.ndarray
    question: np.ndarray | None

    def take(self, rows: np.ndarray) -> Features:
        """Return some of the rows."""
        return Features(
            self.grams[rows],
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
        """How much the prior's score may count."""

    def predict(self, features: Features) -> np.ndarray:
        """Return predictions for statements."""

    def gram_slopes(self) -> np.ndarray:
        """Return what a unit of each column of n-grams adds, whatever the question."""


@dataclass(frozen=True, eq=False)
class ExactModel:
    """A kernel ridge with the statements that it was fitted on."""

    ridge: Ridge
    features: Features
    vector_share: float

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
        """How much the prior's score may count."""
        return self.ridge.prior_share

    def predict(self, features: Features) -> np.ndarray:
        """Return predictions for statements."""
        near = likeness(features, self.features, self.vector_share)
        return self.ridge.predict(near, features.prior)

    def gram_slopes(self) -> np.ndarray:
        """Return what a unit of each column of n-grams adds, whatever the question."""
        share = 1.0 if self.features.vectors is None else 1.0 - self.vector_share
        factor = share * (ACROSS_QUESTIONS + 1.0)
        return factor * (self.features.grams.T @ self.ridge.weights)


def fit_exact(
    features: Features,
    target: np.ndarray,
    groups: np.ndarray | None,
    vector_share: float,
    products: np.ndarray | None = None,
) -> ExactModel:
    """Fit the kernel ridge in closed form; see `fit_ridge`.

    `products` are those of the rows of n-grams, where they are known already.
    """
    near = likeness(features, features, vector_share, products)
    return ExactModel(fit_ridge(near, features.prior, target, groups), features, vector_share)


def likeness(
    left: Features, right: Features, vector_share: float, products: np.ndarray | None = None
) -> np.ndarray:
    """Return the likeness of statements without the prior, shape (n_left, n_right).

    The text's likeness (cosine of n-grams, and by `vector_share` of vectors where there are any)
    counts in full within a question and by `ACROSS_QUESTIONS` across questions; statements of one
    question are alike by `SAME_QUESTION`; any two by `INTERCEPT`.
    """
    text = (left.grams @ right.grams.T).toarray() if products is None else products
    text = text.astype(float)
    if left.vectors is not None and right.vectors is not None:
        text = (1 - vector_share) * text + vector_share * (left.vectors @ right.vectors.T)
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
    weights : ndarray, shape (n,)
        Of the training rows.
    alpha, prior_share : float
        Penalty and share of the prior, chosen by leave-one-out.
    slope : float
        What a unit of the prior's score adds.
    held_out : ndarray, shape (n,)
        Predictions of the training rows, each without itself or its group.
    """

    weights: np.ndarray
    alpha: float
    prior_share: float
    slope: float
    held_out: np.ndarray

    def predict(self, likeness: np.ndarray, prior: np.ndarray) -> np.ndarray:
        """Return predictions for rows of likeness to the training rows, and their prior."""
        return likeness @ self.weights + self.slope * prior


def fit_ridge(
    likeness: np.ndarray,
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
    likeness : ndarray, shape (n, n)
        The kernel among the training rows.
    prior : ndarray, shape (n,)
        The prior's score, a linear kernel of its own.
    target : ndarray, shape (n,)
        Labels.
    groups : ndarray, shape (n,), optional
        Rows of one group are left out together.
    alphas, shares : sequence of float
        To choose from; `alphas` ascending.
    """
    blocks = _blocks(np.arange(len(target)) if groups is None else groups)
    tried: dict[int, tuple[float, Ridge]] = {}

    def attempt(place: int) -> float:
        if place not in tried:
            tried[place] = _fit(likeness, prior, target, blocks, alphas[place], shares)
        return tried[place][0]

    here = len(alphas) // 2
    for step in (-1, 1):
        while 0 <= here + step < len(alphas) and attempt(here + step) < attempt(here):
            here += step
    attempt(here)
    return tried[here][1]


def _fit(
    likeness: np.ndarray,
    prior: np.ndarray,
    target: np.ndarray,
    blocks: list[np.ndarray],
    alpha: float,
    shares: Sequence[float],
) -> tuple[float, Ridge]:
    """Return the held-out squared error and the ridge of the best prior share."""
    inverse = _inverse(likeness, alpha)
    plain = inverse @ target
    # The prior is of rank one, so each share only corrects the inverse (Sherman & Morrison).
    turned = inverse @ prior
    parts = [inverse[rows[:, :, None], rows[:, None, :]] for rows in blocks]
    best: tuple[float, Ridge] | None = None
    for share in shares:
        factor = share / (1.0 + share * float(prior @ turned))
        weights = plain - factor * float(turned @ target) * turned
        held_out = target.astype(float).copy()
        for rows, part in zip(blocks, parts, strict=True):
            some = turned[rows]
            corrected = part - factor * some[:, :, None] * some[:, None, :]
            held_out[rows] -= np.linalg.solve(corrected, weights[rows][:, :, None])[:, :, 0]
        error = float(np.mean((held_out - target) ** 2))
        if best is None or error < best[0]:
            slope = share * float(prior @ weights)
            best = error, Ridge(weights, alpha, share, slope, held_out)
    if best is None:
        raise ValueError("no shares to choose from")
    return best


def _inverse(likeness: np.ndarray, alpha: float) -> np.ndarray:
    matrix = np.array(likeness, dtype=float, order="F")
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
