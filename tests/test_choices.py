"""Choices that decide results: each test fails when the choice is changed by hand."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix, diags

from aineisto.codebook import Codebook, Theme
from aineisto.corpus.layout._headers import without_headers
from aineisto.review._fitted import FittedStance, FittedThemes
from aineisto.stance import StanceClassifier
from aineisto.stance._polarity import Sign, _Clauses, _turned
from aineisto.stance._readout import Proportional, fit_readout
from aineisto.stance._words import read_words
from aineisto.themes import ThemeAssigner
from aineisto.themes._utilities import Neighbourhood


def test_what_texts_tell_each_other_goes_all_the_way():
    # Zhou et al. 2004: in the end it is the solution of a linear system, here of a chain of texts.
    chain = np.diag(np.ones(5), 1) + np.diag(np.ones(5), -1)
    neighbourhood = object.__new__(Neighbourhood)
    neighbourhood.graph = csr_matrix(chain)
    own = np.zeros((6, 1))
    own[0] = 1.0
    likeness = chain.sum(axis=1)
    alone, passed = diags(0.5 / (0.5 + likeness)), diags(1 / (0.5 + likeness)) @ chain
    solved = np.linalg.solve(np.eye(6) - passed, alone @ own)
    np.testing.assert_allclose(neighbourhood.propagated(own), solved, atol=0.005)


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        ("Palvelu on hyvä.", [1.0]),
        ("Palvelu on hyvä, mutta hidas.", [0.6, 1.2]),
        ("Palvelu on hyvä, mutta mennään eteenpäin.", [-0.4]),
    ],
)
def test_what_stands_before_and_after_but(text, weights):
    words = read_words(text)
    signs = [
        Sign((at,), 1.0, "strength")
        for at, word in enumerate(words)
        if word.form in {"hyvä", "hidas"}
    ]
    assert [sign.value for sign in _turned(signs, words, _Clauses(words))] == pytest.approx(weights)


def test_before_any_label_two_parts_in_three_are_the_priors():
    # Where both say the same of every label, the labels cannot tell, and the share stays.
    classes = np.tile([0, 1, 2], 10)
    below = np.random.default_rng(0).uniform(size=(30, 2))
    cold = Proportional.fit(below, classes).probabilities(below)
    assert fit_readout(below, cold, classes).share == pytest.approx(1 / 3)


def test_the_prior_weighs_as_three_labels():
    # Every label is far likelier by what was learnt: (n + 1) / (n + 3), less what doubt is left.
    classes = np.tile([0, 1, 2], 10)
    below = np.eye(3)[classes][:, :2].cumsum(axis=1)
    cold = np.full((30, 3), 1e-9)
    assert fit_readout(below, cold, classes).share == pytest.approx(31 / 33, abs=1e-3)


def labelled(labels):
    """Sixty statements of twelve people, labelled without regard to what they say."""
    topics = ["palvelu", "hanke", "ohjaus", "rahoitus", "tuki", "laki"]
    texts = [f"Se {topics[row % 6]} on talossa numero {row}." for row in range(60)]
    rows = pd.DataFrame(
        {
            "statement_id": [f"d:{row}" for row in range(60)],
            "participant": [f"p{row // 5}" for row in range(60)],
            "question": "",
            "clean": texts,
        }
    )
    return SimpleNamespace(rows=rows, labels=labels)


THEMES = (Theme("raha", {"fi": "Raha"}), Theme("laki", {"fi": "Laki"}))
PROJECT = SimpleNamespace(codebook=Codebook("Koe", THEMES), models=pd.DataFrame(columns=["coder"]))
NO_DIALOGUE = SimpleNamespace(of=lambda ids: None)


def test_improvement_in_stance_is_measured_on_people_that_were_not_learnt_from():
    rng = np.random.default_rng(3)
    known = labelled(rng.choice([-2, -1, 1, 2], 60).tolist())
    fitted = FittedStance(PROJECT, known, NO_DIALOGUE)
    learnt_by_heart = np.mean(fitted.model.predict(known.rows["clean"].tolist()) == known.labels)
    assert fitted.improvement.after < 0.25
    assert learnt_by_heart > 0.25  # so the training rows would have shown more


def test_improvement_in_themes_is_measured_on_people_that_were_not_learnt_from():
    rng = np.random.default_rng(4)
    codes = rng.permutation(np.repeat(["raha", "laki"], 30))
    known = labelled([[code] for code in codes])
    fitted = FittedThemes(PROJECT, known, NO_DIALOGUE)
    assert fitted.improvement.after < 0.68  # chance is .5; three standard errors of sixty labels


@pytest.mark.parametrize(("headed", "left"), [(2, 2), (3, 0)])
def test_a_header_stands_on_three_pages(headed, left):
    lines = []
    for page, words in enumerate(["ab cd ef", "gh ij kl", "mn op qr", "st uv xy"], start=1):
        texts = [*(["Haastattelut 2018"] if page <= headed else []), *words.split()]
        lines += [SimpleNamespace(text=text, page=page) for text in texts]
    kept = [line.text for line in without_headers(lines, 4)]
    assert kept.count("Haastattelut 2018") == left
    assert len(kept) == 12 + left


class Shifted:
    """Vectors that all point one way besides what they say, as those of the e5 family do."""

    def __init__(self, shift):
        self.shift = shift
        self.version = f"shifted by {shift}"

    def encode(self, texts):
        vectors = [
            np.random.default_rng(list(text.encode()) or [0]).standard_normal(16) for text in texts
        ]
        return np.array(vectors).reshape(len(texts), 16) + self.shift


TEXTS = [f"Talo {name} on tuolla." for name in "abcdefghijklmnopqrst"]


def test_stance_learns_from_vectors_without_what_all_share():
    model = StanceClassifier(embedder=Shifted(5.0)).fit(TEXTS, np.tile([-1, 1], 10))
    vectors = model._features_of(model._zero_shot.answer(TEXTS, None), None).vectors
    assert np.linalg.norm(vectors.mean(axis=0)) < 0.3  # left in, it is all but 1


def test_themes_do_not_hang_on_what_all_vectors_share():
    book = Codebook("Koe", (Theme("a", {"fi": "Raha"}), Theme("b", {"fi": "Laki"})))
    proba = [
        ThemeAssigner(book, embedder=Shifted(shift)).predict_proba(TEXTS) for shift in (0.0, 5.0)
    ]
    np.testing.assert_allclose(*proba, atol=1e-5)
