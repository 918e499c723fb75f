"""How much of what is left the machine could code alone, at an agreement that was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from aineisto._errors import AineistoError
from aineisto.review._labelled import Labelled, labelled
from aineisto.review._learning import LEAST_LABELS, fit_stance
from aineisto.review._measure import chance_error

if TYPE_CHECKING:
    from aineisto.project import Project
    from aineisto.stance import StanceClassifier

#: With fewer labels nothing is promised.
LEAST_FOR_ADVICE = 50
#: With so many blind decisions, those alone are the measure.
_ENOUGH_BLIND = 50
#: The agreement of a part is not judged on fewer labels than this.
_LEAST_PART = 20
_DRAWS = 500
_INTERVAL = (0.05, 0.95)


@dataclass(frozen=True)
class Advice:
    """How much of a coder's undecided statements the machine could code.

    Attributes
    ----------
    agreement : float
        What was asked for: one minus the mean absolute difference from the coder over what chance
        would give (over all labels this is Cohen's kappa with linear weights).
    share, low, high : float
        Share of the undecided statements, 0…1: the estimate and its 90 % interval (respondents
        resampled).
    statements : tuple of str
        Those that the machine may code, the surest first: as many as `low` says, so that the
        advice errs on the coder's side.
    labels : int
        Decisions that the advice rests on.
    blind : bool
        Whether all of these were made without a suggestion in sight. Who sees a suggestion is
        drawn to it: otherwise the agreement is flattered.
    reason : str
        Why nothing can be left to the machine; empty when something can.
    """

    agreement: float
    share: float
    low: float
    high: float
    statements: tuple[str, ...]
    labels: int
    blind: bool
    reason: str = ""

    @property
    def automatable(self) -> bool:
        """Whether the machine may code anything."""
        return bool(self.statements)

    def __str__(self) -> str:
        if not self.automatable:
            return f"Not automatable with these labels: {self.reason}"
        return (
            f"The machine could code {self.share:.0%} of the rest ({self.low:.0%}–{self.high:.0%}) "
            f"at an agreement of {self.agreement:g}, judged on {self.labels} "
            f"{'blind ' if self.blind else ''}decisions."
        )


def advise(project: Project, coder: str, agreement: float = 0.8, *, seed: int = 0) -> Advice:
    """Say how much of a coder's undecided statements the machine could code.

    The gate is the absolute error that the model expects of a statement (El-Yaniv & Wiener 2010,
    *On the foundations of noise-free selective classification*, call it selective prediction);
    how far it may open is read off predictions of respondents that the model has not seen. The
    kappa of the accepted part is no gate: it falls as sure neutrals are picked.

    Parameters
    ----------
    project, coder
        Whose decisions are learnt from, and whose undecided statements are looked at.
    agreement : float, default 0.8
        Asked for, above 0 and at most 1.
    seed : int
        Of the resampling.

    Raises
    ------
    AineistoError
        When the agreement does not lie in that range.
    """
    if not 0 < agreement <= 1:
        raise AineistoError(
            f"The agreement {agreement} does not lie between 0 and 1.", remedy="Give 0.8, say."
        )
    known = labelled(project, coder, "stance")
    truth = np.array(known.labels)
    blind = int(known.blind.sum()) >= _ENOUGH_BLIND
    judged = known.blind if blind else np.ones(len(truth), dtype=bool)
    n = int(judged.sum())
    if len(truth) < max(LEAST_FOR_ADVICE, LEAST_LABELS) or len(set(truth[judged])) < 2:
        return _none(agreement, n, blind, f"{n} decisions; code {LEAST_FOR_ADVICE} of all kinds.")
    model = fit_stance(project, known)
    error, expected = _held_out(model, truth)
    respondents = known.rows["participant"].fillna("").to_numpy()[judged]
    bar = (1 - agreement) * chance_error(truth, model.classes_[_classes(model, model.held_out_)])
    draws = _thresholds(error[judged], expected[judged], respondents, bar, seed)
    gates = np.array([_gate(error[judged], expected[judged], bar), *draws])
    return _advice(agreement, gates, _rest(model, known), n, blind)


def _classes(model: StanceClassifier, scores: np.ndarray) -> np.ndarray:
    return np.searchsorted(model.cuts_, scores)


def _expected_error(model: StanceClassifier, scores: np.ndarray) -> np.ndarray:
    """Return the mean absolute difference that the model expects of its own codes."""
    from aineisto.stance import _ordinal

    proba = _ordinal.probabilities(scores, model.proba_cuts_, model.width_)
    codes = model.classes_[_classes(model, scores)]
    return (proba * np.abs(model.classes_[None, :] - codes[:, None])).sum(axis=1)


def _held_out(model: StanceClassifier, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    codes = model.classes_[_classes(model, model.held_out_)]
    return np.abs(truth - codes).astype(float), _expected_error(model, model.held_out_)


def _gate(error: np.ndarray, expected: np.ndarray, bar: float) -> float:
    """Return the largest expected error up to which the mean error is within the bar.

    −inf where there is none.
    """
    order = np.argsort(expected, kind="stable")
    mean = np.cumsum(error[order]) / np.arange(1, len(order) + 1)
    enough = np.arange(1, len(order) + 1) >= min(_LEAST_PART, len(order))
    within = np.flatnonzero((mean <= bar) & enough)
    return float(expected[order][within[-1]]) if len(within) else -np.inf


def _thresholds(
    error: np.ndarray, expected: np.ndarray, respondents: np.ndarray, bar: float, seed: int
) -> list[float]:
    """Return the gates of resampled respondents (of resampled statements where there is one)."""
    groups = [np.flatnonzero(respondents == name) for name in np.unique(respondents)]
    if len(groups) < 2:
        groups = [np.array([row]) for row in range(len(error))]
    rng = np.random.default_rng(seed)
    gates = []
    for _ in range(_DRAWS):
        rows = np.concatenate([groups[g] for g in rng.integers(len(groups), size=len(groups))])
        gates.append(_gate(error[rows], expected[rows], bar))
    return gates


def _rest(model: StanceClassifier, known: Labelled) -> list[tuple[float, str]]:
    """Return the undecided statements with their expected errors, the surest first."""
    rows = known.open
    if rows.empty:
        return []
    scores = model.decision_score(rows["clean"].tolist(), rows["question"].tolist())
    return sorted(zip(_expected_error(model, scores), rows["statement_id"], strict=True))


def _advice(
    agreement: float, gates: np.ndarray, rest: list[tuple[float, str]], n: int, blind: bool
) -> Advice:
    if not rest:
        return _none(agreement, n, blind, "every statement is decided.")
    errors = np.array([error for error, _ in rest])
    shares = (errors[None, :] <= gates[:, None]).mean(axis=1)
    low, high = np.quantile(shares[1:], _INTERVAL, method="lower")
    certain = tuple(name for _, name in rest[: round(low * len(rest))])
    reason = "" if certain else f"an agreement of {agreement:g} is not sure for any part of it."
    return Advice(agreement, float(shares[0]), float(low), float(high), certain, n, blind, reason)


def _none(agreement: float, n: int, blind: bool, reason: str) -> Advice:
    return Advice(agreement, 0.0, 0.0, 0.0, (), n, blind, reason)
