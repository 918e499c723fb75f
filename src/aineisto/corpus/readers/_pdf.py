"""Read the text of pdf documents, and tables of them by the white space between columns."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from aineisto.core.errors import ReadError, Said, reading
from aineisto.core.packages import read_bytes
from aineisto.corpus._edits import Edit
from aineisto.corpus._remarks import Remark, remark
from aineisto.corpus._source import Source, joined, safe_text
from aineisto.corpus.layout import join_hyphen, line_marks
from aineisto.corpus.readers._columns import Columns, find_columns, header_kinds, transcript_parts
from aineisto.corpus.readers._left_out import LeftOut

_KIND = Said("pdf document", "pdf-asiakirja")
_BETWEEN_PAGES = "\n\n"


def read_pdf(path: Path) -> Source:
    """Read a pdf: its pages' text with the dirt it has; mending is done on a copy.

    Comments and form fields are no speech: they are left out, and the remarks say so.

    Raises
    ------
    ReadError
        When it is damaged, protected by a password, or holds pictures of pages without text.
    """
    import pypdf

    if b"%PDF" not in read_bytes(path)[:1024]:
        raise ReadError(
            Said(
                "The file is not a pdf document: it does not begin with %PDF.",
                "Tiedosto ei ole pdf-asiakirja: sen alussa ei ole merkintää %PDF.",
            ),
            file=path,
            remedy=Said(
                "Give it the ending of its own format, or save it as pdf again.",
                "Anna sille sen oma pääte tai tallenna se uudelleen pdf-tiedostona.",
            ),
        )
    with reading(path, _KIND), _quiet():
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadError(
                Said(
                    "The pdf is protected by a password.", "Pdf-tiedosto on suojattu salasanalla."
                ),
                file=path,
                remedy=Said(
                    "Open it with the password and save a copy without one.",
                    "Avaa se salasanalla ja tallenna kopio ilman sitä.",
                ),
            )
        pages = [safe_text(page.extract_text()) for page in reader.pages]
        table = _table(reader) if any(pages) else None
        written = _written_on(reader)
    source = _source(path, pages) if table is None else table
    return replace(source, remarks=(*source.remarks, *written))


def _written_on(reader: Any) -> tuple[Remark, ...]:
    """Return remarks on what was written on the pages: comments, and fields filled in."""
    left_out = LeftOut()
    for number, page in enumerate(reader.pages, start=1):
        notes = page.get("/Annots")
        notes = notes.get_object() if hasattr(notes, "get_object") else notes
        for one in notes if isinstance(notes, list) else ():
            note = one.get_object() if hasattr(one, "get_object") else None
            if isinstance(note, dict) and note.get("/Subtype") not in {"/Link", "/Popup"}:
                field = note.get("/Subtype") == "/Widget"
                text = note.get("/V" if field else "/Contents")
                kind = "form fields" if field else "comments"
                left_out.add(kind, text if isinstance(text, str) else "", f"page {number}")
    return left_out.remarks()


def _table(reader: Any) -> Source | None:
    """Return the transcript that a table holds, if the first page looks like one."""
    first = _set_out(reader.pages[0])
    if table_source([first]) is None:
        return None
    return table_source([first, *(_set_out(page) for page in reader.pages[1:])])


def _set_out(page: Any) -> str:
    """Return a page's text with the white space that sets it out."""
    text = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)
    return safe_text(text).replace("\f", "\n")


def _source(path: Path, pages: list[str]) -> Source:
    if not any(page.strip() for page in pages):
        raise ReadError(
            Said(
                "The pdf has no text: its pages are pictures, probably scanned.",
                "Pdf-tiedostossa ei ole tekstiä: sen sivut ovat kuvia, luultavasti skannattuja.",
            ),
            file=path,
            place=Said(f"all {len(pages)} pages", f"kaikki {len(pages)} sivua"),
            remedy=Said(
                "Run text recognition (OCR) on it, for example with ocrmypdf -l fin.",
                "Aja sille tekstintunnistus (OCR), esimerkiksi ohjelmalla ocrmypdf -l fin.",
            ),
        )
    starts = []
    place = 0
    for page in pages:
        starts.append(place)
        place += len(page) + len(_BETWEEN_PAGES)
    empty = [str(number) for number, page in enumerate(pages, start=1) if not page.strip()]
    remarks = (
        remark(
            "empty_pages",
            f"pages {', '.join(empty)}",
            "If something is written on them, run text recognition (OCR) on the pdf.",
        ),
    )
    return Source(
        "pdf",
        _BETWEEN_PAGES.join(pages),
        pages=tuple(starts),
        remarks=remarks if empty else (),
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pypdf's remarks on small faults of a file from the user's screen."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


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
            return _of_rows(rows, columns, marks.headers)
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


def _of_rows(rows: Sequence[Row], columns: Columns, headers: Sequence[str]) -> Source:
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
