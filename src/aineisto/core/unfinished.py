"""Files that are being written: named so that those of a process that was killed can be swept."""

from __future__ import annotations

import os
import platform
import re
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

_SUFFIXES = ("", "-journal", "-wal", "-shm")
_NUMBERS = count(1)
#: A name of more bytes than this is shortened, so that the marks fit into a file name too.
_LONGEST = 180


def unfinished(target: Path) -> Path:
    """Return a hidden name beside `target` under which this process writes it until it is whole.

    No two calls of a process give the same name.
    """
    name = target.name
    if len(os.fsencode(name)) > _LONGEST:
        name = f"{name[:20]}-{zlib.crc32(os.fsencode(name)):08x}"
    return target.with_name(f".{name}.{_machine()}-{os.getpid()}-{next(_NUMBERS)}.tmp")


@contextmanager
def unfinished_folder(parent: Path) -> Iterator[Path]:
    """Give a folder in `parent` that nobody else can read and that is gone afterwards.

    What a process that was killed left there is swept by the next.
    """
    sweep(parent)
    folder = unfinished(parent / "aineisto")
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove(path: Path) -> None:
    """Take an unfinished file away, with what SQLite laid beside it, or an unfinished folder."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    for suffix in _SUFFIXES:
        with suppress(OSError):
            Path(f"{path}{suffix}").unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Take away what processes of this machine and user that are gone left unfinished."""
    with suppress(OSError):
        for path in sorted(folder.iterdir()):
            process = _process(path.name)
            if process is not None and not _is_alive(process) and _is_ours(path):
                remove(path)


def _process(name: str) -> int | None:
    """Return the number of the process that wrote an unfinished file of this machine."""
    found = re.fullmatch(
        rf"\..+\.{_machine()}-(\d+)(?:-\d+)?\.tmp(?:-journal|-wal|-shm)?", name, re.DOTALL
    )
    return int(found[1]) if found else None


def _is_alive(process: int) -> bool:
    if os.name != "posix":  # there, a file that is open cannot be removed anyway
        return process == os.getpid()
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _is_ours(path: Path) -> bool:
    return os.name != "posix" or path.lstat().st_uid == os.getuid()


def _machine() -> str:
    # On a shared drive another machine's processes have numbers of their own.
    return f"{zlib.crc32(platform.node().encode()):08x}"
