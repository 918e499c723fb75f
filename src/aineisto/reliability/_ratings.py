"""Ratings as counts: what every coefficient starts from; and labels as people write them."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from aineisto.core.cells import CELL_ERROR, CELL_FORMULA
from aineisto.core.errors import CodingsError

MISSING = -1

#: Texts that stand for a cell without a judgement.
_EMPTY = frozenset({"", "nan", "<na>", "none", "null", "na", "n/a", "nat"})
_NUMBER = re.compile(r"[+\-]?\d+([.,]\d+)?([eE][+\-]?\d+)?")


@dataclass(frozen=True, eq=False)
class Ratings:
    """Judgements of units by coders as whole numbers.

    Attributes
    ----------
    codes : ndarray of int, shape (n_units, n_coders)
        Index into ``categories``, −1 where the coder did not judge the unit.
    categories : tuple
        The categories, ascending.
    ordered : bool
        Whether the order of the categories means anything: they are numbers, or it was given.
    """

    codes: np.ndarray
    categories: tuple[Any, ...]
    ordered: bool = True

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

    Labels count as people write them: ``Ruoka`` and ``ruoka`` are one category, and so are ``1``,
    ``1.0`` and ``"1"``; texts that are all numbers are compared as numbers. Spaces at the ends,
    doubled spaces and the ways to encode a letter make no difference. The order is that of
    `categories`, else of ordered categoricals, else of numbers; words have none by themselves.

    Parameters
    ----------
    data : DataFrame or array-like, shape (n_units, n_coders)
        Numbers or labels; NaN, None, NA and empty texts are missing.
    categories : sequence, optional
        All categories that the coders could use, in order; those seen when None.

    Raises
    ------
    CodingsError
        When the table is not two-dimensional, or a cell holds a category that is not in
        `categories`, a spreadsheet's error or formula, or something that is no label.
    """
    if isinstance(data, Ratings):
        return data
    frame = data if isinstance(data, pd.DataFrame) else _as_frame(data)
    given = list(categories) if categories is not None else _common_order(frame)
    cells = frame.astype(object).to_numpy()
    labels = np.empty(cells.shape, dtype=object)
    for (row, column), cell in np.ndenumerate(cells):
        labels[row, column] = _label(cell, frame, row, column)
    present = labels != None  # noqa: E711 - element by element
    seen = list(dict.fromkeys(labels[present].tolist()))
    ordered, key, order_is_known = _categories(seen, given)
    index = {key(category): number for number, category in enumerate(ordered)}
    codes = np.full(cells.shape, MISSING, dtype=np.int64)
    for row, column in zip(*present.nonzero(), strict=True):
        number = index.get(key(labels[row, column]))
        if number is None:
            raise CodingsError(
                f"The ratings hold {labels[row, column]!r}, which is not among the categories.",
                place=_place(frame, row, column),
                remedy=f"Use {', '.join(map(str, ordered))}, or leave `categories` out.",
            )
        codes[row, column] = number
    return Ratings(codes, tuple(ordered), order_is_known)


def _as_frame(data: Any) -> pd.DataFrame:
    """Return rows as a frame of the very objects: numpy would make texts of them all."""
    try:
        frame = pd.DataFrame(data if isinstance(data, np.ndarray) else list(data), dtype=object)
        shape = np.ndim(data) if isinstance(data, np.ndarray) else _depth(data)
    except (TypeError, ValueError) as error:
        raise CodingsError(
            f"The ratings are no table ({error}).",
            remedy="Give a table with a row a unit and a column a coder.",
        ) from error
    if shape != 2:
        raise CodingsError(
            f"The ratings have {shape} dimensions instead of two.",
            remedy="Give a table with a row a unit and a column a coder.",
        )
    return frame


def _depth(data: Any) -> int:
    rows = list(data)
    return 2 if rows and all(isinstance(row, list | tuple | np.ndarray) for row in rows) else 1


