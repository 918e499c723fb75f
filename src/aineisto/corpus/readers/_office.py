"""What office documents have in common: text in tables and boxes, and what is no speech."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from aineisto.corpus._source import Paragraph
from aineisto.corpus.readers._columns import find_columns, transcript_parts
from aineisto.corpus.readers._left_out import LeftOut

Part = tuple[str, Paragraph]
Cell = Sequence[Part]
_LONGEST_PAIR = 200


class OfficeDocument:
    """A document while it is read: where in it one is, its text boxes, what is left out of it."""

    def __init__(self) -> None:
        self._left_out = LeftOut()
        self._number = self._table = 0
        self._boxes: list[Part] = []

    def _place(self) -> str:
        return f"paragraph {self._number}"

    def _of_table(self, rows: Iterable[Sequence[Cell]]) -> Iterator[Part]:
        """Return the paragraphs of the next table."""
        self._table += 1
        where = f"table {self._table}"
        return table_parts(list(rows), self._left_out, where)

    def _spoken(self, parts: list[Part]) -> list[Part]:
        """Return what is speech: the text without its boxes, or these where all stands in them."""
        if not any(text.strip() for text, _ in parts):
            return self._boxes
        for number, (text, _) in enumerate(self._boxes, start=1):
            self._left_out.add("text boxes", text, f"box {number}")
        return parts


def table_parts(rows: Sequence[Sequence[Cell]], left_out: LeftOut, where: str) -> Iterator[Part]:
    """Yield the paragraphs of a table.

    Parameters
    ----------
    rows : sequence of rows of cells
        A cell is its paragraphs, those of a table in it too.
    left_out : LeftOut
        Takes what is left out.
    where : str
        The table's place in the file.

    Notes
    -----
    A transcript is read by its columns. Of another table every paragraph is one; a short row of
    two cells (*Päivä*, *3.5.2021*) is one line.
    """
    texts = [["\n".join(text for text, _ in cell).strip() for cell in row] for row in rows]
    columns = find_columns(texts)
    if columns is not None:
        yield from transcript_parts(texts, columns, left_out, where)
        return
    for row, cells in zip(rows, texts, strict=True):
        filled = [cell for cell in cells if cell]
        if len(filled) == 2 and not any("\n" in cell for cell in filled) and (
            sum(map(len, filled)) < _LONGEST_PAIR and len(filled[0]) <= 40
        ):  # fmt: skip
            yield "\t".join(filled), Paragraph(0, 0)
            continue
        for cell in row:
            yield from (part for part in cell if part[0].strip())
