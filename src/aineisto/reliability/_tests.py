"""The direction of means by today's methods: by respondent, by ranks, corrected for many."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from aineisto.core.statistics import holm
from aineisto.reliability._means import Mean, answers_of, mean_interval

#: With so many respondents or fewer every exchange of signs is tried, not a sample of them.
_EXACT = 16
_COLUMNS = [
    "mean",
    "low",
    "high",
    "n",
    "respondents",
    "probability",
    "net",
    "ordinal",
    "ordinal_low",
    "ordinal_high",
    "p",
    "p_holm",
    "note",
]


def direction_tests(
    frame: pd.DataFrame,
    by: str = "question",
    value: str = "value",
    respondent: str | None = None,
    *,
    level: float = 0.95,
    n_boot: int = 0,
    n_perm: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Return how sure the direction of each group's answers is, by several methods.

    It stands beside `direction_table`, which tries a grid of levels until one fits, and asks as
    many questions as there are without saying so.

    Parameters
    ----------
    frame : DataFrame
        One row an answer, on a scale whose 0 is neutral.
    by, value : str
        Columns of the groups and of the codes; rows without a code do not count.
    respondent : str, optional
        Column of respondents, who are drawn, exchanged and counted whole; rows are independent
        when None.
    level : float
        Confidence level of the intervals, 0…1.
    n_perm, seed : int
        Exchanges of sign, and their seed.
    n_boot : int
        Kept for older calls; nothing is drawn.

    Returns
    -------
    DataFrame
        One row a group in order of appearance, then ``all``: column `by`, and ``mean`` with its
        interval ``low``, ``high`` (`mean_interval`, by respondent); ``n`` answers,
        ``respondents``; ``probability`` that the true mean has the sign of `mean` (0.5…1, from t
        with the respondents' standard error); ``net``: share of answers above 0 less the share
        below it, −1…1; ``ordinal`` with ``ordinal_low`` and ``ordinal_high``: the group's place
        on the latent scale of a proportional-odds model whose cut points lie symmetrically about
        0, in log odds (0 is neutral; it does not take the steps of the scale to be equal);
        ``p``: two-sided signed-rank test; ``p_holm``: the same for all groups at once (Holm;
        ``all`` is not one of them); ``note``.

    Raises
    ------
    AineistoError
        When the frame lacks a column.

    References
    ----------
    Wilcoxon, F. (1945). Individual comparisons by ranking methods. *Biometrics Bulletin* 1;
    Pratt, J. W. (1959), *JASA* 54 (zeros keep their ranks); the null distribution is that of
    exchanging signs, of whole respondents: Datta, S. & Satten, G. A. (2008). A signed-rank test
    for clustered data. *Biometrics* 64. McCullagh, P. (1980). Regression models for ordinal
    data. *JRSS B* 42, with the clustered variance of Liang, K.-Y. & Zeger, S. L. (1986),
    *Biometrika* 73. Holm, S. (1979). *Scandinavian Journal of Statistics* 6.

    Examples
    --------
    >>> answers = pd.DataFrame({"question": ["raha"] * 5, "value": [-1, -1, 0, -2, -1]})
    >>> direction_tests(answers, n_perm=99)[["question", "mean", "n"]]
      question  mean  n
    0     raha  -1.0  5
    1      all  -1.0  5
    """
    answers = answers_of(frame, by, value, respondent)
    answers["who"] = pd.factorize(answers["who"], use_na_sentinel=False)[0]
    answers = answers[answers["value"].notna()]
    options = {"level": level, "n_perm": n_perm, "seed": seed}
    named = answers[answers["group"].notna()]
    groups = list(dict.fromkeys(frame.loc[frame[by].notna(), by]))
    places = latent_positions(named["value"], named["group"], named["who"], level)
    rows = [_row(named[named["group"] == name], places.get(name), options) for name in groups]
    corrected = holm([row["p"] for row in rows])
    rows = [row | {"p_holm": p} for row, p in zip(rows, corrected, strict=True)]
    every = answers.assign(group="all")
    place = latent_positions(every["value"], every["group"], every["who"], level).get("all")
    rows.append(_row(every, place, options))
    table = pd.DataFrame(rows, columns=_COLUMNS)
    table.insert(0, by, [*groups, "all"])
    return table


def _row(
    part: pd.DataFrame, place: tuple[float, float, float] | None, options: dict[str, Any]
) -> dict[str, Any]:
    values, who = part["value"].to_numpy(), part["who"].to_numpy()
    repeated = len(np.unique(who)) < len(who)
    found = mean_interval(values, options["level"], respondent=who if repeated else None)
    ordinal = place or (math.nan, math.nan, math.nan)
    return {
        "mean": found.mean,
        "low": found.low,
        "high": found.high,
        "n": found.n,
        "respondents": found.respondents,
        "probability": _probability(found),
        "net": float(np.sign(values).mean()) if len(values) else math.nan,
        "ordinal": ordinal[0],
        "ordinal_low": ordinal[1],
        "ordinal_high": ordinal[2],
        "p": signed_rank(values, who, options["n_perm"], options["seed"]),
        "p_holm": math.nan,
        "note": found.note,
    }


