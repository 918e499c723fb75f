"""Scikit-learn's own checks, on an estimator that reads numbers as words; clones and searches."""

import numpy as np
import pytest
import sklearn
from sklearn.base import clone
from sklearn.feature_extraction.text import strip_accents_unicode
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils.estimator_checks import check_estimator, parametrize_with_checks
from sklearn.utils.validation import validate_data
from tests.on_numbers import TakesNumbers, worded

from aineisto.codebook import Codebook
from aineisto.stance import CueGroup, StanceClassifier


class OnNumbers(TakesNumbers, StanceClassifier):
    """Reads a row of numbers as a text, so that checks made for arrays can run."""

    def fit(self, X, y):
        X, y = validate_data(self, X, y)
        return super().fit(worded(X), y)

    def _judge(self, X, question=None, turn=None, context=None):
        return super()._judge(worded(validate_data(self, X, reset=False)))


ORDER = "its three classes have no order, and a stance has one"
SCALE = "its labels are not on the codebook's scale, which is refused with the remedy"
NOT_FOR_STANCE = {
    "check_classifiers_train": ORDER,
    "check_classifiers_classes": SCALE,
    "check_classifiers_regression_target": SCALE,
    "check_classifiers_one_label": "one kind of label teaches nothing; the prior answers on",
    "check_fit2d_1sample": "fewer than ten labels are refused in our own words",
}


@parametrize_with_checks(
    [OnNumbers(embedder=None)], expected_failed_checks=lambda _: NOT_FOR_STANCE
)
def test_conventions(estimator, check):
    check(estimator)


def test_estimator_of_texts_says_that_it_takes_texts():
    with pytest.warns(sklearn.exceptions.SkipTestWarning, match="string|one|input"):
        check_estimator(StanceClassifier(embedder=None))


TEXTS = [f"hanke {k % 9} on {'hyvä' if k % 3 else 'huono'}" for k in range(60)]
Y = np.where(np.arange(60) % 3, 1, -1)
ASKED = [f"q{k % 2}" for k in range(60)]
PEOPLE = np.arange(60) % 12


def test_clone_keeps_the_parameters_and_forgets_the_labels():
    cues = (CueGroup("strength", ("yksi luukku",)),)
    model = StanceClassifier(scale=(-1, 0, 1), embedder=None, cues=cues).fit(TEXTS, Y)
    copy = clone(model)
    assert copy.get_params() == model.get_params()
    assert copy.is_zero_shot
    assert not model.is_zero_shot


def test_in_a_pipeline():
    plain = FunctionTransformer(lambda texts: [strip_accents_unicode(text) for text in texts])
    model = make_pipeline(plain, StanceClassifier(embedder=None)).fit(TEXTS, Y)
    assert model.score(TEXTS, Y) > 0.9
    assert model.predict_proba(TEXTS[:3]).shape == (3, 2)


def test_in_a_search_over_cues():
    wrong = (CueGroup("weakness", ("hyvä",)), CueGroup("strength", ("huono",)))
    grid = {"cues": [(), wrong], "scale": [(-2, -1, 0, 1, 2)]}
    search = GridSearchCV(StanceClassifier(embedder=None), grid, cv=3).fit(TEXTS, Y)
    assert len(search.cv_results_["params"]) == 2
    assert search.best_score_ > 0.9


def test_question_is_routed_through_cross_validation():
    texts, y = ["Siitä puhuttiin."] * 60, np.where(np.arange(60) % 2, 1, -1)
    with sklearn.config_context(enable_metadata_routing=True):
        model = StanceClassifier(embedder=None)
        model.set_fit_request(question=True).set_score_request(question=True)
        params = {"question": ASKED, "groups": PEOPLE // 2}
        scores = cross_val_score(model, texts, y, cv=GroupKFold(3), params=params)
    assert (scores == 1).all()


def test_scale_of_a_codebook_is_taken():
    book = Codebook.from_toml('[scale]\n"-1" = "huono"\n"0" = "ei kumpikaan"\n"1" = "hyvä"\n')
    model = StanceClassifier([point.value for point in book.scale], embedder=None).fit(TEXTS, Y)
    assert model.classes_.tolist() == [-1, 0, 1]
