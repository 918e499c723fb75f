"""Labels as people write them: one category however it is written, or an error with its cell."""

import numpy as np
import pandas as pd
import pytest

from aineisto import AineistoError
from aineisto.codings import make_codings
from aineisto.reliability import (
    agreement,
    alpha_bootstrap,
    cohen_kappa,
    estimate,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)

NAN = float("nan")


def test_missing_cells_in_lists_of_words_are_no_category():
    rows = [["a", "a"], ["b", "b"], ["a", NAN], [NAN, "b"], [None, None]]
    assert krippendorff_alpha(rows) == 1
    assert krippendorff_alpha(np.array(rows[:4])) == 1  # numpy makes the text "nan" of them


def test_ordered_categoricals_keep_their_order():
    order = ["vähän", "jonkin verran", "paljon"]
    first = [0, 0, 1, 1, 2, 2, 2, 0]
    second = [0, 1, 1, 2, 2, 2, 1, 0]
    words = pd.DataFrame(
        {
            name: pd.Categorical([order[i] for i in values], categories=order, ordered=True)
            for name, values in {"a": first, "b": second}.items()
        }
    )
    numbers = pd.DataFrame({"a": first, "b": second})
    for metric in ("ordinal", "nominal"):
        expected = krippendorff_alpha(numbers, metric)
        assert krippendorff_alpha(words, metric) == pytest.approx(expected)
    assert cohen_kappa(words, "quadratic") == pytest.approx(cohen_kappa(numbers, "quadratic"))
    text = words.astype(str)
    assert krippendorff_alpha(text, "ordinal", categories=order) == pytest.approx(
        krippendorff_alpha(numbers, "ordinal")
    )
    with pytest.raises(AineistoError, match="have none"):
        krippendorff_alpha(text, "ordinal")


def test_ordered_categoricals_that_differ_are_refused():
    table = pd.DataFrame(
        {
            "a": pd.Categorical(["x", "y"], categories=["x", "y"], ordered=True),
            "b": pd.Categorical(["x", "y"], categories=["y", "x"], ordered=True),
        }
    )
    with pytest.raises(AineistoError, match="differ"):
        krippendorff_alpha(table, "ordinal")


def test_numbers_written_as_text_are_numbers():
    numbers = pd.DataFrame({"a": [1, 2, 10, 3, 10, 2], "b": [1, 3, 10, 2, 9, 2]})
    expected = krippendorff_alpha(numbers, "ordinal")
    assert krippendorff_alpha(numbers.astype(str), "ordinal") == pytest.approx(expected)
    mixed = numbers.assign(b=numbers["b"].astype(str))
    assert krippendorff_alpha(mixed, "ordinal") == pytest.approx(expected)
    assert percent_agreement(mixed) == percent_agreement(numbers)
    signs = pd.DataFrame({"a": ["−1", "0,5", "+2"], "b": [-1, 0.5, 2.0]})
    assert percent_agreement(signs) == 1


def test_case_and_spaces_make_no_other_category():
    words = pd.DataFrame({"a": ["Ruoka", "hoito ", "a\u0308iti"], "b": ["ruoka", "Hoito", "äiti"]})
    assert percent_agreement(words) == 1
    told_apart = pd.DataFrame({"a": ["A", "a"], "b": ["a", "a"]})
    assert percent_agreement(told_apart, categories=["A", "a"]) == 0.5


@pytest.mark.parametrize("cell", ["#N/A", "#PUUTTUU!", "=VLOOKUP(A2;B:C;2)", ["a", "b"]])
def test_what_is_no_label_is_an_error_with_its_cell(cell):
    table = pd.DataFrame({"anna": ["a", "b"], "eero": ["a", cell]}, index=["s1", "s2"])
    with pytest.raises(AineistoError, match="row s2, column eero"):
        percent_agreement(table)


def test_a_matrix_of_ones_own_has_the_size_of_the_codebook():
    order = ["huono", "siedettävä", "hyvä", "erinomainen"]
    credit = 1 - np.abs(np.subtract.outer(np.arange(4), np.arange(4))) / 3
    table = [["huono", "siedettävä"], ["hyvä", "hyvä"], ["huono", "hyvä"]]
    numbers = np.array([[0.0, 1.0], [2.0, 2.0], [0.0, 2.0]])
    assert gwet_ac(table, credit, categories=order) == pytest.approx(
        gwet_ac(numbers, "linear", categories=[0, 1, 2, 3])
    )
    # Credit by the whole codebook's width: one step of three, two of three.
    assert percent_agreement(table, credit, categories=order) == pytest.approx(
        (2 / 3 + 1 + 1 / 3) / 3
    )
    with pytest.raises(AineistoError, match="4 × 4, and there are 3 categories"):
        percent_agreement(table, credit)


