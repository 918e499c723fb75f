"""The cells of a coding sheet, from CSV or xlsx."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from aineisto.codings._sheet_names import (
    ACTORS,
    AGREED,
    CODER,
    STATEMENT,
    columns_of,
    without_empty_doubles,
)
from aineisto.core.codings import STANCE
from aineisto.core.errors import CodingsError, ReadError, reading
from aineisto.core.labels import FORMULA, label_text, no_label

THEME_COLUMN = re.compile(r"theme\d*|themes")
#: Between the codes of one cell.
SEPARATOR = ";"

#: A code stands in none of the columns further to the right; so many cells nobody merges.
_WIDEST, _MOST_MERGED = 1_000, 1_000_000
_CODED = re.compile(r"theme|stance|actor")
_PART = ": part them"


@dataclass
class Sheet:
    """The cells of one sheet, as text, by the names of its columns in English.

    It stands for its path too: whatever reads a sheet takes one that is open already, so that no
    file is opened again for having been looked into.
    """

    path: Path
    header: list[str]
    rows: list[list[str]]
    first_row: int = 2
    problems: list[str] = field(default_factory=list)
    heads: Sequence[str] = ()  # of the columns, as they are written
    #: What is wrong with some cells of the workbook, by row and column, counted from 1.
    faults: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def __fspath__(self) -> str:
        return fspath(self.path)

    @property
    def is_of_disputes(self) -> bool:
        return AGREED in self.header

    def names(self, wanted: Callable[[str], object]) -> list[str]:
        return [name for name in self.header if wanted(name)]

    def cell(self, row: int, column: str) -> str:
        if column not in self.header:
            return ""
        index = self.header.index(column)
        cells = self.rows[row]
        return cells[index].strip() if index < len(cells) else ""

    def name(self, row: int, column: str) -> str:
        """Return a cell that names something, without what cannot be seen in it."""
        return label_text(self.cell(row, column))

    def blame(self, row: int, column: str, problem: str) -> None:
        """Remember what is wrong with a cell, named as a spreadsheet names it."""
        place, name = f"row {row + self.first_row}", column
        if column in self.header:
            index = self.header.index(column)
            place = f"{column_letter(index)}{row + self.first_row}"
            name = self.heads[index] if self.heads else column
        self.problems.append(f"{self.path}, {place} ({name}): {problem}")


def is_of_disputes(sheet: str | PathLike[str]) -> bool:
    """Return whether a sheet, or the file of a path, holds disputes and not one coder's codes.

    Examples
    --------
    >>> is_of_disputes(sheets[0])
    False
    """
    return open_sheet(sheet).is_of_disputes


def column_letter(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def open_sheet(path: str | PathLike[str]) -> Sheet:
    """Read the cells of a sheet, of whichever kind it is; one that is open is returned as it is.

    Examples
    --------
    >>> sheet = open_sheet(sheets[0])
    >>> sheet.is_of_disputes, len(read_sheets(sheet)) == len(read_sheets(sheets[0]))
    (False, True)
    """
    if isinstance(path, Sheet):
        return path
    path = Path(path)
    with reading(path, "coding sheet", error=CodingsError):
        workbook = path.suffix.lower() in (".xlsx", ".xlsm")
        table, faults = _xlsx_cells(path) if workbook else (_csv_cells(path), {})
        for number, cells in enumerate(table):
            header = columns_of(cells)
            if STATEMENT in header:
                rows, heads = table[number + 1 :], [cell.strip() for cell in cells]
                header = without_empty_doubles(header, rows)
                return Sheet(path, header, rows, number + 2, heads=heads, faults=faults)
    raise CodingsError(
        f"The coding sheet has no column {STATEMENT!r}.",
        file=path,
        place="row 1",
        remedy="Name the columns statement_id, theme, theme2, stance, actors; in Finnish "
        "lausuman tunnus, teema, teema2, kanta, toimijat.",
    )


def read_sheet(path: str | PathLike[str], needed: Sequence[str] = ()) -> Sheet:
    """Return a sheet's cells: of one with codes of its own, or of one with the columns `needed`."""
    sheet = replace(open_sheet(path), problems=[])
    with reading(sheet.path, "coding sheet", error=CodingsError):
        _blame_no_codes(sheet, _checked_for(sheet, needed) if needed else _checked(sheet))
    return sheet


def _checked_for(sheet: Sheet, needed: Sequence[str]) -> Sequence[str]:
    """Refuse a header that lacks a column or has it twice; return the columns."""
    for name in needed:
        if sheet.header.count(name) != 1:
            raise CodingsError(
                f"The sheet has {'two columns' if name in sheet.header else 'no column'} {name!r}.",
                file=sheet.path,
                place=f"row {sheet.first_row - 1}",
                remedy="Keep the columns as they were written.",
            )
    return needed


