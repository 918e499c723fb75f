"""The alternative annotator test: whom of the people the machine could stand in for."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aineisto.reliability._distances import compared, distances, mean_of, with_machine
from aineisto.reliability._select import Labels, clusters_of, noted


def alternative_annotator_test(
    codings: pd.DataFrame,
    family: str | None = None,
    *,
    machine: str | None = None,
    epsilon: float = 0.2,
    unit: str | Labels = "statement_id",
    respondent: Labels | None = None,
    include_suggested: bool = False,
) -> pd.DataFrame:
    """Tell whom of the people the machine could stand in for (the alt-test).

    Each person is left out in turn: on each unit the machine or the person is nearer to the
    others, or both are as near. The machine could stand in for the person when it is nearer often
    enough, less the `epsilon` that its cheapness is worth.

    Parameters
    ----------
    codings, family, machine, unit, include_suggested
        As in `machine_against_people`.
    epsilon : float
        The advantage that a person must have: the authors advise 0.2 where people are experts,
        0.15 where they are trained and 0.1 otherwise.
    respondent : mapping or Series, optional
        Statement → respondent; units are then averaged by respondent before the test.

    Returns
    -------
    DataFrame
        One row a family × machine × person: ``machine_wins`` and ``person_wins`` (share of units
        where each is at least as near to the others), ``p`` (one-sided t test of the difference
        against `epsilon`), ``p_adjusted`` (Benjamini–Yekutieli), ``replaced`` (below .05),
        ``winning_rate`` (share of the people replaced; from .5 on the authors let the machine
        code), ``n`` and ``note``. The authors ask for three people or more and 30 units.

    References
    ----------
    Calderon, N., Reichart, R. & Dror, R. (2025). The alternative annotator test for
    LLM-as-a-judge: how to statistically justify replacing human annotators with LLMs. *ACL*.

    Examples
    --------
    >>> both = pd.concat([codings, stances])
    >>> found = alternative_annotator_test(both, "stance")
    >>> found[["person", "note"]]
        person                     note
    0  human:a  fewer than three people
    1  human:b  fewer than three people
    """
    parts = []
    for one, name in with_machine(codings, family, machine, unit, include_suggested):
        _, _, table, apart = next(compared(one, False))
        far = distances(table[[*one.humans, name]], apart)
        who = None if respondent is None else clusters_of(codings, unit, respondent)
        groups = None if who is None else who.reindex(table.index).to_numpy()
        rows = [_left_out(far, place, groups, epsilon) for place in range(len(one.humans))]
        part = pd.DataFrame(rows, columns=["machine_wins", "person_wins", "p", "n"])
        part.insert(0, "person", list(one.humans))
        part.insert(0, "machine", name)
        part.insert(0, "family", one.family)
        part.insert(6, "p_adjusted", _adjusted(part["p"].to_numpy()))
        part.insert(7, "replaced", part["p_adjusted"] < 0.05)
        part.insert(8, "winning_rate", float(part["replaced"].mean()))
        few = "fewer than three people" if len(one.humans) < 3 else ""
        part["note"] = few if (part["n"] >= 30).all() else noted(few, "n < 30")
        parts.append(part)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _left_out(
    far: np.ndarray, place: int, groups: np.ndarray | None, epsilon: float
) -> tuple[float, float, float, int]:
    from scipy.stats import t

    rest = [coder for coder in range(far.shape[1] - 1) if coder != place]
    counts = ~np.isnan(far[:, place, -1]) & (~np.isnan(far[:, -1, rest])).any(axis=1)
    far = far[counts]
    nan = float("nan")
    if not len(far):
        return nan, nan, nan, 0
    machine, person = mean_of(far[:, -1, rest].T), mean_of(far[:, place, rest].T)
    wins, loses = machine <= person + 1e-12, person <= machine + 1e-12
    lead = pd.Series(loses.astype(float) - wins.astype(float))
    tested = lead if groups is None else lead.groupby(pd.factorize(groups[counts])[0]).mean()
    size, spread = len(tested), float(tested.std(ddof=1)) if len(tested) > 1 else nan
    if size < 2:
        p = nan
    elif spread == 0:
        p = float(tested.iloc[0] >= epsilon)
    else:
        p = float(t.cdf((tested.mean() - epsilon) / (spread / np.sqrt(size)), size - 1))
    return float(wins.mean()), float(loses.mean()), p, len(far)


def _adjusted(p: np.ndarray) -> np.ndarray:
    from scipy.stats import false_discovery_control

    known = ~np.isnan(p)
    adjusted = np.full(len(p), np.nan)
    if known.any():
        adjusted[known] = false_discovery_control(p[known], method="by")
    return adjusted
