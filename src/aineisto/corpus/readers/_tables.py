"""Read tables: csv and xlsx, whole transcripts a statement a row, and the participants."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aineisto.core.errors import ReadError
from aineisto.corpus._corpus import INTERVIEWEE, INTERVIEWER
from aineisto.corpus._source import Paragraph, Source, joined
from aineisto.corpus.readers._plain import read_string
from aineisto.corpus.speakers import INTERVIEWEE_WORDS, INTERVIEWER_WORDS, label_word

#: Finnish and other names of the columns that are known.
_NAMES = {
    "teksti": "text",
    "lausuma": "text",
    "statement": "text",
    "puhuja": "speaker",
    "rooli": "role",
    "kysymys": "question",
    "osallistuja": "participant",
    "haastateltava": "participant",
    "dokumentti": "document",
    "asiakirja": "document",
    "tiedosto": "document",
    "file": "document",
}
_DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class Table:
    """A table: its header, its rows of strings, and the file's line or row of each."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]

    def records(self) -> list[dict[str, str]]:
        """Return the rows by column."""
        return [dict(zip(self.header, row, strict=True)) for row in self.rows]


def read_table(
    path: Path, encoding: str | None = None, *, names: Mapping[str, str] = _NAMES
) -> Table:
    """Return the table in a csv or xlsx file; empty rows are left out.

    Column names are compared in lower case, and the Finnish ones are known by their English names.

    Raises
    ------
    ReadError
        When a row has more cells than the header, a column is there twice, or nothing is.
    """
    raw = (
        _xlsx_rows(path) if path.suffix.lower() in {".xlsx", ".xlsm"} else _csv_rows(path, encoding)
    )
    filled = [(number, row) for number, row in raw if any(cell.strip() for cell in row)]
    if len(filled) < 2:
        raise ReadError(
            "The table has no rows below its header.",
            file=path,
            remedy="Begin it with a row of column names and give each statement a row.",
        )
    header = [cell.strip() for cell in filled[0][1]]
    while header and not header[-1]:
        header.pop()
    known = [names.get(name.lower(), name.lower()) for name in header]
    wanted = set(names.values()) | {"group", "text"}
    columns = [low if low in wanted else name for low, name in zip(known, header, strict=True)]
    for name, number in Counter(columns).items():
        if number > 1:
            raise ReadError(
                f"The column {name!r} is there twice.",
                file=path,
                place="row 1",
                remedy="Rename one of them or leave it out.",
            )
    rows = [_fit(path, number, row, len(columns)) for number, row in filled[1:]]
    return Table(tuple(columns), tuple(rows), tuple(number for number, _ in filled[1:]))


def _fit(path: Path, number: int, row: Sequence[str], width: int) -> tuple[str, ...]:
    if any(cell.strip() for cell in row[width:]):
        raise ReadError(
            f"The row has {len(row)} cells but the header {width}.",
            file=path,
            place=f"row {number}",
            remedy="Put text that holds the delimiter in quotation marks.",
        )
    return tuple([*row, *[""] * width][:width])


def _csv_rows(path: Path, encoding: str | None) -> list[tuple[int, list[str]]]:
    text = read_string(path, encoding)
    first = text.lstrip("\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    rows = []
    try:
        before = 0
        for row in reader:
            rows.append((before + 1, row))
            before = reader.line_num
    except csv.Error as error:
        raise ReadError(
            f"The table cannot be read ({error}).",
            file=path,
            place=f"line {reader.line_num}",
            remedy="Save it again as CSV in UTF-8.",
        ) from error
    return rows


def _xlsx_rows(path: Path) -> list[tuple[int, list[str]]]:
    from aineisto.corpus.readers._workbook import read_workbook

    first = next(iter(read_workbook(path, sheets=1)), [])
    return [
        (number, ["" if cell is None else _cell(cell) for cell in row])
        for number, row in enumerate(first, start=1)
    ]


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).removesuffix(" 00:00:00")


def read_statements(path: Path, encoding: str | None = None) -> list[Source]:
    """Read a table of statements: ``text``, and if there ``speaker``, ``role``, ``question``,
    ``participant`` and ``document``, which parts the table into documents.
    """
    table = read_table(path, encoding)
    if "text" not in table.header:
        raise ReadError(
            "The table has no column `text`.",
            file=path,
            place=f"row 1: {', '.join(table.header)}",
            remedy="Name the column of the statements `text` (or `teksti`).",
        )
    documents: dict[str, list[tuple[str, Paragraph]]] = {}
    for number, record in zip(table.numbers, table.records(), strict=True):
        text = record["text"].strip()
        if not text:
            continue
        paragraph = Paragraph(
            0,
            0,
            unit=True,
            speaker=record.get("speaker", "").strip(),
            role=_role(path, number, record.get("role", "")),
            question=record.get("question", "").strip(),
            participant=record.get("participant", "").strip(),
        )
        documents.setdefault(record.get("document", "").strip(), []).append((text, paragraph))
    if not documents:
        raise ReadError("The column `text` is empty.", file=path, remedy="Leave the file out.")
    format = path.suffix.lower().strip(".")
    sources = []
    for name, parts in documents.items():
        source = joined(format, parts)
        sources.append(Source(format, source.text, source.paragraphs, name=name))
    return sources


def _role(path: Path, number: int, value: str) -> str:
    word = label_word(value)
    if not word:
        return ""
    if word in INTERVIEWER_WORDS:
        return INTERVIEWER
    if word in INTERVIEWEE_WORDS:
        return INTERVIEWEE
    raise ReadError(
        f"{value!r} is no role.",
        file=path,
        place=f"row {number}, column role",
        remedy="Write interviewer or interviewee (haastattelija, haastateltava).",
    )
