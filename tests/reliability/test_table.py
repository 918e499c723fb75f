"""The table of agreement: who counts, what is compared, what is labelled."""

import numpy as np
import pandas as pd
import pytest
from tests.coded import coded, stance_of

from aineisto import CodingsError
from aineisto.codings import empty_codings, make_codings
from aineisto.reliability import (
    agreement,
    confusion,
    disagreements,
    disagreements_of_pairs,
    marginals,
    masi,
)


def stance(statement, coder, value, status="blind", created="2026-01-01T10:00:00+00:00"):
    return stance_of(statement, coder, value, status, created=created)


def actor(statement, coder, name):
    return coded(statement, coder, name, family="actor")


A, B, C = "human:anna", "human:bo", "human:cai"
M, N = "machine:themes@0.1", "machine:stance@0.1"


def row(table, **wanted):
    """Return the one row that fits."""
    fits = np.logical_and.reduce([table[name] == value for name, value in wanted.items()])
    assert fits.sum() == 1, table
    return table[fits].iloc[0]


@pytest.fixture
def codings():
    # Anna and Bo on four statements: {k} {k,r} {none} {r}  against  {k} {k} {none} {k}.
    anna = [("s1", "k"), ("s2", "k"), ("s2", "r"), ("s3", "none"), ("s4", "r")]
    bo = [("s1", "k"), ("s2", "k"), ("s3", "none"), ("s4", "k")]
    rows = [coded(s, A, code) for s, code in anna] + [coded(s, B, code) for s, code in bo]
    rows += [stance(f"s{i}", A, v) for i, v in enumerate([-2, -1, 0, 1], start=1)]
    rows += [stance(f"s{i}", B, v) for i, v in enumerate([-2, -1, 1, 1], start=1)]
    return make_codings(rows)


def test_each_theme_is_compared_over_the_statements_both_coded(codings):
    table = agreement(codings, family="theme", n_boot=50)
    k = row(table, code="k", coefficient="percent_agreement")
    r = row(table, code="r", coefficient="percent_agreement")
    assert (k["value"], k["n"]) == (0.75, 4)
    assert (r["value"], r["n"]) == (0.5, 4)
    # r: Anna has it twice in four, Bo never: observed .5, by chance .5.
    assert row(table, code="r", coefficient="cohen_kappa")["value"] == pytest.approx(0)


def test_all_themes_are_compared_as_sets(codings):
    table = agreement(codings, family="theme", n_boot=0)
    assert row(table, code="all", coefficient="percent_agreement")["value"] == 0.5
    alpha = row(table, code="all", coefficient="krippendorff_alpha")
    assert alpha["metric"] == "masi"
    # By hand: distances 0, 2/3, 0, 1; the eight sets are k×4, {k,r}, none×2, r.
    # Sums over pairs of sets: k–kr 4·2/3, k–none 8, k–r 4, kr–none 2, kr–r 2/3, none–r 2.
    between = 4 * 2 / 3 + 8 + 4 + 2 + 2 / 3 + 2
    assert alpha["value"] == pytest.approx(1 - (2 * (2 / 3 + 1) / 8) / (2 * between / (8 * 7)))


def test_what_one_coder_alone_judged_changes_nothing(codings):
    more = [coded(f"t{i}", A, "r") for i in range(9)] + [stance(f"t{i}", A, 2) for i in range(9)]
    table = agreement(pd.concat([codings, make_codings(more)], ignore_index=True), n_boot=0)
    pd.testing.assert_frame_equal(table, agreement(codings, n_boot=0))


def test_masi():
    k, kr, rt = frozenset("k"), frozenset("kr"), frozenset("rt")
    assert masi(frozenset(), frozenset()) == 0
    assert masi(frozenset(), k) == 1
    assert masi(k, kr) == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert masi(kr, rt) == pytest.approx(1 - 1 / 3 * 1 / 3)


def test_stance_is_ordinal(codings):
    table = agreement(codings, family="stance", n_boot=0)
    found = set(zip(table["coefficient"], table["metric"], strict=True))
    assert found == {
        ("percent_agreement", "nominal"),
        ("cohen_kappa", "linear"),
        ("cohen_kappa", "quadratic"),
        ("krippendorff_alpha", "ordinal"),
        ("gwet_ac2", "quadratic"),
    }
    assert set(table["code"]) == {"all"}
    # One step of four on one statement of four: 1 − (1/4)²/4 agree, weighted.
    weights = 1 - np.subtract.outer(np.arange(5), np.arange(5)) ** 2 / 16
    profile = np.array([2, 2, 1, 3, 0]) / 8
    chance = weights.sum() / 20 * (profile * (1 - profile)).sum()
    ac2 = row(table, coefficient="gwet_ac2")["value"]
    assert ac2 == pytest.approx((1 - 1 / 64 - chance) / (1 - chance))


def test_the_last_stance_of_a_coder_stands(codings):
    later = make_codings([stance("s3", B, 0, created="2026-02-01T10:00:00+00:00")])
    # Put first in the table: time decides, not place.
    table = agreement(pd.concat([later, codings], ignore_index=True), family="stance", n_boot=0)
    assert row(table, coefficient="percent_agreement")["value"] == 1


