import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.kernel_ridge import KernelRidge
from sklearn.metrics import cohen_kappa_score

from aineisto.stance._grams import Products, gram_rows
from aineisto.stance._kernel import ExactModel, Features, fit_ridge, likeness, same_question
from aineisto.stance._linear import _solve
from aineisto.stance._ordinal import (
    conformal_threshold,
    fit_probabilities,
    kappa_cuts,
    marginal_cuts,
    probabilities,
    quadratic_kappa,
)


def data(n=24, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 5))
    prior = rng.normal(size=n)
    return x @ x.T + 1.0, prior, x @ rng.normal(size=5) + prior + rng.normal(size=n)


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
    slow = refit(kernel + share * np.outer(prior, prior), target, rows, rows, 0.7)
    assert np.allclose(ridge.predict(kernel, prior), slow)


@pytest.mark.parametrize("share", [0.0, 0.4])
def test_closed_form_leave_one_out_is_refitting(share):
    kernel, prior, target = data()
    held_out = fit_ridge(kernel, prior, target, alphas=[0.05], shares=[share]).held_out
    whole = kernel + share * np.outer(prior, prior)
    rows = np.arange(24)
    slow = [refit(whole, target, rows[rows != i], [i], 0.05)[0] for i in rows]
    assert np.allclose(held_out, slow)


@pytest.mark.parametrize("share", [0.0, 0.4])
def test_leaving_out_a_group_is_refitting_without_it(share):
    kernel, prior, target = data(seed=1)
    groups = np.arange(24) % 7
    held_out = fit_ridge(kernel, prior, target, groups, alphas=[0.3], shares=[share]).held_out
    whole = kernel + share * np.outer(prior, prior)
    rows = np.arange(24)
    for group in range(7):
        inside = groups == group
        slow = refit(whole, target, rows[~inside], rows[inside], 0.3)
        assert np.allclose(held_out[inside], slow)


def test_penalty_and_prior_share_of_least_held_out_error_are_chosen():
    kernel, prior, target = data(n=60, seed=2)
    alphas, shares = (0.01, 0.1, 1.0, 10.0, 100.0), (0.0, 0.5)
    chosen = fit_ridge(kernel, prior, target, alphas=alphas, shares=shares)
    single = {
        (alpha, share): np.mean(
            (fit_ridge(kernel, prior, target, alphas=[alpha], shares=[share]).held_out - target)
            ** 2
        )
        for alpha in alphas
        for share in shares
    }
    assert (chosen.alpha, chosen.prior_share) == min(single, key=lambda key: single[key])


def features(n, seed=0):
    rng = np.random.default_rng(seed)
    words = ["talo", "katu", "kunta", "laki", "raha", "tuki", "koulu", "tie", "vesi", "metsä"]
    texts = [" ".join(rng.choice(words, 4)) for _ in range(n)]
    vectors = rng.normal(size=(n, 6))
    return texts, Features(
        gram_rows(texts),
        vectors / np.linalg.norm(vectors, axis=1, keepdims=True),
        rng.normal(size=n),
        rng.choice(["a", "b", ""], n),
    )


def test_conjugate_gradients_solve_the_same_ridge():
    _, train = features(120)
    _, new = features(30, seed=1)
    target = np.random.default_rng(2).normal(size=120)
    near = likeness(train, train, 0.3)
    exact = ExactModel(
        fit_ridge(near, train.prior, target, alphas=[1.0], shares=[0.15]), train, 0.3
    )
    linear = _solve(train, target, 0.3, 1.0, 0.15)
    assert np.allclose(linear.predict(new), exact.predict(new), atol=1e-3)
    assert np.allclose(linear.gram_slopes(), exact.gram_slopes(), atol=1e-3)


def test_products_are_the_same_however_they_are_asked_for():
    texts, _ = features(40)
    known = Products(room=25)
    known.of(texts[:10])
    for part in (texts[5:20], texts[:10], texts[15:40], texts, texts[:3] * 2):
        rows = gram_rows(part)
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
@given(st.lists(st.integers(0, 4), min_size=10, max_size=80), st.integers(0, 9))
def test_cut_points_ascend_and_probabilities_sum_to_one(classes, seed):
    scores = np.random.default_rng(seed).normal(size=len(classes))
    for choose in (marginal_cuts, kappa_cuts):
        cuts = choose(scores, np.array(classes), 5)
        assert (np.diff(cuts) > 0).all()
        assert np.isfinite(cuts).all()
        assert np.allclose(probabilities(scores, cuts, 0.3).sum(axis=1), 1)


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
