"""Sentences and texts as rows of pieces: windows of what is long, batches of what is alike in
length, padded into the arrays that the network takes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice, pairwise
from typing import NamedTuple, TypeVar

import numpy as np

from aineisto.encoder._files import Files, Layout
from aineisto.encoder._voikko import FEATURES

#: Pieces that neighbouring windows of a long text share.
OVERLAP = 64
Item = TypeVar("Item")


@dataclass
class Row:
    """A window of a sentence, text or dialogue, ready for the network.

    ``spans`` are the places of the statements in it; without any, all of it is one.
    """

    owner: int
    window: Window
    pieces: list[int]
    first: list[int]
    last: list[int]
    spans: list[tuple[int, int]] = field(default_factory=list)


def text_rows(owner: int, pieces: list[int], layout: Layout) -> Iterator[Row]:
    if not pieces:
        return
    for window in windows([1] * len(pieces), layout.room, OVERLAP):
        inside = pieces[window.begin : window.end]
        yield Row(owner, window, [*layout.before, *inside, *layout.after], [0], [0])


def word_rows(owner: int, words: Sequence[str], files: Files) -> Iterator[Row]:
    layout = files.layout
    pieces = [files.word_pieces(word) for word in words]
    for window in windows([len(ids) for ids in pieces], layout.room, OVERLAP):
        ids, first, last = list(layout.before), [], []
        for word in pieces[window.begin : window.end]:
            first.append(len(ids))
            ids.extend(word)
            last.append(len(ids) - 1)
        yield Row(owner, window, [*ids, *layout.after], first, last)


def group_sentences(
    sentences: Sequence[Sequence[str]], documents: Sequence[Hashable], files: Files, most: int
) -> list[list[int]]:
    """Group neighbouring sentences of one document, each group of up to `most` pieces."""
    groups: list[list[int]] = []
    total = 0
    for number, words in enumerate(sentences):
        alone = number == 0 or documents[number] != documents[number - 1]
        size = sum(len(files.word_pieces(word)) for word in words)
        if not alone and total + size <= most:
            groups[-1].append(number)
            total += size
        else:
            groups.append([number])
            total = size
    return groups


def pad(rows: Sequence[Row], layout: Layout) -> dict[str, np.ndarray]:
    """Pad rows into the arrays that the network takes."""
    width = max(len(row.pieces) for row in rows)
    words = max(len(row.first) for row in rows)
    pieces = np.full((len(rows), width), layout.padding, dtype=np.int64)
    mask = np.zeros((len(rows), width), dtype=np.int64)
    first = np.zeros((len(rows), words), dtype=np.int64)
    last = np.zeros((len(rows), words), dtype=np.int64)
    whole = (len(layout.before), -len(layout.after))
    spans_of = [row.spans or [(whole[0], len(row.pieces) + whole[1])] for row in rows]
    spans = np.zeros((len(rows), max(map(len, spans_of)), width), dtype=np.float32)
    for number, row in enumerate(rows):
        for place, (begin, end) in enumerate(spans_of[number]):
            spans[number, place, begin:end] = 1
        pieces[number, : len(row.pieces)] = row.pieces
        mask[number, : len(row.pieces)] = 1
        first[number, : len(row.first)] = row.first
        last[number, : len(row.last)] = row.last
    voikko = np.zeros((len(rows), words, len(FEATURES)), dtype=np.float32)
    return {
        "input_ids": pieces,
        "attention_mask": mask,
        "spans": spans,
        "first": first,
        "last": last,
        "voikko": voikko,
    }


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
