"""Times in a recording: as people and programs write them, and when words are heard."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd

from aineisto.corpus._remarks import Remark, remark

_TIME = re.compile(
    r"[\[(<#{]*\s*(?:(?P<hours>\d{1,3}):)?(?P<minutes>\d{1,3}):(?P<seconds>[0-5]?\d)"
    r"(?:[.,:-](?P<fraction>\d{1,3}))?\s*[\])>#}]*"
)

_DAY, _EARLIEST, _LONGEST = 86_400, 5 * 3600, 12 * 3600  # seconds of a day, of times in it
_FEWEST, _START = 3, 300.0  # times that tell another recording, and seconds in which it starts
_FASTEST, _TELLING = 8, 100  # words that are said in a second, and that are enough to tell


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


@dataclass(frozen=True, slots=True)
class Cue:
    """A stretch of a document's text and when it is heard.

    ``start`` and ``end`` are code points, end exclusive; the times are seconds in the recording,
    NaN where unknown. A cue without length is a place: what begins there begins at
    ``time_start``, what ends there ends at ``time_end``.
    """

    start: int
    end: int
    time_start: float = math.nan
    time_end: float = math.nan

    def moved(self, by: int) -> Cue:
        """Return the cue so many code points further on."""
        return replace(self, start=self.start + by, end=self.end + by)


def times_of(spans: Sequence[tuple[int, int]], cues: Iterable[Cue]) -> list[tuple[float, float]]:
    """Return when each of a document's statements begins and ends, in seconds; NaN where unknown.

    A statement that begins within a cue begins when the cue does, and ends when the cue does in
    which it ends: the times hold it, and are not guessed from its length.

    Parameters
    ----------
    spans : sequence of (int, int)
        The statements' places in the document, in order and without overlap.
    cues : iterable of Cue
        The document's cues.
    """
    ordered = sorted(cues, key=lambda cue: (cue.start, cue.end))
    times = [[math.nan, math.nan] for _ in spans]
    first = 0
    for cue in ordered:
        while first < len(spans) and spans[first][1] <= cue.start:
            first += 1
        if cue.start == cue.end:
            _mark(times, spans, first, cue)
            continue
        row = first
        while row < len(spans) and spans[row][0] < cue.end:
            if math.isnan(times[row][0]):
                times[row][0] = cue.time_start
            if not math.isnan(cue.time_end):
                times[row][1] = cue.time_end
            row += 1
    return [(start, end) for start, end in times]


def _mark(times: list[list[float]], spans: Sequence[tuple[int, int]], first: int, cue: Cue) -> None:
    """Give a place's times to the statement that begins there and to the one that ends there."""
    inside = first < len(spans) and spans[first][0] < cue.start < spans[first][1]
    if inside:
        return
    if first < len(spans) and math.isnan(times[first][0]):
        times[first][0] = cue.time_start
    if first and math.isnan(times[first - 1][1]):
        times[first - 1][1] = cue.time_end


def begins_again(times: Sequence[float], number: int) -> bool:
    """Tell whether another recording begins: from its start on the times behind go on."""
    behind = times[number : number + _FEWEST]
    return (
        len(behind) == _FEWEST
        and behind[0] <= _START
        and behind[0] < times[number - 1] / 2
        and all(one < other < times[number - 1] for one, other in pairwise(behind))
    )


def in_recording(text: str, cues: Sequence[Cue]) -> tuple[list[Cue], list[Remark]]:
    """Return a document's cues in seconds of its recording, and what to look at.

    Times of day are counted from the first of them: where the recording begins is not said. Times
    that are too near each other for what is said between them are hours and minutes.

    Parameters
    ----------
    text : str
        The document's text.
    cues : sequence of Cue
        Its cues, in order.
    """
    known = [cue for cue in cues if not math.isnan(cue.time_start)]
    times = [cue.time_start for cue in known]
    if len(set(times)) < 2:
        return list(cues), []
    first, last = min(times), max(times)
    said = len(text[known[0].start : known[-1].start].split())
    in_minutes = said >= _TELLING and said > _FASTEST * (last - first) and last < _DAY / 60
    scale = 60 if in_minutes and all(time.is_integer() for time in times) else 1
    of_day = scale * first >= _EARLIEST and scale * last < _DAY
    start = scale * first if of_day and scale * (last - first) < _LONGEST else 0.0
    told = []
    if start:
        how = "Give the times of the recording, where they are needed to listen to it."
        clock = f"{start // 3600:02.0f}:{start % 3600 // 60:02.0f}"
        told.append(remark("times_of_day", "", how, text=clock))
    elif scale > 1:
        told.append(remark("times_in_minutes", "", "Check them.", text=f"{first // 60:.0f}:"
                           f"{first % 60:02.0f}"))  # fmt: skip
    again = sum(begins_again(times, number) for number in range(1, len(times)))
    if again and not start:
        how = "Listen to the recording that the time belongs to."
        told.append(remark("times_begin_again", "", how, n=again + 1))
    moved = [replace(cue, time_start=scale * cue.time_start - start,
                     time_end=scale * cue.time_end - start) for cue in cues]  # fmt: skip
    return moved, told


def interpolated_times(statements: pd.DataFrame) -> pd.DataFrame:
    """Return statements with unknown beginnings reckoned between known ones, and marked."""
    times = statements["time_start"].to_numpy(dtype="float64", copy=True)
    places = statements["start"].to_numpy(dtype="float64")
    for rows in statements.reset_index(drop=True).groupby("document", sort=False).indices.values():
        known = rows[~np.isnan(times[rows])]
        open_ = rows[np.isnan(times[rows])]
        if len(known) > 1 and len(open_):
            at = np.interp(
                places[open_], places[known], times[known], left=math.nan, right=math.nan
            )
            after = np.searchsorted(places[known], places[open_]).clip(1, len(known) - 1)
            goes_on = times[known][after] >= times[known][after - 1]  # no other recording begins
            times[open_] = np.where(goes_on, at, math.nan)
    reckoned = statements["time_start"].isna().to_numpy() & ~np.isnan(times)
    return statements.assign(time_start=times, time_interpolated=reckoned)
