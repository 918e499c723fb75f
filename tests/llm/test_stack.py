"""Two coders as one: studies whose truth is known, sklearn and krippendorff beside it."""

import krippendorff
import numpy as np
import pandas as pd
import pytest
from scipy.stats import t
from sklearn.linear_model import Ridge
from tests.llm.server import data_of, serving

from aineisto.codebook import Codebook, Question
from aineisto.codings import make_codings
from aineisto.core.errors import CodingsError
from aineisto.llm import LanguageModelCoder, stack
from aineisto.project import Project

OURS, MODEL = "machine:stance@1", "machine:llm:m@1"
SCALE = [-2, -1, 0, 1, 2]


def scored(rng, truth, noise):
    score = truth + rng.normal(0, noise, len(truth))
    return score, np.clip(np.rint(score), -2, 2).astype(int)


def stances(coder, names, value, score=None, **more):
    columns = {"statement_id": names, "value": value, "score": score}
    said = {"family": "stance", "code": "stance", "coder": coder, "status": "suggested"}
    return make_codings(pd.DataFrame({**columns, **said, **more}))


def study(noise=(1.0, 1.0), people=8, each=15, unread=2, seed=0):
    """Return a codings table of two machines that err apart, with a person's blind codes."""
    rng = np.random.default_rng(seed)
    names = [f"s{p}-{n}" for p in range(people) for n in range(each)]
    who = {name: f"p{name[1:].split('-')[0]}" for name in names}
    truth = rng.integers(-2, 3, len(names))
    ours, theirs = (scored(rng, truth, one) for one in noise)
    read = [who[name] not in {f"p{people - 1 - k}" for k in range(unread)} for name in names]
    blind = stances("human:anna", names, truth, status="blind")[read]
    parts = (
        stances(OURS, names, ours[1], ours[0], confidence=0.6),
        stances(MODEL, names, theirs[1], theirs[0], confidence=0.6),
        blind,
    )
    return pd.concat(parts, ignore_index=True), who


def wide(codings, made):
    """Return values by statement and coder, of statements that the person read."""
    table = pd.concat([codings, made.codings])
    found = table.pivot(index="statement_id", columns="coder", values="value").astype(float)
    return found[found["human:anna"].notna()]


def alphas(values, coders):
    return [
        krippendorff.alpha(
            values[[coder, "human:anna"]].to_numpy().T,
            level_of_measurement="ordinal",
            value_domain=SCALE,
        )
        for coder in coders
    ]


def test_two_that_err_apart_are_better_together_and_the_gain_is_as_told():
    codings, who = study(people=12, unread=0)
    made = stack(codings, who)
    values = wide(codings, made)
    coders = [OURS, MODEL, made.codings["coder"].iloc[0]]
    assert made.improvement["coder"].tolist() == coders
    expected = alphas(values, coders)
    assert made.improvement["alpha"].tolist() == pytest.approx(expected)
    gain = expected[2] - max(expected[:2])
    assert made.improvement["improvement"].iloc[-1] == pytest.approx(gain)
    assert gain > 0.05
    # The jackknife by hand: what the gain is without each respondent.
    person = values.index.map(who)
    left = [alphas(values[person != one], coders) for one in person.unique()]
    without = np.array([one[2] - max(one[:2]) for one in left])
    spread = np.sqrt(11 / 12 * ((without - without.mean()) ** 2).sum())
    reach = t.ppf(0.975, 11) * spread
    ends = made.improvement[["low", "high"]].iloc[-1].tolist()
    assert ends == pytest.approx([gain - reach, gain + reach])
    assert ends[0] > 0


def test_where_one_knows_nothing_no_gain_is_claimed():
    codings, who = study(noise=(0.3, 50.0), people=12, unread=0)
    assert stack(codings, who).improvement["low"].iloc[-1] < 0


def test_each_interviewees_score_is_learnt_from_the_others():
    """With as many folds as people it is sklearn's ridge of all the others."""
    codings, who = study()
    made = stack(codings, who).codings.set_index("statement_id")
    score = codings.pivot(index="statement_id", columns="coder", values="score").astype(float)
    truth = codings[codings["coder"] == "human:anna"].set_index("statement_id")["value"]
    for person in sorted(set(who.values())):
        taught = [name for name in truth.index if who[name] != person]
        mine = [name for name in made.index if who[name] == person]
        model = Ridge(alpha=1.0).fit(score.loc[taught, [OURS, MODEL]], truth[taught].astype(float))
        expected = np.clip(model.predict(score.loc[mine, [OURS, MODEL]]), -2, 2)
        assert made.loc[mine, "score"].to_numpy(float) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("family", ["stance", "theme"])
