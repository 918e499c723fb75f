"""Read tables: csv and xlsx, whole transcripts a statement a row, and the participants."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import nan
from pathlib import Path
from textwrap import shorten

from aineisto.core.errors import ReadError, Said
from aineisto.corpus._corpus import INTERVIEWEE
from aineisto.corpus._remarks import remark
from aineisto.corpus._source import Paragraph, Source, Spoken, joined, timed
from aineisto.corpus._times import parse_span, seconds
from aineisto.corpus.readers._columns import (
    MOST_COLUMNS,
    find_columns,
    header_kinds,
    transcript_parts,
)
from aineisto.corpus.readers._left_out import LeftOut
from aineisto.corpus.readers._plain import read_string
from aineisto.corpus.readers._recognised import in_seconds
from aineisto.corpus.readers._survey import answers_of_survey
from aineisto.corpus.speakers import label_word, role_of

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
_LOOKED_AT = 50_000
#: Columns of the tables that this library writes, which reading makes anew.
_OURS = frozenset({"statement_id", "turn", "start", "end", "clean", "time_start", "time_end"})


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
    path: Path, encoding: str | None = None, *, names: Mapping[str, str] | None = None
) -> Table:
    """Return the table in a csv or xlsx file; empty rows are left out.

    Column names are compared in lower case, and the Finnish ones are known by their English names.

    Raises
    ------
    ReadError
        When a row has more cells than the header, a column is there twice, or nothing is.
    """
    workbook = path.suffix.lower() in {".xlsx", ".xlsm"}
    raw = _sheets(path, 1)[0] if workbook else _csv_rows(path, encoding)
    filled = [(number, row) for number, row in raw if any(cell.strip() for cell in row)]
    return _named(path, filled, names)


def _named(
    path: Path,
    filled: Sequence[tuple[int, Sequence[str]]],
    names: Mapping[str, str] | None = None,
) -> Table:
    """Return filled rows, of which the first names the columns, as a table."""
    if len(filled) < 2:
        raise ReadError(
            Said(
                "The table has no rows below its header.",
                "Taulukossa ei ole rivejä otsikkorivin alla.",
            ),
            file=path,
            remedy=Said(
                "Begin it with a row of column names and give each statement a row.",
                "Aloita se sarakkeiden nimillä ja anna kullekin lausumalle oma rivi.",
            ),
        )
    columns = _column_names(filled[0][1], names)
    _refuse_too_wide(path, filled[0][0], len(columns))
    for name, number in Counter(columns).items():
        if number > 1:
            raise ReadError(
                Said(f"The column {name!r} is there twice.", f"Sarake ”{name}” on kahdesti."),
                file=path,
                place="row 1",
                remedy=Said(
                    "Rename one of them or leave it out.",
                    "Nimeä toinen uudelleen tai jätä se pois.",
                ),
            )
    rows = [_fit(path, number, row, len(columns)) for number, row in filled[1:]]
    return Table(tuple(columns), tuple(rows), tuple(number for number, _ in filled[1:]))


def _column_names(first: Sequence[str], names: Mapping[str, str] | None = None) -> list[str]:
    """Return the names of the columns, the known ones as they are called here."""
    header = [cell.strip() for cell in first]
    while header and not header[-1]:
        header.pop()
    own = _NAMES if names is None else names
    known = [own.get(name.lower(), name.lower()) for name in header]
    wanted = set(own.values()) | {"group", "text"}
    columns = [low if low in wanted else name for low, name in zip(known, header, strict=True)]
    if names is None and "statement_id" not in columns:
        for place, kind in header_kinds(header).items():
            if kind in {"text", "speaker", "time_start", "time_end"} and kind not in columns and (
                columns[place] not in wanted
            ):  # fmt: skip
                columns[place] = kind
    return columns


def _refuse_too_wide(path: Path, number: int, width: int) -> None:
    if width > MOST_COLUMNS:
        raise ReadError(
            Said(f"The table has {width:,} columns.", f"Taulukossa on {width} saraketta."),
            file=path,
            place=f"row {number}",
            remedy=Said(
                f"Leave out those that are not needed: at most {MOST_COLUMNS:,} are read.",
                f"Jätä pois ne, joita ei tarvita: enintään {MOST_COLUMNS} luetaan.",
            ),
        )


def _fit(path: Path, number: int, row: Sequence[str], width: int) -> tuple[str, ...]:
    if any(cell.strip() for cell in row[width:]):
        raise ReadError(
            Said(
                f"The row has {len(row)} cells but the header {width}.",
                f"Rivillä on {len(row)} solua mutta otsikossa {width}.",
            ),
            file=path,
            place=f"row {number}",
            remedy=Said(
                "Put text that holds the delimiter in quotation marks.",
                "Pane teksti, jossa on erotinmerkki, lainausmerkkeihin.",
            ),
        )
    return tuple([*row, *[""] * width][:width])


def _csv_rows(path: Path, encoding: str | None) -> list[tuple[int, list[str]]]:
    text = read_string(path, encoding)
    reader = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
    rows = []
    try:
        before = 0
        for row in reader:
            rows.append((before + 1, row))
            before = reader.line_num
    except csv.Error as error:
        raise ReadError(
            Said(f"The table cannot be read ({error}).", f"Taulukkoa ei voi lukea ({error})."),
            file=path,
            place=f"line {reader.line_num}",
            remedy=Said(
                "Save it again as CSV in UTF-8.", "Tallenna se uudelleen CSV-tiedostona, UTF-8."
            ),
        ) from error
    return rows


def _delimiter(text: str) -> str:
    """Return the delimiter that parts most of the first rows into equally many cells."""
    first = text.lstrip("\n").partition("\n")[0]

    def fits(delimiter: str) -> tuple[float, int]:
        try:
            rows = csv.reader(io.StringIO(text[:_LOOKED_AT]), delimiter=delimiter)
            widths = [len(row) for row in islice(rows, 50) if row]
        except csv.Error:
            return 0.0, 0
        wide = Counter(width for width in widths if width > 1)
        return max(wide.values(), default=0) / max(len(widths), 1), first.count(delimiter)

    return max(_DELIMITERS, key=fits)


def _sheets(path: Path, most: int | None = None) -> list[list[tuple[int, list[str]]]]:
    from aineisto.core.workbooks import read_workbook

    return [
        [(number, ["" if cell is None else _cell(cell) for cell in row])
         for number, row in enumerate(rows, start=1)]
        for rows in read_workbook(path, sheets=most)
    ] or [[]]  # fmt: skip


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).removesuffix(" 00:00:00")


def read_statements(path: Path, encoding: str | None = None) -> list[Source]:
    """Read a table of statements, one a row.

    The column ``text`` and, if there, ``speaker``, ``role``, ``question``, ``participant``, times
    and ``document``, which parts the table into documents, are known by their names; a table
    without names is read by what its columns hold. Other columns are kept with the statements.
    Of a questionnaire with a row a respondent the columns of open questions are read.
    """
    workbook = path.suffix.lower() in {".xlsx", ".xlsm"}
    sheets = _sheets(path) if workbook else [_csv_rows(path, encoding)]
    filled = [[(number, row) for number, row in rows if any(c.strip() for c in row)]
              for rows in sheets]  # fmt: skip
    left_out = LeftOut()
    for number, rows in enumerate(filled):
        sources = (
            _by_names(path, rows, left_out)
            or _by_content(path, rows, left_out)
            or _of_survey(path, rows, left_out)
        )
        if sources:
            for other, unread in enumerate(filled, start=1):
                if other != number + 1 and unread:
                    left_out.add("other sheets", " | ".join(unread[0][1]), f"sheet {other}")
            sources[0] = replace(sources[0], remarks=(*sources[0].remarks, *left_out.remarks()))
            return sources
    table = _named(path, filled[0] if filled else [])
    if "text" in table.header:
        raise ReadError(
            Said("The column `text` is empty.", "Sarake `text` on tyhjä."),
            file=path,
            remedy=Said("Leave the file out.", "Jätä tiedosto pois."),
        )
    raise ReadError(
        Said("The table has no column `text`.", "Taulukossa ei ole saraketta `text` tai `teksti`."),
        file=path,
        place=f"row 1: {', '.join(table.header)}",
        remedy=Said(
            "Name the column of the statements `text` (or `teksti`).",
            "Anna lausumien sarakkeelle nimi `teksti`.",
        ),
    )


def _of_survey(
    path: Path, rows: Sequence[tuple[int, Sequence[str]]], left_out: LeftOut
) -> list[Source]:
    """Read the open answers of a questionnaire, each respondent's as a document."""
    answers, questions, others = answers_of_survey(rows, path.stem)
    sources = _by_names(path, answers, left_out)
    if sources:
        told = remark(
            "survey",
            f"row {rows[0][0]}",
            "For groups in reports give the column that tells them the name group.",
            text=_listed(questions),
            others=_listed(others) or "–",
            n=len(sources),
        )
        sources[0] = replace(sources[0], remarks=(told,))
    return [replace(one, paragraphs=tuple(map(_as_said, one.paragraphs or ()))) for one in sources]


