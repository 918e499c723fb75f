"""What SQLite's errors mean to a researcher, and what to do about them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aineisto.core.errors import AineistoError, ProjectError, reading

DAMAGED = (
    "The project file is damaged",
    "Do not save over it: copy it away, then take the newest copy or backup that you have "
    "(files ending in -backup lie beside it).",
)

_NO_RIGHT = (
    "The project cannot be written",
    "Check your right to write to the file and its folder, or copy the project to a folder of "
    "your own.",
)

# By SQLite's primary result code (the low byte of the extended one).
_MEANINGS: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_FULL: (
        "The disk is full",
        "What was acknowledged before is safe. Make room on the disk and do the last step again.",
    ),
    sqlite3.SQLITE_READONLY: _NO_RIGHT,
    sqlite3.SQLITE_CANTOPEN: _NO_RIGHT,
    sqlite3.SQLITE_PERM: _NO_RIGHT,
    sqlite3.SQLITE_BUSY: (
        "Another program, or another cell of this notebook, holds the project",
        "Wait until it has finished, or close it there (project.close()), and try again.",
    ),
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_IOERR: (
        "The disk does not answer as it should",
        "What was acknowledged before is safe. Check the disk or the network drive and try again.",
    ),
}
_OTHER = ("The project refuses this", "Open the project again; if that fails, report it.")


@contextmanager
def reading_project(path: Path) -> Iterator[None]:
    """Turn what damaged contents of a project file make raise into a `ProjectError`."""
    try:
        with reading(path, "whole project", error=ProjectError, remedy=DAMAGED[1]):
            yield
    except AineistoError as error:
        if error.file is not None:
            raise
        problem = f"{DAMAGED[0]} ({error.problem})."
        raise ProjectError(problem, file=path, place=error.place, remedy=DAMAGED[1]) from error


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into a `ProjectError` that names the file and the remedy."""
    try:
        yield
    except sqlite3.Error as error:
        raise project_error(error, path) from error
    except UnicodeEncodeError as error:
        raise ProjectError(
            "A text holds half of a character (a lone surrogate) and cannot be stored.",
            file=path,
            place=repr(error.object[max(0, error.start - 10) : error.end + 10]),
            remedy="Save the source as UTF-8 and read it again.",
        ) from error


def project_error(error: sqlite3.Error, path: Path) -> ProjectError:
    """Return the `ProjectError` that says what an SQLite error means."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None and isinstance(error, sqlite3.ProgrammingError):
        return ProjectError(
            f"The project is closed ({error}).",
            file=path,
            remedy="Open it again with Project.open.",
        )
    problem, remedy = _MEANINGS.get((code or 0) & 0xFF, _OTHER)
    if str(error).startswith("Could not decode"):  # Python's own, without a code
        problem, remedy = DAMAGED
    return ProjectError(f"{problem} ({error}).", file=path, remedy=remedy)
