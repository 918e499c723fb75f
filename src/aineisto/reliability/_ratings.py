"""Ratings as counts: what every coefficient starts from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from aineisto._errors import CodingsError

MISSING = -1


@dataclass(frozen=True, eq=False)
class Ratings:
    """Judgements of units by coders as whole numbers.

    Attributes
    ----------
    codes : ndarray of int, shape (n_units, n_coders)
        Index into ``categories``, −1 where the coder did not judge the unit.
    categories : tuple
        The categories, ascending.
    """

    codes: np.ndarray
    categories: tuple[Any, ...]

    @cached_property
    def counts(self) -> np.ndarray:
        """How many coders gave each unit each category, shape (n_units, n_categories)."""
        grid = np.arange(len(self.categories))
        return (self.codes[:, :, None] == grid).sum(axis=1).astype(float)

    @cached_property
    def pairable(self) -> np.ndarray:
        """Units that at least two coders judged, shape (n_units,)."""
        return (self.codes != MISSING).sum(axis=1) >= 2

    @property
    def values(self) -> np.ndarray:
        """The categories as numbers; their ranks where they are not numbers."""
        try:
            return np.array([float(category) for category in self.categories])
        except (TypeError, ValueError):
            return np.arange(len(self.categories), dtype=float)

    @property
    def numeric(self) -> bool:
        """Whether every category is a number."""
        return all(isinstance(category, int | float | np.number) for category in self.categories)


#: What the coefficients take: units in rows, coders in columns.
Table: TypeAlias = pd.DataFrame | np.ndarray | Ratings


def as_ratings(data: pd.DataFrame | Any, categories: Sequence[Any] | None = None) -> Ratings:
    """Return a table of judgements (units in rows, coders in columns) as `Ratings`.

    Parameters
    ----------
    data : DataFrame or array-like, shape (n_units, n_coders)
        Numbers or labels; NaN, None and NA are missing.
    categories : sequence, optional
        All categories that the coders could use, in order; those seen when None.

    Raises
    ------
    CodingsError
        When the table is not two-dimensional or holds a category that is not in `categories`.
    """
    if isinstance(data, Ratings):
        return data
    frame = data if isinstance(data, pd.DataFrame) else pd.DataFrame(_two_dimensional(data))
    cells = frame.astype(object).to_numpy()
    present = frame.notna().to_numpy()
    seen = list(dict.fromkeys(cells[present].tolist()))
    ordered = _in_order(seen) if categories is None else list(categories)
    index = {category: number for number, category in enumerate(ordered)}
    unknown = [category for category in seen if category not in index]
    if unknown:
        raise CodingsError(
            f"The ratings hold {unknown[0]!r}, which is not among the categories.",
            remedy=f"Use {', '.join(map(str, ordered))}, or leave `categories` out.",
        )
    codes = np.full(cells.shape, MISSING, dtype=np.int64)
    codes[present] = [index[category] for category in cells[present].tolist()]
    return Ratings(codes, tuple(ordered))


def _two_dimensional(data: Any) -> np.ndarray:
    table = np.asarray(data)
    if table.ndim != 2:
        raise CodingsError(
            f"The ratings have {table.ndim} dimensions instead of two.",
            remedy="Give a table with a row a unit and a column a coder.",
        )
    return table


def _in_order(categories: list[Any]) -> list[Any]:
    try:
        return sorted(categories)
    except TypeError:  # labels and numbers mixed have no order of their own
        return sorted(categories, key=str)


def why_undefined(ratings: Ratings) -> str:
    """Return why a chance-corrected coefficient has no value for these ratings."""
    judged = ratings.codes != MISSING
    if not judged.any():
        return "no judgements"
    if judged.any(axis=0).sum() < 2:
        return "only one coder"
    if not ratings.pairable.any():
        return "no unit judged by two coders"
    used = np.unique(ratings.codes[ratings.pairable & judged.any(axis=1)])
    if (used != MISSING).sum() < 2:
        return "only one value used: agreement by chance cannot be told apart"
    return "not defined for these ratings"