def _as_said(paragraph: Paragraph) -> Paragraph:
    """Return an answer that is cut into statements as speech is."""
    return paragraph._replace(unit=False, role=INTERVIEWEE)


def _listed(names: Sequence[str]) -> str:
    return "; ".join(shorten(name, 40, placeholder=" …") for name in names)


def _by_names(
    path: Path, rows: Sequence[tuple[int, Sequence[str]]], left_out: LeftOut
) -> list[Source]:
    """Read a table whose first row names its columns; nothing where it names no text."""
    if len(rows) < 2 or "text" not in _column_names(rows[0][1]):
        return []
    table = _named(path, rows)
    known = {"text", "speaker", "role", "question", "participant", "document", *_OURS}
    others = [name for name in table.header if name not in known and name]
    documents: dict[str, list[tuple[str, Paragraph]]] = {}
    questions: dict[str, dict[str, list[int]]] = {}
    for number, record in zip(table.numbers, table.records(), strict=True):
        text = record["text"].strip()
        if not text:
            filled = " | ".join(cell.strip() for cell in record.values() if cell.strip())
            left_out.add("row of a table without speech", filled, f"row {number}")
            continue
        start, end = parse_span(record.get("time_start", ""))
        last = seconds(record.get("time_end", ""))
        paragraph = Paragraph(
            0,
            0,
            unit=True,
            speaker=record.get("speaker", "").strip(),
            role=_role(path, number, record.get("role", "")),
            question=record.get("question", "").strip(),
            participant=record.get("participant", "").strip(),
            time_start=seconds(record.get("time_start", "")) if start is None else start,
            time_end=end if last is None else last,
            data=tuple((name, record[name].strip()) for name in others),
        )
        name = record.get("document", "").strip()
        documents.setdefault(name, []).append((text, paragraph))
        if paragraph.question:
            questions.setdefault(name, {}).setdefault(paragraph.question, []).append(number)
    format = path.suffix.lower().strip(".")
    if set(table.header) <= {"text", "speaker", "time_start", "time_end"} and (
        "time_end" in table.header
    ):  # fmt: skip
        parts = [part for own_parts in documents.values() for part in own_parts]
        return [timed(format, in_seconds([_spoken(text, one) for text, one in parts]))]
    sources = [(name, joined(format, parts)) for name, parts in documents.items()]
    return [
        replace(source, name=name, questions=questions.get(name, {})) for name, source in sources
    ]


