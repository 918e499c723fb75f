"""Sentences and texts as rows of pieces, padded into the arrays that the network takes."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from aineisto.encoder._batches import Window, windows
from aineisto.encoder._files import Files, Layout
from aineisto.encoder._voikko import FEATURES

#: Pieces that neighbouring windows of a long text share.
OVERLAP = 64


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
