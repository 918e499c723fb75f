"""Disputes, drift, subgroups, saturation and stopping, on studies whose answers are known."""

import numpy as np
import pandas as pd
import pytest
from tests.coded import coded

from aineisto.codings import make_codings
from aineisto.reliability import (
    agreement,
    agreement_by_subgroup,
    disputes,
    drift,
    recall_advice,
    saturation,
)


def row(statement, coder, family, code, value=None, status="blind", minute=0):
    at = f"2026-01-01T{minute // 60 % 24:02d}:{minute % 60:02d}:00+00:00"
    return coded(statement, coder, code, status, family, value=value, created=at)


def test_disputes_come_widest_first_and_settled_ones_go():
    rows = [row(f"s{i}", "human:anna", "stance", "stance", v) for i, v in enumerate([2, 1, 0])]
    rows += [row(f"s{i}", "human:eero", "stance", "stance", v) for i, v in enumerate([-2, 0, 0])]
    rows += [row("s0", "human:anna", "theme", "raha"), row("s0", "human:eero", "theme", "none")]
    found = disputes(make_codings(rows))
    keys = found[["statement_id", "family"]].to_numpy().tolist()
    assert keys == [["s0", "stance"], ["s0", "theme"], ["s1", "stance"]]
    assert found["codes"].iloc[0] == ("+2", "-2")
    assert found["distance"].tolist() == [1.0, 1.0, (1 / 4) ** 2]
    assert len(disputes(make_codings(rows), code="raha")) == 1
    assert len(disputes(make_codings(rows), family="stance", least=0.5)) == 1
    rows.append(row("s0", "human:konsensus", "stance", "stance", 1, status="consensus"))
    assert len(disputes(make_codings(rows))) == 2
    assert disputes(make_codings(rows), settled=True)["settled"].sum() == 1
    assert disputes(make_codings(rows[:3])).empty


def test_drift_is_seen_where_it_is_and_not_where_the_material_changed():
    rng = np.random.default_rng(0)
    rows, statements = [], []
    for n in range(240):
        late = n >= 120
        # Later interviews speak of money oftener; anna reads as before, eero reads it everywhere.
        money = rng.random() < (0.7 if late else 0.45)
        statements.append((f"s{n}", f"p{n % 12}"))
        rows.append(
            row(f"s{n}", "machine:m@1", "theme", "raha" if money else "none", status="suggested")
        )
        for name, shift in (("anna", 0.0), ("eero", 0.5)):
            slip = rng.random() < 0.1
            has = money != slip or (late and rng.random() < shift)
            code = "raha" if has else "none"
            rows.append(row(f"s{n}", f"human:{name}", "theme", code, minute=n))
    frame = pd.DataFrame(statements, columns=["statement_id", "participant"])
    found = drift(make_codings(rows), frame).set_index("coder")
    assert found.loc["human:eero", "p_holm"] < 0.05
    assert found.loc["human:eero", "difference"] > 0
    assert found.loc["human:anna", "low"] < 0 < found.loc["human:anna", "high"]


def test_a_group_that_the_machine_reads_worse_is_seen():
    rng = np.random.default_rng(1)
    rows, statements = [], []
    for n in range(200):
        group = "murre" if n % 4 == 0 else "yleiskieli"
        value = int(rng.integers(-2, 3))
        machine = value if rng.random() < (0.3 if group == "murre" else 0.9) else -value
        statements.append((f"s{n}", f"p{n % 20}", group))
        rows.append(row(f"s{n}", "human:anna", "stance", "stance", value))
        rows.append(row(f"s{n}", "machine:m@1", "stance", "stance", machine, status="suggested"))
    frame = pd.DataFrame(statements, columns=["statement_id", "participant", "register"])
    codings = make_codings(rows)
    found = agreement_by_subgroup(codings, frame, "register").set_index("subgroup")
    assert found.loc["murre", "difference"] > 0
    assert found.loc["murre", "p_holm"] < 0.01
    part = codings[codings["statement_id"].isin(frame.query("register == 'murre'").statement_id)]
    whole = agreement(part, n_boot=0).query("coefficient == 'krippendorff_alpha'")["value"].iloc[0]
    assert found.loc["murre", "alpha"] == pytest.approx(whole)
    assert found.loc["murre", "low"] < whole < found.loc["murre", "high"]


@pytest.mark.parametrize("alone", [1, 2])
def test_a_group_of_one_interviewee_has_no_test_against_the_others(alone):
    """How far she is from another in her place, nobody knows: a test would find much in nothing."""
    rng = np.random.default_rng(1)
    rows, said = [], []
    for n in range(108):
        person = n % 9
        said.append((f"s{n}", f"p{person}", "few" if person < alone else "many"))
        for name, value in (("anna", 0), ("eero", int(rng.integers(0, 1 + person % 3)))):
            rows.append(row(f"s{n}", f"human:{name}", "stance", "stance", value))
    frame = pd.DataFrame(said, columns=["statement_id", "participant", "group"])
    found = agreement_by_subgroup(make_codings(rows), frame, "group").set_index("subgroup")
    told = found[["difference_low", "difference_high", "p", "p_holm"]].notna()
    assert found["difference"].notna().all()
    assert told.all(axis=None) == (alone > 1)
    assert told.any(axis=None) == (alone > 1)
    assert found["note"].str.contains("one respondent alone").all() == (alone == 1)
    # Alpha's interval is by interviewee too, and none is told of fewer than five.
    assert found["low"].isna().to_dict() == {"few": True, "many": False}
    said_why = found["note"].str.contains("only one value used|fewer than 5 respondents")
    assert said_why.to_dict() == {"few": True, "many": False}


