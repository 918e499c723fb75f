"""Store a corpus and give it back: every frame equal to the one that was stored."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import warnings
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pandas as pd

from aineisto.codebook import Question
from aineisto.core.checks import check_columns
from aineisto.core.errors import AineistoWarning, ProjectError
from aineisto.corpus import Corpus, Edit, EditMap
from aineisto.store._store import Store, insertion

# The columns that have a place of their own in each table. Whatever else a frame holds (the
# attributes of a study's participants) is stored as JSON.
_COLUMNS: dict[str, tuple[str, ...]] = {
    "documents": ("document", "path", "format", "text"),
    "participants": ("participant",),
    "statements": (
        "statement_id",
        "document",
        "participant",
        "speaker",
        "role",
        "question",
        "turn",
        "start",
        "end",
        "text",
        "clean",
    ),
    "problems": ("file", "place", "problem", "remedy"),
}
#: Beside the documents, each of which has a sum of its own text.
_SUMMED = ("participants", "statements")
_KEYS = {"documents": "document", "participants": "participant", "statements": "statement_id"}


def save_corpus(connection: sqlite3.Connection, corpus: Corpus) -> None:
    """Write a corpus into an empty project."""
    _check(corpus)
    for table in _COLUMNS:
        frame = getattr(corpus, table)
        _save_frame(connection, table, frame, _document_extras(corpus, table))
        kinds = {str(name): str(dtype) for name, dtype in frame.dtypes.items()}
        connection.execute(
            "INSERT INTO study VALUES (?, ?)", (f"columns:{table}", json.dumps(kinds))
        )

    sums = {table: _sum(connection.execute(_rows_of(table)).fetchall()) for table in _SUMMED}
    connection.execute("INSERT INTO study VALUES ('sums', ?)", (json.dumps(sums),))
    questions = [asdict(question) for question in corpus.questions]
    connection.execute(
        "INSERT INTO study VALUES ('questions', ?)", (json.dumps(questions, ensure_ascii=False),)
    )


def _rows_of(table: str) -> str:
    columns = ", ".join(f'"{name}"' for name in (*_COLUMNS[table], "attributes"))
    return f"SELECT {columns} FROM {table} ORDER BY position"


def _sum(rows: list[tuple[Any, ...]]) -> str:
    """Return a sum of rows, none of which is ever changed."""
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def _check(corpus: Corpus) -> None:
    for table, key in _KEYS.items():
        remedy = "Give the corpus that aineisto.read returned, or its own columns (reset_index)."
        check_columns(getattr(corpus, table), (key,), table, remedy=remedy, error=ProjectError)
        values = getattr(corpus, table)[key]
        doubled = values[values.duplicated()]
        if len(doubled):
            raise ProjectError(
                f"The {table} hold {key} {doubled.iloc[0]!r} more than once.",
                place=table,
                remedy=f"Give each of the {table} a {key} of its own.",
            )
    statements = corpus.statements
    lost = statements.loc[~statements["document"].isin(corpus.documents["document"]), "document"]
    if len(lost):
        raise ProjectError(
            f"Statements belong to the document {lost.iloc[0]!r}, which the corpus lacks.",
            place="statements",
            remedy="Keep the document, or leave its statements out too.",
        )


def _document_extras(corpus: Corpus, table: str) -> dict[str, list[Any]]:
    """Return what the documents table holds besides the frame's columns."""
    if table != "documents":
        return {}
    names = corpus.documents["document"]
    return {
        "sha256": [hashlib.sha256(text.encode()).hexdigest() for text in corpus.documents["text"]],
        "edits": [_edits_to_json(corpus.edits.get(name)) for name in names],
    }


def _edits_to_json(edits: EditMap | None) -> str | None:
    if edits is None:
        return None
    rows = [(edit.start, edit.end, edit.replacement) for edit in edits.edits]
    return json.dumps(rows, ensure_ascii=False)


def edits_from_json(text: str) -> EditMap:
    """Return the edits of a document as they were stored."""
    return EditMap(Edit(*row) for row in json.loads(text))


