"""Ordered classes from a continuous score: cut points, probabilities, sets.

The model is the proportional-odds one (McCullagh 1980, *Regression models for ordinal data*):
``P(y ≤ k) = 1 / (1 + exp(−(cut_k − score) / width))``. Its median class, the prediction of least
expected absolute error, is the one whose cut points enclose the score.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

#: Probabilities below this are taken for this: nobody is that sure.
LEAST_PROBABILITY = 1e-4
_ROUNDS = 8


def probabilities(scores: np.ndarray, cuts: np.ndarray, width: float) -> np.ndarray:
    """Return the probability of each class, shape (n, len(cuts) + 1); rows sum to one."""
    z = (cuts[None, :] - scores[:, None]) / width
    below = _sigmoid(z)
    edge = np.zeros((len(scores), 1))
    return np.diff(np.hstack([edge, below, edge + 1.0]), axis=1)


def logarithms(proba: np.ndarray) -> np.ndarray:
    """Return the logarithms of probabilities, none of which is taken for nought."""
    return np.asarray(np.log(np.maximum(proba, LEAST_PROBABILITY)))


def among(proba: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return the probabilities of some of the classes, rows summing to one."""
    some = proba[:, columns]
    return some / some.sum(axis=1, keepdims=True)


def classify(scores: np.ndarray, cuts: np.ndarray) -> np.ndarray:
    """Return the index of the class whose cut points enclose each score.

    Cut points are ascending, one row for all scores or a row for each.
    """
    if cuts.ndim == 2:
        return (scores[:, None] > cuts).sum(axis=1)
    return np.searchsorted(cuts, scores, side="left")


def kappa_cuts(scores: np.ndarray, proba: np.ndarray) -> np.ndarray:
    """Return the cut points of the highest quadratic weighted kappa to be expected.

    Expected under the probabilities, not counted on the labels: where there are few, these
    tell less of where to cut than their model does.

    Parameters
    ----------
    scores : ndarray, shape (n,)
        Scores of the labelled statements.
    proba : ndarray, shape (n, n_classes)
        Their probabilities of each class.
    """
    order = np.argsort(scores, kind="stable")
    ranked = scores[order]
    n, k = proba.shape
    steps = np.subtract.outer(np.arange(k), np.arange(k)) ** 2
    # Row b: the disagreement, and chance's, were the b lowest to get the class of the column.
    cost = np.vstack([np.zeros(k), np.cumsum(proba[order] @ steps, axis=0)])
    chance = np.outer(np.arange(n + 1), proba.mean(axis=0) @ steps)
    places = np.concatenate([[0], np.flatnonzero(np.diff(ranked) > 0) + 1, [n]])
    shares = np.cumsum(proba.mean(axis=0))[:-1]
    cuts = places[np.searchsorted(places, shares * n).clip(max=len(places) - 1)]
    for _ in range(_ROUNDS):
        before = cuts.copy()
        for j in range(k - 1):
            low, high = (cuts[j - 1] if j else 0), (cuts[j + 1] if j < k - 2 else n)
            options = places[(places >= low) & (places <= high)]
            # Only what lies between cut and option changes its class, from j to j + 1 or back.
            tried = np.repeat(cuts[:, None], len(options), axis=1)
            tried[j] = options
            disagree, random = (
                sums[n, -1] + sum(sums[tried[i], i] - sums[tried[i], i + 1] for i in range(k - 1))
                for sums in (cost, chance)
            )
            cuts[j] = options[np.argmin(disagree / np.maximum(random, 1e-9))]
        if np.array_equal(cuts, before):
            break
    margin = max(float(np.std(scores)), 1e-3)
    around = np.concatenate([[ranked[0] - 2 * margin], ranked, [ranked[-1] + 2 * margin]])
    return _apart((around[cuts] + around[cuts + 1]) / 2, margin)


def quadratic_kappa(truth: np.ndarray, guess: np.ndarray, n_classes: int) -> float:
    """Return Cohen's kappa with quadratic weights (Cohen 1968); 0 where it is not defined."""
    counts = np.bincount(truth * n_classes + guess, minlength=n_classes**2)
    table = counts.reshape(n_classes, n_classes) / len(truth)
    step = np.arange(n_classes)
    weights = (step[:, None] - step[None, :]) ** 2
    chance = float((weights * np.outer(table.sum(1), table.sum(0))).sum())
    return 1.0 - float((weights * table).sum()) / chance if chance else 0.0


def fit_probabilities(
    scores: np.ndarray, classes: np.ndarray, n_classes: int
) -> tuple[np.ndarray, float]:
    """Return the cut points and the width under which the labels are likeliest.

    Maximum penalised likelihood of the proportional-odds model. The penalty is as weak as one
    label: it keeps cut points finite where a class has none, and the width sensible where few
    labels happen to be told apart without a mistake.
    """
    spread = max(float(np.std(scores)), 1e-3)
    centre = float(np.mean(scores))
    z = (scores - centre) / spread
    shares = (np.cumsum(np.bincount(classes, minlength=n_classes) + 0.5))[:-1]
    shares /= len(classes) + 0.5 * n_classes
    start = np.log(shares / (1 - shares)) * 1.5
    begin = np.concatenate([[start[0]], np.log(np.maximum(np.diff(start), 0.05)), [0.3]])

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        return _penalised_loss(parameters, begin, z, classes)

    cuts, slope = _unpack(minimize(loss, begin, jac=True, method="L-BFGS-B").x)
    return centre + spread * cuts / slope, spread / slope


def _penalised_loss(
    parameters: np.ndarray, begin: np.ndarray, z: np.ndarray, classes: np.ndarray
) -> tuple[float, np.ndarray]:
    """Return minus the penalised log-likelihood and its gradient."""
    cuts, slope = _unpack(parameters)
    n = len(cuts)
    edges = np.concatenate([[-np.inf], cuts, [np.inf]])
    upper, lower = (_sigmoid(edges[classes + k] - slope * z) for k in (1, 0))
    proba = upper - lower + 1e-9
    rise_up, rise_low = upper * (1 - upper) / proba, lower * (1 - lower) / proba
    by_cut = (
        np.bincount(classes, weights=rise_up, minlength=n + 1)[:n]
        - np.bincount(classes, weights=rise_low, minlength=n + 1)[1:]
    )
    # A step moves every cut point after it; steps and slope are exponentials of the parameters.
    by_step = np.cumsum(by_cut[::-1])[::-1]
    by_slope = -float(((rise_up - rise_low) * z).sum()) * slope
    gradient = np.concatenate([[by_step[0]], by_step[1:] * np.diff(cuts), [by_slope]])
    away = parameters - begin
    return -float(np.log(proba).sum()) + float(away @ away) / 8, away / 4 - gradient


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-np.clip(x, -40.0, 40.0)))


def _unpack(parameters: np.ndarray) -> tuple[np.ndarray, float]:
    """Return ascending cut points and a positive slope from free parameters."""
    steps = np.exp(np.clip(parameters[1:-1], -6.0, 4.0))
    cuts = parameters[0] + np.concatenate([[0.0], np.cumsum(steps)])
    return cuts, float(np.exp(np.clip(parameters[-1], -2.5, 2.5)))


def _apart(cuts: np.ndarray, margin: float) -> np.ndarray:
    gap = 1e-6 * margin
    for place in range(1, len(cuts)):
        cuts[place] = max(cuts[place], cuts[place - 1] + gap)
    return cuts
