"""Versions of the codebook."""

from __future__ import annotations

import sqlite3

from aineisto.codebook import Codebook
from aineisto.codings import now
from aineisto.store._store import Store


def add(connection: sqlite3.Connection, codebook: Codebook) -> int:
    """Store a version of the codebook and return its number."""
    cursor = connection.execute(
        "INSERT INTO codebooks (toml, created) VALUES (?, ?)", (codebook.to_toml(), now())
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


class Codebooks:
    """The codebook's versions in a project; the newest is parsed once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: tuple[int, Codebook] | None = None

    def latest(self) -> Codebook:
        """Return the newest version, which another process may have added."""
        number = self._store.rows("SELECT MAX(codebook) FROM codebooks")[0][0]
        if self._known is None or self._known[0] != number:
            rows = self._store.rows("SELECT toml FROM codebooks WHERE codebook = ?", (number,))
            self._known = (number, Codebook.from_toml(rows[0][0]))
        return self._known[1]
