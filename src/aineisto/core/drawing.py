"""What a figure is drawn from: the columns of its frame, checked in one way for every figure."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from numbers import Real
from typing import Any, TypeVar, cast

import numpy as np
import pandas as pd

from aineisto.core import figures as style
from aineisto.core.checks import check_columns, is_missing, one_of
from aineisto.core.errors import ArgumentError
from aineisto.core.figures import alt
from aineisto.core.options import LANGUAGES

Draw = TypeVar("Draw", bound=Callable[..., Any])

#: Width of a figure in pixels unless asked otherwise.
WIDTH = 700
_NOTHING = {"fi": "Ei mitään piirrettävää.", "en": "There is nothing to draw."}
#: Names that may be missing: an answer outside the questions, a person of no group.
_MAY_LACK = ("question", "group")


@dataclass(frozen=True)
class Column:
    """What a column of a figure's frame holds.

    Attributes
    ----------
    kind : {"name", "number", "flag", "any"}
        A name is text; a flag is true or false, and false where it is missing.
    least, most : float
        Bounds of a number.
    missing : bool
        Whether a number may be missing.
    key : bool
        Whether the column tells marks apart: no two rows have the same in all of these.
    needed : bool
        Whether the frame must have it.
    known : tuple
        The only values it may have.
    """

    kind: str = "number"
    least: float = -math.inf
    most: float = math.inf
    missing: bool = True
    key: bool = False
    needed: bool = True
    known: tuple[Any, ...] = ()

    @property
    def whole(self) -> Column:
        """The same column, without which there is no mark: nothing in it is missing."""
        return replace(self, missing=False)

    @property
    def optional(self) -> Column:
        """The same column, which the frame may lack."""
        return replace(self, needed=False)


NAME = Column("name", key=True)
TEXT = Column("name")
NUMBER = Column()
COUNT = Column(least=0)
SHARE = Column(least=0, most=1)
SCORE = Column(least=-2, most=2)
FLAG = Column("flag", needed=False)
ANY = Column("any")


def figure(**columns: Column) -> Callable[[Draw], Draw]:
    """Let a function that draws a frame check it first, and say so where there is no row.

    The function gets a copy of the frame in which numbers are of numpy, names are text and flags
    are true or false. It is called with `lang`, `width` and `dark`.

    Raises
    ------
    AineistoError
        When a column is missing or holds what cannot be drawn; when two rows are of one mark.
    """

    def decorate(draw: Draw) -> Draw:
        @wraps(draw)
        def drawn(frame: pd.DataFrame, *args: Any, **options: Any) -> Any:
            lang = one_of(options.get("lang", "fi"), LANGUAGES, "language")
            width = options.get("width", WIDTH)
            if not isinstance(width, Real) or not 0 < float(width) < math.inf:
                raise ArgumentError(
                    f"width is {width!r}, which is no width.", remedy="Give a number of pixels."
                )
            data = checked(frame, draw.__name__, columns)
            if data.empty:
                return _nothing(_NOTHING[lang], width, dark=bool(options.get("dark", False)))
            return draw(data, *args, **options)

        return cast(Draw, drawn)

    return decorate


def checked(frame: pd.DataFrame, figure: str, columns: dict[str, Column]) -> pd.DataFrame:
    """Return a copy of a frame whose columns are as a figure reads them."""
    needed = [name for name, column in columns.items() if column.needed]
    what, remedy = f"rows of {figure}", f"It draws a frame with {', '.join(needed)}."
    if isinstance(frame, pd.DataFrame) and len(frame.columns):
        remedy += f" Yours has {', '.join(map(str, frame))}."
        remedy += " Rename: frame.rename(columns={'own name': 'its name'})."
    check_columns(frame, needed, what, remedy=remedy)
    there = {name: column for name, column in columns.items() if name in frame}
    check_columns(frame, there, what)
    data = frame.reset_index(drop=True).copy()
    for name, column in there.items():
        values = [None if is_missing(value) else value for value in data[name]]
        if column.kind != "any":
            read = {"name": _name, "number": _number, "flag": _flag}[column.kind]
            new = [read(value, row, name, column) for row, value in enumerate(values, start=1)]
            kind = {"name": object, "number": float, "flag": bool}[column.kind]
            if column.kind == "number" and isinstance(data[name].dtype, np.dtype):
                kind = data[name].dtype if data[name].dtype.kind in "iu" else float
            data[name] = pd.Series(new, index=data.index, dtype=kind)
    _one_row_a_mark(data, figure, [name for name, column in there.items() if column.key])
    return data


def _name(value: Any, row: int, name: str, column: Column) -> str:
    if column.known and value not in column.known:
        raise _wrong(value, row, name, _bounds(column))
    if value is None and column.key and name not in _MAY_LACK:
        raise _wrong(value, row, name, f'Leave such rows out: frame.dropna(subset="{name}").')
    return "" if value is None else str(value)


def _number(value: Any, row: int, name: str, column: Column) -> float:
    if value is None:
        if column.missing:
            return math.nan
        raise _wrong(value, row, name, f'Leave such rows out: frame.dropna(subset="{name}").')
    if isinstance(value, str):
        remedy = f'Turn text into numbers first: pd.to_numeric(frame["{name}"]).'
        raise _wrong(value, row, name, remedy)
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise _wrong(value, row, name, "Give a number.") from None
    # What was computed may miss a bound by a hair.
    within = column.least - 1e-9 <= number <= column.most + 1e-9 and not math.isinf(number)
    if not within or (column.known and number not in column.known):
        raise _wrong(value, row, name, _bounds(column))
    return number


def _bounds(column: Column) -> str:
    if column.known:
        return f"Use one of {', '.join(map(str, column.known))}."
    if column.most < math.inf:
        return f"Give numbers from {column.least:g} to {column.most:g}."
    return (
        f"Give numbers from {column.least:g} on." if column.least > -math.inf else "Give numbers."
    )


def _flag(value: Any, row: int, name: str, column: Column) -> bool:
    if isinstance(value, str):
        remedy = f'Turn text into true and false first: frame["{name}"].eq("True").'
        raise _wrong(value, row, name, remedy)
    return bool(value)


def _wrong(value: Any, row: int, name: str, remedy: str) -> ArgumentError:
    held = "nothing" if value is None else repr(value)
    return ArgumentError(f"The column {name!r} holds {held}.", place=f"row {row}", remedy=remedy)


def _one_row_a_mark(data: pd.DataFrame, figure: str, keys: list[str]) -> None:
    if not keys:
        return
    twice = data.duplicated(keys)
    if twice.any():
        first = data.loc[twice, keys].iloc[0]
        of = ", ".join(f"{name} {value!r}" for name, value in first.items())
        same = (data[keys] == first).all(axis=1)
        rows = ", ".join(str(row + 1) for row in data.index[same][:5])
        raise ArgumentError(
            f"{figure} draws one mark a row, and several are of {of}.",
            place=f"rows {rows}",
            remedy="Choose among the rows, or draw a figure for each kind of them.",
        )


def _nothing(text: str, width: Any, *, dark: bool) -> Any:
    chart = alt.Chart(pd.DataFrame({"text": [text]})).mark_text(align="left", baseline="top")
    chart = chart.encode(text="text:N", x=alt.value(0), y=alt.value(6))
    return style.styled(chart.properties(width=width, height=28), dark=dark)
