"""Rows for the network: windows of what is long, batches of what is alike in length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice, pairwise
from typing import NamedTuple, TypeVar

Item = TypeVar("Item")


class Window(NamedTuple):
    """A part of a long row: it reads ``begin`` to ``end`` and answers for ``first`` to ``stop``."""

    begin: int
    end: int
    first: int
    stop: int


def windows(sizes: Sequence[int], room: int, overlap: int) -> list[Window]:
    """Cut a row of words into windows that overlap.

    Parameters
    ----------
    sizes : sequence of int
        Pieces of each word, none more than `room`.
    room : int
        Pieces in a window at most.
    overlap : int
        Pieces that neighbouring windows share, at most; less than half of `room`.

    Returns
    -------
    list of Window
        Together they answer for every word once, each word in the window where it stands further
        from a cut.
    """
    ends = [0, *accumulate(sizes)]  # ends[i]: pieces before word i
    number = len(sizes)
    cuts: list[tuple[int, int]] = []
    begin = end = 0
    while end < number or not cuts:
        while end < number and ends[end + 1] - ends[begin] <= room:
            end += 1
        cuts.append((begin, end))
        if end < number:
            begin = next(b for b in range(begin + 1, end + 1) if ends[end] - ends[b] <= overlap)
    firsts = [0]
    for (_, left), (right, _) in pairwise(cuts):
        middle = (ends[right] + ends[left]) / 2
        firsts.append(next((w for w in range(right, left) if ends[w] >= middle), left))
    stops = [*firsts[1:], number]
    return [Window(*cut, *kept) for cut, *kept in zip(cuts, firsts, stops, strict=True)]


def batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Group rows of like length so that each group, padded, stays within a budget.

    Parameters
    ----------
    lengths : sequence of int
        Pieces of each row.
    budget : int
        Rows times the longest row, at most; a row longer than that is a batch by itself.

    Yields
    ------
    list of int
        Numbers of rows; each row stands in one batch.
    """
    batch: list[int] = []
    # The longest first: a lack of memory shows at once, not at the end.
    for row in sorted(range(len(lengths)), key=lambda row: -lengths[row]):
        if batch and lengths[batch[0]] * (len(batch) + 1) > budget:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Take a stream some items at a time."""
    stream = iter(items)
    while chunk := list(islice(stream, size)):
        yield chunk
