"""Who has seen what others coded: from then on their own codes stay as they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from aineisto.codings import now
from aineisto.core.errors import ProjectError


def note_opened(
    connection: sqlite3.Connection,
    people: Iterable[str],
    statement_id: str,
    families: Sequence[str],
) -> None:
    """Note that people have seen each other's codes of a statement."""
    connection.executemany(
        "INSERT INTO opened (coder, statement_id, family, created) SELECT ?1, ?2, ?3, ?4 WHERE NOT "
        "EXISTS (SELECT 1 FROM opened WHERE coder = ?1 AND statement_id = ?2 AND family = ?3)",
        [(who, statement_id, family, now()) for who in people for family in families],
    )


def refuse_opened(
    connection: sqlite3.Connection, statement_id: str, family: str, coder: str
) -> None:
    """Refuse a code of one's own where others' were seen: it would pass for agreement."""
    found = connection.execute(
        "SELECT 1 FROM opened WHERE coder = ? AND statement_id = ? AND family = ?",
        (coder, statement_id, family),
    ).fetchone()
    if found:
        raise ProjectError(
            f"{coder.removeprefix('human:')} has seen the others' codes of this {family}: codes of "
            "one's own stay as they were before.",
            place=statement_id,
            remedy='Settle it with the others (project.settle); undo("konsensus") takes that back.',
        )
