"""The mean of a group's codes with its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aineisto.core.errors import AineistoError


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
    """

    mean: float
    sd: float
    low: float
    high: float
    n: int
    respondents: int
    note: str = ""


def mean_interval(
    values: Any,
    level: float = 0.95,
    respondent: Any = None,
    n_boot: int = 1000,
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
        Each code's respondent. Without it the interval is Student's t; with it a bootstrap that
        draws whole respondents, since answers of one respondent are not independent. Its
        percentiles are widened as t is over the normal, by the number of respondents.
    n_boot, seed : int
        Resamples and seed of the bootstrap.

    Raises
    ------
    AineistoError
        When there are not as many respondents as values.
    """
    numbers = pd.to_numeric(pd.Series(values), errors="coerce").astype("float64").to_numpy()
    present = ~np.isnan(numbers)
    kept = numbers[present]
    if respondent is None:
        return _by_t(kept, level)
    labels = np.asarray(respondent, dtype=object)
    if labels.shape != numbers.shape:
        raise AineistoError(
            f"There are {len(numbers)} values and {len(labels)} respondents.",
            remedy="Give one respondent for each value.",
        )
    return _by_respondent(kept, labels[present], level, n_boot, seed)


def _by_t(values: np.ndarray, level: float) -> Mean:
    from scipy.stats import t

    n = len(values)
    mean = float(values.mean()) if n else math.nan
    if n < 2:
        return Mean(mean, math.nan, math.nan, math.nan, n, n, "fewer than two answers")
    sd = float(values.std(ddof=1))
    margin = float(t.ppf((1 + level) / 2, n - 1)) * sd / math.sqrt(n)
    note = "all answers are the same" if np.ptp(values) == 0 else ""
    return Mean(mean, sd, mean - margin, mean + margin, n, n, note)


def _by_respondent(
    values: np.ndarray, labels: np.ndarray, level: float, n_boot: int, seed: int
) -> Mean:
    from scipy.stats import norm, t

    groups, names = pd.factorize(labels, use_na_sentinel=False)
    drawn, n = len(names), len(values)
    mean = float(values.mean()) if n else math.nan
    sd = float(values.std(ddof=1)) if n > 1 else math.nan
    if drawn < 2:
        return Mean(mean, sd, math.nan, math.nan, n, drawn, "fewer than two respondents")
    sums = np.bincount(groups, weights=values)
    sizes = np.bincount(groups)
    weights = np.random.default_rng(seed).multinomial(drawn, np.full(drawn, 1 / drawn), n_boot)
    replicates = (weights @ sums) / (weights @ sizes)
    # A bootstrap of few draws is too narrow by √((k − 1)/k) and by the normal's tails; both are
    # known, so the tail that is read is moved outward accordingly.
    reach = float(t.ppf((1 + level) / 2, drawn - 1)) * math.sqrt(drawn / (drawn - 1))
    tail = float(norm.cdf(-reach))
    low, high = np.quantile(replicates, [tail, 1 - tail])
    note = "all answers are the same" if np.ptp(values) == 0 else ""
    return Mean(mean, sd, float(low), float(high), n, drawn, note)