def _checked(sheet: Sheet) -> Sequence[str]:
    """Refuse a header that would lose codes: a misspelt or doubled column, or none to read.

    Returns the columns that are read.
    """
    if sheet.is_of_disputes:
        raise CodingsError(
            "This is a sheet of disputes, not one coder's.",
            file=sheet.path,
            remedy="Read it with project.import_disputes, or with aineisto import-sheet alone.",
        )
    known = (*sheet.names(THEME_COLUMN.fullmatch), STANCE, ACTORS)
    strange = [name for name in sheet.header if _CODED.match(name) and name not in known]
    counts = Counter(sheet.header)
    doubled = [name for name, number in counts.items() if name and number > 1]
    numbered = sheet.names(re.compile(r"theme[2-9]\d*").fullmatch)
    if numbered and not {"theme", "theme1", "themes"} & set(sheet.header):
        raise CodingsError(
            f"The coding sheet has a column {numbered[0]!r} but no column 'theme'.",
            file=sheet.path,
            place=f"row {sheet.first_row - 1}",
            remedy="Name the column of the first theme theme.",
        )
    if strange or doubled or not set(known) & set(sheet.header):
        what = f"the column {(strange or doubled)[0]!r}" if strange or doubled else "no codes"
        raise CodingsError(
            f"The coding sheet has {what}{' twice' if doubled and not strange else ''}.",
            file=sheet.path,
            place=f"row {sheet.first_row - 1}",
            remedy="Columns with codes are theme, theme2, … or themes, stance, actors.",
        )
    return (*sheet.names(THEME_COLUMN.fullmatch), STANCE, ACTORS, STATEMENT, CODER)


def _blame_no_codes(sheet: Sheet, read: Sequence[str]) -> None:
    """Blame cells of codes that hold a formula or an error, or lie within merged cells."""
    for column in (name for name in read if name in sheet.header):
        place = sheet.header.index(column)
        # A name that stands over two columns hides the codes of the second.
        over = sheet.faults.get((sheet.first_row - 1, place + 1), "")
        if over.endswith(_PART):
            sheet.blame(-1, column, over)
        for row in range(len(sheet.rows)):
            cell = sheet.cell(row, column)
            problem = sheet.faults.get((row + sheet.first_row, place + 1), "")
            fault = no_label(cell)
            if fault and fault != FORMULA:
                problem = f"{cell} is {fault}, no code"
            elif not problem and column != STATEMENT and fault:
                problem = f"{cell!r} is {fault}: write its value"
            if problem:
                sheet.blame(row, column, problem)


def _xlsx_cells(path: Path) -> tuple[list[list[str]], dict[tuple[int, int], str]]:
    """Return the cells, and what is wrong with some by row and column, counted from 1."""
    from aineisto.corpus.readers import read_workbook

    _check_there(path)
    try:
        books = read_workbook(path)
    except ReadError as error:
        raise CodingsError(
            f"The coding sheet cannot be opened: {error.problem}",
            file=path,
            place=error.place,
            remedy="Save it again as xlsx, without a password.",
        ) from error
    tables = [[[_as_text(value) for value in row] for row in rows] for rows in books]
    for number, table in enumerate(tables):
        if any(STATEMENT in columns_of(row) for row in table):
            return table, _formulas_and_merged(path, number) | _dates(books[number])
    return (tables[0] if tables else []), {}


def _dates(rows: Sequence[Sequence[object]]) -> dict[tuple[int, int], str]:
    """Return the cells that hold a date or a time of day, which nobody gives as a code."""
    return {
        (row, column): f"the cell holds the date {value}: a spreadsheet makes one of 1.2 or 1-2; "
        "format the cell as text and write the code"
        for row, cells in enumerate(rows, start=1)
        for column, value in enumerate(cells, start=1)
        if isinstance(value, date | time | timedelta)
    }


def _formulas_and_merged(path: Path, number: int) -> dict[tuple[int, int], str]:
    """Return the cells whose value is not what a person wrote into them."""
    from aineisto.corpus.readers import read_oddities

    formulas, merged = read_oddities(path, number)
    found = dict.fromkeys(formulas, "the cell holds a formula: write its value")
    cells = 0
    for first_row, first, last_row, last in merged:
        where = f"{column_letter(first - 1)}{first_row}:{column_letter(last - 1)}{last_row}"
        last = min(last, _WIDEST)
        cells += (last_row - first_row + 1) * max(last - first + 1, 0)
        if cells > _MOST_MERGED:
            raise CodingsError(
                f"The coding sheet has more than {_MOST_MERGED:,} merged cells.",
                file=path,
                place=where,
                remedy="Part the merged cells.",
            )
        for row in range(first_row, last_row + 1):
            for column in range(first, last + 1):
                found[row, column] = f"the cells {where} are merged{_PART}"
    return found


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    # Spreadsheets keep whole numbers as floats.
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _csv_cells(path: Path) -> list[list[str]]:
    text = _decoded(path)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise CodingsError(
            f"The coding sheet is not a CSV table ({error}).",
            file=path,
            remedy="Close every quotation mark, or save the sheet as xlsx.",
        ) from error


def _check_there(path: Path) -> None:
    if not path.is_file():
        raise CodingsError("There is no such coding sheet.", file=path, remedy="Check the path.")


def _decoded(path: Path) -> str:
    _check_there(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CodingsError(
            f"The coding sheet cannot be opened ({error.strerror}).",
            file=path,
            remedy="Check the path and your right to read it.",
        ) from error
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise CodingsError(
        "The coding sheet is not text in an encoding that is known here.",
        file=path,
        remedy="Save it as CSV in UTF-8, or as xlsx.",
    )
