"""The cells of a coding sheet, from CSV or xlsx."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from aineisto.codings._sheet_faults import PART, column_letter, faults_of
from aineisto.codings._sheet_names import (
    ACTORS,
    AGREED,
    CODER,
    STATEMENT,
    columns_of,
    head,
    without_empty_doubles,
)
from aineisto.core.checks import as_path
from aineisto.core.codings import STANCE
from aineisto.core.errors import CodingsError, ReadError, Said, reading
from aineisto.core.labels import FORMULA, label_text, no_label
from aineisto.core.text import decoded

THEME_COLUMN = re.compile(r"theme\d*|themes")
#: Between the codes of one cell.
SEPARATOR = ";"

#: A column that means to hold codes; toimijaryhmä is one of a study's own.
_CODED = re.compile(r"theme|stance|actor|(teema|kanta|toimija)\w?[\W_]*\d*\w?$")
_KIND = Said("coding sheet", "koodauslomake")


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
    problems: list[Said] = field(default_factory=list)
    heads: Sequence[str] = ()  # of the columns, as they are written
    #: What is wrong with some cells of the workbook, by row and column, counted from 1.
    faults: Mapping[tuple[int, int], Said] = field(default_factory=dict)

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

    def blame(self, row: int, column: str, problem: Said) -> None:
        """Remember what is wrong with a cell, named as a spreadsheet names it."""
        number = row + self.first_row
        place, name = _row(number), Said(column, head(column, "fi"))
        if column in self.header:
            index = self.header.index(column)
            cell = f"{column_letter(index)}{number}"
            written = self.heads[index] if self.heads else column
            place, name = Said(cell, cell), Said(written, written)
        told = [f"{self.path}, ", place, " (", name, "): ", problem]
        self.problems.append(Said.joined("", told))


def is_of_disputes(sheet: str | PathLike[str]) -> bool:
    """Return whether a sheet, or the file of a path, holds disputes and not one coder's codes.

    Examples
    --------
    >>> is_of_disputes(sheets[0])
    False
    """
    return open_sheet(sheet).is_of_disputes


def _row(number: int) -> Said:
    return Said(f"row {number}", f"rivi {number}")


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
    path = as_path(path, error=CodingsError)
    with reading(path, _KIND, error=CodingsError):
        workbook = path.suffix.lower() in (".xlsx", ".xlsm")
        table, faults = _xlsx_cells(path) if workbook else (_csv_cells(path), {})
        for number, cells in enumerate(table):
            header = columns_of(cells)
            if STATEMENT in header:
                rows, heads = table[number + 1 :], [cell.strip() for cell in cells]
                header = without_empty_doubles(header, rows)
                return Sheet(path, header, rows, number + 2, heads=heads, faults=faults)
    raise CodingsError(
        Said(
            f"The coding sheet has no column {STATEMENT!r}.",
            f"Lomakkeessa ei ole saraketta ”{head(STATEMENT, 'fi')}”.",
        ),
        file=path,
        place=_row(1),
        remedy=Said(
            "Name the columns statement_id, theme, theme2, stance, actors; in Finnish "
            "lausuman tunnus, teema, teema2, kanta, toimijat.",
            "Nimeä sarakkeet: lausuman tunnus, teema, teema2, kanta, toimijat.",
        ),
    )


def read_sheet(path: str | PathLike[str], needed: Sequence[str] = ()) -> Sheet:
    """Return a sheet's cells: of one with codes of its own, or of one with the columns `needed`."""
    sheet = replace(open_sheet(path), problems=[])
    with reading(sheet.path, _KIND, error=CodingsError):
        _blame_no_codes(sheet, _checked_for(sheet, needed) if needed else _checked(sheet))
    return sheet


def _checked_for(sheet: Sheet, needed: Sequence[str]) -> Sequence[str]:
    """Refuse a header that lacks a column or has it twice; return the columns."""
    for name in needed:
        if sheet.header.count(name) != 1:
            twice = name in sheet.header
            raise CodingsError(
                Said(
                    f"The sheet has {'two columns' if twice else 'no column'} {name!r}.",
                    f"Lomakkeessa {'on kahdesti sarake' if twice else 'ei ole saraketta'} "
                    f"”{head(name, 'fi')}”.",
                ),
                file=sheet.path,
                place=_row(sheet.first_row - 1),
                remedy=Said(
                    "Keep the columns as they were written.",
                    "Pidä sarakkeet sellaisina kuin ne olivat.",
                ),
            )
    return needed


