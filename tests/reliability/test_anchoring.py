"""The anchoring effect: a made one is found, and its error is that of an independent program."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from aineisto.codings import make_codings
from aineisto.reliability import anchoring
from aineisto.reliability._means import clustered_slope_error


def study(pull, people=16, each=12, seed=0):
    """Return codings and statements: half coded blind by chance, the rest drawn to the machine."""
    rng = np.random.default_rng(seed)
    rows, statements = [], []
    for n in range(people * each):
        who, name = n % people, f"s{n}"
        own = int(np.clip(round(rng.normal(-0.5 + 0.3 * (who % 3))), -2, 2))
        machine = int(np.clip(round(rng.normal(0.8)), -2, 2))
        seen = rng.random() < 0.5
        value = machine if seen and rng.random() < pull else own
        status = "blind" if not seen else "accepted" if value == machine else "changed"
        base = {"statement_id": name, "family": "stance", "code": "stance"}
        rows.append(base | {"value": machine, "coder": "machine:m@1", "status": "suggested"})
        rows.append(base | {"value": value, "coder": "human:anna", "status": status})
        statements.append((name, f"q{n % 4}", f"p{who}"))
    names = ["statement_id", "question", "participant"]
    return make_codings(rows), pd.DataFrame(statements, columns=names)


def test_a_coder_who_follows_the_machine_is_seen_and_one_who_does_not_is_not():
    found = anchoring(*study(0.7)).set_index("measure")
    assert found.loc["mean", "low"] > 0.3
    assert found.loc["same", "low"] > 0.3
    assert found.loc["mean", "difference"] == pytest.approx(0.7 * 1.0, abs=0.4)
    free = anchoring(*study(0.0)).set_index("measure")
    assert free.loc["mean", "low"] < 0 < free.loc["mean", "high"]
    assert free.loc["same", "low"] < 0 < free.loc["same", "high"]


def test_only_questions_coded_both_ways_are_compared():
    codings, statements = study(0.5)
    q0 = set(statements.loc[statements["question"] == "q0", "statement_id"])
    human = codings["coder"] == "human:anna"
    only_seen = human & codings["statement_id"].isin(q0) & (codings["status"] == "blind")
    found = anchoring(codings[~only_seen], statements).iloc[0]
    total = human.sum() - only_seen.sum()
    assert found["n_blind"] + found["n_seen"] < total
    few = anchoring(*study(0.5, people=3)).iloc[0]
    assert np.isnan(few["low"])
    assert "fewer than" in few["note"]
    assert anchoring(codings[codings["status"] != "blind"], statements).empty


def test_the_error_is_that_of_statsmodels_where_the_two_agree():
    # With each person's answers half and half, CR2 and statsmodels' CR1 differ by a known factor.
    rng = np.random.default_rng(1)
    people = np.repeat(np.arange(10), 6)
    seen = np.tile([0.0, 1.0], 30)
    y = rng.normal(size=10)[people] + 0.4 * seen + rng.normal(size=60)
    design = np.column_stack([seen, np.ones(60)])
    fitted = sm.OLS(y, design).fit(cov_type="cluster", cov_kwds={"groups": people})
    error, df = clustered_slope_error(y, design, people)
    assert error == pytest.approx(fitted.bse[0] / np.sqrt(59 / 58), rel=1e-6)
    assert df == pytest.approx(9)
