"""Coefficients against independent implementations, their invariants and their edges."""

import math
from decimal import Decimal

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats import inter_rater

from aineisto import AineistoError
from aineisto.reliability import (
    alpha_bootstrap,
    cliffs_delta,
    cohen_kappa,
    conger_kappa,
    direction_table,
    estimate,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    mean_interval,
    percent_agreement,
    ppi_mean,
    scott_pi,
    share_interval,
)

METRICS = ["nominal", "ordinal", "interval", "ratio"]


@st.composite
def ratings(draw, coders=None, missing=True):
    units = draw(st.integers(2, 25))
    width = coders or draw(st.integers(2, 5))
    cell = st.integers(1, 5).map(float)
    cells = st.one_of(cell, cell, cell, st.just(math.nan)) if missing else cell
    rows = draw(
        st.lists(st.lists(cells, min_size=width, max_size=width), min_size=units, max_size=units)
    )
    return np.array(rows)


def varied(table):
    """Whether the units with two or more judgements hold two or more values."""
    kept = table[(~np.isnan(table)).sum(axis=1) >= 2]
    return len(np.unique(kept[~np.isnan(kept)])) >= 2


@settings(max_examples=60, deadline=None)
@given(ratings(), st.sampled_from(METRICS))
def test_alpha_is_that_of_krippendorff(table, metric):
    assume(varied(table))
    expected = krippendorff.alpha(reliability_data=table.T, level_of_measurement=metric)
    assert krippendorff_alpha(table, metric) == pytest.approx(expected, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(ratings(), st.sampled_from(METRICS), st.randoms(use_true_random=False))
def test_alpha_does_not_depend_on_the_order_of_units_and_coders(table, metric, random):
    units, coders = list(range(table.shape[0])), list(range(table.shape[1]))
    random.shuffle(units)
    random.shuffle(coders)
    before = krippendorff_alpha(table, metric)
    after = krippendorff_alpha(table[units][:, coders], metric)
    assert after == pytest.approx(before, abs=1e-9, nan_ok=True)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 5), min_size=2, max_size=30),
    st.integers(2, 5),
    st.sampled_from(METRICS),
)
def test_alpha_is_one_on_perfect_agreement_with_two_values(values, coders, metric):
    assume(len(set(values)) >= 2)
    table = np.repeat(np.array(values, dtype=float)[:, None], coders, axis=1)
    assert krippendorff_alpha(table, metric) == pytest.approx(1)
    assert gwet_ac(table) == pytest.approx(1)


