"""Does the machine disagree with people more than people disagree with each other?"""

from __future__ import annotations

from itertools import combinations, permutations
from typing import Any

import numpy as np
import pandas as pd

from aineisto.reliability._distances import compared, distances, mean_of, with_machine
from aineisto.reliability._means import mean_interval
from aineisto.reliability._select import Labels, clusters_of

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
