"""Checks of what comes into a function: texts, names, columns, lengths. All of them are here.

Each returns what it was given in the form that the library works with, or says what to give.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence, Sized
from numbers import Real
from os import PathLike
from pathlib import Path
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
    found = as_list(texts, name, "texts")
    if missing_as is not None:
        found = [missing_as if is_missing(text) else text for text in found]
    return list(_checked(found, name))


def each_text(texts: Iterable[str], name: str = "texts") -> Iterator[str]:
    """Return texts one after another, checked as `as_texts` does but each when it is read.

    Raises
    ------
    ArgumentTypeError
        When it is one text or no texts at all; when it is read, where one of them is no text.
    """
    refuse_one_string(texts, name, "texts")
    if isinstance(texts, pd.DataFrame | np.ndarray) or not isinstance(texts, Iterable):
        return iter(as_texts(texts, name))
    return _checked(texts, name)


def _checked(texts: Iterable[Any], name: str) -> Iterator[str]:
    for row, text in enumerate(texts, start=1):
        if not isinstance(text, str):
            raise ArgumentTypeError(
                f"{name} hold {text!r}, which is not text.",
                place=f"text {row}",
                remedy="Leave out what has no text, or turn it into text.",
            )
        yield text


def as_text(text: str, name: str = "text") -> str:
    """Return one text; a list of texts, or what is missing, is refused.

    Raises
    ------
    ArgumentTypeError
    """
    if not isinstance(text, str):
        raise ArgumentTypeError(
            f"{name} is {_kind(text)} where one text is needed.", remedy="Give a single string."
        )
    return text


def is_missing(value: Any) -> bool:
    """Tell whether a value is None, NaN or another of pandas' missing ones; a list is not."""
    return value is None or (not isinstance(value, str) and pd.isna(value) is True)


def as_names(names: Iterable[str], name: str) -> tuple[str, ...]:
    """Return names (codes, keywords, columns …) as a tuple; one string is refused.

    Raises
    ------
    ArgumentTypeError
        When it is one string, or one of them is no string.
    """
    found = tuple(as_list(names, name, "strings"))
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
    found = as_list(values, name, "values")
    same_length(name, found, "texts", range(n))
    return np.array([_member(value, row, name) for row, value in enumerate(found, 1)], dtype=str)


def _member(value: Any, row: int, name: str) -> str:
    if is_missing(value):
        return ""
    if not isinstance(value, Hashable):
        raise ArgumentTypeError(
            f"{name} holds {value!r} where one value is needed.",
            place=f"text {row}",
            remedy="Give one value for each text, empty where none is known.",
        )
    return str(value)


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
    """Check that what is given is a frame and has the columns that are read."""
    if not isinstance(frame, pd.DataFrame):
        raise error(f"The {what} are not a table but {_kind(frame)}.", remedy=remedy)
    wanted = tuple(wanted)
    twice = [column for column in wanted if (frame.columns == column).sum() > 1]
    if twice:
        raise error(
            f"The {what} have the column {twice[0]!r} several times.", remedy="Drop all but one."
        )
    missing = [column for column in wanted if column not in frame]
    if missing:
        columns = ", ".join(map(repr, missing))
        raise error(
            f"The {what} have no column{'s' * (len(missing) > 1)} {columns}.", remedy=remedy
        )


def check_statements(statements: pd.DataFrame, *, error: type[AineistoError]) -> None:
    """Check that statements can be coded: identifiers, each once, and texts."""
    check_columns(statements, ("statement_id", "clean"), error=error)
    for column, least in (("statement_id", object), ("clean", str)):
        for row, value in enumerate(statements[column], start=1):
            if is_missing(value) or not isinstance(value, least):
                raise error(
                    f"The statements' {column} is {value!r}.",
                    place=f"row {row}",
                    remedy="Leave out rows without a statement: statements.dropna(subset="
                    f'["{column}"]).'
                    if is_missing(value)
                    else "Give text.",
                )
    double = statements["statement_id"].duplicated()
    if double.any():
        name = statements["statement_id"][double].iloc[0]
        rows = [row + 1 for row in np.flatnonzero(statements["statement_id"] == name)]
        raise error(
            f"The statement {name!r} is there {len(rows)} times.",
            place=f"rows {', '.join(map(str, rows[:5]))}",
            remedy="Give each statement once: a table that was merged on doubles statements where "
            "the other has several rows for one.",
        )


