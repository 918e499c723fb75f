"""The coefficients as plain functions of a table of ratings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from aineisto.reliability._coefficients import (
    alpha_statistic,
    brennan_prediger_statistic,
    cohen_statistic,
    conger_statistic,
    fleiss_statistic,
    gwet_statistic,
    percent_statistic,
    scott_statistic,
)
from aineisto.reliability._ratings import Table, as_ratings
from aineisto.reliability._weights import Weights, weight_matrix


def percent_agreement(
    ratings: Table, weights: Weights = "identity", categories: Sequence[Any] | None = None
) -> float:
    """Return the share of agreeing pairs of judgements, averaged over units, in 0…1.

    Parameters
    ----------
    ratings : DataFrame or array, shape (n_units, n_coders)
        Judgements, NaN where missing; units with fewer than two do not count.
    weights : {"identity", "linear", "quadratic", "ordinal"}, ndarray or DataFrame
        Partial credit for near misses; none by default.
    categories : sequence, optional
        All categories that the coders could use, in order; a matrix of weights has a row and a
        column for each of them: an array in this order, a DataFrame by the names of its rows and
        columns.

    Returns
    -------
    float
        NaN when no unit has two judgements.

    Examples
    --------
    >>> percent_agreement([[1, 1], [0, 1], [2, 2], [1, 1]])
    0.75
    """
    return percent_statistic(as_ratings(ratings, categories), weights).value


def cohen_kappa(
    ratings: Table, weights: Weights = "identity", categories: Sequence[Any] | None = None
) -> float:
    """Return Cohen's kappa of two coders, over the units that both judged.

    Parameters
    ----------
    ratings : DataFrame or array, shape (n_units, 2)
        Judgements, NaN where missing.
    weights : {"identity", "linear", "quadratic", "ordinal"}, ndarray or DataFrame
        Weighted kappa for ordered categories (Cohen 1968). Distances are those of the categories'
        values, so give numbers that are evenly spaced for the usual weighted kappa.
    categories : sequence, optional
        As in `percent_agreement`.

    Returns
    -------
    float
        At most 1; NaN when both coders used one and the same category alone.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. *Educational and
    Psychological Measurement* 20(1), 37–46.

    Examples
    --------
    >>> ratings = [["yes", "yes"], ["no", "no"], ["yes", "no"], ["no", "no"]]
    >>> round(cohen_kappa(ratings), 2)
    0.5
    """
    return cohen_statistic(as_ratings(ratings, categories), weights).value


def scott_pi(
    ratings: Table, weights: Weights = "identity", categories: Sequence[Any] | None = None
) -> float:
    """Return Scott's pi of two coders, over the units that both judged.

    References
    ----------
    Scott, W. A. (1955). Reliability of content analysis. *Public Opinion Quarterly* 19(3).

    Examples
    --------
    >>> round(scott_pi([["yes", "yes"], ["no", "no"], ["yes", "no"], ["no", "no"]]), 2)
    0.47
    """
    return scott_statistic(as_ratings(ratings, categories), weights).value


def fleiss_kappa(
    ratings: Table, weights: Weights = "identity", categories: Sequence[Any] | None = None
) -> float:
    """Return Fleiss' kappa of any number of coders.

    With missing judgements this is Gwet's generalisation: agreement over the units with two or
    more judgements, chance from all units with at least one.

    References
    ----------
    Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. *Psychological
    Bulletin* 76(5). Gwet, K. L. (2014). *Handbook of Inter-Rater Reliability*, 4th ed.

    Examples
    --------
    >>> round(fleiss_kappa([["a", "a", "b"], ["b", "b", "b"], ["a", "a", "a"]]), 2)
    0.55
    """
    return fleiss_statistic(as_ratings(ratings, categories), weights).value


def conger_kappa(
    ratings: Table, weights: Weights = "identity", categories: Sequence[Any] | None = None
) -> float:
    """Return Conger's kappa: Cohen's kappa for two coders or more, with missing judgements.

    A coder who judged nothing does not count.

    References
    ----------
    Conger, A. J. (1980). Integration and generalization of kappas for multiple raters.
    *Psychological Bulletin* 88(2), 322–328.

    Examples
    --------
    >>> round(conger_kappa([["a", "a", None], ["b", "b", "b"], ["a", "b", "a"]]), 2)
    0.57
    """
    return conger_statistic(as_ratings(ratings, categories), weights).value


def brennan_prediger(
    ratings: Table, weights: Weights = "identity", categories: Sequence[Any] | None = None
) -> float:
    """Return Brennan and Prediger's coefficient: by chance every category is as likely.

    Parameters
    ----------
    ratings, weights, categories
        As in `gwet_ac`; the coefficient depends on the number of categories.

    References
    ----------
    Brennan, R. L. & Prediger, D. J. (1981). Coefficient kappa: some uses, misuses, and
    alternatives. *Educational and Psychological Measurement* 41(3); the same as Randolph's free
    marginal kappa (2005).

    Examples
    --------
    >>> round(brennan_prediger([["yes", "yes"], ["no", "no"], ["yes", "no"], ["no", "no"]]), 2)
    0.5
    """
    return brennan_prediger_statistic(as_ratings(ratings, categories), weights).value


def krippendorff_alpha(
    ratings: Table, metric: Weights = "nominal", categories: Sequence[Any] | None = None
) -> float:
    """Return Krippendorff's alpha of any number of coders, with missing judgements.

    Parameters
    ----------
    ratings : DataFrame or array, shape (n_units, n_coders)
        Judgements, NaN where missing; units with fewer than two do not count.
    metric : {"nominal", "ordinal", "interval", "ratio"}, ndarray or DataFrame
        Krippendorff's difference functions, or a matrix of squared differences between the
        categories (a DataFrame's rows and columns go by their names). Krippendorff's ordinal
        metric is not alpha with Gwet's ordinal weights.
    categories : sequence, optional
        All categories that the coders could use, in order; words have no order without it.

    Returns
    -------
    float
        At most 1; NaN when only one value was used or no unit has two judgements.

    References
    ----------
    Krippendorff, K. (2018). *Content Analysis*, 4th ed., chapter 12.

    Examples
    --------
    >>> ratings = [[-1, -1], [0, 1], [2, 2], [1, None]]
    >>> round(krippendorff_alpha(ratings, "ordinal"), 2)
    0.95
    """
    return alpha_statistic(as_ratings(ratings, categories), metric).value


def gwet_ac(
    ratings: Table, weights: Weights = "identity", categories: Sequence[Any] | None = None
) -> float:
    """Return Gwet's AC1 (identity weights) or AC2 (other weights) of any number of coders.

    Parameters
    ----------
    ratings : DataFrame or array, shape (n_units, n_coders)
        Judgements, NaN where missing.
    weights : {"identity", "linear", "quadratic", "ordinal"}, ndarray or DataFrame
        Agreement weights.
    categories : sequence, optional
        All categories that the coders could use, in order; the coefficient depends on their number.

    Returns
    -------
    float
        At most 1; NaN when there is one category only or no unit has two judgements.

    References
    ----------
    Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of
    high agreement. *British Journal of Mathematical and Statistical Psychology* 61, 29–48.

    Examples
    --------
    >>> ratings = [["no", "no"]] * 18 + [["no", "yes"], ["yes", "yes"]]
    >>> round(gwet_ac(ratings), 2), round(krippendorff_alpha(ratings), 2)
    (0.94, 0.65)
    """
    return gwet_statistic(as_ratings(ratings, categories), weights).value


def gwet_standard_error(
    ratings: Table, weights: Weights = "identity", categories: Sequence[Any] | None = None
) -> float:
    """Return Gwet's standard error of AC1 or AC2, from his linearised variance.

    It takes units as independent. The intervals of `estimate` and `agreement` rest on the
    jackknife or the bootstrap instead, which can draw respondents; with a dozen units the two
    differ by a tenth.

    Parameters
    ----------
    ratings, weights, categories
        As in `gwet_ac`.

    Returns
    -------
    float
        NaN where the coefficient is undefined or there is one unit only.

    References
    ----------
    Gwet, K. L. (2014). *Handbook of Inter-Rater Reliability*, 4th ed., chapter 5.

    Examples
    --------
    >>> round(gwet_standard_error([["no", "no"]] * 18 + [["no", "yes"], ["yes", "yes"]]), 2)
    0.06
    """
    table = as_ratings(ratings, categories)
    value = gwet_statistic(table, weights).value
    judged = table.counts.sum(axis=1)
    counts, judged = table.counts[judged > 0], judged[judged > 0]
    units = len(counts)
    if np.isnan(value) or units < 2:
        return float("nan")
    matrix = weight_matrix(weights, table)
    size = len(table.categories)
    profile = counts / judged[:, None]
    scale = matrix.sum() / (size * (size - 1))
    by_chance = scale * (profile * (1 - profile.mean(axis=0))).sum(axis=1)
    expected = by_chance.mean()
    pairs = np.maximum(judged * (judged - 1), 1)
    agreeing = (counts * (counts @ matrix - 1)).sum(axis=1) / pairs
    pairable = judged >= 2
    own = units / pairable.sum() * pairable * (agreeing - expected) / (1 - expected)
    moved = own - 2 * (1 - value) * (by_chance - expected) / (1 - expected)
    return float(np.sqrt(((moved - value) ** 2).sum() / (units * (units - 1))))
