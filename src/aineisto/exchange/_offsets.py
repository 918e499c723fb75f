"""How another program counts the places in a text, found out and checked against the text.

REFI-QDA asks for code points. NVivo for Windows counts UTF-16 units and two for a line break,
ATLAS.ti UTF-16 units and one; some count the byte order mark of their file too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

TRIAL_COLUMNS = ("offsets", "chosen", "selections", "inside", "at_words", "trimmed", "named")
#: Another way of counting than the program's own is taken where it fits so much better.
_BETTER = 1.02
#: An excerpt as a selection's name says something from so many characters on.
_TELLING = 5


class Dialect(NamedTuple):
    """A way of counting: by UTF-16 units or code points, two for a line break, a mark first."""

    utf16: bool = False
    crlf: bool = False
    mark: bool = False

    @property
    def name(self) -> str:
        """Its name, as it is reported."""
        unit = "UTF-16 units" if self.utf16 else "code points"
        return f"{unit}, {'CRLF' if self.crlf else 'LF'}{', byte order mark' * self.mark}"

    def places(self, text: str) -> np.ndarray:
        """Return the number that each place in the text has, and the end: shape (len + 1,)."""
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        width = np.ones(len(points), dtype=np.int64)
        if self.utf16:
            width += points > 0xFFFF
        if self.crlf:
            width += points == 0x0A
        return np.concatenate([[0], np.cumsum(width)]) + self.mark


STANDARD = Dialect()
DIALECTS = [Dialect(u, c, m) for m in (False, True) for u in (False, True) for c in (False, True)]
#: By the beginning of a project's origin; every other program is taken to keep to the standard.
_OF_PROGRAMS = {
    "nvivo for mac": Dialect(utf16=True),
    "nvivo": Dialect(utf16=True, crlf=True),
    "atlas.ti": Dialect(utf16=True),
}


class Selection(NamedTuple):
    """A selection as its program wrote it."""

    source: str
    start: int
    end: int
    name: str


def dialect_of(origin: str) -> Dialect:
    """Return the way that a program counts, by what it writes as a project's origin."""
    lower = origin.lower()
    return next((one for name, one in _OF_PROGRAMS.items() if lower.startswith(name)), STANDARD)


def choose(
    texts: Mapping[str, str], selections: Sequence[Selection], origin: str
) -> tuple[Dialect, pd.DataFrame]:
    """Return the way of counting that fits a project's selections best, and the trial.

    That of the program the project comes from is taken unless another fits better. A selection
    fits that lies inside its text, begins and ends at the border of a word, and begins as its
    name says (where programs write an excerpt as its name).

    Returns
    -------
    Dialect
        The way of counting.
    DataFrame
        A row a way of counting: ``offsets`` (its name), ``chosen``, and of the ``selections``
        how many lie ``inside`` their text, begin and end ``at_words``, begin ``trimmed``, and are
        as ``named``.
    """
    own = dialect_of(origin)
    order = [own, *(one for one in DIALECTS if one != own)]
    trials = {dialect: _trial(dialect, texts, selections) for dialect in order}
    scores = {dialect: trial.sum() for dialect, trial in trials.items()}
    best = max(order, key=lambda dialect: scores[dialect])
    chosen = best if scores[best] > _BETTER * scores[own] else own
    rows = [
        (dialect.name, dialect == chosen, len(selections), *map(int, trial))
        for dialect, trial in trials.items()
    ]
    return chosen, pd.DataFrame(rows, columns=list(TRIAL_COLUMNS))


def _trial(
    dialect: Dialect, texts: Mapping[str, str], selections: Sequence[Selection]
) -> np.ndarray:
    """Return how many selections are inside, at words, trimmed and as named."""
    found = np.zeros(4, dtype=np.int64)
    places = {source: dialect.places(text) for source, text in texts.items()}
    for selection in selections:
        text = texts.get(selection.source)
        if text is None:
            continue
        span = to_span(places[selection.source], selection.start, selection.end)
        if span is None:
            continue
        start, end = span
        selected = text[start:end]
        at_words = _at_border(text, start) and _at_border(text, end)
        trimmed = not selected[:1].isspace()
        found += (1, at_words, trimmed, _is_named(selected, selection.name))
    return found


def to_span(places: np.ndarray, start: int, end: int) -> tuple[int, int] | None:
    """Return a selection as code points, or None where it lies outside or cuts a character."""
    if not 0 <= start <= end <= places[-1]:
        return None
    low, high = np.searchsorted(places, (start, end))
    if places[low] != start or places[high] != end:
        return None
    return int(low), int(high)


def _at_border(text: str, at: int) -> bool:
    return at in (0, len(text)) or not (text[at - 1].isalnum() and text[at].isalnum())


def _is_named(selected: str, name: str) -> bool:
    """Tell whether a name is the excerpt that programs make of what is selected."""
    shown, found = " ".join(name.rstrip(" .…").split()), " ".join(selected.split())
    return len(shown) >= _TELLING and found.startswith(shown)