def test_ones_own_codes_change_nothing_of_ones_own(family):
    codings, who = study() if family == "stance" else themes()
    people = codings["coder"] == "human:anna"
    mine = people & (codings["statement_id"].map(who) == "p1")
    if family == "stance":
        turned = codings.assign(value=codings["value"].where(~mine, -codings["value"]))
    else:
        turned = codings.assign(code=codings["code"].where(~mine, "roolit"))
    first, second = (
        stack(one, who, family=family).codings.set_index("statement_id")
        for one in (codings, turned)
    )
    columns = ["code", "value", "score"]
    own = [name for name in first.index.unique() if who[name] == "p1"]
    pd.testing.assert_frame_equal(first.loc[own, columns], second.loc[own, columns])
    if family == "stance":
        rest = first.index.difference(own)
        assert (first.loc[rest, "score"] != second.loc[rest, "score"]).any()


def themes(seed=1):
    """Ours gives themes at random, the model the right one: a person says which it is."""
    rng = np.random.default_rng(seed)
    names = [f"s{p}-{n}" for p in range(8) for n in range(12)]
    truth = rng.choice(["raha", "roolit", "none"], len(names))
    chance = rng.choice(["raha", "roolit", "none"], len(names))
    parts = [
        make_codings(
            pd.DataFrame(
                {
                    "statement_id": names, "family": "theme", "code": code, "coder": coder,
                    "status": status, "confidence": sure,
                }
            )
        )
        for coder, code, status, sure in (
            (OURS, chance, "suggested", 0.9),
            (MODEL, truth, "suggested", 0.4),
            ("human:anna", truth, "blind", None),
        )
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True), {name: f"p{name[1]}" for name in names}


def test_of_themes_the_one_that_people_bear_out_is_followed():
    codings, who = themes()
    made = stack(codings, who, family="theme")
    truth = codings[codings["coder"] == MODEL].set_index("statement_id")["code"]
    assert (made.codings.set_index("statement_id")["code"].reindex(truth.index) == truth).all()
    assert made.improvement["alpha"].tolist()[1:] == [1.0, 1.0]
    assert made.improvement["alpha"].iloc[0] < 0.3


def test_what_a_machine_wrote_under_a_persons_name_teaches_nothing():
    codings, who = study()
    people = codings["coder"] == "human:anna"
    forged = codings.assign(
        confidence=codings["confidence"].where(~people, 0.9),
        evidence=codings["evidence"].where(~people, "niin"),
    )
    with pytest.raises(CodingsError, match="0 statements"):
        stack(forged, who)


@pytest.mark.parametrize(
    ("without", "told"), [(OURS, "own coder"), (MODEL, "language model"), ("human:anna", "Code 30")]
)
def test_without_one_of_the_three_nothing_is_stacked(without, told):
    codings, who = study()
    with pytest.raises(CodingsError, match=told):
        stack(codings[codings["coder"] != without], who)


def test_in_a_project_only_when_asked(tmp_path):
    from tests.llm.conftest import study as spoken

    said = {
        f"d{p}": [("V", f"Lausuma {p} {n}, arvo {(p + n) % 5 - 2}.") for n in range(5)]
        for p in range(8)
    }

    def knows(body):
        value = data_of(body)["lausuma"].rstrip(".").rpartition(" ")[2]
        return f'{{"evidence": "", "value": {value}, "confidence": 0.9}}'

    corpus = spoken(said)
    names = corpus.answers["statement_id"]
    truth = corpus.answers["clean"].str.extract(r"(-?\d)\.$")[0].astype(int)
    codebook = Codebook(questions=[Question("rahoitus", {}, "Mistä raha?")])
    with Project.create(tmp_path / "s.aineisto", corpus, codebook) as project, serving() as here:
        for name, value in zip(names, truth, strict=True):
            project.decide(name, "anna", value=int(value), blind=True)
        project.add_judgements(stances(OURS, names, 0, 0.0, confidence=0.5), complete=True)
        here.behave = knows
        project.precode(coders=[LanguageModelCoder(here.url, "testi:1b")], families=("stance",))
        shown = project.view(names[4], "bertta", ("stance",)).suggestions
        assert [one.value for one in shown] == [0]  # ours, though the model knows better
        assert not project.codings["coder"].str.contains("stacked").any()
        improvement = project.stack().improvement
        assert improvement["alpha"].iloc[-1] == 1
        shown = project.view(names[4], "bertta", ("stance",)).suggestions
        assert [one.value for one in shown] == [truth[4]]
        assert truth[4] != 0
        stacked = improvement["coder"].iloc[-1]
        assert project.models.set_index("coder")["parameters"][stacked]["improvement"]
