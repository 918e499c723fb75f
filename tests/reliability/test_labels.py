"""Labels as people write them: one category however it is written, or an error with its cell."""

import datetime as dt
import unicodedata
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aineisto import AineistoError, Codebook, read_sheets
from aineisto.codebook import Theme
from aineisto.codings import make_codings, same_codes
from aineisto.reliability import (
    agreement,
    alpha_bootstrap,
    cohen_kappa,
    estimate,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
    span_agreement,
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


WORDS = ("äiti ja isä", "tuki-palvelut", "Ωmega", "10")
#: Ways to write one word that nobody sees, or that nobody means.
SPELT = (
    str.upper,
    lambda word: unicodedata.normalize("NFD", word),
    lambda word: unicodedata.normalize("NFKD", word),
    lambda word: "\ufeff" + "\u200b".join(word),
    lambda word: word.replace(" ", "\u00a0 ") + "\u00ad",
    lambda word: word.replace("-", "\u2011"),
    lambda word: "".join(chr(ord(c) + 0xFEE0) if "0" <= c <= "9" else c for c in word),
)
cells = st.tuples(st.sampled_from(range(len(WORDS))), st.lists(st.sampled_from(SPELT), max_size=3))


@given(st.lists(st.tuples(cells, cells, cells), min_size=2, max_size=12))
def test_however_labels_are_written_agreement_is_that_of_what_they_mean(rows):
    def written(cell):
        word = WORDS[cell[0]]
        for way in cell[1]:
            word = way(word)
        return word

    texts = pd.DataFrame([[written(cell) for cell in row] for row in rows])
    numbers = np.array([[cell[0] for cell in row] for row in rows], dtype=float)
    krippendorff = pytest.importorskip("krippendorff")
    assert percent_agreement(texts) == pytest.approx(percent_agreement(numbers))
    if len(np.unique(numbers)) > 1:
        expected = krippendorff.alpha(numbers.T, level_of_measurement="nominal")
        assert krippendorff_alpha(texts) == pytest.approx(expected)


def test_words_that_python_takes_for_numbers_are_words():
    for word in ("inf", "1_0", "Infinity", "1e400"):
        rows = [[word, "10"], ["2", "2"], ["1", "1"]]
        assert percent_agreement(rows) == pytest.approx(2 / 3)
        with pytest.raises(AineistoError, match=rf"'{word}' \(row 0, column 0\) is no number"):
            krippendorff_alpha(rows, "interval")
    for number in (np.inf, -np.inf):
        with pytest.raises(AineistoError, match=r"row 1, column 0: -?inf is no number"):
            percent_agreement([[1, 1], [number, 2]])
    # Words whose order is given stand by it, whatever float() makes of them.
    order = ["nan", "1_0", "inf"]
    rows = [["nan", "1_0"], ["inf", "inf"], ["1_0", "inf"], ["nan", "nan"]]
    places = [[0, 1], [2, 2], [1, 2], [0, 0]]
    assert cohen_kappa(rows, "linear", categories=order) == pytest.approx(
        cohen_kappa(places, "linear", categories=[0, 1, 2])
    )


def test_what_programs_write_for_nothing_is_missing_and_none_is_a_code():
    for nothing in ("nan", "NaN", "NA", "<NA>", "NaT", "null", "None", "", "\u200b"):
        assert percent_agreement([["a", "a"], ["b", nothing], ["b", "c"]]) == 0.5
    assert percent_agreement([["none", "none"], ["none", "b"]]) == 0.5
    assert percent_agreement([["None", "none"], ["none", "b"]]) == 0.5
    assert percent_agreement([["NA", "NA"], ["NA", "b"]], categories=["NA", "b"]) == 0.5


def test_booleans_are_their_words_and_one_and_nought():
    for yes, no in (("True", "False"), ("TRUE", "FALSE"), ("TOSI", "EPÄTOSI"), (1, 0), ("1", "0")):
        table = pd.DataFrame({"a": [True, False, True], "b": [yes, no, no]})
        assert percent_agreement(table) == pytest.approx(2 / 3)
        assert krippendorff_alpha(table, "interval") == pytest.approx(
            krippendorff_alpha([[1, 1], [0, 0], [1, 0]], "interval")
        )
    assert percent_agreement([[True, "True"], ["ehkä", "ehkä"], [False, "ehkä"]]) == (
        pytest.approx(2 / 3)
    )
    for rows in ([[True, 1], [2, 2]], [[True, 1], ["ehkä", "ehkä"]]):
        with pytest.raises(AineistoError, match="row 0, column 0: True is a boolean beside"):
            percent_agreement(rows)


@pytest.mark.parametrize("day", [pd.Timestamp("2024-02-01"), dt.date(2024, 2, 1)])
def test_a_date_is_no_code_but_where_all_are_dates(day):
    table = pd.DataFrame({"anna": ["1.2", "2.2"], "eero": ["1.2", day]}, index=["s1", "s2"])
    for one in (table, table.assign(anna=["2024-02-01", "x"])):
        with pytest.raises(AineistoError, match=r"row s2, column eero: .* is a date beside"):
            percent_agreement(one)
    other = pd.Timestamp("2024-03-01")
    assert percent_agreement([[day, np.datetime64("2024-02-01")], [day, other]]) == 0.5


def test_numbers_of_every_kind_are_numbers_and_long_ones_stay_apart():
    assert percent_agreement([[Decimal("1.0"), 1], [np.int8(2), 2.0], ["0,5", 0.5]]) == 1
    assert percent_agreement([[2**53, 2**53 + 1], ["7", 7]]) == 0.5
    assert percent_agreement([["1.0", "1"], ["a", "a"]]) == 1
    for cell in (b"a", 1j, frozenset("a"), pd.Period("2024-01")):
        with pytest.raises(AineistoError, match="row 0, column 0"):
            percent_agreement([[cell, "a"], ["b", "b"]])


def test_numbered_codes_of_two_levels_are_not_taken_for_one_number():
    rows = [["1.1", "1.10"], ["1.2", "1.2"]]
    with pytest.raises(AineistoError, match=r"row 0, column 1: '1.10' may be another label's"):
        percent_agreement(rows)
    assert percent_agreement(rows, categories=["1.1", "1.2", "1.10"]) == 0.5
    assert percent_agreement([["1.0", "1"], ["2", "2.00"]]) == 1


def _coded(family, pairs):
    rows = [
        {"statement_id": f"s{place}", "family": family, "code": code, "coder": f"human:{who}"}
        | {"status": "blind", "start": 0, "end": 4}
        for place, pair in enumerate(pairs)
        for code, who in zip(pair, ("anna", "eero"), strict=True)
    ]
    return make_codings(rows)


@pytest.mark.parametrize("family", ["theme", "actor"])
@pytest.mark.parametrize("other", ["ruoka", "RUO\u200bKA", "\ufeffRuoka ", "1.0"])
def test_codings_count_as_tables_do(family, other):
    first = "1" if other == "1.0" else "Ruoka"
    codings = _coded(family, [(first, other), ("hoito", "hoito"), (first, "hoito")])
    table = agreement(codings, family=family, n_boot=0)
    per_cent = table[table["coefficient"] == "percent_agreement"].set_index("code")["value"]
    assert per_cent["all"] == pytest.approx(2 / 3)
    assert set(per_cent.index) == {"all", first, "hoito"}
    spans = span_agreement(codings, "human:anna", "human:eero", family=family)
    assert spans["n_both"].iloc[0] == 2


@pytest.mark.parametrize("code", ["#N/A", "=A1", "nan", "NaT"])
def test_a_code_that_is_none_is_an_error_with_its_row(code):
    with pytest.raises(AineistoError, match=r"row 3 \('s1'\): The code .* is "):
        agreement(_coded("theme", [("a", "a"), (code, "a")]))


def test_spellings_that_a_machine_tells_apart_stay_apart():
    rows = _coded("theme", [("A", "a"), ("B", "B")])
    machine = rows.head(2).assign(coder="machine:m@1", status="suggested", code=["A", "a"])
    table = agreement(pd.concat([rows, machine]), n_boot=0)
    people = table[(table["kind"] == "human-human") & (table["coefficient"] == "percent_agreement")]
    assert people.set_index("code")["value"]["all"] == 0.5


@pytest.mark.parametrize("value", ["inf", "1_0", "nan", True, "True", np.inf, pd.Timestamp(0), 1.5])
def test_a_value_that_is_no_number_is_an_error_with_its_row(value):
    row = {"statement_id": "s", "family": "stance", "code": "stance", "coder": "human:anna"}
    row |= {"status": "blind"}
    with pytest.raises(AineistoError, match="row 2, column value"):
        make_codings([row | {"value": -1}, row | {"value": value}])
    assert make_codings([row | {"value": "−1"}])["value"].tolist() == [-1]


def test_sheets_by_hand_count_as_tables_do(tmp_path):
    (tmp_path / "coder_anna.csv").write_text(
        "statement_id,theme,stance,actors\n1,Ruoka;ruoka,−1,Kela\n2,1.0,0,\n3,None,+1,\n", "utf-8"
    )
    (tmp_path / "coder_eero.csv").write_text(
        "statement_id\u200b,theme,stance,actors\n"
        "\ufeff1,ruo\u200bka,\uff0d1,KELA\n2,1,0,\n3,none,1,\n",
        "utf-8",
    )
    table = agreement(read_sheets(sorted(tmp_path.glob("*.csv"))), n_boot=0)
    per_cent = table[table["coefficient"] == "percent_agreement"]
    assert per_cent["value"].tolist() == [1] * len(per_cent)
    assert set(per_cent["code"]) == {"all", "Ruoka", "1.0", "Kela"}


@pytest.mark.parametrize(
    ("column", "cell"), [("theme", "nan"), ("stance", "inf"), ("actors", "NaT")]
)
def test_a_sheet_by_hand_names_the_cell_that_holds_no_code(tmp_path, column, cell):
    path = tmp_path / "coder_anna.csv"
    path.write_text(f"statement_id,{column}\ns1,\ns2,{cell}\n", "utf-8")
    with pytest.raises(AineistoError, match=rf"B3 \({column}\): '{cell}' is"):
        read_sheets(path)


def test_a_workbook_that_made_a_date_of_a_code_names_the_cell(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["statement_id", "theme"], ["s1", "1.1"], ["s2", dt.datetime(2024, 2, 1)]):
        book.active.append(row)
    path = tmp_path / "coder_anna.xlsx"
    book.save(path)
    with pytest.raises(AineistoError, match=r"B3 \(theme\): the cell holds the date"):
        read_sheets(path)


def test_codes_of_a_codebook_that_differ_in_capitals_go_by_how_they_are_written(tmp_path):
    themes = [Theme(code, {"fi": f"Teema {code}"}) for code in ("Lapsi", "LAPSI", "hoito")]
    path = tmp_path / "coder_anna.csv"
    path.write_text("statement_id,theme\ns1,Lapsi\ns2,LAPSI\ns3,Ho\u200bito\n", "utf-8")
    assert read_sheets(path, Codebook("Koe", tuple(themes)))["code"].tolist() == [
        "Lapsi",
        "LAPSI",
        "hoito",
    ]
    path.write_text("statement_id,theme\ns1,lapsi\n", "utf-8")
    with pytest.raises(AineistoError, match=r"B2 \(theme\): the codebook has no theme 'lapsi'"):
        read_sheets(path, Codebook("Koe", tuple(themes)))


def test_the_codebooks_spelling_is_the_one_that_a_report_counts():
    rows = _coded("theme", [("RAHA", "raha\u200b"), ("Hoito", "hoito")])
    assert set(same_codes(rows, ["raha"])["code"]) == {"raha", "Hoito"}
    assert same_codes(rows, ["raha", "RAHA"])["code"].tolist()[:2] == ["RAHA", "raha"]
