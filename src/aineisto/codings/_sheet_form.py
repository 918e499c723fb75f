"""Sheets for people to fill in: coloured cells to write in, locked ones beside, instructions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from aineisto.codings._sheet_files import column_letter
from aineisto.codings._sheet_names import head
from aineisto.core.cells import guard, set_text
from aineisto.core.codings import NO_THEME, STANCE
from aineisto.core.errors import CodingsError
from aineisto.core.whole import whole_file

if TYPE_CHECKING:
    from aineisto.codebook import Codebook

_GUIDE = {"fi": "Ohje", "en": "Instructions"}
_NO_THEME = {"fi": "mikään teema ei sovi", "en": "no theme applies"}
_WRONG = {"fi": "Valitse luettelosta.", "en": "Choose from the list."}


@dataclass(frozen=True)
class Choose:
    """Cells with a list to choose from: the codes of a family, or else nothing (`only`)."""

    column: str
    family: str
    rows: Iterable[int]
    only: bool = True


@dataclass(frozen=True)
class Form:
    """A sheet to fill in: its cells, which columns are to be filled, how, and by what rules."""

    table: pd.DataFrame
    filled: Sequence[str]
    title: str
    lines: Sequence[str]
    widths: Mapping[str, int]
    lists: Sequence[Choose] = ()


def check_new(path: str | PathLike[str]) -> Path:
    """Return the path of a new sheet.

    Raises
    ------
    CodingsError
        When a file is there already, or the ending is none of a sheet.

    Examples
    --------
    >>> check_new("anna.xlsx").name
    'anna.xlsx'
    """
    file = Path(path)
    if file.exists():
        raise CodingsError(
            "A file of this name is there already and may hold codes.",
            file=file,
            remedy="Choose another name, or remove the file first.",
        )
    if file.suffix.lower() not in (".xlsx", ".csv"):
        raise CodingsError(
            f"A coding sheet cannot be written as {file.suffix or 'a file without an ending'}.",
            file=file,
            remedy="Give a path that ends in .xlsx or .csv.",
        )
    return file


def write_form(form: Form, path: str | PathLike[str], codebook: Codebook, lang: str) -> None:
    """Write a sheet as xlsx or CSV, for its owner's eyes alone."""
    file = check_new(path)
    write = _write_xlsx if file.suffix.lower() == ".xlsx" else _write_csv
    with whole_file(file, "The coding sheet", error=CodingsError, private=True) as draft:
        write(form, draft, codebook, lang)


def _write_csv(form: Form, path: Path, codebook: Codebook, lang: str) -> None:
    # With a byte order mark, since spreadsheets read UTF-8 wrongly without one, and what begins
    # like a formula behind an apostrophe, which reading takes away.
    # Its columns keep their English names: what reads CSV is as often a program.
    form.table.map(guard).to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def _write_xlsx(form: Form, path: Path, codebook: Codebook, lang: str) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill, Protection

    table = form.table
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = form.title
    to_fill = PatternFill("solid", fgColor="FFF4D6")
    for column, name in enumerate(table.columns, start=1):
        letter = column_letter(column - 1)
        sheet.column_dimensions[letter].width = form.widths.get(name, 12)
        _put(sheet, 1, column, head(name, lang)).font = Font(bold=True)
        for row, value in enumerate(table[name], start=2):
            cell = _put(sheet, row, column, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if name in form.filled:
                cell.protection = Protection(locked=False)
                cell.fill = to_fill
    sheet.freeze_panes = "C2"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    guide = book.create_sheet(_GUIDE.get(lang, _GUIDE["en"]))
    _write_guide(guide, codebook, form.lines, lang)
    _add_lists(sheet, guide, form, codebook, lang)
    book.save(path)


def _put(sheet: Any, row: int, column: int, value: str) -> Any:
    cell = sheet.cell(row, column)
    if value:
        set_text(cell, value, error=CodingsError, remedy="Write the sheet as .csv.")
    return cell


def _write_guide(guide: Any, codebook: Codebook, lines: Sequence[str], lang: str) -> None:
    """Write the choices in columns A–C, from the first row, and the instructions in column E."""
    from openpyxl.styles import Alignment

    choices = [(theme.code, theme.label(lang), theme.definition) for theme in codebook.themes]
    choices.append((NO_THEME, _NO_THEME.get(lang, _NO_THEME["en"]), ""))
    choices += [(str(point.value), point.label(lang), "") for point in codebook.scale]
    for row, choice in enumerate(choices, start=1):
        for column, value in enumerate(choice, start=1):
            _put(guide, row, column, value)
    for row, line in enumerate(lines, start=1):
        _put(guide, row, 5, line)
    for letter, width in zip("ABCE", (20, 30, 80, 80), strict=True):
        guide.column_dimensions[letter].width = width
        for cell in guide[letter]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    guide.protection.sheet = True


def _add_lists(sheet: Any, guide: Any, form: Form, codebook: Codebook, lang: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    steps = ",".join(str(point.value) for point in codebook.scale)
    choices = {
        "theme": f"'{guide.title}'!$A$1:$A${len(codebook.themes) + 1}",
        STANCE: f'"{steps}"',
    }
    for one in form.lists:
        letter = column_letter(list(form.table.columns).index(one.column))
        rule = DataValidation(type="list", formula1=choices[one.family], allow_blank=True)
        rule.error, rule.showErrorMessage = _WRONG.get(lang, _WRONG["en"]), one.only
        for first, last in _stretches(one.rows):
            rule.add(f"{letter}{first + 2}:{letter}{last + 2}")
        if rule.sqref:
            sheet.add_data_validation(rule)


def _stretches(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of rows that follow one another."""
    for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        stretch = [row for _, row in run]
        yield stretch[0], stretch[-1]
