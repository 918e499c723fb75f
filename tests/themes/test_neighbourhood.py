import numpy as np
import pytest
from scipy.special import softmax

from aineisto.themes._prior import prior, theme_and_presence
from aineisto.themes._utilities import Neighbourhood

GROUPS = np.repeat([0, 1, 2], 20)


@pytest.fixture(scope="module")
def neighbourhood():
    """Sixty texts without words, in three groups far apart."""
    random = np.random.default_rng(0)
    vectors = np.eye(8)[GROUPS] + 0.1 * random.standard_normal((60, 8))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Neighbourhood(vectors.astype(np.float32), [[] for _ in vectors], range(60), 3)


def test_a_text_that_says_nothing_gets_the_theme_of_those_like_it(neighbourhood):
    own = 2.0 * np.eye(3)[GROUPS]
    own[[0, 20, 40]] = 0
    reached = neighbourhood.propagated(own - own.mean(axis=1, keepdims=True))
    assert np.array_equal(reached.argmax(axis=1), GROUPS)


def test_utilities_without_content_stay_without(neighbourhood):
    assert not neighbourhood.propagated(np.zeros((60, 3))).any()


def test_trust_is_high_where_alike_texts_have_the_same_theme_and_none_by_chance(neighbourhood):
    assert neighbourhood.assortativity(np.eye(3)[GROUPS]) > 0.9
    dealt = np.random.default_rng(1).permutation(GROUPS)
    assert neighbourhood.assortativity(np.eye(3)[dealt]) < 0.15
    assert neighbourhood.assortativity(np.ones((60, 3))) == 0


def test_without_trust_neighbours_change_nothing():
    own = np.random.default_rng(2).standard_normal((9, 4))
    elsewhere = theme_and_presence(own[::-1])
    alone = prior("alone").among_neighbours(own, elsewhere, assortativity=0.0)
    np.testing.assert_allclose(softmax(alone, axis=1), softmax(own, axis=1))
    moved = prior("alone").among_neighbours(own, elsewhere, assortativity=1.0)
    assert np.abs(softmax(moved, axis=1) - softmax(own, axis=1)).max() > 0.1


def test_which_and_whether_are_told_apart():
    p = softmax(np.array([[3.0, 1.0, 0.0]]), axis=1)
    apart = theme_and_presence(np.log(p))
    assert apart[0, 0] - apart[0, 1] == pytest.approx(2.0)
    assert apart[0, 2] == pytest.approx(np.log((1 - p[0, 2]) / p[0, 2]))
