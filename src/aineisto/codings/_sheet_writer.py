"""Empty coding sheets for people to fill in: coloured cells to write in, locked ones beside,
instructions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from aineisto.codings._sheet_faults import column_letter
from aineisto.codings._sheet_files import SEPARATOR
from aineisto.codings._sheet_names import ACTORS, CODER, MARK, ROW, STATEMENT, SUGGESTED, TEXT, head
from aineisto.core.cells import guard, set_text
from aineisto.core.checks import as_new_path
from aineisto.core.codings import NO_THEME, STANCE
from aineisto.core.errors import CodingsError
from aineisto.core.text import clock
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
    file = as_new_path(
        path,
        error=CodingsError,
        problem="A file of this name is there already and may hold codes.",
        remedy="Choose another name, or remove the file first.",
    )
    if file.suffix.lower() not in (".xlsx", ".csv"):
        raise CodingsError(
            f"A coding sheet cannot be written as {file.suffix or 'a file without an ending'}.",
            file=file,
            remedy="Give a path that ends in .xlsx or .csv.",
        )
    return file


def number_rows(table: pd.DataFrame) -> None:
    """Number the rows, each with how many there are, so that none is lost unseen."""
    table[ROW] = [f"{number} ({len(table)})" for number in range(1, len(table) + 1)]


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


_WORDS: dict[str, dict[str, Any]] = {
    "fi": {
        "sheet": "Koodaus",
        "lines": (
            "Yksi rivi on yksi lausuma. Täytä värilliset sarakkeet; muita ei voi muuttaa.",
            "teema, teema2: lausuman teemat luettelosta. Valitse none, jos mikään ei sovi.",
            "kanta: miten lausuma suhtautuu asiaan, josta se puhuu; portaat ovat alkusarakkeissa.",
            "toimijat: mainitut toimijat puolipisteillä erotettuina; tyhjä solu: ei toimijoita.",
            "Jos et koodaa toimijoita lainkaan, jätä sarake toimijat kokonaan tyhjäksi.",
            "kysymys, mitä ennen sanottiin: mihin lausuma vastaa ja mitä sitä ennen puhuttiin.",
            "Kokonaan tyhjä rivi on koodaamatta. Rivejä ei voi poistaa eikä lajitella.",
            "Koodaa itsenäisesti: älä katso muiden koodeja, ennen kuin olet valmis.",
        ),
    },
    "en": {
        "sheet": "Coding",
        "lines": (
            "One row is one statement. Fill in the coloured columns; the others are locked.",
            "theme, theme2: the statement's themes from the list. Write none if no theme applies.",
            "stance: how it stands towards what it speaks of; its steps are in the first columns.",
            "actors: the actors mentioned, parted by semicolons; an empty cell: no actors.",
            "If you do not code actors at all, leave the whole column actors empty.",
            "question and before: what the statement answers and what was said before it.",
            "A row that you leave wholly empty is not coded. Rows cannot be removed or sorted.",
            "Code on your own: do not look at others' codes before you are done.",
        ),
    },
}
_FILLED = ("theme", "theme2", STANCE, ACTORS)
_CONTEXT = ("question", "before")
_TIME = "time"
#: Of the columns, in characters.
WIDTHS = {
    ROW: 9,
    STATEMENT: 14,
    _TIME: 9,
    "question": 22,
    "before": 40,
    TEXT: 80,
    ACTORS: 30,
    "theme": 22,
    "theme2": 22,
}


def write_sheet(
    statements: pd.DataFrame,
    path: str | PathLike[str],
    codebook: Codebook,
    coder: str = "",
    suggestions: pd.DataFrame | None = None,
    lang: str = "fi",
    marks: Mapping[str, str] | None = None,
) -> None:
    """Write an empty coding sheet for a person to fill in.

    Parameters
    ----------
    statements : DataFrame
        Statements to code, with ``statement_id`` and ``clean`` (or ``text``); ``question``,
        ``before`` (what was said before) and ``time_start`` are shown where they are there.
    path : path-like
        Ends in ``.xlsx`` (drop-down lists, instructions, locked text) or ``.csv``. A file that is
        there already is left as it is: it may hold codes.
    codebook : Codebook
        Themes and scale to choose from.
    coder : str
        The coder's name; without it the file's name tells it on reading.
    suggestions : DataFrame, optional
        A machine's codings to show. A sheet is blind without them, and only then do its codes
        count in agreement.
    lang : {"fi", "en"}
        Language of the instructions and of a workbook's columns.
    marks : mapping of statement_id to str, optional
        What a project marks each row with, to know on the way back what it showed.

    Raises
    ------
    CodingsError
        When the statements lack a column, a text is longer than a cell of xlsx holds, or the file
        is there already or cannot be written.

    Examples
    --------
    >>> write_sheet(coded.head(5), "anna.csv", codebook, coder="anna")
    >>> pd.read_csv("anna.csv").shape[0]
    5
    """
    check_new(path)
    table = _empty_sheet(statements, coder, suggestions, marks)
    words = _WORDS.get(lang, _WORDS["en"])
    rows = range(max(len(table), 1))
    lists = [Choose(name, "theme", rows) for name in ("theme", "theme2")]
    lists.append(Choose(STANCE, STANCE, rows))
    form = Form(table, _FILLED, words["sheet"], words["lines"], WIDTHS, lists)
    write_form(form, path, codebook, lang)


def _empty_sheet(
    statements: pd.DataFrame,
    coder: str,
    suggestions: pd.DataFrame | None,
    marks: Mapping[str, str] | None,
) -> pd.DataFrame:
    text = "clean" if "clean" in statements else TEXT
    if STATEMENT not in statements or text not in statements:
        raise CodingsError(
            f"The statements have no column {STATEMENT!r} or no text.",
            remedy="Give the statements of a corpus.",
        )
    shown_columns = [STATEMENT, *(name for name in _CONTEXT if name in statements)]
    table = statements[shown_columns].astype(str).assign(**{TEXT: statements[text].astype(str)})
    if "time_start" in statements and statements["time_start"].notna().any():
        table.insert(1, _TIME, [clock(one) for one in statements["time_start"]])
    if suggestions is not None:
        for family in ("theme", STANCE, "actor"):
            rows = suggestions[suggestions["family"] == family]
            codes = (rows["value"] if family == STANCE else rows["code"]).astype(str)
            shown = codes.groupby(rows[STATEMENT]).agg(SEPARATOR.join).to_dict()
            table[f"{SUGGESTED}{family}"] = [shown.get(name, "") for name in table[STATEMENT]]
    for name in _FILLED:
        table[name] = ""
    number_rows(table)
    if coder:
        table[CODER] = coder
    if marks is not None:
        table[MARK] = [marks[name] for name in table[STATEMENT]]
    return table.reset_index(drop=True)
