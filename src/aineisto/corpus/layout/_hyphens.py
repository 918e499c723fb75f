"""Hyphens at the ends of lines: which belong to the word and which to the line."""

from __future__ import annotations

import re
from functools import lru_cache

from aineisto.core.errors import ModelError
from aineisto.core.text import words
from aineisto.morphology import clean_word, load_voikko

_HYPHENS = "-‐\xad"
_SUSPENDING = words("ja tai sekä eli kuin vai että ym jne tms taikka saati")
_LAST_WORD = re.compile(r"[^\s()”\"“»/]*\Z")
_FIRST_WORD = re.compile(r"[^\W_]+(?:[-:][^\W_]+)*")
_VOWELS = "aeiouyäöå"
#: First parts that are written with a hyphen: *sote-uudistus*, *e-resepti*.
_PREFIXES = words("sote ict it te eu e c b a d x ex non pre post avi ely kela tki hr")


def join_hyphen(line: str, after: str) -> tuple[int, str]:
    """Return how many characters at a line's end to replace, and with what, to join the next.

    Parameters
    ----------
    line, after : str
        Two lines of a paragraph without the white space around them.

    Notes
    -----
    A hyphen stays before *ja*, *tai*, *sekä*, *eli*, *kuin* (*sosiaali- ja terveysministeriö*), a
    capital or a digit, after an abbreviation (*ICT-*), between the same two vowels
    (*linja-auto*), which the orthography demands, and where the dictionary knows both parts but
    not the word without it. Otherwise the line broke within a word and it goes.
    """
    last = line[-1:]
    if last not in _HYPHENS or len(line) < 2:
        return 0, " "
    if last == "\xad":
        return 1, ""
    word = _LAST_WORD.search(line[:-1])
    before = word.group() if word else ""
    if not before:
        # ”ja -|rakenteiden” hangs on the word after it; a dash stands between words.
        # and after an abbreviation the space is a slip: sote -|sektorilla.
        previous = line[:-1].rstrip().rpartition(" ")[2]
        hangs = previous.lower() in _SUSPENDING | _PREFIXES or _is_acronym(previous)
        return (0, "") if hangs and after[0].islower() else (0, " ")
    follow = _FIRST_WORD.match(after)
    first = follow.group() if follow else ""
    if not first or first.lower() in _SUSPENDING:
        return 0, " "
    inside = bool(re.search(r"[^\W_,;][ ]+\Z", line[: -len(before) - 1]))
    return (0, "") if _keeps(before, first, inside=inside) else (1, "")


def _keeps(before: str, first: str, *, inside: bool) -> bool:
    """Tell whether a hyphen belongs to the word; `inside` a sentence a capital shows a name."""
    part = before.rpartition("-")[2]
    if not first[0].islower() or not part or not part[-1].isalpha():
        return True
    if part.lower() in _PREFIXES or _is_acronym(part):
        return True
    if part[-1].lower() == first[0] and first[0] in _VOWELS:
        return True
    both = _is_word(part) and _is_word(first)
    if any(letter.isupper() for letter in part[1:]):
        return True  # SoteDigi-yhtiö
    if part[0].isupper() and inside and _lookup():
        return both or not _is_word(part + first)  # Kanta-palvelut, but Helsin|kiin
    return both and not _is_word(part + first)


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


@lru_cache(maxsize=4096)
def _is_word(word: str) -> bool:
    """Tell whether the dictionary knows a word; False where there is no dictionary."""
    lookup = _lookup()
    return bool(lookup and lookup(clean_word(word)))


@lru_cache(maxsize=1)
def _lookup():
    try:
        return load_voikko().analyses  # the lemmatiser's models say nothing of whether it is a word
    except (ImportError, ModelError):
        return None
