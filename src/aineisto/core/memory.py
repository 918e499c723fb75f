"""When memory is looked through for garbage, and when what is free is given back."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Let a step that makes many objects, and none that refer in a circle, be done undisturbed.

    Python looks through all objects whenever a quarter more have been made: tables, words and
    readings stay, so that a tenth of a study's time was spent for nothing found.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def give_back_memory() -> None:
    """Give the system back what is free in this process, where the C library can (glibc).

    It would hold what large steps of work left; to give it back takes some milliseconds.
    """
    with suppress(OSError, AttributeError, TypeError):  # Windows, macOS, musl
        ctypes.CDLL(None).malloc_trim(0)