def as_count(n: Any, name: str) -> int:
    """Return a number of things as an int: a whole number from 1 on.

    Raises
    ------
    ArgumentError
    """
    is_number = isinstance(n, Real) and not isinstance(n, bool)
    if not is_number or not float(n).is_integer() or n < 1:
        raise ArgumentError(
            f"{name} is {n!r}, which is no number of things.",
            remedy="Give a whole number from 1 on.",
        )
    return int(n)


def all_of_kind(values: Any, kind: type, name: str, remedy: str) -> None:
    """Check that an argument is a list of things of a kind, such as of CueGroup.

    Raises
    ------
    ArgumentTypeError
    """
    for value in as_list(values, name, f"{kind.__name__} records"):
        if not isinstance(value, kind):
            raise ArgumentTypeError(
                f"{name} holds {value!r}, which is no {kind.__name__}.", remedy=remedy
            )


def as_path(path: Any, *, error: type[AineistoError] = ArgumentTypeError) -> Path:
    """Return a path, with ``~`` as the user's own folder.

    Raises
    ------
    AineistoError
        Of the kind `error`, when it is no path, or nothing can be looked up there.
    """
    if not isinstance(path, str | PathLike):
        raise error(f"A path is needed, not {_kind(path)}.", remedy="Give the path of a file.")
    given = Path(path)
    try:
        found = given.expanduser()
        found.stat()
    except (FileNotFoundError, NotADirectoryError):
        pass  # it may be one to write
    except (OSError, RuntimeError, ValueError) as problem:
        why = getattr(problem, "strerror", None) or problem
        raise error(
            f"Nothing can be looked up at this path ({why}).",
            file=given,
            remedy="Check the path, and that you may read the folders on the way to it.",
        ) from problem
    return found


def as_new_path(
    path: Any,
    *,
    remedy: str,
    problem: str = "There is already a file of this name.",
    error: type[AineistoError] = ArgumentTypeError,
) -> Path:
    """Return the path of a file that is to be made, as `as_path` does.

    Raises
    ------
    AineistoError
        Of the kind `error`, also when the file is there already: it is not written over.
    """
    file = as_path(path, error=error)
    if file.exists():
        raise error(problem, file=file, remedy=remedy)
    return file


def of_kind(value: Any, kind: type, name: str, remedy: str) -> None:
    """Check that an argument is a thing of a kind, such as a Corpus.

    Raises
    ------
    ArgumentTypeError
    """
    if not isinstance(value, kind):
        raise ArgumentTypeError(f"{name} is {_kind(value)}, not a {kind.__name__}.", remedy=remedy)


def _kind(value: Any) -> str:
    if isinstance(value, str | PathLike):
        return f"the text {_short(str(value))}"
    return "nothing" if value is None else f"a {type(value).__name__}"


def one_of(value: Any, known: Sequence[Any], what: str) -> Any:
    """Return a value that must be one of those known."""
    if value not in known:
        raise ArgumentError(f"There is no {what} {value!r}.", remedy=f"Use {_enumerated(known)}.")
    return value


def _enumerated(known: Sequence[Any]) -> str:
    names = [repr(one) for one in known]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def as_list(values: Iterable[Any], name: str, what: str) -> list[Any]:
    """Return what is listed in some way as a list: the members of a column, an array, a series.

    Raises
    ------
    ArgumentTypeError
        When it is one string, a table of several columns or nothing that can be gone through.
    """
    refuse_one_string(values, name, what)
    if isinstance(values, pd.DataFrame):
        # A frame's own members are the names of its columns: they were taken for the texts.
        if values.shape[1] != 1:
            raise ArgumentTypeError(
                f"{name} is a table where a list of {what} is needed.",
                remedy=f"Give one of its columns: {_columns(values)}.",
            )
        values = values.iloc[:, 0]
    if isinstance(values, np.ndarray) and values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]  # a column, as scikit-learn's tools cut it
    try:
        return list(values)
    except TypeError as error:
        raise ArgumentTypeError(
            f"{name} is {values!r}, not a list of {what}.", remedy=f"Give a list of {what}."
        ) from error


def _columns(frame: pd.DataFrame) -> str:
    names = [repr(str(name)) for name in frame.columns]
    return ", ".join(names[:12]) + (", …" if len(names) > 12 else "")


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
