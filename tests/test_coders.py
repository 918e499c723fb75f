"""The three coders have the same manners, and scikit-learn's tools work on each of them."""

import inspect
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import sklearn
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import StackingClassifier, VotingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import get_scorer
from sklearn.model_selection import GroupKFold, KFold, cross_val_predict, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, LabelEncoder
from sklearn.utils.estimator_checks import parametrize_with_checks
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import validate_data
from tests.on_numbers import TakesNumbers, worded

from aineisto.actors import ActorRecognizer
from aineisto.codebook import ActorEntry, Codebook, Question, Theme
from aineisto.core.coder import classes_of_positions, positions_of
from aineisto.core.statistics import likely_sets
from aineisto.stance import StanceClassifier
from aineisto.themes import ThemeAssigner

BOOK = Codebook(
    themes=(
        Theme("raha", {"fi": "Rahoitus"}, keywords=("raha", "budjetti")),
        Theme("johto", {"fi": "Johtaminen"}, keywords=("johtaja", "esimies")),
        Theme("tieto", {"fi": "Tietojärjestelmät"}, keywords=("rajapinta",)),
    ),
    questions=(Question("q1", {"fi": "Raha"}, "Riittääkö raha ja budjetti?"),),
    actors=(ActorEntry("Kela"), ActorEntry("THL")),
)
STANCES = {-1: "Palvelu on huono ja hidas", 0: "Siellä on asiakirja", 1: "Apu toimii hyvin"}
THEMES = {"raha": "Rahaa ja budjettia on", "tieto": "Rajapinta on", "none": "Joo kiitos"}
ACTORS = {"Kela": "Kela sanoi", "THL": "Kysyin THL:stä", "none": "Hän sanoi"}


def sample(kinds, n=45):
    labels = np.array(list(kinds), dtype=object if isinstance(next(iter(kinds)), str) else int)
    y = labels[np.arange(n) % len(labels)]
    return [f"{kinds[label]} numero {k}." for k, label in enumerate(y)], y


CODERS = {
    "stance": (StanceClassifier(embedder=None), *sample(STANCES)),
    "theme": (ThemeAssigner(BOOK, embedder=None), *sample(THEMES)),
    "actor": (ActorRecognizer(BOOK.actors), *sample(ACTORS)),
}
every = pytest.mark.parametrize(("coder", "X", "y"), CODERS.values(), ids=CODERS)


@every
def test_one_protocol(coder, X, y):
    names = list(inspect.signature(coder.fit).parameters)
    assert names == ["X", "y", "question", "respondent", "turn", "context"]
    before = coder.classes_
    assert coder.predict_proba(X[:2]).shape == (2, len(before))
    fitted = clone(coder).fit(X, y, question=["q1"] * 45, respondent=np.arange(45) % 9, turn=X)
    proba = fitted.predict_proba(X, question=["q1"] * 45, turn=X)
    np.testing.assert_allclose(proba.sum(axis=1), 1)
    assert set(fitted.predict(X)) <= set(fitted.classes_)
    assert fitted.score(X, y) == 1
    sets = fitted.predict_set(X, level=0.5)
    assert sets.shape == proba.shape
    assert sets.any(axis=1).all()
    assert isinstance(fitted.explain(X[0]), pd.DataFrame)
    frame = pd.DataFrame({"statement_id": [str(n) for n in range(45)], "clean": X})
    codings = fitted.code(frame)
    assert set(codings["status"]) == {"suggested"}
    for broken in ({"question": ["q1"]}, {"turn": [1]}):
        with pytest.raises(ValueError, match="45 texts"):
            fitted.predict_proba(X, **broken)


def test_classes_are_what_fit_saw_and_the_scale_stands_apart():
    X, y = sample(STANCES)
    assert StanceClassifier(embedder=None).classes_.tolist() == [-2, -1, 0, 1, 2]
    seen = StanceClassifier(embedder=None).fit(X, y)
    assert seen.classes_.tolist() == [-1, 0, 1]
    assert seen.predict_proba(X).shape == (45, 3)
    fixed = StanceClassifier((-2, -1, 0, 1, 2), embedder=None).fit(X, y)
    assert fixed.classes_.tolist() == fixed.scale_.tolist() == [-2, -1, 0, 1, 2]
    assert fixed.predict_proba(X).shape == (45, 5)
    assert ThemeAssigner(BOOK, embedder=None).fit(*sample(THEMES)).classes_.tolist() == [
        "johto",
        "none",
        "raha",
        "tieto",
    ]


