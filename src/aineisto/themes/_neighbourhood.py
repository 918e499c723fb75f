"""What the texts of a study tell of each other: alike texts have alike themes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from aineisto.core.vectors import unit
from aineisto.themes._consensus import ALONE, agreed_graph
from aineisto.themes._features import with_neighbours
from aineisto.themes._graph import neighbour_graph
from aineisto.themes._words import Word
from aineisto.themes._wordtable import WordTable

#: What a text says itself, against the likeness (sum of up to 1 each) of its neighbours, and how
#: often these are asked. Chosen on questions of the election that no benchmark uses.
OWN, ROUNDS = 0.5, 20
#: Texts beyond these take long to group many times: their nearest count as they are.
MANY = 1500


class Neighbourhood:
    """The texts of a study, each beside the texts most like it.

    Parameters
    ----------
    vectors : ndarray (n, d)
        Centred, of length 1.
    words : list of list of Word
        Content words.
    turns : sequence (n,)
        The turn of each text: likeness is that of texts read with what stands beside them.
    themes : int
        Number of themes. Neighbours that groupings of the texts into so many put together count
        more (`_consensus.agreed_graph`).
    """

    def __init__(
        self,
        vectors: np.ndarray,
        words: Sequence[Sequence[Word]],
        turns: Sequence[Any],
        themes: int,
    ) -> None:
        from sklearn.preprocessing import normalize

        table = normalize(with_neighbours(WordTable(words).transform(words), turns))
        beside = unit(with_neighbours(vectors, turns))
        if len(words) > MANY:
            self.graph = neighbour_graph(beside, table, *ALONE)
        else:
            self.graph = agreed_graph(beside, table, min(themes, len(words) // 5), seed=0)

    def spread(self, utilities: np.ndarray) -> np.ndarray:
        """Return utilities to which the texts most alike have added theirs.

        Label propagation (Zhou et al. 2004) of utilities on the graph of nearest neighbours: each
        text takes from its neighbours as much as they are like it, and they have taken from
        theirs. A text that is like no other keeps to itself.

        Parameters
        ----------
        utilities : ndarray (n, m)
            Of the texts by themselves.

        Returns
        -------
        ndarray (n, m)
        """
        from scipy.sparse import diags

        likeness = np.asarray(self.graph.sum(axis=1))
        passed = diags(1 / (OWN + likeness).ravel()) @ self.graph
        reached = utilities
        for _ in range(ROUNDS):
            reached = utilities * OWN / (OWN + likeness) + passed @ reached
        return np.asarray(reached)

    def trust(self, utilities: np.ndarray) -> float:
        """Return how far texts that are alike have the same theme, each by itself; 1 all, 0 chance.

        Share of the likeness that is between texts whose likeliest themes are the same, corrected
        for chance as in Cohen's kappa (1960).
        """
        themes = utilities.argmax(axis=1)
        edges = self.graph.tocoo()
        same = themes[edges.row] == themes[edges.col]
        found = float(edges.data @ same / edges.data.sum())
        chance = float(((np.bincount(themes) / len(themes)) ** 2).sum())
        return max(0.0, (found - chance) / (1 - chance)) if chance < 1 else 0.0
