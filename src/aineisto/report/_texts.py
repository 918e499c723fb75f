"""The words and numbers of the report, as a reader of Finnish or English expects them."""

from __future__ import annotations

import math
import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from aineisto.core.checks import one_of
from aineisto.core.options import LANGUAGES

MINUS = "\u2212"
NBSP = "\u00a0"
#: What stands where there is no number.
MISSING = "–"
#: What no page, document or table may hold: control characters and halves of characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: Where a line may not end: between a number and what it is a number of.
_TORN = re.compile(r"(?<=\d) (?=%)|(?<=[=<>≥≤±]) (?=[−+]?\d)|(?<=\bn) (?==)")
#: Headings and captions, by which users look up columns and figures: as they are typed.
_NAMES = re.compile(r"col_|table_|(?!how_).*_figure$")


def number(value: float | None, decimals: int = 2, lang: str = "fi", *, sign: bool = False) -> str:
    """Return a number with `decimals`, decimal comma in Finnish, a true minus, no “−0”."""
    if value is None or math.isnan(float(value)):
        return MISSING
    digits = f"{abs(float(value)):,.{decimals}f}"
    zero = float(digits.replace(",", "")) == 0
    if lang == "fi":
        digits = digits.replace(",", NBSP).replace(".", ",")
    if zero:
        return digits
    return (MINUS if value < 0 else "+" if sign else "") + digits


def count(value: float | None, lang: str = "fi") -> str:
    """Return a whole number with the thousands set apart."""
    return number(value, 0, lang)


def tally(value: float, lang: str = "fi") -> str:
    """Return a count, with one decimal where coders share it."""
    return number(value, int(float(value) % 1 > 0), lang)


def percent(share: float | None, lang: str = "fi", decimals: int = 0) -> str:
    """Return a share 0…1 as per cent: “12 %” in Finnish, “12%” in English."""
    if share is None or math.isnan(float(share)):
        return MISSING
    return number(100 * share, decimals, lang) + (f"{NBSP}%" if lang == "fi" else "%")


def stance(value: float, lang: str = "fi") -> str:
    """Return a stance as a signed number, whole where it is whole: “+1”, “−0,5”, “0”."""
    return number(value, 0 if float(value).is_integer() else 1, lang, sign=True)


def printable(text: object) -> str:
    """Return text without the characters that XML forbids."""
    return _UNPRINTABLE.sub("", str(text))


class Texts:
    """The report's words in one language: ``t("key", n=3)``.

    Attributes
    ----------
    lang : str
        The language.
    """

    def __init__(self, lang: str, table: dict[str, str]) -> None:
        self.lang = lang
        self._table = table

    def __call__(self, key: str, **values: Any) -> str:
        """Return the text of a key with its places filled."""
        text = self._table[key]
        said = text.format(**values) if values else text
        return said if _NAMES.match(key) else _TORN.sub(NBSP, said)

    def has(self, key: str) -> bool:
        """Tell whether there is a text of this key."""
        return key in self._table


@lru_cache(maxsize=1)
def all_texts() -> dict[str, dict[str, str]]:
    """Return every text by key and language."""
    source = files("aineisto.report").joinpath("texts.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


@lru_cache(maxsize=len(LANGUAGES))
def texts(lang: str) -> Texts:
    """Return the texts of a language.

    Raises
    ------
    AineistoError
        When the language is neither Finnish nor English.
    """
    one_of(lang, LANGUAGES, "language")
    return Texts(lang, {key: both[lang] for key, both in all_texts().items()})
