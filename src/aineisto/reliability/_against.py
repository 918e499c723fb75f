"""The machine against people: how far their judgements are apart, whom it could stand in for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations
from typing import Any

import numpy as np
import pandas as pd

from aineisto.core.errors import AineistoError
from aineisto.reliability._means import mean_interval
from aineisto.reliability._ratings import MISSING, as_ratings
from aineisto.reliability._select import (
    Judgements,
    Labels,
    check_coders,
    clusters_of,
    different,
    has_code,
    judgements,
    noted,
)
from aineisto.reliability._table import ALL
from aineisto.reliability._weights import masi_matrix

#: So many orders of the coders are tried at most; all of them up to five coders.
_ORDERS = 500
_AT_ONCE = 500

_COLUMNS = [
    "family",
    "code",
    "machine",
    "people",
    "distance",
    "human_human",
    "machine_human",
    "difference",
    "low",
    "high",
    "p",
    "n",
    "respondents",
    "note",
]


def machine_against_people(
    codings: pd.DataFrame,
    family: str | None = None,
    *,
    machine: str | None = None,
    by_code: bool = False,
    unit: str | Labels = "statement_id",
    respondent: Labels | None = None,
    include_suggested: bool = False,
    level: float = 0.95,
    n_perm: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Test whether the machine disagrees with people more than people do with each other.

    Over the units that the machine and two or more people judged, the mean distance between the
    machine and each person is compared with the mean distance between the people. The p-value is
    a permutation test's: were the machine one of the people, any coder of a unit could have been
    it, so its place is given at random to one of the unit's coders, in all units of a respondent
    alike.

    Parameters
    ----------
    codings : DataFrame
        The codings table.
    family : {"theme", "stance", "actor"}, optional
        All families when None.
    machine : str, optional
        Name of the machine coder; each of them when None.
    by_code : bool
        Also a row for each theme or actor, compared as there or not there.
    unit, respondent, include_suggested
        As in `agreement`.
    level : float
        Confidence level of the interval, 0…1.
    n_perm, seed : int
        Permutations, and the seed of permutations and resamples.

    Returns
    -------
    DataFrame
        ``family``, ``code``, ``machine``, ``people``; ``distance`` (``steps``: absolute steps of
        the scale for stance; ``masi`` for sets of codes, 0…1; ``nominal`` for one code, 0 or 1);
        ``human_human`` and ``machine_human`` (mean distances), ``difference`` (machine–human less
        human–human: positive where the machine is further off) with its interval ``low``,
        ``high`` (over respondents, see `mean_interval`); ``p`` (one-sided: how often a person in
        the machine's place would be so far off); ``n`` (units), ``respondents``, ``note``. An
        interval that lies below a margin named beforehand shows that the machine is not worse by
        that margin; a large p shows no such thing.

    Raises
    ------
    CodingsError
        When the codings break their rules or there is no such machine.

    References
    ----------
    The comparison of one coder with the others, against theirs with each other, is that of
    Calderon, N., Reichart, R. & Dror, R. (2025). The alternative annotator test for
    LLM-as-a-judge. *ACL*, arXiv:2501.10970 (see `alternative_annotator_test`); the test by
    exchange of labels is Fisher's (1935), by whole clusters as in Good, P. (2005). *Permutation,
    Parametric and Bootstrap Tests of Hypotheses*, 3rd ed.

    Examples
    --------
    >>> both = pd.concat([codings, stances])
    >>> found = machine_against_people(both, "stance", n_perm=99)
    >>> found[["people", "human_human"]].round(2)
                 people  human_human
    0  human:a, human:b         0.62
    """
    rows = []
    for one, name in with_machine(codings, family, machine, unit, include_suggested):
        clusters = None if respondent is None else clusters_of(codings, unit, respondent)
        for code, distance, table, apart in compared(one, by_code):
            far = distances(table[[*one.humans, name]], apart)
            who = None if clusters is None else clusters.reindex(table.index).to_numpy()
            found = _tested(far, who, level, n_perm, seed)
            about = (one.family, code, name, ", ".join(one.humans), distance)
            rows.append((*about, *found))
    return pd.DataFrame(rows, columns=_COLUMNS)


