"""What a project's report tells of the work besides its codings."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from aineisto.project._project import Project
    from aineisto.report import TeamWork

_RARE = [
    "coder", "family", "code", "found", "left", "drawn", "drawn_found", "unread", "p",
    "missed_at_most", "more", "stop",
]  # fmt: skip


def rare_advice(project: Project, recall: float, confidence: float) -> pd.DataFrame:
    """Return for each search for a rare code what it brought and whether to go on."""
    from aineisto.reliability import recall_advice

    rows = []
    for coder, family, code in project.rare_searches:
        counted = project.rare_counts(code, coder, family)
        _, left, drawn, found = counted
        advice = asdict(recall_advice(*counted, recall=recall, confidence=confidence))
        del advice["recall"]
        told = {"left": left, "drawn": drawn, "drawn_found": found, "unread": left - drawn}
        rows.append({"coder": coder, "family": family, "code": code} | told | advice)
    return pd.DataFrame(rows, columns=_RARE)


def team_work(project: Project) -> TeamWork:
    """Return the rounds, the versions, who settled what, and the searches for rare codes."""
    from aineisto.report import TeamWork

    rounds = project.rounds
    practised = set(rounds.loc[rounds["training"], "round"])
    made = project.round_of
    made = made[made["round"].isin(practised)][["statement_id", "family", "coder"]]
    return TeamWork(
        rounds=rounds,
        agreement=project.agreement_by_round(by_code=False) if len(rounds) else pd.DataFrame(),
        changes=project.codebook_changes,
        consensus=project.consensus,
        rare=project.rare_advice(),
        training=frozenset(made.itertuples(index=False, name=None)),
    )
