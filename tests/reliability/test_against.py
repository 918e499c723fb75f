"""The machine against people: distances by hand, the permutation's null, its edges."""

import numpy as np
import pytest
from scipy import stats
from tests.coded import coded

from aineisto import AineistoError
from aineisto.codings import make_codings
from aineisto.reliability import alternative_annotator_test, machine_against_people

M = "machine:stance@1"
PEOPLE = ("human:a", "human:b", "human:c")


def stances(**columns):
    rows = []
    for coder, values in columns.items():
        name = M if coder == "m" else f"human:{coder}"
        rows += [
            {
                "statement_id": f"s{i:03}",
                "family": "stance",
                "code": "stance",
                "value": int(value),
                "coder": name,
                "status": "suggested" if coder == "m" else "blind",
            }
            for i, value in enumerate(values)
            if value is not None
        ]
    return make_codings(rows)


def simulated(rng, size, wrong):
    truth = rng.integers(-2, 3, size=size)
    return stances(
        **{
            name: np.where(rng.random(size) < share, rng.integers(-2, 3, size=size), truth)
            for name, share in zip("abm", (0.3, 0.3, wrong), strict=True)
        }
    )


def test_distances_by_hand():
    codings = stances(a=[1, 2, 0, 1], b=[1, 0, 0, None], m=[2, 1, 0, -2])
    found = machine_against_people(codings, n_perm=99).iloc[0]
    # Three units count: people 0, 2, 0 apart; the machine 1 and 1, 1 and 1, 0 and 0.
    assert found["n"] == 3
    assert found["human_human"] == pytest.approx(2 / 3)
    assert found["machine_human"] == pytest.approx(2 / 3)
    assert found["difference"] == pytest.approx(0)
    assert (found["distance"], found["people"]) == ("steps", "human:a, human:b")


def test_p_is_that_of_all_exchanges():
    codings = stances(a=[0, 0, 1, 1], b=[0, 0, 1, 1], m=[2, 2, 1, -1])
    found = machine_against_people(codings, n_perm=9999).iloc[0]
    # With people of one mind, each unit of three where the machine differs gives 1 to the machine
    # in its place and −1/2 to a person there: only all three exchanges at home reach the total.
    assert found["p"] == pytest.approx(1 / 27, abs=0.006)


def test_a_worse_machine_is_found_and_an_equal_one_is_not_more_often_than_said():
    rng = np.random.default_rng(0)
    assert machine_against_people(simulated(rng, 150, 0.7)).loc[0, "p"] < 0.01
    p = [machine_against_people(simulated(rng, 40, 0.3), n_perm=99).loc[0, "p"] for _ in range(40)]
    assert stats.kstest(p, "uniform").pvalue > 0.001
    assert np.mean(np.array(p) <= 0.1) < 0.25


def test_respondents_are_exchanged_whole():
    rng = np.random.default_rng(3)
    codings = simulated(rng, 80, 0.5)
    respondent = {f"s{i:03}": f"h{i // 20}" for i in range(80)}
    apart = machine_against_people(codings).iloc[0]
    whole = machine_against_people(codings, respondent=respondent).iloc[0]
    assert (apart["respondents"], whole["respondents"]) == (80, 4)
    assert whole["difference"] == pytest.approx(apart["difference"])
    # Four respondents in three places: the least that p can be is about 1 / 81.
    assert whole["p"] > 0.01


def test_themes_are_compared_as_sets_and_one_by_one():
    rows = []
    for coder, codes in {
        "human:a": ["k", "k", "none"],
        "human:b": ["k", "r", "none"],
        "machine:themes@1": ["r", "r", "none"],
    }.items():
        status = "suggested" if coder.startswith("m") else "blind"
        rows += [coded(f"s{i}", coder, code, status) for i, code in enumerate(codes)]
    table = machine_against_people(make_codings(rows), by_code=True, n_perm=99).set_index("code")
    assert list(table.index) == ["all", "k", "r"]
    assert table.loc["all", "human_human"] == pytest.approx(1 / 3)
    assert table.loc["all", "machine_human"] == pytest.approx(1.5 / 3)
    assert list(table["distance"]) == ["masi", "nominal", "nominal"]


def test_what_cannot_be_compared_says_so():
    one = machine_against_people(stances(a=[1, 2], m=[1, 1])).iloc[0]
    assert (one["n"], one["note"]) == (0, "no unit judged by the machine and two people")
    assert np.isnan(one["p"])
    with pytest.raises(AineistoError, match="nothing to compare"):
        machine_against_people(stances(a=[1, 2], b=[1, 1]))
    with pytest.raises(AineistoError, match="no coder 'machine:x'"):
        machine_against_people(stances(a=[1], m=[1]), machine="machine:x")


def test_alternative_annotator_test_by_hand():
    a, b, c = [0] * 40, [0] * 40, [0] * 20 + [2] * 20
    codings = stances(a=a, b=b, c=c, m=[0] * 40)
    table = alternative_annotator_test(codings).set_index("person")
    # The machine says what Anna and Bo say, so it is as near as they are, and nearer than Cai.
    assert list(table["machine_wins"]) == [1, 1, 1]
    assert list(table["person_wins"]) == [1, 1, 0.5]
    assert table["replaced"].all()
    assert set(table["winning_rate"]) == {1}
    lead = np.array([0.0] * 20 + [-1.0] * 20)
    expected = stats.ttest_1samp(lead, 0.2, alternative="less").pvalue
    assert table.loc["human:c", "p"] == pytest.approx(expected)
    assert set(table["note"]) == {""}


def test_alternative_annotator_test_marks_few_people_and_units():
    table = alternative_annotator_test(stances(a=[1, 2, 0], b=[1, 0, 0], m=[2, -2, -1]))
    assert set(table["note"]) == {"fewer than three people; n < 30"}
    assert not table["replaced"].any()
