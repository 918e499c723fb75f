"""Write a file that is there only when it is whole."""

from __future__ import annotations

from pathlib import Path

from aineisto.core.errors import ExchangeError


def write_whole(target: Path, data: bytes, what: str) -> None:
    """Write bytes in the place of a file; `what` names the content in the error.

    Raises
    ------
    ExchangeError
        When it cannot be written; a file that was there stays as it was.
    """
    partial = target.with_name(target.name + ".partial")
    try:
        partial.write_bytes(data)
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise ExchangeError(
            f"The {what} cannot be written ({error.strerror}).",
            file=target,
            remedy="Choose a folder that you may write to and that has room.",
        ) from error