@settings(max_examples=40, deadline=None)
@given(ratings(coders=2, missing=False), st.sampled_from([None, "linear", "quadratic"]))
def test_kappa_is_that_of_scikit_learn(table, weights):
    # scikit-learn weighs by rank: make the categories consecutive.
    codes = np.unique(table, return_inverse=True)[1].reshape(table.shape).astype(float)
    ours = cohen_kappa(codes, weights or "identity")
    assume(not math.isnan(ours))
    theirs = cohen_kappa_score(codes[:, 0], codes[:, 1], weights=weights)
    assert ours == pytest.approx(theirs, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(ratings(missing=False))
def test_fleiss_is_that_of_statsmodels(table):
    assume(varied(table))
    counts, _ = inter_rater.aggregate_raters(table.astype(int))
    assert fleiss_kappa(table) == pytest.approx(inter_rater.fleiss_kappa(counts), abs=1e-9)


def test_labels_may_be_words_and_missing_may_be_none():
    words = pd.DataFrame({"a": ["keinot", "roolit", None], "b": ["keinot", "keinot", "roolit"]})
    assert percent_agreement(words) == 0.5


def test_ac_depends_on_the_categories_offered():
    table = np.array([[0.0, 0.0], [0.0, 0.0]])
    assert math.isnan(gwet_ac(table))
    assert gwet_ac(table, categories=[0, 1]) == 1


ONE_VALUE = np.full((5, 3), 2.0)
ONE_CODER = np.array([[1.0, np.nan], [2.0, np.nan]])
NO_OVERLAP = np.array([[1.0, np.nan], [np.nan, 2.0]])
ALL_MISSING = np.full((4, 2), np.nan)


@pytest.mark.parametrize(
    "coefficient",
    ["krippendorff_alpha", "fleiss_kappa", "conger_kappa", "brennan_prediger", "gwet_ac"],
)
@pytest.mark.parametrize(
    ("table", "note"),
    [
        (ONE_VALUE, "only one value used"),
        (ONE_CODER, "only one coder"),
        (NO_OVERLAP, "no unit judged by two coders"),
        (ALL_MISSING, "no judgements"),
    ],
    ids=["one value", "one coder", "no overlap", "all missing"],
)
def test_undefined_is_nan_with_its_reason(coefficient, table, note):
    found = estimate(table, coefficient)
    assert math.isnan(found.value)
    assert math.isnan(found.low)
    assert math.isnan(found.high)
    assert found.note.startswith(note)


@pytest.mark.parametrize("metric", METRICS)
def test_no_judgements_are_undefined_by_every_metric(metric):
    assert math.isnan(krippendorff_alpha(ALL_MISSING, metric))


@pytest.mark.parametrize("weights", ["identity", "linear", "quadratic", "ordinal"])
def test_no_judgements_are_undefined_by_all_weights(weights):
    assert math.isnan(gwet_ac(ALL_MISSING, weights))


@pytest.mark.parametrize(
    "coefficient", ["krippendorff_alpha", "fleiss_kappa", "conger_kappa", "gwet_ac"]
)
def test_a_coder_who_judged_nothing_does_not_count(coefficient):
    table = np.array([["a", "a"], ["b", "b"], ["a", "b"], ["b", None], ["c", "c"]], dtype=object)
    nobody = np.full((5, 1), None)
    alone, beside = (estimate(t, coefficient) for t in (table, np.hstack([table, nobody])))
    assert (beside.value, beside.low, beside.high) == (alone.value, alone.low, alone.high)


@pytest.mark.parametrize("function", [conger_kappa, fleiss_kappa, gwet_ac, krippendorff_alpha])
def test_no_rows_are_undefined(function):
    assert math.isnan(function(pd.DataFrame({"a": [], "b": []})))


def test_tables_and_categories_that_cannot_be_meant_are_told():
    table = [[1, 1], [2, 1], [3, 3]]
    with pytest.raises(AineistoError, match="1 is given twice"):
        gwet_ac(table, categories=[1, 1, 2, 3])
    with pytest.raises(AineistoError, match="one string"):
        gwet_ac([["a", "b"]], categories="abc")
    with pytest.raises(AineistoError, match="row 1 has 1 cells, the first 2"):
        gwet_ac([[1, 1], [2], [3, 3]])
    calls = [
        lambda level: estimate(table, level=level),
        lambda level: alpha_bootstrap(table, level=level, n_boot=10),
        lambda level: mean_interval([1.0, 2.0, 4.0], level),
        lambda level: share_interval([True, False, True], level),
        lambda level: cliffs_delta([1, 2, 3], [2, 3, 4], level),
        lambda level: ppi_mean([1, 2, None], [1.0, 2.0, 1.0], level=level),
    ]
    for call in calls:
        for level in (95, 0, "high", math.nan):
            with pytest.raises(ValueError, match="does not lie between 0 and 1"):
                call(level)


AS_WRITTEN = [-1.0, 1.5, math.nan, 2.0, math.nan, 0.0]


@pytest.mark.parametrize(
    "column",
    [
        ["−1", "1,5", "", "2", "NA", "0"],
        [-1, "1.5", None, Decimal(2), pd.NA, False],
        pd.array([-1, 1.5, None, 2, None, 0], dtype="Float64"),
        pd.Series(["-1", "1,5", None, "2", None, "0"], dtype="string", index=[7] * 6),
    ],
)
def test_numbers_count_as_they_are_written_and_missing_ones_do_not(column):
    expected = mean_interval(AS_WRITTEN)
    assert expected.n == 4
    assert mean_interval(column) == expected
    assert cliffs_delta(column, column) == cliffs_delta([-1, 1.5, 2, 0], [-1, 1.5, 2, 0])
    pd.testing.assert_frame_equal(
        ppi_mean(column, AS_WRITTEN[:2] * 3), ppi_mean(AS_WRITTEN, AS_WRITTEN[:2] * 3)
    )
    frame = pd.DataFrame({"question": "q", "value": list(column)})
    same = frame.assign(value=AS_WRITTEN)
    pd.testing.assert_frame_equal(direction_table(frame), direction_table(same))


def test_what_is_no_number_is_no_missing_one():
    calls = [
        mean_interval,
        share_interval,
        lambda column: cliffs_delta(column, [1, 2]),
        lambda column: ppi_mean(column, [1] * len(column)),
        lambda column: direction_table(pd.DataFrame({"question": "q", "value": column})),
    ]
    for call in calls:
        for wrong in ("samaa mieltä", math.inf, [1], "2026-01-01"):
            with pytest.raises(ValueError, match="no number that can be counted") as caught:
                call([1, 0, wrong, 1])
            assert caught.value.place == "value 3"
    for no_column in ("12", None, 5):
        with pytest.raises(TypeError):
            mean_interval(no_column)
    with pytest.raises(ValueError, match="2, which is no share"):
        share_interval([1, 0, 2])
    assert all(math.isnan(one) for one in cliffs_delta([], [1]))


def test_two_coder_coefficients_at_the_edges():
    for function in (cohen_kappa, scott_pi):
        assert math.isnan(function(ONE_VALUE[:, :2]))
        assert math.isnan(function(NO_OVERLAP))
        with pytest.raises(AineistoError, match="compare two coders, not 3"):
            function(ONE_VALUE)


def test_per_cent_agreement_of_one_value_is_defined():
    assert percent_agreement(ONE_VALUE) == 1


@pytest.mark.parametrize(
    "call",
    [
        lambda: krippendorff_alpha(ONE_CODER, "cubic"),
        lambda: gwet_ac(ONE_CODER, "cubic"),
        lambda: krippendorff_alpha(np.array([["a", "b"]]), "interval"),
        lambda: gwet_ac(ONE_CODER, categories=[1]),
        lambda: krippendorff_alpha(np.array([1.0, 2.0])),
        lambda: estimate(ONE_CODER, "alfa"),
        lambda: estimate(np.array([[1.0, 1.0], [2.0, 2.0]]), method="guess"),
    ],
)
def test_what_is_not_there_is_an_error_with_a_remedy(call):
    with pytest.raises(AineistoError) as caught:
        call()
    assert caught.value.remedy
