"""Do groups answer differently? Rank tests that hold with few respondents."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from aineisto.core.checks import has_columns
from aineisto.core.statistics import check_level, holm
from aineisto.reliability._means import answers_of
from aineisto.reliability._numbers import numbers_of

_AT_ONCE = 500


def compare_groups(
    frame: pd.DataFrame,
    group: str = "group",
    by: str | None = "question",
    value: str = "value",
    respondent: str | None = None,
    *,
    n_perm: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Test, question by question, whether groups answer alike (Kruskal–Wallis).

    Parameters
    ----------
    frame : DataFrame
        One row an answer.
    group, value : str
        Columns of the group and the code; rows without either do not count.
    by : str or None
        Column of the questions; None for all answers together.
    respondent : str, optional
        Column of respondents. Several answers of one respondent to a question count as their
        mean, so that respondents are what is compared.
    n_perm, seed : int
        Permutations of the respondents among the groups, and their seed.

    Returns
    -------
    DataFrame
        One row a question: column `by`, ``groups``, ``n`` (respondents), ``H`` (corrected for
        ties), ``epsilon_squared`` (effect size, 0…1: ``H / (n − 1)``), ``p`` (permutation, which
        needs no large groups), ``p_holm`` (for all questions at once) and ``note``.

    References
    ----------
    Kruskal, W. H. & Wallis, W. A. (1952). Use of ranks in one-criterion variance analysis.
    *JASA* 47. Tomczak, M. & Tomczak, E. (2014), *Trends in Sport Sciences* 21 (ε²).

    Examples
    --------
    >>> values = [-1, -1, -2, 0, 1, 1, 2, 0]
    >>> answers = pd.DataFrame({"group": list("aaaabbbb"), "value": values})
    >>> compare_groups(answers, by=None, n_perm=99)[["groups", "n", "H"]].round(2)
       groups  n     H
    0       2  8  4.86
    """
    rows = []
    for name, part in _parts(frame, group, by, value, respondent):
        values, number = part["value"].to_numpy(), pd.factorize(part["group"])[0]
        found = {"question": name, "groups": number.max(initial=-1) + 1, "n": len(part)}
        h, p = _kruskal(values, number, n_perm, seed)
        found |= {"H": h, "epsilon_squared": h / max(len(part) - 1, 1), "p": p}
        found["note"] = _why(values, number)
        rows.append(found)
    columns = ["question", "groups", "n", "H", "epsilon_squared", "p", "p_holm", "note"]
    return _corrected(rows, columns, by)