def test_only_blind_codes_of_people_count(codings):
    seen = make_codings(
        [
            coded("s9", A, "k", "accepted"),
            coded("s9", B, "r", "changed"),
            coded("s1", B, "r", "changed"),
        ]
    )
    both = pd.concat([codings, seen], ignore_index=True)
    pd.testing.assert_frame_equal(agreement(both, n_boot=20), agreement(codings, n_boot=20))
    table = agreement(both, include_suggested=True, n_boot=20)
    k = row(table, family="theme", code="k", coefficient="percent_agreement")
    assert k["n"] == 5
    assert "after seeing a suggestion" in k["note"]
    # Bo coded s1 blind; the code changed later does not replace that.
    assert k["value"] == 3 / 5
    r = row(table, family="theme", code="r", coefficient="percent_agreement")
    assert r["value"] == 2 / 5
    assert row(table, family="stance", coefficient="percent_agreement")["note"] == ""


def test_a_rejected_suggestion_is_a_look_without_the_code():
    rows = [coded("s1", A, "k", "rejected"), coded("s1", B, "none"), coded("s2", A, "k")]
    rows += [coded("s2", B, "k")]
    table = agreement(make_codings(rows), include_suggested=True, n_boot=0)
    assert row(table, code="k", coefficient="percent_agreement")["value"] == 1
    assert table["n"].max() == 2


def test_machines_are_compared_with_each_person(codings):
    machine = [coded("s1", M, "k", "suggested"), coded("s4", M, "k", "suggested")]
    # The machine's other coder looked at s2 and s3: no theme there is a judgement, too.
    machine += [stance(f"s{i}", N, 0, "suggested") for i in (2, 3)]
    table = agreement(pd.concat([codings, make_codings(machine)], ignore_index=True), n_boot=0)
    mine = row(table, code="k", coefficient="percent_agreement", coders=f"{M}, {A}")
    assert (mine["kind"], mine["n"], mine["value"]) == ("machine-human", 4, 0.5)
    assert (
        row(table, code="k", coefficient="percent_agreement", coders=f"{M}, {B}")["value"] == 0.75
    )
    human = row(table, code="k", coefficient="percent_agreement", coders=f"{A}, {B}")
    assert (human["kind"], human["value"]) == ("human-human", 0.75)
    assert (
        row(table, family="stance", coders=f"{N}, {A}", coefficient="percent_agreement")["n"] == 2
    )
    assert not table["coders"].str.contains(f"{M}, {N}").any()


def test_more_than_two_people_are_compared_in_pairs_and_together(codings):
    third = make_codings([coded(f"s{i}", C, "k") for i in (1, 2)])
    table = agreement(pd.concat([codings, third], ignore_index=True), family="theme", n_boot=0)
    alpha = table[(table["code"] == "k") & (table["coefficient"] == "krippendorff_alpha")]
    assert list(alpha["coders"]) == [f"{A}, {B}", f"{A}, {C}", f"{B}, {C}", f"{A}, {B}, {C}"]
    assert list(alpha["n"]) == [4, 2, 2, 4]
    assert "only one value used" in alpha["note"].iloc[1]
    everyone = table[table["coders"] == f"{A}, {B}, {C}"]
    assert "fleiss_kappa" in set(everyone["coefficient"])
    assert "cohen_kappa" not in set(everyone["coefficient"])


def test_a_third_person_may_have_judged_less(codings):
    third = make_codings([stance("s1", C, -2), stance("s2", C, 2)])
    table = agreement(pd.concat([codings, third], ignore_index=True), family="stance", n_boot=0)
    everyone = table[table["coders"] == f"{A}, {B}, {C}"]
    assert set(everyone["n"]) == {4}
    # Per unit: 1, one pair of three, 0, 1.
    assert row(everyone, coefficient="percent_agreement")["value"] == pytest.approx((2 + 1 / 3) / 4)


def test_actors_are_compared_where_a_coder_coded_anything(codings):
    named = make_codings([actor("s1", A, "Kela"), actor("s1", B, "Kela"), actor("s2", A, "THL")])
    table = agreement(pd.concat([codings, named], ignore_index=True), family="actor", n_boot=0)
    kela = row(table, code="Kela", coefficient="percent_agreement")
    thl = row(table, code="THL", coefficient="percent_agreement")
    assert (kela["value"], kela["n"]) == (1, 4)
    assert (thl["value"], thl["n"]) == (0.75, 4)


def test_statements_that_all_read_count_as_without_themes():
    rows = make_codings([coded("s1", A, "k"), coded("s1", B, "k"), coded("s2", A, "k")])
    options = {"n_boot": 0, "family": "theme"}
    assert agreement(rows, **options)["n"].max() == 1
    table = agreement(rows, statements=["s1", "s2", "s3"], **options)
    assert row(table, code="k", coefficient="percent_agreement")["value"] == pytest.approx(2 / 3)


