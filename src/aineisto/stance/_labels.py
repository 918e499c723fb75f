"""Labels of statements as places on the scale: checked, with the remedy in the message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from aineisto.core.checks import as_list
from aineisto.core.coder import checked_labels, classes_of_positions, positions_of
from aineisto.core.errors import ArgumentError, ArgumentTypeError
from aineisto.stance._constants import LEAST_LABELS, LIKELIER_AS_POSITIONS


def as_scale(scale: Sequence[int]) -> np.ndarray:
    """Return a scale, which must be whole numbers that ascend."""
    steps = as_list(scale, "scale", "numbers")
    for step in steps:
        if not isinstance(step, Real) or not float(step).is_integer():
            raise ArgumentTypeError(
                f"The scale holds {step!r}, which is no whole number.",
                remedy="Of a codebook give [point.value for point in codebook.scale].",
            )
    classes = np.array(steps, dtype=int)
    if len(classes) < 2 or np.any(np.diff(classes) <= 0):
        raise ArgumentError(
            f"The scale {steps} is not ascending.",
            remedy="Write it from the lowest to the highest: (-2, -1, 0, 1, 2).",
        )
    return classes


class Labels(NamedTuple):
    """Labels of statements, and what they stand for.

    Attributes
    ----------
    seen : ndarray, shape (n_classes,)
        The classes as they were given, ascending.
    steps : ndarray of int, shape (n_classes,)
        The place on the scale that each stands for.
    classes : ndarray of int, shape (n,)
        The class of each statement.
    """

    seen: np.ndarray
    steps: np.ndarray
    classes: np.ndarray


def read_labels(
    y: ArrayLike, n: int, scale: np.ndarray, fixed: bool, prior: Callable[[], np.ndarray]
) -> Labels:
    """Return labels as places on the scale.

    Parameters
    ----------
    y, n
        The labels, and how many there have to be.
    scale : ndarray of int
        The steps, ascending.
    fixed : bool
        Every step is a class, whether a label has it or not.
    prior : callable
        Returns the probability of each step before any label, (n, n_steps): asked where the labels
        may be positions (see `aineisto.core.coder.positions_of`).
    """
    labels = _numbers(checked_labels(y, n)) if n else np.empty(0, dtype=int)
    if n < LEAST_LABELS:
        raise ArgumentError(
            f"{n} labels are too few to learn from.",
            remedy=f"Code at least {LEAST_LABELS} statements; until then the prior answers.",
        )
    seen = np.unique(labels)
    if len(seen) < 2:
        raise ArgumentError(
            "All labels are the same, so that there is nothing to tell apart.",
            remedy="Code statements of other kinds too; until then the prior answers.",
        )
    steps = np.searchsorted(scale, seen).clip(max=len(scale) - 1)
    strange = seen != scale[steps]
    positions = positions_of(labels) if len(seen) <= len(scale) else None
    if positions is not None:
        known = prior()
        likeliest = classes_of_positions(positions, known, adjacent=True)
        told = np.log(np.maximum(known, 1e-6))
        gained = (told[np.arange(n), likeliest[positions]]).sum()
        if not strange.any():
            gained -= told[np.arange(n), steps[positions]].sum()
        if strange.any() or gained > LIKELIER_AS_POSITIONS:
            return Labels(seen, likeliest, positions)
    if strange.any():
        wrong = seen[strange][0]
        raise ArgumentError(
            f"The label {wrong!r} is not on the scale {scale.tolist()}.",
            place=f"label {int(np.flatnonzero(labels == wrong)[0]) + 1}",
            remedy="Mend the label, or give the scale of your codebook.",
        )
    if fixed:
        return Labels(scale, np.arange(len(scale)), np.searchsorted(scale, labels))
    return Labels(scale[steps], steps, np.searchsorted(seen, labels))


def _numbers(labels: list[Any]) -> np.ndarray:
    for row, label in enumerate(labels, start=1):
        if not isinstance(label, Real | np.bool_):
            raise ArgumentError(
                f"The labels are not numbers ({label!r}).",
                place=f"label {row}",
                remedy="Give values of the scale.",
            )
    return np.array(labels)
