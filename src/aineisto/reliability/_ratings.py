"""Ratings as counts: what every coefficient starts from; and labels as people write them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, NoReturn, TypeAlias

import numpy as np
import pandas as pd

from aineisto.core.checks import as_list
from aineisto.core.errors import CodingsError
from aineisto.core.labels import label_key, label_text, no_label, no_value, number_in

MISSING = -1

_NUMBERS = (int, float, np.integer, np.floating, Decimal, Fraction)
#: Words for a boolean, as spreadsheets and pandas write them.
_TRUTH = {"true": 1, "false": 0, "tosi": 1, "epätosi": 0}


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
    stray : str
        The first label that is no number where others are, and its place.
    """

    codes: np.ndarray
    categories: tuple[Any, ...]
    ordered: bool = True
    stray: str = ""

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
        if self.numeric:
            return np.array([float(category) for category in self.categories])
        return np.arange(len(self.categories), dtype=float)

    @property
    def numeric(self) -> bool:
        """Whether every category is a number."""
        return all(isinstance(category, _NUMBERS) for category in self.categories)


#: What the coefficients take: units in rows, coders in columns.
Table: TypeAlias = pd.DataFrame | np.ndarray | Ratings


def as_ratings(data: pd.DataFrame | Any, categories: Sequence[Any] | None = None) -> Ratings:
    """Return a table of judgements (units in rows, coders in columns) as `Ratings`.

    Labels count as people write them: ``Ruoka`` and ``ruoka`` are one category, and so are ``1``,
    ``1.0`` and ``"1"``, ``True`` and ``"TRUE"``; texts that are all numbers are compared as
    numbers. Spaces at the ends, doubled spaces, marks of zero width, kinds of dashes and the ways
    to encode a letter make no difference. The order is that of `categories`, else of ordered
    categoricals, else of numbers and dates; words have none by themselves.

    Parameters
    ----------
    data : DataFrame or array-like, shape (n_units, n_coders)
        Numbers or labels. Missing are NaN, None, NA, empty texts, and the texts that programs
        write for these (nan, NA, N/A, <NA>, NaT, null, None), where `categories` does not have
        them; ``none`` is a label, as in a codings table.
    categories : sequence, optional
        All categories that the coders could use, in order; those seen when None.

    Raises
    ------
    CodingsError
        When the table is not two-dimensional, or a cell holds a category that is not in
        `categories`, a spreadsheet's error or formula, an infinite number, a date beside other
        labels, or something that is no label; or where ``1.1`` and ``1.10`` may be one number or
        two codes.
    """
    if isinstance(data, Ratings):
        return data
    frame = data if isinstance(data, pd.DataFrame) else _as_frame(data)
    given = _common_order(frame) if categories is None else _offered(categories)
    labels = _labels(frame, {label_key(one) for one in given or () if isinstance(one, str)})
    present = labels != None  # noqa: E711 - element by element
    ordered, key, order_is_known = _categories(labels, frame, given)
    index = {key(category): number for number, category in enumerate(ordered)}
    codes = np.full(labels.shape, MISSING, dtype=np.int64)
    for row, column in zip(*present.nonzero(), strict=True):
        number = index.get(key(labels[row, column]))
        if number is None:
            raise CodingsError(
                f"The ratings hold {labels[row, column]!r}, which is not among the categories.",
                place=_place(frame, row, column),
                remedy=f"Use {', '.join(map(str, ordered))}, or leave `categories` out.",
            )
        codes[row, column] = number
    return Ratings(codes, tuple(ordered), order_is_known, _stray(labels, frame))


def _offered(categories: Sequence[Any]) -> list[Any]:
    given = as_list(categories, "categories", "categories")
    twice = [one for place, one in enumerate(given) if one in given[:place]]
    if twice:
        raise CodingsError(
            f"The category {twice[0]!r} is given twice.", remedy="Give each category once."
        )
    return given


