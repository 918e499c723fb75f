"""What is known of statements that were read in their dialogue.

A statement of an interview is half of an exchange: *No ei todellakaan* says nothing without the
question before it. `Reading` is what every coder takes of it, `DialogueReading` what is kept of a
dialogue, as bytes where a project keeps it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np

from aineisto.core import __version__
from aineisto.core.text import without_notes
from aineisto.language._tokens import Token, tokenize

#: Columns of a context: what the interviewer last asked, what was said before and after.
CONTEXT = ("asked", "before", "after")
#: Statements whose lines are added up at a time.
_TOGETHER = 2_000


@dataclass(frozen=True, eq=False)
class Lines:
    """All lines of dialogues that were read, those that are only context among them.

    Attributes
    ----------
    texts : list of str
    subject, vectors : ndarray of float16 (lines, d)
    """

    texts: list[str]
    subject: np.ndarray
    vectors: np.ndarray


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What stands around n statements: the interviewer's last turn, or the speaker's own words.

    Attributes
    ----------
    lines : Lines
        Every line that was read.
    places : ndarray of int (n, k)
        Which of them stand there, up to k; −1 where fewer do.
    """

    lines: Lines
    places: np.ndarray

    @property
    def texts(self) -> list[list[str]]:
        """What was said there, a list a statement."""
        return [[self.lines.texts[at] for at in row if at >= 0] for row in self.places.tolist()]

    @property
    def counts(self) -> np.ndarray:
        """How many lines stand there, shape (n,)."""
        return np.asarray((self.places >= 0).sum(axis=1))

    @property
    def subject(self) -> np.ndarray:
        """Sums of the subjects of what was said there, float32 (n, d); zeros for nothing."""
        return self._sums(self.lines.subject)

    @property
    def vectors(self) -> np.ndarray:
        """Sums of the vectors of what was said there, float32 (n, d); zeros for nothing."""
        return self._sums(self.lines.vectors)

    def _sums(self, rows: np.ndarray) -> np.ndarray:
        sums = np.zeros((len(self.places), rows.shape[1]), dtype=np.float32)
        # Some statements at a time: what is taken out of the lines is held beside the sums.
        for first in range(0, len(sums), _TOGETHER):
            some = slice(first, first + _TOGETHER)
            for places in self.places[some].T:
                there = places >= 0
                sums[some][there] += rows[places[there]]
        return sums

    def take(self, rows: Sequence[int]) -> Surroundings:
        """Return those of some of the statements."""
        return Surroundings(self.lines, self.places[rows])


def words_of(text: str) -> list[Token]:
    """Return the words of a statement, without the transcriber's notes."""
    return tokenize(without_notes(text))


