"""BERTopic as an engine: the same vectors and lemmas, UMAP and HDBSCAN instead of a graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from aineisto.core.errors import ArgumentError, ModelError

#: Fewer texts than these UMAP cannot lay out in five dimensions.
LEAST = 20
NEIGHBOURS, DIMENSIONS = 15, 5


def dense_groups(
    lemmas: Sequence[Sequence[str]], vectors: np.ndarray, number: int | None, seed: int
) -> tuple[Any, np.ndarray, int]:
    """Return the model, a label for each text (-1 outside every group) and how many were found.

    Groups beyond `number` are merged; where HDBSCAN finds fewer, they stay fewer.

    Raises
    ------
    ModelError
        When BERTopic is not installed.
    AineistoError
        When there are too few texts, or none of them lie close together.
    """
    try:
        from bertopic import BERTopic
        from umap import UMAP
    except ImportError as error:
        raise ModelError(
            'engine="bertopic" needs the package bertopic.',
            remedy='pip install "aineisto[topics]", or use engine="spectral".',
        ) from error
    from sklearn.feature_extraction.text import CountVectorizer

    if len(vectors) < LEAST:
        raise ArgumentError(
            f"BERTopic cannot group {len(vectors)} texts.",
            remedy=f'Give at least {LEAST}, or use engine="spectral".',
        )
    model = BERTopic(
        embedding_model=None,
        language="multilingual",  # "english" strips every ä and ö off the words
        umap_model=UMAP(
            n_neighbors=min(NEIGHBOURS, len(vectors) - 1),
            n_components=DIMENSIONS,
            min_dist=0.0,
            metric="cosine",
            random_state=seed,
            n_jobs=1,
        ),
        vectorizer_model=CountVectorizer(analyzer=str.split),
    )
    documents = [" ".join(some) for some in lemmas]
    labels = np.asarray(model.fit_transform(documents, embeddings=vectors)[0])
    found = int(labels.max()) + 1
    if found == 0:
        raise ArgumentError(
            f"BERTopic found no dense group in {len(vectors)} texts.",
            remedy='Give more texts, or use engine="spectral".',
        )
    if number is not None and number < found:
        # BERTopic counts the texts outside every group as a topic of their own.
        model.reduce_topics(documents, nr_topics=number + int((labels < 0).any()))
        labels = np.asarray(model.topics_)
    return model, labels, found
