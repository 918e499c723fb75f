"""Words in running text, as they matter for names: with their hyphens, colons and breaks."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: Hyphen, its Unicode look-alikes and the soft hyphen.
HYPHENS = "-\u2010\u2011"
_FI = "n|ä|tä|ssä|stä|hin|in|llä|ltä|lle"
_CAPITAL = "(?:N|T|A|Ä|TA|TÄ|SSA|SSÄ|STA|STÄ|IIN|HIN|LLA|LLÄ|LTA|LTÄ|LLE)"
_CONJUNCTION = r"(?!(?:ja|tai|sekä|eli|että|kuin|och|and)\b)"

#: A word: letters and digits with inner hyphens (also one that a line break or a stray space
#: follows: ``Kanta-⏎palvelut``, ``Kanta- palveluiden``), apostrophes, ampersand, ``.fi``, soft
#: hyphens, and a colon ending (``KELA:lle``, ``HUS :lla``). A slash parts words.
WORD = re.compile(
    rf"""[^\W_]+
    (?: (?: [{HYPHENS}](?=[^\W_])
          | [{HYPHENS}][^\S\n]*\n?[^\S\n]*(?=[a-zåäö]){_CONJUNCTION}
          | \u00ad\n?[^\S\n]* | ['’&](?=[^\W_]) | \.(?=[fF][iI](?:{_FI})?\b) ) [^\W_]* )*
    (?: [ ]?:(?:(?=[a-zåäö]{{1,14}}\b)[a-zåäö]+ | {_CAPITAL}\b) (?:[{HYPHENS}][^\W_]+)* )?""",
    re.VERBOSE,
)

_SOFT = re.compile(r"\u00ad\s*")
_BROKEN = re.compile(rf"[{HYPHENS}]\s+")
_INNER_CAPITAL = re.compile(r"[a-zåäö][A-ZÅÄÖ]")
_PART = re.compile(rf"[^{HYPHENS}]+")


def fold(form: str) -> str:
    """Return a form in lower case, without soft hyphens, with plain and unbroken hyphens."""
    if "\u00ad" in form:
        form = _SOFT.sub("", form)
    return _BROKEN.sub("-", form).replace("\u2010", "-").replace("\u2011", "-").lower()


def join_broken(form: str) -> str:
    """Return a form with the hyphens at its line breaks taken out (``rekis-⏎teri``)."""
    return _BROKEN.sub("", form)


def parts(form: str) -> list[tuple[int, int]]:
    """Return the spans of a form's parts between hyphens."""
    return [found.span() for found in _PART.finditer(form)]


def shape(head: str) -> str:
    """Return how the head of a form is written.

    ``"upper"``, ``"capital"``, ``"lower"``, or ``"mixed"`` with a capital after a small letter,
    as only names have it (``SoteDigi``, ``SuPer``).
    """
    if _INNER_CAPITAL.search(head):
        return "mixed"
    letters = [character for character in head if character.isalpha()]
    if len(head) > 1 and letters and all(letter.isupper() for letter in letters):
        return "upper"
    return "capital" if any(letter.isupper() for letter in letters) else "lower"


_BEFORE = re.compile(r"[\s\"'”“„»«’(\[)\]–—•*-]*$")
_ABBREVIATION = re.compile(r"\b(?:esim|mm|ml|ks|vrt|ns|jne|tms|ym|ts|eli|nyk|ent)\.$", re.I)


def is_initial(text: str, start: int) -> bool:
    """Tell whether a word begins a sentence, so that its capital letter says nothing."""
    before = text[max(0, start - 40) : start]
    gap = _BEFORE.search(before)
    stripped = before[: gap.start()] if gap else before
    if not stripped:
        return True
    if stripped[-1] in ".!?…":
        return not _ABBREVIATION.search(stripped)
    if stripped[-1] == ":":  # after a speaker's mark at the beginning of a line
        line = text[text.rfind("\n", 0, start) + 1 : start]
        return len(line.strip()) <= 30 and bool(re.match(r"\s*[\w ]{1,28}:\s*\W*$", line))
    return "\n\n" in before[len(stripped) :]


def overlaps(start: int, end: int, places: Iterable[tuple[int, int]]) -> bool:
    """Tell whether a span shares a character with any of some places."""
    return any(start < high and low < end for low, high in places)
