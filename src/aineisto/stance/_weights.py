"""A word of a statement and what it adds to the stance."""

from __future__ import annotations

from typing import NamedTuple


class WordWeight(NamedTuple):
    """A word of a statement, where it is and what it adds to the stance."""

    start: int
    end: int
    word: str
    weight: float
