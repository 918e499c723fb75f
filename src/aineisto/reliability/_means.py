"""The mean or share of a group's codes with its interval, and the difference of two means.

Answers of one person count together.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from aineisto.core.checks import has_columns
from aineisto.core.errors import AineistoError, ArgumentError
from aineisto.core.statistics import check_level
from aineisto.reliability._interval import LEAST_RESPONDENTS
from aineisto.reliability._numbers import numbers_of

#: Fewer units on either side of a comparison, or fewer respondents, tell nothing.
LEAST_UNITS = 10


@dataclass(frozen=True)
class Mean:
    """A mean with its interval.

    Attributes
    ----------
    mean, sd, low, high : float
        NaN where undefined; ``sd`` with n − 1.
    n : int
        Number of answers.
    respondents : int
        Number of respondents; equal to `n` when they were not given.
    note : str
        Why the interval is undefined, or empty.
    se, df : float
        Standard error of the mean and the degrees of freedom of its t distribution.

    Examples
    --------
    >>> found = mean_interval([-1, -1, 0, 1], respondent=["a", "a", "b", "c"])
    >>> found.n, found.respondents
    (4, 3)
    """

    mean: float
    sd: float
    low: float
    high: float
    n: int
    respondents: int
    note: str = ""
    se: float = math.nan
    df: float = math.nan


def mean_interval(
    values: Any,
    level: float = 0.95,
    respondent: Any = None,
    n_boot: int = 0,
    seed: int = 0,
) -> Mean:
    """Return the mean of codes with its interval.

    Parameters
    ----------
    values : array-like of float
        Codes; missing ones do not count.
    level : float
        Confidence level, 0…1.
    respondent : array-like, optional
        Each code's respondent. Without it codes are independent and the interval is Student's t.
        With it the variance is the cluster-robust CR2 of Bell and McCaffrey, and the quantile t's
        with the degrees of freedom that the respondents' shares of the answers leave (Imbens and
        Kolesár): with equally many answers each, the respondents less one.
    n_boot, seed : int
        Kept for older calls; nothing is drawn.

    Returns
    -------
    Mean
        Without an interval, and with a note that says why, where there are fewer than two
        respondents or the answers do not vary.

    Raises
    ------
    AineistoError
        When there are not as many respondents as values.

    References
    ----------
    Bell, R. M. & McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression
    with multi-stage samples. *Survey Methodology* 28, 169–181. Imbens, G. W. & Kolesár, M. (2016).
    Robust standard errors in small samples: some practical advice. *Review of Economics and
    Statistics* 98(4), 701–712.

    Examples
    --------
    >>> found = mean_interval([-1, -1, 0, -2, 1, -1])
    >>> print(f"{found.mean:.2f} [{found.low:.2f}, {found.high:.2f}]")
    -0.67 [-1.75, 0.42]
    """
    check_level(level)
    numbers, labels = _columns(values, respondent)
    n, people = len(numbers), int(labels.max(initial=-1)) + 1
    mean = float(numbers.mean()) if n else math.nan
    sd = float(numbers.std(ddof=1)) if n > 1 else math.nan
    if people < 2:
        note = f"fewer than two {'answers' if respondent is None else 'respondents'}"
        return Mean(mean, sd, math.nan, math.nan, n, people, note)
    if np.ptp(numbers) == 0:
        return Mean(mean, 0.0, math.nan, math.nan, n, people, "all answers are the same", 0.0)
    se, df = clustered_error(numbers, labels)
    if se < 1e-12:
        note = "the respondents' means do not vary"
        return Mean(mean, sd, math.nan, math.nan, n, people, note, 0.0, df)
    margin = t_quantile(level, df) * se
    return Mean(mean, sd, mean - margin, mean + margin, n, people, "", se, df)


def share_interval(values: Any, level: float = 0.95, respondent: Any = None) -> Mean:
    """Return a share with its interval, which stays between 0 and 1.

    Parameters
    ----------
    values : array-like of float
        1 where a unit has what is counted, 0 where not; between them where coders differ.
    level, respondent
        As in `mean_interval`. The interval is Wilson's, of as many independent units as would
        give the standard error of the clustered ones, with the quantile of `mean_interval`.

    Returns
    -------
    Mean
        As of `mean_interval`; without an interval too where the units that have what is counted,
        or those that have it not, are all one respondent's: what one person says has no interval.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    *JASA* 22, 209–212. Franco, C., Little, R. J. A., Louis, T. A. & Slud, E. V. (2019).
    Comparative study of confidence intervals for proportions in complex sample surveys. *Journal
    of Survey Statistics and Methodology* 7(3), 334–364.

    Examples
    --------
    >>> found = share_interval([True] * 9 + [False])
    >>> print(f"{found.mean:.1f} [{found.low:.2f}, {found.high:.2f}]")
    0.9 [0.52, 0.99]
    """
    values = numbers_of(values)
    found = mean_interval(values, level, respondent)
    share = found.mean
    strange = values[(values < -1e-9) | (values > 1 + 1e-9)]
    if len(strange):
        raise ArgumentError(
            f"The values hold {strange[0]:g}, which is no share.",
            remedy="Give 1 where a unit has what is counted and 0 where not; the mean of codes is "
            "that of mean_interval.",
        )
    spread = share * (1 - share)
    if math.isnan(found.low) or spread <= 0:
        return found
    numbers, people = _columns(values, respondent)
    if respondent is not None and _of_one(people, numbers):
        note = "all but one respondent answer alike"
        return replace(found, low=math.nan, high=math.nan, note=note)
    width = t_quantile(level, found.df) ** 2 * found.se**2 / spread  # z² / n
    middle = (share + width / 2) / (1 + width)
    margin = math.sqrt(width * spread + width**2 / 4) / (1 + width)
    return replace(found, low=middle - margin, high=middle + margin)


def _of_one(people: np.ndarray, shares: np.ndarray) -> bool:
    """Tell whether only one person ever has what is counted, or only one ever lacks it."""
    return min(len(np.unique(people[side])) for side in (shares > 0, shares < 1)) < 2


def _columns(values: Any, respondent: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers that are there, and the number of each one's respondent."""
    numbers = numbers_of(values)
    present = ~np.isnan(numbers)
    if respondent is None:
        return numbers[present], np.arange(int(present.sum()))
    labels = np.asarray(respondent, dtype=object)
    if labels.shape != numbers.shape:
        raise AineistoError(
            f"There are {len(numbers)} values and {len(labels)} respondents.",
            remedy="Give one respondent for each value.",
        )
    return numbers[present], pd.factorize(labels[present], use_na_sentinel=False)[0]


