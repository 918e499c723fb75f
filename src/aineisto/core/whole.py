"""Write a file that is there only when it is whole: every writer of aineisto writes through this.

A disk that fills up, a crash or a kill leaves the file that was there before as it was.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory

from aineisto.core.checks import as_path
from aineisto.core.errors import AineistoError
from aineisto.core.unfinished import remove, sweep, unfinished, unfinished_folder

_REMEDY = "Close it in other programs, and choose a folder that you may write to and has room."


@contextmanager
def passing_folder() -> Iterator[Path]:
    """Give a folder of the owner's alone for files on their way, and take it away afterwards."""
    with TemporaryDirectory(prefix="aineisto-") as folder:
        yield Path(folder)


@contextmanager
def whole_file(
    path: str | PathLike[str],
    what: str = "The file",
    *,
    error: type[AineistoError] = AineistoError,
    remedy: str = _REMEDY,
    private: bool = False,
) -> Iterator[Path]:
    """Give a name to write under; what was written moves to `path` when the block ends well.

    Parameters
    ----------
    path : path-like
        The file to write. A link is followed; a device or a pipe is written to as it is.
    what : str
        The content, as the subject of the error: ``"The report"``.
    error : subclass of AineistoError
        What is raised when the file cannot be written.
    remedy : str
        What the error advises.
    private : bool
        Whether only its owner may read the file (0600). Else it has the mode of the file that it
        replaces, or what the user's umask gives.

    Yields
    ------
    Path
        An empty file beside `path`, which only its owner may read.

    Raises
    ------
    AineistoError
        When the file cannot be written; one that was there stays as it was.
    """
    shown = as_path(path, error=error)
    try:
        target = shown.resolve() if shown.is_symlink() else shown
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if target.exists() and not target.is_file():
            yield target
            return
        sweep(target.parent)
        draft = unfinished(target)
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            yield draft
            _keep(draft, target, private)
        finally:
            remove(draft)
    except OSError as problem:
        why = problem.strerror or problem
        raise error(f"{what} cannot be written ({why}).", file=shown, remedy=remedy) from problem


def write_whole(
    path: str | PathLike[str],
    content: bytes | str,
    what: str = "The file",
    *,
    error: type[AineistoError] = AineistoError,
    remedy: str = _REMEDY,
    private: bool = False,
) -> Path:
    """Write bytes, or a text as UTF-8, as `whole_file` does; return the path."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    with whole_file(path, what, error=error, remedy=remedy, private=private) as draft:
        draft.write_bytes(data)
    return as_path(path, error=error)


@contextmanager
def whole_files(
    folder: str | PathLike[str],
    what: str,
    *,
    error: type[AineistoError] = AineistoError,
    remedy: str = _REMEDY,
    mark: str = "",
    spared: Collection[str] | None = None,
) -> Iterator[Path]:
    """Give a folder to write files in, which move to `folder` when the block ends well.

    `folder` is made where it is missing. With a `mark`, the file by which what was written before
    is known, files of a folder without it are somebody's own: none is replaced, or none of those
    `spared`. The other parameters are those of `whole_file`.
    """
    target = as_path(folder, error=error)
    try:
        target.mkdir(parents=True, exist_ok=True)
        with unfinished_folder(target) as drafts:
            yield drafts
            if mark and not (target / mark).exists():
                _spare(drafts, target, what, error, spared)
            for file in sorted(drafts.iterdir()):
                settle(file, target / file.name)
    except OSError as problem:
        why = problem.strerror or problem
        raise error(f"{what} cannot be written ({why}).", file=target, remedy=remedy) from problem


def _spare(
    drafts: Path,
    target: Path,
    what: str,
    error: type[AineistoError],
    spared: Collection[str] | None,
) -> None:
    """Refuse to replace somebody's own file."""
    for file in sorted(drafts.iterdir()):
        if (target / file.name).exists() and (spared is None or file.name in spared):
            raise error(
                f"{what} would replace a file that is there and was not written so.",
                file=target / file.name,
                remedy="Give a folder of its own, or take the file away first.",
            )


def settle(draft: Path, target: Path) -> None:
    """Give a file that is whole its name, once the disk has it."""
    with draft.open("rb+") as stream:
        os.fsync(stream.fileno())
    draft.replace(target)
    if os.name == "posix":
        with suppress(OSError):  # some network drives cannot
            folder = os.open(target.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def _keep(draft: Path, target: Path, private: bool) -> None:
    if private:
        draft.chmod(0o600)
    elif target.exists():
        with suppress(OSError):
            draft.chmod(target.stat().st_mode & 0o777)
    else:
        mask = os.umask(0o077)
        os.umask(mask)
        draft.chmod(0o666 & ~mask)
    settle(draft, target)
