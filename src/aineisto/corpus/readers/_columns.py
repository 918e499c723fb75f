"""Tables inside office documents: transcripts set in columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aineisto.core.text import words
from aineisto.corpus._source import Paragraph

#: Names of columns, in the first row of a table.
_HEADER = words("puhuja speaker nimi name teksti text puheenvuoro lausuma transcript aika time")
_NO_SPEAKER = re.compile(r"[\d\s:.,\[\]()–-]*")  # a row's number or time


def table_parts(rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, Paragraph]]:
    """Yield the paragraphs of a table.

    A column of a few short texts that recur from row to row is the speakers'; the last cell of
    such a row is what is said. In other tables every cell is a paragraph.
    """
    has_header = bool(rows) and not _HEADER.isdisjoint(cell.strip().casefold() for cell in rows[0])
    column = _speaker_column(rows[has_header:])
    for number, row in enumerate(rows):
        cells = [cell.strip() for cell in row]
        header = has_header and number == 0
        if column is not None and not header and len(cells) > column + 1:
            if cells[-1]:
                yield cells[-1], Paragraph(0, 0, speaker=cells[column].strip(" :"))
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
