"""A study's own shares of the steps: what its labels say of how often each step is given.

Studies differ in how often their coders give each step more than in which statement is above
which. The prior's log odds of each step are therefore moved by an intercept of the study and one of
each question, both drawn towards zero (hierarchical intercepts: Gelman & Hill 2007, *Data analysis
using regression and multilevel/hierarchical models*, ch. 12; correction of shares by intercepts:
Alexandari, Kundaje & Shrikumar 2020, *Maximum likelihood with bias-corrected calibration is
hard-to-beat at label shift adaptation*).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

from aineisto.stance._constants import QUESTION_SHIFT_VARIANCE, STUDY_SHIFT_VARIANCE
from aineisto.stance._ordinal import logarithms


@dataclass(frozen=True, eq=False)
class StudyShift:
    """Intercepts that a study's labels ask for.

    Attributes
    ----------
    questions : ndarray of str, shape (q,)
        The questions that have an intercept.
    intercepts : ndarray, shape (1 + q, k)
        Added to the logarithms of the prior's probabilities: of the study, then of each question.
    held_out : ndarray, shape (n, k)
        Probabilities of the labelled statements, each without its own label or its group's.
    """

    questions: np.ndarray
    intercepts: np.ndarray
    held_out: np.ndarray

    @classmethod
    def fit(
        cls,
        prior: np.ndarray,
        classes: np.ndarray,
        question: np.ndarray | None = None,
        groups: np.ndarray | None = None,
    ) -> StudyShift:
        """Find the likeliest intercepts, drawn towards zero.

        What an intercept would be without a label or a group is found to the first order, by one
        step of Newton's method (Giordano, Stephenson, Liu, Jordan & Broderick 2019, *A Swiss Army
        infinitesimal jackknife*).

        Parameters
        ----------
        prior : ndarray, shape (n, k)
            Probabilities known before any label.
        classes : ndarray of int, shape (n,)
            Labels as places on the scale.
        question, groups : ndarray of str, shape (n,), optional
            The question each answers, empty where none is known; rows of a group are left out
            together.
        """
        named = np.zeros(0, dtype=str) if question is None else np.unique(question[question != ""])
        rows = _rows(len(prior), named, question)
        logs = logarithms(prior)
        given = np.eye(prior.shape[1])[classes]

        def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
            moved = log_softmax(logs + rows @ flat.reshape(rows.shape[1], -1), axis=1)
            slope = rows.T @ (np.exp(moved) - given)
            return float(flat @ flat / 2 - (given * moved).sum()), slope.ravel() + flat

        start = np.zeros(rows.shape[1] * prior.shape[1])
        found = minimize(loss, start, jac=True, method="L-BFGS-B").x
        weights = found.reshape(rows.shape[1], -1)
        proba = softmax(logs + rows @ weights, axis=1)
        code = np.arange(len(prior))
        if groups is not None:
            _, code = np.unique(groups, return_inverse=True)
        slopes = np.zeros((code.max() + 1, len(found)))
        np.add.at(slopes, code, np.einsum("ij,ik->ijk", rows, proba - given).reshape(len(rows), -1))
        steps = np.linalg.solve(_curvature(rows, proba), slopes.T).T[code]
        without = weights + steps.reshape(len(rows), *weights.shape)
        held_out = softmax(logs + np.einsum("ij,ijk->ik", rows, without), axis=1)
        return cls(named, _scales(len(named))[:, None] * weights, held_out)

    def probabilities(self, prior: np.ndarray, question: np.ndarray | None = None) -> np.ndarray:
        """Return the probability of each class, shape (n, k), moved to the study's shares."""
        rows = _rows(len(prior), self.questions, question) / _scales(len(self.questions))
        return np.asarray(softmax(logarithms(prior) + rows @ self.intercepts, axis=1))


def _scales(questions: int) -> np.ndarray:
    """Return the standard deviation of each intercept before any label."""
    return np.sqrt([STUDY_SHIFT_VARIANCE, *[QUESTION_SHIFT_VARIANCE] * questions])


def _rows(n: int, questions: np.ndarray, question: np.ndarray | None) -> np.ndarray:
    """Return which intercepts a statement has, (n, 1 + q), in units of their deviation."""
    rows = np.ones((n, 1 + len(questions)))
    rows[:, 1:] = 0.0 if question is None else question[:, None] == questions[None, :]
    return rows * _scales(len(questions))


def _curvature(rows: np.ndarray, proba: np.ndarray) -> np.ndarray:
    """Return the Hessian of the loss in the weights, laid out row by row."""
    d, k = rows.shape[1], proba.shape[1]
    found = np.zeros((d, k, d, k))
    for a in range(k):
        for b in range(k):
            weight = proba[:, a] * ((a == b) - proba[:, b])
            found[:, a, :, b] = rows.T @ (weight[:, None] * rows)
    return found.reshape(d * k, d * k) + np.eye(d * k)