def difference_of_sides(
    y: np.ndarray,
    side: np.ndarray,
    who: np.ndarray,
    level: float,
    strata: np.ndarray | None = None,
    *,
    units: str = "units",
    constant: str = "does not vary",
) -> dict[str, Any]:
    """Return the difference of two sides' means, within strata, with its interval by respondent.

    Parameters
    ----------
    y, side : ndarray of float (n,)
        What is compared; 1 on the one side and 0 on the other.
    who : ndarray (n,)
        Respondents.
    level : float
        Confidence level, 0…1.
    strata : ndarray (n,), optional
        Units are compared with those of the same stratum.
    units, constant : str
        What the note calls the units, and what it says where there is nothing to tell apart.

    Returns
    -------
    dict
        ``difference`` of side 1 less side 0, ``low``, ``high`` and ``p`` (CR2, Satterthwaite), NaN
        where ``note`` says why.
    """
    from scipy.stats import t

    check_level(level)
    nan = math.nan
    found: dict[str, Any] = {"difference": nan, "low": nan, "high": nan, "p": nan, "note": ""}
    smaller = min(side.sum(), (1 - side).sum())
    if smaller < 1:
        return found | {"note": "nothing to compare with"}
    levels = pd.get_dummies(pd.Series(0.0 if strata is None else strata, index=range(len(y))))
    design = np.column_stack([side, levels.to_numpy(dtype=float)])
    found["difference"] = float(np.linalg.lstsq(design, y, rcond=None)[0][0])
    people = pd.factorize(who, use_na_sentinel=False)[0]
    if smaller < LEAST_UNITS or people.max() + 1 < LEAST_RESPONDENTS:
        note = f"fewer than {LEAST_UNITS} {units} or {LEAST_RESPONDENTS} respondents"
        return found | {"note": note}
    if rests_on_one(design, people):
        return found | {"note": "one respondent alone is on one side of the comparison"}
    error, df = clustered_slope_error(y, design, people)
    if error < 1e-12:
        return found | {"note": constant}
    margin = t_quantile(level, df) * error
    p = float(2 * t.sf(abs(found["difference"]) / error, df))
    ends = {"low": found["difference"] - margin, "high": found["difference"] + margin}
    return found | ends | {"p": p}


