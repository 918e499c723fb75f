"""One coefficient of one table of ratings, with its interval and what to know about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from aineisto.core.errors import AineistoError
from aineisto.reliability import _coefficients as coefficients
from aineisto.reliability._coefficients import Statistic
from aineisto.reliability._interval import interval
from aineisto.reliability._ratings import Table, as_ratings
from aineisto.reliability._weights import Weights

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
