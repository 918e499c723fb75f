"""Times in a recording as people and programs write them."""

from __future__ import annotations

import re

_TIME = re.compile(
    r"[\[(<#{]*\s*(?:(?P<hours>\d{1,3}):)?(?P<minutes>\d{1,3}):(?P<seconds>[0-5]?\d)"
    r"(?:[.,:-](?P<fraction>\d{1,3}))?\s*[\])>#}]*"
)


def parse_time(text: str) -> float | None:
    """Return a time in seconds, or None where `text` is no time.

    Read are ``1:05``, ``00:01:05``, ``00:01:05.250`` (also with a comma) and ``#00:01:05-2#``,
    bare or in brackets. The sign before the last digits tells tenths from hundredths by their
    number.

    Examples
    --------
    >>> parse_time("[00:01:05.5]")
    65.5
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    whole = int(match["hours"] or 0) * 3600 + int(match["minutes"]) * 60 + int(match["seconds"])
    fraction = match["fraction"]
    return whole + (int(fraction) / 10 ** len(fraction) if fraction else 0.0)


def parse_span(text: str) -> tuple[float | None, float | None]:
    """Return the beginning and end of ``0:05 - 0:12`` or ``0:05 --> 0:12``, or of a single time."""
    first, _, last = (
        part.strip()
        for part in re.sub(r"\s*(?:-->|–|—)\s*|\s+-\s+", "\t", text, count=1).partition("\t")
    )
    start = parse_time(first)
    return start, parse_time(last) if start is not None else None


def seconds(text: str) -> float | None:
    """Return a time, or a number of seconds, in seconds; None where `text` is neither."""
    time = parse_time(text)
    if time is not None:
        return time
    number = re.fullmatch(r"\d{1,12}(?:[.,]\d{1,9})?", text.strip())
    return float(number.group().replace(",", ".")) if number else None
