"""Groups of texts: spectral clustering of the graph of nearest neighbours, groups that several such
graphs agree on, how they hold in subsamples, and what the same makes of random vectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aineisto.themes._constants import (
    ENOUGH_SUBSAMPLES,
    FEWEST_THEMES,
    GRAPHS,
    LEAST_EDGE,
    MANY_TO_CLUSTER,
    NEIGHBOURS,
    ONE_GRAPH,
    SUBSAMPLE,
)

CHUNK = 512


def neighbour_graph(vectors: np.ndarray, words: Any, lexical: float, near: int = NEIGHBOURS) -> Any:
    """Return the symmetric graph of each text's nearest, weighted by likeness (at most 1).

    Parameters
    ----------
    vectors : ndarray (n, d)
        Centred sentence vectors of length 1.
    words : sparse matrix (n, v)
        TF-IDF of lemmas, rows of length 1.
    lexical : float
        Weight of the words beside the vectors.
    near : int
        How many nearest.
    """
    from scipy.sparse import csr_matrix

    number = len(vectors)
    near = min(near, number - 1)
    words = csr_matrix(words * lexical, dtype=np.float32)
    others = words.T.tocsr()
    shared = np.empty((min(CHUNK, number), number), np.float32)  # filled anew for every part
    rows, columns, values = [], [], []
    for start in range(0, number, CHUNK):
        part = slice(start, min(start + CHUNK, number))
        likeness = vectors[part] @ vectors.T
        likeness += (words[part] @ others).toarray(out=shared[: part.stop - part.start])
        likeness /= 1 + lexical**2
        here = np.arange(part.start, part.stop)
        likeness[here - start, here] = -np.inf
        best = _largest(likeness, near)
        rows.append(np.repeat(here, near))
        columns.append(best.ravel())
        values.append(np.take_along_axis(likeness, best, axis=1).ravel())
    weights = np.maximum(np.concatenate(values), 1e-3)
    index = (np.concatenate(rows), np.concatenate(columns))
    graph = csr_matrix((weights, index), shape=(number, number))
    return _connected((graph + graph.T) / 2)


def _largest(rows: np.ndarray, number: int) -> np.ndarray:
    """Return the columns of the largest values of each row, the largest first.

    Equal ones in the order they stand, so that the result repeats. What a stable sort would begin
    with, found without sorting the rest.
    """
    if not number:
        return np.zeros((len(rows), 0), dtype=int)
    least = np.partition(rows, -number, axis=1)[:, -number]
    best = np.empty((len(rows), number), dtype=int)
    for place, row in enumerate(rows):
        there = np.flatnonzero(row >= least[place])
        best[place] = there[np.argsort(-row[there], kind="stable")[:number]]
    return best


def _connected(graph: Any) -> Any:
    """Tie the pieces of a graph together by threads too weak to matter."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    pieces, member = connected_components(graph, directed=False)
    if pieces == 1:
        return graph
    first = np.array([np.flatnonzero(member == piece)[0] for piece in range(pieces)])
    threads = csr_matrix((np.full(pieces - 1, 1e-4), (first[:-1], first[1:])), shape=graph.shape)
    return graph + threads + threads.T


def cluster(graph: Any, number: int, seed: int) -> np.ndarray:
    """Return a label for each text, 0 the largest.

    Eigenvectors of the normalised Laplacian, turned into labels by pivoted QR (Damle, Minden &
    Ying 2019), which needs no random start.
    """
    from sklearn.cluster import SpectralClustering

    model = SpectralClustering(
        number, affinity="precomputed", assign_labels="cluster_qr", random_state=seed
    )
    return by_size(model.fit_predict(graph))


def by_size(labels: np.ndarray) -> np.ndarray:
    """Renumber labels from 0, the largest first; -1 stays."""
    found, sizes = np.unique(labels[labels >= 0], return_counts=True)
    order = found[np.argsort(-sizes, kind="stable")]
    renumbered = np.full(len(labels), -1, dtype=int)
    for new, old in enumerate(order):
        renumbered[labels == old] = new
    return renumbered


def eigengap(graph: Any, most: int) -> tuple[int, np.ndarray]:
    """Return how many groups the graph suggests, and the gaps that say so.

    The number after which the eigenvalues of the normalised Laplacian jump the most (von
    Luxburg 2007). ``gaps[i]`` is the jump after ``i + 3`` groups: fewer than three say nothing
    of a study.
    """
    from scipy.sparse import identity
    from scipy.sparse.csgraph import laplacian
    from scipy.sparse.linalg import eigsh

    size = graph.shape[0]
    normal = laplacian(graph, normed=True)
    wanted = min(most + 1, size - 1)
    start = np.full(size, size**-0.5)
    # The smallest eigenvalues of L are the largest of 2I - L, which are quick to find.
    values = 2 - eigsh(2 * identity(size) - normal, k=wanted, v0=start, return_eigenvectors=False)
    gaps = np.diff(np.sort(values))[2:]
    return int(gaps.argmax()) + FEWEST_THEMES, gaps


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
    weights = edges.data / len(graphs) * (LEAST_EDGE + agreed)
    return csr_matrix((weights, (edges.row, edges.col)), edges.shape)


def _graphs(vectors: np.ndarray, words: Any) -> list[Any]:
    members = GRAPHS if len(vectors) <= MANY_TO_CLUSTER else (ONE_GRAPH,)
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
    size = max(number + 1, round(SUBSAMPLE * len(labels)))
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
    times = min(times, ENOUGH_SUBSAMPLES)
    held = stability(noise, words, made, times, seed).overall if times else np.nan
    same = [
        float((some[beside] == some[beside + 1]).mean()) if len(beside) else np.nan
        for some in (labels, made, labels[dealt])
    ]
    return pd.DataFrame(
        {"same_turn": same, "stability": [np.nan, held, np.nan]},
        index=["texts", "random vectors", "chance"],
    )
