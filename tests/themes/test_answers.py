"""How common each theme is among the answers to a question."""

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

from aineisto.codings import NO_THEME
from aineisto.core import shares
from aineisto.core.shares import CodedAnswers, held_out_shares, with_shares
from aineisto.themes import ThemeAssigner


def drawn(of_themes, many, seed):
    """Utilities of statements drawn by their theme's share: a normal score that is 1 higher."""
    random = np.random.default_rng(seed)
    themes = random.choice(len(of_themes), size=many, p=of_themes)
    scores = random.normal(size=(many, len(of_themes)))
    scores[np.arange(many), themes] += 1.0
    return scores, themes  # the log likelihood ratio of such scores is the score itself


def test_shares_are_those_of_the_greatest_likelihood(monkeypatch):
    """Against a general optimiser: EM climbs the likelihood of the shares (Saerens et al. 2002)."""
    monkeypatch.setattr(shares, "QUESTION_PRIOR", 1e-9)
    monkeypatch.setattr(shares, "QUESTION_ROUNDS", 3000)
    scores, _ = drawn([0.6, 0.3, 0.1], 400, seed=3)
    asked = np.array(["a"] * 400)

    found = softmax(with_shares(scores, asked, sharpness=1.0, strength=1.0), axis=1).mean(axis=0)

    # The answer's own probability was made with the shares that it has on average.
    likelihood = np.exp(log_softmax(scores, axis=1)) / softmax(scores, axis=1).mean(axis=0)

    def surprise(free):
        return -np.log(likelihood @ softmax(np.append(free, 0.0))).sum()

    best = softmax(np.append(minimize(surprise, np.zeros(2), tol=1e-10).x, 0.0))
    np.testing.assert_allclose(found, best, atol=2e-3)


def test_what_a_question_is_about_is_learnt_from_all_its_answers():
    """Themes that scores tell badly: with the shares of two questions more of them are right."""
    first, themes_of_first = drawn([0.8, 0.1, 0.1], 150, seed=5)
    second, themes_of_second = drawn([0.1, 0.1, 0.8], 150, seed=6)
    scores = np.concatenate([first, second])
    themes = np.concatenate([themes_of_first, themes_of_second])
    asked = np.repeat(["a", "b"], 150)

    def right(utilities):
        return (utilities.argmax(axis=1) == themes).mean()

    informed = with_shares(scores, asked, sharpness=1.0, strength=1.0)
    assert right(scores) < right(informed) - 0.1


def test_one_answer_says_little_of_its_question_and_many_say_much():
    clear = np.array([1.5, 0.0, 0.0])

    def moved(many):
        """How far an answer that says nothing is moved by so many that are clear."""
        scores = np.concatenate([np.zeros((60, 3)), np.tile(clear, (many, 1)), np.zeros((1, 3))])
        asked = np.array(["a"] * 60 + ["b"] * (many + 1))
        found = with_shares(scores, asked, sharpness=1.0, strength=1.0)
        return np.ptp(found[-1])

    # The prior and the rounds that were chosen: with 5 answers of the study instead of 10, or one
    # round instead of 6, these fail.
    assert moved(1) < 0.1
    assert 1.2 < moved(30) < 1.6


def test_what_a_coder_said_of_a_question_counts():
    scores = np.zeros((60, 3))
    asked = np.repeat(["a", "b"], 30)
    coded = CodedAnswers(np.array(["b"] * 20), np.full(20, 2))
    found = with_shares(scores, asked, sharpness=1.0, strength=1.0, coded=coded)
    assert found[-1].argmax() == 2
    assert found[-1, 2] - found[-1, 0] > found[0, 2] - found[0, 0] + 0.3
    half = with_shares(scores, asked, sharpness=1.0, strength=0.5, coded=coded)
    assert np.ptp(half[-1]) < np.ptp(found[-1])