def rests_on_one(design: np.ndarray, people: np.ndarray) -> bool:
    """Tell whether the first coefficient cannot be had without some one person.

    Her residuals then sum to nothing, and no error of the coefficient knows how far she is from
    another person in her place.
    """
    for person in range(people.max() + 1):
        side, others = design[people != person, 0], design[people != person, 1:]
        if not len(side):
            return True
        left = side - others @ np.linalg.lstsq(others, side, rcond=None)[0]
        if float(left @ left) < 1e-9:
            return True
    return False


def clustered_slope_error(
    y: np.ndarray, design: np.ndarray, people: np.ndarray
) -> tuple[float, float]:
    """Return CR2's standard error of the first coefficient and its degrees of freedom."""
    bread = np.linalg.pinv(design.T @ design)
    residual = y - design @ (bread @ design.T @ y)
    variance, rows = 0.0, []
    for person in range(people.max() + 1):
        here = np.flatnonzero(people == person)
        x = design[here]
        values, vectors = np.linalg.eigh(np.eye(len(here)) - x @ bread @ x.T)
        root = np.where(values > 1e-10, 1 / np.sqrt(np.maximum(values, 1e-10)), 0.0)
        weight = (bread @ x.T)[0] @ ((vectors * root) @ vectors.T)
        variance += float(weight @ residual[here]) ** 2
        row = -(weight @ x) @ bread @ design.T
        row[here] += weight
        rows.append(row)
    spread = np.array(rows)
    covariance = spread @ spread.T
    return float(np.sqrt(variance)), float(np.trace(covariance) ** 2 / (covariance**2).sum())


def clustered_error(values: np.ndarray, people: np.ndarray) -> tuple[float, float]:
    """Return the standard error of a mean by CR2, and its degrees of freedom.

    `people` are numbers from 0; there are two or more. In a mean the leverage of a respondent
    with n of N answers is n/N, so that the general matrices come down to sums: the respondent's
    sum of residuals, over √(1 − n/N).
    """
    sizes = np.bincount(people).astype(float)
    total = sizes.sum()
    centred = values - values.mean()
    sums = np.bincount(people, weights=centred)
    adjust = 1 / np.sqrt(1 - sizes / total)
    error = math.sqrt(float(((sums * adjust) ** 2).sum())) / total
    # Covariance of the sums of residuals, were answers of one respondent correlated as they are.
    alike = _intraclass(centred, sums, sizes)
    variances = sizes * (1 - alike) + sizes**2 * alike
    residual = np.eye(len(sizes)) - np.outer(sizes, np.ones(len(sizes))) / total
    covariance = (residual * variances) @ residual.T * np.outer(adjust, adjust)
    return error, float(np.trace(covariance) ** 2 / (covariance**2).sum())


def _intraclass(centred: np.ndarray, sums: np.ndarray, sizes: np.ndarray) -> float:
    """Return the correlation of answers of one respondent by analysis of variance, 0…1."""
    groups, total = len(sizes), sizes.sum()
    if total == groups:
        return 0.0
    between = float((sums**2 / sizes).sum())
    within = (float((centred**2).sum()) - between) / (total - groups)
    between /= groups - 1
    width = (total - (sizes**2).sum() / total) / (groups - 1)
    spread = between + (width - 1) * within
    return min(1.0, max(0.0, (between - within) / spread)) if spread > 1e-12 else 0.0


def t_quantile(level: float, df: float) -> float:
    """Return the two-sided critical value of Student's t."""
    from scipy.stats import t

    return float(t.ppf((1 + level) / 2, df))


def answers_of(frame: pd.DataFrame, group: str, value: str, respondent: str | None) -> pd.DataFrame:
    """Return columns of a frame as ``group``, ``value`` (a number) and ``who``, rows as they are.

    Raises
    ------
    AineistoError
        When the frame lacks one of them.
    """
    has_columns(frame, group, value, respondent)
    values = numbers_of(frame[value], f"The column {value!r}")
    who = frame[respondent].to_numpy(dtype=object) if respondent else np.arange(len(frame))
    return pd.DataFrame({"group": frame[group].to_numpy(), "value": values, "who": who})
