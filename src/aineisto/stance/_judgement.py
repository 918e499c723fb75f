"""What statements get: probabilities that know their study, and the step that is said."""

from __future__ import annotations

from typing import NamedTuple

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
    LARGE_STUDY,
    SHARES_SHARPNESS,
    SHARES_STRENGTH,
    SURE,
)
from aineisto.stance._zero_shot import ZeroShotAnswer

_HOW = {"sharpness": SHARES_SHARPNESS, "strength": SHARES_STRENGTH}


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
