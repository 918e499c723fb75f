"""From learnt scores to probabilities that know their study, and to the step that is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy.special import softmax

from aineisto.core.shares import (
    ENOUGH_ANSWERS,
    CodedAnswers,
    held_out_shares,
    tell_shares,
    with_shares,
)
from aineisto.stance import _ordinal
from aineisto.stance._constants import (
    CUTS_BEFORE,
    LABELS_FOR_STEPS,
    LARGE_STUDY,
    SHARES_BEFORE,
    SHARES_BEFORE_IN_DIALOGUE,
    SHARES_SHARPNESS,
    SHARES_STRENGTH,
    STEPS_PENALTY,
    SURE,
)
from aineisto.stance._ordinal import LEAST_PROBABILITY
from aineisto.stance._zero_shot import ZeroShotAnswer

_ROUNDS = 50
_HOW = {"sharpness": SHARES_SHARPNESS, "strength": SHARES_STRENGTH}


@dataclass(frozen=True, eq=False)
class Readout:
    """Probabilities from what was learnt, joined with the prior's.

    Attributes
    ----------
    learnt : Proportional or Steps
        Probabilities from the learnt scores.
    share : float
        Of the learnt probabilities in the joint ones, 0…1.
    held_out : ndarray, shape (n, n_classes)
        Probabilities of the labelled statements, each without its own label.
    """

    learnt: Proportional | Steps
    share: float
    held_out: np.ndarray

    def probabilities(self, below: np.ndarray, prior: np.ndarray) -> np.ndarray:
        """Return the probability of each class, shape (n, n_classes).

        Parameters
        ----------
        below : ndarray, shape (n, n_classes − 1)
            Learnt scores: how likely a statement is to be at most of each class.
        prior : ndarray, shape (n, n_classes)
            Probabilities that were known before any label.
        """
        return self.share * self.learnt.probabilities(below) + (1 - self.share) * prior


def fit_readout(
    below: np.ndarray,
    prior: np.ndarray,
    classes: np.ndarray,
    *,
    dialogue: bool = False,
) -> Readout:
    """Fit the readout on held-out scores.

    The shares are those under which the labels are likeliest, drawn towards the prior as by
    a few labels (stacking of predictive distributions: Yao, Vehtari, Simpson & Gelman 2018,
    *Using stacking to average Bayesian predictive distributions*). So a handful of labels does
    not make suggestions worse, and where the prior knows nothing of a study it soon falls silent.

    Parameters
    ----------
    below, prior
        As `Readout.probabilities` takes them, of the labelled statements.
    classes : ndarray of int, shape (n,)
        Their labels as places on the scale.
    dialogue : bool
        Whether the statements were read in their dialogue: the prior knows more of them then.
    """
    kind = Steps if len(classes) >= LABELS_FOR_STEPS else Proportional
    learnt = kind.fit(below, classes)
    rows = np.arange(len(classes))
    every = (prior, learnt.probabilities(below))
    both = np.column_stack([proba[rows, classes] for proba in every])
    known = np.array(SHARES_BEFORE_IN_DIALOGUE if dialogue else SHARES_BEFORE)
    shares = known / known.sum()
    for _ in range(_ROUNDS):
        parts = (both + LEAST_PROBABILITY) * shares
        parts /= parts.sum(axis=1, keepdims=True)
        shares = (parts.sum(axis=0) + known) / (len(classes) + known.sum())
    held_out = shares[0] * every[0] + shares[1] * every[1]
    return Readout(learnt, float(shares[1]), held_out)


@dataclass(frozen=True, eq=False)
class Proportional:
    """One score for all steps: the proportional-odds model."""

    cuts: np.ndarray
    width: float

    @classmethod
    def fit(cls, below: np.ndarray, classes: np.ndarray) -> Proportional:
        """Fit it on held-out scores."""
        return cls(*_ordinal.fit_probabilities(_level(below), classes, below.shape[1] + 1))

    def probabilities(self, below: np.ndarray) -> np.ndarray:
        """Return the probability of each class."""
        return _ordinal.probabilities(_level(below), self.cuts, self.width)


@dataclass(frozen=True, eq=False)
class Steps:
    """A score for every step, read by multinomial regression.

    Where people take sides, how strongly they judge is another matter than which way, and no
    single score tells both (cumulative indicators: Frank & Hall 2001, *A simple approach to
    ordinal classification*).
    """

    centre: np.ndarray
    spread: np.ndarray
    model: Any

    @classmethod
    def fit(cls, below: np.ndarray, classes: np.ndarray) -> Steps:
        """Fit it on held-out scores."""
        from sklearn.linear_model import LogisticRegression

        centre, spread = below.mean(axis=0), np.maximum(below.std(axis=0), 1e-6)
        model = LogisticRegression(C=1 / (2 * STEPS_PENALTY), max_iter=300)
        return cls(centre, spread, model.fit((below - centre) / spread, classes))

    def probabilities(self, below: np.ndarray) -> np.ndarray:
        """Return the probability of each class; one that no label has is nearly ruled out."""
        proba = np.full((len(below), below.shape[1] + 1), LEAST_PROBABILITY)
        if len(below):
            z = (below - self.centre) / self.spread
            proba[:, self.model.classes_] = np.maximum(
                self.model.predict_proba(z), LEAST_PROBABILITY
            )
        return proba / proba.sum(axis=1, keepdims=True)


def _level(below: np.ndarray) -> np.ndarray:
    return -below.sum(axis=1)


class Judgement(NamedTuple):
    """What n statements get.

    Attributes
    ----------
    prior : ZeroShotAnswer
        What is known of them without labels.
    scores : ndarray (n,)
    proba : ndarray (n, n_classes)
    by_study : bool
        Whether they know how often each step is given to the answers to each question.
    """

    prior: ZeroShotAnswer
    scores: np.ndarray
    proba: np.ndarray
    by_study: bool

    def choose(
        self, learnt: np.ndarray | None = None, labels: int = 0, *, study: bool = False
    ) -> np.ndarray:
        """Return the place on the scale of each statement's code, (n,).

        Of a whole study the cut points are those that its own probabilities ask for. Otherwise
        those `learnt` (n_classes - 1,) from so many `labels`, in a dialogue drawn to what holds
        before any: few labels move them a little. What the reader is `SURE` of is said.
        """
        large = len(self.scores) >= LARGE_STUDY and self.prior.reading is not None
        if large and (self.by_study or (study and learnt is None)):
            cuts = _ordinal.kappa_cuts(self.scores, self.proba)
        elif learnt is None:
            cuts = self.prior.cuts
        elif not self.prior.in_dialogue or self.prior.cuts.shape[1] != len(learnt):
            cuts = learnt
        else:
            cuts = (labels * learnt + CUTS_BEFORE * self.prior.cuts) / (labels + CUTS_BEFORE)
        chosen = _ordinal.classify(self.scores, cuts)
        if self.prior.reading is None or learnt is not None:
            return chosen
        sure = self.proba.max(axis=1) >= SURE
        return np.where(sure, self.proba.argmax(axis=1), chosen)


def judgement(
    prior: ZeroShotAnswer,
    proba: np.ndarray,
    question: np.ndarray | None,
    scale: np.ndarray | None = None,
    coded: CodedAnswers | None = None,
    *,
    together: bool = True,
) -> Judgement:
    """Return what statements get that are judged `together`, or each by itself.

    Parameters
    ----------
    prior : ZeroShotAnswer
        What is known of them without labels.
    proba : ndarray (n, n_classes)
        Of each by itself.
    question : ndarray of str (n,), optional
        The question that each answers.
    scale : ndarray (n_classes,), optional
        Steps that were learnt; without them the score is the prior's, on −2…2.
    coded : CodedAnswers, optional
        What the study's coder has said.
    """
    asked = np.full(len(proba), "") if question is None else question
    by_study = together and prior.in_dialogue and tell_shares(asked, coded)
    if by_study:
        logs = _ordinal.logarithms(proba)
        proba = softmax(with_shares(logs, asked, coded=coded, **_HOW), axis=1)
    if scale is None and not by_study:
        return Judgement(prior, prior.scores, proba, False)
    steps = np.linspace(-2.0, 2.0, proba.shape[1]) if scale is None else scale
    return Judgement(prior, proba @ steps, proba, by_study)


def held_out(
    prior: ZeroShotAnswer,
    proba: np.ndarray,
    coded: CodedAnswers,
    respondents: np.ndarray | None,
    *,
    together: bool,
) -> np.ndarray:
    """Return the probabilities that labelled statements would have got without their labels.

    Parameters
    ----------
    prior : ZeroShotAnswer
        What is known of them without labels.
    proba : ndarray (n, n_classes)
        Of each by itself, without its own label.
    coded : CodedAnswers
        The labels.
    respondents : ndarray (n,), optional
        Who said each: labels of theirs are left out together.
    together : bool
    """
    if not (together and prior.in_dialogue and len(coded.question) >= ENOUGH_ANSWERS):
        return proba
    logs = _ordinal.logarithms(proba)
    return np.asarray(softmax(held_out_shares(logs, coded, respondents, **_HOW), axis=1))
