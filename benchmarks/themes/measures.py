"""Figures that more than one benchmark gives."""

from __future__ import annotations

import numpy as np

BINS = 10


def calibration_error(sure: np.ndarray, hit: np.ndarray) -> float:
    """Return the expected calibration error: said against right, in ten bins of equal width.

    Mean over the bins of how far the mean confidence is from the share that was right, weighted
    by how many fall into each (Naeini, Cooper & Hauskrecht 2015).
    """
    place = np.minimum((np.asarray(sure) * BINS).astype(int), BINS - 1)
    gaps = [
        (place == b).mean() * abs(sure[place == b].mean() - hit[place == b].mean())
        for b in np.unique(place)
    ]
    return float(np.sum(gaps))
