"""Coefficients of agreement, each as a function of sums over units.

Every coefficient here depends on the ratings only through sums of a few numbers that each unit
contributes. That makes one expression serve the value, the bootstrap (weighted sums) and the
jackknife (the total less one unit), so the three cannot disagree. The values are tested against
``krippendorff``, scikit-learn and statsmodels, which have no interval to offer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from aineisto.core.errors import CodingsError
from aineisto.reliability._ratings import MISSING, Ratings
from aineisto.reliability._weights import Weights, check_order, metric_matrix, weight_matrix


@dataclass(frozen=True, eq=False)
class Statistic:
    """A coefficient: what each unit contributes, and the coefficient of the sums.

    Attributes
    ----------
    features : ndarray, shape (n_units, n_features)
        Contributions; a row of zeros for a unit that does not matter.
    formula : callable
        Takes sums of features, shape (n_samples, n_features), and returns the coefficients,
        shape (n_samples,), NaN where undefined.
    """

    features: np.ndarray
    formula: Callable[[np.ndarray], np.ndarray]

    @property
    def value(self) -> float:
        """The coefficient of all units."""
        return float(self.formula(self.features.sum(axis=0)[None, :])[0])


def _ratio(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """Divide, with NaN where the denominator is zero but for rounding."""
    defined = np.abs(denominator) > 1e-12
    return np.where(defined, numerator / np.where(defined, denominator, 1.0), np.nan)


def _weights(weights: Weights, ratings: Ratings) -> np.ndarray:
    check_order(weights, ratings)
    return weight_matrix(weights, ratings)


def _quadratic_form(vectors: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    return np.asarray(((vectors @ matrix) * vectors).sum(axis=1))


def alpha_statistic(ratings: Ratings, metric: Weights = "nominal") -> Statistic:
    """Return Krippendorff's alpha as a statistic."""
    check_order(metric, ratings)
    counts = np.where(ratings.pairable[:, None], ratings.counts, 0.0)
    size = counts.shape[1]
    others = np.maximum(counts.sum(axis=1) - 1, 1)[:, None]
    if isinstance(metric, str) and metric == "ordinal":
        # The ordinal metric depends on how often each value is used in the sample at hand, so a
        # unit contributes its whole coincidence matrix.
        pairs = counts[:, :, None] * counts[:, None, :]
        pairs[:, np.arange(size), np.arange(size)] -= counts
        features = (pairs / others[:, :, None]).reshape(len(counts), size * size)
        return Statistic(features, lambda sums: _ordinal_alpha(sums, size))
    delta = metric_matrix(metric, ratings)
    observed = _quadratic_form(counts, delta)[:, None] / others
    return Statistic(np.hstack([observed, counts]), lambda sums: _fixed_alpha(sums, delta))


def _fixed_alpha(sums: np.ndarray, delta: np.ndarray) -> np.ndarray:
    marginal = sums[:, 1:]
    pairs = marginal.sum(axis=1) - 1
    return 1 - _ratio(sums[:, 0] * pairs, _quadratic_form(marginal, delta))


def _ordinal_alpha(sums: np.ndarray, size: int) -> np.ndarray:
    coincidences = sums.reshape(len(sums), size, size)
    marginal = coincidences.sum(axis=2)
    delta = ordinal_differences(marginal)
    observed = (coincidences * delta).sum(axis=(1, 2))
    expected = (marginal[:, :, None] * marginal[:, None, :] * delta).sum(axis=(1, 2))
    return 1 - _ratio(observed * (marginal.sum(axis=1) - 1), expected)


def ordinal_differences(marginal: np.ndarray) -> np.ndarray:
    """Return the squared differences of categories used so often, (…, size) → (…, size, size).

    The number of values ranked between two categories, half of each of the two themselves
    included, is the difference of their mid-ranks.
    """
    rank = marginal.cumsum(axis=-1) - marginal / 2
    return np.asarray((rank[..., :, None] - rank[..., None, :]) ** 2)


def _shared_agreement(ratings: Ratings, weights: np.ndarray) -> np.ndarray:
    """Per unit: its weighted agreement, whether two judged it, its profile, whether one did."""
    counts = ratings.counts
    judged = counts.sum(axis=1)
    pairs = np.maximum(judged * (judged - 1), 1)
    agreeing = (counts * (counts @ weights - 1)).sum(axis=1) / pairs
    pairable = ratings.pairable.astype(float)
    profile = counts / np.maximum(judged, 1)[:, None]
    columns = [agreeing * pairable, pairable, (judged > 0).astype(float)]
    return np.column_stack([*columns, profile])


