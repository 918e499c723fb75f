"""Spectral clustering of texts on the graph of their nearest neighbours."""

from __future__ import annotations

from typing import Any

import numpy as np

NEIGHBOURS = 10
#: Fewest themes that are suggested.
FEWEST = 3
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
    rows, columns, values = [], [], []
    for start in range(0, number, CHUNK):
        part = slice(start, min(start + CHUNK, number))
        likeness = vectors[part] @ vectors.T
        likeness += lexical**2 * (words[part] @ words.T).toarray()
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
    return int(gaps.argmax()) + FEWEST, gaps
