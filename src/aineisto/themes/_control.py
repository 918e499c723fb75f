"""What reading texts with their neighbours makes of texts that say nothing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from aineisto.core.vectors import unit
from aineisto.themes._consensus import consensus, stability
from aineisto.themes._features import with_neighbours

#: Subsamples that suffice to see how stable random vectors are.
ENOUGH = 5


def control(
    labels: np.ndarray, words: Any, turns: Sequence[Any], width: int, times: int, seed: int
) -> pd.DataFrame:
    """Return the same figures of the texts' groups and of groups of random vectors.

    The random vectors are read with their neighbours in the turn just as the texts' are, and
    beside them stand the words of other texts; so whatever structure they show is made by the
    reading, not found in the texts.

    Parameters
    ----------
    labels : ndarray (n,)
        Groups of the texts.
    words : sparse matrix (n, v)
        TF-IDF of the texts.
    turns : sequence (n,)
        The turn of each.
    width : int
        Dimensions of the random vectors.

    Returns
    -------
    DataFrame
        Rows ``texts``, ``random vectors`` and ``chance`` (the texts' groups, dealt out again);
        columns ``same_turn`` (share of the neighbours in a turn that are in one group) and
        ``stability`` (NaN for chance, and where `times` is 0).
    """
    random = np.random.default_rng(seed)
    dealt = random.permutation(len(labels))
    noise = random.standard_normal((len(labels), width)).astype(np.float32)
    vectors = unit(with_neighbours(unit(noise), turns))
    made = consensus(vectors, words[dealt], int(labels.max()) + 1, seed)
    times = min(times, ENOUGH)
    held = stability(vectors, words[dealt], made, times, seed).overall if times else np.nan
    beside = np.flatnonzero([a == b for a, b in pairwise(turns)])
    same = [
        float((some[beside] == some[beside + 1]).mean()) if len(beside) else np.nan
        for some in (labels, made, labels[dealt])
    ]
    return pd.DataFrame(
        {"same_turn": same, "stability": [np.nan, held, np.nan]},
        index=["texts", "random vectors", "chance"],
    )
