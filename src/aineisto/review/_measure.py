"""Agreement of ordered codes by their absolute difference."""

from __future__ import annotations

import numpy as np


def chance_error(truth: np.ndarray, guess: np.ndarray) -> float:
    """Return the mean absolute difference of codes paired at random."""
    return float(np.abs(truth[:, None] - guess[None, :]).mean())


def linear_kappa(truth: np.ndarray, guess: np.ndarray) -> float:
    """Return Cohen's kappa with linear weights (Cohen 1968); 0 where it is not defined."""
    chance = chance_error(truth, guess)
    return 1.0 - float(np.abs(truth - guess).mean()) / chance if chance else 0.0
