"""Decisions that were made elsewhere, such as on a coding sheet."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import pandas as pd

from aineisto._errors import CodingsError
from aineisto.codebook import Codebook
from aineisto.codings import check_codings, is_human
from aineisto.project._choices import Choice, Row, check_choice
from aineisto.project._decisions import insert_codes, insert_decision, next_decision
from aineisto.project._judgements import check_statements, records, write_log
from aineisto.project._store import Store


def add_decisions(store: Store, codebook: Codebook, codings: pd.DataFrame) -> int:
    """Store decisions that were made elsewhere, such as on a coding sheet: all, or nothing.

    A decision equal to the coder's standing one is not stored again.

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
            _check_imported(key[1], rows, codebook)
            if _standing_content(connection, key) != _content(rows):
                _import_one(connection, key, rows)
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


def _check_imported(family: str, rows: Sequence[Row], codebook: Codebook) -> None:
    codes = tuple(row["code"] for row in rows)
    values = {row["value"] for row in rows}
    if family == "stance" and len(rows) > 1:
        raise CodingsError(
            f"The statement {rows[0]['statement_id']!r} has {len(rows)} stances of one coder.",
            remedy="Keep one of them.",
        )
    value = values.pop() if family == "stance" else None
    check_choice(Choice(family, codes, value), codebook)


def _content(rows: Sequence[Row]) -> set[tuple[Any, ...]]:
    return {(row["code"], row["value"], row["start"], row["end"], row["status"]) for row in rows}


def _standing_content(connection: sqlite3.Connection, key: _Key) -> set[tuple[Any, ...]]:
    found = connection.execute(
        'SELECT c.code, c.value, c."start", c."end", d.status FROM standing AS d '
        "JOIN decision_codes AS c USING (decision) "
        "WHERE d.statement_id = ? AND d.family = ? AND d.coder = ?",
        key,
    )
    return set(found.fetchall())


def _import_one(connection: sqlite3.Connection, key: _Key, rows: Sequence[Row]) -> None:
    number = next_decision(connection)
    first = rows[0]
    insert_decision(
        connection,
        (number, number, "decide", None, *key, first["status"]),
        run=None,
        created=first["created"],
    )
    insert_codes(connection, number, rows)
