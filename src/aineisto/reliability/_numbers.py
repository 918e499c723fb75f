"""Columns of numbers as people and programs write them."""

from __future__ import annotations

import math
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from aineisto.core.checks import as_list, is_missing
from aineisto.core.errors import ArgumentError
from aineisto.core.labels import no_value, number_in


def numbers_of(values: Any, name: str = "values") -> np.ndarray:
    """Return a column as numbers, NaN where one is missing.

    Texts are the numbers that they write: ``"−1"``, ``"0,5"``.

    Raises
    ------
    ArgumentError
        When it is no column, or holds what is no number, or an infinite one. Left out, as missing
        ones are, it would change a mean in silence.
    """
    cells = as_list(values, name, "numbers")
    if isinstance(values, pd.Series) and pd.api.types.is_numeric_dtype(values.dtype):
        numbers = values.to_numpy(dtype=float, na_value=np.nan)
    else:
        numbers = np.array([_number(cell) for cell in cells], dtype=float)
    strange = np.flatnonzero(np.isinf(numbers))
    if len(strange):
        row = int(strange[0])
        raise ArgumentError(
            f"{name} hold {cells[row]!r}, which is no number that can be counted.",
            place=f"value {row + 1}",
            remedy="Give numbers, and leave empty what is missing.",
        )
    return numbers


def _number(cell: Any) -> float:
    """Return a cell as a number: NaN where it is missing, infinite where it is none."""
    if is_missing(cell) or (isinstance(cell, str) and no_value(cell)):
        return math.nan
    number: Any = number_in(cell) if isinstance(cell, str) else cell
    return float(number) if isinstance(number, Real | Decimal | np.bool_) else math.inf