@every
def test_classes_are_sorted_as_scorers_take_them_to_be(coder, X, y):
    for model in (clone(coder), clone(coder).fit(X, y)):
        assert model.classes_.tolist() == np.unique(model.classes_).tolist()


def test_scores_of_probabilities_are_those_of_the_labels():
    X, y = sample({**THEMES, "johto": "Johtaja ja esimies on"}, 48)
    model = ThemeAssigner(BOOK, embedder=None).fit(X, y)
    proba = pd.DataFrame(model.predict_proba(X), columns=model.classes_)
    rows = proba.to_dict("records")
    expected = np.mean([np.log(row[label]) for row, label in zip(rows, y, strict=True)])
    assert get_scorer("neg_log_loss")(model, X, y) == pytest.approx(expected)
    assert get_scorer("roc_auc_ovr")(model, X, y) == 1


@every
def test_positions_of_labels_are_scored_and_calibrated(coder, X, y):
    positions = LabelEncoder().fit_transform(y)
    scores = cross_val_score(coder, X, positions, cv=3, scoring="neg_log_loss")
    assert (scores > -0.5).all()
    calibrated = CalibratedClassifierCV(coder, cv=3).fit(X, positions)
    assert (calibrated.predict(X) == positions).all()


@every
def test_cross_validated_probabilities_are_those_of_the_labels(coder, X, y):
    folds = KFold(3)
    found = cross_val_predict(coder, X, y, cv=folds, method="predict_proba")
    codes, places = np.unique(y, return_inverse=True)
    assert found.shape == (45, len(codes))
    for train, test in folds.split(X):
        fitted = clone(coder).fit([X[i] for i in train], y[train])
        proba = pd.DataFrame(
            fitted.predict_proba([X[i] for i in test]), columns=list(fitted.classes_)
        )[codes]
        expected = proba.div(proba.sum(axis=1), axis=0)
        np.testing.assert_allclose(found[test], expected, atol=1e-6)
    assert (found.argmax(axis=1) == places).all()


@every
def test_sets_of_what_positions_stand_for(coder, X, y):
    names, positions = np.unique(y, return_inverse=True)
    fitted, of_positions = clone(coder).fit(X, y), clone(coder).fit(X, positions)
    assert of_positions.classes_.tolist() == list(range(len(names)))
    sets = of_positions.predict_set(X)
    assert sets[np.arange(45), positions].all()
    expected = fitted.predict_set(X)[:, [fitted.classes_.tolist().index(name) for name in names]]
    assert (sets == expected).mean() > 0.9


@every
def test_in_a_vote_a_stack_and_a_pipeline(coder, X, y):
    vote = VotingClassifier([("a", coder), ("b", clone(coder))], voting="soft").fit(X, y)
    assert (vote.predict(X) == y).all()
    stack = StackingClassifier([("a", coder)], LogisticRegression(C=100), cv=3).fit(X, y)
    assert (stack.predict(X) == y).all()
    plain = FunctionTransformer(lambda texts: [text.replace("numero", "nro") for text in texts])
    assert make_pipeline(plain, coder).fit(X, y).score(X, y) == 1


@every
def test_metadata_is_routed(coder, X, y):
    people = np.arange(45) // 5
    with sklearn.config_context(enable_metadata_routing=True):
        model = clone(coder).set_fit_request(respondent=True, question=True)
        model.set_score_request(question=True)
        scores = cross_val_score(
            model,
            X,
            y,
            cv=GroupKFold(3),
            params={"respondent": people, "question": ["q1"] * 45, "groups": people},
        )
    assert (scores == 1).all()


def test_labels_that_are_steps_are_not_taken_for_positions():
    X, y = sample({0: "Siellä on asiakirja", 1: "Apu toimii hyvin", 2: "Aivan loistava palvelu"})
    model = StanceClassifier(embedder=None).fit(X, y)
    assert model.scale_.tolist() == [0, 1, 2]
    shifted = StanceClassifier(embedder=None).fit(*sample({k + 1: v for k, v in STANCES.items()}))
    assert shifted.classes_.tolist() == [0, 1, 2]
    assert shifted.scale_.tolist() == [-1, 0, 1]


