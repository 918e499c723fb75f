"""What the cells of a sheet say, and what is wrong with those that say nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from os import PathLike
from typing import TYPE_CHECKING

import pandas as pd

from aineisto.codings._sheet_files import SEPARATOR, Sheet
from aineisto.codings._sheet_names import ROW, STATEMENT, TEXT
from aineisto.core.cells import unguard
from aineisto.core.codings import NO_THEME
from aineisto.core.errors import CodingsError

if TYPE_CHECKING:
    from aineisto.codebook import Codebook

_MOST_SHOWN = 100
_MOST_COUNTED = 1000


def theme_names(codebook: Codebook) -> dict[str, str]:
    """Return the code that each code and each name of a theme stands for."""
    names = {
        name.casefold(): theme.code for theme in codebook.themes for name in theme.name.values()
    }
    codes = {code.casefold(): code for code in codebook.theme_codes}
    return {**names, **codes, NO_THEME: NO_THEME}


def parts(cell: str) -> list[str]:
    """Return the codes of a cell."""
    return [part.strip() for part in cell.split(SEPARATOR) if part.strip()]


def theme_in(sheet: Sheet, row: int, column: str, name: str, themes: dict[str, str] | None) -> str:
    """Return the code that a cell names, or blame the cell and return nothing."""
    if themes is None:
        return name
    if name.casefold() not in themes:
        sheet.blame(row, column, f"the codebook has no theme {name!r}")
    return themes.get(name.casefold(), "")


def stance_in(sheet: Sheet, row: int, column: str, scale: Sequence[int]) -> int | None:
    """Return the step that a cell holds, or None where it is empty or blamed."""
    cell = unguard(sheet.cell(row, column))
    if not cell:
        return None
    try:
        number = float(cell.replace("−", "-").replace("–", "-").replace(",", "."))
    except ValueError:
        number = float("nan")
    if number not in scale:
        steps = ", ".join(map(str, scale))
        sheet.blame(row, column, f"{cell!r} is not on the scale {steps}")
        return None
    return int(number)


def texts(statements: pd.DataFrame) -> dict[str, str]:
    """Return what `compare` needs to know of the study's statements."""
    return {
        statement: _plain(text)
        for statement, text in statements[[STATEMENT, "clean"]].itertuples(index=False)
    }


def _plain(text: str) -> str:
    """Return a text without what a spreadsheet may have changed: spaces, control characters."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def compare(sheet: Sheet, known: dict[str, str]) -> None:
    """Blame rows whose statement the study lacks or whose text is not the study's."""
    for row in range(len(sheet.rows)):
        statement, text = sheet.cell(row, STATEMENT), sheet.cell(row, TEXT)
        if statement and statement not in known:
            sheet.blame(row, STATEMENT, f"the study has no statement {statement!r}")
        elif statement and text and known[statement] not in (_plain(text), _plain(unguard(text))):
            sheet.blame(row, TEXT, f"the text is not that of {statement!r}")


def count_rows(sheet: Sheet) -> None:
    """Blame rows that are doubled or lost, where the sheet numbers its rows."""
    if ROW not in sheet.header:
        return
    found: dict[int, int] = {}
    total = 0
    for row, cells in enumerate(sheet.rows):
        number = re.fullmatch(r"(\d{1,9}) \((\d{1,9})\)", sheet.cell(row, ROW))
        if number is None:
            if any(cell.strip() for cell in cells):
                sheet.blame(row, ROW, f"{sheet.cell(row, ROW)!r} is no row's number")
            continue
        own, total = int(number[1]), max(total, int(number[2]))
        if own in found:
            sheet.blame(row, ROW, f"row {own} stands already in row {found[own]}")
        found.setdefault(own, row + sheet.first_row)
    missing = (number for number in range(1, total + 1) if number not in found)
    for lost in islice(missing, _MOST_COUNTED):
        # Where it would stand, had nothing been sorted or taken out.
        sheet.blame(lost - 1, ROW, f"row {lost} of {total} is missing")


def refuse(
    problems: list[str], paths: Sequence[str | PathLike[str]], codebook: Codebook | None
) -> None:
    """Raise an error that lists the cells that cannot be used, where there are any."""
    if not problems:
        return
    shown = problems[:_MOST_SHOWN]
    if len(problems) > len(shown):
        shown.append(f"… and {len(problems) - len(shown)} more")
    count = "1 cell" if len(problems) == 1 else f"{len(problems)} cells"
    raise CodingsError(
        f"{count} of the coding sheets cannot be used:\n  " + "\n  ".join(shown) + "\n",
        file=paths[0] if len(paths) == 1 else None,
        remedy="Mend the cells and read the sheets again; nothing was read."
        + (f" Themes: {', '.join(codebook.theme_codes)}." if codebook else ""),
    )
