"""Identifiers that are spelt out, as a speech recogniser writes them, and dates of birth."""

from __future__ import annotations

import re

_ONES = (
    r"(?:nolla|yks(?:i|kö)?|kaks(?:i|kö)?|kolme|neljä|viis(?:i|kö)?|kuus(?:i|kö)?"
    r"|sei(?:ts|tt)emän|seiska|kah?(?:d?e)ksan|kasi|yh(?:d?e)ksän|ysi)"
)
_TENS = rf"(?:{_ONES}(?:ky(?:t|mment)(?:ä|tä)?|toista)(?:{_ONES})?|kymmenen)"
_NUMBER = rf"(?:{_TENS}|{_ONES})"
#: A number that begins with nought: who counts begins with one.
PHONE = re.compile(
    rf"(?<!\w)(?:plus[ ,]+)?(?:nolla[ ,-]+|(?<=plus ))(?:{_NUMBER}[ ,-]+){{4,12}}{_NUMBER}(?!\w)",
    re.IGNORECASE,
)
_DOT = r"(?: (?:piste|viiva|väliviiva|alaviiva|ala viiva) [^\W_]+)"
EMAIL = re.compile(
    rf"(?<!\w)[^\W_]+{_DOT}{{0,6}}+ (?:ät|ätt|ättä|ätmerkki|ät-merkki|miukumauku|miuku) [^\W_]+"
    r"(?: piste [^\W\d_]+){1,4}(?!\w)",
    re.IGNORECASE,
)
_MONTH = r"(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuu(?:ta|n|ssa)?"
_DAY = r"(?:\d{1,2}(?:\.|:s|:nä|s)?|[^\W\d_]+(?:s|nen|snä|nä|ntenä|sta|toista|tena))"
_YEAR = rf"(?:(?:19|20)?\d{{2}}(?!\d)|(?:vuonna )?(?:tuhat\w*|kaksituhat\w*|kakstuhat\w*|{_TENS}))"
#: A date after what tells that somebody was born then.
BIRTH = re.compile(
    r"(?:\bsynty(?:nyt|ny|neet|neen|i|nu|mäaika\w*|mäpäivä\w*)|\bsynt\.|\bs\.)[^.,!?\n\d]{0,30}?"
    rf"(?<!\w)(?P<part>\d{{1,2}}[./]\s?\d{{1,2}}[./]\s?(?:19|20)?\d{{2}}(?!\d)"
    rf"|{_DAY} (?:päivä )?{_MONTH}(?: {_YEAR})?)(?!\w)",
    re.IGNORECASE,
)
_WAYS = r"(?:katu|kadu|tie|(?<![kl])kuja|polku|polu|raitti|raiti)"  # kinkkuja, kulkuja
#: A street written small, in any case, and its house: *koivukujalle 5 a 3*.
STREET = re.compile(
    rf"(?<![\w-])[a-zåäö]{{3,}}{_WAYS}(?:lla|llä|lle|lta|ltä|ssa|sta|a|tä|ta)?[ \u00a0]"
    rf"(?:\d{{1,3}}(?:[ \u00a0][a-z](?![\wåäö])(?:[ ]?\d{{1,3}})?)?|{_NUMBER}(?!\w))"
    r"(?![\d.,:]\d|:|[ ]?(?:[%€]|km|prosent|vuo|euro|kilometr|metri|kertaa|kpl|päiv|tun|kuukau))"
)
_NO_STREETS = re.compile(
    r"(?:moottori|valta|kanta|yhdys|seutu|maan|rauta|kävely|pää|keski|sivu|koulu|työ|elämän)"
    rf"{_WAYS}",
    re.IGNORECASE,
)


def is_street(text: str) -> bool:
    """Tell whether a street and its house are somebody's: *valtatie 4* is everybody's."""
    return not _NO_STREETS.match(text)
