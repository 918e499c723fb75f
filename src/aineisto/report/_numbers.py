"""Numbers as a reader of Finnish or English expects them."""

from __future__ import annotations

import math

MINUS = "\u2212"
NBSP = "\u00a0"
#: What stands where there is no number.
MISSING = "–"


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