def _less_chance(sums: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Return the agreement of units over their number, corrected by what chance would give."""
    return _ratio(_ratio(sums[:, 0], sums[:, 1]) - expected, 1 - expected)


def _chance_corrected(sums: np.ndarray, chance: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    return _less_chance(sums, chance(sums[:, 3:] / np.maximum(sums[:, 2], 1)[:, None]))


def percent_statistic(ratings: Ratings, weights: Weights = "identity") -> Statistic:
    """Return the (weighted) share of agreeing pairs of judgements as a statistic."""
    features = _shared_agreement(ratings, _weights(weights, ratings))
    return Statistic(features[:, :2], lambda sums: _ratio(sums[:, 0], sums[:, 1]))


def gwet_statistic(ratings: Ratings, weights: Weights = "identity") -> Statistic:
    """Return Gwet's AC1 (identity weights) or AC2 as a statistic."""
    matrix = _weights(weights, ratings)
    size = len(ratings.categories)
    scale = matrix.sum() / (size * (size - 1)) if size > 1 else np.nan

    def chance(profile: np.ndarray) -> np.ndarray:
        return np.asarray(scale * (profile * (1 - profile)).sum(axis=1))

    features = _shared_agreement(ratings, matrix)
    return Statistic(features, lambda sums: _chance_corrected(sums, chance))


def fleiss_statistic(ratings: Ratings, weights: Weights = "identity") -> Statistic:
    """Return Fleiss' kappa, generalised to missing values (Gwet 2014), as a statistic."""
    matrix = _weights(weights, ratings)
    features = _shared_agreement(ratings, matrix)
    return Statistic(
        features,
        lambda sums: _chance_corrected(sums, lambda profile: _quadratic_form(profile, matrix)),
    )


def brennan_prediger_statistic(ratings: Ratings, weights: Weights = "identity") -> Statistic:
    """Return Brennan and Prediger's coefficient (Randolph's free kappa) as a statistic."""
    matrix = _weights(weights, ratings)
    size = max(len(ratings.categories), 1)
    expected = matrix.sum() / size**2
    features = _shared_agreement(ratings, matrix)[:, :2]
    return Statistic(
        features,
        lambda sums: _less_chance(sums, expected + 0 * sums[:, 0]),
    )


def conger_statistic(ratings: Ratings, weights: Weights = "identity") -> Statistic:
    """Return Conger's kappa: Cohen's for any number of coders, with missing values (Gwet 2014)."""
    matrix = _weights(weights, ratings)
    coders, size = ratings.codes.shape[1], len(ratings.categories)
    given = (ratings.codes[:, :, None] == np.arange(size)).reshape(
        len(ratings.codes), coders * size
    )

    def formula(sums: np.ndarray) -> np.ndarray:
        used = sums[:, 2:].reshape(len(sums), coders, size)
        share = used / np.maximum(used.sum(axis=2), 1)[:, :, None]
        # Every coder with every other: all pairs of coders less each with itself.
        whole = share.sum(axis=1)
        itself = (np.einsum("sck,kl->scl", share, matrix) * share).sum(axis=(1, 2))
        active = used.any(axis=2).sum(axis=1)  # a coder without a judgement is none
        expected = (_quadratic_form(whole, matrix) - itself) / np.maximum(active * (active - 1), 1)
        return _less_chance(sums, expected)

    agreeing = _shared_agreement(ratings, matrix)[:, :2]
    return Statistic(np.hstack([agreeing, given.astype(float)]), formula)


def _pair_features(ratings: Ratings, weights: np.ndarray) -> np.ndarray:
    """Per unit that both of two coders judged: agreement, one, and each coder's category."""
    if ratings.codes.shape[1] != 2:
        raise CodingsError(
            f"Cohen's kappa and Scott's pi compare two coders, not {ratings.codes.shape[1]}.",
            remedy="Give two columns, or use Fleiss' kappa or Krippendorff's alpha.",
        )
    size = len(ratings.categories)
    features = np.zeros((len(ratings.codes), 2 + 2 * size))
    both = (ratings.codes != MISSING).all(axis=1).nonzero()[0]
    first, second = ratings.codes[both].T
    features[both, 0] = weights[first, second]
    features[both, 1] = 1
    features[both, 2 + first] = 1
    features[both, 2 + size + second] = 1
    return features


def cohen_statistic(ratings: Ratings, weights: Weights = "identity") -> Statistic:
    """Return Cohen's (weighted) kappa of two coders as a statistic."""
    matrix = _weights(weights, ratings)
    size = len(ratings.categories)

    def formula(sums: np.ndarray) -> np.ndarray:
        units = np.maximum(sums[:, 1], 1)
        first, second = sums[:, 2 : 2 + size], sums[:, 2 + size :]
        expected = ((first @ matrix) * second).sum(axis=1) / units**2
        return _less_chance(sums, expected)

    return Statistic(_pair_features(ratings, matrix), formula)


def scott_statistic(ratings: Ratings, weights: Weights = "identity") -> Statistic:
    """Return Scott's pi of two coders as a statistic."""
    matrix = _weights(weights, ratings)
    size = len(ratings.categories)

    def formula(sums: np.ndarray) -> np.ndarray:
        units = np.maximum(sums[:, 1], 1)
        profile = (sums[:, 2 : 2 + size] + sums[:, 2 + size :]) / (2 * units)[:, None]
        expected = _quadratic_form(profile, matrix)
        return _less_chance(sums, expected)

    return Statistic(_pair_features(ratings, matrix), formula)
