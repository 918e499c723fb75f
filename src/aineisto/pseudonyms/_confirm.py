"""Write what was found for the researcher to confirm, and read the answer."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

import pandas as pd

from aineisto.core.cells import set_text
from aineisto.core.errors import AineistoError, ArgumentError, reading
from aineisto.core.whole import whole_file
from aineisto.corpus import Corpus
from aineisto.pseudonyms._found_frame import COLUMNS, KINDS
from aineisto.pseudonyms._page import read_page, write_page


def write_confirmation(
    found: pd.DataFrame,
    path: str | PathLike[str],
    corpus: Corpus | None = None,
    *,
    lang: str = "fi",
) -> None:
    r"""Write what was found as a page or a sheet to confirm.

    The page shows the texts with what was found in them, works in any browser without a network
    and by keyboard alone, and saves a ``.json`` file. In the sheet, rows may be added; one without
    ``start`` and ``end`` stands for every place of its text. Both hold what is to be hidden: keep
    them apart from the data.

    Parameters
    ----------
    found : DataFrame
        As `Pseudonymised.found`.
    path : path-like
        An ``.html`` or ``.xlsx`` file.
    corpus : Corpus, optional
        The corpus in which it was found; the page shows its texts.
    lang : {"fi", "en"}
        Language of the page.

    Raises
    ------
    AineistoError
        When the page has no corpus or the file cannot be written.

    Examples
    --------
    >>> said = "H: Kuka neuvoi?\nV: Maija Virtanen neuvoi.\n"
    >>> size = Path("h1.txt").write_text(said, encoding="utf-8")
    >>> interview = aineisto.read("h1.txt")
    >>> write_confirmation(pseudonymise(interview).found, "names.xlsx", interview)
    """
    if Path(path).suffix.lower() in (".html", ".htm"):
        if corpus is None:
            raise ArgumentError(
                "A page shows the texts, and no corpus was given.",
                remedy="Give the corpus: write_confirmation(result.found, path, corpus).",
            )
        write_page(found, path, corpus, lang)
    else:
        _write_sheet(found, path)


def _write_sheet(found: pd.DataFrame, path: str | PathLike[str]) -> None:
    from openpyxl import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    sheet.title = "found"
    sheet.append(list(COLUMNS))
    for number, row in enumerate(found[list(COLUMNS)].itertuples(index=False), start=2):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            if isinstance(value, str):
                set_text(cell, value, error=AineistoError, file=path, remedy="Write the page.")
            else:
                cell.value = value.item() if hasattr(value, "item") else value
        sheet.cell(number, len(COLUMNS)).value = "yes" if row[-1] else "no"
    last = max(len(found), 1) + 500
    for letter, choices in (("H", '"yes,no"'), ("E", f'"{",".join(KINDS)}"')):
        choice = DataValidation(type="list", formula1=choices, allow_blank=True)
        sheet.add_data_validation(choice)
        choice.add(f"{letter}2:{letter}{last}")
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGH", (24, 8, 8, 30, 15, 30, 11, 9), strict=True):
        sheet.column_dimensions[letter].width = width
    with whole_file(path, "The sheet", private=True) as draft:
        book.save(draft)


def read_confirmation(path: str | PathLike[str]) -> pd.DataFrame:
    r"""Read a confirmation for ``pseudonymise(corpus, found=…)``.

    Parameters
    ----------
    path : path-like
        The ``.json`` file that the page saved, or the ``.xlsx`` file.

    Raises
    ------
    AineistoError
        When the file cannot be read.

    Examples
    --------
    >>> said = "H: Kuka neuvoi?\nV: Maija Virtanen neuvoi.\n"
    >>> size = Path("h1.txt").write_text(said, encoding="utf-8")
    >>> interview = aineisto.read("h1.txt")
    >>> write_confirmation(pseudonymise(interview).found, "names.xlsx", interview)
    >>> read_confirmation("names.xlsx")["text"].tolist()
    ['Maija Virtanen']
    """
    remedy = "Give the .xlsx file that write_confirmation wrote, or the .json of the page."
    with reading(path, "confirmation", error=AineistoError, remedy=remedy):
        if Path(path).suffix.lower() == ".json":
            return read_page(path)
        return pd.read_excel(path, sheet_name=0, keep_default_na=False, na_values=[""])
