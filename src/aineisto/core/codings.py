"""Build, check, write and read the codings table."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from aineisto.core.errors import CodingsError
from aineisto.core.labels import label_text, number_in
from aineisto.core.whole import whole_file

#: Kind of each column. ``value`` holds the ordinal code of a stance (−2…2), ``score`` the same
#: judgement as a continuous number; both are missing for themes and actors. ``start`` and ``end``
#: are Unicode code points into the document's text and missing where a judgement has no one place.
COLUMNS: dict[str, str] = {
    "statement_id": "str",
    "family": "str",
    "code": "str",
    "value": "Int64",
    "score": "Float64",
    "start": "Int64",
    "end": "Int64",
    "coder": "str",
    "confidence": "Float64",
    "evidence": "str",
    "status": "str",
    "created": "str",
}

FAMILIES = ("theme", "stance", "actor")
#: ``suggested`` by a machine; ``accepted``, ``changed`` or ``rejected`` by a person who saw that;
#: ``blind`` by one who did not; ``unknown`` where that cannot be known; ``consensus`` of several.
STATUSES = ("suggested", "accepted", "changed", "rejected", "blind", "unknown", "consensus")
#: The coder of what coders settled together.
CONSENSUS = "human:konsensus"

#: The code of a stance judgement; its ordinal value stands in ``value``.
STANCE = "stance"
#: The steps of the scale where a codebook gives no other.
SCALE = (-2, -1, 0, 1, 2)
#: The theme code of a coder who looked and found that no theme applies.
NO_THEME = "none"
#: How the name of a language model begins, among machine coders.
LANGUAGE_MODEL = "machine:llm:"
#: Cells that pandas would take for numbers where we do not (*inf*), or the other way round (*−1*).
_UNLIKE_NUMBERS = frozenset({str, bool, np.bool_})


def now() -> str:
    """Return the time now, UTC, to the millisecond, as ISO 8601.

    Times to the second, as older projects have them, sort rightly among these.

    Examples
    --------
    >>> now().endswith("+00:00")
    True
    """
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def is_machine(coder: pd.Series) -> pd.Series:
    """Tell which coders are machines (``machine:name@version``).

    Examples
    --------
    >>> is_machine(pd.Series(["human:anna", "machine:actors@0.1"])).tolist()
    [False, True]
    """
    return coder.str.startswith("machine:")


def is_language_model(coder: pd.Series) -> pd.Series:
    """Tell which coders are language models, whose codings stand beside the machine's own.

    Examples
    --------
    >>> is_language_model(pd.Series(["machine:llm:qwen3@1", "machine:actors@0.1"])).tolist()
    [True, False]
    """
    return coder.str.startswith(LANGUAGE_MODEL)


def suggestions(codings: pd.DataFrame) -> pd.DataFrame:
    """Return what machine coders suggest to people and to a report.

    Rows of a language model are among it only in families that no other machine has coded.

    Examples
    --------
    >>> both = pd.concat([codings, stances])
    >>> len(suggestions(both)) == len(stances)
    True
    """
    machine = codings[is_machine(codings["coder"])]
    model = is_language_model(machine["coder"])
    coded = machine.loc[~model, "family"].unique()
    return machine[~(model & machine["family"].isin(coded))]


def scores(codings: pd.DataFrame) -> pd.Series:
    """Return the score of each row, its value where it has none.

    Examples
    --------
    >>> bool(scores(stances).notna().all())
    True
    """
    value = codings["value"].astype("Float64")
    return codings["score"].astype("Float64").fillna(value).astype("float64")


def is_human(coder: pd.Series) -> pd.Series:
    """Tell which coders are people (``human:name``).

    Examples
    --------
    >>> is_human(pd.Series(["human:anna", "machine:actors@0.1"])).tolist()
    [True, False]
    """
    return coder.str.startswith("human:")


@lru_cache(maxsize=4096)
def coder_name(coder: str) -> str:
    """Return a coder's name without what cannot be seen in it: spaces, marks of zero width.

    Examples
    --------
    >>> coder_name(" Human: anna\u200b"), coder_name("anna")
    ('human:anna', 'anna')
    """
    seen = " ".join(unicodedata.normalize("NFKC", label_text(coder)).split())
    return re.sub(r"(?i)^(human|machine) ?: ?", lambda found: f"{found[1].lower()}:", seen)


def coder_key(coder: str) -> str:
    """Return what spellings of a coder's name share: ``human:Anna``, ``human:anna``.

    Examples
    --------
    >>> coder_key("human:Anna") == coder_key("human:anna ")
    True
    """
    return coder_name(coder).casefold()


def is_blind(codings: pd.DataFrame) -> pd.Series:
    """Tell which codes are a person's who saw no suggestion.

    A row that carries a confidence or a score is what a machine writes; under a person's name it
    is not taken for blind, nor is a machine's name after ``human:``. Nor is what stands under the
    name of a consensus: those who settled it knew each other's codes.

    Examples
    --------
    >>> bool(is_blind(codings).all()), bool(is_blind(stances).any())
    (True, False)
    """
    keys = codings["coder"].map(coder_key)
    machines = codings["confidence"].notna() | codings["score"].notna()
    machines |= keys.astype("str").str.startswith("human:machine:")
    settled = keys == CONSENSUS
    blind = is_human(codings["coder"]) & (codings["status"] == "blind")
    return blind & ~machines & ~settled


def empty_codings() -> pd.DataFrame:
    """Return a codings table without rows.

    Examples
    --------
    >>> len(empty_codings()), empty_codings().columns[:3].tolist()
    (0, ['statement_id', 'family', 'code'])
    """
    return make_codings([])


#: What to do where a merge gave columns of ours other names.
_UNMERGE = ' Merge with suffixes=("", "_statement"), so that they keep their names.'


def make_codings(rows: Iterable[Mapping[str, Any]] | pd.DataFrame) -> pd.DataFrame:
    """Return rows as a codings table: every column there, in order, of its kind.

    Parameters
    ----------
    rows : iterable of mappings, or DataFrame
        Judgements; columns that are absent are filled with missing values, and a judgement
        without ``created`` gets the time now.

    Returns
    -------
    DataFrame
        One row a judgement, columns as in `COLUMNS`.

    Raises
    ------
    CodingsError
        When a column is unknown or a value is not of its column's kind.

    Examples
    --------
    >>> row = {
    ...     "statement_id": "h1:0004", "family": "stance", "code": "stance", "value": -1,
    ...     "coder": "human:anna", "status": "blind",
    ... }
    >>> make_codings([row])[["statement_id", "value", "coder"]]
      statement_id  value       coder
    0      h1:0004     -1  human:anna
    """
    if not isinstance(rows, pd.DataFrame):
        rows = _records(rows)
    frame = rows.copy()
    unknown = [str(name) for name in frame.columns if name not in COLUMNS]
    # Where every column of ours is there, others came by a merge or with an index: left out.
    if unknown and not set(COLUMNS) <= set(frame.columns):
        raise CodingsError(
            f"Unknown columns in the codings: {', '.join(unknown)}.",
            remedy=f"A codings table has the columns {', '.join(COLUMNS)}."
            + (_UNMERGE if any(name.removesuffix("_x") in COLUMNS for name in unknown) else ""),
        )
    stamp = now()
    columns = {}
    for name, kind in COLUMNS.items():
        column = frame[name] if name in frame else pd.Series([pd.NA] * len(frame), dtype="object")
        columns[name] = _convert(column.reset_index(drop=True), name, kind, stamp)
    return pd.DataFrame(columns)


def _records(rows: Any) -> pd.DataFrame:
    """Return rows as a frame; what is no list of them is refused."""
    listed = list(rows) if isinstance(rows, Iterable) and not isinstance(rows, str) else [None]
    if not all(isinstance(row, Mapping) for row in listed):
        raise CodingsError(
            f"A codings table is needed, not a {type(rows).__name__}.",
            remedy="Give a DataFrame such as project.codings or what read_sheets returns; "
            "several are put together by pandas.concat.",
        )
    return pd.DataFrame(listed)


def _convert(column: pd.Series, name: str, kind: str, stamp: str) -> pd.Series:
    if kind == "str":
        if column.dtype == "str" and not column.hasnans:
            return column
        filled = column.astype("object").where(column.notna(), stamp if name == "created" else "")
        return filled.astype(str)
    whole = kind == "Int64"
    if column.dtype == kind or not _UNLIKE_NUMBERS.intersection(map(type, column)):
        try:
            numbers = column
            if column.dtype != kind:
                numbers = pd.to_numeric(column.astype("object").where(column.notna(), None))
            if (column.isna() | numbers.abs().lt(2**53).fillna(False)).all():
                return numbers.astype(kind)
        except (TypeError, ValueError):
            pass  # the cell that is no number is told below
    cells = [
        None if missing else _number(cell, whole, name, row)
        for row, (cell, missing) in enumerate(zip(column, column.isna(), strict=True))
    ]
    return pd.Series(cells, dtype=kind)


def _number(cell: Any, whole: bool, name: str, row: int) -> int | float | None:
    """Return a cell as a number, None where it is empty."""
    number = cell
    if isinstance(cell, str):
        if not cell.strip():
            return None
        number = number_in(cell)
    try:
        found = float("nan") if isinstance(number, bool) else float(number)
        fits = math.isfinite(found) and (not whole or (found.is_integer() and abs(found) < 2**53))
    except (TypeError, ValueError):
        fits = False
    if not fits:
        raise CodingsError(
            f"Column {name} holds {cell!r}, which is no {'whole ' if whole else ''}number.",
            place=f"row {row + 1}, column {name}",
            remedy="Leave the cell empty where there is no value.",
        )
    return int(found) if whole else found


def check_codings(frame: pd.DataFrame, *, file: str | PathLike[str] | None = None) -> pd.DataFrame:
    """Check a codings table and return it with its columns in order.

    Raises
    ------
    CodingsError
        Naming the first row that breaks a rule: an unknown family or status, a coder who is
        neither ``machine:`` nor ``human:``, a stance without a value, a confidence outside 0…1,
        or a machine's judgement marked as a human decision.

    Examples
    --------
    >>> check_codings(codings)["family"].unique().tolist()
    ['theme', 'stance', 'actor']
    """
    codings = make_codings(frame)
    stance = codings["family"] == "stance"
    rules = {
        "statement_id must not be empty": codings["statement_id"] == "",
        f"family must be one of {', '.join(FAMILIES)}": ~codings["family"].isin(FAMILIES),
        f"status must be one of {', '.join(STATUSES)}": ~codings["status"].isin(STATUSES),
        "coder must begin with machine: or human:": ~(
            is_machine(codings["coder"]) | is_human(codings["coder"])
        ),
        "code must not be empty": codings["code"] == "",
        "a stance needs a value": stance & codings["value"].isna(),
        "confidence must lie in 0…1": ~codings["confidence"].between(0, 1).fillna(True),
        "a machine's judgement can only be suggested": is_machine(codings["coder"])
        & (codings["status"] != "suggested"),
        f"a consensus is that of {CONSENSUS}": (codings["status"] == "consensus")
        & (codings["coder"] != CONSENSUS),
        "end must not be less than start": (codings["end"] < codings["start"]).fillna(False),
    }
    for rule, broken in rules.items():
        if broken.any():
            row = int(broken.to_numpy().nonzero()[0][0])
            raise CodingsError(
                f"{rule} ({codings.loc[row, 'statement_id']!r}).",
                file=file,
                place=f"row {row + 1}",
                remedy="Mend the row or leave it out.",
            )
    return codings


def write_codings(codings: pd.DataFrame, path: str | PathLike[str]) -> None:
    """Write a codings table as CSV, UTF-8 with a header.

    Raises
    ------
    CodingsError
        When a row is no coding, or the file cannot be written; one that was there stays.

    Examples
    --------
    >>> write_codings(codings, "codings.csv")
    >>> pd.read_csv("codings.csv").shape == codings.shape
    True
    """
    table = make_codings(codings)
    with whole_file(path, "The codings", error=CodingsError) as draft:
        table.to_csv(draft, index=False, encoding="utf-8", lineterminator="\n")


def read_codings(path: str | PathLike[str]) -> pd.DataFrame:
    """Read a codings table from CSV and check it.

    Examples
    --------
    >>> write_codings(codings, "codings.csv")
    >>> len(read_codings("codings.csv")) == len(codings)
    True
    """
    try:
        frame = pd.read_csv(path, dtype="str", encoding="utf-8-sig", keep_default_na=False)
    except (OSError, UnicodeError, ValueError) as error:
        raise CodingsError(
            f"The codings cannot be read ({error}).",
            file=Path(path),
            remedy="Save the table as CSV in UTF-8.",
        ) from error
    return check_codings(frame.replace("", pd.NA), file=path)
