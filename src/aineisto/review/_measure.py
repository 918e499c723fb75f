"""Agreement of codes by their difference, and how far a code may be trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np


def chance_error(truth: np.ndarray, guess: np.ndarray) -> float:
    """Return the mean absolute difference of codes paired at random."""
    right, rights = np.unique(truth, return_counts=True)
    guessed, guesses = np.unique(guess, return_counts=True)
    distance = np.abs(right[:, None] - guessed[None, :])
    return float(rights @ distance @ guesses) / (len(truth) * len(guess))


def chance_misses(truth: Sequence[Collection[str]], guess: Sequence[str]) -> float:
    """Return the share of guesses that miss sets of codes paired with them at random."""
    held = Counter(code for codes in truth for code in set(codes))
    guessed = Counter(guess)
    hits = sum(number * held[code] for code, number in guessed.items())
    return 1.0 - hits / (len(truth) * len(guess))


def linear_kappa(truth: np.ndarray, guess: np.ndarray) -> float:
    """Return Cohen's kappa with linear weights (Cohen 1968); 0 where it is not defined."""
    chance = chance_error(truth, guess)
    return 1.0 - float(np.abs(truth - guess).mean()) / chance if chance else 0.0


def conformal_threshold(nonconformity: np.ndarray, level: float) -> float:
    """Return the ⌈(n + 1)·level⌉-th smallest nonconformity, infinite where n is too small.

    Codes within it hold the coder's with probability `level` (split conformal prediction: Vovk,
    Gammerman & Shafer 2005, *Algorithmic learning in a random world*).
    """
    rank = int(np.ceil((len(nonconformity) + 1) * level))
    return float(np.sort(nonconformity)[rank - 1]) if rank <= len(nonconformity) else np.inf