def _save_frame(
    connection: sqlite3.Connection, table: str, frame: pd.DataFrame, extras: dict[str, list[Any]]
) -> None:
    own = [name for name in _COLUMNS[table] if name in frame.columns]
    others = [name for name in frame.columns if name not in _COLUMNS[table]]
    rows = zip(*(_cells(frame[name]) for name in others), strict=True) if others else ()
    attributes = [_to_json(dict(zip(others, row, strict=True)), table) for row in rows]
    columns: dict[str, list[Any]] = {
        "position": list(range(len(frame))),
        **{name: _cells(frame[name]) for name in own},
        **extras,
        "attributes": attributes or ["{}"] * len(frame),
    }
    connection.executemany(insertion(table, columns), zip(*columns.values(), strict=True))


def _cells(column: pd.Series) -> list[Any]:
    """Return a column's values as Python objects, None where one is missing."""
    values = column.astype("object")
    return [
        None if missing else _plain(value)
        for value, missing in zip(values, column.isna(), strict=True)
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    return value.isoformat() if hasattr(value, "isoformat") else value


def _to_json(attributes: dict[str, Any], table: str) -> str:
    try:
        return json.dumps({str(key): value for key, value in attributes.items()})
    except TypeError as error:
        raise ProjectError(
            f"An attribute cannot be stored ({error}).",
            place=table,
            remedy="Keep numbers, texts, dates and yes/no values in the table.",
        ) from error


def load_corpus(store: Store) -> Corpus:
    """Read the corpus of a project."""
    _check_sums(store)
    edits = store.rows("SELECT document, edits FROM documents WHERE edits IS NOT NULL")
    frames = {table: _load_frame(store, table) for table in _COLUMNS}
    return Corpus(
        **frames,
        edits={name: edits_from_json(text) for name, text in edits},
        questions=_load_questions(store),
    )


def _check_sums(store: Store) -> None:
    """Say which texts and tables are no longer those that were stored."""
    changed = [
        str(document)
        for document, text, kept in store.rows("SELECT document, text, sha256 FROM documents")
        if hashlib.sha256(str(text).encode("utf-8", "surrogatepass")).hexdigest() != kept
    ]
    # Older files have no sums of these.
    stored = store.rows("SELECT value FROM study WHERE key = 'sums'")
    sums: dict[str, str] = json.loads(stored[0][0]) if stored else {}
    others = [table for table, kept in sums.items() if _sum(store.rows(_rows_of(table))) != kept]
    what = [f"the text of {', '.join(changed)}"] * bool(changed)
    what += [f"the table of {table}" for table in others]
    if what:
        warnings.warn(
            f"{store.path}: {' and '.join(what)} was changed since it was stored; "
            "its statements and codings may no longer be in their places. Take a backup, or read "
            "the transcripts again into a project of their own.",
            AineistoWarning,
            stacklevel=3,
        )


def _load_questions(store: Store) -> tuple[Question, ...]:
    # Older files have none.
    stored = store.rows("SELECT value FROM study WHERE key = 'questions'")
    entries: list[dict[str, Any]] = json.loads(stored[0][0]) if stored else []
    return tuple(Question(**entry) for entry in entries)


def own_copy(corpus: Corpus) -> Corpus:
    """Return a corpus with frames of its own."""
    frames = {table: getattr(corpus, table).copy() for table in _COLUMNS}
    return replace(corpus, **frames)


def _load_frame(store: Store, table: str) -> pd.DataFrame:
    stored = store.rows("SELECT value FROM study WHERE key = ?", (f"columns:{table}",))
    kinds: dict[str, str] = json.loads(stored[0][0])
    frame = store.frame(f"SELECT * FROM {table} ORDER BY position")
    attributes = [json.loads(text) for text in frame["attributes"]]
    columns = {}
    for name, kind in kinds.items():
        own = name in _COLUMNS[table]
        values = frame[name].tolist() if own else [row.get(name) for row in attributes]
        # Through objects: a missing value would make floats of a column of whole numbers.
        columns[name] = pd.Series(pd.Series(values, dtype="object"), dtype=kind)
    return pd.DataFrame(columns, index=range(len(frame)))
