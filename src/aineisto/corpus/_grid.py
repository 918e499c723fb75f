"""Tables inside office documents: transcripts set in columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aineisto.corpus._source import Paragraph

_NO_SPEAKER = re.compile(r"[\d\s:.,\[\]()–-]*")  # a row's number or time


def table_parts(rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, Paragraph]]:
    """Yield the paragraphs of a table.

    A column of a few short texts that recur from row to row is the speakers'; the last cell of
    such a row is what is said. In other tables every cell is a paragraph.
    """
    column = _speaker_column(rows)
    for row in rows:
        cells = [cell.strip() for cell in row]
        if column is not None and len(cells) > column + 1:
            speaker = cells[column].strip(" :")
            if cells[-1]:
                yield cells[-1], Paragraph(0, 0, speaker=speaker)
            continue
        for cell in cells:
            if cell:
                yield cell, Paragraph(0, 0)


def _speaker_column(rows: Sequence[Sequence[str]]) -> int | None:
    full = [row for row in rows if len(row) > 1]
    if len(full) < 3:
        return None
    for column in range(min(len(row) for row in full) - 1):
        names = [row[column].strip() for row in full]
        names = [name for name in names if not _NO_SPEAKER.fullmatch(name)]
        few = len(set(names)) <= max(2, len(names) // 2)
        if len(names) > len(full) // 2 and few and all(len(name) <= 40 for name in names):
            return column
    return None
