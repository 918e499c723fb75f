"""Two copies of a study that were coded apart, made into one: nothing of either is lost.

Both hold the same rows up to where the copy was made. What came after that is put together in the
order of its time, under new numbers, and what refers to a row follows it.
"""

from __future__ import annotations

import heapq
import json
import sqlite3
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from aineisto.core.checks import as_new_path, as_path
from aineisto.core.codings import coder_key
from aineisto.core.errors import AineistoWarning, ProjectError
from aineisto.core.whole import whole_file
from aineisto.store._codebooks import which_stands
from aineisto.store._store import Store, insertion, open_store

_Row = dict[str, Any]


@dataclass(frozen=True)
class _Table:
    """A table that only grows: its key, the column of its time, and what refers to other rows."""

    name: str
    key: str
    time: str
    refers: tuple[tuple[str, str], ...] = ()
    unique: tuple[str, ...] = ()


#: In an order in which what is referred to comes first.
_TABLES = (
    _Table("codebooks", "codebook", "created"),
    _Table("models", "model", "created"),
    _Table("runs", "run", "created", (("codebook", "codebooks"),)),
    _Table("judgements", "judgement", "created", (("run", "runs"), ("model", "models"))),
    _Table(
        "shown", "shown", "created", (("run", "runs"),), ("coder", "statement_id", "family", "run")
    ),
    _Table(
        "decisions",
        "decision",
        "stored",
        (
            ("act", "decisions"),
            ("undoes", "decisions"),
            ("run", "runs"),
            ("codebook", "codebooks"),
        ),
    ),
    _Table("decision_codes", "decision_code", "", (("decision", "decisions"),)),
    _Table("consensus", "", "", (("decision", "decisions"),)),
    _Table("memos", "memo", "created"),
    _Table("log", "entry", "created"),
    _Table(
        "rounds", "round", "created", (("codebook", "codebooks"), ("after", "decisions")), ("name",)
    ),
    _Table("audits", "audit", "created", (), ("coder", "statement_id")),
    _Table("opened", "opened", "created", (), ("coder", "statement_id", "family")),
    _Table("run_models", "", "", (("run", "runs"), ("model", "models"))),
)


#: The tables whose rows tell that a coder knew more of a statement than its text.
_KNOWN_BY = ("shown", "decisions", "opened")


@dataclass(frozen=True)
class Merged:
    """What merging two copies of a study made.

    Attributes
    ----------
    path : Path
        The new project.
    added : int
        Decisions, memos and other events that came from the second copy.
    conflicts : DataFrame
        What both copies decided differently since the copy was made: ``coder``,
        ``statement_id``, ``family``, ``first``, ``second`` (the codes of each) and ``stands``,
        those of the later decision. Where a coder decided blind in one copy what she had seen
        suggested, or coded by others, in the other before, ``stands`` says ``not blind``; what was
        shown to another coder, or to her afterwards, makes her codes no less blind.

    Examples
    --------
    >>> import shutil
    >>> project.close()
    >>> copied = shutil.copy("study.aineisto", "back.aineisto")
    >>> merge_projects("study.aineisto", copied, "both.aineisto").conflicts.empty
    True
    """

    path: Path
    added: int
    conflicts: pd.DataFrame


def merge_projects(
    one: str | PathLike[str], other: str | PathLike[str], out: str | PathLike[str]
) -> Merged:
    """Merge two copies of a study that were coded apart into a new project.

    The decisions, memos, suggestions and versions of the codebook of both are there, in the order
    of their time; the copies stay as they are.

    Parameters
    ----------
    one, other : path-like
        Copies of one study, made with `Project.backup` or as the file was closed.
    out : path-like
        The new project.

    Returns
    -------
    Merged
        Its ``path``, how many events were ``added``, and the ``conflicts``: what the same coder
        decided differently in the two; the later decision stands.

    Warns
    -----
    AineistoWarning
        When both copies have changed the codebook: the later version stands.

    Raises
    ------
    ProjectError
        When they are no copies of one study, or the new file is there already.

    Examples
    --------
    >>> import shutil
    >>> project.close()
    >>> copied = shutil.copy("study.aineisto", "back.aineisto")
    >>> merge_projects("study.aineisto", copied, "both.aineisto").added
    0
    """
    target = as_new_path(out, error=ProjectError, remedy="Give the merged study another.")
    paths = (as_path(one, error=ProjectError), as_path(other, error=ProjectError))
    first, second = open_store(paths[0]), open_store(paths[1])
    try:
        _check_same(first, second)
        rows = {table.name: (_rows(first, table), _rows(second, table)) for table in _TABLES}
        spelt = _one_spelling(rows)
        common = {name: _common(*both) for name, both in rows.items()}
        _common_decisions(rows, common)
        seen = _blind_no_more(rows, common)
        conflicts = pd.concat([_conflicts(first, second, common["decisions"], spelt), seen])
        with whole_file(target, "The merged study", error=ProjectError, private=True) as draft:
            first.backup(draft)
            with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
                added = _write(connection, rows, common)
    finally:
        first.close()
        second.close()
    told = which_stands(rows["codebooks"], common["codebooks"], paths)
    if told:
        warnings.warn(told, AineistoWarning, stacklevel=2)
    return Merged(target, added, conflicts.reset_index(drop=True))


