"""Find identifiers that have a form of their own: codes, numbers and addresses."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import NamedTuple

_CONTROL = "0123456789ABCDEFHJKLMNPRSTUVWXY"
#: Signs of the century in the identity code; those after the first of each are of 2023
#: (Valtioneuvoston asetus 690/2022).
_CENTURIES = {"+": 18, **dict.fromkeys("-YXWVU", 19), **dict.fromkeys("ABCDEF", 20)}
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Found(NamedTuple):
    """A span of text that tells of a person; ``confidence`` 0…1."""

    start: int
    end: int
    kind: str
    confidence: float


def is_identity_code(text: str) -> bool:
    """Tell whether a text is a Finnish personal identity code, by its control character.

    The control character is the remainder of date and individual number by 31 (Digital and
    Population Data Services Agency, *The personal identity code*).
    """
    code = text.upper().replace("–", "-").replace("\u2011", "-").replace("−", "-")
    if not re.fullmatch(r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]", code):
        return False
    day, month = int(code[:2]), int(code[2:4])
    if not (1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]):
        return False
    return code[6] in _CENTURIES and code[10] == _CONTROL[int(code[:6] + code[7:10]) % 31]


def is_iban(text: str) -> bool:
    """Tell whether a text is an international bank account number, by its check digits.

    ISO 13616: with the first four characters moved to the end and letters read as numbers from
    10, the remainder by 97 is 1.
    """
    code = re.sub(r"\s", "", text).upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", code):
        return False
    if code.startswith("FI") and len(code) != 18:
        return False
    return int("".join(str(int(sign, 36)) for sign in code[4:] + code[:4])) % 97 == 1


def _is_phone(text: str) -> bool:
    digits = sum(sign.isdigit() for sign in text)
    return 6 <= digits <= 15


_SPACE = r"[ \u00a0\u202f]"
#: It begins where no sign of an address stands before it, so that a long word is tried once.
_EMAIL = re.compile(
    r"(?<![\w.!#$%&'*+/=?^`{|}~-])[\w.!#$%&'*+/=?^`{|}~-]++@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}"
    r"|(?<![\w.+-])[\w.+-]++ ?(?:\(at\)|\[at\]|\(ät\)|\[ät\]|\{at\}) ?(?:[\w-]++\.)+[^\W\d_]{2,}",
    re.IGNORECASE,
)
_IDENTITY = re.compile(r"(?<![\w])\d{6}[-–−\u2011+A-FU-Ya-fu-y]\d{3}[0-9A-Ya-y](?![^\W_])")
_IBAN = re.compile(rf"(?<!\w)[A-Za-z]{{2}}\d{{2}}(?:{_SPACE}?[A-Za-z0-9]){{11,30}}(?!\w)")
_SHORT_IBAN = re.compile(rf"(?<!\w)FI\d{{2}}(?:{_SPACE}?\d){{14}}(?!\d)", re.IGNORECASE)
#: Finnish numbers: +358 or 00358 or an area code with its 0, then groups of digits.
_PHONE = re.compile(
    rf"(?<![\w.,:/-])(?:(?:\+|00){_SPACE}?\d{{1,3}}{_SPACE}?(?:\(0\){_SPACE}?)?(?:[-.(]?{_SPACE}?\)?"
    rf"\d){{5,12}}|\(?0[1-9]\d{{0,3}}\)?(?:{_SPACE}?[-–.]?{_SPACE}?\d){{4,9}})(?![\d]|[.,]\d)"
)
_PLATE = re.compile(r"(?<![\w-])[A-ZÅÄÖ]{2,3}-[1-9]\d{0,2}(?![\w-])")
#: Written small it needs a word that tells of a car.
_SMALL_PLATE = re.compile(
    r"(?:rekister|rekkar|kilve|kilpi|auto)[^.\n]{0,30}?(?<![\w-])"
    r"(?P<plate>[a-zåäö]{2,3}-[1-9]\d{0,2})(?![\w-])",
    re.IGNORECASE,
)
_CD_PLATE = re.compile(r"(?<![\w-])CD-\d{1,4}(?![\w-])")
#: Ends of streets' names with the endings of their cases; a house's number must follow.
_WAY = (
    r"(?:katu|kadu|kuja|tie|polku|polu|raitti|raiti|kaari|kaare|ranta|ranna|väylä|tori|pen[gk]er"
    r"|penkeree|bulevardi|esplanadi|rinne|rintee|mäki|mäe|piha|laituri|aukio|puisto|portti|porti"
    r"|linja|silta|silla)(?:n|ll[aä]|lle|lt[aä]|ss[aä]|st[aä]|t?[aä]|[aäeiu]n)?"
    r"|(?:gatan|vägen|gränden|gränd|stigen|torget|stranden)s?"
)
#: House, staircase and flat, postal code and town: *5 A 12, 00100 Helsinki*.
_HOUSE = (
    r"[ \u00a0]\d{1,4}(?:[ -]?[a-z](?![\wåäö])|[ \u00a0][A-Z](?![\wåäö]))?(?:[ -]?\d{1,3}(?!\d))?"
    r"(?::[a-zäö]+)?(?:,?\s\d{5}(?:\s[A-ZÅÄÖ][a-zåäöA-ZÅÄÖ]+)?)?"
)
#: A name with a capital, of a length that names have.
_CAPITAL = r"[A-ZÅÄÖ][\wåäö-]{0,60}"
_STREET = re.compile(
    rf"\b(?:(?P<before>{_CAPITAL})\s)?(?:{_CAPITAL}(?:{_WAY})|{_CAPITAL}n\s(?:{_WAY})){_HOUSE}"
    r"|(?<![\w-])[a-zåäö]{3,}(?:katu|tie|kuja|polku|raitti)[ \u00a0]\d{1,3}"
    r"(?:[ \u00a0][a-zA-Z](?![\wåäö])(?:[ ]?\d{1,3})?)?"
    r"(?![\d.,:]|[ ]?(?:[%€]|km|prosent|vuot|euro|kilometr|metri|kertaa|kpl))"
)
_Rule = tuple[str, re.Pattern[str], Callable[[str], bool], float]
_ANY: Callable[[str], bool] = lambda text: True  # noqa: E731
#: In the order in which they claim the text.
_RULES: tuple[_Rule, ...] = (
    ("identity code", _IDENTITY, is_identity_code, 1.0),
    ("e-mail", _EMAIL, _ANY, 1.0),
    ("IBAN", _SHORT_IBAN, is_iban, 1.0),
    ("IBAN", _IBAN, is_iban, 1.0),
    ("address", _STREET, _ANY, 0.9),
    ("phone", _PHONE, _is_phone, 0.8),
    ("vehicle", _CD_PLATE, _ANY, 0.8),
    ("vehicle", _PLATE, _ANY, 0.7),
    ("vehicle", _SMALL_PLATE, _ANY, 0.6),
)


def find_identifiers(text: str) -> list[Found]:
    """Return the identifiers in a text, in order and without overlap.

    Kinds are ``identity code``, ``e-mail``, ``IBAN``, ``address``, ``phone`` and ``vehicle``.
    """
    return without_overlap(_matches(text))


def _matches(text: str) -> Iterator[Found]:
    for kind, pattern, valid, confidence in _RULES:
        for match in pattern.finditer(text):
            end = match.end()
            while end > match.start() and text[end - 1] in ".,;:!?)'":
                end -= 1
            if kind == "IBAN":
                end = _end_of_iban(text, match.start(), end)
            start = match.start("plate") if "plate" in pattern.groupindex else match.start()
            if kind == "address" and match["before"] and not _names_a_street(match["before"]):
                start = match.end("before") + 1
            if text[start] == "(" and ")" not in text[start:end]:
                start += 1
            if valid(text[start:end]):
                yield Found(start, end, kind, confidence)


def _names_a_street(word: str) -> bool:
    """Tell whether a word can be the first of a street's name: *Vanha*, *Aleksis*, not *Asuu*."""
    from aineisto.language import shared_lemmatizer

    found = shared_lemmatizer().analyses(word)
    classes = {analysis.voikko_class for analysis in found}
    name = not found or any(name.startswith("e") for name in classes)
    return name or bool(classes & {"l", "nl", "u"})


def _end_of_iban(text: str, start: int, end: int) -> int:
    """Return where an account number ends of which words that follow look like a part."""
    cut = end
    while cut - start > 14:
        if is_iban(text[start:cut]):
            return cut
        cut = start + len(text[start:cut].rpartition(" ")[0])
    return end


def without_overlap(found: Iterator[Found] | list[Found]) -> list[Found]:
    """Keep of overlapping spans the one that came first, and return them in the text's order."""
    kept: list[Found] = []  # in the text's order
    for span in found:
        at = bisect_left(kept, span)
        before, after = kept[:at][-1:], kept[at : at + 1]
        if not any(span.start < one.end and one.start < span.end for one in before + after):
            kept.insert(at, span)
    return kept
