"""Versions of the codebook."""

from __future__ import annotations

import sqlite3

from aineisto.codebook import Codebook
from aineisto.codings import now
from aineisto.project._store import Store


def add(connection: sqlite3.Connection, codebook: Codebook) -> int:
    """Store a version of the codebook and return its number."""
    cursor = connection.execute(
        "INSERT INTO codebooks (toml, created) VALUES (?, ?)", (codebook.to_toml(), now())
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def latest(store: Store) -> Codebook:
    """Return the newest version of the codebook."""
    rows = store.rows("SELECT toml FROM codebooks ORDER BY codebook DESC LIMIT 1")
    return Codebook.from_toml(rows[0][0])
