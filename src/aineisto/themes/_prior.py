"""From nearness to probability: what the codebook alone says, calibrated."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

_FILE = Path(__file__).with_name("calibration.json")


@dataclass(frozen=True)
class Prior:
    """Constants of a conditional logit over the themes and “none of these”.

    The utility of theme k is ``meaning * e_k * n / (n + few) + wording * l_k``; that of no theme
    is ``none + log k - none_words * log(1 + n)``, with n content words: the meaning of one word
    alone says little. They were fitted by maximum likelihood on open texts of known theme
    (``benchmarks/themes/calibrate.py``).
    """

    meaning: float
    wording: float
    none: float
    none_words: float
    few: float

    def utilities(self, meaning: np.ndarray, wording: np.ndarray, words: np.ndarray) -> np.ndarray:
        """Return utilities (n, k + 1), no theme last.

        Parameters
        ----------
        meaning, wording : ndarray (n, k)
            Cosines, and strengths of words, of texts and themes.
        words : ndarray (n,)
            Number of content words; a text without any can only be no theme.
        """
        known = words / (words + self.few)
        themes = self.meaning * meaning * known[:, None] + self.wording * wording
        none = self.none + np.log(meaning.shape[1]) - self.none_words * np.log1p(words)
        none = np.where(words == 0, 50.0, none)
        return np.column_stack([themes, none])


@lru_cache(maxsize=1)
def _constants() -> dict[str, dict[str, float]]:
    return json.loads(_FILE.read_text(encoding="utf-8"))


def prior(kind: str) -> Prior:
    """Return the constants for texts ``"alone"`` or in their ``"turn"``."""
    return Prior(**_constants()[kind])


def softmax(utilities: np.ndarray) -> np.ndarray:
    """Return probabilities along the rows."""
    shifted = np.exp(utilities - utilities.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)