def test_saturation_by_hand():
    heard = ["ab", "bc", "c", "ad", "e", "a", "ab", "b"]
    rows, statements = [], []
    for n, codes in enumerate(heard):
        statements.append((f"s{n}", f"h{n}"))
        rows += [row(f"s{n}", "human:anna", "theme", code) for code in codes]
        rows.append(row(f"s{n}", "machine:m@1", "theme", f"kone{n}", status="suggested"))
    frame = pd.DataFrame(statements, columns=["statement_id", "document"])
    found = saturation(make_codings(rows), frame)
    assert found["new"].tolist() == [2, 1, 0, 1, 1, 0, 0, 0]
    assert found["total"].tolist() == [2, 3, 3, 4, 5, 5, 5, 5]
    assert found["ratio"].isna().tolist() == [True] * 5 + [False] * 3
    # Base of four interviews: four codes; the runs bring 1, 0 and 0 of them.
    assert found["ratio"].iloc[5:].tolist() == [0.25, 0, 0]
    assert found["saturated"].tolist() == [False] * 6 + [True] * 2


def test_the_stopping_rule_keeps_its_promise():
    rng = np.random.default_rng(2)
    failed = stopped = 0
    for _ in range(80):
        # Thirty of a thousand carry the code; reading the likeliest first found twenty of them.
        left = np.zeros(900, dtype=int)
        left[rng.choice(900, 10, replace=False)] = 1
        found = 0
        for drawn, has in enumerate(rng.permutation(left), start=1):
            found += has
            if drawn % 100 == 0 and recall_advice(20, 900, drawn, found, recall=0.8).stop:
                stopped += drawn < 900
                failed += (20 + found) / 30 < 0.8
                break
    assert stopped > 70
    # Looked at time and again, a test of five per cent errs somewhat oftener (80 runs: ± 2.4).
    assert failed / 80 < 0.13
    advice = recall_advice(20, 900, 100, 0, recall=0.8)
    assert not advice.stop
    assert recall_advice(20, 900, 100 + advice.more, 0, recall=0.8).stop
    assert recall_advice(5, 40, 40, 3).stop


def test_by_group_and_code_people_and_machines_stand_in_one_table():
    """Alpha of each code in each group, pair by pair, is the independent package's."""
    import krippendorff

    rng = np.random.default_rng(3)
    coders = ("human:anna", "human:bertta", "machine:llm:m@1", "machine:themes@1")
    rows, statements, given = [], [], {}
    for n in range(80):
        truth, group = rng.random(2) < 0.5, ("kunta", "valtio")[n % 2]
        statements.append((f"s{n}", f"p{n % 16}", group))
        for coder in coders:
            slips = 0.3 if group == "kunta" and coder == "machine:llm:m@1" else 0.1
            has = truth ^ (rng.random(2) < slips)
            codes = [code for code, there in zip(("raha", "roolit"), has, strict=True) if there]
            status = "blind" if coder.startswith("human") else "suggested"
            rows += [
                row(f"s{n}", coder, "theme", code, status=status) for code in codes or ["none"]
            ]
            given[f"s{n}", coder] = dict(zip(("raha", "roolit"), has, strict=True))
    frame = pd.DataFrame(statements, columns=["statement_id", "participant", "group"])
    found = agreement_by_subgroup(make_codings(rows), frame, "group", by_code=True, machines=True)
    kinds = {"human-human": 1, "machine-human": 4, "machine-machine": 1}
    assert found["kind"].value_counts().to_dict() == {k: n * 6 for k, n in kinds.items()}
    assert set(found["code"]) == {"all", "raha", "roolit"}
    for one in found[found["code"] != "all"].itertuples():
        names = [name for name, _, group in statements if group == one.subgroup]
        cells = [
            [int(given[name, coder][one.code]) for name in names]
            for coder in one.coders.split(", ")
        ]
        expected = krippendorff.alpha(cells, level_of_measurement="nominal", value_domain=[0, 1])
        assert one.alpha == pytest.approx(expected)
        assert one.distance == pytest.approx(np.mean(np.not_equal(*cells)))
    plain = agreement_by_subgroup(make_codings(rows), frame, "group")
    assert set(plain["code"]) == {"all"}
    assert set(plain["kind"]) == {"human-human", "machine-human"}
    whole = agreement(make_codings(rows), n_boot=0, machines=True)
    assert set(whole["kind"]) == set(kinds)


def test_saturation_counts_the_consensus_alone_where_there_is_one():
    statements = pd.DataFrame({"statement_id": ["a", "b"], "document": ["d1", "d2"]})
    rows = [
        {"statement_id": "a", "code": code, "coder": f"human:{coder}", "status": status}
        for coder, code, status in (
            ("anna", "raha", "blind"), ("eero", "tieto", "blind"),
            ("konsensus", "raha", "consensus"),
        )
    ]  # fmt: skip
    rows.append({"statement_id": "b", "code": "tieto", "coder": "human:anna", "status": "blind"})
    found = saturation(make_codings([row | {"family": "theme"} for row in rows]), statements)
    assert found["new"].tolist() == [1, 1]
