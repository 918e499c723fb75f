"""What a coder has decided, as labels to learn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from aineisto.project import Project


@dataclass(frozen=True)
class Labelled:
    """A coder's labelled statements and the others.

    Attributes
    ----------
    rows : DataFrame
        The statements with a standing decision.
    labels : list
        Their labels: an int (stance) or a tuple of codes (theme).
    blind : ndarray of bool
        Which of them were decided without a suggestion in sight.
    open : DataFrame
        The answers without a decision.
    """

    rows: pd.DataFrame
    labels: list[Any]
    blind: np.ndarray
    open: pd.DataFrame


def labelled(project: Project, coder: str, family: str) -> Labelled:
    """Return what a coder has decided in a family."""
    codings = project.codings
    name = f"human:{coder.removeprefix('human:')}"
    mine = codings[(codings["coder"] == name) & (codings["family"] == family)]
    answers = project.corpus.answers.reset_index(drop=True)
    decided = dict(list(mine.groupby("statement_id", sort=False)))
    chosen = answers["statement_id"].isin(list(decided))
    rows = answers[chosen].reset_index(drop=True)
    found = [decided[identifier] for identifier in rows["statement_id"]]
    return Labelled(
        rows,
        [_label(entry, family) for entry in found],
        np.array([entry["status"].iloc[0] == "blind" for entry in found], dtype=bool),
        answers[~chosen].reset_index(drop=True),
    )


def _label(entry: pd.DataFrame, family: str) -> int | tuple[str, ...]:
    return int(entry["value"].iloc[0]) if family == "stance" else tuple(entry["code"])