@dataclass(frozen=True, eq=False)
class Reading:
    """What one pass of the encoder tells of n statements in their dialogue.

    Attributes
    ----------
    texts : list of str
        The statements.
    stance : ndarray of float64 (n, 5)
        Probability of each step, −2…2.
    kind : ndarray of float64 (n, 5)
        Probability that it judges, demands, describes, asks, or is something else.
    aside : ndarray of float64 (n,)
        Logit of no theme, against those of `theme_logits`.
    polarity : ndarray of float64 (n, 5)
        Probability of each of the five points of online talk.
    spoken : ndarray of float64 (n,)
        Share of the words of its dialogue that are not in their standard form.
    signs : list of ndarray
        What each of their words adds to the stance: positive speaks for praise.
    own : Surroundings
        Which line each statement is; none where it is only context.
    around : dict of Surroundings
        ``asked``, ``before`` and ``after``: the interviewer's last turn, the speaker's two
        statements before and the one after.
    guided : ndarray of bool (n,)
        Whether the guide's questions stand in its dialogue, where no interviewer's were written
        down.

    Examples
    --------
    >>> reading = read_statements(["Rajapinnat puuttuvat.", "Se on hieno asia."])
    >>> len(reading), reading.stance.shape[0]
    (2, 2)
    """

    texts: list[str]
    stance: np.ndarray
    kind: np.ndarray
    aside: np.ndarray
    polarity: np.ndarray
    spoken: np.ndarray
    signs: list[np.ndarray]
    own: Surroundings
    around: dict[str, Surroundings]
    guided: np.ndarray

    def __len__(self) -> int:
        return len(self.texts)

    def take(self, rows: Any) -> Reading:
        """Return the reading of some of the statements, by their numbers."""
        chosen = [int(row) for row in np.asarray(rows, dtype=int)]
        return Reading(
            [self.texts[row] for row in chosen],
            self.stance[chosen],
            self.kind[chosen],
            self.aside[chosen],
            self.polarity[chosen],
            self.spoken[chosen],
            [self.signs[row] for row in chosen],
            self.own.take(chosen),
            {name: some.take(chosen) for name, some in self.around.items()},
            self.guided[chosen],
        )

    @property
    def in_dialogue(self) -> bool:
        """Whether anything stands around any of the statements."""
        return any(sides.counts.any() for sides in self.around.values())

    @property
    def subject(self) -> np.ndarray:
        """Vectors of length 1 that lie near the descriptions of themes, float32 (n, d)."""
        return self.own.subject

    @property
    def vectors(self) -> np.ndarray:
        """Vectors as `Embedder` gives them, told by the dialogue too, float32 (n, d)."""
        return self.own.vectors

    @property
    def tokens(self) -> list[list[Token]]:
        """The words of each, without the transcriber's notes; none where it is only context."""
        return [self._tokens(row) for row in range(len(self))]

    def words(self, row: int) -> list[tuple[Token, float]]:
        """Return the words of a statement with what each adds to its stance."""
        return list(zip(self._tokens(row), map(float, self.signs[row]), strict=True))

    def _tokens(self, row: int) -> list[Token]:
        # Cut anew when they are asked for: held for a large study they take more than its vectors.
        return words_of(self.texts[row]) if len(self.signs[row]) else []


class ReadingStore(Protocol):
    """Keeps bytes under a model's version and the hash of a dialogue."""

    def get(self, model: str, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return what is kept of dialogues, by their hashes."""

    def put(self, model: str, told: Mapping[bytes, bytes]) -> None:
        """Keep what was told, in the place of what other versions told."""


class DialogueReading(NamedTuple):
    """What the encoder told of the n lines of a dialogue: arrays of n rows.

    ``many`` tells how many words each line has; ``signs`` has a number for each word of all the
    lines together.
    """

    stance: np.ndarray
    kind: np.ndarray
    aside: np.ndarray
    subject: np.ndarray
    vectors: np.ndarray
    polarity: np.ndarray
    spoken: np.ndarray
    many: np.ndarray
    signs: np.ndarray

    def signs_of_lines(self) -> list[np.ndarray]:
        """Return the signs of each line's words."""
        return np.split(self.signs, np.cumsum(self.many)[:-1])


#: The parts that have a row for each line.
ROWS = ("stance", "kind", "aside", "subject", "vectors", "polarity", "spoken")


def version_of(encoder: str) -> str:
    """Return what a reading depends on: the encoder, and the rules of this library."""
    return f"{encoder}, aineisto {__version__}"


def pack(told: DialogueReading) -> bytes:
    """Return what was told of a dialogue as bytes; its words are counted in the texts."""
    target = io.BytesIO()
    np.savez(target, **{name: getattr(told, name) for name in (*ROWS, "signs")})
    return target.getvalue()


def unpack(data: bytes, texts: Sequence[str]) -> DialogueReading | None:
    """Return what was told of the lines of a dialogue; None where it is not of these."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            parts = {name: file[name] for name in (*ROWS, "signs")}
    except (ValueError, KeyError, OSError, EOFError):
        return None
    many = np.array([len(words_of(text)) for text in texts], dtype=int)
    fits = all(len(parts[name]) == len(texts) for name in ROWS)
    if not fits or len(parts["signs"]) != many.sum():
        return None
    return DialogueReading(**parts, many=many)
