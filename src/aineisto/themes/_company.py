"""What the texts of a study tell of each other: alike texts have alike themes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aineisto.themes._graph import neighbour_graph
from aineisto.themes._words import Word
from aineisto.themes._wordtable import WordTable

#: Weight of the words beside the vectors, where likeness of texts is looked for.
LEXICAL = 1.2
#: What a text says itself, against the likeness (sum of up to 1 each) of its neighbours, and how
#: often these are asked. Chosen on questions of the election that no benchmark uses.
OWN, ROUNDS = 0.7, 20


def spread(
    utilities: np.ndarray, vectors: np.ndarray, words: Sequence[Sequence[Word]]
) -> np.ndarray:
    """Return utilities to which the texts most alike have added theirs.

    Label propagation (Zhou et al. 2004) of utilities on the graph of ten nearest neighbours: each
    text takes from its neighbours as much as they are like it, and they have taken from theirs.
    A text that is like no other keeps to itself.

    Parameters
    ----------
    utilities : ndarray (n, k)
        Of the themes, for the texts by themselves.
    vectors : ndarray (n, d)
        Centred, of length 1.
    words : list of list of Word
        Content words.

    Returns
    -------
    ndarray (n, k)
        Rows of mean 0.
    """
    from scipy.sparse import diags

    graph = neighbour_graph(vectors, WordTable(words).transform(words), LEXICAL)
    likeness = np.asarray(graph.sum(axis=1))
    graph = diags(1 / (OWN + likeness).ravel()) @ graph
    own = utilities - utilities.mean(axis=1, keepdims=True)
    reached = own
    for _ in range(ROUNDS):
        reached = own * OWN / (OWN + likeness) + graph @ reached
    return np.asarray(reached)
