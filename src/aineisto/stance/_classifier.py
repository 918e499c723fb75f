"""Stance of statements: a prior to begin with, then what the coder teaches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin

from aineisto._errors import AineistoError
from aineisto.codings import SCALE
from aineisto.stance import _kernel, _ordinal
from aineisto.stance._grams import GramVectorizer
from aineisto.stance._prior import shared_prior
from aineisto.stance._suggest import WordWeight, as_frame, suggest, weigh_words

#: Fewer labels than this teach nothing that the prior does not know.
LEAST_LABELS = 10
#: From so many labels on, cut points are chosen by quadratic weighted kappa.
LABELS_FOR_KAPPA = 200
_ALPHAS = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
_PRIOR_SHARES = (0.15, 0.6)


class StanceClassifier(ClassifierMixin, BaseEstimator):
    """Ordinal stance of Finnish statements.

    Before `fit` it answers from a prior that knows Finnish words of judgement and no study
    ("cold"). After `fit` it has learnt from the coder: kernel ridge regression on lemma n-grams,
    sentence vectors, the prior's score and the interview's question, with cut points from the
    labels and probabilities calibrated on leave-one-out predictions.

    `predict` gives the class whose cut points enclose the continuous score. These cut points give
    the classes the shares that the labels have, or from 200 labels on the highest quadratic
    weighted kappa; before `fit`, the shares that interviews are taken to have. The probabilities
    have cut points of their own, so that `predict` may differ from the likeliest class.

    Parameters
    ----------
    scale : sequence of int
        The codebook's scale, ascending.
    embedder : object with ``encode``, ``"default"`` or None
        Sentence vectors for the kernel. ``"default"`` takes the one that ships with aineisto
        where it is installed; None goes without.

    Attributes
    ----------
    classes_ : ndarray of int
        The scale's values; there before `fit`.
    cuts_ : ndarray, shape (len(scale) − 1,)
        Cut points on the continuous score.
    proba_cuts_, width_ : ndarray and float
        Cut points and width of the ordinal probabilities.
    alpha_ : float
        Penalty of the ridge, chosen by leave-one-out.
    held_out_ : ndarray, shape (n_labels,)
        Score of each labelled statement by a model that has not seen it, nor, where respondents
        were given, anything else that the respondent said.

    Raises
    ------
    AineistoError
        When the scale is not ascending; at `fit`, when there are fewer than ten labels, all
        labels are the same, or a label is not on the scale.

    Examples
    --------
    >>> from aineisto.stance import StanceClassifier
    >>> StanceClassifier().predict(["Yhteistyö ei toimi.", "Rajapinnat tulee avata."]).tolist()
    [-1, 0]
    """

    def __init__(self, scale: Sequence[int] = SCALE, embedder: Any = "default") -> None:
        self.scale = scale
        self.embedder = embedder

    @property
    def classes_(self) -> np.ndarray:
        """The scale's values, ascending."""
        return np.array(self.scale, dtype=int)

    @property
    def is_cold(self) -> bool:
        """Whether it answers from the prior alone."""
        return not hasattr(self, "cuts_")

    @property
    def coder(self) -> str:
        """Name under which its suggestions stand in the codings."""
        kind = "stance-cold" if self.is_cold else "stance"
        return f"machine:{kind}@{shared_prior().version}"

    def fit(
        self,
        texts: Sequence[str],
        y: ArrayLike,
        question: Sequence[str] | None = None,
        respondent: Sequence[str] | None = None,
    ) -> StanceClassifier:
        """Learn from coded statements.

        Parameters
        ----------
        texts : sequence of str, length n
            Statements, as analysis reads them (``clean``).
        y : array-like of int, length n
            Their codes on the scale.
        question : sequence of str, length n, optional
            The question each answers; empty where none is known.
        respondent : sequence of str, length n, optional
            Who said it. Then leave-one-out leaves out a respondent, which is what new interviews
            ask for.
        """
        texts = _as_texts(texts)
        classes = self._checked(texts, y)
        groups = _as_column(respondent, len(texts), "respondent")
        self._vectorizer = GramVectorizer().fit(texts)
        prior = shared_prior().scores(texts)
        self._prior_spread = max(float(prior.std()), 0.1)
        self._features = self._features_of(texts, _as_column(question, len(texts), "question"))
        target = self.classes_[classes].astype(float)
        fits = {
            share: _kernel.fit_ridge(
                _kernel.kernel(self._features, self._features, share), target, _ALPHAS, groups
            )
            for share in _PRIOR_SHARES
        }
        errors = {share: np.mean((r.held_out - target) ** 2) for share, r in fits.items()}
        self._share = min(errors, key=lambda share: errors[share])
        self._ridge = fits[self._share]
        self._calibrate(classes)
        return self

    def predict(self, texts: Sequence[str], question: Sequence[str] | None = None) -> np.ndarray:
        """Return the code of each statement, shape (n,)."""
        cuts = self._cuts()
        scores = self.decision_score(texts, question)
        return self.classes_[_ordinal.classify(scores, cuts)]

    def predict_proba(
        self, texts: Sequence[str], question: Sequence[str] | None = None
    ) -> np.ndarray:
        """Return the probability of each class, shape (n, n_classes); columns as `classes_`."""
        return self._proba(self.decision_score(texts, question))

    def decision_score(
        self, texts: Sequence[str], question: Sequence[str] | None = None
    ) -> np.ndarray:
        """Return the continuous stance, shape (n,), on the scale's units once fitted."""
        texts = _as_texts(texts)
        if self.is_cold:
            return shared_prior().scores(texts)
        features = self._features_of(texts, _as_column(question, len(texts), "question"))
        return self._ridge.predict(_kernel.kernel(features, self._features, self._share))

    def predict_set(
        self,
        texts: Sequence[str],
        question: Sequence[str] | None = None,
        *,
        level: float = 0.9,
    ) -> np.ndarray:
        """Return the classes that cannot be ruled out, bool of shape (n, n_classes).

        Split-conformal on the leave-one-out predictions; the true class is in the set in about
        `level` of new statements like the labelled ones. The predicted class is always in it.
        Before `fit` the calibration is that of online talk, taken with half the allowed error,
        because interviews are another kind of text: a promise cannot be given.

        Parameters
        ----------
        texts, question
            As for `predict`.
        level : float
            Coverage asked for, between 0 and 1.
        """
        if not 0 < level < 1:
            raise AineistoError(
                f"The level {level} does not lie between 0 and 1.", remedy="Give level=0.9, say."
            )
        cuts = self._cuts()
        scores = self.decision_score(texts, question)
        if self.is_cold:
            threshold = _ordinal.conformal_threshold(shared_prior().nonconformity, (1 + level) / 2)
        else:
            threshold = _ordinal.conformal_threshold(self._nonconformity, level)
        return _ordinal.label_sets(self._proba(scores), threshold, _ordinal.classify(scores, cuts))

    def explain(self, text: str) -> pd.DataFrame:
        """Return the words that carry a statement's stance, strongest first.

        Returns
        -------
        DataFrame
            ``start``, ``end`` (code points into `text`), ``word``, ``weight`` (negative speaks
            for weakness, positive for strength).
        """
        return as_frame(self._weigh(text))

    def code(self, statements: pd.DataFrame) -> pd.DataFrame:
        """Suggest a stance for each statement.

        Parameters
        ----------
        statements : DataFrame
            ``statement_id`` and ``clean``, and ``question`` where it is known.

        Returns
        -------
        DataFrame
            Codings of the family ``stance``: ``value``, ``score``, ``confidence`` (probability of
            the suggested class), ``evidence`` and its place in ``clean``; a neutral suggestion
            has no evidence. ``status`` is ``suggested``.
        """
        missing = [name for name in ("statement_id", "clean") if name not in statements]
        if missing:
            raise AineistoError(
                f"The statements lack the columns {', '.join(missing)}.",
                remedy="Give a corpus's statements.",
            )
        texts = statements["clean"].astype(str).tolist()
        question = statements["question"].tolist() if "question" in statements else None
        scores = self.decision_score(texts, question)
        cuts = self._cuts()
        chosen = _ordinal.classify(scores, cuts)
        proba = self._proba(scores)[np.arange(len(chosen)), chosen]
        ids = statements["statement_id"].astype(str).tolist()
        return suggest(ids, texts, self.classes_[chosen], scores, proba, self._weigh, self.coder)

    def __sklearn_is_fitted__(self) -> bool:
        """Always: without labels it answers from the prior."""
        return True

    def __sklearn_tags__(self) -> Any:
        """Say that it takes texts, not numbers."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.input_tags.one_d_array = True
        tags.requires_fit = False
        tags.no_validation = True
        return tags

    def _checked(self, texts: list[str], y: ArrayLike) -> np.ndarray:
        """Return the labels as places on the scale."""
        labels = np.asarray(y)
        if labels.shape != (len(texts),):
            raise AineistoError(
                f"There are {len(texts)} texts but labels of shape {labels.shape}.",
                remedy="Give one label for each text.",
            )
        if len(labels) < LEAST_LABELS:
            raise AineistoError(
                f"{len(labels)} labels are too few to learn from.",
                remedy=f"Code at least {LEAST_LABELS} statements; until then the prior answers.",
            )
        classes = np.searchsorted(self.classes_, labels).clip(max=len(self.classes_) - 1)
        strange = labels != self.classes_[classes]
        if strange.any():
            raise AineistoError(
                f"The label {labels[strange][0]!r} is not on the scale {list(self.scale)}.",
                place=f"label {int(np.flatnonzero(strange)[0]) + 1}",
                remedy="Mend the label, or give the scale of your codebook.",
            )
        if len(np.unique(labels)) < 2:
            raise AineistoError(
                "All labels are the same, so that there is nothing to tell apart.",
                remedy="Code statements of other kinds too; until then the prior answers.",
            )
        return classes

    def _calibrate(self, classes: np.ndarray) -> None:
        held_out = self._ridge.held_out
        enough = len(classes) >= LABELS_FOR_KAPPA
        choose = _ordinal.kappa_cuts if enough else _ordinal.marginal_cuts
        self.cuts_ = choose(held_out, classes, len(self.classes_))
        self.proba_cuts_, self.width_ = _ordinal.fit_probabilities(
            held_out, classes, len(self.classes_)
        )
        self.alpha_ = self._ridge.alpha
        self.held_out_ = held_out
        proba = self._proba(held_out)
        self._nonconformity = 1.0 - proba[np.arange(len(classes)), classes]

    def _proba(self, scores: np.ndarray) -> np.ndarray:
        if self.is_cold:
            prior = shared_prior()
            return _ordinal.probabilities(scores, self._stretched(prior.proba_cuts), prior.width)
        return _ordinal.probabilities(scores, self.proba_cuts_, self.width_)

    def _cuts(self) -> np.ndarray:
        return self._stretched(shared_prior().cuts) if self.is_cold else self.cuts_

    def _stretched(self, cuts: np.ndarray) -> np.ndarray:
        """Return the prior's cut points on this scale, which may have more or fewer steps."""
        n = len(self.classes_)
        if n < 2 or np.any(np.diff(self.classes_) <= 0):
            raise AineistoError(
                f"The scale {list(self.scale)} is not ascending.",
                remedy="Write it from the lowest to the highest: (-2, -1, 0, 1, 2).",
            )
        places = (np.arange(n - 1) + 0.5) / (n - 1) * 4 - 2
        return np.interp(places, (-1.5, -0.5, 0.5, 1.5), cuts)

    def _features_of(self, texts: list[str], question: np.ndarray | None) -> _kernel.Features:
        prior = shared_prior().scores(texts) / self._prior_spread
        return _kernel.Features(
            self._vectorizer.transform(texts), self._vectors(texts), prior, question
        )

    def _vectors(self, texts: list[str]) -> np.ndarray | None:
        from aineisto.stance._vectors import encode

        return encode(self.embedder, texts)

    def _weigh(self, text: str) -> list[WordWeight]:
        return weigh_words(text, shared_prior().read(text), self._learnt_weights(text))

    def _learnt_weights(self, text: str) -> np.ndarray | None:
        """Return what the learnt n-grams of each word add, without the prior and vectors."""
        if self.is_cold:
            return None
        factor = (1 + _kernel.ACROSS_QUESTIONS) * (0.5 if self._features.vectors is not None else 1)
        slopes = factor * (self._features.grams.T @ self._ridge.weights)
        return self._vectorizer.word_weights(text, np.asarray(slopes).ravel())


def _as_texts(texts: Sequence[str]) -> list[str]:
    if isinstance(texts, str):
        raise AineistoError(
            "One text was given where a list of texts is needed.", remedy="Write [text]."
        )
    found = list(np.asarray(texts, dtype=object).ravel()) if not isinstance(texts, list) else texts
    if not all(isinstance(text, str) for text in found):
        raise AineistoError(
            "Some of the texts are not strings.", remedy="Leave out statements without text."
        )
    return found


def _as_column(column: Sequence[str] | None, n: int, name: str) -> np.ndarray | None:
    if column is None:
        return None
    values = np.array(["" if pd.isna(value) else str(value) for value in column], dtype=str)
    if len(values) != n:
        raise AineistoError(
            f"{name} has {len(values)} values for {n} texts.", remedy="Give one for each text."
        )
    return values
