"""What share of a study the machine could code alone, at an agreement that was asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aineisto.core.statistics import check_agreement
from aineisto.stance._constants import LEAST_LABELS_ALONE, LEAST_PART

_DRAWS = 500
_INTERVAL = (0.05, 0.95)
_REASONS = {
    "few": "there are {labels}, and the machine is judged on 50 or more, of several kinds",
    "unsure": "no part is sure to reach an agreement of {agreement:g}",
    "done": "nothing is left to be coded",
}


@dataclass(frozen=True)
class SelectiveCoverage:
    """What share of statements the machine could code at the agreement that was asked for.

    Attributes
    ----------
    agreement : float
        What was asked for, 0…1: one minus the mean absolute difference from the coder over what
        codes paired at random would give (over all labels: Cohen's kappa with linear weights).
    share, low, high : float
        Share of the statements, 0…1: the estimate and its 90 % interval (respondents resampled).
    labels : int
        Labels that it rests on.
    reached : float
        The agreement over all labels, were the machine to code everything.
    rows : tuple of int
        Positions of the statements that the machine may code, the surest first: as many as `low`
        says, so that it errs on the coder's side.
    reason : {"", "few", "unsure", "done"}
        Why nothing can be left to the machine: too few labels (or all of one kind), no part of it
        is sure, or nothing is left. Empty when something can.

    Examples
    --------
    >>> error = pd.Series([0, 0, 0, 1] * 40).to_numpy()
    >>> found = selective_coverage(error, error / 2, error / 2, chance=1.1, agreement=0.8)
    >>> found.automatable, found.labels
    (True, 160)
    """

    agreement: float
    share: float
    low: float
    high: float
    labels: int
    reached: float
    rows: tuple[int, ...] = ()
    reason: str = ""

    @property
    def automatable(self) -> bool:
        """Whether the machine may code anything."""
        return not self.reason

    def __str__(self) -> str:
        if not self.automatable:
            why = _REASONS[self.reason].format(labels=self.labels, agreement=self.agreement)
            return f"Not automatable with these labels: {why}."
        return (
            f"The machine could code {self.share:.0%} ({self.low:.0%}–{self.high:.0%}) at an "
            f"agreement of {self.agreement:g}, judged on {self.labels} labels; coding everything "
            f"it would reach {self.reached:.2f}."
        )


def selective_coverage(
    error: np.ndarray,
    expected: np.ndarray,
    rest: np.ndarray,
    chance: float,
    *,
    agreement: float = 0.8,
    groups: np.ndarray | None = None,
    seed: int = 0,
) -> SelectiveCoverage:
    """Say what share of the rest the machine could code at an agreement.

    The gate is the error that the model expects of a statement (selective prediction:
    El-Yaniv & Wiener 2010, *On the foundations of noise-free selective classification*); how far
    it may open is read off codes of statements that the model had not seen. The kappa of the
    accepted part is no gate: it falls as sure neutrals are picked.

    Parameters
    ----------
    error : ndarray, shape (n,)
        How far the machine's codes of labelled statements, unseen, are from the coder's.
    expected : ndarray, shape (n,)
        How far the machine expected them to be.
    rest : ndarray, shape (m,)
        How far it expects its codes of the statements to be coded to be.
    chance : float
        The mean error of the same codes dealt out at random; `chance_error`.
    agreement : float
        Asked for, above 0 and at most 1.
    groups : ndarray, shape (n,), optional
        The respondent of each label, resampled whole.
    seed : int
        Of the resampling.

    Raises
    ------
    AineistoError
        When the agreement does not lie in that range.

    Examples
    --------
    >>> error = pd.Series([0, 0, 1, 2] * 40).to_numpy()
    >>> found = selective_coverage(error, error / 2, error / 2, chance=1.1, agreement=0.8)
    >>> found.share, round(found.reached, 2)
    (0.75, 0.32)
    """
    check_agreement(agreement)
    error = np.asarray(error, dtype=float)
    n = len(error)
    reached = 1.0 - float(error.mean()) / chance if n and chance else 0.0
    if n < LEAST_LABELS_ALONE or not chance:
        return SelectiveCoverage(agreement, 0.0, 0.0, 0.0, n, reached, reason="few")
    if not len(rest):
        return SelectiveCoverage(agreement, 0.0, 0.0, 0.0, n, reached, reason="done")
    bar = (1 - agreement) * chance
    gates = _gates(error, np.asarray(expected), groups, bar, seed)
    shares = (rest[None, :] <= gates[:, None]).mean(axis=1)
    low, high = np.quantile(shares[1:], _INTERVAL, method="lower")
    surest = np.argsort(rest, kind="stable")[: round(float(low) * len(rest))]
    rows = tuple(int(row) for row in surest)
    reason = "" if rows else "unsure"
    return SelectiveCoverage(
        agreement, float(shares[0]), float(low), float(high), n, reached, rows, reason
    )


def expected_error(codes: np.ndarray, proba: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Return the absolute error that a model expects of its own codes, shape (n,).

    Parameters
    ----------
    codes : ndarray (n,)
        On the scale.
    proba : ndarray (n, k)
        Probability of each step.
    steps : ndarray (k,)
        The scale.
    """
    return np.asarray((proba * np.abs(steps - codes[:, None])).sum(axis=1))


def chance_error(truth: np.ndarray, codes: np.ndarray) -> float:
    """Return the mean absolute difference of codes paired at random.

    Examples
    --------
    >>> codes = pd.Series([-1, 1]).to_numpy()
    >>> float(chance_error(codes, codes))
    1.0
    """
    right, rights = np.unique(truth, return_counts=True)
    given, times = np.unique(codes, return_counts=True)
    distance = np.abs(right[:, None] - given[None, :])
    return float(rights @ distance @ times) / max(len(truth) * len(codes), 1)


def _gates(
    error: np.ndarray, expected: np.ndarray, groups: np.ndarray | None, bar: float, seed: int
) -> np.ndarray:
    """Return the largest expected errors up to which the mean error is within the bar, or −inf.

    First that of the labels as they are, then those of resampled respondents (of resampled
    statements where there is one respondent).
    """
    n = len(error)
    _, member = np.unique(np.arange(n) if groups is None else groups, return_inverse=True)
    if member.max() == 0:
        member = np.arange(n)
    size = int(member.max()) + 1
    drawn = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), _DRAWS)
    order = np.argsort(expected, kind="stable")
    times = np.vstack([np.ones(size), drawn])[:, member[order]]
    counts = times.cumsum(axis=1)
    within = (times * error[order]).cumsum(axis=1) <= bar * counts
    within &= counts >= min(LEAST_PART, n)
    last = n - 1 - within[:, ::-1].argmax(axis=1)
    return np.where(within.any(axis=1), expected[order][last], -np.inf)
