"""How far a coder is in a session's queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Progress:
    """How far a coder is in a session's queue.

    Attributes
    ----------
    done, skipped, total : int
        Statements decided in every family of the session; skipped; in the queue.
    accepted, changed : int
        The coder's standing decisions in the queue that equal the suggestion, and that differ.
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


def progress_of(in_force: pd.DataFrame, families: Sequence[str], queue: set[str]) -> Progress:
    """Count a coder's decisions that are in force (`Project.in_force`) in a queue."""
    decisions = in_force[in_force["kind"] == "decide"]
    done = closed(decisions, families) & queue
    mine = decisions[decisions["statement_id"].isin(queue)]
    statuses = mine.drop_duplicates(["statement_id", "family"], keep="last")["status"]
    return Progress(
        done=len(done),
        skipped=len((closed(in_force, families) & queue) - done),
        total=len(queue),
        accepted=int((statuses == "accepted").sum()),
        changed=int(statuses.isin(["changed", "rejected"]).sum()),
    )


def closed(in_force: pd.DataFrame, families: Sequence[str]) -> set[str]:
    """Return the statements that have a row in every family."""
    return set.intersection(
        *(set(in_force.loc[in_force["family"] == family, "statement_id"]) for family in families)
    )