def _check_same(first: Store, second: Store) -> None:
    for sql in (
        "SELECT document, sha256 FROM documents ORDER BY position",
        'SELECT statement_id, "start", "end" FROM statements ORDER BY position',
        "SELECT created, event FROM log ORDER BY entry LIMIT 1",
    ):
        if first.rows(sql) != second.rows(sql):
            raise ProjectError(
                f"This is no copy of the same study as {first.path}.",
                file=second.path,
                remedy="Merge copies made with `aineisto backup`, or bring codes over as sheets.",
            )


def _rows(store: Store, table: _Table) -> list[_Row]:
    order = f" ORDER BY {table.key}" if table.key else ""
    frame = store.frame(f"SELECT * FROM {table.name}{order}")
    return frame.to_dict("records")


def _common(first: list[_Row], second: list[_Row]) -> int:
    """Return how many rows both begin with."""
    for number, (a, b) in enumerate(zip(first, second, strict=False)):
        if a != b:
            return number
    return min(len(first), len(second))


def _common_decisions(
    rows: dict[str, tuple[list[_Row], list[_Row]]], common: dict[str, int]
) -> None:
    """Take no decision for a common one whose codes differ: both may be of the same second."""
    first, second = rows["decisions"]
    codes = []
    for side in (0, 1):
        of: dict[Any, list[Any]] = {}
        for row in rows["decision_codes"][side]:
            of.setdefault(row["decision"], []).append(list(row.values()))
        codes.append(of)
    for number, (one, other) in enumerate(zip(first[: common["decisions"]], second, strict=False)):
        if str(codes[0].get(one["decision"])) != str(codes[1].get(other["decision"])):
            common["decisions"] = number
            break
    last = first[common["decisions"] - 1]["decision"] if common["decisions"] else 0
    common["decision_codes"] = sum(row["decision"] <= last for row in rows["decision_codes"][0])


def _write(
    connection: sqlite3.Connection,
    rows: dict[str, tuple[list[_Row], list[_Row]]],
    common: dict[str, int],
) -> int:
    triggers = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall()
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN")
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    # Old number to new, for each of the two copies.
    numbers: tuple[dict[str, dict[int, int]], ...] = ({}, {})
    added = 0
    for table in _TABLES:
        connection.execute(f"DELETE FROM {table.name}")
        made = list(_together(table, rows[table.name], common[table.name], numbers))
        for row in made:
            connection.execute(insertion(table.name, row), list(row.values()))
        if table.name in ("decisions", "memos", "log", "rounds", "audits", "runs", "codebooks"):
            added += len(made) - len(rows[table.name][0])
    for _, sql in triggers:
        connection.execute(sql)
    if connection.execute("PRAGMA foreign_key_check").fetchone():
        raise ProjectError("The copies cannot be merged: their rows do not fit together.")
    connection.execute("COMMIT")
    return added


def _together(
    table: _Table,
    both: tuple[list[_Row], list[_Row]],
    common: int,
    numbers: tuple[dict[str, dict[int, int]], ...],
) -> Iterator[_Row]:
    """Give the rows of both copies under their new numbers, the common ones once."""
    maps = [number.setdefault(table.name, {}) for number in numbers]
    later = [list(_timed(table, rows[common:], side)) for side, rows in enumerate(both)]
    merged = heapq.merge(*later, key=lambda entry: entry[0])
    known: dict[tuple[Any, ...], int] = {}
    place = 0
    every: list[tuple[int | None, _Row]] = [(None, row) for row in both[0][:common]]
    every += [(side, row) for _, side, row in merged]
    for side, row in every:
        sides = (0, 1) if side is None else (side,)
        old: Any = row.get(table.key)
        moved = dict(row)
        if table.name == "decisions" and old is not None:  # an act refers to its own first row
            for one in sides:
                maps[one][int(old)] = place + 1
        for column, other in table.refers:
            if row[column] is not None:
                there = numbers[sides[0]][other]
                moved[column] = there.get(int(row[column]), 0 if column == "after" else row[column])
        key = tuple(moved[column] for column in table.unique) if table.unique else None
        if not table.key:
            key = tuple(moved.values())
        if key is not None and key in known:
            for one in sides:
                if old is not None:
                    maps[one][int(old)] = known[key]
            if table.name != "rounds":
                continue
            moved["name"] = f"{moved['name']} (2)"
        place += 1
        if key is not None:
            known.setdefault(key, place)
        if table.key:
            moved[table.key] = place
            for one in sides:
                maps[one][int(old)] = place
        yield moved


