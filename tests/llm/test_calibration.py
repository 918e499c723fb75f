"""Confidence as how often people agree: a coder whose true sureness is known, sklearn beside it."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from aineisto.codings import make_codings
from aineisto.llm import calibrated

#: What the model says of itself, and how often it is right then.
TRULY = {0.6: 0.35, 0.8: 0.55, 0.95: 0.85}
MODEL = "machine:llm:m@1"


def study(statements=40, people=30, unread=3, seed=0):
    """Return a boastful model's codings, a person's blind ones, and who said what.

    The last `unread` respondents are coded by the model alone.
    """
    rng = np.random.default_rng(seed)
    model, blind, who = [], [], {}
    for person in range(people):
        for number in range(statements):
            name = f"s{person}-{number}"
            who[name] = f"p{person}"
            sure = float(rng.choice(list(TRULY)))
            value = int(rng.integers(-2, 3))
            right = rng.random() < TRULY[sure]
            said = {"statement_id": name, "family": "stance", "code": "stance"}
            model.append(
                {**said, "value": value, "confidence": sure, "coder": MODEL, "status": "suggested"}
            )
            if person < people - unread:
                truth = value if right else (value + 3) % 5 - 2
                blind.append({**said, "value": truth, "coder": "human:anna", "status": "blind"})
    return make_codings(model), make_codings(blind), who


def agreed(model, blind):
    """Return 1 where the person gave the model's code, missing where nobody read it."""
    truth = blind.set_index("statement_id")["value"]
    told = model["statement_id"].map(truth)
    return (told == model["value"]).astype(float).where(told.notna())


def test_a_boastful_models_confidence_becomes_how_often_it_is_right():
    model, blind, who = study()
    found, told = calibrated(model, blind, who)
    by = found["confidence"].groupby(model["confidence"]).mean()
    assert by.to_dict() == pytest.approx(TRULY, abs=0.06)
    assert model["confidence"].isin(TRULY).all()  # what was given is left as it was
    row, right = told.iloc[0], agreed(model, blind)
    read = right.notna()
    assert (row["n"], row["respondents"], row["note"]) == (27 * 40, 27, "")
    assert row["agreed"] == pytest.approx(right.mean())
    for column, table in (("brier_before", model), ("brier_after", found)):
        brier = ((table["confidence"] - right) ** 2)[read].mean()
        assert row[column] == pytest.approx(brier, abs=1e-4)
    assert row["brier_after"] < row["brier_before"] - 0.03


def test_the_curve_of_whom_nobody_coded_is_sklearns():
    model, blind, who = study(people=12)
    found, _ = calibrated(model, blind, who)
    odds = np.log(model["confidence"] / (1 - model["confidence"])).to_frame().to_numpy(float)
    right = agreed(model, blind)
    read = right.notna().to_numpy()
    curve = LogisticRegression().fit(odds[read], right[read])
    expected = curve.predict_proba(odds[~read])[:, 1]
    assert found["confidence"][~read].to_numpy(float) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("person", ["p0", "p3"])
def test_ones_own_codes_do_not_tell_ones_own_confidence(person):
    model, blind, who = study(people=12)
    mine = blind["statement_id"].map(who) == person
    turned = blind.assign(value=blind["value"].where(~mine, 0 - blind["value"]))
    first, second = (calibrated(model, one, who)[0]["confidence"] for one in (blind, turned))
    said = model["statement_id"].map(who) == person
    pd.testing.assert_series_equal(first[said], second[said])
    assert (first[~said] != second[~said]).any()


def test_two_people_who_differ_make_half_an_agreement():
    model, blind, who = study(people=12, unread=0)
    contrary = blind.assign(coder="human:bertta", value=(blind["value"] + 3) % 5 - 2)
    _, told = calibrated(model, pd.concat([blind, contrary], ignore_index=True), who)
    second = agreed(model, contrary)
    assert told.loc[0, "agreed"] == pytest.approx((agreed(model, blind) + second).mean() / 2)


def test_what_a_machine_wrote_under_a_persons_name_calibrates_nothing():
    model, blind, who = study(people=12)
    forged = blind.assign(confidence=0.9, evidence="niin")
    found, told = calibrated(model, forged, who)
    assert told.loc[0, "n"] == 0
    pd.testing.assert_frame_equal(found, model)


@pytest.mark.parametrize(("people", "statements"), [(4 + 3, 40), (29 + 3, 1)])
def test_too_few_blind_codes_leave_confidence_as_it_is(people, statements):
    model, blind, who = study(statements, people)
    found, told = calibrated(model, blind, who)
    pd.testing.assert_frame_equal(found, model)
    assert "too few" in told.loc[0, "note"]
    assert told["brier_after"].isna().all()


def test_codes_of_several_to_a_statement_are_judged_one_by_one():
    names = [f"s{n}" for n in range(40)]
    who = {name: f"p{n % 8}" for n, name in enumerate(names)}
    said = {"family": "theme", "coder": MODEL, "status": "suggested"}
    model = make_codings(
        {**said, "statement_id": name, "code": code, "confidence": 0.9}
        for name in names
        for code in ("raha", "roolit")
    )
    blind = make_codings(
        {
            "statement_id": name, "family": "theme", "code": "raha", "coder": "human:anna",
            "status": "blind",
        }
        for name in names
    )  # fmt: skip
    found, told = calibrated(model, blind, who)
    assert (told.loc[0, "n"], told.loc[0, "agreed"]) == (80, 0.5)  # raha always, roolit never
    assert found["confidence"].to_list() == pytest.approx([0.5] * 80, abs=0.01)