def test_what_is_held_out_knows_the_codes_of_others_alone():
    scores, themes = drawn([0.7, 0.2, 0.1], 60, seed=9)
    asked = np.repeat(["a", "b"], 30)
    people = np.arange(60) % 6
    how = {"sharpness": 0.9, "strength": 0.7}
    found = held_out_shares(scores, CodedAnswers(asked, themes), people, **how)
    own = people == 2
    others = CodedAnswers(asked[~own], themes[~own])
    np.testing.assert_allclose(
        found[own], with_shares(scores[own], asked[own], coded=others, **how)
    )
    # Whatever this respondent was given, what is said of the respondent is the same.
    turned = np.where(own, (themes + 1) % 3, themes)
    again = held_out_shares(scores, CodedAnswers(asked, turned), people, **how)
    np.testing.assert_allclose(again[own], found[own])
    assert not np.allclose(again[~own], found[~own])
    # Without respondents no statement knows its own code either.
    alone = held_out_shares(scores, CodedAnswers(asked, themes), None, **how)
    first = np.arange(60) == 0
    changed = np.where(first, (themes + 1) % 3, themes)
    moved = held_out_shares(scores, CodedAnswers(asked, changed), None, **how)
    np.testing.assert_allclose(moved[first], alone[first])
    assert with_shares(scores[:0], asked[:0], **how).shape == (0, 3)


SAID = ["Rajapinta puuttuu ja ohjelmisto on vanha.", "Budjetti ei riitä, hankinnat on jäissä."]
ABOUT = ["Miten tietojärjestelmät toimivat?", "Riittääkö raha?"]


def test_an_answer_without_a_content_word_has_the_theme_of_what_was_asked(codebook):
    texts = ["No kyl se vaan on niin.", "No ei se nyt ihan niin oo.", ""]
    context = pd.DataFrame({"asked": [*ABOUT, ABOUT[0]], "before": [*SAID, SAID[0]]})
    model = ThemeAssigner(codebook, "encoder")
    assert list(model.predict(texts, context=context)) == ["tieto", "raha", NO_THEME]
    # By themselves they say nothing.
    assert set(model.predict(texts)) == {NO_THEME}


def test_in_a_dialogue_the_answers_to_a_question_speak_for_each_other(codebook):
    vague = "Se menee vähän miten sattuu, mutta kyllä tässä pärjätään."
    texts = [*[SAID[0], vague] * 15, *[SAID[1], vague] * 15]
    asked = ["Q1"] * 30 + ["Q2"] * 30
    context = pd.DataFrame({"asked": ["Entä sitten?"] * 60})
    model = ThemeAssigner(codebook, "encoder")
    codes, themes = list(model.classes_), model.classes_ != NO_THEME
    found = model.predict_proba(texts, question=asked, context=context)
    alone = model.predict_proba(texts, context=context)
    for row, code in ((1, "tieto"), (31, "raha")):
        gained = found[row, codes.index(code)] / alone[row, codes.index(code)]
        others = found[row, themes].sum() / alone[row, themes].sum()
        assert gained > 1.2 * others
    # One question, or none, tells nothing apart.
    same = model.predict_proba(texts, question=["Q1"] * 60, context=context)
    np.testing.assert_allclose(same, alone)


def test_by_themselves_statements_do_not_depend_on_the_others_of_a_call(codebook):
    texts = [*[SAID[0], "Se menee vähän miten sattuu."] * 15, *[SAID[1], "Joo, niin se on."] * 15]
    context = pd.DataFrame({"asked": [ABOUT[0]] * 30 + [ABOUT[1]] * 30})
    asked = ["Q1"] * 30 + ["Q2"] * 30
    model = ThemeAssigner(codebook, "encoder", together=False)
    whole = model.predict_proba(texts, question=asked, context=context)
    part = model.predict_proba(texts[:8], question=asked[:8], context=context.iloc[:8])
    np.testing.assert_allclose(whole[:8], part, atol=1e-6)


def test_labels_are_learnt_on_top_of_what_the_codebook_says_of_each_by_itself(codebook):
    texts = [SAID[row % 2] for row in range(60)]
    context = pd.DataFrame({"asked": [ABOUT[row % 2] for row in range(60)]})
    codes = ["tieto", "raha"] * 30
    model = ThemeAssigner(codebook, "encoder", together=False)
    cold = np.log(model.predict_proba(texts, context=context))
    model.fit(texts, codes, context=context)
    by_class = np.argsort([*codebook.theme_codes, NO_THEME])
    learnt_on = model.coded_utilities_[:, by_class]
    np.testing.assert_allclose(learnt_on - learnt_on[:, :1], cold - cold[:, :1], atol=1e-4)
