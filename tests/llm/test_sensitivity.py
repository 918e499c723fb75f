"""Which conclusions stay and which turn: drawn again by hand, with scipy, from the same codes."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t
from tests.llm.conftest import study
from tests.llm.server import data_of, serving

from aineisto.codebook import Codebook
from aineisto.codings import make_codings
from aineisto.llm import LanguageModelCoder, llm_sensitivity, write_prompt

SAID = {f"d{p:02}": [("V", f"Raha riittää, {p} ja {n}.") for n in range(3)] for p in range(12)}
GROUPS = {"valtio": 0, "kunta": 1}


@pytest.fixture(scope="module")
def spoken():
    return study(SAID)


def stances(corpus, coder, mean, apart=0.0, seed=0):
    """Return stances about a mean, one group above the other by so much."""
    rng = np.random.default_rng(seed)
    blind = coder.startswith("human:")
    people = corpus.participants.set_index("participant")["group"].map(GROUPS)
    above = corpus.answers["participant"].map(people) - 0.5
    value = np.clip(np.rint(mean + apart * above + rng.normal(0, 0.6, len(above))), -2, 2)
    return make_codings(
        pd.DataFrame(
            {
                "statement_id": corpus.answers["statement_id"], "family": "stance",
                "code": "stance", "value": value.astype(int), "coder": coder,
                "status": "blind" if blind else "suggested",
            }
        )
    )  # fmt: skip


def themes(corpus, coder, codes, blind=False):
    names = corpus.answers["statement_id"]
    return make_codings(
        {
            "statement_id": name, "family": "theme", "code": code, "coder": coder,
            "status": "blind" if blind else "suggested",
        }
        for name, code in zip(names, codes, strict=True)
    )  # fmt: skip


def told(found, conclusion):
    return found.set_index("conclusion").loc[conclusion]


def by_hand(corpus, codings, coder):
    """Return a coder's mean of the respondents' means, and the side its t interval lies on."""
    rows = corpus.answers.merge(codings[codings["coder"] == coder], on="statement_id")
    means = rows["value"].astype(float).groupby(rows["participant"]).mean()
    reach = t.ppf(0.975, len(means) - 1) * means.std() / np.sqrt(len(means))
    low, high = means.mean() - reach, means.mean() + reach
    return means.mean(), "positive" if low > 0 else "negative" if high < 0 else "unclear"


def test_what_stays_and_what_turns_is_what_each_coders_codes_say(spoken):
    names = [f"machine:llm:m@{one}" for one in ("stays", "turns", "vague")]
    people = stances(spoken, "human:anna", 0.9)
    parts = [stances(spoken, name, mean, seed=1 + at) for at, (name, mean) in
             enumerate(zip(names, (1.1, -1.0, 0.05), strict=True))]  # fmt: skip
    codings = pd.concat([people, *parts], ignore_index=True)
    row = told(llm_sensitivity(codings, spoken, Codebook()), "direction")
    assert (row["about"], row["reference"], row["says"]) == ("rahoitus", "people", "positive")
    assert (row["variants"], row["stay"], row["turn"], row["unclear"]) == (3, 1, 1, 1)
    assert row["turned_by"] == names[1]
    drawn = {name: by_hand(spoken, codings, name) for name in names}
    assert {name: row[name] for name in names} == {name: says for name, (_, says) in drawn.items()}
    estimates = [mean for mean, _ in drawn.values()]
    assert [row["lowest"], row["highest"]] == pytest.approx([min(estimates), max(estimates)])
    assert row["people"] == by_hand(spoken, codings, "human:anna")[1]


def test_a_difference_of_groups_that_is_turned_round_is_seen(spoken):
    first, second = "machine:llm:m@1", "machine:llm:m@2"
    parts = [stances(spoken, "human:anna", 0, 2.4), stances(spoken, first, 0, 2.0, seed=1),
             stances(spoken, second, 0, -2.0, seed=2)]  # fmt: skip
    codings = pd.concat(parts, ignore_index=True)
    row = told(llm_sensitivity(codings, spoken, Codebook()), "groups")
    assert row["about"] == "rahoitus: valtio / kunta"
    assert (row["says"], row["stay"], row["turn"]) == ("kunta higher", 1, 1)
    assert (row["turned_by"], row[second]) == (second, "valtio higher")
    # Cliff's delta by counting pairs of respondents.
    group = spoken.participants.set_index("participant")["group"]
    deltas = []
    for coder in (first, second):
        rows = spoken.answers.merge(codings[codings["coder"] == coder], on="statement_id")
        mean = rows["value"].astype(float).groupby(rows["participant"]).mean()
        a, b = (mean[group[mean.index] == name] for name in ("valtio", "kunta"))
        deltas.append(np.mean([np.sign(x - y) for x in a for y in b]))
    assert [row["lowest"], row["highest"]] == pytest.approx(sorted(deltas))


def test_the_most_frequent_theme(spoken):
    n = len(spoken.answers)
    of = {
        "machine:llm:m@1": ["raha"] * (n - 10) + ["roolit"] * 10,
        "machine:llm:m@2": ["roolit"] * (n - 10) + ["none"] * 10,
        "machine:llm:m@3": ["raha"] * (n // 2) + ["roolit"] * (n - n // 2),
    }
    own = themes(spoken, "machine:themes@1", ["raha"] * n)
    parts = [own, *(themes(spoken, name, codes) for name, codes in of.items())]
    found = llm_sensitivity(pd.concat(parts, ignore_index=True), spoken, Codebook())
    row = told(found, "most frequent theme")
    assert (row["reference"], row["says"]) == ("machine:themes@1", "raha")  # nobody coded blind
    assert (row["stay"], row["turn"], row["unclear"]) == (1, 1, 1)  # the third is a tie
    shares = [max(Counter(c for c in codes if c != "none").values()) / n for codes in of.values()]
    assert [row["lowest"], row["highest"]] == pytest.approx([min(shares), max(shares)])


def test_all_who_coded_a_statement_count_and_it_counts_once(spoken):
    anna, bertta = stances(spoken, "human:anna", 1.4), stances(spoken, "human:bertta", -0.6, seed=1)
    both = pd.concat([anna, bertta, stances(spoken, "machine:llm:m@1", 1)], ignore_index=True)
    mean = both[both["status"] == "blind"].groupby("statement_id")["value"].mean()
    assert mean.mean() > 0
    for codings in (both, both.iloc[::-1]):  # whoever comes last
        row = told(llm_sensitivity(codings, spoken, Codebook()), "direction")
        assert row["says"] == "positive"
    # One reads two of three statements and finds roolit there; four read the third.
    codes = ["raha" if at % 3 == 0 else "roolit" for at in range(len(spoken.answers))]
    parts = [themes(spoken, "human:anna", codes, blind=True)]
    parts += [
        part[part["code"] == "raha"]
        for name in ("bertta", "cecilia", "dora")
        for part in [themes(spoken, f"human:{name}", codes, blind=True)]
    ]
    parts.append(themes(spoken, "machine:llm:m@1", codes))
    row = told(llm_sensitivity(pd.concat(parts), spoken, Codebook()), "most frequent theme")
    assert (row["says"], row["stay"]) == ("roolit", 1)


def test_codes_made_in_sight_are_no_reference(spoken):
    seen = stances(spoken, "human:anna", -1.5).assign(status="accepted")
    own, other = stances(spoken, "machine:stance@1", 1), stances(spoken, "machine:llm:m@1", 1)
    found = llm_sensitivity(pd.concat([seen, own, other]), spoken, Codebook())
    assert set(found["reference"]) == {"machine:stance@1"}
    assert "people" not in found


def test_over_models_prompts_and_seeds(tmp_path):
    """Each variant is run; a model, a prompt and a seed that turn it round are named."""
    small = study({f"d{p}": [("V", f"Raha riittää {p} kertaa.")] for p in range(4)})
    other = write_prompt(tmp_path / "toinen.md")
    other.write_text(other.read_text("utf-8").replace("Olet", "TOISIN Olet"), "utf-8")

    def behave(body):
        away = [
            body["model"] == "toinen:2b",
            "TOISIN" in body["messages"][0]["content"],
            body["seed"] == 7,
        ]
        value = (-1 if sum(away) % 2 else 1) * (2 if "1 kertaa" in str(data_of(body)) else 1)
        return f'{{"evidence": "Raha", "value": {value}, "confidence": 0.9}}'

    with serving(behave, models=("testi:1b", "toinen:2b")) as server:
        first = LanguageModelCoder(server.url, "testi:1b", answers=tmp_path / "a.sqlite", workers=4)
        variants = first.variants(["testi:1b", "toinen:2b"], [None, other], [0, 7])
        names = [one.coder for one in variants]
        options = {"families": ("stance",), "group": None}
        found = llm_sensitivity(variants, small, Codebook(), **options)
        asked = len(server.bodies)
        again = llm_sensitivity(variants, small, Codebook(), **options)
        assert len(server.bodies) == asked == 8 * len(small.answers)
    pd.testing.assert_frame_equal(found, again)
    row = told(found, "direction")
    assert len(set(names)) == 8
    assert (row["reference"], row["says"]) == (names[0], "positive")
    odd = [names[at] for at in (1, 2, 4, 7)]
    assert row["turned_by"] == ", ".join(odd)
    assert (row["variants"], row["stay"], row["turn"]) == (7, 3, 4)


def test_what_is_kept_apart_is_no_example_here_either(spoken, tmp_path):
    answers = spoken.answers["statement_id"]
    decided = stances(spoken, "human:anna", 1).assign(status="accepted")
    with serving() as server:
        coder = LanguageModelCoder(server.url, "testi:1b", answers=tmp_path / "a.sqlite")
        options = {"families": ("stance",), "decisions": decided}
        llm_sensitivity([coder], spoken, Codebook(), exclude=answers, **options)
        assert not any("Näin" in body["messages"][0]["content"] for body in server.bodies)