def test_positions_are_the_likeliest_choice_of_classes_in_order():
    assert positions_of(["a", "b"]) is None
    assert positions_of([{"a"}, {"a", "b"}]) is None
    assert positions_of([0, 2]) is None
    assert positions_of([1, 0, 2]).tolist() == [1, 0, 2]
    rng = np.random.default_rng(0)
    for _ in range(50):
        n_classes = int(rng.integers(2, 6))
        k = int(rng.integers(1, n_classes + 1))
        positions = np.concatenate([np.arange(k), rng.integers(0, k, 8)])
        proba = rng.dirichlet(np.ones(n_classes), len(positions))
        found = classes_of_positions(positions, proba)
        best = max(
            combinations(range(n_classes), k),
            key=lambda some: np.log(proba[np.arange(len(proba)), np.array(some)[positions]]).sum(),
        )
        assert found.tolist() == list(best)
        run = classes_of_positions(positions, proba, adjacent=True)
        assert (np.diff(run) == 1).all()


def test_sets_before_any_label_hold_the_likeliest_mass():
    proba = np.array([[0.5, 0.3, 0.2], [0.95, 0.04, 0.01]])
    assert likely_sets(proba, 0.75).tolist() == [[True, True, False], [True, False, False]]


def test_sets_hold_new_statements_as_often_as_asked():
    rng = np.random.default_rng(1)
    kinds = [*THEMES, "raha"]
    y = np.array([kinds[k] for k in rng.integers(0, 4, 240)], dtype=object)
    noisy = np.where(rng.random(240) < 0.25, "tieto", y)
    X = [f"{THEMES[label]} numero {n}." for n, label in enumerate(y)]
    model = ThemeAssigner(BOOK, embedder=None).fit(X[:120], noisy[:120])
    sets = model.predict_set(X[120:], level=0.9)
    column = {code: k for k, code in enumerate(model.classes_)}
    held = [sets[row, column[code]] for row, code in enumerate(noisy[120:])]
    assert np.mean(held) > 0.8


def test_an_actor_that_the_coder_never_means_is_less_sure():
    X = [f"Kela sanoi numero {n}." for n in range(20)]
    before = ActorRecognizer(BOOK.actors)
    after = ActorRecognizer(BOOK.actors).fit(X, ["none"] * 19 + ["Kela"])
    assert before.predict(X[:1]).tolist() == ["Kela"]
    assert after.predict(X[:1]).tolist() == ["none"]
    frame = pd.DataFrame({"statement_id": ["a"], "clean": X[:1]})
    assert after.code(frame)["confidence"][0] < 0.5 < before.code(frame)["confidence"][0]
    with pytest.raises(ValueError, match="not in the register"):
        before.fit(X, ["Olematon virasto"] * 20)


def test_an_old_spelling_warns():
    model = ThemeAssigner(BOOK, embedder=None)
    X = ["Rahaa on.", "Niin."]
    with pytest.warns(DeprecationWarning, match="turn="):
        old = model.predict_proba(X, turns=["a", "a"])
    np.testing.assert_array_equal(old, model.predict_proba(X, turn=["a", "a"]))
    with pytest.raises(TypeError, match="tunr"):
        model.predict_proba(X, tunr=["a", "a"])


class _OnNumbers(TakesNumbers):
    """Reads a row of numbers as a text and any label as a code, so that checks of arrays run."""

    def fit(self, X, y):
        X, y = validate_data(self, X, y)
        check_classification_targets(y)
        self.labels_, positions = np.unique(y, return_inverse=True)
        return super().fit(worded(X), positions)

    @property
    def classes_(self):
        return getattr(self, "labels_", super().classes_)

    def predict_proba(self, X, question=None, turn=None, context=None):
        return super().predict_proba(worded(validate_data(self, X, reset=False)))


class Themes(_OnNumbers, ThemeAssigner):
    """`ThemeAssigner` on numbers."""


class Actors(_OnNumbers, ActorRecognizer):
    """`ActorRecognizer` on numbers."""


NOT_FOR_ACTORS = {
    "check_classifiers_train": "it learns which names are meant, not what words go with a label",
}


@parametrize_with_checks(
    [Themes(BOOK, embedder=None), Actors(BOOK.actors)],
    expected_failed_checks=lambda coder: NOT_FOR_ACTORS if isinstance(coder, Actors) else {},
)
def test_conventions(estimator, check):
    check(estimator)
