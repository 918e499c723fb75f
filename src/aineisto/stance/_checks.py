"""What comes into the classifier is checked here, with the remedy in the message."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from aineisto.core.errors import AineistoError

#: Fewer labels than this teach nothing that the prior does not know.
LEAST_LABELS = 10


def as_texts(texts: Sequence[str]) -> list[str]:
    """Return texts as a list."""
    if isinstance(texts, str):
        raise AineistoError(
            "One text was given where a list of texts is needed.", remedy="Write [text]."
        )
    found = texts if isinstance(texts, list) else list(np.asarray(texts, dtype=object).ravel())
    if not all(isinstance(text, str) for text in found):
        raise AineistoError(
            "Some of the texts are not strings.", remedy="Leave out statements without text."
        )
    return found


def as_column(column: Sequence[str] | None, n: int, name: str) -> np.ndarray | None:
    """Return questions or respondents as texts, empty where one is missing."""
    if column is None:
        return None
    values = np.array(["" if pd.isna(value) else str(value) for value in column], dtype=str)
    if len(values) != n:
        raise AineistoError(
            f"{name} has {len(values)} values for {n} texts.", remedy="Give one for each text."
        )
    return values


def as_scale(scale: Sequence[int]) -> np.ndarray:
    """Return a scale, which must ascend."""
    classes = np.array(scale, dtype=int)
    if len(classes) < 2 or np.any(np.diff(classes) <= 0):
        raise AineistoError(
            f"The scale {list(scale)} is not ascending.",
            remedy="Write it from the lowest to the highest: (-2, -1, 0, 1, 2).",
        )
    return classes


def as_classes(y: ArrayLike, n: int, scale: np.ndarray) -> np.ndarray:
    """Return labels as places on the scale, shape (n,)."""
    labels = np.asarray(y)
    if labels.shape != (n,):
        raise AineistoError(
            f"There are {n} texts but labels of shape {labels.shape}.",
            remedy="Give one label for each text.",
        )
    if n < LEAST_LABELS:
        raise AineistoError(
            f"{n} labels are too few to learn from.",
            remedy=f"Code at least {LEAST_LABELS} statements; until then the prior answers.",
        )
    if labels.dtype.kind not in "biuf":
        raise AineistoError(
            f"The labels are not numbers ({labels[0]!r}).", remedy="Give values of the scale."
        )
    classes = np.searchsorted(scale, labels).clip(max=len(scale) - 1)
    strange = labels != scale[classes]
    if strange.any():
        raise AineistoError(
            f"The label {labels[strange][0]!r} is not on the scale {scale.tolist()}.",
            place=f"label {int(np.flatnonzero(strange)[0]) + 1}",
            remedy="Mend the label, or give the scale of your codebook.",
        )
    if len(np.unique(classes)) < 2:
        raise AineistoError(
            "All labels are the same, so that there is nothing to tell apart.",
            remedy="Code statements of other kinds too; until then the prior answers.",
        )
    return classes
