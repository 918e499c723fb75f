from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.kernel_ridge import KernelRidge
from sklearn.metrics import cohen_kappa_score

from aineisto.core.statistics import conformal_threshold, label_sets
from aineisto.stance._kernel import ExactModel, Features, fit_ridge, same_question, similarity
from aineisto.stance._linear import _solve
from aineisto.stance._ngrams import Products, ngram_rows
from aineisto.stance._ordinal import (
    classify,
    fit_probabilities,
    kappa_cuts,
    probabilities,
    quadratic_kappa,
)
from aineisto.stance._readout import Steps, fit_readout


def data(n=24, seed=0):
    """A kernel, three columns of a prior and two targets."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 5))
    prior = rng.normal(size=(n, 3))
    target = x @ rng.normal(size=(5, 2)) + prior[:, :2] + rng.normal(size=(n, 2))
    return x @ x.T + 1.0, prior, target


def refit(kernel, target, kept, left_out, alpha):
    """Scikit-learn's kernel ridge, fitted anew without the rows left out."""
    model = KernelRidge(alpha=alpha, kernel="precomputed")
    model.fit(kernel[np.ix_(kept, kept)], target[kept])
    return model.predict(kernel[np.ix_(left_out, kept)])


@pytest.mark.parametrize("share", [0.0, 0.4])
def test_predictions_are_scikit_learns(share):
    kernel, prior, target = data()
    rows = np.arange(24)
    ridge = fit_ridge(kernel, prior, target, alphas=[0.7], shares=[share])
    slow = refit(kernel + share * prior @ prior.T, target, rows, rows, 0.7)
    assert np.allclose(ridge.predict(kernel, prior), slow)


@pytest.mark.parametrize("share", [0.0, 0.4])
def test_closed_form_leave_one_out_is_refitting(share):
    kernel, prior, target = data()
    held_out = fit_ridge(kernel, prior, target, alphas=[0.05], shares=[share]).held_out
    whole = kernel + share * prior @ prior.T
    rows = np.arange(24)
    slow = [refit(whole, target, rows[rows != i], [i], 0.05)[0] for i in rows]
    assert np.allclose(held_out, slow)


@pytest.mark.parametrize("share", [0.0, 0.4])
def test_leaving_out_a_group_is_refitting_without_it(share):
    kernel, prior, target = data(seed=1)
    groups = np.arange(24) % 7
    held_out = fit_ridge(kernel, prior, target, groups, alphas=[0.3], shares=[share]).held_out
    whole = kernel + share * prior @ prior.T
    rows = np.arange(24)
    for group in range(7):
        inside = groups == group
        slow = refit(whole, target, rows[~inside], rows[inside], 0.3)
        assert np.allclose(held_out[inside], slow)


def test_penalty_and_prior_share_of_least_held_out_error_are_chosen():
    kernel, prior, target = data(n=60, seed=2)
    alphas, shares = (0.01, 0.1, 1.0, 10.0, 100.0), (0.0, 0.5)
    chosen = fit_ridge(kernel, prior, target, alphas=alphas, shares=shares)
    single = {}
    for alpha in alphas:
        for share in shares:
            ridge = fit_ridge(kernel, prior, target, alphas=[alpha], shares=[share])
            error = (ridge.held_out - target).sum(axis=1)
            single[alpha, share] = np.mean(error**2)
    assert (chosen.alpha, chosen.prior_share) == min(single, key=lambda key: single[key])


def features(n, seed=0):
    rng = np.random.default_rng(seed)
    words = ["talo", "katu", "kunta", "laki", "raha", "tuki", "koulu", "tie", "vesi", "metsä"]
    texts = [" ".join(rng.choice(words, 4)) for _ in range(n)]
    vectors = rng.normal(size=(n, 6))
    return texts, Features(
        ngram_rows(texts),
        vectors / np.linalg.norm(vectors, axis=1, keepdims=True),
        rng.normal(size=(n, 2)),
        rng.choice(["a", "b", ""], n),
    )


def test_conjugate_gradients_solve_the_same_ridge():
    # Without vectors: their product with n-grams is left out of the ridge for many labels.
    train, new = (replace(features(n, seed)[1], vectors=None) for n, seed in ((120, 0), (30, 1)))
    target = np.random.default_rng(2).normal(size=(120, 3))
    near = similarity(train, train)
    exact = ExactModel(fit_ridge(near, train.prior, target, alphas=[1.0], shares=[0.15]), train)
    linear = _solve(train, target, 1.0, 0.15)
    assert np.allclose(linear.predict(new), exact.predict(new), atol=1e-3)
    assert np.allclose(linear.ngram_slopes(), exact.ngram_slopes(), atol=1e-3)


def test_conjugate_gradients_hear_vectors_too():
    _, train = features(120)
    target = train.vectors[:, :1] * 3 + np.where(train.question == "a", 1.0, 0.0)[:, None]
    heard = _solve(train, target, 0.3, 0.0).predict(train)
    deaf = _solve(replace(train, vectors=None), target, 0.3, 0.0).predict(train)
    assert ((heard - target) ** 2).mean() < 0.7 * ((deaf - target) ** 2).mean()


def test_products_are_the_same_however_they_are_asked_for():
    texts, _ = features(40)
    known = Products(room=25)
    known.of(texts[:10])
    for part in (texts[5:20], texts[:10], texts[15:40], texts, texts[:3] * 2):
        rows = ngram_rows(part)
        assert np.allclose(known.of(part), (rows @ rows.T).toarray())