def _as_frame(data: Any) -> pd.DataFrame:
    """Return rows as a frame of the very objects: numpy would make texts of them all."""
    try:
        shape = np.ndim(data) if isinstance(data, np.ndarray) else _depth(data := list(data))
        frame = pd.DataFrame(data, dtype=object)
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
    sizes = [len(row) for row in rows if isinstance(row, list | tuple | np.ndarray)]
    for number, size in enumerate(sizes):
        if size != sizes[0]:
            raise ValueError(f"row {number} has {size} cells, the first {sizes[0]}")
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


def _labels(frame: pd.DataFrame, known: set[str]) -> np.ndarray:
    """Return the label of each cell, None where there is none.

    `known` are the keys of the texts among the categories, which are labels whatever they say.
    """
    cells = frame.astype(object).to_numpy()
    labels = np.empty(cells.shape, dtype=object)
    for (row, column), cell in np.ndenumerate(cells):
        try:
            labels[row, column] = _label(cell, known)
        except (TypeError, ValueError) as error:
            _refuse(
                f"{cell!r} {error}.",
                _place(frame, row, column),
                "Write the code itself, a text or a number, or leave the cell empty; for sets of "
                "codes use agreement or span_agreement.",
            )
    texts = {label for label in labels.ravel() if isinstance(label, str)}
    if "none" not in known and not any(
        label_key(text) == "none" and text != "None" for text in texts
    ):
        labels[labels == "None"] = None  # what Python writes for a missing cell
    return labels


def _label(cell: Any, known: set[str]) -> Hashable | None:
    """Return a cell's label without what does not count in it; None where there is none.

    Raises
    ------
    ValueError, TypeError
        Saying why the cell holds no label.
    """
    if isinstance(cell, str):
        text = label_text(cell)
        if no_value(text) and label_key(text) not in known:
            return None
        if problem := no_label(text):
            raise ValueError(f"is {problem}, no code")
        return text
    if cell is None or cell is pd.NA or cell is pd.NaT or (cell != cell) is True:
        return None
    if isinstance(cell, bool | np.bool_):
        return bool(cell)
    if isinstance(cell, _NUMBERS):
        return _plain(cell)
    if isinstance(cell, date | np.datetime64):
        return None if pd.isna(cell) else pd.Timestamp(cell)
    if isinstance(cell, bytes | complex | np.complexfloating):
        raise TypeError("is no label")
    try:
        hash(cell)
    except TypeError:
        raise TypeError("is no label") from None
    return cell


def _plain(number: Any) -> int | float | None:
    """Return a number as an int where it is whole, None where it is missing."""
    if isinstance(number, int | np.integer):
        return int(number)
    found = float(number)
    if math.isnan(found):
        return None
    if math.isinf(found):
        raise ValueError("is no number that can be counted")
    return int(found) if found.is_integer() else found


def _refuse(problem: str, place: str, remedy: str) -> NoReturn:
    raise CodingsError(problem, place=place, remedy=remedy) from None


def _place(frame: pd.DataFrame, row: int, column: int) -> str:
    return f"row {frame.index[row]}, column {frame.columns[column]}"


def _categories(
    labels: np.ndarray, frame: pd.DataFrame, given: list[Any] | None
) -> tuple[list[Any], Callable[[Any], Hashable], bool]:
    """Return categories in order, what two labels of one share, whether the order counts."""
    distinct = dict.fromkeys((type(label), label) for label in labels.ravel())
    seen = [label for _, label in distinct if label is not None]
    key = _key(seen if given is None else [*given, *seen], given)
    fault = _fault(seen, key, given)
    if fault is not None:
        label, problem, remedy = fault
        _refuse(f"{label!r} {problem}.", _where(labels, frame, label), remedy)
    if given is not None:
        return [key(label) for label in given] if key in (_number, _truth) else given, key, True
    first: dict[Any, Any] = {}
    for label in seen:
        first.setdefault(key(label), label)
    if key in (_number, _truth):
        return sorted(first), key, True
    dates = bool(seen) and isinstance(seen[0], pd.Timestamp)
    return _in_order(list(first.values())), key, dates


