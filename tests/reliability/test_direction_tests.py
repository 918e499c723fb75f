"""Direction by today's methods and comparison of groups, against scipy and statsmodels."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.miscmodels.ordinal_model import OrderedModel
from statsmodels.stats.multitest import multipletests

from aineisto import AineistoError
from aineisto.reliability import (
    cliffs_delta,
    compare_groups,
    compare_pairs,
    direction,
    direction_tests,
    mean_interval,
)
from aineisto.reliability._tests import holm, signed_rank

CODES = st.integers(-2, 2).map(float)


def frame_of(**questions):
    return pd.DataFrame(
        [(name, value) for name, values in questions.items() for value in values],
        columns=["question", "value"],
    )


@settings(max_examples=25, deadline=None)
@given(st.lists(CODES, min_size=3, max_size=10))
def test_signed_rank_is_scipys_exact_pratt_test(values):
    array = np.array(values)
    if not array.any():
        assert signed_rank(array, np.arange(len(array)), 99, 0) == 1
        return
    exact = stats.PermutationMethod(n_resamples=10_000)  # enough for all exchanges
    theirs = stats.wilcoxon(array, zero_method="pratt", method=exact).pvalue
    assert signed_rank(array, np.arange(len(array)), 99, 0) == pytest.approx(theirs)


def test_signed_rank_of_many_is_near_the_exact_one():
    rng = np.random.default_rng(0)
    values = np.clip(np.round(rng.normal(0.4, 1, size=30)), -2, 2)
    found = signed_rank(values, np.arange(30), 20_000, 0)
    drawn = stats.PermutationMethod(n_resamples=5_000, rng=np.random.default_rng(1))
    theirs = stats.wilcoxon(values, zero_method="pratt", method=drawn).pvalue
    # Standard errors of about .0018 and .0036.
    assert found == pytest.approx(theirs, abs=0.016)


def test_signs_of_a_respondent_are_exchanged_together():
    # Two respondents: only four exchanges, whatever they say how often.
    values, who = np.ones(40), np.repeat([0, 1], 20)
    assert signed_rank(values, who, 99, 0) == 0.5


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(0, 100), min_size=1, max_size=8))
def test_holm_is_that_of_statsmodels(per_cents):
    p = np.array(per_cents) / 100
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])


def test_missing_p_values_are_no_tests():
    assert holm([0.01, np.nan, 0.04]) == pytest.approx([0.02, np.nan, 0.04], nan_ok=True)


def test_independent_answers_give_the_classical_numbers():
    values = [2, 1, 0, 0, 1, -1, 2, 1, -2, 1]
    table = direction_tests(frame_of(a=values, b=[-1, -1, 0, -2])).set_index("question")
    assert list(table.index) == ["a", "b", "all"]
    row = table.loc["a"]
    classical = direction(np.mean(values), np.std(values, ddof=1), 10)
    assert row["probability"] == pytest.approx(classical.probability)
    assert row["low"] == pytest.approx(mean_interval(values).low)
    assert row["net"] == pytest.approx((6 - 2) / 10)
    assert table["p_holm"].to_list()[:2] == pytest.approx(holm(table["p"].iloc[:2]))
    assert np.isnan(table.loc["all", "p_holm"])


def test_latent_places_are_those_of_statsmodels():
    rng = np.random.default_rng(2)
    draws = {
        "a": np.clip(np.round(rng.normal(0.5, 1.1, size=60)), -2, 2),
        "b": np.clip(np.round(rng.normal(-0.2, 1.1, size=50)), -2, 2),
    }
    table = direction_tests(frame_of(**draws)).set_index("question")
    # Mirrored answers make free cut points symmetric: +1 for a group, −1 for its mirror image.
    y = np.concatenate([draws["a"], -draws["a"], draws["b"], -draws["b"]])
    signs = np.zeros((len(y), 2))
    signs[:60, 0], signs[60:120, 0], signs[120:170, 1], signs[170:, 1] = 1, -1, 1, -1
    codes = pd.Series(pd.Categorical(y, ordered=True))
    fitted = OrderedModel(codes, signs, distr="logit").fit(method="bfgs", disp=False)
    assert table["ordinal"].iloc[:2].to_numpy() == pytest.approx(fitted.params[:2], abs=2e-3)
    # The doubled data promise √2 too much; the sandwich and t add a little.
    half = (table["ordinal_high"] - table["ordinal"]).iloc[:2].to_numpy()
    assert half == pytest.approx(1.96 * np.sqrt(2) * fitted.bse[:2], rel=0.2)


def test_copies_of_answers_tell_nothing_new():
    rng = np.random.default_rng(5)
    values = np.clip(np.round(rng.normal(0.4, 1, size=40)), -2, 2)
    once = direction_tests(frame_of(q=values)).iloc[0]
    frame = pd.DataFrame({"question": "q", "value": np.repeat(values, 5)})
    frame["who"] = np.repeat(np.arange(40), 5)
    copies = direction_tests(frame, respondent="who").iloc[0]
    assert (copies["n"], copies["respondents"]) == (200, 40)
    assert copies["probability"] == pytest.approx(once["probability"])
    for name in ("ordinal", "ordinal_low", "ordinal_high"):
        assert copies[name] == pytest.approx(once[name], abs=0.01)
    assert copies["p"] == pytest.approx(once["p"], abs=0.02)


def test_degenerate_answers_are_labelled():
    frame = frame_of(one=[1], same=[1, 1, 1], none=[None, None], some=[1, -1, 0, 2])
    table = direction_tests(frame).set_index("question")
    assert table.loc["one", "note"] == "fewer than two answers"
    assert table.loc["same", "note"] == "all answers are the same"
    assert table.loc["none", "n"] == 0
    assert np.isnan(table.loc["none", "p"])
    assert np.isnan(table.loc["same", "probability"])
    assert np.isfinite(table.loc["same", "ordinal"])
    zeros = direction_tests(frame_of(q=[0, 0, 0])).iloc[0]
    assert (zeros["p"], zeros["net"]) == (1, 0)
    with pytest.raises(AineistoError, match="no column 'who'"):
        direction_tests(frame, respondent="who")


@pytest.fixture
def groups():
    rng = np.random.default_rng(4)
    sizes = {"kunta": 12, "valtio": 9, "järjestö": 7}
    rows = [
        (name, "q", float(np.clip(np.round(rng.normal(i * 0.7, 1)), -2, 2)))
        for i, (name, size) in enumerate(sizes.items())
        for _ in range(size)
    ]
    return pd.DataFrame(rows, columns=["group", "question", "value"])


def test_groups_are_compared_as_scipy_does(groups):
    row = compare_groups(groups).iloc[0]
    parts = [part["value"].to_numpy() for _, part in groups.groupby("group")]
    theirs = stats.kruskal(*parts)
    assert row["H"] == pytest.approx(theirs.statistic)
    assert row["p"] == pytest.approx(theirs.pvalue, abs=0.02)
    assert (row["groups"], row["n"]) == (3, 28)
    assert row["epsilon_squared"] == pytest.approx(theirs.statistic / 27)


def off_middle(first, second):
    """Return how far the first sample's mean rank is from the middle."""
    ranks = stats.rankdata(np.concatenate([first, second]))
    return abs(ranks[: len(first)].mean() - (len(ranks) + 1) / 2)