def compare_pairs(
    frame: pd.DataFrame,
    group: str = "group",
    by: str | None = "question",
    value: str = "value",
    respondent: str | None = None,
    *,
    level: float = 0.95,
    n_perm: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Compare groups two by two: Cliff's delta and the Mann–Whitney test.

    Parameters
    ----------
    frame, group, by, value, respondent, n_perm, seed
        As in `compare_groups`.
    level : float
        Confidence level of delta's interval, 0…1.

    Returns
    -------
    DataFrame
        One row a question × pair of groups: column `by`, ``a``, ``b``, ``n_a``, ``n_b``
        (respondents), ``mean_a``, ``mean_b``, ``delta`` (−1…1: how much more often one of `a`
        answers higher than one of `b` than the other way round) with ``low`` and ``high``, ``p``
        (permutation, two-sided), ``p_holm`` (for all rows at once) and ``note``.

    References
    ----------
    Cliff, N. (1993). Dominance statistics: ordinal analyses to answer ordinal questions.
    *Psychological Bulletin* 114; the interval is that of Feng, D. & Cliff, N. (2004). Monte Carlo
    evaluation of ordinal d with improved confidence interval. *Journal of Modern Applied
    Statistical Methods* 3(2). Mann, H. B. & Whitney, D. R. (1947), *Annals of Mathematical
    Statistics* 18.

    Examples
    --------
    >>> values = [-1, -1, -2, 0, 1, 1, 2, 0]
    >>> answers = pd.DataFrame({"group": list("aaaabbbb"), "value": values})
    >>> compare_pairs(answers, by=None, n_perm=99)[["a", "b", "delta"]].round(2)
       a  b  delta
    0  a  b  -0.94
    """
    rows = []
    for name, part in _parts(frame, group, by, value, respondent):
        answers = {key: rows["value"].to_numpy() for key, rows in part.groupby("group", sort=False)}
        for a, b in combinations(answers, 2):
            first, second = answers[a], answers[b]
            both = np.concatenate([first, second])
            number = np.repeat([0, 1], [len(first), len(second)])
            delta, low, high = cliffs_delta(first, second, level)
            rows.append(
                {
                    "question": name,
                    "a": a,
                    "b": b,
                    "n_a": len(first),
                    "n_b": len(second),
                    "mean_a": first.mean(),
                    "mean_b": second.mean(),
                    "delta": delta,
                    "low": low,
                    "high": high,
                    "p": _kruskal(both, number, n_perm, seed)[1],
                    "note": _why(both, number) or ("" if low == low else "too few for an interval"),
                }
            )
    columns = ["question", "a", "b", "n_a", "n_b", "mean_a", "mean_b", "delta", "low", "high"]
    return _corrected(rows, [*columns, "p", "p_holm", "note"], by)


def _corrected(rows: list[dict[str, Any]], columns: list[str], by: str | None) -> pd.DataFrame:
    """Return rows as a table, p corrected for all of them at once."""
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(p_holm=holm(table["p"])).rename(columns={"question": by or "question"})


def cliffs_delta(first: Any, second: Any, level: float = 0.95) -> tuple[float, float, float]:
    """Return Cliff's delta of two samples and its interval; NaN limits with fewer than two each.

    Missing values do not count.

    Examples
    --------
    >>> delta, low, high = cliffs_delta([1, 1, 2], [0, 1, -1])
    >>> round(delta, 2)
    0.78
    """
    from scipy.stats import t

    check_level(level)
    a, b = (side[~np.isnan(side)] for side in map(numbers_of, (first, second)))
    if not len(a) or not len(b):
        return float("nan"), float("nan"), float("nan")
    wins = np.sign(a[:, None] - b[None, :])
    delta = float(wins.mean())
    m, n = wins.shape
    if m < 2 or n < 2:
        return delta, float("nan"), float("nan")
    rows = ((wins.mean(axis=1) - delta) ** 2).sum()
    columns = ((wins.mean(axis=0) - delta) ** 2).sum()
    cells = ((wins - delta) ** 2).sum()
    variance = (n**2 * rows + m**2 * columns - cells) / (m * n * (m - 1) * (n - 1))
    # The unbiased estimate can be negative; this is the least that it may be taken for.
    variance = max(variance, (1 - delta**2) / (m * n - 1))
    reach = float(t.ppf((1 + level) / 2, m + n - 2))
    spread = reach**2 * variance
    if abs(delta) == 1:
        # Without any overlap the formula has no width: the limit is that of a score interval with
        # one answer in the smaller group out of place.
        inner = (min(m, n) - reach**2) / (min(m, n) + reach**2)
        return delta, min(delta, delta * inner), max(delta, delta * inner)
    width = reach * np.sqrt(variance) * np.sqrt((1 - delta**2) ** 2 + spread)
    low, high = ((delta - delta**3 + side * width) / (1 - delta**2 + spread) for side in (-1, 1))
    return delta, max(-1.0, float(low)), min(1.0, float(high))


def _parts(
    frame: pd.DataFrame, group: str, by: str | None, value: str, respondent: str | None
) -> list[tuple[Any, pd.DataFrame]]:
    """Return the questions with what respondents answered: columns ``group`` and ``value``."""
    has_columns(frame, by)
    answers = answers_of(frame, group, value, respondent)
    answers["question"] = frame[by].to_numpy() if by else "all"
    answers = answers.dropna()
    keys = ["question", "group", "who"]
    respondents = answers.groupby(keys, sort=False, as_index=False)["value"].mean()
    return list(respondents.groupby("question", sort=False))


def _kruskal(values: np.ndarray, number: np.ndarray, n_perm: int, seed: int) -> tuple[float, float]:
    """Return H and the share of permutations that reach it."""
    from scipy.stats import rankdata

    n = len(values)
    if number.max(initial=-1) < 1 or np.ptp(values) == 0:
        return float("nan"), float("nan")
    ranks = rankdata(values) - (n + 1) / 2
    sizes = np.bincount(number)
    member = (number[:, None] == np.arange(len(sizes))).astype(float)

    def between(rows: np.ndarray) -> np.ndarray:
        return np.asarray(((rows @ member) ** 2 / sizes).sum(axis=1))

    found = between(ranks[None, :])[0]
    rng = np.random.default_rng(seed)
    reached = 0
    for start in range(0, n_perm, _AT_ONCE):
        tiled = np.tile(ranks, (min(_AT_ONCE, n_perm - start), 1))
        reached += int((between(rng.permuted(tiled, axis=1)) >= found - 1e-9).sum())
    return float((n - 1) * found / (ranks**2).sum()), (reached + 1) / (n_perm + 1)


def _why(values: np.ndarray, number: np.ndarray) -> str:
    if number.max(initial=-1) < 1:
        return "fewer than two groups"
    return "all answers are the same" if np.ptp(values) == 0 else ""
