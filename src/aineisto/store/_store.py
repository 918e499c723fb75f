"""The SQLite file: made whole or not at all, opened with its checks, written in transactions."""

from __future__ import annotations

import os
import sqlite3
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Any

import pandas as pd

from aineisto.core import unfinished
from aineisto.core.errors import AineistoWarning, ProjectError
from aineisto.core.whole import whole_file
from aineisto.store import _schema
from aineisto.store._sqlite_errors import DAMAGED, naming

_MAGIC = b"SQLite format 3\x00"
#: SQLite's primary result codes of a file or folder that it may not write to.
_NO_RIGHT = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)
_WAIT = 30.0  # seconds that a writer waits for another process's transaction


class Store:
    """An open project file.

    One connection, which several threads may use in turn; other processes open their own.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, writable: bool = True) -> None:
        self.path = path
        self.writable = writable
        self._connection = connection
        self._lock = RLock()
        self._file = _real(path)
        self._opened = self._file.stat()

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
        """Give the connection for writing; all of it is stored, or nothing.

        Afterwards all of it stands in the project's file: a copy of that is whole, and no journal
        is left that would be read into a backup that is put in its place.
        """
        with self._lock, naming(self.path):
            self._check_place()
            with _transaction(self._connection) as connection:
                yield connection
            _fold(self._connection)

    def _check_place(self) -> None:
        """Refuse to write into a file that no longer has its name: nobody would find it again."""
        try:
            there = os.path.samestat(self._file.stat(), self._opened)
        except OSError:  # gone, or its drive is
            there = False
        if not there:
            raise ProjectError(
                "The project's file was moved, deleted or replaced by another while it was open "
                "here, so nothing more is stored.",
                file=self.path,
                remedy='Keep what was decided here with project.backup("rescued.aineisto") and '
                "open that; merge_projects puts two copies of a study together.",
            )

    def backup(self, target: Path) -> None:
        """Copy the project as it is now, its journal included, whole or not at all."""
        with self._lock, naming(self.path):
            _schema.backup(self._connection, target)

    def close(self) -> None:
        """Close the file; its journal goes into it."""
        with self._lock, naming(self.path):
            self._connection.close()


def _real(path: Path) -> Path:
    """Return a file by its own name, beside which SQLite keeps the journal: links are followed."""
    return Path(os.path.realpath(path))


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


def _fold(connection: sqlite3.Connection) -> None:
    """Fold the journal into the file, where nobody reads it just now: else the next who writes."""
    with suppress(sqlite3.Error):  # what is in the journal is safe there
        connection.execute("PRAGMA busy_timeout = 0")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.execute(f"PRAGMA busy_timeout = {int(_WAIT * 1000)}")


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


def insertion(table: str, columns: Iterable[str]) -> str:
    """Return the statement that puts a row into columns of a table."""
    names = [f'"{column}"' for column in columns]
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"


def open_store(path: Path) -> Store:
    """Open a project file; one that cannot be written is opened to be read, with a warning.

    Raises
    ------
    ProjectError
        When there is no such file, it is no project, it is damaged, or it was made by a newer
        aineisto.
    """
    _check_file(path)
    unfinished.sweep(path.parent)
    with naming(path):
        try:
            return Store(_open_to_write(path), path)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _NO_RIGHT:
                raise
        connection = _open_to_read(path)
    warnings.warn(
        f"{path} can be read but not written: nothing can be decided in it. Copy it to a folder "
        "of your own to code on.",
        AineistoWarning,
        stacklevel=3,
    )
    return Store(connection, path, writable=False)


def _open_to_write(path: Path) -> sqlite3.Connection:
    connection = _connect(path)
    try:
        _check_project(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        copy = _schema.migrate(connection, path)
        # A file without the right to write is told now, not at the first decision.
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"PRAGMA user_version = {_schema.SCHEMA_VERSION}")
        connection.execute("ROLLBACK")
        _fold(connection)
    except BaseException:
        connection.close()
        raise
    if copy is not None:
        warnings.warn(
            f"{path} was made by an older aineisto and has been brought up to date. As it was, "
            f"texts and names included, it is kept in {copy}. Remove that file if it must not "
            "stay.",
            AineistoWarning,
            stacklevel=4,
        )
    return connection


def _open_to_read(path: Path) -> sqlite3.Connection:
    """Open a project on a medium that takes no writing: a disc, an archive, another's folder."""
    journal = Path(f"{_real(path)}-wal")
    with_journal = journal.exists() and journal.stat().st_size > 0
    try:
        # Immutable: SQLite makes no files beside it. It would pass over a journal without a word.
        connection = _connect(path, mode="ro" if with_journal else "ro&immutable=1")
        try:
            _check_project(connection, path)
        except BaseException:
            connection.close()
            raise
    except sqlite3.OperationalError as error:
        if not with_journal:
            raise
        raise ProjectError(
            f"The newest decisions are in a journal that cannot be read here ({error}).",
            file=journal,
            remedy="Copy the project with its -wal file to a folder that you may write to.",
        ) from error
    if _schema.version(connection) < _schema.SCHEMA_VERSION:
        connection.close()
        raise ProjectError(
            "The project was made by an older aineisto and has to be brought up to date.",
            file=path,
            remedy="Copy it to a folder that you may write to, and open it there.",
        )
    return connection


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
    # Not quick_check: it passes over an index that lacks rows, which queries then lack too.
    answer = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    strayed = connection.execute("PRAGMA foreign_key_check").fetchone()
    if answer == "ok" and strayed:
        answer = f"a row of {strayed[0]} refers to none of {strayed[2]}"
    if answer != "ok":
        problem, remedy = DAMAGED
        raise ProjectError(f"{problem} ({' '.join(answer.split())}).", file=path, remedy=remedy)