@pytest.mark.parametrize(
    ("cell", "value", "problem"),
    [
        ((0, 1), NAN, "nan is no number"),
        ((1, 1), 0.9, "0.9 is not 1"),
        ((0, 2), 40.0, "40 is more than 1"),
        ((0, 1), 0.2, "0.2 is not that of the two turned round"),
    ],
)
def test_a_matrix_that_is_no_measure_is_an_error_with_its_cell(cell, value, problem):
    credit = np.array([[1.0, 0.5, 0.0], [0.5, 1.0, 0.5], [0.0, 0.5, 1.0]])
    table = [["a", "b"], ["b", "b"], ["c", "a"]]
    apart = 1 - credit
    credit[cell] = value
    for coefficient in (percent_agreement, cohen_kappa, gwet_ac):
        with pytest.raises(AineistoError) as caught:
            coefficient(table, credit, categories=["a", "b", "c"])
        assert problem in str(caught.value)
        assert f"row {cell[0] + 1}, column {cell[1] + 1}" in str(caught.value)
    assert krippendorff_alpha(table, apart, categories=["a", "b", "c"]) < 1
    with pytest.raises(AineistoError, match="1 is not 0"):  # weights for distances
        krippendorff_alpha(table, 1 - apart, categories=["a", "b", "c"])


def test_a_table_of_weights_goes_by_the_names_of_its_rows_and_columns():
    order = ["huono", "siedettävä", "hyvä"]
    credit = pd.DataFrame([[1, 0.9, 0], [0.9, 1, 0.2], [0, 0.2, 1]], index=order, columns=order)
    table = [["Huono", "siedettävä"], ["hyvä", "hyvä"], ["huono", "hyvä"], ["siedettävä", "hyvä"]]
    # Words as they come stand by the alphabet: huono, hyvä, siedettävä.
    turned = credit.loc[["hyvä", "siedettävä", "huono"], order[::-1]]
    for coefficient in (percent_agreement, cohen_kappa, gwet_ac):
        by_place = coefficient(table, credit.to_numpy(), categories=order)
        for named in (credit, turned, turned.rename(index=str.upper)):
            assert coefficient(table, named) == pytest.approx(by_place)
            assert coefficient(table, named, categories=order) == pytest.approx(by_place)
    assert percent_agreement(table, turned) == pytest.approx((0.9 + 1 + 0 + 0.2) / 4)
    alpha = krippendorff_alpha(table, (1 - credit).to_numpy(), categories=order)
    assert krippendorff_alpha(table, 1 - turned) == pytest.approx(alpha)
    assert estimate(table, metric=1 - turned, n_boot=0).value == pytest.approx(alpha)
    steps = pd.DataFrame(1 - np.abs(np.subtract.outer(range(3), range(3))) / 2)
    steps.index, steps.columns = ["2", "0", "1"], ["2", "0", "1"]
    right = steps.loc[["0", "1", "2"], ["0", "1", "2"]].to_numpy()
    numbers = [[0, 1], [2, 2], [1, 2]]
    assert gwet_ac(numbers, steps) == pytest.approx(gwet_ac(numbers, right, categories=[0, 1, 2]))


@pytest.mark.parametrize(
    ("rows", "columns", "problem"),
    [
        (["huono", "hyvä", "paha"], None, "rows .* paha is none of them"),
        (None, ["huono", "hyvä"], "columns .* kelpo is missing"),
        (["huono", "hyvä", "Hyvä"], None, "Hyvä is there twice"),
        ([0, 1, 2], [0, 1, 2], "0, 1, 2 is none of them"),
    ],
)
def test_a_table_of_weights_whose_names_are_not_the_categories_is_refused(rows, columns, problem):
    named = ["huono", "hyvä", "kelpo"]
    width = len(columns or named)
    credit = pd.DataFrame(np.eye(3)[:, :width], index=rows or named, columns=columns or named)
    with pytest.raises(AineistoError, match=problem):
        percent_agreement([["huono", "hyvä"], ["kelpo", "kelpo"]], credit)


def test_a_cell_of_a_table_of_weights_is_told_by_its_names():
    named = ["huono", "hyvä"]
    credit = pd.DataFrame([[1, 0], ["puolet", 1]], index=named[::-1], columns=named[::-1])
    with pytest.raises(AineistoError, match="row huono, column hyvä"):
        percent_agreement([["huono", "hyvä"]], credit)


def test_units_of_two_coders_without_one_in_common_say_so():
    rows = [
        {"statement_id": f"s{i}", "family": "stance", "code": "stance", "value": 1, "coder": coder}
        | {"status": "blind"}
        for i, coder in enumerate(["human:anna", "human:anna", "human:eero"])
    ]
    assert set(agreement(make_codings(rows))["note"]) == {"no unit judged by two coders"}


def test_the_pairs_bootstrap_lies_about_alpha_where_coders_are_unequally_many():
    rng = np.random.default_rng(3)
    table = np.full((600, 8), np.nan)
    for unit, row in enumerate(table):
        # Units with many coders are the hard ones, as where disputes are sent to more people.
        many = unit % 10 == 0
        row[: 8 if many else 2] = rng.integers(0, 2) if not many else rng.integers(0, 2, 8)
    found = alpha_bootstrap(table, n_boot=2000).set_index("method").loc["krippendorff"]
    assert found["mean"] == pytest.approx(found["value"], abs=0.01)
    assert found["low"] < found["value"] < found["high"]
    old = alpha_bootstrap(table, n_boot=500, as_published=True).set_index("method")
    assert old.loc["krippendorff", "high"] < found["value"]
    assert "do not lie about alpha" in old.loc["krippendorff", "note"]
