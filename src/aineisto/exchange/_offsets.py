"""How another program counts the places in a text, found out and checked against the text.

REFI-QDA asks for code points. NVivo for Windows counts UTF-16 units and two for a line break,
ATLAS.ti UTF-16 units and one; some count the byte order mark of their file too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

LF, CRLF, AS_IS = "LF", "CRLF", "as in the file"
TRIAL_COLUMNS = ("offsets", "chosen", "selections", "inside", "at_words", "trimmed", "named")
#: Another way of counting than the program's own is taken where it fits so much better.
_BETTER = 1.02
#: An excerpt as a selection's name says something from so many characters on.
_TELLING = 5


class Dialect(NamedTuple):
    """A way of counting: UTF-16 units or code points, how many for a line break, a mark first.

    ``newline`` is ``"LF"`` (one), ``"CRLF"`` (two), or ``"as in the file"``: what stands there.
    """

    utf16: bool = False
    newline: str = LF
    mark: bool = False

    @property
    def name(self) -> str:
        """Its name, as it is reported."""
        unit = "UTF-16 units" if self.utf16 else "code points"
        return f"{unit}, {self.newline}{', byte order mark' * self.mark}"

    def places(self, raw: str) -> np.ndarray:
        """Return the number of each place in a text whose lines end in line feeds, and of its end.

        ``raw`` is the text as its file has it. The shape is (length + 1,) of `unix_lines` of it.
        """
        points = np.frombuffer(raw.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        width = np.ones(len(points), dtype=np.int64)
        if self.utf16:
            width += points > 0xFFFF
        returns = points == 0x0D
        if returns.any():
            # The line feed of a pair is no place of its own: its width goes to the return.
            pairs = np.flatnonzero(returns[:-1] & (points[1:] == 0x0A))
            width[pairs] = 2 if self.newline == AS_IS else 1
            kept = np.ones(len(points), dtype=bool)
            kept[pairs + 1] = False
            breaks = (returns | (points == 0x0A))[kept]
            width = width[kept]
        else:
            breaks = points == 0x0A
        if self.newline == CRLF:
            width[breaks] = 2
        return np.concatenate([[0], np.cumsum(width)]) + self.mark


def unix_lines(raw: str) -> str:
    """Return a text whose lines end in line feeds."""
    return raw.replace("\r\n", "\n").replace("\r", "\n")


def sent(text: str) -> str:
    """Return text of the same length whose lines end as the standard asks, in a line feed."""
    lines = text.replace("\r\n", " \n").replace("\r", "\n")
    # A reader would take a byte order mark for one.
    return " " + lines[1:] if lines.startswith("\ufeff") else lines


STANDARD = Dialect()
DIALECTS = [
    Dialect(utf16, newline, mark)
    for mark in (False, True)
    for newline in (LF, CRLF, AS_IS)
    for utf16 in (False, True)
]
#: By the beginning of a project's origin; every other program is taken to keep to the standard.
_OF_PROGRAMS = {
    "nvivo for mac": Dialect(utf16=True),
    "nvivo": Dialect(utf16=True, newline=CRLF),
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

    The texts are given as their files have them: the untouched file is one of the trials.

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
    returns = any("\r" in text for text in texts.values())
    order = [own, *(one for one in DIALECTS if one != own and (returns or one.newline != AS_IS))]
    trials = {dialect: fit(dialect, texts, selections) for dialect in order}
    scores = {dialect: trial.sum() for dialect, trial in trials.items()}
    best = max(order, key=lambda dialect: scores[dialect])
    better = scores[best] > _BETTER * scores[own]
    perfect = _fits_all(trials[best], selections) and not _fits_all(trials[own], selections)
    chosen = best if better or perfect else own
    rows = [
        (dialect.name, dialect == chosen, len(selections), *map(int, trial))
        for dialect, trial in trials.items()
    ]
    return chosen, pd.DataFrame(rows, columns=list(TRIAL_COLUMNS))


def _fits_all(trial: np.ndarray, selections: Sequence[Selection]) -> bool:
    return bool((trial[:2] == len(selections)).all())


def by_source(selections: Iterable[Selection]) -> dict[str, list[Selection]]:
    """Return the selections of each source."""
    found: dict[str, list[Selection]] = {}
    for selection in selections:
        found.setdefault(selection.source, []).append(selection)
    return found


def fit(dialect: Dialect, texts: Mapping[str, str], selections: Sequence[Selection]) -> np.ndarray:
    """Return how many selections are inside, at words, trimmed and as named."""
    inside = at_words = trimmed = named = 0
    for source, some in by_source(selections).items():
        if source not in texts:
            continue
        text = unix_lines(texts[source])
        edges = np.array([(one.start, one.end) for one in some])
        spans = _to_spans(dialect.places(texts[source]), edges)
        for selection, (start, end) in zip(some, spans.tolist(), strict=True):
            if start < 0:
                continue
            inside += 1
            at_words += _at_border(text, start) and _at_border(text, end)
            trimmed += not text[start : start + 1].isspace() or start == end
            named += bool(selection.name) and _is_named(text[start:end], selection.name)
    return np.array([inside, at_words, trimmed, named])


def to_span(places: np.ndarray, start: int, end: int) -> tuple[int, int] | None:
    """Return a selection as code points, or None where it lies outside or cuts a character."""
    low, high = _to_spans(places, np.array([(start, end)]))[0].tolist()
    return None if low < 0 else (low, high)


def _to_spans(places: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Return selections as code points, -1 for those that lie outside or cut a character.

    The shape of ``edges``, starts and ends, and of what is returned is (selections, 2).
    """
    found = np.searchsorted(places, edges).clip(max=len(places) - 1)
    exact = (places[found] == edges).all(axis=1) & (edges[:, 0] <= edges[:, 1])
    return np.where(exact[:, None], found, -1)


def _at_border(text: str, at: int) -> bool:
    return at in (0, len(text)) or not (text[at - 1].isalnum() and text[at].isalnum())


def _is_named(selected: str, name: str) -> bool:
    """Tell whether a name is the excerpt that programs make of what is selected."""
    shown, found = " ".join(name.rstrip(" .…").split()), " ".join(selected.split())
    return len(shown) >= _TELLING and found.startswith(shown)
