"""Words in running text, as they matter for names: with their hyphens, colons and breaks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

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

#: What the letters of an abbreviation are called, and what is left of them in quick speech.
_LETTERS = {
    **{"a": ("aa", "a"), "b": ("bee",), "c": ("see", "cee"), "d": ("dee",), "e": ("ee", "e")},
    **{"f": ("äffä", "äff", "äf", "ef"), "g": ("gee",), "h": ("hoo",), "i": ("ii", "i")},
    **{
        "j": ("jii",),
        "k": ("koo",),
        "l": ("ällä", "äll", "äl", "el"),
        "n": ("ännä", "änn", "än", "en"),
    },
    **{"m": ("ämmä", "ämm", "äm", "em"), "o": ("oo", "o"), "p": ("pee", "p"), "q": ("kuu",)},
    **{"r": ("ärrä", "ärr", "är", "er"), "s": ("ässä", "äss", "äs", "es"), "t": ("tee", "t")},
    **{
        "u": ("uu", "u"),
        "v": ("vee",),
        "w": ("kaksoisvee", "tuplavee", "dabljuu"),
        "y": ("yy", "y"),
    },
    **{"x": ("äksä", "äks"), "z": ("tsetta", "tset"), "2": ("kaksi", "kaks")},
}
_LETTER = "|".join(
    sorted((name for names in _LETTERS.values() for name in names if len(name) > 1), key=len)[::-1]
)
#: An abbreviation spelt out in several words, the last with its ending: *tee hoo ällälle*.
_SPELT = rf"(?<![^\W_])(?:(?:{_LETTER})+\ )+(?:{_LETTER})+[a-zåäö]*(?![^\W_])"
#: A word, or the words of an abbreviation that is spelt out.
SAID = re.compile(rf"(?P<spelt>(?i:{_SPELT})) | {WORD.pattern}", re.VERBOSE)
_BEGINS_SPELT = re.compile(rf"(?:{_LETTER}|[aeiouy])[\s-]?(?:{_LETTER}|[pt](?=[hä]))")
_SPACES = re.compile(r"[\s-]")

_SOFT = re.compile(r"\u00ad\s*")
_BROKEN = re.compile(rf"[{HYPHENS}]\s+")
_INNER_CAPITAL = re.compile(r"[a-zåäö][A-ZÅÄÖ]")
_PART = re.compile(rf"[^{HYPHENS}]+")


def fold(form: str) -> str:
    """Return a form in lower case, without soft hyphens, with plain and unbroken hyphens."""
    if "\u00ad" in form:
        form = _SOFT.sub("", form)
    return _BROKEN.sub("-", form).replace("\u2010", "-").replace("\u2011", "-").lower()


def spelt(form: str) -> Iterator[tuple[str, str, str]]:
    """Yield the abbreviations that a folded form can spell out, with the last letter and ending.

    Examples
    --------
    >>> ("thl", "ällä", "lle") in list(spelt("teehooällälle"))
    True
    """
    if _BEGINS_SPELT.match(form):
        words = form.count(" ") + 1
        for letters, last, ending in _spelt(_SPACES.sub("", form), first=True):
            if len(letters) > (2 if words > 1 else 1):
                yield letters, last, ending


def _spelt(rest: str, *, first: bool = False) -> Iterator[tuple[str, str, str]]:
    for letter, names in _LETTERS.items():
        for name in names:
            if not rest.startswith(name):
                continue
            after = rest[len(name) :]
            if len(name) > 1:
                yield letter, name, after
            elif not after or not (name in "pt" if after[0] in "hä" else first):
                continue  # only a first vowel is short, and *pee* and *tee* before *hoo* and *äm*
            for letters, last, ending in _spelt(after):
                yield letter + letters, last, ending


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
