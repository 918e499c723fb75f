"""Transcripts in a table on the pages of a pdf: columns are known by the white space between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from aineisto.corpus._edits import Edit
from aineisto.corpus._source import Source, joined
from aineisto.corpus.layout import join_hyphen, line_marks
from aineisto.corpus.readers._columns import Columns, find_columns, header_kinds, transcript_parts
from aineisto.corpus.readers._left_out import LeftOut

_WIDEST = 1_000
_NARROWEST_GAP = 2
_ACROSS = 0.1  # of the lines may run over the white space: titles, headers, footers
Row = list[list[str]]


def table_source(pages: Sequence[str]) -> Source | None:
    """Return the transcript that a table on the pages holds, or None where there is none.

    Parameters
    ----------
    pages : sequence of str
        The pages' lines with the white space that sets them apart.
    """
    text = "\f".join(pages)
    starts = [0, *(found.end() for found in re.finditer("\f", text))]
    marks = line_marks(text.replace("\f", "\n"), starts)
    lines = list(_lines(text, {start for start, _ in marks.spans}))
    gaps = _gaps(lines)
    if not gaps:
        return None
    cells = [_cells(line, gaps) for line in lines]
    for anchor in range(len(gaps) + 1):
        rows = list(_rows(cells, anchor))
        texts = [[" ".join(cell) for cell in row] for row in rows]
        columns = find_columns(texts)
        if columns is not None and anchor in (columns.speaker, columns.time_start):
            return _source(rows, columns, marks.headers)
    return None


def _lines(text: str, dropped: set[int]) -> Iterator[str]:
    place = 0
    for line in text.replace("\f", "\n").split("\n"):
        start = place + len(line) - len(line.lstrip())
        names = len(header_kinds(re.split(r"\s{2,}", line.strip()))) > 1 if line else False
        if line.strip() and (start not in dropped or names):
            yield line.rstrip()[:_WIDEST]
        place += len(line) + 1


def _gaps(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Return the stretches of white space that run down through the lines."""
    width = max(map(len, lines), default=0)
    taken = [0] * width
    for line in lines:
        for word in re.finditer(r"\S+(?: \S+)*", line):
            for column in range(*word.span()):
                taken[column] += 1
    gaps: list[tuple[int, int]] = []
    start = None
    for column, count in enumerate([*taken, len(lines)]):
        if count <= _ACROSS * len(lines):
            start = column if start is None else start
        elif start is not None:
            if start > 0 and column < width and column - start >= _NARROWEST_GAP:
                gaps.append((start, column))
            start = None
    return gaps


def _cells(line: str, gaps: Sequence[tuple[int, int]]) -> list[str] | str:
    """Return a line's cells, or the line itself where its words run over the white space."""
    cells: list[list[str]] = [[] for _ in range(len(gaps) + 1)]
    for run in re.finditer(r"\S+(?: \S+)*", line):
        begin, last = run.span()
        if any(begin < start and last > end for start, end in gaps):
            return line.strip()
        cells[sum(begin >= start for start, _ in gaps)].append(run.group())
    return [" ".join(cell) for cell in cells]


def _rows(lines: Sequence[list[str] | str], anchor: int) -> Iterator[Row]:
    """Yield rows of cells, each its lines; a row begins where the anchor's column has text."""
    row: Row = []
    for line in lines:
        if isinstance(line, str):
            if row:
                yield row
            yield [[line]]
            row = []
            continue
        if line[anchor] or not row:
            if row:
                yield row
            row = [[] for _ in line]
        for cell, text in zip(row, line, strict=True):
            if text:
                cell.append(text)
    if row:
        yield row


def _source(rows: Sequence[Row], columns: Columns, headers: Sequence[str]) -> Source:
    left_out = LeftOut()
    for header in headers:
        left_out.add("headers and footers", header)
    texts = [["\n".join(cell) for cell in row] for row in rows]
    names = texts[0] if columns.header else None
    body = [row for number, row in enumerate(texts) if number == 0 or row != names]
    source = joined("pdf", list(transcript_parts(body, columns, left_out)))
    return replace(source, edits=tuple(_joins(source.text)), remarks=left_out.remarks())


def _joins(text: str) -> Iterator[Edit]:
    """Yield the edits that join the lines of the cells."""
    lines = text.split("\n")
    place = 0
    for line, after in pairwise(lines):
        place += len(line) + 1
        if line.strip() and after.strip():
            count, replacement = join_hyphen(line, after)
            yield Edit(place - 1 - count, place, replacement)
