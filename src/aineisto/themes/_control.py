"""What reading texts with what stands around them makes of texts that say nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from aineisto.themes._consensus import consensus, stability

#: Subsamples that suffice to see how stable random vectors are.
ENOUGH = 5


def control(
    labels: np.ndarray, words: Any, beside: np.ndarray, noise: np.ndarray, times: int, seed: int
) -> pd.DataFrame:
    """Return the same figures of the texts' groups and of groups of random vectors.

    The random vectors have been read with what stands around them just as the texts' are, and so
    have the words of other texts beside them; so whatever structure they show is made by the
    reading, not found in the texts.

    Parameters
    ----------
    labels : ndarray (n,)
        Groups of the texts.
    words : sparse matrix (n, v)
        TF-IDF of the texts, dealt out to others.
    beside : ndarray of int
        Places of the texts whose next text stands beside them.
    noise : ndarray (n, d)
        Random vectors, so read.

    Returns
    -------
    DataFrame
        Rows ``texts``, ``random vectors`` and ``chance`` (the texts' groups, dealt out again);
        columns ``same_turn`` (share of the neighbours in a turn that are in one group) and
        ``stability`` (NaN for chance, and where `times` is 0).
    """
    dealt = np.random.default_rng(seed).permutation(len(labels))
    made = consensus(noise, words, int(labels.max()) + 1, seed)
    times = min(times, ENOUGH)
    held = stability(noise, words, made, times, seed).overall if times else np.nan
    same = [
        float((some[beside] == some[beside + 1]).mean()) if len(beside) else np.nan
        for some in (labels, made, labels[dealt])
    ]
    return pd.DataFrame(
        {"same_turn": same, "stability": [np.nan, held, np.nan]},
        index=["texts", "random vectors", "chance"],
    )
