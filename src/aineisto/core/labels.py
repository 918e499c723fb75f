"""Labels as people and programs write them: what counts in them, and what is no label at all."""

from __future__ import annotations

import re
import unicodedata

from aineisto.core.cells import CELL_ERROR, CELL_FORMULA

#: What programs write where there is no value; in a codings table, and in a sheet without a
#: codebook, such a text is a slip. *none* is none of them: it says that no code applies.
_NO_VALUE = frozenset({"nan", "<na>", "nat", "null", "na", "n/a"})
FORMULA = "a formula"
_NUMBER = re.compile(r"[+\-]?\d+([.,]\d+)?([eE][+\-]?\d{1,3})?")
_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")


def label_text(text: str) -> str:
    """Return a label without what cannot be seen in it, its letters each encoded in one way.

    Marks of zero width, control characters and variation selectors go, and so do spaces at the
    ends and doubled ones; a letter with its accent apart becomes one letter (NFC).

    Examples
    --------
    >>> label_text(" ruo\u200bka\u00a0ja  a\u0308iti")
    'ruoka ja äiti'
    """
    spaced = " ".join(text.split())
    if spaced.isascii() and spaced.isprintable():
        return spaced
    seen = "".join(mark for mark in spaced if not _is_unseen(mark))
    return " ".join(unicodedata.normalize("NFC", seen).split())


def _is_unseen(mark: str) -> bool:
    return (
        unicodedata.category(mark) in ("Cf", "Cc")
        or "\ufe00" <= mark <= "\ufe0f"
        or mark == "\u034f"
    )


def label_key(text: str) -> str:
    """Return what spellings of one label share: capitals, dashes and forms of letters aside.

    Examples
    --------
    >>> label_key("Tuki–palvelut\ufeff") == label_key("tuki-palvelut")
    True
    """
    folded = unicodedata.normalize("NFKC", label_text(text)).casefold()
    return " ".join(_DASHES.sub("-", unicodedata.normalize("NFKC", folded)).split())


def code_key(text: str) -> str:
    """Return what spellings of one code share: `label_key`, and *1.0* is the code *1*.

    Whole numbers alone are so: *1.10* is another code than *1.1*.

    Examples
    --------
    >>> code_key("01"), code_key("1.0"), code_key("1.10"), code_key("Raha")
    ('1', '1', '1.10', 'raha')
    """
    number = number_in(text)
    return str(number) if isinstance(number, int) else label_key(text)


def number_in(text: str) -> int | float | None:
    """Return the number that a text is; None where it is none: *inf*, *1_0* and *nan* are words.

    Examples
    --------
    >>> number_in("−1"), number_in("0,5"), number_in("1_0")
    (-1, 0.5, None)
    """
    plain = label_key(text)
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return None
    if found[1] is None and found[2] is None:
        return int(plain)
    number = float(plain.replace(",", "."))
    if number in (float("inf"), float("-inf")):
        return None
    return int(number) if number.is_integer() else number


def no_value(text: str) -> bool:
    """Tell whether a text is empty, or what a program writes where a value is missing.

    Examples
    --------
    >>> no_value("NaN"), no_value(""), no_value("none")
    (True, True, False)
    """
    key = label_key(text)
    return not key or key in _NO_VALUE


def no_label(text: str) -> str:
    """Return what a text is that cannot be a label: an error or a formula of a spreadsheet.

    Examples
    --------
    >>> no_label("#PUUTTUU!"), no_label("raha")
    ("a spreadsheet's error", '')
    """
    plain = unicodedata.normalize("NFKC", label_text(text))
    if CELL_ERROR.fullmatch(plain):
        return "a spreadsheet's error"
    return FORMULA if CELL_FORMULA.match(plain) else ""