def _tested(
    far: np.ndarray, who: np.ndarray | None, level: float, n_perm: int, seed: int
) -> tuple[Any, ...]:
    """Return human–human, machine–human, difference, low, high, p, n, respondents, note."""
    coders = far.shape[1]
    present = ~np.isnan(far[:, range(coders), range(coders)])
    counts = present[:, -1] & (present.sum(axis=1) >= 3)
    far, present = far[counts], present[counts]
    if not len(far):
        nan = float("nan")
        return (nan, nan, nan, nan, nan, nan, 0, 0, "no unit judged by the machine and two people")
    labels = np.arange(len(far)) if who is None else pd.factorize(who[counts])[0]
    near, others = _by_role(far)
    difference = near - others
    spread = mean_interval(
        difference[:, -1], level, respondent=None if who is None else labels, seed=seed
    )
    p = _permutation_p(difference, present, labels, n_perm, seed)
    return (
        float(others[:, -1].mean()),
        float(near[:, -1].mean()),
        spread.mean,
        spread.low,
        spread.high,
        p,
        len(far),
        len(np.unique(labels)),
        spread.note.replace("all answers are the same", "the difference never varies"),
    )


def _by_role(far: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each coder's mean distance to the others, and theirs to each other, per unit."""
    coders = far.shape[1]
    near = np.full(far.shape[:2], np.nan)
    others = np.full(far.shape[:2], np.nan)
    for role in range(coders):
        rest = [coder for coder in range(coders) if coder != role]
        pairs = np.array([far[:, a, b] for a, b in combinations(rest, 2)])
        near[:, role] = mean_of(far[:, role, rest].T)
        others[:, role] = mean_of(pairs)
    return near, others


def _permutation_p(
    difference: np.ndarray, present: np.ndarray, labels: np.ndarray, n_perm: int, seed: int
) -> float:
    """Return how often a random coder in the machine's place is at least as far off."""
    rng = np.random.default_rng(seed)
    coders = present.shape[1]
    orders = (
        np.array(list(permutations(range(coders))))
        if coders <= 5
        else rng.permuted(np.tile(np.arange(coders), (_ORDERS, 1)), axis=1)
    )
    # In each unit the first coder of the order who judged it takes the machine's place.
    units = np.arange(len(present))
    taken = [order[present[:, order].argmax(axis=1)] for order in orders]
    sums = np.zeros((labels.max() + 1, len(orders)))
    np.add.at(sums, labels, np.array([difference[units, role] for role in taken]).T)
    found = difference[:, -1].sum()
    reached = 0
    for start in range(0, n_perm, _AT_ONCE):
        size = min(_AT_ONCE, n_perm - start)
        drawn = rng.integers(0, len(orders), size=(size, len(sums)))
        totals = sums[np.arange(len(sums)), drawn].sum(axis=1)
        reached += int((totals >= found - 1e-9).sum())
    return (reached + 1) / (n_perm + 1)


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


def with_machine(
    codings: pd.DataFrame,
    family: str | None,
    machine: str | None,
    unit: str | Labels,
    include_suggested: bool,
) -> Iterator[tuple[Judgements, str]]:
    """Yield the judgements of each family with each machine that people can be set against."""
    check_coders(codings, () if machine is None else (machine,))
    found = judgements(codings, family=family, include_suggested=include_suggested, unit=unit)
    pairs = [
        (one, name)
        for one in found
        for name in one.machines
        if machine in (None, name) and one.humans
    ]
    if not pairs:
        raise AineistoError(
            "There is nothing to compare: no machine and people judged the same family.",
            remedy="Let two or more people code statements blind, and the machine too.",
        )
    yield from pairs


def compared(
    one: Judgements, by_code: bool
) -> Iterator[tuple[str, str, pd.DataFrame, np.ndarray | None]]:
    """Yield code, kind of distance, judgements, and distances between sets where they are sets."""
    if one.family == "stance":
        yield ALL, "steps", one.table, None
        return
    sets = different(one.table)
    number = {cell: place for place, cell in enumerate(sets)}
    placed = one.table.map(number.get, na_action="ignore").astype(float)
    yield ALL, "masi", placed, masi_matrix(sets)
    for code in one.codes if by_code else ():
        yield code, "nominal", has_code(one.table, code).astype(float), None


def distances(table: pd.DataFrame, apart: np.ndarray | None) -> np.ndarray:
    """Return the distances between coders, shape (n_units, n_coders, n_coders), NaN if missing."""
    values = table.to_numpy(dtype=float)
    if apart is None:
        return np.abs(values[:, :, None] - values[:, None, :])
    codes = as_ratings(values, range(len(apart))).codes
    missing = codes == MISSING
    far = apart[codes[:, :, None], codes[:, None, :]]
    return np.where(missing[:, :, None] | missing[:, None, :], np.nan, far)


def mean_of(rows: np.ndarray) -> np.ndarray:
    """Return the mean of rows, element by element, over those that are not missing."""
    there = ~np.isnan(rows)
    return np.asarray(np.where(there, rows, 0).sum(axis=0) / np.maximum(there.sum(axis=0), 1))
