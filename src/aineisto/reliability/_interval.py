"""A coefficient of a table of ratings: its value, its interval and what to know about both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aineisto.core.errors import AineistoError
from aineisto.core.statistics import check_level
from aineisto.reliability import _coefficients as coefficients
from aineisto.reliability._coefficients import Statistic
from aineisto.reliability._ratings import MISSING, Ratings, Table, as_ratings
from aineisto.reliability._weights import Weights

#: With fewer units (respondents) than this ``auto`` takes the jackknife.
FEW = 200
#: Of fewer respondents than this there is no interval.
LEAST_RESPONDENTS = 5
METHODS = ("auto", "bootstrap", "jackknife")
_BUILDERS: dict[str, Callable[..., Statistic]] = {
    "percent_agreement": coefficients.percent_statistic,
    "cohen_kappa": coefficients.cohen_statistic,
    "scott_pi": coefficients.scott_statistic,
    "fleiss_kappa": coefficients.fleiss_statistic,
    "conger_kappa": coefficients.conger_statistic,
    "brennan_prediger": coefficients.brennan_prediger_statistic,
    "krippendorff_alpha": coefficients.alpha_statistic,
    "gwet_ac": coefficients.gwet_statistic,
}


@dataclass(frozen=True)
class Interval:
    """An interval of a coefficient and what to know about it."""

    low: float
    high: float
    note: str = ""


def bootstrap(
    statistic: Statistic, *, n_boot: int, seed: int, clusters: Any = None
) -> tuple[np.ndarray, np.ndarray]:
    """Resample units (or clusters of units) and return the coefficient of each resample.

    Parameters
    ----------
    statistic : Statistic
        The coefficient.
    n_boot : int
        Number of resamples.
    seed : int
        Seed; the same seed gives the same resamples.
    clusters : array-like, shape (n_units,), optional
        Label of each unit's cluster (its respondent); clusters are drawn whole.

    Returns
    -------
    replicates : ndarray, shape (n_boot,)
        The coefficient of each resample, NaN where it is undefined.
    jackknife : ndarray, shape (n_draws,)
        The coefficient without each unit (cluster) in turn.
    """
    draws, multiplicity = _drawn(statistic.features, clusters)
    if not len(draws):
        return np.full(n_boot, np.nan), np.empty(0)
    left_out = np.repeat(statistic.formula(multiplicity @ draws - draws), multiplicity)
    if n_boot == 0:
        return np.empty(0), left_out
    total = int(multiplicity.sum())
    # Units with the same judgements contribute the same, so it is enough to draw how often each
    # distinct contribution comes up: the same distribution in a fraction of the work.
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(total, multiplicity / total, size=n_boot)
    return statistic.formula(weights @ draws), left_out


def _drawn(features: np.ndarray, clusters: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return the distinct contributions that are drawn and how often each occurs."""
    counts = features.any(axis=1)
    features = features[counts]
    if clusters is not None and len(features):
        labels, _ = pd.factorize(np.asarray(clusters, dtype=object)[counts], use_na_sentinel=False)
        summed = np.zeros((labels.max() + 1, features.shape[1]))
        np.add.at(summed, labels, features)
        features = summed
    if not len(features):
        return features, np.empty(0, dtype=int)
    distinct, multiplicity = np.unique(features, axis=0, return_counts=True)
    return distinct, multiplicity


