"""Texts in the cells of spreadsheets: what was said stays what was said, and is no formula."""

from __future__ import annotations

import re
from os import PathLike
from typing import Any

from aineisto.core.errors import AineistoError
from aineisto.core.text import xml_text

#: The most that a cell holds, in UTF-16 units; spreadsheets cut off the rest without a word.
LONGEST_CELL = 32_767
#: How a cell begins that a spreadsheet takes for a formula when it opens a CSV file.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: An error in a cell, as spreadsheets write it in English and in Finnish.
CELL_ERROR = re.compile(
    r"#(N/A|VALUE!|REF!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)|Err:\d+"
    r"|#(PUUTTUU!|ARVO!|VIITTAUS!|JAKO/0!|NIMI\?|TYHJÄ!|LUKU!)|Virhe:\d+",
    re.IGNORECASE,
)
#: A formula where its value should stand.
CELL_FORMULA = re.compile(r"=\s*[\w$'(+\-\"]")


def set_text(
    cell: Any,
    text: str,
    *,
    error: type[AineistoError],
    file: str | PathLike[str] | None = None,
    remedy: str,
) -> None:
    """Write a text into a cell of openpyxl, as text whatever it begins with.

    Nothing is put before it: the cell says of itself that it is text, also when a person edits
    it. Control characters, which the file format cannot hold, are left out.

    Raises
    ------
    AineistoError
        Of the kind `error`, when the text is longer than a cell holds.
    """
    if is_too_long(text):
        raise error(
            f"A text of {len(text)} characters does not fit into a cell, which holds "
            f"{LONGEST_CELL}: {text[:40]!r}…",
            file=file,
            place=f"{cell.coordinate}",
            remedy=remedy,
        )
    cell.value = xml_text(text) or None
    if cell.value is None:
        return
    cell.data_type = "s"
    if text.startswith(_FORMULA):
        cell.number_format = "@"
        cell.quotePrefix = True


def is_too_long(text: str) -> bool:
    """Return whether a text has more UTF-16 units than a cell holds."""
    if len(text) <= LONGEST_CELL // 2:
        return False
    return len(text) + sum(character > "\uffff" for character in text) > LONGEST_CELL


def guard(text: str) -> str:
    """Return a text with an apostrophe before it where a spreadsheet would see a formula in CSV.

    A text that begins with an apostrophe and one of those marks gets another, so that `unguard`
    gives every text back.
    """
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def unguard(text: str) -> str:
    """Return a text without the apostrophe of `guard`."""
    guarded = text.startswith("'") and text.lstrip("'").startswith(_FORMULA)
    return text[1:] if guarded else text
