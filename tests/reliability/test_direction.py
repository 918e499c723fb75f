"""Direction of a mean: the grid, the verdict and the edges."""

import dataclasses
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aineisto import AineistoError
from aineisto.reliability import direction, direction_table, verdict_label


@given(
    st.floats(-2, 2),
    st.floats(0.1, 2),
    st.integers(2, 400),
)
def test_the_level_is_the_highest_that_leaves_zero_out(mean, sd, n):
    found = direction(mean=mean, sd=sd, n=n)
    excludes = found.low > 0 or found.high < 0
    assert excludes or found.level == 0.01
    if 0.05 <= found.level < 0.95:
        above = direction(mean=mean, sd=sd, n=n, grid=[round(100 * found.level) + 5])
        assert above.level == 0.01  # nothing on that grid leaves zero out
    mirrored = direction(mean=-mean, sd=sd, n=n)
    assert (mirrored.level, mirrored.probability) == (found.level, found.probability)
    assert 0.5 <= found.probability <= 1


@pytest.mark.parametrize(
    ("level", "verdict"),
    [(95, "strong"), (90, "moderate"), (75, "moderate"), (70, "weak"), (45, "weak"), (40, "none")],
)
def test_verdicts_begin_above_their_limits(level, verdict):
    # A mean that leaves zero out at this level of a grid with this level alone.
    assert direction(mean=5, sd=1, n=100, grid=[level]).verdict == verdict


def test_probability_is_that_of_students_t():
    # t = .37 / (.96 / √38) = 2.3759 on 37 degrees of freedom: one-sided p = .01139
    found = direction(mean=0.37, sd=0.96, n=38)
    assert found.probability == pytest.approx(0.98861, abs=2e-5)
    assert dataclasses.is_dataclass(found)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.mean = 0


@pytest.mark.parametrize(
    ("mean", "sd", "n", "note"),
    [
        (1.0, math.nan, 1, "fewer than two answers"),
        (math.nan, math.nan, 0, "fewer than two answers"),
        (1.0, 0.0, 5, "all answers are the same"),
        (0.0, 0.0, 5, "all answers are the same"),
    ],
)
def test_degenerate_means_are_labelled(mean, sd, n, note):
    found = direction(mean=mean, sd=sd, n=n)
    assert (found.verdict, found.note) == ("undefined", note)
    assert math.isnan(found.level)


@pytest.mark.parametrize(
    "bad",
    [{"n": -1}, {"n": 2.5}, {"sd": -1}, {"mean": math.inf}, {"grid": []}, {"grid": [100]}],
)
def test_impossible_input_is_refused(bad):
    with pytest.raises(AineistoError):
        direction(**{"mean": 0.4, "sd": 1.0, "n": 10, **bad})


def test_table_has_a_row_a_question_and_one_for_all():
    frame = pd.DataFrame(
        {
            "question": ["b", "b", "b", "a", None, "c", "c", "c"],
            "value": [1, 2, 2, -1, 0, 1, 1, None],
        }
    )
    table = direction_table(frame).set_index("question")
    assert list(table.index) == ["b", "a", "c", "all"]
    assert list(table["n"]) == [3, 1, 2, 7]
    assert table.loc["b", "mean"] == pytest.approx(5 / 3)
    assert table.loc["a", "note"] == "fewer than two answers"
    assert table.loc["c", "note"] == "all answers are the same"
    assert table.loc["all", "mean"] == pytest.approx(6 / 7)
    with pytest.raises(AineistoError, match="no column 'group'"):
        direction_table(frame, by="group")


def test_equal_fractions_are_all_the_same():
    table = direction_table(pd.DataFrame({"question": "q", "value": [0.1] * 7}))
    assert set(table["note"]) == {"all answers are the same"}


def test_verdicts_have_labels():
    assert verdict_label("moderate") == "kohtalainen"
    assert verdict_label("moderate", "en") == "moderate"
    with pytest.raises(AineistoError):
        verdict_label("sure")