def _timed(
    table: _Table, rows: list[_Row], side: int
) -> Iterator[tuple[tuple[str, int], int, _Row]]:
    """Give rows with a time that never goes back, so that each copy's own order stays."""
    latest = ""
    for row in rows:
        latest = max(latest, str(row[table.time])) if table.time else latest
        yield (latest, side), side, row


def _one_spelling(rows: dict[str, tuple[list[_Row], list[_Row]]]) -> dict[str, str]:
    """Name the second copy's coders as the first does: *Anna* of one is *anna* of the other.

    Returns the names that were changed, by what they were.
    """
    first, second = (
        {row["coder"]: None for both in rows.values() for row in both[side] if row.get("coder")}
        for side in (0, 1)
    )
    known = {coder_key(name): name for name in reversed(first)}
    spelt = {name: known.get(coder_key(name), name) for name in second if name not in first}
    spelt = {name: other for name, other in spelt.items() if name != other}
    for name, both in rows.items():
        for row in both[1]:
            if row.get("coder") in spelt:
                row["coder"] = spelt[row["coder"]]
            if name == "consensus" and spelt:
                people = json.loads(row["people"])
                row["people"] = json.dumps(
                    [spelt.get(one, one) for one in people], ensure_ascii=False
                )
    return spelt


def _conflicts(first: Store, second: Store, common: int, spelt: dict[str, str]) -> pd.DataFrame:
    sql = (
        "SELECT d.coder, d.statement_id, d.family, d.stored, group_concat(c.code || "
        "IFNULL(' ' || c.value, ''), ', ') AS codes FROM standing AS d "
        "JOIN decision_codes AS c USING (decision) WHERE d.decision > ? GROUP BY d.decision"
    )
    keys = ["coder", "statement_id", "family"]
    theirs = second.frame(sql, (common,))
    theirs = theirs.assign(coder=theirs["coder"].replace(spelt))
    both = first.frame(sql, (common,)).merge(theirs, on=keys)
    both = both[both["codes_x"] != both["codes_y"]]
    stands = both["codes_x"].where(both["stored_x"] > both["stored_y"], both["codes_y"])
    return both[keys].assign(first=both["codes_x"], second=both["codes_y"], stands=stands)


def _blind_no_more(
    rows: dict[str, tuple[list[_Row], list[_Row]]], common: dict[str, int]
) -> pd.DataFrame:
    """Make blind decisions unknown whose coder had seen more in the other copy before.

    That is the suggestion, shown there or on a sheet of that copy, or what the others had coded.
    The decision keeps that it was made blind where it was made, and the other copy's rows what
    they showed.
    """
    key: Callable[[_Row], tuple[Any, ...]] = lambda row: (  # noqa: E731
        row["coder"],
        row["statement_id"],
        row["family"],
    )
    told = []
    for side in (0, 1):
        other = {name: rows[name][1 - side][common[name] :] for name in _KNOWN_BY}
        other["decisions"] = [
            row
            for row in other["decisions"]
            if row["kind"] == "decide" and row["status"] != "blind" and row["state"] is None
        ]
        seen: dict[tuple[Any, ...], str] = {}
        for row in (row for name in _KNOWN_BY for row in other[name]):
            seen[key(row)] = min(row["created"], seen.get(key(row), row["created"]))
        for row in rows["decisions"][side][common["decisions"] :]:
            when = seen.get(key(row))
            if (
                row["status"] == "blind"
                and row["state"] is None
                and when
                and when <= row["created"]
            ):
                row["state"] = "unknown"
                told.append((*key(row), "blind", "seen", "not blind"))
    columns = ["coder", "statement_id", "family", "first", "second", "stands"]
    return pd.DataFrame(told, columns=columns)
