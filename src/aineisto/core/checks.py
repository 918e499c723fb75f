"""Checks of what comes into a function: texts, names, columns, lengths. All of them are here.

Each returns what it was given in the form that the library works with, or says what to give.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized
from typing import Any

import numpy as np
import pandas as pd

from aineisto.core.errors import AineistoError, ArgumentError, ArgumentTypeError


def as_texts(
    texts: Iterable[str], name: str = "texts", *, missing_as: str | None = None
) -> list[str]:
    """Return texts as a list.

    Parameters
    ----------
    texts : iterable of str
        A list, a column of a frame, or an array of one column.
    name : str
        What the caller calls them.
    missing_as : str, optional
        What stands for a missing text (None, NaN); by default it is refused.

    Raises
    ------
    ArgumentTypeError
        When it is one text, or one of them is no text.
    """
    found = _listed(texts, name, "texts")
    if missing_as is not None:
        found = [text if isinstance(text, str) else missing_as for text in found]
    for row, text in enumerate(found):
        if not isinstance(text, str):
            raise ArgumentTypeError(
                f"{name} hold {text!r}, which is not text.",
                place=f"text {row + 1}",
                remedy="Leave out what has no text, or turn it into text.",
            )
    return found


def as_names(names: Iterable[str], name: str) -> tuple[str, ...]:
    """Return names (codes, keywords, columns …) as a tuple; one string is refused.

    Raises
    ------
    ArgumentTypeError
        When it is one string, or one of them is no string.
    """
    found = tuple(_listed(names, name, "strings"))
    strange = [one for one in found if not isinstance(one, str)]
    if strange:
        raise ArgumentTypeError(
            f"{name} hold {strange[0]!r}, which is no string.", remedy="Give strings."
        )
    return found


def as_sentence(words: Iterable[str]) -> list[str]:
    """Return the words of a sentence as a list; a sentence that is not cut into words is refused.

    Raises
    ------
    ArgumentTypeError
        When it is one string.
    """
    if isinstance(words, str):
        raise ArgumentTypeError(
            f"A sentence is one string ({_short(words)}) where a list of its words is needed.",
            remedy="Cut it first: [token.text for token in tokenize(text)].",
        )
    return list(words)


def refuse_one_string(values: Any, name: str, what: str = "strings") -> None:
    """Refuse one string where many are needed: its letters are strings too.

    Raises
    ------
    ArgumentTypeError
    """
    if isinstance(values, str | bytes):
        raise ArgumentTypeError(
            f"{name} is one string ({_short(values)}) where a list of {what} is needed.",
            remedy=f"Write [{_short(values)}].",
        )


def as_column(values: Iterable[Any] | None, n: int, name: str) -> np.ndarray | None:
    """Return what is known of each of `n` texts as strings, "" where it is missing.

    Raises
    ------
    ArgumentError
        When there is not one for each text.
    """
    if values is None:
        return None
    found = _listed(values, name, "values")
    same_length(name, found, "texts", range(n))
    return np.array(["" if pd.isna(value) else str(value) for value in found], dtype=str)


def same_length(one: str, first: Sized, other: str, second: Sized) -> None:
    """Check that two columns are of one length."""
    if len(first) != len(second):
        raise ArgumentError(
            f"There are {len(first)} {one} and {len(second)} {other}.",
            remedy="Give one for each.",
        )


def check_columns(
    frame: pd.DataFrame,
    wanted: Iterable[str],
    what: str = "statements",
    *,
    remedy: str = "Give the statements of a corpus (corpus.answers).",
    error: type[AineistoError] = ArgumentError,
) -> None:
    """Check that a frame has the columns that are read."""
    missing = [column for column in wanted if column not in frame]
    if missing:
        columns = ", ".join(map(repr, missing))
        raise error(
            f"The {what} have no column{'s' * (len(missing) > 1)} {columns}.", remedy=remedy
        )


def one_of(value: Any, known: Sequence[Any], what: str) -> Any:
    """Return a value that must be one of those known."""
    if value not in known:
        raise ArgumentError(f"There is no {what} {value!r}.", remedy=f"Use {_enumerated(known)}.")
    return value


def _enumerated(known: Sequence[Any]) -> str:
    names = [repr(one) for one in known]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _listed(values: Iterable[Any], name: str, what: str) -> list[Any]:
    refuse_one_string(values, name, what)
    if isinstance(values, np.ndarray) and values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]  # a column, as scikit-learn's tools cut it
    try:
        return list(values)
    except TypeError as error:
        raise ArgumentTypeError(
            f"{name} is {values!r}, not a list of {what}.", remedy=f"Give a list of {what}."
        ) from error


def _short(text: str | bytes) -> str:
    shown = repr(text)
    return shown if len(shown) <= 42 else f"{shown[:40]}…{shown[0]}"


def has_columns(frame: pd.DataFrame, *columns: str | None) -> None:
    """Check that a frame has the columns that are named; None names none.

    Raises
    ------
    AineistoError
        When it lacks one of them.
    """
    for column in columns:
        if column and column not in frame:
            raise AineistoError(
                f"The table has no column {column!r}.",
                remedy=f"It has {', '.join(map(str, frame.columns))}.",
            )