def create_store(
    path: Path,
    fill: Callable[[sqlite3.Connection], None],
    *,
    overwrite: bool = False,
    keep_replaced: bool = True,
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
    keep_replaced : bool
        False keeps no copy.
    """
    _refuse_there(path, overwrite)
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
        _refuse_there(path, overwrite)  # somebody may have made it in the meantime
        if path.exists():
            retire(path, keep=keep_replaced)
    return open_store(path)


def _refuse_there(path: Path, overwrite: bool) -> None:
    if path.exists() and not overwrite:
        raise ProjectError(
            "There is already a file of this name.",
            file=path,
            remedy="Open it with Project.open, choose another name, or pass overwrite=True.",
        )


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


#: Whether people did anything in a project: decided, noted, changed the codebook, began a round.
_MADE_BY_PEOPLE = (
    "SELECT EXISTS (SELECT 1 FROM decisions) OR EXISTS (SELECT 1 FROM memos) "
    "OR EXISTS (SELECT 1 FROM rounds) OR (SELECT COUNT(*) FROM codebooks) > 1"
)


def retire(path: Path, *, keep: bool = True) -> Path | None:
    """Prepare a project for being replaced; return the copy that keeps people's decisions.

    A warning names the copy, which holds the texts as they were.

    Examples
    --------
    >>> project.close()
    >>> retire(Path("study.aineisto"), keep=False) is None
    True
    """
    with naming(path):
        connection = _connect(path)
        try:
            _check_project(connection, path)
            # Leaving WAL folds the journal into the file, and fails while another has it open.
            connection.execute("PRAGMA journal_mode = DELETE")
            made = connection.execute(_MADE_BY_PEOPLE).fetchone()[0]
            if not (keep and made):
                return None
            copy = _schema.free_name(path, "replaced")
            _schema.backup(connection, copy)
        finally:
            connection.close()

    warnings.warn(
        f"What people did in the project that was replaced is kept in {copy}, with its texts "
        "as they were, names included. Remove that file if it must not stay.",
        AineistoWarning,
        stacklevel=4,
    )
    return copy