def interval(
    statistic: Statistic,
    ratings: Ratings,
    *,
    level: float = 0.95,
    n_boot: int = 1000,
    seed: int = 0,
    clusters: Any = None,
    method: str = "auto",
) -> Interval:
    """Return an interval of a coefficient, or none with a note that says why.

    Parameters
    ----------
    statistic : Statistic
        The coefficient.
    ratings : Ratings
        What it is of: they tell why it is undefined, where it is.
    level : float
        Confidence level, 0…1.
    n_boot, seed, clusters
        As in `bootstrap`; ``n_boot=0`` gives no bootstrap interval. Of fewer than five clusters
        (respondents) there is none at all.
    method : {"auto", "bootstrap", "jackknife"}
        Bias-corrected and accelerated bootstrap (Efron 1987), or the jackknife's standard error
        with a t quantile on the scale of log(1 − coefficient). ``auto`` takes the jackknife with
        fewer than two hundred units (respondents, where they are drawn), where the bootstrap is too
        narrow, most of all for AC2 (``benchmarks/reliability`` measures both); and the bootstrap
        with more, or where the coefficient is undefined without one of them.

    References
    ----------
    Efron, B. (1987). Better bootstrap confidence intervals. *Journal of the American Statistical
    Association* 82(397), 171–185. Hughes, J. (2022). Toward improved inference for
    Krippendorff's Alpha agreement coefficient. arXiv:2210.13265 (for the jackknife).
    """
    check_level(level)
    if method not in METHODS:
        raise AineistoError(
            f"There is no interval by {method!r}.", remedy=f"Use {', '.join(METHODS)}."
        )
    value = statistic.value
    if np.isnan(value):
        return Interval(np.nan, np.nan, why_undefined(ratings))
    if method != "jackknife" and n_boot <= 0:
        return Interval(np.nan, np.nan)
    _, left_out = bootstrap(statistic, n_boot=0, seed=seed, clusters=clusters)
    if len(left_out) < 2:
        unit = "unit" if clusters is None else "respondent"
        return Interval(np.nan, np.nan, f"no interval: only one {unit}")
    if clusters is not None and len(left_out) < LEAST_RESPONDENTS:
        return Interval(np.nan, np.nan, f"no interval: fewer than {LEAST_RESPONDENTS} respondents")
    few = len(left_out) < FEW and not np.isnan(left_out).any()
    if method == "jackknife" or (method == "auto" and few):
        return _by_jackknife(value, left_out, level)
    replicates, _ = bootstrap(statistic, n_boot=n_boot, seed=seed, clusters=clusters)
    return _by_bootstrap(value, replicates, left_out, level)


def _by_bootstrap(
    value: float, replicates: np.ndarray, left_out: np.ndarray, level: float
) -> Interval:
    defined = replicates[~np.isnan(replicates)]
    if not len(defined):
        return Interval(np.nan, np.nan, "no interval: undefined in every resample")
    notes = []
    if len(defined) < len(replicates):
        notes.append(f"undefined in {1 - len(defined) / len(replicates):.1%} of resamples")
    if np.ptp(defined) < 1e-12:
        notes.append("the resamples do not vary")
        return Interval(value, value, "; ".join(notes))
    low, high = np.quantile(defined, _corrected(value, defined, left_out, level))
    return Interval(float(low), float(high), "; ".join(notes))


def _by_jackknife(value: float, left_out: np.ndarray, level: float) -> Interval:
    from scipy.stats import t

    defined = left_out[~np.isnan(left_out)]
    if len(defined) < len(left_out):
        return Interval(np.nan, np.nan, "no interval: undefined when one is left out")
    size = len(defined)
    error = float(np.sqrt((size - 1) / size * ((defined - defined.mean()) ** 2).sum()))
    if value > 1 - 1e-12 or error < 1e-12:
        return Interval(value, value, "leaving one out changes nothing")
    step = float(t.ppf((1 + level) / 2, size - 1)) * error / (1 - value)
    gap = np.log(1 - value)
    # No coefficient is less than −1, which a wide interval would pass.
    return Interval(max(-1.0, float(1 - np.exp(gap + step))), float(1 - np.exp(gap - step)))


def _corrected(
    value: float, replicates: np.ndarray, jackknife: np.ndarray, level: float
) -> np.ndarray:
    """Return the quantiles to read, corrected for bias and for a changing spread."""
    from scipy.stats import norm

    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    below = np.mean(replicates < value - 1e-12)
    ties = np.mean(np.abs(replicates - value) <= 1e-12)
    share = float(np.clip(below + ties / 2, 0.5 / len(replicates), 1 - 0.5 / len(replicates)))
    left_out = jackknife[~np.isnan(jackknife)]
    pull = left_out.mean() - left_out if len(left_out) else np.zeros(1)
    spread = float((pull**2).sum())
    acceleration = float((pull**3).sum()) / (6 * spread**1.5) if spread > 1e-18 else 0.0
    bias = norm.ppf(share)
    shifted = bias + norm.ppf(tails)
    return np.asarray(norm.cdf(bias + shifted / (1 - acceleration * shifted)))


