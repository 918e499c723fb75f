"""Intervals: what they resample, that the seed rules them, and their edges."""

import math

import krippendorff
import numpy as np
import pytest
from scipy import stats

from aineisto.reliability import alpha_bootstrap, estimate, mean_interval
from aineisto.reliability._coefficients import alpha_statistic, cohen_statistic, gwet_statistic
from aineisto.reliability._interval import bootstrap
from aineisto.reliability._ratings import as_ratings


@pytest.fixture
def table():
    rng = np.random.default_rng(7)
    truth = rng.integers(-2, 3, size=(80, 1))
    rated = np.where(rng.random((80, 3)) < 0.7, truth, rng.integers(-2, 3, size=(80, 3))) * 1.0
    rated[rng.random((80, 3)) < 0.1] = np.nan
    return rated


@pytest.mark.parametrize("metric", ["nominal", "ordinal"])
def test_bootstrap_has_the_distribution_of_a_loop_over_krippendorff(table, metric):
    fast, _ = bootstrap(alpha_statistic(as_ratings(table), metric), n_boot=4000, seed=1)
    kept = table[(~np.isnan(table)).sum(axis=1) >= 2]
    rng = np.random.default_rng(2)
    slow = [
        krippendorff.alpha(
            reliability_data=kept[rng.integers(0, len(kept), len(kept))].T,
            level_of_measurement=metric,
        )
        for _ in range(600)
    ]
    # Standard errors of the two means are about .001 and .003, of the quantiles about .006.
    assert fast.mean() == pytest.approx(np.mean(slow), abs=0.012)
    assert fast.std() == pytest.approx(np.std(slow), rel=0.12)
    assert np.quantile(fast, [0.05, 0.95]) == pytest.approx(
        np.quantile(slow, [0.05, 0.95]), abs=0.03
    )


@pytest.mark.parametrize("build", [alpha_statistic, gwet_statistic])
def test_jackknife_leaves_out_one_unit_at_a_time(table, build):
    complete = table[~np.isnan(table).any(axis=1)]
    whole = as_ratings(complete)
    _, left_out = bootstrap(build(whole), n_boot=1, seed=0)
    by_hand = [
        build(as_ratings(np.delete(complete, unit, axis=0), whole.categories)).value
        for unit in range(len(complete))
    ]
    assert sorted(left_out) == pytest.approx(sorted(by_hand))


def test_jackknife_leaves_out_one_respondent_at_a_time(table):
    respondents = np.arange(len(table)) % 9
    whole = as_ratings(table)
    _, left_out = bootstrap(alpha_statistic(whole), n_boot=1, seed=0, clusters=respondents)
    by_hand = [
        alpha_statistic(as_ratings(table[respondents != one], whole.categories)).value
        for one in range(9)
    ]
    assert sorted(left_out) == pytest.approx(sorted(by_hand))


def test_bootstrap_interval_is_scipys_bca():
    # Few and wide disagreements: a skewed coefficient, where the corrections matter.
    rated = np.array([[1.0, 1.0]] * 12 + [[2.0, 2.0]] * 9 + [[5.0, 5.0]] * 6 + [[1.0, 5.0]] * 2)
    rated = np.vstack([rated, [[3.0, 4.0], [2.0, 3.0], [4.0, 4.0]]])
    whole = as_ratings(rated)
    kappa = cohen_statistic(whole, "quadratic")
    shown = estimate(rated, "cohen_kappa", "quadratic", n_boot=20000, method="bootstrap")

    def weighted(units, axis):
        sums = kappa.features[units].sum(axis=-2)
        return kappa.formula(np.atleast_2d(sums)).reshape(sums.shape[:-1])

    theirs = stats.bootstrap(
        (np.arange(len(rated)),),
        weighted,
        vectorized=True,
        n_resamples=20000,
        method="BCa",
        rng=np.random.default_rng(5),
    ).confidence_interval
    # The lower end lies far out, where resamples are few: its own error is about .006. Plain
    # percentiles would give .48 and .994.
    assert shown.low == pytest.approx(theirs.low, abs=0.03)
    assert shown.high == pytest.approx(theirs.high, abs=0.001)


def test_clusters_are_drawn_whole(table):
    # Every respondent's units are copies of one: as many units, but a tenth of the information.
    copies = np.repeat(table[:12], 10, axis=0)
    respondents = np.repeat(np.arange(12), 10)
    statistic = alpha_statistic(as_ratings(copies))
    by_unit, _ = bootstrap(statistic, n_boot=2000, seed=0)
    by_respondent, _ = bootstrap(statistic, n_boot=2000, seed=0, clusters=respondents)
    assert by_respondent.std() == pytest.approx(by_unit.std() * math.sqrt(10), rel=0.25)


@pytest.mark.parametrize("method", ["bootstrap", "jackknife"])
def test_interval_holds_the_value_and_grows_with_the_level(table, method):
    wide = estimate(table, metric="ordinal", level=0.99, method=method)
    narrow = estimate(table, metric="ordinal", level=0.8, method=method)
    assert wide.low < narrow.low < narrow.value < narrow.high < wide.high


def test_seed_rules_the_bootstrap(table):
    one, again, other = (
        estimate(table, seed=seed, method="bootstrap", n_boot=300) for seed in (3, 3, 4)
    )
    assert one == again
    assert one.low != other.low


