"""Memory that is free in this process and that others could use."""

from __future__ import annotations

import ctypes
from contextlib import suppress


def give_back_memory() -> None:
    """Give the system back what is free in this process, where the C library can (glibc).

    It would hold what large steps of work left; to give it back takes some milliseconds.
    """
    with suppress(OSError, AttributeError, TypeError):  # Windows, macOS, musl
        ctypes.CDLL(None).malloc_trim(0)
