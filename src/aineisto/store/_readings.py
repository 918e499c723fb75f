"""What the encoder told of a study's dialogues, kept so that they are read once in its life.

Not part of the record: a table that may be taken away at any time, with answers of one version of
the models under the hash of a dialogue. They hold no text, but they are made of it, so they stay in
the project.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from aineisto.core.errors import ProjectError
from aineisto.store._store import Store

_TABLE = """CREATE TABLE IF NOT EXISTS readings (
    model TEXT NOT NULL, dialogue BLOB NOT NULL, told BLOB NOT NULL,
    PRIMARY KEY (model, dialogue)) WITHOUT ROWID"""
_THERE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'readings'"


class Readings:
    """The answers that a project keeps (see `aineisto.language.ReadingStore`)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, model: str, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return what is kept of dialogues, by their hashes."""

        def read(connection: sqlite3.Connection) -> dict[bytes, bytes]:
            if connection.execute(_THERE).fetchone() is None:
                return {}
            sql = "SELECT told FROM readings WHERE model = ? AND dialogue = ?"
            rows = {key: connection.execute(sql, (model, key)).fetchone() for key in keys}
            return {key: bytes(row[0]) for key, row in rows.items() if row is not None}

        found: dict[bytes, bytes] = self._store.reading(read)
        return found

    def put(self, model: str, told: Mapping[bytes, bytes]) -> None:
        """Keep what was told, in the place of what other versions told."""
        if not told or not self._store.writable:
            return
        try:
            with self._store.transaction() as connection:
                connection.execute(_TABLE)
                connection.execute("DELETE FROM readings WHERE model <> ?", (model,))
                connection.executemany(
                    "INSERT OR REPLACE INTO readings VALUES (?, ?, ?)",
                    [(model, key, data) for key, data in told.items()],
                )
        except ProjectError:
            # Nothing is lost but time: a full disk or a busy file is told where a decision is.
            return
