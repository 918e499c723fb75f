"""What was told of statements as bytes, so that a project can keep it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from aineisto.core import __version__
from aineisto.core.text import without_notes
from aineisto.language._tokens import Token, tokenize


class Kept(Protocol):
    """Keeps bytes under a model's version and the hash of a dialogue."""

    def get(self, model: str, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return what is kept of dialogues, by their hashes."""

    def put(self, model: str, told: Mapping[bytes, bytes]) -> None:
        """Keep what was told, in the place of what other versions told."""


class Told(NamedTuple):
    """What is remembered of a statement."""

    stance: np.ndarray
    kind: np.ndarray
    aside: float
    subject: np.ndarray
    vectors: np.ndarray
    polarity: np.ndarray
    spoken: float
    tokens: list[Token]
    signs: np.ndarray


#: The parts that are arrays of one length in every statement.
_EVEN = ("stance", "kind", "aside", "subject", "vectors", "polarity", "spoken")


def words_of(text: str) -> list[Token]:
    """Return the words of a statement, without the transcriber's notes."""
    return tokenize(without_notes(text))


def version_of(encoder: str) -> str:
    """Return what a reading depends on: the encoder, and the rules of this library."""
    return f"{encoder}, aineisto {__version__}"


def pack(told: Sequence[Told]) -> bytes:
    """Return what was told of the statements of a dialogue as bytes."""
    parts: dict[str, Any] = {name: np.array([getattr(one, name) for one in told]) for name in _EVEN}
    parts["signs"] = np.concatenate([one.signs for one in told])
    target = io.BytesIO()
    np.savez(target, **parts)
    return target.getvalue()


def unpack(data: bytes, texts: Sequence[str]) -> list[Told] | None:
    """Return what was told of statements; None where it is not of these."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            parts = {name: file[name] for name in (*_EVEN, "signs")}
    except (ValueError, KeyError, OSError, EOFError):
        return None
    tokens = [words_of(text) for text in texts]
    borders = np.cumsum([len(some) for some in tokens])
    if any(len(parts[name]) != len(texts) for name in _EVEN) or len(parts["signs"]) != sum(
        map(len, tokens)
    ):
        return None
    signs = np.split(parts["signs"], borders[:-1])
    return [
        Told(
            parts["stance"][row],
            parts["kind"][row],
            float(parts["aside"][row]),
            parts["subject"][row],
            parts["vectors"][row],
            parts["polarity"][row],
            float(parts["spoken"][row]),
            tokens[row],
            signs[row],
        )
        for row in range(len(texts))
    ]