def test_labelled_rows_where_there_is_nothing_to_compare(codings):
    nothing = agreement(empty_codings())
    assert list(nothing["note"]) == ["no judgements"]
    seen = make_codings([coded("s1", A, "k", "accepted"), coded("s1", B, "k", "accepted")])
    assert "include_suggested=True" in agreement(seen)["note"].iloc[0]
    alone = agreement(codings, coders=[A], family="stance")
    assert set(alone["note"]) == {"only one coder"}
    assert alone["value"].isna().all()
    apart = make_codings([stance("s1", A, 1), stance("s2", B, 1)])
    assert set(agreement(apart)["note"]) <= {"no unit judged by two coders", "no judgements"}
    constant = make_codings([stance(f"s{i}", who, 1) for i in range(9) for who in (A, B)])
    table = agreement(constant)
    alpha = row(table, coefficient="krippendorff_alpha")
    assert np.isnan(alpha["value"])
    assert "only one value used" in alpha["note"]
    assert row(table, coefficient="percent_agreement")["value"] == 1


def test_respondents_are_resampled_whole(codings):
    people = {"s1": "h1", "s2": "h1", "s3": "h2", "s4": "h2"}
    by_person = agreement(codings, family="stance", respondent=people, method="jackknife")
    by_unit = agreement(codings, family="stance", method="jackknife")
    assert list(by_person["value"]) == list(by_unit["value"])
    assert not np.allclose(by_person["low"], by_unit["low"], equal_nan=True)
    with pytest.raises(CodingsError, match="'s4' has no unit or respondent"):
        agreement(codings, respondent={"s1": "h1", "s2": "h1", "s3": "h2"})


@pytest.mark.parametrize(
    "options", [{"coders": ["anna"]}, {"family": "mood"}, {"unit": "turn"}], ids=str
)
def test_unknown_names_are_errors_with_a_remedy(codings, options):
    with pytest.raises(CodingsError) as caught:
        agreement(codings, **options)
    assert caught.value.remedy


def test_marginals_count_statements(codings):
    table = marginals(codings)
    k = row(table, family="theme", code="k", coder=A)
    assert (k["count"], k["n"], k["share"]) == (2, 4, 0.5)
    assert row(table, family="theme", code="none", coder=B)["count"] == 1
    steps = table[(table["family"] == "stance") & (table["coder"] == B)]
    assert list(steps["value"]) == [-2, -1, 0, 1, 2]
    assert list(steps["count"]) == [1, 1, 0, 2, 0]


def test_confusion_counts_combinations(codings):
    table = confusion(codings, A, B)
    square = table[table["family"] == "stance"].pivot(index="a", columns="b", values="count")
    assert square.loc[0, 1] == 1
    assert np.nansum(square.to_numpy()) == 4
    r = table[table["code"] == "r"].set_index(["a", "b"])["count"].to_dict()
    assert r == {(0, 0): 2, (1, 0): 2}
    with pytest.raises(CodingsError, match="itself"):
        confusion(codings, A, A)


def test_disagreements_come_widest_first(codings):
    table = disagreements(codings, A, B)
    assert list(table["statement_id"]) == ["s4", "s2", "s3"]
    assert list(table["distance"]) == pytest.approx([1, 2 / 3, 1 / 16])
    assert list(table["share"]) == pytest.approx([0.6, 0.4, 1])
    s2 = table.iloc[1]
    assert (s2["a"], s2["b"], s2["only_a"], s2["only_b"]) == ("k;r", "k", "r", "")
    assert disagreements(codings[codings["statement_id"] == "s1"], A, B).empty


def test_disagreements_of_pairs_are_those_of_each_by_itself(codings):
    # The machine looked at s1 as well, where Anna coded and it found nothing.
    rows = [coded("s2", M, "k", status="suggested"), stance("s1", N, 2, status="suggested")]
    every = make_codings(pd.concat([codings, make_codings(rows)], ignore_index=True))
    pairs = [(A, B), (M, A), (N, B)]
    table = disagreements_of_pairs(every, pairs)
    for pair in pairs:
        own = table[table["coders"] == ", ".join(pair)].drop(columns="coders")
        pd.testing.assert_frame_equal(own.reset_index(drop=True), disagreements(every, *pair))
    named = table["coders"] == f"{M}, {A}"
    assert table.loc[named, ["statement_id", "a", "b"]].to_numpy().tolist() == [
        ["s1", "none", "k"],
        ["s2", "k", "k;r"],
    ]
    with pytest.raises(CodingsError, match="human:nobody"):
        disagreements_of_pairs(codings, [(A, B), (A, "human:nobody")])


def test_a_table_that_was_reshaped_shows_itself_plainly():
    rows = {"statement_id": "d:1", "family": "stance", "code": "stance", "value": 1}
    rows = [{**rows, "coder": f"human:{name}", "status": "blind"} for name in "ab"]
    table = agreement(make_codings(rows), n_boot=0)
    for reshaped in (table.rename(columns=str.upper), table.set_index("family")):
        assert "<table" in reshaped._repr_html_()
        assert repr(reshaped)
