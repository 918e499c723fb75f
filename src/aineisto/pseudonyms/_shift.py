"""Carry a corpus over to a text with other words in it, offsets and all."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from aineisto.corpus import Edit, EditMap


def inverse(text: str, edits: EditMap) -> EditMap:
    """Return the edits that lead from the copy of a text back to the text itself."""
    back: list[Edit] = []
    shift = 0
    for edit in edits.edits:
        start = edit.start + shift
        end = start + len(edit.replacement)
        back.append(Edit(start, end, text[edit.start : edit.end]))
        shift += len(edit.replacement) - (edit.end - edit.start)
    return EditMap(back)


def carry_over(mending: EditMap, back: EditMap, replaced: EditMap) -> EditMap:
    """Return the edits of an original text as edits of its pseudonymised copy.

    Parameters
    ----------
    mending : EditMap
        From the original to its clean text (joined lines, no headers and footers).
    back : EditMap
        From the pseudonymised text back to the original.
    replaced : EditMap
        From the original to the pseudonymised text: an edit wholly inside one of its edits
        mended words that are no longer there.
    """
    carried = []
    for edit in mending.edits:
        if any(_holds(outer, edit) for outer in replaced.edits):
            continue
        start, end = new_place(back, edit.start, edit.end)
        carried.append(Edit(start, end, edit.replacement))
    return EditMap(carried)


def _holds(outer: Edit, inner: Edit) -> bool:
    if inner.start == inner.end:
        return outer.start < inner.start < outer.end
    return outer.start <= inner.start and inner.end <= outer.end


def new_place(back: EditMap, start: int, end: int) -> tuple[int, int]:
    """Return where a span of the original text lies in the pseudonymised one."""
    low, high = back.to_original(start, end)
    if start == end:
        low = high = min(low, high)
    return low, high


def widened(span: tuple[int, int], mending: EditMap) -> tuple[int, int]:
    """Return a span with the whole of every mended place that it cuts."""
    start, end = span
    for edit in mending.edits:
        cut = edit.start < end and start < edit.end
        inside = edit.start <= start and end <= edit.end
        if cut and not inside:
            start, end = min(start, edit.start), max(end, edit.end)
    return start, end


def split_at(span: tuple[int, int], borders: Iterable[int]) -> list[tuple[int, int]]:
    """Return a span cut at the borders that lie inside it."""
    inside = sorted({border for border in borders if span[0] < border < span[1]})
    places = [span[0], *inside, span[1]]
    return list(itertools.pairwise(places))
