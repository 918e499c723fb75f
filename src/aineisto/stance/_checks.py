"""What comes into the classifier is checked here, with the remedy in the message."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from aineisto.core.checks import same_length
from aineisto.core.errors import ArgumentError

#: Fewer labels than this teach nothing that the prior does not know.
LEAST_LABELS = 10


def as_scale(scale: Sequence[int]) -> np.ndarray:
    """Return a scale, which must ascend."""
    classes = np.array(scale, dtype=int)
    if len(classes) < 2 or np.any(np.diff(classes) <= 0):
        raise ArgumentError(
            f"The scale {list(scale)} is not ascending.",
            remedy="Write it from the lowest to the highest: (-2, -1, 0, 1, 2).",
        )
    return classes


def as_classes(y: ArrayLike, n: int, scale: np.ndarray) -> np.ndarray:
    """Return labels as places on the scale, shape (n,)."""
    labels = np.asarray(y)
    if labels.ndim != 1:
        raise ArgumentError(
            f"The labels have the shape {labels.shape}.", remedy="Give one label for each text."
        )
    same_length("texts", range(n), "labels", labels)
    if n < LEAST_LABELS:
        raise ArgumentError(
            f"{n} labels are too few to learn from.",
            remedy=f"Code at least {LEAST_LABELS} statements; until then the prior answers.",
        )
    if labels.dtype.kind not in "biuf":
        raise ArgumentError(
            f"The labels are not numbers ({labels[0]!r}).", remedy="Give values of the scale."
        )
    classes = np.searchsorted(scale, labels).clip(max=len(scale) - 1)
    strange = labels != scale[classes]
    if strange.any():
        raise ArgumentError(
            f"The label {labels[strange][0]!r} is not on the scale {scale.tolist()}.",
            place=f"label {int(np.flatnonzero(strange)[0]) + 1}",
            remedy="Mend the label, or give the scale of your codebook.",
        )
    if len(np.unique(classes)) < 2:
        raise ArgumentError(
            "All labels are the same, so that there is nothing to tell apart.",
            remedy="Code statements of other kinds too; until then the prior answers.",
        )
    return classes