def _checked(sheet: Sheet) -> Sequence[str]:
    """Refuse a header that would lose codes: a misspelt or doubled column, or none to read.

    Returns the columns that are read.
    """
    if sheet.is_of_disputes:
        raise CodingsError(
            Said(
                "This is a sheet of disputes, not one coder's.",
                "Tämä on erimielisyyksien lomake eikä yhden koodaajan.",
            ),
            file=sheet.path,
            remedy=Said(
                "Read it with project.import_disputes, or with aineisto import-sheet alone.",
                "Lue se kutsulla project.import_disputes tai yksin komennolla aineisto "
                "import-sheet.",
            ),
        )
    known = (*sheet.names(THEME_COLUMN.fullmatch), STANCE, ACTORS)
    strange = [name for name in sheet.header if _CODED.match(name) and name not in known]
    counts = Counter(sheet.header)
    doubled = [name for name, number in counts.items() if name and number > 1]
    numbered = sheet.names(re.compile(r"theme[2-9]\d*").fullmatch)
    if numbered and not {"theme", "theme1", "themes"} & set(sheet.header):
        raise CodingsError(
            Said(
                f"The coding sheet has a column {numbered[0]!r} but no column 'theme'.",
                f"Lomakkeessa on sarake ”{head(numbered[0], 'fi')}” mutta ei saraketta ”teema”.",
            ),
            file=sheet.path,
            place=_row(sheet.first_row - 1),
            remedy=Said(
                "Name the column of the first theme theme.",
                "Anna ensimmäisen teeman sarakkeelle nimi teema.",
            ),
        )
    if strange or doubled or not set(known) & set(sheet.header):
        name, twice = (strange or doubled or [""])[0], bool(doubled and not strange)
        what, which = "no codes", "ei ole koodien sarakkeita"
        if name:
            what = f"the column {name!r}{' twice' * twice}"
            which = f"on {'kahdesti ' * twice}sarake ”{head(name, 'fi')}”"
        raise CodingsError(
            Said(f"The coding sheet has {what}.", f"Lomakkeessa {which}."),
            file=sheet.path,
            place=_row(sheet.first_row - 1),
            remedy=Said(
                "Columns with codes are theme, theme2, … or themes, stance, actors.",
                "Koodien sarakkeet ovat teema, teema2, … tai teemat, kanta ja toimijat.",
            ),
        )
    return (*sheet.names(THEME_COLUMN.fullmatch), STANCE, ACTORS, STATEMENT, CODER)


def _blame_no_codes(sheet: Sheet, read: Sequence[str]) -> None:
    """Blame cells of codes that hold a formula or an error, or lie within merged cells."""
    for column in (name for name in read if name in sheet.header):
        place = sheet.header.index(column)
        # A name that stands over two columns hides the codes of the second.
        over = sheet.faults.get((sheet.first_row - 1, place + 1))
        if over is not None and over.endswith(PART):
            sheet.blame(-1, column, over)
        for row in range(len(sheet.rows)):
            cell = sheet.cell(row, column)
            problem = sheet.faults.get((row + sheet.first_row, place + 1))
            fault = no_label(cell)
            if fault and fault != FORMULA:
                fi = f"{cell} on taulukkolaskennan virhe eikä koodi"
                problem = Said(f"{cell} is {fault}, no code", fi)
            elif not problem and column != STATEMENT and fault:
                fi = f"”{cell}” on kaava: kirjoita sen arvo"
                problem = Said(f"{cell!r} is {fault}: write its value", fi)
            if problem:
                sheet.blame(row, column, problem)


def _xlsx_cells(path: Path) -> tuple[list[list[str]], dict[tuple[int, int], Said]]:
    """Return the cells, and what is wrong with some by row and column, counted from 1."""
    from aineisto.core.workbooks import read_workbook

    _check_there(path)
    try:
        books = read_workbook(path)
    except ReadError as error:
        raise CodingsError(
            Said.joined(
                " ",
                [
                    Said("The coding sheet cannot be opened:", "Lomaketta ei voi avata:"),
                    error.problem,
                ],
            ),
            file=path,
            place=error.place,
            remedy=Said(
                "Save it again as xlsx, without a password.",
                "Tallenna se uudelleen xlsx-tiedostona ilman salasanaa.",
            ),
        ) from error
    tables = [[[_as_text(value) for value in row] for row in rows] for rows in books]
    for number, table in enumerate(tables):
        if any(STATEMENT in columns_of(row) for row in table):
            return table, faults_of(path, number, books[number])
    return (tables[0] if tables else []), {}


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
            Said(
                f"The coding sheet is not a CSV table ({error}).",
                "Lomake ei ole CSV-taulukko: lainausmerkki on jäänyt sulkematta.",
            ),
            file=path,
            remedy=Said(
                "Close every quotation mark, or save the sheet as xlsx.",
                "Sulje lainausmerkit tai tallenna lomake xlsx-tiedostona.",
            ),
        ) from error


def _check_there(path: Path) -> None:
    if not path.is_file():
        raise CodingsError(
            Said("There is no such coding sheet.", "Lomaketta ei löydy."),
            file=path,
            remedy=Said("Check the path.", "Tarkista polku."),
        )


def _decoded(path: Path) -> str:
    _check_there(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CodingsError(
            Said(
                f"The coding sheet cannot be opened ({error.strerror}).",
                f"Lomaketta ei voi avata ({error.strerror}).",
            ),
            file=path,
            remedy=Said(
                "Check the path and your right to read it.",
                "Tarkista polku ja lukuoikeutesi.",
            ),
        ) from error
    text = decoded(data)
    if text is not None:
        return text
    raise CodingsError(
        Said(
            "The coding sheet is not text in an encoding that is known here.",
            "Lomakkeen merkistöä ei tunneta.",
        ),
        file=path,
        remedy=Said(
            "Save it as CSV in UTF-8, or as xlsx.",
            "Tallenna se CSV-tiedostona merkistöllä UTF-8 tai xlsx-tiedostona.",
        ),
    )
