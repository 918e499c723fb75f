import json
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aineisto.codings import check_codings
from aineisto.core.data import data_path
from aineisto.core.errors import ModelError
from aineisto.stance import StanceClassifier, _prior
from aineisto.stance._prior import StancePrior, read_lexicon

SENTENCES = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))
NEGATIVE, POSITIVE, NEUTRAL = (SENTENCES[name] for name in ("negative", "positive", "neutral"))
NEGATED = SENTENCES["negated"]
COLD = StanceClassifier(embedder=None)


def share_of_sign(sentences, sign):
    return float(np.mean(np.sign(COLD.predict(sentences)) == sign))


def test_bad_news_is_negative_in_standard_and_spoken_finnish():
    assert share_of_sign(NEGATIVE, -1) >= 0.8


def test_good_news_is_positive_in_standard_and_spoken_finnish():
    assert share_of_sign(POSITIVE, 1) >= 0.8


def test_descriptions_questions_fillers_and_demands_are_neutral():
    assert share_of_sign(NEUTRAL, 0) >= 0.8


@pytest.mark.parametrize(("stated", "denied"), NEGATED)
def test_negation_turns_a_statement_round(stated, denied):
    before, after = COLD.decision_score([stated, denied])
    assert before * after < 0


@pytest.mark.parametrize(
    "demand",
    [
        "Roolit pitäisi määritellä.",
        "Rajapinnat tulee avata.",
        "Vastuut on sovittava.",
        "Mittarit täytyy määrittää yhteisesti.",
        "Ohjauksen pitäs olla selkeetä.",
    ],
)
def test_bare_demand_is_neutral(demand):
    assert COLD.predict([demand]).tolist() == [0]


def test_demand_that_names_a_present_problem_is_no_longer_neutral():
    assert COLD.predict(["Roolit ovat sekavia, ja ne pitäisi määritellä."])[0] < 0


def test_question_judges_nothing():
    assert COLD.predict(["Mikä siinä on mielestäsi huonosti?"]).tolist() == [0]


def test_thanks_are_no_strength():
    assert COLD.predict(["Kiitos.", "Kiitos teille!"]).tolist() == [0, 0]


def test_transcribers_notes_are_not_the_speakers_words():
    texts = ["[epäselvä] Se on laiva.", "Se on laiva."]
    assert np.ptp(COLD.decision_score(texts)) == 0
    assert "epäselvä" not in set(COLD.explain(texts[0])["word"])


def test_worries_alone_are_a_risk_and_no_weakness():
    assert COLD.predict(["Huolena on, että riskit kasvavat ja aikataulu on uhka."])[0] == -1


def test_intensifier_strengthens():
    plain, strong = COLD.decision_score(["Tämä on sekava.", "Tämä on täysin sekava."])
    assert strong < plain < 0


def test_probabilities_sum_to_one_and_follow_the_classes():
    proba = COLD.predict_proba([*NEGATIVE, *POSITIVE, ""])
    assert proba.shape == (len(NEGATIVE) + len(POSITIVE) + 1, 5)
    assert np.allclose(proba.sum(axis=1), 1)
    assert (proba >= 0).all()
    assert COLD.classes_.tolist() == [-2, -1, 0, 1, 2]


def test_class_and_expected_class_ascend_with_the_score():
    texts = [*NEGATIVE, *POSITIVE, *NEUTRAL]
    order = np.argsort(COLD.decision_score(texts))
    assert (np.diff(COLD.predict(texts)[order]) >= 0).all()
    assert (np.diff((COLD.predict_proba(texts) @ COLD.classes_)[order]) >= -1e-12).all()


def test_neutral_statement_is_likeliest_neutral():
    assert COLD.predict_proba(["Meillä on kolme järjestelmää."])[0].argmax() == 2


def test_sets_hold_the_prediction_and_grow_with_the_level():
    texts = [*NEGATIVE, *POSITIVE, *NEUTRAL]
    small, large = (COLD.predict_set(texts, level=level) for level in (0.5, 0.95))
    predicted = COLD.classes_[None, :] == COLD.predict(texts)[:, None]
    assert (small >= predicted).all()
    assert (large >= small).all()
    assert large.sum() > small.sum()


def test_scale_of_three_keeps_the_sign():
    three = StanceClassifier(scale=(-1, 0, 1), embedder=None)
    assert three.predict(
        ["Siinä ei oo mitään järkeä.", "Yhteistyö toimii erittäin hyvin."]
    ).tolist() == [-1, 1]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="aäo ein mutta?!.,-–hyvä\n\u00ad…0😀", max_size=60))
def test_explanation_quotes_the_text_whatever_it_is(text):
    words = COLD.explain(text)
    assert [text[a:b] for a, b in zip(words["start"], words["end"], strict=True)] == list(
        words["word"]
    )
    assert np.isfinite(COLD.decision_score([text])).all()


def test_explanation_names_the_word_that_speaks():
    words = COLD.explain("Meiltä puuttuu osaajia.")
    assert words.iloc[0][["word", "start", "end"]].tolist() == ["puuttuu", 7, 14]
    assert words.iloc[0]["weight"] < 0


def test_codings_are_suggestions_with_evidence_unless_neutral():
    statements = pd.DataFrame(
        {
            "statement_id": ["a", "b"],
            "clean": ["Siinä ei oo mitään järkeä.", "Rajapinnat tulee avata."],
        }
    )
    codings = check_codings(COLD.code(statements))
    assert codings["coder"].unique().tolist() == [COLD.coder]
    assert codings["value"].tolist()[1] == 0
    assert codings["value"].tolist()[0] < 0
    assert "järkeä" in codings["evidence"][0]
    assert codings["evidence"][1] == ""
    start, end = codings.loc[0, ["start", "end"]]
    assert statements["clean"][0][start:end] in codings["evidence"][0]
    assert codings["start"].isna().tolist() == [False, True]


def test_no_statements_give_no_codings():
    empty = pd.DataFrame({"statement_id": [], "clean": []}, dtype=str)
    assert len(COLD.code(empty)) == 0


def test_no_more_statements_are_remembered_than_are_meant_to_be(monkeypatch):
    prior = StancePrior(data_path("models/stance-fi"))
    texts = [*NEGATIVE, *POSITIVE]
    monkeypatch.setattr(_prior, "_KEPT", len(texts) - 1)
    scores = prior.scores(texts)
    assert len(prior._known) < len(texts)
    assert prior.scores(texts).tolist() == scores.tolist()


def test_a_damaged_model_is_told_with_its_file(tmp_path):
    lexicon = tmp_path / "lexicon.tsv"
    lexicon.write_text("hyvä\tpaljon\n", encoding="utf-8")
    with pytest.raises(ModelError, match=r"lexicon\.tsv: .* not a lexicon, or it is damaged"):
        read_lexicon(lexicon)
    with pytest.raises(ModelError, match=r"model\.json"):
        StancePrior(tmp_path)


def test_the_encoder_that_ships_is_the_one_that_stance_was_calibrated_with():
    """Of another version the polarity takes no part, in silence."""
    pytest.importorskip("onnxruntime")
    facts = _prior.read_parameters(data_path("models/stance-fi"))
    config = (data_path("models/encoder-fi") / "config.json").read_text(encoding="utf-8")
    its = json.loads(config)
    version = f"{its['name']}@{its['version']}"
    assert facts["with_polarity"]["encoder"] == facts["reader"]["encoder"] == version
    assert _prior.prior_of((), "default").version.endswith("+polarity")