def test_unnamed_questions_are_not_the_same():
    asked = np.array(["a", "", "a", ""])
    same = same_question(asked, asked)
    assert same.tolist() == [[1, 0, 1, 0], [0, 0, 0, 0], [1, 0, 1, 0], [0, 0, 0, 0]]


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=5, max_size=60))
def test_kappa_is_scikit_learns(pairs):
    truth, guess = (np.array(column) for column in zip(*pairs, strict=True))
    table = np.outer(np.bincount(truth, minlength=5), np.bincount(guess, minlength=5))
    steps = np.subtract.outer(np.arange(5), np.arange(5))
    if (table * steps**2).sum() == 0:
        assert quadratic_kappa(truth, guess, 5) == 0
    else:
        expected = cohen_kappa_score(truth, guess, weights="quadratic", labels=range(5))
        assert np.isclose(quadratic_kappa(truth, guess, 5), expected)


@settings(max_examples=50)
@given(st.lists(st.integers(-3, 3), min_size=10, max_size=80), st.integers(0, 9))
def test_cut_points_ascend_and_probabilities_sum_to_one(scores, seed):
    scores = np.array(scores, dtype=float)
    proba = np.random.default_rng(seed).dirichlet(np.ones(5), size=len(scores))
    cuts = kappa_cuts(scores, proba)
    assert (np.diff(cuts) > 0).all()
    assert np.isfinite(cuts).all()
    assert np.allclose(probabilities(scores, cuts, 0.3).sum(axis=1), 1)


def test_cut_points_have_the_highest_expected_kappa():
    rng = np.random.default_rng(0)
    scores = np.sort(rng.normal(size=14))
    proba = probabilities(scores, np.array([-0.8, 0.7]), 0.4)

    def expected(cuts):
        guess = np.eye(3)[classify(scores, np.array(cuts))]
        table = proba.T @ guess / len(scores)
        return cohen_kappa_of(table)

    between = [-9.0, *((scores[1:] + scores[:-1]) / 2), 9.0]
    best = max(expected([a, b]) for a in between for b in between if a <= b)
    assert expected(kappa_cuts(scores, proba)) == pytest.approx(best)


def cohen_kappa_of(table):
    weights = np.subtract.outer(np.arange(len(table)), np.arange(len(table))) ** 2
    chance = np.outer(table.sum(axis=1), table.sum(axis=0))
    return 1 - (weights * table).sum() / (weights * chance).sum()


def study_of_steps(n, seed=0):
    """Held-out scores of four steps, and labels of which they tell."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(5, n, p=[0.2, 0.25, 0.1, 0.25, 0.2])
    below = (truth[:, None] <= np.arange(4)) * 0.4 + 0.3 + rng.normal(scale=0.2, size=(n, 4))
    return below, truth


@pytest.mark.parametrize("n", [30, 400])
def test_prior_that_knows_nothing_falls_silent_and_one_that_knows_is_heard(n):
    below, truth = study_of_steps(n)
    knowing, lost = np.full((2, n, 5), 0.05)
    knowing[np.arange(n), truth] = 0.8
    lost[np.arange(n), (truth + 2) % 5] = 0.8
    assert fit_readout(below, lost, truth).share > 0.85
    assert fit_readout(below, knowing, truth).share < 0.35


def test_steps_give_a_class_without_labels_little_but_something():
    below, truth = study_of_steps(300)
    steps = Steps.fit(below[truth != 2], truth[truth != 2])
    proba = steps.probabilities(below)
    assert np.allclose(proba.sum(axis=1), 1)
    assert 0 < proba[:, 2].max() < 0.01
    assert np.mean(proba.argmax(axis=1) == truth) > 0.6


def test_sets_hold_the_likeliest_class_and_what_the_threshold_allows():
    proba = np.array([[0.5, 0.3, 0.2], [0.4, 0.35, 0.25]])
    assert label_sets(proba, 0.65).tolist() == [[1, 0, 0], [1, 1, 0]]
    assert label_sets(proba, 0.1).tolist() == [[1, 0, 0], [1, 0, 0]]


def test_probabilities_recover_a_proportional_odds_model():
    rng = np.random.default_rng(0)
    scores = rng.normal(size=4000)
    noise = rng.logistic(scale=0.5, size=4000)
    truth = np.array([-1.2, -0.4, 0.3, 1.5])
    classes = np.searchsorted(truth, scores + noise)
    cuts, width = fit_probabilities(scores, classes, 5)
    assert np.abs(cuts - truth).max() < 0.1
    assert abs(width - 0.5) < 0.05


def test_probabilities_of_a_class_without_labels_are_small_but_finite():
    scores = np.linspace(-1, 1, 40)
    cuts, width = fit_probabilities(scores, np.repeat([1, 2], 20), 5)
    proba = probabilities(scores, cuts, width)
    assert np.isfinite(proba).all()
    assert proba[:, 4].max() < 0.1


def test_conformal_threshold_is_the_rank_of_the_book():
    # n = 9, level .8: the ⌈10 · .8⌉ = 8th smallest.
    assert conformal_threshold(np.arange(9) / 10, 0.8) == 0.7
    assert conformal_threshold(np.arange(9) / 10, 0.95) == np.inf
