"""Texts on a plane: alike ones near each other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from aineisto.core.vectors import unit

#: Weight of the words beside the vectors.
LEXICAL = 1.2
#: Most texts laid out; more would hide each other.
MOST = 2000
#: Dimensions before the plane, neighbours that a text should keep (at most), and fewest texts
#: that t-SNE has something to do with.
INNER, PERPLEXITY, FEWEST = 30, 30, 12


def chosen(number: int, seed: int) -> np.ndarray:
    """Return which of so many texts are laid out, in order."""
    if number <= MOST:
        return np.arange(number)
    return np.sort(np.random.default_rng(seed).permutation(number)[:MOST])


def lay_out(vectors: np.ndarray, words: Any, seed: int) -> np.ndarray:
    """Return places (n, 2) by t-SNE (van der Maaten & Hinton 2008), started from components.

    Parameters
    ----------
    vectors : ndarray (n, d)
        Centred sentence vectors of length 1.
    words : sparse matrix (n, v)
        TF-IDF.
    seed : int
        The same texts and seed give the same picture.
    """
    from scipy.sparse import csr_matrix, hstack
    from sklearn.decomposition import TruncatedSVD
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    both = hstack([csr_matrix(vectors.astype(np.float64)), LEXICAL * words]).tocsr()
    inner = TruncatedSVD(min(INNER, len(vectors) - 1), random_state=seed).fit_transform(both)
    start = inner[:, :2] / max(float(inner[:, 0].std()), 1e-9) * 1e-4
    if len(vectors) < FEWEST:
        return start
    model = TSNE(
        perplexity=min(PERPLEXITY, len(vectors) / 4),
        init=start.astype(np.float32),
        learning_rate="auto",
        random_state=seed,
        n_jobs=1,
    )
    # Threads that wait for each other a thousand times cost minutes where the machine is busy;
    # and in one, sums do not depend on how many cores there are.
    with threadpool_limits(1):
        return np.asarray(model.fit_transform(inner.astype(np.float32)), dtype=float)


def with_places(
    frame: pd.DataFrame, *, embedder: Any = "default", lemmatizer: Any = None, seed: int = 0
) -> pd.DataFrame:
    """Return a frame of coded statements with their places on the map, ``x`` and ``y``.

    Parameters
    ----------
    frame : DataFrame
        As `theme_occurrences` gives it. A statement of several themes is drawn once, by the
        first; beyond 2,000 statements a random part is.
    embedder, lemmatizer : objects, optional
        By default those the process shares.
    seed : int
        The same statements and seed give the same picture.
    """
    from aineisto.core.text import without_notes
    from aineisto.language import NoVectors, embedder_of
    from aineisto.themes._words import WordTable, content_words, lemmatizer_of

    once = frame.drop_duplicates("statement")
    once = once.iloc[chosen(len(once), seed)].copy()
    texts = once["clean" if "clean" in once else "text"].tolist()
    known = lemmatizer_of(lemmatizer)
    words = [content_words(text, known) for text in texts]
    vectors = (embedder_of(embedder) or NoVectors()).encode([without_notes(text) for text in texts])
    vectors = unit(np.asarray(vectors) - np.mean(vectors, axis=0))
    once[["x", "y"]] = lay_out(vectors, WordTable(words).transform(words), seed)
    return once
