"""Read the cells of a workbook (xlsx) without trusting it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from aineisto.core.errors import ReadError, Said, reading
from aineisto.core.packages import check_package

_KIND = Said("Excel workbook (xlsx)", "Excel-työkirja (xlsx)")
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^<>]*?\bref=[\"']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})[\"']"
)
#: More cells than this, empty ones too, no table of a study has: a few bytes can claim them.
MAX_CELLS = 5_000_000


def read_workbook(path: Path, sheets: int | None = None) -> list[list[tuple[object, ...]]]:
    """Return the rows of a workbook's sheets, from the first row; missing cells are None.

    Parameters
    ----------
    path : Path
        The file.
    sheets : int, optional
        How many sheets to read; by default all.

    Raises
    ------
    ReadError
        When it is no workbook, is damaged or claims to be larger than any study.
    """
    check_package(path, "xl/workbook.xml", _KIND)
    import openpyxl

    with reading(path, _KIND):
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            return [_rows(path, sheet) for sheet in book.worksheets[:sheets]]
        finally:
            book.close()


def _rows(path: Path, sheet: object) -> list[tuple[object, ...]]:
    rows, cells = [], 0
    for row in sheet.iter_rows(values_only=True):  # type: ignore[attr-defined]
        cells += len(row) + 1
        if cells > MAX_CELLS:
            raise ReadError(
                Said(
                    f"The sheet claims to have more than {MAX_CELLS:,} cells.",
                    "Taulukossa sanotaan olevan miljoonia soluja.",
                ),
                file=path,
                remedy=Said(
                    "Delete the empty rows and columns around the table, or save it as csv.",
                    "Poista taulukkoa ympäröivät tyhjät solut tai tallenna se csv-tiedostona.",
                ),
            )
        rows.append(row)
    return rows


def read_oddities(
    path: Path, sheet: int
) -> tuple[list[tuple[int, int]], list[tuple[int, int, int, int]]]:
    """Return the formulas and the merged cells of a workbook's sheet.

    Parameters
    ----------
    path : Path
        A file that `read_workbook` has read.
    sheet : int
        Which of its sheets, from 0.

    Returns
    -------
    list of (int, int)
        Row and column, from 1, of each formula.
    list of (int, int, int, int)
        First row, first column, last row and last column of each stretch of merged cells.

    Notes
    -----
    openpyxl shows merged cells only where it makes an object of every cell they claim to cover,
    which can be 17,000,000,000.
    """
    import openpyxl
    from openpyxl.utils.cell import range_boundaries

    with reading(path, _KIND):
        book = openpyxl.load_workbook(path, read_only=True)
        try:
            worksheet = book.worksheets[sheet]
            formulas = [
                (cell.row, cell.column)
                for row in worksheet.iter_rows()
                for cell in row
                if cell.data_type == "f"
            ]
            with zipfile.ZipFile(path) as archive:
                xml = archive.read(worksheet._worksheet_path)
        finally:
            book.close()
        merged = []
        for found in _MERGED.finditer(xml):
            first, first_row, last, last_row = range_boundaries(found[1].decode("ascii"))
            merged.append((first_row, first, last_row, last))
        return formulas, merged
