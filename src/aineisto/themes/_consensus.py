"""Groups that several graphs of the same texts agree on, and how they hold in subsamples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from aineisto.themes._graph import NEIGHBOURS, cluster, neighbour_graph

#: Weight of the words beside the vectors, and number of neighbours, of the graphs that are asked.
#: No one of them is best for every study; what they agree on is better than each.
MEMBERS = ((0.8, 7), (0.8, 14), (1.1, 10), (1.5, 7), (1.5, 14))
#: Where there is only one graph: texts beyond `MANY` take long to cluster many times.
ALONE, MANY = (1.1, NEIGHBOURS), 3000
#: Weight of an edge that no member's groups hold together, beside one that all do.
LEAST = 0.5
#: Share of the texts in a subsample.
DRAWN = 0.8


def mean_graph(vectors: np.ndarray, words: Any) -> Any:
    """Return the mean of the members' graphs; it has the neighbours of each."""
    graphs = _graphs(vectors, words)
    return sum(graphs[1:], graphs[0]) / len(graphs)


def consensus(vectors: np.ndarray, words: Any, number: int, seed: int) -> np.ndarray:
    """Return a label for each text, 0 the largest: groups of the graph that is agreed on."""
    return cluster(agreed_graph(vectors, words, number, seed), number, seed)


def agreed_graph(vectors: np.ndarray, words: Any, number: int, seed: int) -> Any:
    """Return the graph of texts that groupings into `number` groups agree on.

    Each member's graph is clustered; an edge of their mean graph then counts the more, the more
    members put its ends together (evidence accumulation, Fred & Jain 2005).
    """
    from scipy.sparse import csr_matrix

    graphs = _graphs(vectors, words)
    if len(graphs) == 1 or number < 2:
        return graphs[0]
    found = [cluster(graph, number, seed) for graph in graphs]
    edges = sum(graphs[1:], graphs[0]).tocoo()
    agreed = np.mean([labels[edges.row] == labels[edges.col] for labels in found], axis=0)
    weights = edges.data / len(graphs) * (LEAST + agreed)
    return csr_matrix((weights, (edges.row, edges.col)), edges.shape)


def _graphs(vectors: np.ndarray, words: Any) -> list[Any]:
    members = MEMBERS if len(vectors) <= MANY else (ALONE,)
    return [neighbour_graph(vectors, words, lexical, near) for lexical, near in members]


@dataclass(frozen=True)
class Stability:
    """How the groups held when part of the texts was left out.

    Attributes
    ----------
    overall : float
        Mean adjusted Rand index of the subsamples' groups with the groups of all texts.
    of_group : ndarray (k,)
        Mean of the best Jaccard index of each group with a group of a subsample (Hennig 2007):
        over .75 it holds, under .5 it falls apart.
    low, high : ndarray (k,)
        The 10th and 90th percentile over the subsamples.
    """

    overall: float
    of_group: np.ndarray
    low: np.ndarray
    high: np.ndarray


def stability(
    vectors: np.ndarray, words: Any, labels: np.ndarray, times: int, seed: int
) -> Stability:
    """Cluster `times` draws of 80 % of the texts anew and compare with the labels of the whole."""
    from sklearn.metrics import adjusted_rand_score

    random = np.random.default_rng(seed)
    number = int(labels.max()) + 1
    size = max(number + 1, round(DRAWN * len(labels)))
    overall, held = [], []
    for _ in range(times):
        some = np.sort(random.permutation(len(labels))[:size])
        again = consensus(vectors[some], words[some], number, seed)
        overall.append(adjusted_rand_score(labels[some], again))
        held.append(_best_jaccard(labels[some], again, number))
    low, high = np.nanquantile(held, [0.1, 0.9], axis=0)
    return Stability(float(np.mean(overall)), np.nanmean(held, axis=0), low, high)


def _best_jaccard(whole: np.ndarray, again: np.ndarray, number: int) -> np.ndarray:
    both = np.zeros((number, int(again.max()) + 1))
    np.add.at(both, (whole, again), 1)
    union = both.sum(axis=1, keepdims=True) + both.sum(axis=0, keepdims=True) - both
    best = (both / union).max(axis=1)
    return np.where(both.any(axis=1), best, np.nan)  # none of the group was drawn
