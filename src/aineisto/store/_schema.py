"""The tables of a project file, its versions, and how an older file becomes a newer one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from itertools import count
from pathlib import Path

from aineisto.core.errors import ProjectError
from aineisto.core.whole import whole_file
from aineisto.store._sqlite_errors import project_error

#: Marks an SQLite file as an aineisto project (``PRAGMA application_id``): "AINE" in ASCII.
APPLICATION_ID = 0x41494E45

#: Tables in which nothing is ever changed or taken away.
APPEND_ONLY = {
    "codebooks": "codebook",
    "models": "model",
    "runs": "run",
    "judgements": "judgement",
    "decisions": "decision",
    "decision_codes": "decision_code",
    "memos": "memo",
    "log": "entry",
    "consensus": "decision",
    "rounds": "round",
    "audits": "audit",
    "opened": "opened",
}
#: Those of the first schema, and what the second and the fourth added.
_FIRST = (
    "codebooks",
    "models",
    "runs",
    "judgements",
    "decisions",
    "decision_codes",
    "memos",
    "log",
)
_SECOND = ("consensus", "rounds", "audits")
_FOURTH = ("opened",)


def _append_only(table: str, key: str) -> tuple[str, ...]:
    refuse = f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        # INSERT OR REPLACE takes the old row away without asking the trigger above.
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) {refuse}",
    )


_TABLES = (
    # What a column's values were in pandas, when the file was made, by which version.
    "CREATE TABLE study (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    # edits: JSON [[start, end, replacement], …], NULL where the clean copy is the text itself.
    # attributes: JSON of the columns that only this study has.
    """CREATE TABLE documents (
        position INTEGER PRIMARY KEY, document TEXT NOT NULL UNIQUE, path TEXT, format TEXT,
        text TEXT NOT NULL, sha256 TEXT NOT NULL, edits TEXT, attributes TEXT NOT NULL)""",
    """CREATE TABLE participants (
        position INTEGER PRIMARY KEY, participant TEXT UNIQUE, attributes TEXT NOT NULL)""",
    """CREATE TABLE statements (
        position INTEGER PRIMARY KEY, statement_id TEXT NOT NULL UNIQUE,
        document TEXT NOT NULL REFERENCES documents (document), participant TEXT, speaker TEXT,
        role TEXT, question TEXT, turn INTEGER, "start" INTEGER, "end" INTEGER, text TEXT,
        clean TEXT, attributes TEXT NOT NULL)""",
    """CREATE TABLE problems (
        position INTEGER PRIMARY KEY, file TEXT, place TEXT, problem TEXT, remedy TEXT,
        attributes TEXT NOT NULL)""",
    "CREATE TABLE codebooks (codebook INTEGER PRIMARY KEY, toml TEXT NOT NULL, created TEXT)",
    # name: the coder without its version (machine:stance), which a later run supersedes.
    """CREATE TABLE models (
        model INTEGER PRIMARY KEY, coder TEXT NOT NULL CHECK (coder LIKE 'machine:%'),
        name TEXT NOT NULL, parameters TEXT NOT NULL, created TEXT NOT NULL)""",
    """CREATE TABLE runs (
        run INTEGER PRIMARY KEY, codebook INTEGER NOT NULL REFERENCES codebooks (codebook),
        created TEXT NOT NULL)""",
    # complete: the run looked at every statement, so where it is silent it found nothing, and
    # what earlier runs said in its families no longer stands.
    """CREATE TABLE run_models (
        run INTEGER NOT NULL REFERENCES runs (run), family TEXT NOT NULL,
        model INTEGER NOT NULL REFERENCES models (model), complete INTEGER NOT NULL,
        PRIMARY KEY (run, family, model))""",
    """CREATE TABLE judgements (
        judgement INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs (run),
        model INTEGER NOT NULL REFERENCES models (model),
        statement_id TEXT NOT NULL REFERENCES statements (statement_id), family TEXT NOT NULL,
        code TEXT NOT NULL, value INTEGER, score REAL, "start" INTEGER, "end" INTEGER,
        confidence REAL, evidence TEXT NOT NULL, created TEXT NOT NULL)""",
    "CREATE INDEX judgements_by_statement ON judgements (statement_id, family, run)",
    # Which suggestion a coder has seen: what was seen cannot be decided blind afterwards.
    """CREATE TABLE shown (
        shown INTEGER PRIMARY KEY, coder TEXT NOT NULL,
        statement_id TEXT NOT NULL REFERENCES statements (statement_id), family TEXT NOT NULL,
        run INTEGER NOT NULL REFERENCES runs (run), created TEXT NOT NULL,
        UNIQUE (coder, statement_id, family, run))""",
    # act: the first row of what one keystroke decided; an undo takes the whole act back.
    # run: the run whose suggestion was seen. created: when it was coded; stored: written here.
    """CREATE TABLE decisions (
        decision INTEGER PRIMARY KEY, act INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('decide', 'skip', 'undo')),
        undoes INTEGER UNIQUE REFERENCES decisions (decision),
        statement_id TEXT NOT NULL REFERENCES statements (statement_id),
        family TEXT NOT NULL CHECK (family IN ('theme', 'stance', 'actor')),
        coder TEXT NOT NULL CHECK (coder LIKE 'human:_%'),
        status TEXT CHECK (status IN ('accepted', 'changed', 'rejected', 'blind')),
        run INTEGER REFERENCES runs (run),
        codebook INTEGER NOT NULL REFERENCES codebooks (codebook),
        created TEXT NOT NULL, stored TEXT NOT NULL,
        CHECK ((kind = 'undo') = (undoes IS NOT NULL)),
        CHECK ((kind = 'decide') = (status IS NOT NULL)))""",
    "CREATE INDEX decisions_by_statement ON decisions (statement_id, family, coder)",
    "CREATE INDEX decisions_by_coder ON decisions (coder)",
    """CREATE TABLE decision_codes (
        decision_code INTEGER PRIMARY KEY,
        decision INTEGER NOT NULL REFERENCES decisions (decision), code TEXT NOT NULL,
        value INTEGER, score REAL, "start" INTEGER, "end" INTEGER, confidence REAL,
        evidence TEXT NOT NULL)""",
    "CREATE INDEX decision_codes_by_decision ON decision_codes (decision)",
    """CREATE TABLE memos (
        memo INTEGER PRIMARY KEY, statement_id TEXT REFERENCES statements (statement_id),
        coder TEXT NOT NULL, text TEXT NOT NULL, created TEXT NOT NULL)""",
    """CREATE TABLE log (
        entry INTEGER PRIMARY KEY, created TEXT NOT NULL, who TEXT NOT NULL,
        event TEXT NOT NULL, detail TEXT NOT NULL)""",
)

_VIEWS = (
    """CREATE VIEW in_force AS SELECT * FROM decisions AS d WHERE kind IN ('decide', 'skip')
        AND NOT EXISTS (SELECT 1 FROM decisions AS u WHERE u.undoes = d.decision)""",
    # A coder's last word on a statement and family.
    """CREATE VIEW standing AS SELECT * FROM in_force AS d WHERE kind = 'decide'
        AND NOT EXISTS (SELECT 1 FROM in_force AS later WHERE later.kind = 'decide'
            AND later.statement_id = d.statement_id AND later.family = d.family
            AND later.coder = d.coder AND later.decision > d.decision)""",
    # The machines' last words. Several may stand side by side: add one that is not complete.
    """CREATE VIEW suggestions AS SELECT j.*, m.coder, m.name
        FROM judgements AS j JOIN models AS m USING (model)
        WHERE j.run = (SELECT MAX(k.run) FROM judgements AS k JOIN models AS km USING (model)
            WHERE k.statement_id = j.statement_id AND k.family = j.family AND km.name = m.name)
        AND j.run >= (SELECT IFNULL(MAX(r.run), 0) FROM run_models AS r
            WHERE r.complete AND r.family = j.family)""",
    """CREATE VIEW history AS
        SELECT 0 AS part, entry AS number, created AS "at", who, event, '' AS statement_id,
            '' AS family, detail FROM log
        UNION ALL SELECT 1, d.decision, d.stored, d.coder, d.kind, d.statement_id, d.family,
            IFNULL(d.status || ': ', '') || IFNULL((SELECT group_concat(code ||
                IFNULL(' ' || value, ''), ', ') FROM decision_codes AS c
                WHERE c.decision = d.decision), '') FROM decisions AS d
        UNION ALL SELECT 2, memo, created, coder, 'memo', IFNULL(statement_id, ''), '', text
            FROM memos""",
)

#: What schema 2 adds: codes of which it is not known whether they were blind, consensus, rounds.
_TEAM = (
    "DROP VIEW history",
    "DROP VIEW standing",
    "DROP VIEW in_force",
    # Set aside the status where it is one of these; that of such a row is then no claim.
    "ALTER TABLE decisions ADD COLUMN state TEXT CHECK (state IN ('unknown', 'consensus'))",
    # people: JSON list of the coders who sat; reason: why they settled so.
    """CREATE TABLE consensus (
        decision INTEGER PRIMARY KEY REFERENCES decisions (decision), people TEXT NOT NULL,
        reason TEXT NOT NULL)""",
    # after: the last decision before the round; those after it belong to it.
    """CREATE TABLE rounds (
        round INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, training INTEGER NOT NULL,
        codebook INTEGER NOT NULL REFERENCES codebooks (codebook), after INTEGER NOT NULL,
        note TEXT NOT NULL, created TEXT NOT NULL)""",
    # Statements kept for a coder's blind codes, so that no session shows their suggestions first.
    """CREATE TABLE audits (
        audit INTEGER PRIMARY KEY, coder TEXT NOT NULL,
        statement_id TEXT NOT NULL REFERENCES statements (statement_id), created TEXT NOT NULL,
        UNIQUE (coder, statement_id))""",
    """CREATE VIEW in_force AS SELECT decision, act, kind, undoes, statement_id, family, coder,
            IFNULL(state, status) AS status, run, codebook, created, stored
        FROM decisions AS d WHERE kind IN ('decide', 'skip')
        AND NOT EXISTS (SELECT 1 FROM decisions AS u WHERE u.undoes = d.decision)""",
    _VIEWS[1],
    _VIEWS[3].replace("IFNULL(d.status", "IFNULL(IFNULL(d.state, d.status)"),
)

#: What schema 3 changes: a language model's judgements stand beside those of the other machine
#: coders. A run of one does not take away what the other said, and people are shown a language
#: model's only in families that no other machine has coded.
_BESIDE = (
    "DROP VIEW suggestions",
    """CREATE VIEW shown_runs AS SELECT r.run, r.family, r.model, r.complete
        FROM run_models AS r JOIN models AS m USING (model)
        WHERE m.name NOT LIKE 'machine:llm:%' OR NOT EXISTS (
            SELECT 1 FROM run_models AS o JOIN models AS om USING (model)
            WHERE o.family = r.family AND om.name NOT LIKE 'machine:llm:%')""",
    # A complete run replaces all earlier ones of its family; a language model's, its own alone.
    """CREATE VIEW machine_codings AS SELECT j.*, m.coder, m.name
        FROM judgements AS j JOIN models AS m USING (model)
        WHERE j.run = (SELECT MAX(k.run) FROM judgements AS k JOIN models AS km USING (model)
            WHERE k.statement_id = j.statement_id AND k.family = j.family AND km.name = m.name)
        AND j.run >= (SELECT IFNULL(MAX(r.run), 0) FROM run_models AS r JOIN models AS rm
            USING (model) WHERE r.complete AND r.family = j.family AND (rm.name = m.name
                OR (rm.name NOT LIKE 'machine:llm:%' AND m.name NOT LIKE 'machine:llm:%')))""",
    """CREATE VIEW suggestions AS SELECT c.* FROM machine_codings AS c
        JOIN shown_runs AS s ON s.run = c.run AND s.family = c.family AND s.model = c.model""",
)

#: What schema 4 adds: who has seen the others' codes, and cannot code alone any more.
_OPENED = (
    """CREATE TABLE opened (
        opened INTEGER PRIMARY KEY, coder TEXT NOT NULL,
        statement_id TEXT NOT NULL REFERENCES statements (statement_id), family TEXT NOT NULL,
        created TEXT NOT NULL, UNIQUE (coder, statement_id, family))""",
)


def _guards(tables: Sequence[str]) -> tuple[str, ...]:
    return tuple(sql for table in tables for sql in _append_only(table, APPEND_ONLY[table]))


#: Migration *n* (counted from 1) is the statements that lead from version *n* − 1 to version *n*.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (*_TABLES, *_guards(_FIRST), *_VIEWS),
    (*_TEAM, *_guards(_SECOND)),
    _BESIDE,
    (*_OPENED, *_guards(_FOURTH)),
)

#: Version of the newest schema that this aineisto reads and writes.
SCHEMA_VERSION = len(MIGRATIONS)


def version(connection: sqlite3.Connection) -> int:
    """Return the version of a file's schema; 0 for an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(
    connection: sqlite3.Connection,
    path: Path,
    migrations: Sequence[Sequence[str]] = MIGRATIONS,
) -> Path | None:
    """Bring a file to the newest schema, one version at a time, each in one transaction.

    A copy of a file that was there is made first.

    Returns
    -------
    Path or None
        The copy, where one was made.
    """
    found, copy = version(connection), None
    if 0 < found < len(migrations):
        copy = free_name(path, f"v{found}")
        backup(connection, copy)
    for target, statements in enumerate(migrations, start=1):
        if version(connection) < target:
            _step(connection, target, statements)
    return copy


def free_name(path: Path, why: str) -> Path:
    """Return a name beside a project for a copy of it, which nothing has."""
    names = (path.with_name(f"{path.name}.{why}-{number}-backup") for number in count(1))
    return next(name for name in names if not name.exists())


def _step(connection: sqlite3.Connection, target: int, statements: Sequence[str]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if version(connection) < target:  # another process may have been quicker
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {target}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def backup(connection: sqlite3.Connection, target: Path) -> None:
    """Copy an open project to a file of its own, whole or not at all."""
    with (
        whole_file(target, "The backup", error=ProjectError, private=True) as draft,
        closing(sqlite3.connect(draft)) as copy,
    ):
        try:
            connection.backup(copy)
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
            if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                raise
            # It is the copy's disk that is full, not the project's.
            raise project_error(error, target) from error
