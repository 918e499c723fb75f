"""Cells of a workbook whose value is not what a person wrote into them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from pathlib import Path

from aineisto.core.errors import CodingsError, Said

#: How the fault of a merged cell ends.
PART = ": part them"
#: A code stands in none of the columns further to the right; so many cells nobody merges.
_WIDEST, _MOST_MERGED = 1_000, 1_000_000


def column_letter(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def faults_of(
    path: Path, number: int, rows: Sequence[Sequence[object]]
) -> dict[tuple[int, int], Said]:
    """Return what is wrong with cells of a sheet of a workbook, by row and column from 1."""
    return _formulas_and_merged(path, number) | _dates(rows)


def _dates(rows: Sequence[Sequence[object]]) -> dict[tuple[int, int], Said]:
    """Return the cells that hold a date or a time of day, which nobody gives as a code."""
    return {
        (row, column): Said(
            f"the cell holds the date {value}: a spreadsheet makes one of 1.2 or 1-2; "
            "format the cell as text and write the code",
            f"solussa on päivämäärä {value}: taulukkolaskenta tekee sellaisen merkinnöistä 1.2 ja "
            "1-2; muuta solun muodoksi teksti ja kirjoita koodi",
        )
        for row, cells in enumerate(rows, start=1)
        for column, value in enumerate(cells, start=1)
        if isinstance(value, date | time | timedelta)
    }


def _formulas_and_merged(path: Path, number: int) -> dict[tuple[int, int], Said]:
    """Return the cells whose value is not what a person wrote into them."""
    from aineisto.core.workbooks import read_oddities

    formulas, merged = read_oddities(path, number)
    formula = Said(
        "the cell holds a formula: write its value", "solussa on kaava: kirjoita sen arvo"
    )
    found = dict.fromkeys(formulas, formula)
    cells = 0
    for first_row, first, last_row, last in merged:
        where = f"{column_letter(first - 1)}{first_row}:{column_letter(last - 1)}{last_row}"
        last = min(last, _WIDEST)
        cells += (last_row - first_row + 1) * max(last - first + 1, 0)
        if cells > _MOST_MERGED:
            raise CodingsError(
                Said(
                    f"The coding sheet has more than {_MOST_MERGED:,} merged cells.",
                    "Lomakkeessa on liikaa yhdistettyjä soluja.",
                ),
                file=path,
                place=Said(where, where),
                remedy=Said("Part the merged cells.", "Pura yhdistetyt solut."),
            )
        for row in range(first_row, last_row + 1):
            for column in range(first, last + 1):
                found[row, column] = Said(
                    f"the cells {where} are merged{PART}",
                    f"solut {where} on yhdistetty: pura yhdistäminen",
                )
    return found
