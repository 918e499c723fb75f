"""A study's own shares of the steps, against scikit-learn and against fitting anew."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from aineisto.language import can_read
from aineisto.stance import StanceClassifier
from aineisto.stance._constants import QUESTION_SHIFT_VARIANCE, STUDY_SHIFT_VARIANCE
from aineisto.stance._shift import StudyShift


def coded(n=90, seed=3):
    """Statements of three questions, whose coders give the first step oftener than the prior."""
    random = np.random.default_rng(seed)
    prior = random.dirichlet([2.0, 3.0, 2.0], n)
    question = np.array(["Q1", "Q2", ""])[np.arange(n) % 3]
    odds = np.log(prior) + np.array([1.0, 0.0, -1.0]) + np.outer(question == "Q2", [0.0, 1.0, 0.0])
    classes = (odds + random.gumbel(size=odds.shape)).argmax(axis=1)
    return prior, classes, question


def test_intercepts_are_those_of_ridge_regression():
    # With an even prior they are multinomial regression without intercept on scaled columns.
    _, classes, question = coded()
    even = np.full((len(classes), 3), 1 / 3)
    shift = StudyShift.fit(even, classes, question)
    columns = np.column_stack([np.ones(len(classes)), question == "Q1", question == "Q2"])
    columns = columns * np.sqrt([STUDY_SHIFT_VARIANCE, *[QUESTION_SHIFT_VARIANCE] * 2])
    peer = LogisticRegression(C=1.0, fit_intercept=False, tol=1e-8).fit(columns, classes)
    found = shift.probabilities(even, question)
    assert found == pytest.approx(peer.predict_proba(columns), abs=2e-4)


def test_what_is_held_out_is_near_fitting_anew_without_the_group():
    prior, classes, question = coded()
    people = np.array([f"H{i:02d}" for i in np.arange(len(classes)) // 9])
    whole = StudyShift.fit(prior, classes, question, people)
    for person in np.unique(people):
        own = people == person
        anew = StudyShift.fit(prior[~own], classes[~own], question[~own])
        wanted = anew.probabilities(prior[own], question[own])
        assert whole.held_out[own] == pytest.approx(wanted, abs=0.02)
    assert not np.allclose(whole.held_out, whole.probabilities(prior, question), atol=0.005)


def test_shares_move_towards_the_labels_and_a_question_keeps_its_own():
    prior, classes, question = coded(900)
    shift = StudyShift.fit(prior, classes, question)
    moved = shift.probabilities(prior, question)
    for name in ("Q1", "Q2"):
        own = question == name
        shares = np.bincount(classes[own], minlength=3) / own.sum()
        assert moved[own].mean(axis=0) == pytest.approx(shares, abs=0.04)
    # A question that no label has is answered by the study's shares alone.
    other = shift.probabilities(prior, np.full(len(prior), "Q9"))
    assert other == pytest.approx(shift.probabilities(prior))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=40))
def test_labels_draw_no_further_than_their_shares(labels):
    classes = np.array(labels)
    even = np.full((len(classes), 4), 0.25)
    found = StudyShift.fit(even, classes).probabilities(even)[0]
    shares = np.bincount(classes, minlength=4) / len(classes)
    assert found.sum() == pytest.approx(1.0)
    # Nothing above a quarter overshoots its share, and what is oftener given is likelier.
    assert (found[shares > 0.25] <= shares[shares > 0.25] + 1e-6).all()
    assert (np.diff(found[np.argsort(shares)]) >= -1e-6).all()


@pytest.mark.skipif(not can_read(), reason="the encoder is not installed")
def test_a_coder_who_blames_oftener_is_followed_before_any_word_is_learnt():
    texts = [f"No se on asia numero {i}." for i in range(40)]
    codes = [0, *[-1, -1, -1] * 12, 0, 0, 1]
    around = pd.DataFrame({"asked": ["Mitä siellä tapahtui?"] * 40, "before": "", "after": ""})
    before = StanceClassifier().predict_proba(texts, context=around)
    model = StanceClassifier().fit(texts, codes, question=["Q1"] * 40, context=around)
    after = model.predict_proba(texts, question=["Q1"] * 40, context=around)
    moved = model._readout.shift.probabilities(before[:, 1:4], np.full(40, "Q1"))
    assert moved[:, 0].mean() > before[:, 1].mean() + 0.1
    assert after[:, 0].mean() > before[:, 1].mean() + 0.1
