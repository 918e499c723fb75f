"""Stance of statements: a prior to begin with, then what the coder teaches."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from aineisto.codebook import CueGroup, Question
from aineisto.codings import SCALE
from aineisto.core.checks import as_column, as_text, as_texts, check_statements
from aineisto.core.coder import TextCoder
from aineisto.core.errors import ArgumentError, CodingsError
from aineisto.core.memory import without_garbage_collection
from aineisto.core.renamed import OldName
from aineisto.core.shares import CodedAnswers
from aineisto.core.statistics import check_level, conformal_threshold, label_sets
from aineisto.core.vectors import unit
from aineisto.language import Reading, answers_of, check_embedder
from aineisto.stance import _coverage, _ordinal
from aineisto.stance._constants import LEAST_SPREAD
from aineisto.stance._kernel import Features
from aineisto.stance._labels import as_scale, read_labels
from aineisto.stance._linear import fit_model
from aineisto.stance._ngrams import ngram_rows, word_weights
from aineisto.stance._readout import Judgement, fit_readout, held_out, judgement
from aineisto.stance._suggest import WordWeight, as_frame, suggest
from aineisto.stance._vectors import encode
from aineisto.stance._zero_shot import ZeroShotAnswer, ZeroShotCoder


class StanceClassifier(TextCoder):
    """Ordinal stance of Finnish statements.

    Before `fit` it answers from what it knows of Finnish and of no study: the encoder's reading of
    the statement in its dialogue, and words of judgement. After `fit` it has learnt from the coder:
    kernel ridge regression on lemma n-grams, vectors, the prior's answer and the question, read out
    as probabilities on statements that it had not seen, of which the prior keeps the share that the
    labels bear out. In a dialogue the answers to each question then speak for each other.

    `predict` gives the class whose cut points enclose the score, which is the mean of the
    probabilities: those of the highest quadratic weighted kappa to be expected, so that it may
    differ from the likeliest class.

    Parameters
    ----------
    scale : sequence of int, optional
        The codebook's scale, ascending: its steps are the classes. By default −2…2 before `fit`,
        and of these what `fit` saw after it.
    embedder : object with ``encode``, name or None
        Sentence vectors for the kernel: what `aineisto.language.Embedder` knows by name, or an
        object of your own. With ``"encoder"``, or where that is the ``"default"``, statements are
        read in their dialogue. None goes without vectors.
    cues : sequence of CueGroup
        The study's own cue words, as the codebook keeps them; they go before those that ship.
    together : bool, default True
        Read the statements of one call together, from 50 on, where they stand in a dialogue: it is
        estimated how often each step is given to the answers to each question, and where to cut.
        What a statement gets then depends on the others; False reads each by itself.

    Attributes
    ----------
    classes_ : ndarray of int
        The columns of `predict_proba`: the scale before `fit` and where one was given, otherwise
        what `fit` saw.
    scale_ : ndarray of int
        The steps of the scale that `classes_` stand for: the same, but where scikit-learn's tools
        (`cross_val_predict`, `VotingClassifier`) gave `fit` positions 0…k − 1 instead of labels.
    cuts_ : ndarray, shape (len(scale) − 1,)
        Cut points on the continuous score.
    alpha_ : float
        Penalty of the ridge, chosen by leave-one-out.
    share_ : float
        Of what was learnt in the probabilities, 0…1; the rest is the prior's.
    held_out_ : ndarray, shape (n_labels,)
        Score of each labelled statement by a model that has seen neither it nor its respondent.

    Raises
    ------
    AineistoError
        When the scale is not ascending; at `fit`, of fewer than ten labels, all the same, or one
        that is not on the scale.

    Examples
    --------
    >>> from aineisto.stance import StanceClassifier
    >>> StanceClassifier().predict(["Yhteistyö ei toimi.", "Rajapinnat tulee avata."]).tolist()
    [-2, 0]
    """

    is_cold, verdict = OldName("is_zero_shot"), OldName("selective_coverage")

    def __init__(
        self,
        scale: Sequence[int] | None = None,
        embedder: Any = "default",
        cues: Sequence[CueGroup] = (),
        together: bool = True,
    ) -> None:
        self.scale = scale
        self.embedder = embedder
        self.cues = cues
        self.together = together

    @property
    def classes_(self) -> np.ndarray:
        """Classes, the columns of `predict_proba`."""
        return self._steps_of_scale() if self.is_zero_shot else self._seen

    @property
    def scale_(self) -> np.ndarray:
        """The steps of the scale that the classes stand for."""
        return self._steps_of_scale()[... if self.is_zero_shot else self._columns]

    @property
    def is_zero_shot(self) -> bool:
        """Whether it has not learnt from labels."""
        return not hasattr(self, "cuts_")

    @property
    def coder(self) -> str:
        """Name under which its suggestions stand in the codings."""
        kind = "stance-cold" if self.is_zero_shot else "stance"
        return f"machine:{kind}@{self._zero_shot.version}{'' if self.together else '+alone'}"

    def fit(
        self,
        X: Sequence[str],
        y: ArrayLike,
        *,
        question: Sequence[str] | None = None,
        respondent: Sequence[str] | None = None,
        turn: Sequence[Any] | None = None,
        context: pd.DataFrame | Reading | None = None,
    ) -> StanceClassifier:
        """Learn from coded statements.

        Parameters
        ----------
        X : sequence of str, length n
            Statements, as analysis reads them (``clean``).
        y : array-like of int, length n
            Their codes on the scale.
        question, turn : sequence of str, length n, optional
            The question each answers, empty where none is known; the turn teaches nothing.
        respondent : sequence of str, length n, optional
            Who said it: leave-one-out then leaves out a respondent, as new interviews ask for.
        context : DataFrame or Reading, optional
            What was said around each (`aineisto.language.read_statements`), rows as `X`.
        """
        texts = as_texts(X)
        check_embedder(self.embedder)
        fixed, steps = self.scale is not None, self._steps_of_scale()
        prior = self._zero_shot.answer(texts, context)
        self._seen, self._columns, classes = read_labels(
            y, len(texts), steps, fixed, lambda: prior.proba
        )
        values = steps[self._columns]
        asked = as_column(question, len(texts), "question")
        self._groups = as_column(respondent, len(texts), "respondent")
        as_column(turn, len(texts), "turn")
        self._spread = np.maximum(prior.features.std(axis=0), LEAST_SPREAD)
        vectors = self._vectors(prior)
        self._centre = None if vectors is None else vectors.mean(axis=0)
        features = self._features_of(prior, asked)
        # What is learnt is whether a statement is at most of each class, in units of the scale.
        self._gaps = np.diff(values).astype(float)
        target = self._gaps * (classes[:, None] <= np.arange(len(self._gaps)))
        self._model = fit_model(features, target, self._groups, texts)
        self._ngram_slopes = -self._model.ngram_slopes()
        self._labels = values[classes].astype(float)
        self._calibrate(prior, classes, asked)
        return self

    def predict(
        self,
        X: Sequence[str],
        question: Sequence[str] | None = None,
        turn: Sequence[Any] | None = None,
        context: pd.DataFrame | Reading | None = None,
    ) -> np.ndarray:
        """Return the code of each statement, shape (n,)."""
        return self.classes_[self._choose(self._judge(X, question, turn, context))]

    def predict_proba(
        self,
        X: Sequence[str],
        question: Sequence[str] | None = None,
        turn: Sequence[Any] | None = None,
        context: pd.DataFrame | Reading | None = None,
    ) -> np.ndarray:
        """Return the probability of each class, shape (n, n_classes); columns as `classes_`."""
        return self._judge(X, question, turn, context).proba

    def decision_score(
        self,
        X: Sequence[str],
        question: Sequence[str] | None = None,
        turn: Sequence[Any] | None = None,
        context: pd.DataFrame | Reading | None = None,
    ) -> np.ndarray:
        """Return the continuous stance, shape (n,), on the scale's units once fitted."""
        return self._judge(X, question, turn, context).scores

    def predict_set(
        self,
        X: Sequence[str],
        question: Sequence[str] | None = None,
        turn: Sequence[Any] | None = None,
        context: pd.DataFrame | Reading | None = None,
        *,
        level: float = 0.9,
    ) -> np.ndarray:
        """Return the classes that cannot be ruled out, bool of shape (n, n_classes).

        Split-conformal on the leave-one-out predictions; the true class is in the set in about
        `level` of new statements like the labelled ones. The likeliest class is always in it.
        Before `fit` it is calibrated on one spoken study (without the encoder, on online talk), at
        half the allowed error: no promise for another study.

        Parameters
        ----------
        X, question, turn, context
            As for `predict`.
        level : float
            Coverage asked for, between 0 and 1.
        """
        check_level(level)
        proba = self.predict_proba(X, question, turn, context)
        if not self.is_zero_shot:
            return label_sets(proba, conformal_threshold(self._nonconformity, level))
        threshold = conformal_threshold(self._zero_shot.nonconformity, (1 + level) / 2)
        return label_sets(proba, threshold)

    def explain(self, text: str) -> pd.DataFrame:
        """Return the words that carry a statement's stance, strongest first.

        Returns
        -------
        DataFrame
            ``start``, ``end`` (code points into `text`), ``word``, ``weight`` (negative speaks
            for weakness, positive for strength).
        """
        return as_frame(self._weigh(self._zero_shot.answer([as_text(text)]), 0))

    def selective_coverage(
        self,
        agreement: float = 0.8,
        texts: Sequence[str] | None = None,
        question: Sequence[str] | None = None,
        context: pd.DataFrame | Reading | None = None,
        *,
        judged: ArrayLike | None = None,
        seed: int = 0,
    ) -> _coverage.SelectiveCoverage:
        """Say what share the machine could code alone at an agreement, or that it could not.

        Judged on predictions of labelled statements that the model had not seen, see `held_out_`.

        Parameters
        ----------
        agreement : float
            Above 0 and at most 1: one minus the mean absolute difference over chance's.
        texts, question, context
            The statements left to be coded; without them the share is of ones like the labelled.
        judged : array-like of bool, shape (n_labels,), optional
            Labels to judge on, such as blind ones.
        seed : int
            Of the resampling.

        Raises
        ------
        AineistoError
            When the agreement does not lie in that range, or before `fit`.
        """
        if self.is_zero_shot:
            raise ArgumentError(
                "Without labels there is nothing to judge the machine by.",
                remedy="Code statements and give them to fit first.",
            )
        kept = slice(None) if judged is None else np.flatnonzero(np.asarray(judged, dtype=bool))
        codes = self.scale_[_ordinal.classify(self.held_out_, self.cuts_)]
        unseen = rest = _coverage.expected_error(codes, self._held_out_proba, self.scale_)[kept]
        codes, truth = codes[kept], self._labels[kept]
        if texts is not None:
            left = self._judge(texts, question, None, context)
            rest = _coverage.expected_error(
                self.scale_[self._choose(left)], left.proba, self.scale_
            )
        return _coverage.selective_coverage(
            np.abs(truth - codes),
            unseen,
            rest,
            _coverage.chance_error(truth, codes),
            agreement=agreement,
            groups=None if self._groups is None else self._groups[kept],
            seed=seed,
        )

    @without_garbage_collection()
    def code(
        self,
        statements: pd.DataFrame,
        questions: Sequence[Question] = (),
        context: Reading | None = None,
    ) -> pd.DataFrame:
        """Suggest a stance for each statement.

        Parameters
        ----------
        statements : DataFrame
            ``statement_id`` and ``clean``, ``question`` where it is known. Where ``document`` is
            there, each is read in its dialogue; the role ``interviewer`` is context alone.
        questions : sequence of Question, optional
            The interview guide, asked in documents without an interviewer.
        context : Reading, optional
            Of these statements (`aineisto.language.read_corpus`); all of them are then coded.

        Returns
        -------
        DataFrame
            Codings of the family ``stance``: ``value``, ``score``, ``confidence`` (probability of
            the suggested class), ``evidence`` and its place in ``clean``, none where neutral.
        """
        check_statements(statements, error=CodingsError)
        answers = statements.reset_index(drop=True)
        if context is None:
            reads = self._zero_shot.reads_dialogue
            answers, context = answers_of(statements, questions, reads=reads)
        question = answers["question"].tolist() if "question" in answers else None
        judged = self._judge(answers["clean"].astype(str).tolist(), question, None, context)
        chosen = self._choose(judged, study=True)
        sure = judged.proba[np.arange(len(chosen)), chosen]
        ids = answers["statement_id"].astype(str).tolist()
        weigh = partial(self._weigh, judged.prior)
        return suggest(ids, self.scale_[chosen], judged.scores, sure, weigh, self.coder)

    def _calibrate(self, prior: ZeroShotAnswer, classes: np.ndarray, asked: Any) -> None:
        before = _ordinal.among(prior.proba, self._columns)
        below, dialogue = self._model.held_out / self._gaps, prior.in_dialogue
        self._readout = fit_readout(below, before, classes, dialogue=dialogue)
        answered = np.full(len(classes), "") if asked is None else asked
        self._coded = CodedAnswers(answered, classes)
        alone, together = self._readout.held_out, self.together
        proba = held_out(prior, alone, self._coded, self._groups, together=together)
        self._held_out_proba, self.held_out_ = proba, proba @ self._steps_of_scale()[self._columns]
        self.cuts_ = _ordinal.kappa_cuts(self.held_out_, proba)
        self.alpha_, self.share_ = self._model.alpha, self._readout.share
        self._nonconformity = 1.0 - proba[np.arange(len(classes)), classes]

    def _judge(
        self,
        X: Sequence[str],
        question: Sequence[str] | None = None,
        turn: Sequence[Any] | None = None,
        context: pd.DataFrame | Reading | None = None,
    ) -> Judgement:
        """Return what is known of statements, their scores and their probabilities."""
        texts = as_texts(X)
        as_column(turn, len(texts), "turn")
        asked = as_column(question, len(texts), "question")
        check_embedder(self.embedder)
        prior = self._zero_shot.answer(texts, context)
        if self.is_zero_shot:
            return judgement(prior, prior.proba, asked, together=self.together)
        below = self._model.predict(self._features_of(prior, asked)) / self._gaps
        proba = self._readout.probabilities(below, _ordinal.among(prior.proba, self._columns))
        return judgement(prior, proba, asked, self.scale_, self._coded, together=self.together)

    def _steps_of_scale(self) -> np.ndarray:
        return as_scale(SCALE if self.scale is None else self.scale)

    def _choose(self, judged: Judgement, *, study: bool = False) -> np.ndarray:
        known = () if self.is_zero_shot else (self.cuts_, len(self._labels))
        return judged.choose(*known, study=study and self.together)

    @property
    def _zero_shot(self) -> ZeroShotCoder:
        return ZeroShotCoder(self.cues, self.embedder, len(self._steps_of_scale()))

    def _vectors(self, prior: ZeroShotAnswer) -> np.ndarray | None:
        read = prior.reading
        return encode(self.embedder, prior.texts) if read is None else read.subject

    def _features_of(self, prior: ZeroShotAnswer, question: np.ndarray | None) -> Features:
        vectors = self._vectors(prior)
        if vectors is not None:
            # What all statements share tells none of them apart.
            vectors = unit(vectors - self._centre)
        return Features(ngram_rows(prior.texts), vectors, prior.features / self._spread, question)

    def _weigh(self, prior: ZeroShotAnswer, row: int) -> list[WordWeight]:
        if self.is_zero_shot:
            return prior.weigh(row, None)
        return prior.weigh(row, word_weights(prior.texts[row], self._ngram_slopes))
