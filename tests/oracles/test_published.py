"""Published values, met to the digits printed."""

import importlib.util
import math
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from aineisto.reliability import (
    alpha_bootstrap,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    direction,
    fleiss_kappa,
    gwet_ac,
    gwet_standard_error,
    krippendorff_alpha,
    percent_agreement,
    scott_pi,
)

_SPEC = importlib.util.spec_from_file_location(
    "published", Path(__file__).with_name("published.py")
)
published = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(published)


def expand(counts):
    """Return the pairs of ratings that a square table of two coders counts."""
    return np.array(
        [(a, b) for (a, b), count in np.ndenumerate(counts) for _ in range(count)], dtype=float
    )


@pytest.mark.parametrize(("metric", "value"), published.KRIPPENDORFF_2011_ALPHA.items())
def test_alpha_krippendorff_2011(metric, value):
    assert krippendorff_alpha(published.KRIPPENDORFF_2011, metric) == pytest.approx(value, abs=5e-5)


@pytest.mark.parametrize(("weights", "value"), published.KRIPPENDORFF_2011_AC.items())
def test_gwet_krippendorff_2011(weights, value):
    assert gwet_ac(published.KRIPPENDORFF_2011, weights) == pytest.approx(value, abs=5e-6)


def test_fleiss_with_missing_krippendorff_2011():
    assert fleiss_kappa(published.KRIPPENDORFF_2011) == pytest.approx(
        published.KRIPPENDORFF_2011_FLEISS, abs=5e-6
    )


def test_conger_and_brennan_prediger_with_missing_krippendorff_2011():
    ratings = published.KRIPPENDORFF_2011
    assert conger_kappa(ratings) == pytest.approx(published.KRIPPENDORFF_2011_CONGER, abs=5e-6)
    assert brennan_prediger(ratings) == pytest.approx(
        published.KRIPPENDORFF_2011_BRENNAN_PREDIGER, abs=5e-6
    )


def test_standard_error_of_ac1_krippendorff_2011():
    found = gwet_standard_error(published.KRIPPENDORFF_2011)
    assert found == pytest.approx(published.KRIPPENDORFF_2011_AC1_SE, abs=5e-6)
    assert math.isnan(gwet_standard_error(published.KRIPPENDORFF_2011[:1]))


def test_alpha_with_gwets_ordinal_weights_is_not_ordinal_alpha():
    steps = np.abs(np.subtract.outer(np.arange(5), np.arange(5)))
    apart = steps * (steps + 1) / 2
    value = krippendorff_alpha(published.KRIPPENDORFF_2011, apart)
    assert value == pytest.approx(published.KRIPPENDORFF_2011_ALPHA_WITH_GWET_WEIGHTS, abs=5e-5)
    assert abs(value - krippendorff_alpha(published.KRIPPENDORFF_2011, "ordinal")) > 0.01


@pytest.mark.parametrize("method", published.KRIPPENDORFF_2011_BOOTSTRAPS)
def test_bootstraps_krippendorff_2011(method):
    above = published.KRIPPENDORFF_2011_ABOVE[method]
    table = alpha_bootstrap(
        published.KRIPPENDORFF_2011,
        n_boot=20_000,
        thresholds=tuple(above),
        as_published=True,
    ).set_index("method")
    found = table.loc[method]
    # A thousand resamples of units leave the printed mean .0045 of error, the shares .015.
    slack = 0.003 if method == "krippendorff" else 0.012
    mean, sd, low, high = published.KRIPPENDORFF_2011_BOOTSTRAPS[method]
    assert found["mean"] == pytest.approx(mean, abs=slack)
    assert found["sd"] == pytest.approx(sd, abs=slack)
    assert found["low"] == pytest.approx(low, abs=0.02)
    assert found["high"] == pytest.approx(high, abs=0.01)
    for bound, share in above.items():
        assert 1 - found[f"below_{bound:g}"] == pytest.approx(share, abs=max(0.01, 3.5 * slack))


@pytest.mark.parametrize(("metric", "value"), published.WIKIPEDIA_ALPHA.items())
def test_alpha_wikipedia(metric, value):
    assert krippendorff_alpha(published.WIKIPEDIA, metric) == pytest.approx(value, abs=5e-5)


@pytest.mark.parametrize(("ratings", "value"), published.KRIPPENDORFF_2018)
def test_alpha_krippendorff_2018(ratings, value):
    # The first is .234375, printed as .2343; the second is printed with three digits.
    digits = 1e-4 if value == 0.2343 else 5e-4
    assert krippendorff_alpha(ratings) == pytest.approx(value, abs=digits)


@pytest.mark.parametrize(("metric", "value"), published.HAYES_KRIPPENDORFF_ALPHA.items())
def test_alpha_hayes_krippendorff_2007(metric, value):
    assert krippendorff_alpha(published.HAYES_KRIPPENDORFF, metric) == pytest.approx(
        value, abs=5e-5
    )