def why_undefined(ratings: Ratings) -> str:
    """Return why a chance-corrected coefficient has no value for these ratings."""
    judged = ratings.codes != MISSING
    if not judged.any():
        return "no judgements"
    if judged.any(axis=0).sum() < 2:
        return "only one coder"
    if not ratings.pairable.any():
        return "no unit judged by two coders"
    used = np.unique(ratings.codes[ratings.pairable & judged.any(axis=1)])
    if (used != MISSING).sum() < 2:
        return "only one value used: agreement by chance cannot be told apart"
    return "not defined for these ratings"


@dataclass(frozen=True)
class Estimate:
    """A coefficient with its interval.

    Attributes
    ----------
    coefficient, metric : str
        Its name, and the metric or weights.
    value, low, high : float
        NaN where undefined.
    n : int
        Units with two or more judgements.
    note : str
        Why it is undefined, or what else to know.

    Examples
    --------
    >>> estimate([[1, 1], [0, 0], [1, 0]], "percent_agreement", n_boot=0).coefficient
    'percent_agreement'
    """

    coefficient: str
    metric: str
    value: float
    low: float
    high: float
    n: int
    note: str = ""


def estimate(
    ratings: Table,
    coefficient: str = "krippendorff_alpha",
    metric: Weights | None = None,
    *,
    categories: Sequence[Any] | None = None,
    level: float = 0.95,
    n_boot: int = 1000,
    seed: int = 0,
    clusters: Any = None,
    method: str = "auto",
) -> Estimate:
    """Return a coefficient of a table of ratings with its interval.

    Parameters
    ----------
    ratings : DataFrame or array, shape (n_units, n_coders)
        Judgements, NaN where missing.
    coefficient : str
        ``percent_agreement``, ``cohen_kappa``, ``scott_pi``, ``fleiss_kappa``, ``conger_kappa``,
        ``brennan_prediger``, ``krippendorff_alpha`` or ``gwet_ac``.
    metric : str or ndarray, optional
        Alpha's metric or the other coefficients' weights; ``nominal`` or ``identity`` when None.
    categories : sequence, optional
        All categories that the coders could use.
    level : float
        Confidence level, 0…1.
    n_boot, seed : int
        Resamples and seed of the bootstrap.
    clusters : array-like, shape (n_units,), optional
        Each unit's respondent; respondents are then drawn whole.
    method : {"auto", "bootstrap", "jackknife"}
        Bias-corrected and accelerated bootstrap, or the jackknife on the scale of
        log(1 − coefficient); ``auto`` takes the jackknife with fewer than 200 units
        (respondents, where `clusters` are given), where it holds its level better.

    Raises
    ------
    AineistoError
        When there is no such coefficient, metric or method.

    Examples
    --------
    >>> found = estimate([[1, 1], [0, 0], [1, 0], [0, 0], [1, 1]], metric="nominal", n_boot=0)
    >>> round(found.value, 2), found.n
    (0.64, 5)
    """
    build = _BUILDERS.get(coefficient)
    if build is None:
        raise AineistoError(
            f"There is no coefficient {coefficient!r}.",
            remedy=f"Use one of {', '.join(_BUILDERS)}.",
        )
    default = "nominal" if coefficient == "krippendorff_alpha" else "identity"
    chosen = default if metric is None else metric
    table = as_ratings(ratings, categories)
    statistic = build(table, chosen)
    name = chosen if isinstance(chosen, str) else "matrix"
    n = int(table.pairable.sum())
    found = interval(
        statistic, table, level=level, n_boot=n_boot, seed=seed, clusters=clusters, method=method
    )
    return Estimate(coefficient, name, statistic.value, found.low, found.high, n, found.note)
