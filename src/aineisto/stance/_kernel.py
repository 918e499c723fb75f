"""Kernel ridge regression with closed-form leave-one-out, and the kernel of a stance.

Leave-one-out residuals of a linear smoother ``H`` are ``(y − Hy) / (1 − diag H)``; for groups left
out together, ``(I − H_gg)⁻¹ (y − Hy)_g`` (Cook & Weisberg 1982, *Residuals and influence in
regression*, § 2.2; Craven & Wahba 1979 for smoothing).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

#: Of a text's likeness to a text about another question, the share that counts.
ACROSS_QUESTIONS = 0.3
#: Likeness of any two answers to the same question.
SAME_QUESTION = 0.5
#: Likeness of any two statements whatever: a mean that the penalty hardly draws towards zero.
INTERCEPT = 10.0


@dataclass(frozen=True, eq=False)
class Features:
    """What the kernel reads: rows of unit length, the prior's score and the question."""

    grams: sparse.csr_matrix
    vectors: np.ndarray | None
    prior: np.ndarray
    question: np.ndarray | None


def kernel(left: Features, right: Features, prior_share: float) -> np.ndarray:
    """Return the likeness of statements, shape (n_left, n_right).

    The text's likeness (cosine of n-grams, averaged with the cosine of vectors where there are
    any) counts in full within a question and by `ACROSS_QUESTIONS` across questions; statements
    of one question are alike by `SAME_QUESTION`; the prior's score adds a linear kernel.
    """
    text = (left.grams @ right.grams.T).toarray()
    if left.vectors is not None and right.vectors is not None:
        text = (text + left.vectors @ right.vectors.T) / 2
    prior = prior_share * np.outer(left.prior, right.prior)
    if left.question is None or right.question is None:
        return (ACROSS_QUESTIONS + 1.0) * text + prior
    # An unnamed question is not the same as another unnamed one.
    same = (left.question[:, None] == right.question[None, :]) & (left.question != "")[:, None]
    return text * (ACROSS_QUESTIONS + same) + SAME_QUESTION * same + prior


@dataclass(frozen=True, eq=False)
class Ridge:
    """A fitted kernel ridge: weights of the training rows, penalty, held-out predictions."""

    weights: np.ndarray
    alpha: float
    held_out: np.ndarray

    def predict(self, likeness: np.ndarray) -> np.ndarray:
        """Return predictions for rows of likeness to the training rows."""
        return (likeness + INTERCEPT) @ self.weights


def fit_ridge(
    likeness: np.ndarray,
    target: np.ndarray,
    alphas: Sequence[float],
    groups: np.ndarray | None = None,
) -> Ridge:
    """Fit a kernel ridge with the penalty whose held-out squared error is least.

    Parameters
    ----------
    likeness : ndarray, shape (n, n)
        The kernel among the training rows.
    target : ndarray, shape (n,)
        Labels.
    alphas : sequence of float
        Penalties to choose from.
    groups : ndarray, shape (n,), optional
        Rows of one group are left out together.
    """
    # One eigendecomposition serves every penalty.
    eigenvalues, basis = np.linalg.eigh(likeness + INTERCEPT)
    eigenvalues = np.maximum(eigenvalues, 0.0)
    blocks = None if groups is None else _blocks(groups)
    projected = basis.T @ target
    best: tuple[float, float, np.ndarray] | None = None
    for alpha in alphas:
        # What the smoother leaves: I − H, kept as such because 1 − diag H loses digits.
        left = alpha / (eigenvalues + alpha)
        held_out = target - _left_out(basis @ (left * projected), basis, left, blocks)
        error = float(np.mean((held_out - target) ** 2))
        if best is None or error < best[0]:
            best = error, alpha, held_out
    if best is None:
        raise ValueError("no penalties to choose from")
    _, alpha, held_out = best
    return Ridge(basis @ (projected / (eigenvalues + alpha)), alpha, held_out)


def _left_out(
    residual: np.ndarray,
    basis: np.ndarray,
    left: np.ndarray,
    blocks: list[np.ndarray] | None,
) -> np.ndarray:
    if blocks is None or len(blocks) == len(residual):
        return residual / ((basis**2) @ left)
    result = np.empty_like(residual)
    for rows in blocks:
        part = basis[rows]
        result[rows] = np.linalg.solve((part * left) @ part.T, residual[rows])
    return result


def _blocks(groups: np.ndarray) -> list[np.ndarray]:
    order = np.argsort(groups, kind="stable")
    borders = np.flatnonzero(groups[order][1:] != groups[order][:-1]) + 1
    return np.split(order, borders)
