"""Where groups of ordinal answers lie: a proportional-odds model that is neutral at zero."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

#: Standard deviation of the weak normal prior that keeps a group of like answers finite, log odds.
_PRIOR = 10.0
_STEP = 1e-4


def latent_positions(
    values: pd.Series, groups: pd.Series, who: pd.Series, level: float
) -> dict[Hashable, tuple[float, float, float]]:
    """Return each group's place on the latent scale, in log odds, with its interval.

    The cut points are shared by the groups and lie symmetrically about zero, so that a group at
    zero gives positive and negative answers alike. The variance is the sandwich by respondents;
    the quantile is t's with the group's respondents less one. Groups of fewer than two
    respondents are left out.
    """
    from scipy.optimize import minimize
    from scipy.stats import t

    y, people = values.to_numpy(dtype=float), np.unique(who, return_inverse=True)[1]
    number, names = pd.factorize(groups)
    steps = np.unique(np.abs(y[y != 0]))
    if not len(steps) or len(np.unique(people)) < 2:
        return {}
    size = len(steps)
    # Category of an answer counted outward from zero, with its sign.
    place = np.sign(y) * np.searchsorted(np.concatenate([[0.0], steps]), np.abs(y))

    def each(parameters: np.ndarray) -> np.ndarray:
        """Log-likelihood of each answer."""
        return _log_likelihood(place, parameters[size + number], np.exp(parameters[:size]))

    def loss(parameters: np.ndarray) -> float:
        return float((parameters**2).sum() / (2 * _PRIOR**2) - each(parameters).sum())

    fitted = minimize(loss, np.zeros(size + len(names)), method="BFGS").x
    covariance = _sandwich(each, fitted, people)
    found: dict[Hashable, tuple[float, float, float]] = {}
    for group, name in enumerate(names):
        respondents = len(np.unique(people[number == group]))
        if respondents < 2:
            continue
        centre = float(fitted[size + group])
        error = float(np.sqrt(max(covariance[size + group, size + group], 0.0)))
        margin = float(t.ppf((1 + level) / 2, respondents - 1)) * error
        found[name] = (centre, centre - margin, centre + margin)
    return found


def _log_likelihood(place: np.ndarray, centre: np.ndarray, gaps: np.ndarray) -> np.ndarray:
    """Return log P(category | centre) for categories −K…K and cut points ±c₁ < … < ±c_K."""
    cuts = gaps.cumsum()
    edges = np.concatenate([[-np.inf], -cuts[::-1], cuts, [np.inf]])
    lower = (place + len(cuts)).astype(int)
    # Mirrored where it lies above, so that the difference of two tails keeps its digits.
    above = edges[lower] > centre
    first = np.where(above, centre - edges[lower + 1], edges[lower] - centre)
    second = np.where(above, centre - edges[lower], edges[lower + 1] - centre)
    return np.log(np.maximum(_logistic(second) - _logistic(first), 1e-300))


def _logistic(x: np.ndarray) -> np.ndarray:
    from scipy.special import expit

    return np.asarray(expit(x))


def _sandwich(each: Any, fitted: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Return the covariance of the estimates, answers of one respondent taken together."""
    size = len(fitted)
    moves = np.eye(size) * _STEP

    def gradient(at: np.ndarray) -> np.ndarray:
        """Return the score of each answer, shape (n_answers, n_parameters)."""
        return np.column_stack([(each(at + m) - each(at - m)) / (2 * _STEP) for m in moves])

    scores = gradient(fitted)
    hessian = np.column_stack(
        [(gradient(fitted + m) - gradient(fitted - m)).sum(axis=0) / (2 * _STEP) for m in moves]
    )
    bread = np.linalg.pinv(-(hessian + hessian.T) / 2 + np.eye(size) / _PRIOR**2)
    summed = np.zeros((people.max() + 1, size))
    np.add.at(summed, people, scores)
    clusters = len(summed)
    return np.asarray(bread @ (summed.T @ summed) @ bread * clusters / (clusters - 1))
