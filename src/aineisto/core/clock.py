"""Times in a recording as people read them."""

from __future__ import annotations

import math


def clock(seconds: float | None) -> str:
    """Return seconds as ``mm:ss``, from an hour on ``h:mm:ss``; nothing where they are unknown.

    Examples
    --------
    >>> clock(65.7), clock(3723), clock(float("nan"))
    ('01:05', '1:02:03', '')
    """
    if seconds is None or math.isnan(seconds):
        return ""
    whole = int(seconds)
    minutes = f"{whole // 60 % 60:02d}:{whole % 60:02d}"
    return f"{whole // 3600}:{minutes}" if whole >= 3600 else minutes
