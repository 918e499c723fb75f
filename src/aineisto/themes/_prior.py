"""From nearness to probability: what the codebook alone says, calibrated."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from scipy.special import expit, logit, logsumexp, softmax

from aineisto.themes._constants import FULL_ASSORTATIVITY, SILENT

_FILE = Path(__file__).with_name("calibration.json")


@dataclass(frozen=True)
class Prior:
    """Constants of a conditional logit over the themes and “none of these”.

    The utility of theme k is ``meaning * e_k * n / (n + few) + wording * l_k``; that of no theme
    is ``none + log k - none_words * log(1 + n)``, with n content words: the meaning of one word
    alone says little.

    Where the texts of a study are read together (`_utilities.Neighbourhood`), which theme it
    is, and whether any, follow from what comes of them there, as far as alike texts are found to
    have the same theme (wholly from an assortativity of `FULL_ASSORTATIVITY` on); which theme is
    multiplied by ``together``.

    The question that a text answers adds ``question * q_k * (1 - p) * (n / (n + few))**2``, where
    q_k is the probability of theme k for the question itself and p that of the text's likeliest
    theme without it: a question about nothing in particular says nothing, and the surer the text
    the less its question says.

    That a text has its second likeliest theme too is as probable as
    ``1 / (1 + exp(-second - second_slope * log(p / (1 - p))))``, with p that theme's probability
    of being the main one: where there are two, only one of them can be that.

    The constants were fitted by maximum likelihood on open texts of known theme
    (``benchmarks/themes/calibrate.py``).
    """

    meaning: float
    wording: float
    none: float
    none_words: float
    few: float
    question: float
    together: float
    second: float = 0.0
    second_slope: float = 1.0

    @property
    def hears_questions(self) -> bool:
        """Whether the questions are heard already, with the statements."""
        return False

    def utilities(self, meaning: np.ndarray, wording: np.ndarray, words: np.ndarray) -> np.ndarray:
        """Return utilities (n, k + 1), no theme last.

        Parameters
        ----------
        meaning, wording : ndarray (n, k)
            Cosines, and strengths of words, of texts and themes.
        words : ndarray (n,)
            Number of content words; a text without any can only be no theme.
        """
        themes = self.meaning * meaning * self._known(words) + self.wording * wording
        none = self.none + np.log(meaning.shape[1]) - self.none_words * np.log1p(words)
        none = np.where(words == 0, SILENT, none)
        return np.column_stack([themes, none])

    def among_neighbours(
        self, own: np.ndarray, reached: np.ndarray, assortativity: float
    ) -> np.ndarray:
        """Return utilities (n, k + 1) of texts read together.

        Parameters
        ----------
        own : ndarray (n, k + 1)
            Of each text by itself.
        reached : ndarray (n, k + 1)
            What `theme_and_presence` of them has become among its neighbours.
        assortativity : float
            How far texts that are alike have the same theme, each by itself, 0…1.
        """
        far = min(1.0, assortativity / FULL_ASSORTATIVITY)
        sharper = np.append(np.full(own.shape[1] - 1, self.together), 1.0)
        mixed = (1 - far) * theme_and_presence(own) + far * sharper * reached
        themes = mixed[:, :-1] - logsumexp(mixed[:, :-1], axis=1, keepdims=True)
        return np.column_stack([themes, -mixed[:, -1]])

    def with_question(
        self, utilities: np.ndarray, of_question: np.ndarray, words: np.ndarray
    ) -> np.ndarray:
        """Return utilities (n, k + 1) to which the questions have added what they say.

        Parameters
        ----------
        utilities : ndarray (n, k + 1)
            Those of the texts.
        of_question : ndarray (n, k)
            Probability of each theme for the question that each text answers.
        words : ndarray (n,)
            Number of content words of the texts.
        """
        open_ = 1 - softmax(utilities, axis=1)[:, :-1].max(axis=1, keepdims=True)
        # Squared, so that the question does not make a theme of an answer of a word or two.
        asked = self.question * of_question * self._known(words) ** 2 * open_
        return np.column_stack([utilities[:, :-1] + asked, utilities[:, -1]])

    def of_second(self, p: np.ndarray) -> np.ndarray:
        """Return how probable the second likeliest theme is, given its probability as the main."""
        return np.asarray(expit(self.second + self.second_slope * logit(p)))

    def _known(self, words: np.ndarray) -> np.ndarray:
        return (words / (words + self.few))[:, None]


@dataclass(frozen=True)
class ReadPrior(Prior):
    """Constants where the encoder has read the statements in their dialogue.

    A statement's vectors and words are its own with those around it: ``asked`` times the
    interviewer's last turn, ``before`` times the speaker's two statements before, ``after`` times
    the one after. The utility of theme k is ``near * n_k + meaning * e_k + wording * l_k``, with
    n_k how near its subject is to the theme's description; that of no theme ``aside * a + none``,
    with a the reader's logit of no theme. Where the questions of a study are known and its
    statements are read together, ``together`` times all this, and ``question`` times how much
    commoner a theme is among the answers to a question than in the study (`core.shares`); and
    where the guide's questions stand for an interviewer's, ``guided`` times all of it.
    Fitted by maximum likelihood on spoken studies kept for it
    (``benchmarks/themes/calibrate_reader.py``).
    """

    near: float = 1.0
    aside: float = 1.0
    asked: float = 1.0
    before: float = 0.7
    after: float = 0.7
    guided: float = 1.0

    @property
    def hears_questions(self) -> bool:
        """The dialogue was read with them."""
        return True

    def of_reading(
        self,
        near: np.ndarray,
        meaning: np.ndarray,
        wording: np.ndarray,
        aside: np.ndarray,
    ) -> np.ndarray:
        """Return utilities (n, k + 1), no theme last."""
        themes = self.near * near + self.meaning * meaning + self.wording * wording
        return np.column_stack([themes, self.aside * aside + self.none])


@lru_cache(maxsize=1)
def _constants() -> dict[str, dict[str, float]]:
    return json.loads(_FILE.read_text(encoding="utf-8"))


def prior(kind: str) -> Prior:
    """Return the constants for texts ``"alone"`` or in their ``"turn"``."""
    return Prior(**_constants()[kind])


def read_prior() -> ReadPrior:
    """Return the constants for statements that the encoder has read in their dialogue."""
    return ReadPrior(**_constants()["read"])


def theme_and_presence(utilities: np.ndarray) -> np.ndarray:
    """Return which theme a text has, and whether any, apart.

    Parameters
    ----------
    utilities : ndarray (n, k + 1)
        No theme last.

    Returns
    -------
    ndarray (n, k + 1)
        Utilities of the themes, rows of mean 0, and last the log odds of any theme.
    """
    themes = utilities[:, :-1]
    any_theme = logsumexp(themes, axis=1) - utilities[:, -1]
    return np.column_stack([themes - themes.mean(axis=1, keepdims=True), any_theme])
