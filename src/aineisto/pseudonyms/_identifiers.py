"""Find identifiers that have a form of their own: codes, numbers and addresses."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import NamedTuple

from aineisto.pseudonyms import _spelt_out

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
    code = _plain_code(text)
    return _has_date(text) and code[10] == _CONTROL[int(code[:6] + code[7:10]) % 31]


def _has_date(text: str) -> bool:
    """Tell whether a text is an identity code but for its last character, which may be misheard."""
    code = _plain_code(text)
    if not re.fullmatch(r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]", code):
        return False
    day, month = int(code[:2]), int(code[2:4])
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1] and code[6] in _CENTURIES


def _plain_code(text: str) -> str:
    code = text.upper().replace(" ", "")
    return code.replace("–", "-").replace("\u2011", "-").replace("−", "-")


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


def is_business_id(text: str) -> bool:
    """Tell whether a text is a Finnish business ID, by its check digit.

    The first seven digits are multiplied by 7, 9, 10, 5, 8, 4 and 2; what their sum lacks to a
    multiple of 11 is the eighth (Finnish Tax Administration, *Checking a Business ID*).
    """
    digits = re.sub(r"\D", "", text)
    if len(digits) != 8:
        return False
    total = sum(int(d) * w for d, w in zip(digits[:7], (7, 9, 10, 5, 8, 4, 2), strict=True))
    rest = total % 11
    return rest != 1 and int(digits[7]) == (11 - rest) % 11


def is_old_account(text: str) -> bool:
    """Tell whether a text is an account number as before IBAN, by its check digit.

    Noughts fill it up to 14 digits after the sixth, of savings and cooperative banks (4, 5) after
    the seventh; every other digit is doubled (Luhn).
    """
    first, _, second = text.partition("-")
    at = 7 if first[:1] in "45" else 6
    digits = first + second
    digits = digits[:at] + "0" * (14 - len(digits)) + digits[at:]
    doubled = [int(d) * (2 if n % 2 == 0 else 1) for n, d in enumerate(digits)]
    return len(digits) == 14 and sum(d // 10 + d % 10 for d in doubled) % 10 == 0


#: Dates (*06.04.2013*, *06-05-05*), and the end of an amount (*1 050 000*);
#: *040 123 000* is a number that people are called at.
_NO_PHONE = re.compile(r"0[1-9]\.\s?\d{1,2}\.|0[1-9]\. |\d\d-\d\d-\d\d$|0\d\d 000$")


def _is_phone(text: str) -> bool:
    digits = sum(sign.isdigit() for sign in text)
    return 6 <= digits <= 15 and not _NO_PHONE.match(text)


_SPACE = r"[ \u00a0\u202f]"
#: It begins where no sign of an address stands before it, so that a long word is tried once.
_EMAIL = re.compile(
    r"(?<![\w.!#$%&'*+/=?^`{|}~-])[\w.!#$%&'*+/=?^`{|}~-]++@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}"
    r"|(?<![\w.+-])[\w.+-]++ ?(?:\(at\)|\[at\]|\(ät\)|\[ät\]|\{at\}) ?(?:[\w-]++\.)+[^\W\d_]{2,}",
    re.IGNORECASE,
)
_IDENTITY = re.compile(r"(?<![\w])\d{6}[-–−\u2011+A-FU-Ya-fu-y]\d{3}[0-9A-Ya-y](?![^\W_])")
#: With spaces, as it is read out; then the control character must be right.
_SPACED_IDENTITY = re.compile(r"(?<![\w])\d{6} ?[-–+A-FU-Ya-fu-y] ?\d{3} ?[0-9A-Ya-y](?![^\W_])")
_BUSINESS = re.compile(r"(?<![\w-])(?:\d{7}-\d|FI\d{8})(?![\w-])", re.IGNORECASE)
_OLD_ACCOUNT = re.compile(r"\btili[^.!?\n]{0,40}?(?<![\w-])(?P<part>\d{6}-\d{2,8})(?!\d)", re.I)
#: With its protocol or *www*, or a page of somebody in a social medium.
_WEB = re.compile(
    r"(?<![\w@./-])(?:https?://|www\.)[^\s<>\"”»]+[^\s<>\"”».,;:!?)'\]]"
    r"|(?<![\w@./-])(?:[\w-]+\.)?(?:facebook|fb|instagram|twitter|x|linkedin|tiktok|youtube|github"
    r"|snapchat|threads|reddit|blogspot|wordpress)\.com/[\w@./%?=&-]*[\w/]"
    r"|(?<![\w@./-])[\w-]+\.(?:blogspot|wordpress|tumblr|livejournal)\.com\b",
    re.IGNORECASE,
)
#: A sign before a name, as in social media.
_USER = re.compile(r"(?<![\w@.])@[^\W\d][\w.]{1,28}\w(?![@\w])")
_IBAN = re.compile(rf"(?<!\w)[A-Za-z]{{2}}\d{{2}}(?:{_SPACE}?[A-Za-z0-9]){{11,30}}(?!\w)")
_SHORT_IBAN = re.compile(rf"(?<!\w)FI\d{{2}}(?:{_SPACE}?\d){{14}}(?!\d)", re.IGNORECASE)
#: Finnish numbers: +358 or 00358 or an area code with its 0, then groups of digits.
_PHONE = re.compile(
    rf"(?<![\w.,:/-])(?:(?:\+|00){_SPACE}?[1-9]\d{{0,2}}{_SPACE}?(?:\(0\){_SPACE}?)?(?:[-.(]?{_SPACE}?\)?"
    rf"\d){{5,12}}|\(?0[1-9]\d{{0,3}}\)?(?:{_SPACE}?[-–.]?{_SPACE}?\d){{4,9}})(?![\d]|[.,]\d)"
)
_PLATE = re.compile(r"(?<![\w-])[A-ZÅÄÖ]{2,3}-[1-9]\d{0,2}(?![\w-])")
#: Written small it needs a word that tells of a car.
_SMALL_PLATE = re.compile(
    r"(?:rekister|rekkar|kilve|kilpi|auto)[^.\n]{0,30}?(?<![\w-])"
    r"(?P<part>[a-zåäö]{2,3}-[1-9]\d{0,2})(?![\w-])",
    re.IGNORECASE,
)
#: So does one with a space: *auto oli ZYX 987*.
_SPACED_PLATE = re.compile(
    r"(?:[Rr]ekister|[Rr]ekkar|[Kk]ilve|[Kk]ilpi|[Aa]uto)[^.\n]{0,30}?(?<![\w-])"
    r"(?P<part>[A-ZÅÄÖ]{3} [1-9]\d{0,2})(?![\w-])"
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
)
_Rule = tuple[str, re.Pattern[str], Callable[[str], bool], float]
_ANY: Callable[[str], bool] = lambda text: True  # noqa: E731
#: In the order in which they claim the text.
_RULES: tuple[_Rule, ...] = (
    ("identity code", _SPACED_IDENTITY, is_identity_code, 1.0),
    ("identity code", _IDENTITY, _has_date, 0.6),
    ("e-mail", _EMAIL, _ANY, 1.0),
    ("e-mail", _spelt_out.EMAIL, _ANY, 0.7),
    ("web address", _WEB, _ANY, 0.8),
    ("user name", _USER, _ANY, 0.8),
    ("IBAN", _SHORT_IBAN, is_iban, 1.0),
    ("IBAN", _IBAN, is_iban, 1.0),
    ("business ID", _BUSINESS, is_business_id, 1.0),
    ("IBAN", _OLD_ACCOUNT, is_old_account, 0.9),
    ("birth date", _spelt_out.BIRTH, _ANY, 0.9),
    ("address", _STREET, _spelt_out.is_street, 0.9),
    ("address", _spelt_out.STREET, _spelt_out.is_street, 0.7),
    ("phone", _PHONE, _is_phone, 0.8),
    ("vehicle", _CD_PLATE, _ANY, 0.8),
    ("vehicle", _PLATE, _ANY, 0.7),
    ("vehicle", _SMALL_PLATE, _ANY, 0.6),
    ("vehicle", _SPACED_PLATE, _ANY, 0.6),
    ("phone", _spelt_out.PHONE, _ANY, 0.7),
)


def find_identifiers(text: str) -> list[Found]:
    """Return the identifiers in a text, in order and without overlap.

    Kinds are those of `KINDS` in `_found_frame`, without persons.
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
            start = match.start("part") if "part" in pattern.groupindex else match.start()
            before = match["before"] if pattern is _STREET else None
            if before and not _names_a_street(before):
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
