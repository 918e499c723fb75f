"""Vectors of statements with what stands around them in their dialogue."""

from __future__ import annotations

import numpy as np

from aineisto.core.vectors import unit
from aineisto.encoder import shared_encoder
from aineisto.language import Reading
from aineisto.themes._prior import read_prior

#: So many texts of a study weigh as much as the background where its middle is looked for.
SOME = 20


def in_dialogue(reading: Reading, middle: np.ndarray) -> np.ndarray:
    """Return vectors of statements by themselves and with what stands around, (n, 4 d).

    Meaning and subject of both, without what any texts share (`middle` for the meaning): how much
    what stands around tells is for the learner to find.
    """
    middles = {"vectors": middle, "subject": shared_encoder().subject_middle}
    parts = [
        unit(rows)
        for kind, shared in middles.items()
        for rows in (getattr(reading, kind) - shared, with_around(reading, kind, shared))
    ]
    return np.hstack(parts) / np.sqrt(len(parts))


def shrunken_middle(vectors: np.ndarray, common: np.ndarray) -> np.ndarray:
    """Return the mean of a study's vectors, drawn to `common` where they are few."""
    many = len(vectors)
    return np.asarray((many * vectors.mean(axis=0) + SOME * common) / (many + SOME))


def with_around(reading: Reading, kind: str, middle: np.ndarray) -> np.ndarray:
    """Return vectors of statements and, weighted, of what stands around, without what all share.

    Parameters
    ----------
    reading : Reading
    kind : {"vectors", "subject"}
    middle : ndarray (d,)
        What all of them share.
    """
    constants = read_prior()
    whole = getattr(reading, kind) - middle
    for name, sides in reading.around.items():
        many = np.array([len(some) for some in sides.texts])[:, None]
        whole = whole + getattr(constants, name) * (getattr(sides, kind) - many * middle)
    return np.asarray(whole)
