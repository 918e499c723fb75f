"""Means of several answers a person: against the general matrices of CR2, statsmodels and hand."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from aineisto.reliability import direction_table, mean_interval, share_interval, verdict_label
from aineisto.reliability._means import clustered_error


def _power(matrix, exponent):
    """Return a power of a symmetric matrix, by its eigenvalues."""
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * np.maximum(values, 0) ** exponent) @ vectors.T


def _general(y, people, working):
    """Return CR2's standard error and Satterthwaite's degrees of freedom from the n × n matrices.

    After the definitions in Pustejovsky & Tipton (2018, JBES 36), with the identity as target.
    """
    n, x = len(y), np.ones((len(y), 1))
    bread = np.linalg.inv(x.T @ x)
    hat = np.eye(n) - x @ bread @ x.T
    residual = hat @ y
    variance, columns = 0.0, []
    for person in np.unique(people):
        here = people == person
        adjusted = _power(hat[np.ix_(here, here)], -0.5)
        weight = (bread @ x[here].T @ adjusted).ravel()
        variance += float(weight @ residual[here]) ** 2
        columns.append(hat[:, here] @ weight)
    spread = np.array(columns)
    covariance = spread @ working @ spread.T
    return np.sqrt(variance), np.trace(covariance) ** 2 / (covariance**2).sum()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.lists(st.integers(-2, 2), min_size=1, max_size=5), min_size=3, max_size=7),
)
def test_a_mean_is_that_of_the_general_matrices(answers):
    y = np.array([value for own in answers for value in own], dtype=float)
    people = np.repeat(np.arange(len(answers)), [len(own) for own in answers])
    if np.ptp(y) == 0:
        return
    error, df = clustered_error(y, people)
    expected, _ = _general(y, people, np.eye(len(y)))
    assert error == pytest.approx(expected, abs=1e-9)
    centred = y - y.mean()
    sums = np.bincount(people, weights=centred)
    from aineisto.reliability._means import _intraclass

    alike = _intraclass(centred, sums, np.bincount(people).astype(float))
    same = (people[:, None] == people[None, :]).astype(float)
    working = (1 - alike) * np.eye(len(y)) + alike * same
    assert df == pytest.approx(_general(y, people, working)[1])


def test_equally_many_answers_each_are_a_t_test_of_the_peoples_means():
    rng = np.random.default_rng(0)
    people = np.repeat(np.arange(6), 8)
    y = np.round(rng.normal(size=6)[people] + rng.normal(size=48))
    found = mean_interval(y, respondent=people)
    means = pd.Series(y).groupby(people).mean()
    low, high = stats.t.interval(0.95, 5, means.mean(), stats.sem(means))
    assert (found.low, found.high, found.df) == pytest.approx((low, high, 5))
    # statsmodels' small-sample factor is that of equal clusters.
    fitted = sm.OLS(y, np.ones(48)).fit(cov_type="cluster", cov_kwds={"groups": people})
    assert found.se == pytest.approx(fitted.bse[0])


def test_one_answer_each_is_students_t():
    y = [2, 1, 0, -1, 2, 2, 1]
    plain, clustered = mean_interval(y), mean_interval(y, respondent=list("abcdefg"))
    assert (clustered.low, clustered.high) == pytest.approx((plain.low, plain.high))
    assert clustered.df == pytest.approx(6)


def test_what_does_not_vary_has_no_interval():
    for found in (
        mean_interval([1, 1, 1, 1]),
        mean_interval([1, 1, 1, 1], respondent=[1, 1, 2, 2]),
    ):
        assert np.isnan(found.low)
        assert found.note == "all answers are the same"
    swapped = mean_interval([1, -1, 1, -1], respondent=[1, 1, 2, 2])
    assert np.isnan(swapped.low)
    assert swapped.note == "the respondents' means do not vary"


def test_a_share_keeps_within_0_and_1_and_counts_people():
    people = np.repeat(np.arange(10), 6)
    y = np.zeros(60)
    y[:5] = y[7] = 1  # one person's theme, and a word of another
    found = share_interval(y, respondent=people)
    assert 0 < found.low < found.mean < found.high < 1
    assert found.high > share_interval(y).high


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.booleans(), min_size=1, max_size=5), min_size=3, max_size=9))
def test_a_share_has_wilsons_interval_unless_one_person_alone_differs(answers):
    y = np.array([value for own in answers for value in own], dtype=float)
    people = np.repeat(np.arange(len(answers)), [len(own) for own in answers])
    found, mean = share_interval(y, respondent=people), mean_interval(y, respondent=people)
    if np.isnan(mean.low):
        return
    if min(sum(any(own) for own in answers), sum(not all(own) for own in answers)) < 2:
        assert np.isnan(found.low)
        assert found.note == "all but one respondent answer alike"
        return
    units = found.mean * (1 - found.mean) / found.se**2
    alpha = 2 * stats.norm.sf(stats.t.ppf(0.975, found.df))
    expected = proportion_confint(units * found.mean, units, alpha, method="wilson")
    assert (found.low, found.high) == pytest.approx(expected)


#: Six people; how alike one person's answers are; as many each, or from one to fifteen. Those
#: furthest from 95 % of all that benchmarks/reliability tries.
@pytest.mark.parametrize(("alike", "even"), [(0.5, True), (0.5, False)])
def test_intervals_of_six_people_at_the_end_of_the_scale_hold_the_truth(alike, even):
    rng = np.random.default_rng(0)
    whole = np.clip(np.round(1.4 + rng.normal(size=1_000_000)), -2, 2)
    truth = {mean_interval: whole.mean(), share_interval: (whole > 0).mean()}
    hits = {mean_interval: [], share_interval: []}
    for _ in range(1000):
        who = np.repeat(np.arange(6), 8 if even else rng.integers(1, 16, 6))
        own = np.sqrt(alike) * rng.normal(size=6)[who]
        y = 1.4 + own + np.sqrt(1 - alike) * rng.normal(size=len(who))
        y = np.clip(np.round(y), -2, 2)
        for make, values in ((mean_interval, y), (share_interval, (y > 0).astype(float))):
            found = make(values, respondent=who)
            if not np.isnan(found.low):
                hits[make].append(found.low <= truth[make] <= found.high)
    for make, inside in hits.items():  # 93–97 %, with a standard error of .007 of these runs
        assert 0.92 <= np.mean(inside) <= 0.975, make
    assert len(hits[share_interval]) > 850


def test_six_people_with_eight_answers_each_have_no_verdict_and_few_false_ones_of_twelve():
    rng = np.random.default_rng(1)

    def table(people):
        who = np.repeat(np.arange(people), 8)
        x = np.sqrt(0.5) * rng.normal(size=people)[who] + np.sqrt(0.5) * rng.normal(size=len(who))
        y = np.clip(np.round(x), -2, 2)
        return pd.DataFrame({"question": "q", "value": y, "person": who})

    assert set(direction_table(table(6), respondent="person")["verdict"]) == {"few"}
    assert verdict_label("few", "fi") == "liian vähän haastateltavia"
    found = [direction_table(table(12), respondent="person")["verdict"].iloc[0] for _ in range(300)]
    # The truth is 0: “strong” is said in five of a hundred (300 runs: standard error 1.3).
    assert np.mean([verdict == "strong" for verdict in found]) < 0.09
    blunt = [direction_table(table(12))["verdict"].iloc[0] for _ in range(100)]
    assert np.mean([verdict == "strong" for verdict in blunt]) > 0.2


def test_the_table_by_respondent_tells_people_and_degrees_of_freedom():
    frame = pd.DataFrame(
        [(f"q{q}", f"p{p}", (p * q) % 5 - 2) for q in range(1, 4) for p in range(9)],
        columns=["question", "person", "value"],
    )
    found = direction_table(frame, respondent="person").set_index("question").loc["all"]
    assert (found["n"], found["respondents"]) == (27, 9)
    expected = mean_interval(frame["value"], respondent=frame["person"])
    assert found["se"] == pytest.approx(expected.se)
    assert found["df"] == pytest.approx(8)
    plain = direction_table(frame).set_index("question").loc["all"]
    assert plain["se"] == pytest.approx(frame["value"].std() / 27**0.5)
    assert np.isnan(plain["df"])