def _key(every: list[Any], given: list[Any] | None = None) -> Callable[[Any], Hashable]:
    """Return what labels that count as one share.

    Texts that are all numbers are numbers: "10" comes after "2", and "1" is another's 1; so are
    booleans beside their words or beside 0 and 1. Where the codebook itself tells labels apart
    that would count as one, they count as they are written.
    """
    key: Callable[[Any], Hashable] = _fold
    if every and all(_number(label) is not None for label in every):
        key = _number
    elif every and all(_truth(label) is not None for label in every):
        words = all(isinstance(label, str) and number_in(label) is None for label in every)
        key = _fold if words else _truth
    if given is not None and len({key(label) for label in given}) < len(given):
        return _exact
    return key


def _fault(
    seen: list[Any], key: Callable[[Any], Hashable], given: list[Any] | None
) -> tuple[Any, str, str] | None:
    """Return the first label of which it cannot be known what it counts as, why, and a remedy."""
    odd = [label for label in seen if not isinstance(label, str | bool | int | float)]
    if odd and len({type(label) for label in seen}) > 1:
        label = odd[0]
        if isinstance(label, pd.Timestamp):
            return label, "is a date beside other labels", (
                "Write the code as text: spreadsheets make dates of codes like 1.2."
            )  # fmt: skip
        return label, "is of another kind than the other labels", "Write every label as a text."
    truth = [label for label in seen if isinstance(label, bool)]
    numbers = [label for label in [*seen, *(given or [])] if _number(label) is not None]
    if truth and numbers and key is not _truth:
        return truth[0], "is a boolean beside numbers or other words", (
            "Write every label in one way: True and False, 1 and 0, or words."
        )  # fmt: skip
    written: dict[Hashable, str] = {}
    for text in (label for label in seen if isinstance(label, str) and key is not _exact):
        decimals = re.fullmatch(r"[^.,]*[.,](\d*[1-9]0*)", label_key(text))
        if decimals is None or number_in(text) is None:
            continue
        if written.setdefault(key(text), decimals[1]) != decimals[1]:
            return text, "may be another label's number, or a code like 1.10 beside 1.1", (
                "Give numbers instead of texts, or `categories`, all those of the codebook."
            )  # fmt: skip
    return None


def _where(labels: np.ndarray, frame: pd.DataFrame, wanted: Any) -> str:
    """Return the place of the first cell that holds a label."""
    for (row, column), label in np.ndenumerate(labels):
        if type(label) is type(wanted) and label == wanted:
            return _place(frame, row, column)
    return ""


def _stray(labels: np.ndarray, frame: pd.DataFrame) -> str:
    """Return the first label that is no number, with its place, where others are numbers."""
    there = list(dict.fromkeys(label for label in labels.ravel() if label is not None))
    strange = [label for label in there if _number(label) is None]
    if not strange or len(strange) == len(there):
        return ""
    return f"{strange[0]!r} ({_where(labels, frame, strange[0])})"


def places_of(labels: Sequence[Any], categories: Sequence[Any]) -> tuple[list[int], str]:
    """Return where each category stands among labels, and what keeps it from being told.

    Labels count as in `as_ratings`.
    """
    key = _key([*labels, *categories], list(categories))
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
    if isinstance(label, str):
        return number_in(label)
    if isinstance(label, bool | np.bool_) or not isinstance(label, _NUMBERS):
        return None
    return _plain(label)


def _truth(label: Any) -> int | None:
    if isinstance(label, bool | np.bool_):
        return int(label)
    number = _number(label)
    if number is None and isinstance(label, str):
        return _TRUTH.get(label_key(label))
    return int(number) if number in (0, 1) else None


def _exact(label: Any) -> Hashable:
    return label_text(str(label)) if isinstance(label, str | bool | int | float) else label


def _fold(label: Any) -> Hashable:
    """Return what labels that count as one share: case aside, numbers as they are written."""
    number = _number(label)
    if number is not None:
        return str(number)
    return label_key(str(label)) if isinstance(label, str | bool | np.bool_) else label


def _in_order(categories: list[Any]) -> list[Any]:
    try:
        return sorted(categories)
    except TypeError:  # labels and numbers mixed have no order of their own
        return sorted(categories, key=str)