def test_pairs_are_compared_as_scipy_does(groups):
    table = compare_pairs(groups)
    assert len(table) == 3
    assert table["p_holm"].to_numpy() == pytest.approx(holm(table["p"]))
    for row in table.itertuples():
        first, second = (groups.loc[groups["group"] == g, "value"] for g in (row.a, row.b))
        u = stats.mannwhitneyu(first, second).statistic
        assert row.delta == pytest.approx(2 * u / (row.n_a * row.n_b) - 1)
        # Two-sided by the distance from the middle; scipy's own p doubles a tail.
        theirs = stats.permutation_test(
            (first, second),
            off_middle,
            alternative="greater",
            n_resamples=999,
            vectorized=False,
            rng=np.random.default_rng(1),
        )
        assert row.p == pytest.approx(theirs.pvalue, abs=0.05)
        assert row.low <= row.delta <= row.high


def test_several_answers_of_a_respondent_count_as_their_mean():
    frame = pd.DataFrame(
        {
            "group": ["a", "a", "a", "b", "b", "b"],
            "who": ["1", "1", "2", "3", "4", "4"],
            "question": "q",
            "value": [2, 0, -1, 1, 2, 1],
        }
    )
    row = compare_pairs(frame, respondent="who").iloc[0]
    assert (row["n_a"], row["n_b"], row["mean_a"], row["mean_b"]) == (2, 2, 0, 1.25)
    # Of the four pairs (1, −1) × (1, 1.5) one is a tie and three go to b.
    assert row["delta"] == -0.75


@settings(max_examples=40, deadline=None)
@given(st.lists(CODES, min_size=2, max_size=12), st.lists(CODES, min_size=2, max_size=12))
def test_delta_turns_round_with_its_groups(first, second):
    delta, low, high = cliffs_delta(first, second)
    assert cliffs_delta(second, first) == pytest.approx((-delta, -high, -low))
    assert -1 <= low <= delta <= high <= 1


def test_groups_that_cannot_be_compared_say_why():
    alone = pd.DataFrame({"group": "a", "question": "q", "value": [1, 2]})
    assert compare_groups(alone).loc[0, "note"] == "fewer than two groups"
    same = pd.DataFrame({"group": ["a", "b"], "question": "q", "value": [1, 1]})
    assert compare_groups(same).loc[0, "note"] == "all answers are the same"
    assert np.isnan(compare_pairs(same).loc[0, "p"])
    two = pd.DataFrame({"group": ["a", "b"], "question": "q", "value": [1, 2]})
    assert compare_pairs(two).loc[0, "note"] == "too few for an interval"
    with pytest.raises(AineistoError, match="no column 'organisation'"):
        compare_groups(alone, "organisation")
