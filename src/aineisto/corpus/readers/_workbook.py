"""Read the cells of a workbook (xlsx) without trusting it."""

from __future__ import annotations

from pathlib import Path

from aineisto.core.errors import ReadError
from aineisto.corpus.readers._package import DAMAGE, check_package, damaged

_KIND = "Excel workbook (xlsx)"
#: More cells than this, empty ones too, no table of a study has: a few bytes can claim them.
MAX_CELLS = 5_000_000
#: What openpyxl and its XML parsers raise on damaged workbooks.
_DAMAGE = (*DAMAGE, KeyError, AttributeError, TypeError, IndexError, SyntaxError)


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
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            return [_rows(path, sheet) for sheet in book.worksheets[:sheets]]
        finally:
            book.close()
    except (InvalidFileException, *_DAMAGE) as error:
        raise damaged(path, _KIND, error) from error


def _rows(path: Path, sheet: object) -> list[tuple[object, ...]]:
    rows, cells = [], 0
    for row in sheet.iter_rows(values_only=True):  # type: ignore[attr-defined]
        cells += len(row) + 1
        if cells > MAX_CELLS:
            raise ReadError(
                f"The sheet claims to have more than {MAX_CELLS:,} cells.",
                file=path,
                remedy="Delete the empty rows and columns around the table, or save it as csv.",
            )
        rows.append(row)
    return rows
