"""The SQLite file: made whole or not at all, opened with its checks, written in transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

import pandas as pd

from aineisto.core import unfinished
from aineisto.core.errors import ProjectError
from aineisto.core.whole import whole_file
from aineisto.store import _schema
from aineisto.store._sqlite_errors import DAMAGED, naming

_MAGIC = b"SQLite format 3\x00"
_WAIT = 30.0  # seconds that a writer waits for another process's transaction


class Store:
    """An open project file.

    One connection, which several threads may use in turn; other processes open their own.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.path = path
        self._connection = connection
        self._lock = RLock()

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with self._lock, naming(self.path):
            return self._connection.execute(sql, parameters).fetchall()

    def frame(self, sql: str, parameters: Sequence[Any] = ()) -> pd.DataFrame:
        """Return the rows of a query as a frame of objects."""
        with self._lock, naming(self.path):
            cursor = self._connection.execute(sql, parameters)
            names = [column[0] for column in cursor.description]
            return pd.DataFrame(cursor.fetchall(), columns=names, dtype="object")

    def reading(self, read: Callable[[sqlite3.Connection], Any]) -> Any:
        """Return what a function reads from the connection."""
        with self._lock, naming(self.path):
            return read(self._connection)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for writing; all of it is stored, or nothing."""
        with self._lock, naming(self.path), _transaction(self._connection) as connection:
            yield connection

    def close(self) -> None:
        """Close the file; its journal goes into it."""
        with self._lock, naming(self.path):
            self._connection.close()


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    # IMMEDIATE: what the transaction reads before it writes cannot change under it.
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _connect(path: Path, mode: str = "rw") -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=_WAIT,
        check_same_thread=False,
    )
    connection.execute(f"PRAGMA busy_timeout = {int(_WAIT * 1000)}")
    connection.execute("PRAGMA foreign_keys = ON")
    # FULL: a decision that was acknowledged outlives a power cut. fullfsync: so it does on macOS.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")
    return connection


def open_store(path: Path) -> Store:
    """Open a project file.

    Raises
    ------
    ProjectError
        When there is no such file, it is no project, it is damaged, it was made by a newer
        aineisto, or it cannot be written.
    """
    _check_file(path)
    unfinished.sweep(path.parent)
    with naming(path):
        connection = _connect(path)
        try:
            _check_project(connection, path)
            connection.execute("PRAGMA journal_mode = WAL")
            _schema.migrate(connection, path)
            # A file without the right to write is told now, not at the first decision.
            with _transaction(connection):
                pass
        except BaseException:
            connection.close()
            raise
    return Store(connection, path)


def _check_file(path: Path) -> None:
    if not path.exists():
        raise ProjectError(
            "There is no such project.",
            file=path,
            remedy="Check the path, or make a project with Project.create.",
        )
    try:
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except OSError as error:
        raise ProjectError(
            f"The project cannot be opened ({error.strerror}).",
            file=path,
            remedy="Give the path of a file that you have the right to read.",
        ) from error
    if head != _MAGIC:
        raise _no_project(path)


def _no_project(path: Path) -> ProjectError:
    return ProjectError(
        "This file is no aineisto project.",
        file=path,
        remedy="Give the study.aineisto file that Project.create or `aineisto precode` made.",
    )


def _check_project(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != _schema.APPLICATION_ID:
        raise _no_project(path)
    found = _schema.version(connection)
    if found > _schema.SCHEMA_VERSION:
        raise ProjectError(
            f"The project was made by a newer aineisto (schema {found}, this one reads up to "
            f"{_schema.SCHEMA_VERSION}).",
            file=path,
            remedy="Update with pip install -U aineisto.",
        )
    answer = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if answer != "ok":
        problem, remedy = DAMAGED
        raise ProjectError(f"{problem} ({' '.join(answer.split())}).", file=path, remedy=remedy)


def create_store(
    path: Path, fill: Callable[[sqlite3.Connection], None], *, overwrite: bool = False
) -> Store:
    """Make a project file and open it.

    The file is written under another name and moved to its own when it is whole.

    Parameters
    ----------
    path : Path
        The new file.
    fill : callable
        Writes what the project begins with; called with the connection, inside a transaction.
    overwrite : bool
        Replace a project that is there. Is it one with decisions, a copy of it is kept.
    """
    if path.exists() and not overwrite:
        raise ProjectError(
            "There is already a file of this name.",
            file=path,
            remedy="Open it with Project.open, choose another name, or pass overwrite=True.",
        )
    if not path.parent.is_dir():
        raise ProjectError(
            "The folder for the project does not exist.",
            file=path,
            remedy=f"Make the folder {path.parent} or give another path.",
        )
    if path.exists():
        _check_file(path)  # only a project is ever overwritten
    with whole_file(path, "The project", error=ProjectError, private=True) as draft:
        _fill(draft, path, fill)
        if path.exists():
            _retire(path)
    return open_store(path)


def _fill(unfinished: Path, path: Path, fill: Callable[[sqlite3.Connection], None]) -> None:
    with naming(path):
        connection = _connect(unfinished, mode="rwc")
        try:
            _schema.migrate(connection, unfinished)
            with _transaction(connection):
                fill(connection)
            connection.execute("PRAGMA journal_mode = WAL")
        finally:
            connection.close()


def _retire(path: Path) -> None:
    """Prepare a project that is there for being replaced."""
    with naming(path):
        connection = _connect(path)
        try:
            _check_project(connection, path)
            # Leaving WAL folds the journal into the file, and fails while another has it open.
            connection.execute("PRAGMA journal_mode = DELETE")
            if connection.execute("SELECT EXISTS (SELECT 1 FROM decisions)").fetchone()[0]:
                _schema.backup(connection, _free_name(path))
        finally:
            connection.close()


def _free_name(path: Path) -> Path:
    candidates = (path.with_name(f"{path.name}.replaced-{n}-backup") for n in range(1, 10_000))
    return next(candidate for candidate in candidates if not candidate.exists())
