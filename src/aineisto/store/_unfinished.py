"""Files that are being written: named so that those of a process that was killed can be swept."""

from __future__ import annotations

import os
import platform
import zlib
from contextlib import suppress
from pathlib import Path

_SUFFIXES = ("", "-journal", "-wal", "-shm")


def unfinished(target: Path) -> Path:
    """Return the hidden name under which this process writes a file until it is whole."""
    return target.with_name(f".{target.name}.{_machine()}-{os.getpid()}.tmp")


def remove(path: Path) -> None:
    """Take an unfinished file away, with what SQLite laid beside it."""
    for suffix in _SUFFIXES:
        with suppress(OSError):
            Path(f"{path}{suffix}").unlink(missing_ok=True)


def sweep(target: Path) -> None:
    """Take away what processes of this machine that are gone left unfinished beside a file."""
    with suppress(OSError):
        for path in sorted(target.parent.iterdir()):
            process = _process(path.name, target.name)
            if process is not None and not _is_alive(process):
                remove(path)


def _process(name: str, target: str) -> int | None:
    """Return the number of the process that wrote an unfinished file of this machine."""
    whole = name
    for suffix in _SUFFIXES[1:]:
        whole = whole.removesuffix(suffix)
    mark = f".{_machine()}-"
    if not (whole.startswith(f".{target}.") and whole.endswith(".tmp") and mark in whole):
        return None
    number = whole.removesuffix(".tmp").rpartition(mark)[2]
    return int(number) if number.isdecimal() else None


def _is_alive(process: int) -> bool:
    if os.name != "posix":  # there, a file that is open cannot be removed anyway
        return process == os.getpid()
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _machine() -> str:
    # On a shared drive another machine's processes have numbers of their own.
    return f"{zlib.crc32(platform.node().encode()):08x}"
