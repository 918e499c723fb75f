"""How far a coder is in a session's queue, and how far she agrees with the others so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from aineisto.store import ProjectFile

#: Number of a row, the row that it undoes, statement, family, status (None: skipped).
Act = tuple[int, int | None, str, str, str | None]

SKIPPED = "skipped"
#: On fewer statements a coefficient says nothing.
LEAST_COMMON = 10


@dataclass(frozen=True)
class Progress:
    """How far a coder is in a session's queue.

    Attributes
    ----------
    done, skipped, total : int
        Statements decided in every family of the session; skipped; in the queue.
    accepted, changed : int
        The coder's standing decisions in the queue that equal the suggestion, and that differ.

    Examples
    --------
    >>> session = ReviewSession(project, "cecilia", families=["stance"], blind=True, n=10)
    >>> view = session.next()
    >>> decided = session.decide(value=0)
    >>> session.progress.done, session.progress.total
    (1, 10)
    """

    done: int
    skipped: int
    total: int
    accepted: int
    changed: int

    @property
    def acceptance(self) -> float | None:
        """Share of suggestions that the coder accepted; None before the first.

        It is no agreement figure: who sees a suggestion is drawn to it. Blind coding measures
        agreement.
        """
        judged = self.accepted + self.changed
        return self.accepted / judged if judged else None


class Ledger:
    """A coder's decisions and skips that are in force, read on where the last reading ended.

    Decisions are only ever added to a project, so that what is known need not be read again.

    Parameters
    ----------
    read : callable
        Returns a coder's rows after a number, as `Project.acts` does.
    families : sequence of str
        What a statement has to be decided in.
    after : int
        Number of the last row that does not count: what was decided before is open again.
    """

    def __init__(
        self, read: Callable[[int], list[Act]], families: Sequence[str], after: int = 0
    ) -> None:
        self._read = read
        self._after = after
        self._families = tuple(families)
        self._last = 0
        self._keys: dict[int, tuple[str, str]] = {}
        self._in_force: dict[tuple[str, str], dict[int, str]] = {}

    def read(self) -> Ledger:
        """Take in what has been added since, by this process or another, and return itself."""
        for number, undoes, statement_id, family, status in self._read(self._last):
            self._last = number
            if undoes is None:
                self._keys[number] = (statement_id, family)
                if number > self._after:
                    own = self._in_force.setdefault((statement_id, family), {})
                    own[number] = status or SKIPPED
            else:
                self._in_force.get(self._keys[undoes], {}).pop(undoes, None)
        return self

    def closed(self) -> set[str]:
        """Return the statements that are decided or skipped in every family."""
        return self._in_every_family(lambda rows: bool(rows))

    def decided(self) -> set[str]:
        """Return the statements that are decided in every family."""
        return self._in_every_family(lambda rows: any(row != SKIPPED for row in rows.values()))

    def open_families(self, statement_id: str) -> list[str]:
        """Return the families in which a statement is not decided."""
        return [
            family
            for family in self._families
            if set(self._in_force.get((statement_id, family), {}).values()) <= {SKIPPED}
        ]

    def _in_every_family(self, holds: Callable[[dict[int, str]], bool]) -> set[str]:
        found: dict[str, set[str]] = {family: set() for family in self._families}
        for (statement_id, family), rows in self._in_force.items():
            if family in found and holds(rows):
                found[family].add(statement_id)
        return set.intersection(*found.values())

    def progress(self, queue: set[str]) -> Progress:
        """Count what is in force in a queue."""
        done = self.decided() & queue
        statuses = Counter(
            status
            for (statement_id, _), rows in self._in_force.items()
            if statement_id in queue
            for status in [status for status in rows.values() if status != SKIPPED][-1:]
        )
        return Progress(
            done=len(done),
            skipped=len((self.closed() & queue) - done),
            total=len(queue),
            accepted=statuses["accepted"],
            changed=statuses["changed"] + statuses["rejected"],
        )


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
