"""Tables inside office documents: a transcript set in columns, or text set in a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aineisto.corpus._source import Paragraph
from aineisto.corpus.readers._columns import find_columns, transcript_parts
from aineisto.corpus.readers._left_out import LeftOut

Part = tuple[str, Paragraph]
Cell = Sequence[Part]
_LONGEST_PAIR = 200


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