def test_few_units_are_left_out_and_many_are_drawn(table):
    many = np.vstack([table, table, table])
    assert estimate(table) == estimate(table, method="jackknife")
    assert estimate(many) == estimate(many, method="bootstrap")
    # It is the respondents that count where they are drawn.
    by_ten = np.arange(len(many)) % 10
    assert estimate(many, clusters=by_ten) == estimate(many, clusters=by_ten, method="jackknife")
    # Without the one unit that differs only one value is left: nothing to leave out.
    one_differs = np.array([[0.0, 0.0]] * 12 + [[1.0, 1.0]])
    assert estimate(one_differs, method="jackknife").note.startswith("no interval")
    assert "of resamples" in estimate(one_differs).note


def test_no_interval_passes_minus_one():
    opposed = np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    assert estimate(opposed, method="jackknife").low == -1


def test_no_interval_without_resamples_or_with_one_unit():
    pair = np.array([[1.0, 1.0], [2.0, 2.0], [1.0, 2.0]])
    assert math.isnan(estimate(pair, n_boot=0).low)
    alone = estimate(np.array([[1.0, 2.0]]))
    assert alone.value == 0
    assert (alone.note, math.isnan(alone.low)) == ("no interval: only one unit", True)
    same = estimate(pair, clusters=["h1", "h1", "h1"])
    assert same.note == "no interval: only one respondent"


@pytest.mark.parametrize("method", ["auto", "bootstrap", "jackknife"])
def test_no_interval_of_fewer_than_five_respondents(table, method):
    four = estimate(table, clusters=np.arange(80) % 4, n_boot=50, method=method)
    five = estimate(table, clusters=np.arange(80) % 5, n_boot=50, method=method)
    assert math.isnan(four.low)
    assert math.isnan(four.high)
    assert four.note == "no interval: fewer than 5 respondents"
    assert five.low < five.value < five.high
    assert four.value == five.value


def test_perfect_agreement_says_that_its_interval_has_no_width():
    same = np.array([[1.0, 1.0]] * 10 + [[2.0, 2.0]] * 10)
    for method, note in (("bootstrap", "do not vary"), ("jackknife", "changes nothing")):
        found = estimate(same, method=method)
        assert (found.low, found.high) == (1, 1)
        assert note in found.note


def test_rare_values_say_how_many_resamples_were_undefined():
    rare = np.array([[0.0, 0.0]] * 28 + [[1.0, 1.0], [1.0, 0.0]])
    found = estimate(rare, "cohen_kappa", n_boot=500, method="bootstrap")
    replicates, _ = bootstrap(cohen_statistic(as_ratings(rare)), n_boot=500, seed=0)
    assert f"undefined in {np.isnan(replicates).mean():.1%} of resamples" in found.note


def test_mean_interval_by_hand_and_by_respondent():
    found = mean_interval([1, 2, 3, None, 4])
    # t(.975, 3) = 3.182446; sd = 1.290994
    assert (found.mean, found.n) == (2.5, 4)
    assert found.high - found.mean == pytest.approx(3.182446 * 1.290994 / 2, abs=1e-5)
    rng = np.random.default_rng(0)
    people = np.repeat(np.arange(40), 5)
    values = rng.normal(size=40)[people] + 0.01 * rng.normal(size=200)
    clustered = mean_interval(values, respondent=people, seed=1)
    assert clustered.respondents == 40
    # Five nearly equal answers of one person tell hardly more than one.
    by_person = mean_interval(values.reshape(40, 5).mean(axis=1))
    assert clustered.high - clustered.low == pytest.approx(by_person.high - by_person.low, rel=0.15)
    assert mean_interval([1.0]).note == "fewer than two answers"
    assert mean_interval([1, 2], respondent=["a", "a"]).note == "fewer than two respondents"


def test_krippendorffs_bootstrap_keeps_alphas_mean_with_complete_ratings(table):
    complete = table[~np.isnan(table).any(axis=1)]
    for metric in ("nominal", "ordinal", "interval"):
        pairs, units = alpha_bootstrap(complete, metric, n_boot=4000).to_dict("records")
        # With as many coders to each unit, its observed disagreement is drawn without bias.
        assert pairs["mean"] == pytest.approx(pairs["value"], abs=4 * pairs["sd"] / 60)
        assert pairs["sd"] < units["sd"]


def test_krippendorffs_bootstrap_at_the_edges():
    agreed = alpha_bootstrap(np.array([[0.0, 0.0]] * 2 + [[1.0, 1.0]]), n_boot=4000)
    # Three pairs of one kind out of three: (2/3)³ + (1/3)³ = 1/3, and then alpha counts as 0.
    assert agreed.loc[0, "mean"] == pytest.approx(2 / 3, abs=0.03)
    undefined = alpha_bootstrap(np.full((5, 2), 1.0))
    assert undefined["note"].str.startswith("only one value used").all()
    assert undefined["mean"].isna().all()
    with pytest.raises(Exception, match="resamples"):
        alpha_bootstrap(np.eye(2), n_boot=0)
    rng = np.random.default_rng(0)
    clustered = alpha_bootstrap(rng.integers(0, 2, (20, 2)), clusters=np.arange(20) % 4)
    assert list(clustered["method"]) == ["krippendorff", "respondents"]
