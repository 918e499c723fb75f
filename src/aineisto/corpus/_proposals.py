"""Which name is likely meant by another: *Korhonen Anna* by *Anna K.*. Proposed, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

_LEAST_ALIKE = 0.8


def likely(name: str, among: Iterable[str]) -> list[str]:
    """Return the names that may mean the same as `name`, the likeliest first.

    Names are compared without regard to case, order and full stops; an initial stands for any
    name that begins with it, and a slip of the fingers is forgiven.

    Examples
    --------
    >>> likely("Korhonen Anna", ["Pekka Salo", "Anna K."])
    ['Anna K.']
    """
    ranked = [(_alike(name, other), other) for other in dict.fromkeys(among)]
    return [other for score, other in sorted(ranked, key=lambda one: -one[0]) if score > 0]


def proposed(names: Iterable[str], among: Iterable[str]) -> str:
    """Return in words what each of the names may be, where that is clear; or nothing."""
    others = list(among)
    found = [(name, likely(name, others)) for name in names]
    pairs = [f"{name!r} may be {' or '.join(map(repr, near[:2]))}" for name, near in found if near]
    return "; ".join(pairs)


def _alike(one: str, other: str) -> float:
    first, second = _parts(one), _parts(other)
    if not first or not second:
        return 0.0
    if sorted(first) == sorted(second):
        return 1.0
    shorter, longer = sorted((first, second), key=len)
    left = list(longer)
    full = 0
    for part in sorted(shorter, key=len, reverse=True):
        fit = next((o for o in left if o == part), None) or next(
            (o for o in left if (len(part) == 1 or len(o) == 1) and o[0] == part[0]), None
        )
        if fit is None:
            break
        left.remove(fit)
        full += fit == part and len(part) > 1
    else:
        if full:
            return 0.9
    ratio = SequenceMatcher(None, " ".join(sorted(first)), " ".join(sorted(second))).ratio()
    return ratio - 0.1 if ratio >= _LEAST_ALIKE else 0.0


def _parts(name: str) -> list[str]:
    return re.findall(r"\w+", name.replace("_", " ").casefold())
