"""Krippendorff's own bootstrap of alpha, beside the one that draws units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from aineisto.core.errors import AineistoError
from aineisto.core.statistics import check_level
from aineisto.reliability._coefficients import alpha_statistic, ordinal_differences
from aineisto.reliability._interval import bootstrap, why_undefined
from aineisto.reliability._ratings import Ratings, Table, as_ratings
from aineisto.reliability._weights import Weights, metric_matrix

#: Krippendorff's customary bounds: tentative conclusions, and firm ones.
THRESHOLDS = (0.667, 0.8)


def alpha_bootstrap(
    ratings: Table,
    metric: Weights = "nominal",
    *,
    categories: Sequence[Any] | None = None,
    level: float = 0.95,
    n_boot: int = 10_000,
    seed: int = 0,
    clusters: Any = None,
    thresholds: Sequence[float] = THRESHOLDS,
    as_published: bool = False,
) -> pd.DataFrame:
    """Return the distribution of alpha by Krippendorff's bootstrap and by resampled units.

    Krippendorff's algorithm keeps the expected disagreement as it is and draws the observed
    disagreement pair by pair from the pairs of values seen; a pair is drawn by its weight in the
    coincidence matrix, 1/(m − 1) in a unit of m judgements. It answers how far alpha could differ
    were the same coders' pairs drawn again, and is narrow: with several coders it takes pairs of
    one unit as independent. Resampling units (or respondents) answers for the material that the
    units stand for, and is what `agreement` and `estimate` report.

    Parameters
    ----------
    ratings : DataFrame or array, shape (n_units, n_coders)
        Judgements, NaN where missing.
    metric : {"nominal", "ordinal", "interval", "ratio"}, ndarray or DataFrame
        As in `krippendorff_alpha`.
    categories : sequence, optional
        All categories that the coders could use.
    level : float
        Confidence level, 0…1; limits are plain quantiles.
    n_boot, seed : int
        Resamples, and their seed.
    clusters : array-like, shape (n_units,), optional
        Each unit's respondent, for the second method.
    thresholds : sequence of float
        Bounds for which to tell how often alpha falls below them.
    as_published : bool
        Draw every pair alike, to the letter of the published algorithm. Where units have unequal
        numbers of judgements its resamples lie about another value than alpha, and the note says
        so.

    Returns
    -------
    DataFrame
        Two rows, ``method`` ``krippendorff`` and ``units`` (``respondents`` with `clusters`):
        ``value``, ``mean``, ``sd``, ``low``, ``high``, one column ``below_…`` a threshold (share
        of resamples), ``note``.

    References
    ----------
    Hayes, A. F. & Krippendorff, K. (2007). Answering the call for a standard reliability measure
    for coding data. *Communication Methods and Measures* 1(1), 77–89. Krippendorff, K. (2016).
    Bootstrapping distributions for Krippendorff's alpha (the algorithm as it stands here; a
    resample in which one value alone occurs counts as 0, one below −1 as −1).

    Examples
    --------
    >>> ratings = [[1, 1], [0, 0], [1, 0], [0, 0], [1, 1]]
    >>> alpha_bootstrap(ratings, n_boot=200).columns.tolist()
    ['method', 'value', 'mean', 'sd', 'low', 'high', 'below_0.667', 'below_0.8', 'note']
    """
    check_level(level)
    if n_boot < 1:
        raise AineistoError("A bootstrap needs resamples.", remedy="Give n_boot=10000, say.")
    table = as_ratings(ratings, categories)
    statistic = alpha_statistic(table, metric)
    value = statistic.value
    methods = ("krippendorff", "units" if clusters is None else "respondents")
    if np.isnan(value):
        drawn = [np.empty(0), np.empty(0)]
    else:
        by_unit, _ = bootstrap(statistic, n_boot=n_boot, seed=seed, clusters=clusters)
        drawn = [_by_pairs(table, metric, n_boot, seed, as_published), by_unit]
    reason = why_undefined(table) if np.isnan(value) else ""
    rows = []
    for method, replicates in zip(methods, drawn, strict=True):
        defined = replicates[~np.isnan(replicates)]
        row = {"method": method, "value": value, **_described(defined, level, thresholds)}
        lost = 1 - len(defined) / len(replicates) if len(replicates) else 0.0
        row["note"] = reason or (f"undefined in {lost:.1%} of resamples" if lost else "")
        if as_published and method == "krippendorff" and not reason and _unequal(table):
            row["note"] = _ABOUT_ANOTHER
        rows.append(row)
    return pd.DataFrame(rows)


_ABOUT_ANOTHER = (
    "as published: with unequal numbers of judgements the resamples do not lie about alpha"
)


def _unequal(table: Ratings) -> bool:
    return len(np.unique(table.counts[table.pairable].sum(axis=1))) > 1


def _described(
    replicates: np.ndarray, level: float, thresholds: Sequence[float]
) -> dict[str, float]:
    names = ["mean", "sd", "low", "high", *(f"below_{bound:g}" for bound in thresholds)]
    if not len(replicates):
        return dict.fromkeys(names, float("nan"))
    low, high = np.quantile(replicates, [(1 - level) / 2, (1 + level) / 2])
    below = [float((replicates < bound).mean()) for bound in thresholds]
    spread = float(replicates.std(ddof=1)) if len(replicates) > 1 else float("nan")
    numbers = [float(replicates.mean()), spread, float(low), float(high), *below]
    return dict(zip(names, numbers, strict=True))


def _by_pairs(
    ratings: Ratings, metric: Weights, n_boot: int, seed: int, as_published: bool
) -> np.ndarray:
    counts = ratings.counts[ratings.pairable]
    judged = counts.sum(axis=1).astype(int)
    marginal = counts.sum(axis=0)
    apart = _squared_differences(ratings, metric, marginal)
    size, total = len(marginal), marginal.sum()
    expected = (marginal @ apart @ marginal) / (total * (total - 1))
    # Every pair of judgements of a unit, once, with its weight 1/(m − 1) in the coincidences: drawn
    # alike, pairs of units with many judgements would shift alpha itself.
    weighed = counts if as_published else counts / (judged - 1)[:, None]
    pairs = (weighed[:, :, None] * counts[:, None, :]).sum(axis=0)
    pairs[np.arange(size), np.arange(size)] = (weighed * (counts - 1)).sum(axis=0)
    seen = np.triu(pairs)
    seen[np.arange(size), np.arange(size)] /= 2
    share = seen.ravel() / seen.sum()
    rng = np.random.default_rng(seed)
    gone = np.zeros(n_boot)
    kinds = np.zeros((n_boot, size * size))
    # A unit of m judgements has m(m − 1)/2 pairs, each of which weighs 1/(m − 1).
    for m in np.unique(judged):
        number = int((judged == m).sum() * m * (m - 1) // 2)
        drawn = rng.multinomial(number, share, size=n_boot)
        gone += drawn @ apart.ravel() * 2 / (total * expected * (m - 1))
        kinds += drawn
    alone = kinds.reshape(n_boot, size, size)[:, np.arange(size), np.arange(size)]
    one_value = alone.max(axis=1) == kinds.sum(axis=1)
    return np.where(one_value, 0.0, np.maximum(1 - gone, -1.0))


def _squared_differences(ratings: Ratings, metric: Weights, marginal: np.ndarray) -> np.ndarray:
    if isinstance(metric, str) and metric == "ordinal":
        return ordinal_differences(marginal)
    return metric_matrix(metric, ratings)
