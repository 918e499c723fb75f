"""Which readings of compounds are spelled as Finnish spells them, with or without a hyphen.

The native library leaves the others out and the bare transducer of the wheels does not: without
this the two backends would answer differently.
"""

from __future__ import annotations

import re

#: What of an answer is no letter of the word, but for the boundary between parts of a compound.
_NO_LETTERS = re.compile(r"\[X[a-z]\].*?\[X\]|\[(?!Bh\])[^\]]*\]")
_BOUNDARY = re.compile(r"(.?)([^-])(-?)\[Bh\](.)")
_VOWELS = frozenset("aeiouyäöå")


def is_spelled(answer: str) -> bool:
    """Return whether a compound has its hyphens where they belong, and no others.

    Between two equal vowels a hyphen has to stand (*linja-auto*); elsewhere it may after a
    combining form in *-is* (*pohjois-suomi*), a number (*12-sivuinen*) and a foreign word
    (*internet-yhteys*), and between two other common nouns it may not (*kantapalvelu*, not
    *kanta-palvelu*: that is a name and a noun, which Voikko does not know).

    Parameters
    ----------
    answer : str
        The transducer's raw answer.
    """
    if "[Bh]" not in answer:
        return True
    for before, last, hyphen, first in _BOUNDARY.findall(_NO_LETTERS.sub("", answer)):
        if last == first and last in _VOWELS:
            if not hyphen:
                return False
        elif hyphen and not (before + last == "is" or last.isdigit() or "[Isf]" in answer):
            return False
    return True