def test_alpha_chan_saltzer_2020():
    assert krippendorff_alpha(published.CHAN_SALTZER) == pytest.approx(
        published.CHAN_SALTZER_ALPHA, abs=1e-9
    )


def test_two_abstractors():
    ratings, expected = expand(published.ABSTRACTORS), published.ABSTRACTORS_VALUES
    assert cohen_kappa(ratings) == pytest.approx(expected["kappa"], abs=5e-7)
    assert cohen_kappa(ratings, "linear") == pytest.approx(expected["kappa_linear"], abs=5e-7)
    assert cohen_kappa(ratings, "quadratic") == pytest.approx(expected["kappa_quadratic"], abs=5e-7)
    assert scott_pi(ratings) == pytest.approx(expected["scott_pi"], abs=5e-6)
    assert gwet_ac(ratings) == pytest.approx(expected["ac1"], abs=5e-6)
    assert krippendorff_alpha(ratings) == pytest.approx(expected["alpha"], abs=5e-6)
    assert brennan_prediger(ratings) == pytest.approx(expected["brennan_prediger"], abs=5e-4)
    assert conger_kappa(ratings) == pytest.approx(cohen_kappa(ratings))
    assert percent_agreement(ratings) == pytest.approx(expected["percent"], abs=1e-9)


def test_fleiss_wikipedia():
    ratings = np.array([np.repeat(np.arange(5.0), row) for row in published.FLEISS])
    assert fleiss_kappa(ratings) == pytest.approx(published.FLEISS_KAPPA, abs=5e-6)
    assert brennan_prediger(ratings) == pytest.approx(published.FLEISS_RANDOLPH, abs=5e-6)


@pytest.mark.parametrize("name", published.FREELON_PAIRS)
def test_freelon_two_coders(name):
    ratings, (percent, pi, kappa, alpha) = published.FREELON_PAIRS[name]
    assert 100 * percent_agreement(ratings) == pytest.approx(percent, abs=0.05)
    assert scott_pi(ratings) == pytest.approx(pi, abs=5e-4)
    # All but one of the kappas are printed with two digits.
    assert cohen_kappa(ratings) == pytest.approx(kappa, abs=5e-4 if kappa == 0.202 else 0.005)
    assert krippendorff_alpha(ratings) == pytest.approx(alpha, abs=5.1e-5)


@pytest.mark.parametrize("name", published.FREELON_GROUPS)
def test_freelon_three_and_more_coders(name):
    ratings, (percent, fleiss, kappa, alpha) = published.FREELON_GROUPS[name]
    assert 100 * percent_agreement(ratings) == pytest.approx(percent, abs=5e-4)
    assert fleiss_kappa(ratings) == pytest.approx(fleiss, abs=5e-4)
    assert krippendorff_alpha(ratings) == pytest.approx(alpha, abs=5.1e-5)
    pairs = [cohen_kappa(ratings[:, pair]) for pair in combinations(range(ratings.shape[1]), 2)]
    if kappa is None:  # a pair that used one value alone: undefined there and here
        assert any(math.isnan(pair) for pair in pairs)
    else:
        assert np.mean(pairs) == pytest.approx(kappa, abs=5e-4)


# The printed sd has two decimals, so the margin can be off by 0.005 z / √n and by its own rounding.
@pytest.mark.parametrize("question", published.MODEL_REPORT)
def test_direction_of_the_model_report(question):
    total, sd, n, level, z, se, margin, low, high = published.MODEL_REPORT[question]
    found = direction(mean=total / n, sd=sd, n=n)
    assert found.se == pytest.approx(se, abs=0.0051)
    if question == "Rakenteet ja prosessit":
        # On a grid of 5 % the method itself gives 15 %; the table prints the 10 % row.
        assert found.level == 0.15
        found = direction(mean=total / n, sd=sd, n=n, grid=[level])
    assert round(100 * found.level) == level
    assert round(found.z, 2) == z
    assert found.margin == pytest.approx(margin, abs=0.01)
    assert found.high == pytest.approx(high, abs=0.01)
    assert found.low == pytest.approx(low, abs=0.01)
    if question != "Investoinnit":
        assert found.low > 0


def test_direction_of_all_answers_of_the_model_report():
    rows = np.array([row[:3] for row in published.MODEL_REPORT.values()])
    total, sd, n = rows.T
    mean = total.sum() / n.sum()
    squares = ((n - 1) * sd**2 + n * (total / n - mean) ** 2).sum()
    found = direction(mean=mean, sd=math.sqrt(squares / (n.sum() - 1)), n=int(n.sum()))
    level, z, se, margin, low, high = published.MODEL_REPORT_ALL
    assert found.n == 302
    assert (round(100 * found.level), round(found.z, 2)) == (level, z)
    assert round(found.margin, 2) == margin
    assert found.se == pytest.approx(se, abs=0.0055)  # from rounded sds
    assert (round(found.low, 2), round(found.high, 2)) == (low, high)