def _spoken(text: str, paragraph: Paragraph) -> Spoken:
    start, end = paragraph.time_start, paragraph.time_end
    return Spoken(paragraph.speaker, text, nan if start is None else start,
                  nan if end is None else end, paragraph.role)  # fmt: skip


def _by_content(
    path: Path, rows: Sequence[tuple[int, Sequence[str]]], left_out: LeftOut
) -> list[Source]:
    """Read a table by what its columns hold; nothing where that tells no speech."""
    cells = [[cell.strip() for cell in row] for _, row in rows]
    # A title above the table stands in one cell.
    number = next((n for n, row in enumerate(cells[:10]) if sum(map(bool, row)) > 1), 0)
    if number and len(cells[0]) > 1:
        for (place, _), row in zip(rows[:number], cells[:number], strict=False):
            left_out.add("title above a table", " ".join(filter(None, row)), f"row {place}")
        return _by_names(path, rows[number:], left_out) or _by_content(
            path, rows[number:], left_out
        )
    for (place, _), row in zip(rows, cells, strict=True):
        _refuse_too_wide(path, place, len(row))
    columns = find_columns(cells)
    if columns is None:
        return []
    parts = list(transcript_parts(cells, columns, left_out, unit=True))
    return [joined(path.suffix.lower().strip("."), parts)] if parts else []


def _role(path: Path, number: int, value: str) -> str:
    role = role_of(value)
    if role or not label_word(value):
        return role
    raise ReadError(
        Said(f"{value!r} is no role.", f"”{value}” ei ole rooli."),
        file=path,
        place=f"row {number}, column role",
        remedy=Said(
            "Write interviewer or interviewee (haastattelija, haastateltava).",
            "Kirjoita haastattelija tai haastateltava.",
        ),
    )
