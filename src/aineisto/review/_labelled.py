"""What a coder has decided, as labels to learn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from aineisto.corpus import Corpus
    from aineisto.project import Project


@dataclass(frozen=True)
class Labelled:
    """A coder's labelled statements and the others.

    Attributes
    ----------
    rows : DataFrame
        The statements with a code of the coder's.
    labels : list
        Their labels: an int (stance) or a tuple of codes (theme).
    blind : ndarray of bool
        Which of them were decided without a suggestion in sight.
    open : DataFrame
        The answers without a decision. A suggestion that was only rejected is decided, but says
        no code: that statement is in neither.
    """

    rows: pd.DataFrame
    labels: list[Any]
    blind: np.ndarray
    open: pd.DataFrame


def labelled(project: Project, coder: str, family: str, corpus: Corpus | None = None) -> Labelled:
    """Return what a coder has decided in a family."""
    mine = project.standing(coder)
    mine = mine[mine["family"] == family]
    answers = (project.corpus if corpus is None else corpus).answers.reset_index(drop=True)
    coded = mine[mine["status"] != "rejected"]
    found = dict(list(coded.groupby("statement_id", sort=False)))
    rows = answers[answers["statement_id"].isin(list(found))].reset_index(drop=True)
    entries = [found[identifier] for identifier in rows["statement_id"]]
    return Labelled(
        rows,
        [_label(entry, family) for entry in entries],
        np.array([entry["status"].iloc[0] == "blind" for entry in entries], dtype=bool),
        answers[~answers["statement_id"].isin(mine["statement_id"])].reset_index(drop=True),
    )


def _label(entry: pd.DataFrame, family: str) -> int | tuple[str, ...]:
    return int(entry["value"].iloc[0]) if family == "stance" else tuple(entry["code"])