def _probability(found: Mean) -> float:
    """Return the probability of the mean's sign by t, with the standard error by respondents."""
    from scipy.stats import t

    if not found.se > 1e-12:
        return math.nan
    return float(t.cdf(abs(found.mean) / found.se, found.df))


def signed_rank(values: np.ndarray, who: np.ndarray, n_perm: int, seed: int) -> float:
    """Return the two-sided p of the signed-rank test, signs exchanged by whole respondents."""
    from scipy.stats import rankdata

    if not len(values):
        return math.nan
    people = np.unique(who, return_inverse=True)[1]
    sums = np.bincount(people, weights=np.sign(values) * rankdata(np.abs(values)))
    sums = sums[sums != 0]
    if not len(sums):
        return 1.0
    found = abs(sums.sum()) - 1e-9
    if len(sums) <= _EXACT:
        bits = np.arange(2 ** len(sums))[:, None] >> np.arange(len(sums)) & 1
        return float((np.abs((2 * bits - 1) @ sums) >= found).mean())
    signs = np.random.default_rng(seed).integers(0, 2, size=(n_perm, len(sums))) * 2 - 1
    reached = int((np.abs(signs @ sums) >= found).sum())
    return (reached + 1) / (n_perm + 1)


#: Standard deviation of the weak normal prior that keeps a group of like answers finite, log odds.
_PRIOR = 10.0
_STEP = 1e-4


def latent_positions(
    values: pd.Series, groups: pd.Series, who: pd.Series, level: float
) -> dict[Hashable, tuple[float, float, float]]:
    """Return each group's place on the latent scale, in log odds, with its interval.

    The cut points are shared by the groups and lie symmetrically about zero, so that a group at
    zero gives positive and negative answers alike. The variance is the sandwich by respondents;
    the quantile is t's with the group's respondents less one. Groups of fewer than two
    respondents are left out.
    """
    from scipy.optimize import minimize
    from scipy.stats import t

    y, people = values.to_numpy(dtype=float), np.unique(who, return_inverse=True)[1]
    number, names = pd.factorize(groups)
    steps = np.unique(np.abs(y[y != 0]))
    if not len(steps) or len(np.unique(people)) < 2:
        return {}
    size = len(steps)
    # Category of an answer counted outward from zero, with its sign.
    place = np.sign(y) * np.searchsorted(np.concatenate([[0.0], steps]), np.abs(y))

    def each(parameters: np.ndarray) -> np.ndarray:
        """Log-likelihood of each answer."""
        return _log_likelihood(place, parameters[size + number], np.exp(parameters[:size]))

    def loss(parameters: np.ndarray) -> float:
        return float((parameters**2).sum() / (2 * _PRIOR**2) - each(parameters).sum())

    fitted = minimize(loss, np.zeros(size + len(names)), method="BFGS").x
    covariance = _sandwich(each, fitted, people)
    found: dict[Hashable, tuple[float, float, float]] = {}
    for group, name in enumerate(names):
        respondents = len(np.unique(people[number == group]))
        if respondents < 2:
            continue
        centre = float(fitted[size + group])
        error = float(np.sqrt(max(covariance[size + group, size + group], 0.0)))
        margin = float(t.ppf((1 + level) / 2, respondents - 1)) * error
        found[name] = (centre, centre - margin, centre + margin)
    return found


def _log_likelihood(place: np.ndarray, centre: np.ndarray, gaps: np.ndarray) -> np.ndarray:
    """Return log P(category | centre) for categories −K…K and cut points ±c₁ < … < ±c_K."""
    cuts = gaps.cumsum()
    edges = np.concatenate([[-np.inf], -cuts[::-1], cuts, [np.inf]])
    lower = (place + len(cuts)).astype(int)
    # Mirrored where it lies above, so that the difference of two tails keeps its digits.
    above = edges[lower] > centre
    first = np.where(above, centre - edges[lower + 1], edges[lower] - centre)
    second = np.where(above, centre - edges[lower], edges[lower + 1] - centre)
    return np.log(np.maximum(_logistic(second) - _logistic(first), 1e-300))


def _logistic(x: np.ndarray) -> np.ndarray:
    from scipy.special import expit

    return np.asarray(expit(x))


def _sandwich(each: Any, fitted: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Return the covariance of the estimates, answers of one respondent taken together."""
    size = len(fitted)
    moves = np.eye(size) * _STEP

    def gradient(at: np.ndarray) -> np.ndarray:
        """Return the score of each answer, shape (n_answers, n_parameters)."""
        return np.column_stack([(each(at + m) - each(at - m)) / (2 * _STEP) for m in moves])

    scores = gradient(fitted)
    hessian = np.column_stack(
        [(gradient(fitted + m) - gradient(fitted - m)).sum(axis=0) / (2 * _STEP) for m in moves]
    )
    bread = np.linalg.pinv(-(hessian + hessian.T) / 2 + np.eye(size) / _PRIOR**2)
    summed = np.zeros((people.max() + 1, size))
    np.add.at(summed, people, scores)
    clusters = len(summed)
    return np.asarray(bread @ (summed.T @ summed) @ bread * clusters / (clusters - 1))
