"""How near two categories are: agreement weights, alpha's metrics, distances between sets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from aineisto.core.errors import CodingsError
from aineisto.reliability._ratings import Ratings, places_of

Weights: TypeAlias = str | np.ndarray | pd.DataFrame

#: As far as rounding takes the numbers of a matrix apart.
_ROUNDED = 1e-6


def weight_matrix(weights: Weights, ratings: Ratings) -> np.ndarray:
    """Return agreement weights between the categories of the ratings, 1 on the diagonal.

    Parameters
    ----------
    weights : {"identity", "linear", "quadratic", "ordinal"}, ndarray or DataFrame
        ``ordinal`` are Gwet's ordinal weights (Gwet 2014, Handbook of Inter-Rater Reliability).
    ratings : Ratings
        The judgements, with their categories.
    """
    values = ratings.values
    size = len(values)
    if not isinstance(weights, str):
        return _own_matrix(weights, ratings.categories, "agreement weights", alike=1.0)
    distance = np.abs(values[:, None] - values[None, :])
    widest = distance.max(initial=0.0) or 1.0
    if weights == "identity":
        return np.eye(size)
    if weights == "linear":
        return np.asarray(1 - distance / widest)
    if weights == "quadratic":
        return np.asarray(1 - (distance / widest) ** 2)
    if weights == "ordinal":
        steps = np.abs(np.subtract.outer(np.arange(size), np.arange(size)))
        pairs = steps * (steps + 1) / 2
        return np.asarray(1 - pairs / (pairs.max(initial=0.0) or 1.0))
    raise CodingsError(
        f"There are no agreement weights called {weights!r}.",
        remedy="Use identity, linear, quadratic, ordinal, or a matrix.",
    )


def check_order(weights: Weights, ratings: Ratings) -> None:
    """Refuse weights by order where the categories are words whose order nobody gave."""
    by_order = isinstance(weights, str) and weights not in ("nominal", "identity")
    if by_order and ratings.categories and not ratings.ordered:
        if ratings.stray:
            raise CodingsError(
                f"{weights!r} needs an order, and {ratings.stray} is no number among numbers.",
                remedy="Mend the cell, or give `categories` in order.",
            )
        raise CodingsError(
            f"{weights!r} needs an order, and the labels {', '.join(map(str, ratings.categories))} "
            "have none.",
            remedy="Give `categories` in order, an ordered categorical, or numbers.",
        )


def _own_matrix(
    matrix: np.ndarray | pd.DataFrame, categories: tuple[Any, ...], what: str, alike: float
) -> np.ndarray:
    """Return a matrix of the user's own, which must have a row and a column for each category.

    A table's rows and columns are found by their names, those of an array by their place. On its
    diagonal stands `alike`, and beside it nothing nearer than that; it is symmetric.
    """
    size = len(categories)
    names: tuple[Any, ...] = tuple(range(1, size + 1))
    if isinstance(matrix, pd.DataFrame):
        names, matrix = categories, _by_name(matrix, categories, what)
    own = np.asarray(matrix, dtype=float)
    if own.shape != (size, size):
        raise CodingsError(
            f"The matrix of {what} is {' × '.join(map(str, own.shape))}, and there are {size} "
            "categories.",
            remedy="Give `categories`, all those of the codebook, in the order of the matrix.",
        )
    beyond = own > 1 + _ROUNDED if alike else own < -_ROUNDED
    wrong = (
        (~np.isfinite(own), "is no number"),
        ((np.abs(own - alike) > _ROUNDED) & np.eye(size, dtype=bool), f"is not {alike:.0f}"),
        (beyond, "is more than 1" if alike else "is less than 0"),
        (np.abs(own - own.T) > _ROUNDED, "is not that of the two turned round"),
    )
    for cells, problem in wrong:
        if cells.any():
            row, column = np.argwhere(cells)[0]
            raise CodingsError(
                f"In the matrix of {what}, {own[row, column]:g} {problem}.",
                place=f"row {names[row]}, column {names[column]}",
                remedy=f"Give a symmetric matrix with {alike:.0f} on the diagonal"
                + (" and at most 1 elsewhere." if alike else " and no less than 0 elsewhere."),
            )
    return own


def _by_name(matrix: pd.DataFrame, categories: tuple[Any, ...], what: str) -> pd.DataFrame:
    """Return a table with its rows and columns in the order of the categories."""
    at = []
    for axis, labels in (("row", matrix.index), ("column", matrix.columns)):
        places, problem = places_of(list(labels), categories)
        if problem:
            raise CodingsError(
                f"The {axis}s of the matrix of {what} are not the categories: {problem}.",
                remedy=f"Name rows and columns {', '.join(map(str, categories))}, or give "
                "`categories`, all those of the codebook; a matrix without names "
                "(`.to_numpy()`) is read in their order.",
            )
        at.append(places)
    return matrix.iloc[at[0], at[1]].apply(pd.to_numeric, errors="coerce")


def metric_matrix(metric: Weights, ratings: Ratings) -> np.ndarray:
    """Return squared differences between categories; the ordinal ones depend on the sample."""
    if not isinstance(metric, str):
        return _own_matrix(metric, ratings.categories, "squared differences", alike=0.0)
    if metric == "nominal":
        return 1 - np.eye(len(ratings.categories))
    if metric in ("interval", "ratio"):
        if not ratings.numeric:
            raise CodingsError(
                f"The {metric} metric needs categories that are numbers.",
                remedy="Use the nominal or the ordinal metric.",
            )
        values = ratings.values
        difference = values[:, None] - values[None, :]
        if metric == "interval":
            return np.asarray(difference**2)
        total = values[:, None] + values[None, :]
        return np.asarray(np.divide(difference, total, where=total != 0, out=0 * total) ** 2)
    raise CodingsError(
        f"There is no metric called {metric!r}.",
        remedy="Use nominal, ordinal, interval, ratio, or a matrix of squared differences.",
    )


def masi(first: frozenset[str], second: frozenset[str]) -> float:
    """Return how far two sets of codes are apart, 0 (the same) … 1 (nothing shared).

    References
    ----------
    Passonneau, R. (2006). Measuring agreement on set-valued items (MASI) for semantic and
    pragmatic annotation. *LREC*.

    Examples
    --------
    >>> round(masi(frozenset({"money"}), frozenset({"money", "goals"})), 2)
    0.67
    >>> masi(frozenset({"money"}), frozenset({"goals"}))
    1.0
    """
    if first == second:
        return 0.0
    shared = len(first & second)
    if not shared:
        return 1.0
    nested = 2 / 3 if first <= second or second <= first else 1 / 3
    return 1 - nested * shared / len(first | second)


def masi_matrix(sets: Sequence[frozenset[str]]) -> np.ndarray:
    """Return how far each two of some sets of codes are apart, see `masi`."""
    apart = np.array([[masi(first, second) for second in sets] for first in sets])
    return apart.reshape(len(sets), len(sets))
