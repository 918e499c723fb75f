"""Where the words of a phrase follow one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from aineisto.search._index import Ids
from aineisto.search._terms import Mask, Term


def find_phrases(
    masks: Sequence[Mask], terms: Sequence[Term], statement: Ids, gap: int
) -> Iterator[tuple[int, int]]:
    """First and last word of each place where a phrase stands within one statement.

    Parameters
    ----------
    masks : sequence of ndarray of bool, (n_words,)
        The words that answer each word of the phrase.
    terms : sequence of Term
        The words of the phrase.
    statement : ndarray of int32, (n_words,)
        The statement of each word.
    gap : int
        At most so many words stand where the query has a ``*``.
    """
    for first in np.flatnonzero(masks[0]).tolist():
        last = _follow(first, 1, masks, terms, statement, gap)
        if last is not None:
            yield first, last


def _follow(
    place: int,
    number: int,
    masks: Sequence[Mask],
    terms: Sequence[Term],
    statement: Ids,
    gap: int,
) -> int | None:
    """The place of the phrase's last word, the nearest first; None where it breaks off."""
    if number == len(terms):
        return place
    furthest = place + 1 + (gap if terms[number].after_gap else 0)
    for follower in range(place + 1, min(furthest, len(statement) - 1) + 1):
        if statement[follower] != statement[place]:
            return None
        if masks[number][follower]:
            last = _follow(follower, number + 1, masks, terms, statement, gap)
            if last is not None:
                return last
    return None
