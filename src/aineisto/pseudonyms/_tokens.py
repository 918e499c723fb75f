"""Words, numbers and marks of a text as they matter for names of persons."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: A hyphen at which a line was broken: *Lehti-⏎mäki*, but not *Liisa- ja Anna-nimiset*.
_BREAK = r"-\s{1,3}(?=[a-zåäö])(?!(?:ja|tai|sekä|eli|että|vai|ei)\b)"
_BROKEN = re.compile(_BREAK)
_WORD = re.compile(
    rf"[^\W\d_]+(?:(?:[-–’']|{_BREAK})[^\W\d_]+)*(?::[a-zäö]+)?|\d+|[^\w\s]",
)
_OPENING = frozenset('.!?:;–-”"»•')
#: Small words inside names: *von*, *de la*.
PARTICLES = frozenset({"von", "af", "de", "van", "der", "la", "del", "di", "bin", "al", "le"})


@dataclass(frozen=True, slots=True)
class NameToken:
    """A word (joined where a line breaks it), a number or a mark.

    `opens` tells whether a sentence begins with it.
    """

    text: str
    start: int
    end: int
    opens: bool

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


def name_tokens(text: str) -> list[NameToken]:
    """Return the tokens of a text in order."""
    tokens: list[NameToken] = []
    opens = True
    for found in _WORD.finditer(text):
        gap = text[tokens[-1].end : found.start()] if tokens else "\n"
        opens = opens or "\n" in gap
        word = _BROKEN.sub("", found[0])
        tokens.append(NameToken(word, found.start(), found.end(), opens))
        opens = found[0] in _OPENING or (opens and not found[0].isalnum())
    return tokens
