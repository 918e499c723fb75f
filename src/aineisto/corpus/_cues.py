"""When a document's words are heard in the recording: cues, and the times of statements."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd


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
            times[open_] = at
    reckoned = statements["time_start"].isna().to_numpy() & ~np.isnan(times)
    return statements.assign(time_start=times, time_interpolated=reckoned)
