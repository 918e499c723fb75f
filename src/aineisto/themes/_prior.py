"""From nearness to probability: what the codebook alone says, calibrated."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

#: Utility of no theme for a text without a content word.
SILENT = 50.0
_FILE = Path(__file__).with_name("calibration.json")


@dataclass(frozen=True)
class Prior:
    """Constants of a conditional logit over the themes and “none of these”.

    The utility of theme k is ``meaning * e_k * n / (n + few) + wording * l_k``; that of no theme
    is ``none + log k - none_words * log(1 + n)``, with n content words: the meaning of one word
    alone says little.

    Where the texts of a study are read together (`_company.spread`), which theme it is follows
    from what comes of it, multiplied by ``together``; whether it is any stays as it was.

    The question that a text answers adds ``question * q_k * (1 - p) * (n / (n + few))**2``, where
    q_k is the probability of theme k for the question itself and p that of the text's likeliest
    theme without it: a question about nothing in particular says nothing, and the surer the text
    the less its question says.

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

    def in_company(self, own: np.ndarray, spread: np.ndarray) -> np.ndarray:
        """Return utilities (n, k + 1) of texts read together.

        Parameters
        ----------
        own : ndarray (n, k + 1)
            Of each text by itself; the probability of no theme stays what they make it.
        spread : ndarray (n, k)
            What the utilities of the themes have become in company.
        """
        themes = self.together * spread
        themes += _total(own[:, :-1]) - _total(themes)
        return np.column_stack([themes, own[:, -1]])

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
        open_ = 1 - softmax(utilities)[:, :-1].max(axis=1, keepdims=True)
        # Squared, so that the question does not make a theme of an answer of a word or two.
        asked = self.question * of_question * self._known(words) ** 2 * open_
        return np.column_stack([utilities[:, :-1] + asked, utilities[:, -1]])

    def _known(self, words: np.ndarray) -> np.ndarray:
        return (words / (words + self.few))[:, None]


@lru_cache(maxsize=1)
def _constants() -> dict[str, dict[str, float]]:
    return json.loads(_FILE.read_text(encoding="utf-8"))


def prior(kind: str) -> Prior:
    """Return the constants for texts ``"alone"`` or in their ``"turn"``."""
    return Prior(**_constants()[kind])


def _total(utilities: np.ndarray) -> np.ndarray:
    """Return the logarithm of the sum of exponentials along the rows, (n, 1)."""
    top = utilities.max(axis=1, keepdims=True)
    return np.asarray(top + np.log(np.exp(utilities - top).sum(axis=1, keepdims=True)))


def softmax(utilities: np.ndarray) -> np.ndarray:
    """Return probabilities along the rows."""
    shifted = np.exp(utilities - utilities.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)
