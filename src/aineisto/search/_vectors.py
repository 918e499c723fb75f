"""Vectors of single words: those of spaCy's Finnish pipeline, by subwords, so of any word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from aineisto.language import spacy_pipeline


def word_vectors(words: Sequence[str]) -> npt.NDArray[np.float32]:
    """Vectors of length 1 of words without context; (n, 300).

    Parameters
    ----------
    words : sequence of str

    Raises
    ------
    ModelError
        When the pipeline is not installed: ``aineisto[spacy]``.
    """
    vocabulary = spacy_pipeline("word vectors").vocab
    vectors = np.array([vocabulary.get_vector(word.lower()) for word in words], dtype=np.float32)
    vectors = vectors.reshape(len(words), -1)
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.maximum(length, 1e-9)
