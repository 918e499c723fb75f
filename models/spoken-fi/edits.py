"""Edits that lead from a spoken word to its standard form, one for every character.

``=`` keeps a character, ``=x`` keeps it and adds x, ``x`` puts x in its place, an empty edit drops
it; the word's beginning and end take ``+x``. Found by the cheapest alignment, in which sounds
that are alike stand for one another.
"""

from __future__ import annotations

import math
from functools import cache

VOWELS = frozenset("aeiouyäöåəᴏ")
ALIKE = tuple(map(frozenset, ("pb", "tdðδ", "kgc", "vfw", "szš", "nm", "lr", "jihg")))
GLIDES = (frozenset("ij"), frozenset("uv"), frozenset("ov"))


def edits(spoken: str, standard: str) -> list[str]:
    """One edit for the beginning, every character and the end of a spoken word."""
    first, *middle, last = align(spoken, standard)
    named = ("=" + put[1:] if put[:1] == c else put for c, put in zip(spoken, middle, strict=True))
    return ["+" + first, *named, "+" + last]


@cache
def align(spoken: str, standard: str) -> tuple[str, ...]:
    """What of the standard form each place of the spoken word stands for: its beginning, its
    characters, its end.
    """
    n, m = len(spoken), len(standard)
    cost = [[0.0] * (m + 1) for _ in range(n + 1)]
    step = [[""] * (m + 1) for _ in range(n + 1)]
    for i in range(n + 1):
        for j in range(m + 1):
            least, way = math.inf, ""
            if i and j:
                put = cost[i - 1][j - 1] + _distance(spoken[i - 1], standard[j - 1])
                least, way = put, "put"
            if i:
                drop = cost[i - 1][j] + 0.9 - 0.3 * _doubled(spoken, i)
                least, way = (drop, "drop") if drop < least else (least, way)
            if j:
                add = cost[i][j - 1] + 0.9 - 0.3 * _doubled(standard, j)
                least, way = (add, "add") if add < least else (least, way)
            if way:
                cost[i][j], step[i][j] = least, way
    places = [""] * (n + 2)
    i, j = n, m
    while i or j:
        if step[i][j] == "put":
            places[i] = standard[j - 1] + places[i]
            i, j = i - 1, j - 1
        elif step[i][j] == "drop":
            i -= 1
        else:
            at = n + 1 if i == n else i
            places[at] = standard[j - 1] + places[at]
            j -= 1
    return tuple(places)


def _doubled(word: str, length: int) -> bool:
    return length > 1 and word[length - 2] == word[length - 1]


@cache
def _distance(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if one in VOWELS and other in VOWELS:
        return 0.7
    if (one in VOWELS) != (other in VOWELS):
        return 0.9 if {one, other} in GLIDES else 1.6
    return 0.6 if any({one, other} <= group for group in ALIKE) else 0.9