def _common_order(frame: pd.DataFrame) -> list[Any] | None:
    """Return the order of ordered categoricals; None where the columns are not such."""
    kinds = [dtype for dtype in frame.dtypes if isinstance(dtype, pd.CategoricalDtype)]
    if not kinds or len(kinds) < frame.shape[1] or not all(kind.ordered for kind in kinds):
        return None
    orders = {tuple(kind.categories) for kind in kinds}
    if len(orders) > 1:
        raise CodingsError(
            "The coders' ordered categories differ: "
            + " and ".join(" < ".join(map(str, order)) for order in sorted(orders, key=str)[:2])
            + ".",
            remedy="Give every column the same ordered categories, or give `categories`.",
        )
    return list(orders.pop())


def _label(cell: Any, frame: pd.DataFrame, row: int, column: int) -> Hashable | None:
    """Return a cell's label without what does not count in it; None where there is none."""
    if isinstance(cell, str):
        text = " ".join(unicodedata.normalize("NFC", cell).split())
        if text.casefold() in _EMPTY:
            return None
        broken = CELL_ERROR.fullmatch(text)
        if broken or CELL_FORMULA.match(text):
            what = "a spreadsheet's error" if broken else "a formula"
            raise CodingsError(
                f"{text!r} is {what}, no code.",
                place=_place(frame, row, column),
                remedy="Write the code itself into the cell, or leave it empty.",
            )
        return text
    if isinstance(cell, bool | np.bool_):
        return int(cell)
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return None
    if isinstance(cell, int | float | np.number):
        number = float(cell)
        if math.isnan(number):
            return None
        return int(number) if number.is_integer() else number
    try:
        hash(cell)
    except TypeError:
        raise CodingsError(
            f"{cell!r} is no label.",
            place=_place(frame, row, column),
            remedy="Give a text or a number; for sets of codes use agreement or span_agreement.",
        ) from None
    return cell


def _place(frame: pd.DataFrame, row: int, column: int) -> str:
    return f"row {frame.index[row]}, column {frame.columns[column]}"


def _categories(seen: list[Any], given: list[Any] | None) -> tuple[list[Any], Any, bool]:
    """Return categories in order, what two labels of one share, whether the order counts."""
    every = seen if given is None else [*given, *seen]
    # Texts that are all numbers are numbers: "10" comes after "2", and "1" is another's 1.
    if all(_number(label) is not None for label in every) and every:
        key: Any = _number
        if given is not None:
            return [_number(label) for label in given], key, True
        return sorted({_number(label) for label in seen}), key, True
    key = _fold
    if given is not None:
        if len({_fold(label) for label in given}) < len(given):
            key = _exact  # the codebook itself tells such labels apart
        return given, key, True
    first: dict[Any, Any] = {}
    for label in seen:
        first.setdefault(_fold(label), label)
    return _in_order(list(first.values())), key, False


def places_of(labels: Sequence[Any], categories: Sequence[Any]) -> tuple[list[int], str]:
    """Return where each category stands among labels, and what keeps it from being told.

    Labels count as in `as_ratings`.
    """
    key = _categories(list(labels), list(categories))[1]
    found: dict[Any, int] = {}
    for place, label in enumerate(labels):
        if key(label) in found:
            return [], f"{label} is there twice"
        found[key(label)] = place
    known = {key(category) for category in categories}
    foreign = [str(label) for label in labels if key(label) not in known]
    missing = [str(category) for category in categories if key(category) not in found]
    told = [
        f"{', '.join(names)} {what}"
        for names, what in ((foreign, "is none of them"), (missing, "is missing"))
        if names
    ]
    return [] if told else [found[key(category)] for category in categories], "; ".join(told)


def _number(label: Any) -> int | float | None:
    if isinstance(label, int | float | np.number):
        return int(label) if float(label).is_integer() else float(label)
    if not isinstance(label, str):
        return None
    text = label.replace("−", "-").replace("–", "-").strip()
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text.replace(",", "."))
    return int(number) if number.is_integer() else number


def _exact(label: Any) -> Any:
    return str(label) if isinstance(label, int | float | np.number) else label


def _fold(label: Any) -> Any:
    """Return what labels that count as one share: case aside, numbers as they are written."""
    if isinstance(label, int | float | np.number):
        number = _number(label)
        return str(number)
    if not isinstance(label, str):
        return label
    return " ".join(unicodedata.normalize("NFC", label).split()).casefold()


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
