"""From learnt scores to probabilities: what the labels say, beside what was known before them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from aineisto.stance import _ordinal
from aineisto.stance._constants import (
    LABELS_FOR_STEPS,
    SHARES_BEFORE,
    SHARES_BEFORE_IN_DIALOGUE,
    STEPS_PENALTY,
)
from aineisto.stance._ordinal import LEAST_PROBABILITY

_ROUNDS = 50


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
