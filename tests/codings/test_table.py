"""The codings table: its columns, its rules, and CSV there and back."""

import pandas as pd
import pytest

from aineisto import CodingsError
from aineisto.codings import (
    COLUMNS,
    check_codings,
    empty_codings,
    is_blind,
    make_codings,
    read_codings,
    write_codings,
)

STANCE = {
    "statement_id": "a:0001",
    "family": "stance",
    "code": "stance",
    "value": -1,
    "score": -0.7,
    "coder": "machine:stance@0.1",
    "confidence": 0.6,
    "evidence": "huoli",
    "status": "suggested",
}
THEME = {
    "statement_id": "a:0001",
    "family": "theme",
    "code": "roolit",
    "coder": "human:anna",
    "status": "blind",
}


def test_columns_are_all_there_in_order_and_of_their_kinds():
    codings = make_codings([STANCE, THEME])
    assert list(codings.columns) == list(COLUMNS)
    assert codings["value"].tolist()[0] == -1
    assert pd.isna(codings["value"][1])
    assert codings["evidence"][1] == ""
    assert codings["created"][0].endswith("+00:00")
    assert codings.dtypes.equals(empty_codings().dtypes)


def test_an_unknown_column_is_refused():
    with pytest.raises(CodingsError, match="colour"):
        make_codings([{**THEME, "colour": "red"}])


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"family": "mood"}, "family"),
        ({"status": "maybe"}, "status"),
        ({"coder": "anna"}, "coder"),
        ({"code": ""}, "code"),
        ({"statement_id": ""}, "statement_id"),
        ({"family": "stance"}, "needs a value"),
        ({"confidence": 1.2}, "confidence"),
        ({"coder": "machine:x@1"}, "only be suggested"),
        ({"start": 5, "end": 3}, "end must not"),
    ],
)
def test_a_broken_rule_is_named_with_its_row(change, rule):
    with pytest.raises(CodingsError, match=rule) as caught:
        check_codings(make_codings([THEME, {**THEME, **change}]))
    assert caught.value.place == "row 2"


def test_a_value_that_is_no_number_is_refused():
    with pytest.raises(CodingsError, match="value"):
        make_codings([{**STANCE, "value": "hyvä"}])


def test_csv_there_and_back(tmp_path):
    codings = make_codings([STANCE, {**THEME, "evidence": 'sanoi ”ei”; "no", \n joo'}])
    write_codings(codings, tmp_path / "codings.csv")
    pd.testing.assert_frame_equal(read_codings(tmp_path / "codings.csv"), codings)


def test_a_missing_file_is_an_error_of_ours(tmp_path):
    with pytest.raises(CodingsError, match=r"none\.csv"):
        read_codings(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("given", "blind"),
    [
        ({}, True),
        ({"evidence": "raha"}, True),  # words that a person selected
        ({"confidence": 0.7}, False),
        ({"score": -0.4}, False),
        ({"coder": "human:Konsensus"}, False),
        ({"status": "unknown"}, False),
    ],
)
def test_what_a_machine_wrote_and_what_was_settled_is_not_blind(given, blind):
    assert is_blind(make_codings([THEME | given])).tolist() == [blind]


@pytest.mark.parametrize(
    ("name", "cells", "kind"),
    [
        ("score", [0.5, float("inf")], "Float64"),
        ("score", [0.5, float("inf")], "float64"),
        ("value", [1, 2**53], "Int64"),
        ("value", [1.0, 0.5], "Float64"),
        ("value", [1, True], "object"),
    ],
)
def test_what_is_no_such_number_is_refused_in_a_column_of_numbers_too(name, cells, kind):
    frame = make_codings([STANCE, STANCE])
    frame[name] = pd.Series(cells, dtype=kind)
    with pytest.raises(CodingsError, match=f"row 2, column {name}"):
        make_codings(frame)


def test_empty_cells_among_floats_are_missing():
    frame = make_codings([STANCE, STANCE]).assign(value=[1.0, float("nan")])
    again = make_codings(frame)["value"]
    assert again.dtype == "Int64"
    assert again.isna().tolist() == [False, True]


def test_columns_that_a_merge_brought_are_left_out():
    row = {"statement_id": "d:1", "family": "stance", "code": "stance", "value": 1}
    codings = make_codings([{**row, "coder": "human:a", "status": "blind"}])
    merged = codings.assign(clean="Moi.", group="kunta")
    pd.testing.assert_frame_equal(make_codings(merged), codings)
    with pytest.raises(CodingsError, match="suffixes"):
        make_codings(merged.rename(columns={"start": "start_x"}))
    for what in ("codings.csv", [codings, codings]):
        with pytest.raises(CodingsError, match="A codings table is needed"):
            make_codings(what)
