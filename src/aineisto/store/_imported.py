"""Decisions that were made elsewhere, such as on a coding sheet."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.codings import check_codings, is_human
from aineisto.core.errors import CodingsError
from aineisto.store._choices import Choice, Row, check_choice, status_of
from aineisto.store._decisions import (
    has_seen,
    insert_codes,
    insert_decision,
    next_decision,
    suggestion,
)
from aineisto.store._judgements import check_statements, records, write_log
from aineisto.store._store import Store


def add_decisions(store: Store, codebook: Codebook, codings: pd.DataFrame) -> int:
    """Store decisions that were made elsewhere, such as on a coding sheet: all, or nothing.

    A decision equal to the coder's standing one is not stored again. One that claims to be blind
    is not when this project showed the coder the suggestion.

    Returns
    -------
    int
        How many decisions were new.
    """
    checked = check_codings(codings)
    if not (is_human(checked["coder"]) & (checked["status"] != "suggested")).all():
        raise CodingsError(
            "These codings hold suggestions.",
            place="columns coder and status",
            remedy="Store machine judgements with add_judgements.",
        )
    added = 0
    with store.transaction() as connection:
        check_statements(connection, store, checked["statement_id"])
        for key, rows in _by_decision(checked).items():
            choice = _choice(key[1], rows, codebook)
            status = _status(connection, key, rows[0]["status"], choice)
            if _standing_content(connection, key) != _content(rows, status):
                _import_one(connection, key, rows, status)
                added += 1
        coders = ", ".join(checked["coder"].unique())
        write_log(connection, coders, "import", {"decisions": added, "rows": len(checked)})
    return added


_Key = tuple[str, str, str]  # statement, family, coder


def _by_decision(codings: pd.DataFrame) -> dict[_Key, list[dict[str, Any]]]:
    groups: dict[_Key, list[dict[str, Any]]] = {}
    for row in records(codings):
        groups.setdefault((row["statement_id"], row["family"], row["coder"]), []).append(row)
    return groups


def _choice(family: str, rows: Sequence[Row], codebook: Codebook) -> Choice:
    codes = tuple(row["code"] for row in rows)
    if family == "stance" and len(rows) > 1:
        raise CodingsError(
            f"The statement {rows[0]['statement_id']!r} has {len(rows)} stances of one coder.",
            remedy="Keep one of them.",
        )
    value = rows[0]["value"] if family == "stance" else None
    return check_choice(Choice(family, codes, value), codebook)


def _status(connection: sqlite3.Connection, key: _Key, claimed: str, choice: Choice) -> str:
    """Return a decision's status: what it claims, but never blind once a suggestion was seen."""
    seen, run = has_seen(connection, *key)
    if claimed != "blind" or not seen:
        return claimed
    return status_of(choice, suggestion(connection, key[0], key[1], run), blind=False)


def _content(rows: Sequence[Row], status: str) -> set[tuple[Any, ...]]:
    return {(row["code"], row["value"], row["start"], row["end"], status) for row in rows}


def _standing_content(connection: sqlite3.Connection, key: _Key) -> set[tuple[Any, ...]]:
    found = connection.execute(
        'SELECT c.code, c.value, c."start", c."end", d.status FROM standing AS d '
        "JOIN decision_codes AS c USING (decision) "
        "WHERE d.statement_id = ? AND d.family = ? AND d.coder = ?",
        key,
    )
    return set(found.fetchall())


def _import_one(
    connection: sqlite3.Connection, key: _Key, rows: Sequence[Row], status: str
) -> None:
    number = next_decision(connection)
    insert_decision(
        connection,
        (number, number, "decide", None, *key, status),
        run=None,
        created=rows[0]["created"],
    )
    insert_codes(connection, number, rows)
