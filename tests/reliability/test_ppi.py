"""Prediction-powered means: what they add, when they fall back, and what they refuse."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.coded import stance_of

from aineisto import AineistoError, AineistoWarning
from aineisto.codings import make_codings
from aineisto.reliability import cross_fitted_score, mean_interval, ppi_mean, ppi_table


def last(*args, **options):
    return ppi_mean(*args, **options).iloc[-1]


@pytest.fixture
def units():
    rng = np.random.default_rng(1)
    truth = rng.integers(-2, 3, size=400).astype(float)
    score = 0.5 * truth + rng.normal(0, 0.4, size=400) + 3  # informative, and far too high
    values = np.where(np.arange(400) < 60, truth, np.nan)
    return values, score


def test_the_mean_is_the_regression_estimator(units):
    values, score = units
    found = last(values, score)
    coded = ~np.isnan(values)
    moved = score.mean() - score[coded].mean()
    assert found["mean"] == pytest.approx(values[coded].mean() + found["lambda"] * moved)
    # By ordinary least squares, shrunken by one less 4 / t².
    slope, _ = np.polyfit(score[coded], values[coded], 1)
    residual = values[coded] - np.polyval(np.polyfit(score[coded], values[coded], 1), score[coded])
    noise = (residual**2).sum() / 58 / ((score[coded] - score[coded].mean()) ** 2).sum()
    assert found["lambda"] == pytest.approx(slope * (1 - 4 * noise / slope**2))
    assert (found["n_labels"], found["n_machine"], found["source"]) == (
        60,
        400,
        "people and machine",
    )


def test_a_good_score_gains_codes_and_shortens_the_interval(units):
    found = last(*units)
    assert found["high"] - found["low"] < found["labels_high"] - found["labels_low"]
    assert found["gained"] > 20
    # Variance by theory: residuals over the coded, what the score explains over all.
    values, score = units
    coded = ~np.isnan(values)
    left = np.var(values[coded] - found["lambda"] * score[coded], ddof=1) / 60
    rest = np.var(found["lambda"] * score, ddof=1) / 400
    both = 2 * np.cov(values[coded] - found["lambda"] * score[coded], score[coded])[0, 1]
    theory = left + rest + found["lambda"] * both / 400
    assert found["se"] == pytest.approx(np.sqrt(theory), rel=0.05)


def test_labels_alone_are_students_t(units):
    values, score = units
    found, alone = last(values, score), mean_interval(values)
    assert found["labels_mean"] == pytest.approx(alone.mean)
    assert found["labels_low"] == pytest.approx(alone.low)
    assert found["labels_high"] == pytest.approx(alone.high)


@pytest.mark.parametrize("score", [np.zeros(400), -np.arange(400) % 7.0])
def test_a_score_that_does_not_help_leaves_the_labels(units, score):
    values = units[0].copy()
    if score.any():
        values[:60] = np.arange(60) % 7 - 3.0  # the score says the opposite
    found = last(values, score)
    assert (found["lambda"], found["source"]) == (0, "people")
    assert found["mean"] == found["labels_mean"]
    assert found["low"] == pytest.approx(found["labels_low"])
    assert found["gained"] == pytest.approx(0)


@settings(max_examples=30, deadline=None)
@given(st.floats(-50, 50), st.floats(0.1, 20), st.integers(0, 99))
def test_the_scores_level_and_unit_do_not_matter(shift, unit, seed):
    rng = np.random.default_rng(seed)
    values = np.where(np.arange(50) < 20, rng.integers(-2, 3, size=50), np.nan)
    score = np.nan_to_num(values) + rng.normal(size=50)
    before, after = last(values, score), last(values, unit * score + shift)
    for name in ("mean", "low", "high"):
        assert after[name] == pytest.approx(before[name], abs=1e-6)


def test_respondents_count_and_not_their_statements(units):
    values, score = units
    copies = last(np.tile(values, 3), np.tile(score, 3), respondent=np.tile(np.arange(400), 3))
    once = last(values, score)
    assert copies["mean"] == pytest.approx(once["mean"], abs=0.02)
    assert copies["se"] == pytest.approx(once["se"], rel=0.05)
    assert copies["respondents"] == 60


def test_respondents_who_differ_keep_the_machine_from_widening_the_interval():
    # What tells statements apart says nothing about people, of whom there are few: the slope among
    # statements would add the machine's error about people to every mean.
    rng = np.random.default_rng(3)
    people = np.repeat(np.arange(12), 60)
    within = rng.normal(size=720)
    values = within + rng.normal(0, 0.3, size=12)[people]
    score = within + rng.normal(0, 3, size=12)[people]
    coded = rng.random(720) < 0.5
    found = last(np.where(coded, values, np.nan), score, respondent=people)
    assert found["gained"] > -1
    assert found["lambda"] < 0.9


def test_weights_make_up_for_uneven_sampling():
    rng = np.random.default_rng(0)
    truth = np.repeat([0.0, 2.0], 2000)
    rate = np.repeat([0.1, 0.4], 2000)
    values = np.where(rng.random(4000) < rate, truth, np.nan)
    score = rng.normal(size=4000)
    assert last(values, score)["mean"] > 1.5
    assert last(values, score, weights=1 / rate)["mean"] == pytest.approx(1, abs=0.1)
    with pytest.raises(AineistoError, match="positive"):
        last(values, score, weights=np.zeros(4000))


def test_groups_have_their_means_and_share_one_weight():
    values = [2, 1, 2, None, -1, -2, -1, None, None]
    score = [0.9, 0.4, 0.8, 0.5, -0.2, -0.9, -0.1, -0.5, 0.3]
    by = ["b"] * 4 + ["a"] * 4 + ["c"]
    table = ppi_mean(values, score, by=by).set_index("group")
    assert list(table.index) == ["b", "a", "c", "all"]
    assert table["lambda"].iloc[:2].nunique() == 1
    assert table.loc["c", "note"] == "no human codes"
    assert np.isnan(table.loc["c", "mean"])
    assert list(table["n_machine"]) == [4, 4, 1, 9]


def test_means_of_the_machine_alone_are_refused_or_marked():
    score = [0.2, 0.4]
    with pytest.raises(AineistoError, match="machine_only"):
        ppi_mean([None, None], score)
    forced = last([None, None], score, machine_only=True)
    assert (forced["mean"], forced["source"]) == (pytest.approx(0.3), "machine")
    assert np.isnan(forced["low"])
    assert "no interval" in forced["note"]


def test_a_coded_unit_without_a_score_is_left_out_or_people_stand_alone():
    values, score, by = [1, 2, 0, None, None], [0.1, None, 0.3, 0.5, -0.7], [*"aaaab"]
    assert last(values, score)["n_labels"] == 2
    table = ppi_mean(values, score, by=by, whole=True, machine_only=True).set_index("group")
    assert table.loc["a", ["mean", "n_labels", "source"]].tolist() == [1, 3, "people"]
    assert table.loc["b", ["mean", "source"]].tolist() == [-0.7, "machine"]


def test_what_cannot_have_an_interval_says_why():
    assert last([1, None], [0.1, 0.2])["note"] == "human codes of fewer than two respondents"
    same = last([1, 1, 1, None], [0.1, 0.2, 0.3, 0.4])
    assert same["note"] == "all human codes are the same"
    assert last([1, 2, 0], [0.1, None, 0.3])["note"] == "1 units without a score left out"
    with pytest.raises(AineistoError, match="different lengths"):
        ppi_mean([1, 2], [0.1])


def coding(statement, coder, value, score=None, status="blind"):
    status = "suggested" if coder.startswith("machine") else status
    return stance_of(statement, coder, value, status, score=score)


@pytest.fixture
def study():
    statements = pd.DataFrame(
        [
            (f"s{i}", f"p{i // 4}", f"q{i % 2}", "interviewer" if i == 39 else "interviewee")
            for i in range(40)
        ],
        columns=["statement_id", "participant", "question", "role"],
    )
    rows = [coding(f"s{i}", "machine:stance@1", i % 5 - 2, (i % 5 - 2) / 3) for i in range(40)]
    rows += [coding(f"s{i}", "human:anna", (i * 7) % 5 - 2) for i in range(20)]
    rows += [coding(f"s{i}", "human:bo", 2, status="accepted") for i in range(0, 20, 5)]
    return make_codings(rows), statements


def test_table_counts_the_median_of_peoples_codes_and_no_interviewer(study):
    codings, statements = study
    table = ppi_table(codings, statements).set_index("question")
    assert list(table.index) == ["q0", "q1", "all"]
    assert list(table["n_labels"]) == [10, 10, 20]
    assert list(table["n_machine"]) == [20, 19, 39]
    assert table.loc["all", "respondents"] == 5
    # Anna's codes sum to 0; at each fifth statement she says −2 and Bo 2: median 0.
    assert table.loc["all", "labels_mean"] == pytest.approx(8 / 20)
    assert "after seeing a suggestion" in table.loc["all", "note"]
    blind = ppi_table(codings, statements, include_suggested=False)
    assert blind["labels_mean"].iloc[-1] == pytest.approx(0)
    assert not blind["note"].iloc[-1]


@pytest.mark.parametrize("unit", ["statement", "answer"])
def test_peoples_codes_stand_alone_where_the_newest_machine_did_not_judge_them_all(study, unit):
    codings, statements = study
    learnt = [coding(f"s{i}", "machine:stance@2", i % 5 - 2, 0.1 * i) for i in range(4, 40)]
    learnt = make_codings(learnt).assign(created="2099-01-01T00:00:00+00:00")
    both = pd.concat([codings, learnt], ignore_index=True)
    before = ppi_table(codings, statements, unit=unit)
    after = ppi_table(both, statements, unit=unit)
    kept = ["question", "labels_mean", "labels_low", "n_labels", "respondents"]
    pd.testing.assert_frame_equal(after[kept], before[kept])
    assert after["mean"].tolist() == before["labels_mean"].tolist()
    assert after["low"].tolist() == pytest.approx(before["labels_low"].tolist())
    assert set(after["source"]) == {"people"}
    assert after["effective"].isna().all()
    assert after["note"].str.contains("did not score all").all()


@pytest.mark.parametrize("asked", ["machine", "score"])
def test_what_people_coded_and_the_asked_score_lacks_is_told(study, asked):
    codings, statements = study
    of = dict.fromkeys([f"s{i}" for i in range(3, 40)], 0.5) | {"s4": 1.0}
    judged = [coding(name, "machine:llm:own@1", 1, value) for name, value in of.items()]
    both = pd.concat([codings, make_codings(judged)], ignore_index=True)
    options = {"machine": "machine:llm:own@1"} if asked == "machine" else {"score": of}
    with pytest.warns(AineistoWarning, match="Of 20 statements that people coded 3 have no score"):
        table = ppi_table(both, statements, **options).set_index("question")
    assert table["n_labels"].to_dict() == {"q0": 8, "q1": 9, "all": 17}
    notes = [f"{n} units without a score left out" in table.loc[q, "note"]
             for q, n in (("q0", 2), ("q1", 1), ("all", 3))]  # fmt: skip
    assert all(notes)
    with pytest.warns(AineistoWarning, match="have no score"):  # an answer of a part is no answer
        answers = ppi_table(both, statements, unit="answer", **options)
    assert answers["n_labels"].iloc[-1] == 8


def test_an_answer_is_coded_when_all_its_statements_are(study):
    codings, statements = study
    without = codings[
        ~((codings["statement_id"] == "s0") & (codings["coder"] != "machine:stance@1"))
    ]
    table = ppi_table(without, statements, unit="answer", include_suggested=False)
    assert list(table["n_labels"]) == [4, 5, 9]
    assert list(table["n_machine"]) == [10, 10, 20]
    one_each = codings[
        codings["statement_id"].isin(["s0", "s5"]) | (codings["coder"].str[0] == "m")
    ]
    with pytest.raises(AineistoError, match="all of its statements"):
        ppi_table(one_each, statements, unit="answer")


def test_groups_may_be_crossed_and_the_score_given(study):
    codings, statements = study
    statements["group"] = np.where(statements["participant"] < "p5", "kunta", "valtio")
    score = pd.Series(np.linspace(-1, 1, 40), index=statements["statement_id"])
    table = ppi_table(codings, statements, ["question", "group"], score=score)
    assert list(table.columns[:2]) == ["question", "group"]
    assert len(table) == 5
    assert list(table.iloc[-1][:2]) == ["all", "all"]
    assert (table.loc[table["group"] == "valtio", "note"] == "no human codes").all()
    forced = ppi_table(codings, statements, "group", machine_only=True).set_index("group")
    assert forced.loc["valtio", "source"] == "machine"


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"by": "theme"}, "no column 'theme'"),
        ({"unit": "word"}, "no unit 'word'"),
        ({"unit": "answer", "weights": {}}, "Weights belong"),
        ({"score": {}}, "scored none"),
    ],
)
def test_bad_requests_are_refused(study, options, problem):
    with pytest.raises(AineistoError, match=problem):
        ppi_table(*study, **options)


class Remembers:
    """A model that returns the codes it has learned, and 9 for any other text."""

    def get_params(self, deep=False):
        return {}

    def fit(self, texts, y, question=None):
        self.known = dict(zip(texts, y, strict=True))
        return self

    def decision_score(self, texts, question=None):
        return np.array([self.known.get(text, 9.0) for text in texts])


def test_a_cross_fitted_score_never_comes_from_the_units_own_code():
    values = np.array([1.0, 2, 0, -1, 1, 2, np.nan, np.nan])
    texts = [f"t{i}" for i in range(8)]
    people = ["a", "a", "b", "b", "c", "c", "d", "d"]
    score = cross_fitted_score(Remembers(), texts, values, respondent=people, folds=3)
    # A remembered code is at most 2: every coded unit still looks unknown, above its model's mean.
    by_hand = []
    for pair in ((0, 1), (2, 3), (4, 5)):
        learned = values.copy()
        learned[list(pair)] = np.nan
        shown = np.where(np.isnan(learned), 9.0, learned)
        by_hand.append(9 - shown.mean())
    assert score[:6] == pytest.approx(np.repeat(by_hand, 2))
    assert score[6] == pytest.approx(np.mean(by_hand))
    with pytest.raises(AineistoError, match="cannot be dealt"):
        cross_fitted_score(Remembers(), texts[:2], values[:2], respondent=["a", "a"])
    with pytest.raises(AineistoError, match="2 values"):
        cross_fitted_score(Remembers(), texts, values[:2])
