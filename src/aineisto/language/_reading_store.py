"""What the encoder told of a dialogue as bytes, so that a project can keep it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np

from aineisto.core import __version__
from aineisto.language._reading import words_of


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
