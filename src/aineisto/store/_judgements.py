"""The machine's judgements: stored run by run, never changed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from aineisto.codings import check_codings, is_machine, now
from aineisto.core.codings import LANGUAGE_MODEL
from aineisto.core.errors import CodingsError, ProjectError
from aineisto.store._store import Store

#: Judgements that are made into rows of the file at a time.
_ROWS = 5_000
_FIELDS = ("code", "value", "score", "start", "end", "confidence", "evidence", "created")


def add_judgements(
    store: Store,
    codings: pd.DataFrame,
    *,
    complete: bool,
    parameters: Mapping[str, Mapping[str, Any]],
    families: Sequence[str] = (),
) -> int:
    """Store the judgements of one run and return the run's number."""
    checked = check_codings(codings)
    if not is_machine(checked["coder"]).all():
        raise CodingsError(
            "These codings hold a human's decisions.",
            place="column coder",
            remedy="Store them with add_decisions.",
        )
    with store.transaction() as connection:
        check_statements(connection, store, checked["statement_id"])
        run = _new_run(connection)
        models = {
            coder: _model(connection, coder, parameters.get(coder, {}))
            for coder in checked["coder"].unique()
        }
        pairs = checked[["family", "coder"]].drop_duplicates().itertuples(index=False, name=None)
        connection.executemany(
            "INSERT INTO run_models VALUES (?, ?, ?, ?)",
            [(run, family, models[coder], complete) for family, coder in pairs],
        )
        if complete:
            silent = set(families) - set(checked["family"])
            _note_empty_run(connection, run, silent, list(models))
        connection.executemany(
            "INSERT INTO judgements (run, model, statement_id, family, code, value, score, "
            '"start", "end", confidence, evidence, created) '
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (run, models[row["coder"]], row["statement_id"], row["family"], *fields(row))
                for first in range(0, len(checked), _ROWS)
                for row in records(checked.iloc[first : first + _ROWS])
            ),
        )
        write_log(
            connection,
            ", ".join(models) or "machine",
            "precode",
            {"run": run, "judgements": len(checked)},
        )
    return run


def _new_run(connection: sqlite3.Connection) -> int:
    cursor = connection.execute(
        "INSERT INTO runs (codebook, created) SELECT MAX(codebook), ? FROM codebooks", (now(),)
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _note_empty_run(
    connection: sqlite3.Connection, run: int, families: set[str], coders: Sequence[str]
) -> None:
    """Note that a run looked for a family and found nothing: what stood there stands no more."""
    if any(coder.startswith(LANGUAGE_MODEL) for coder in coders):
        # A language model is silent for itself; it says nothing of what others found.
        connection.executemany(
            "INSERT INTO run_models SELECT run, ?, MIN(model), 1 FROM run_models WHERE run = ?",
            [(family, run) for family in sorted(families)],
        )
        return
    connection.executemany(
        "INSERT INTO run_models SELECT ?, family, model, 1 FROM run_models "
        "JOIN models USING (model) "
        f"WHERE family = ? AND name NOT LIKE '{LANGUAGE_MODEL}%' ORDER BY run DESC LIMIT 1",
        [(run, family) for family in sorted(families)],
    )


def _model(connection: sqlite3.Connection, coder: str, parameters: Mapping[str, Any]) -> int:
    """Return the number of a model, entered where it or its parameters are new."""
    text = json.dumps(dict(parameters), ensure_ascii=False, sort_keys=True)
    known = connection.execute(
        "SELECT model FROM models WHERE coder = ? AND parameters = ?", (coder, text)
    ).fetchone()
    if known:
        return int(known[0])
    cursor = connection.execute(
        "INSERT INTO models (coder, name, parameters, created) VALUES (?, ?, ?, ?)",
        (coder, _name(coder), text, now()),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _name(coder: str) -> str:
    """Return the name under which a model's later runs supersede its earlier ones.

    A model that has learnt from the study supersedes itself "cold".
    """
    return coder.partition("@")[0].removesuffix("-cold")


def check_statements(connection: sqlite3.Connection, store: Store, identifiers: pd.Series) -> None:
    """Refuse statements that the project does not have."""
    sql = "SELECT 1 FROM statements WHERE statement_id = ?"
    for identifier in identifiers.unique().tolist():
        if not connection.execute(sql, (identifier,)).fetchone():
            raise no_statement(store, identifier)


def no_statement(store: Store, identifier: str) -> ProjectError:
    """Return the error that says that the project lacks a statement."""
    return ProjectError(
        f"The project has no statement {identifier!r}.",
        file=store.path,
        remedy="Code the corpus that this project was made of.",
    )


def records(codings: pd.DataFrame) -> list[dict[str, Any]]:
    """Return codings as dictionaries of Python values, None where one is missing."""
    objects = codings.astype("object").where(codings.notna(), None)
    return objects.to_dict("records")


def fields(record: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what a judgement's row holds beside its keys."""
    return tuple(record[name] for name in _FIELDS)


def write_log(
    connection: sqlite3.Connection, who: str, event: str, detail: Mapping[str, Any]
) -> None:
    """Note an event in the project's log."""
    connection.execute(
        "INSERT INTO log (created, who, event, detail) VALUES (?, ?, ?, ?)",
        (now(), who, event, json.dumps(dict(detail), ensure_ascii=False)),
    )
