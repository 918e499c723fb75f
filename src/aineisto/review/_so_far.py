"""How far a coder agrees with the others so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from aineisto.store import ProjectFile

#: On fewer statements a coefficient says nothing.
LEAST_COMMON = 10


@dataclass(frozen=True)
class SoFar:
    """Krippendorff's alpha of one coder's blind codes with another person's.

    ``n`` is the number of statements that both have coded blind.

    Examples
    --------
    >>> session = ReviewSession(project, "a", families=["stance"], blind=True)
    >>> session.agreement_so_far
    [SoFar(family='stance', other='b', alpha=0.7110451076982517, n=34)]
    """

    family: str
    other: str
    alpha: float
    n: int


def agreement_so_far(project: ProjectFile, coder: str, families: Sequence[str]) -> list[SoFar]:
    """Return the agreement with each person who has coded enough of the same statements blind."""
    from aineisto.reliability import agreement

    me = f"human:{coder.removeprefix('human:')}"
    mine = project.standing(me)
    if (mine["status"] == "blind").sum() < LEAST_COMMON:
        return []
    found = []
    scale = tuple(point.value for point in project.codebook.scale)
    for other in project.coders:
        if other == me:
            continue
        both = pd.concat([mine, project.standing(other)], ignore_index=True)
        for family in families:
            if set(both.loc[both["family"] == family, "coder"]) != {me, other}:
                continue
            table = agreement(both, family=family, by_code=False, n_boot=0, scale=scale)
            rows = table[table["coefficient"] == "krippendorff_alpha"]
            rows = rows[(rows["n"] >= LEAST_COMMON) & rows["value"].notna()]
            name = other.removeprefix("human:")
            found += [
                SoFar(family, name, float(value), int(n))
                for value, n in zip(rows["value"], rows["n"], strict=True)
            ]
    return found
