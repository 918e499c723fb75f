"""Statistics that several rooms need: conformal prediction sets, Holm's correction, folds."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np

from aineisto.core.errors import ArgumentError

#: Parts into which coded statements are dealt to see how far a fitted coder is right.
FOLDS = 5


def check_level(level: float) -> float:
    """Return a level of coverage, which must lie between 0 and 1."""
    if not isinstance(level, Real) or not 0 < level < 1:
        raise ArgumentError(
            f"The level {level!r} does not lie between 0 and 1.", remedy="Give level=0.9, say."
        )
    return level


def check_agreement(agreement: float) -> float:
    """Return an agreement that was asked for, which must lie above 0 and be 1 at most."""
    if not isinstance(agreement, Real) or not 0 < agreement <= 1:
        raise ArgumentError(
            f"The agreement {agreement!r} does not lie between 0 and 1.", remedy="Give 0.8, say."
        )
    return agreement


def conformal_threshold(nonconformity: np.ndarray, level: float) -> float:
    """Return the split-conformal threshold of nonconformity scores.

    The ⌈(n + 1)·level⌉-th smallest (Vovk, Gammerman & Shafer 2005, *Algorithmic learning in a
    random world*; the score is one minus the probability of the true class: Sadinle, Lei &
    Wasserman 2019, *Least ambiguous set-valued classifiers*). Infinite where n is too small.
    """
    n = len(nonconformity)
    rank = int(np.ceil((n + 1) * level))
    return float(np.sort(nonconformity)[rank - 1]) if rank <= n else np.inf


def label_sets(proba: np.ndarray, threshold: float) -> np.ndarray:
    """Return the classes whose nonconformity is within the threshold, and the likeliest one."""
    return _with_likeliest(1.0 - proba <= threshold, proba)


def likely_sets(proba: np.ndarray, level: float) -> np.ndarray:
    """Return the fewest classes whose probabilities sum to at least a level, bool (n, k).

    For a model that has no labels to be calibrated on: as good as its probabilities are.
    """
    order = np.argsort(-proba, axis=1, kind="stable")
    ranked = np.take_along_axis(proba, order, axis=1)
    before = np.cumsum(ranked, axis=1) - ranked
    sets = np.zeros(proba.shape, dtype=bool)
    np.put_along_axis(sets, order, before < level, axis=1)
    return _with_likeliest(sets, proba)


def _with_likeliest(sets: np.ndarray, proba: np.ndarray) -> np.ndarray:
    if proba.size:
        sets[np.arange(len(proba)), proba.argmax(axis=1)] = True
    return sets


def holm(p: Any) -> np.ndarray:
    """Return p-values corrected for being several, by Holm; missing ones do not count.

    Parameters
    ----------
    p : array-like of float
        The p-values.

    Examples
    --------
    >>> holm([0.01, 0.04, float("nan"), 0.03]).tolist()
    [0.03, 0.06, nan, 0.06]
    """
    values = np.asarray(p, dtype=float)
    corrected = np.full(len(values), np.nan)
    order = np.argsort(values)[: np.count_nonzero(~np.isnan(values))]  # missing ones sort last
    steps = np.maximum.accumulate(values[order] * np.arange(len(order), 0, -1))
    corrected[order] = np.minimum(steps, 1.0)
    return corrected


def folds_of(people: np.ndarray | None, n: int) -> np.ndarray:
    """Return the fold of each of `n` statements; respondents stay whole where there are several.

    They are dealt as they are sorted, one after another: numbers tell an order of one's own.
    """
    if people is None or len(np.unique(people)) < 2:
        return np.arange(n) % FOLDS
    return np.unique(people, return_inverse=True)[1] % FOLDS


def drawn_folds(people: Any, most: int, seed: int = 0) -> list[np.ndarray]:
    """Return the respondents of each fold, drawn: at most so many folds, none of them empty."""
    drawn = np.random.default_rng(seed).permutation(np.unique(people))
    return np.array_split(drawn, min(most, len(drawn)))
