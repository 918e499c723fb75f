"""Vectors of single words: those of the Finnish spaCy pipeline, by subwords, so of any word."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from aineisto.core.errors import ModelError

_PIPELINE = "spacy_fi_experimental_web_md"


@cache
def _vocabulary() -> Any:
    try:
        import spacy

        pipes = spacy.util.get_package_path(_PIPELINE).glob("*/config.cfg")
        components = spacy.util.load_config(next(pipes))["nlp"]["pipeline"]
        return spacy.load(_PIPELINE, exclude=components).vocab
    except (ImportError, OSError, StopIteration) as error:
        raise ModelError(
            f"The word vectors of the spaCy pipeline {_PIPELINE} cannot be loaded: {error}.",
            remedy="Install it: pip install spacy-fi-experimental-web-md.",
        ) from error


def word_vectors(words: Sequence[str]) -> npt.NDArray[np.float32]:
    """Vectors of length 1 of words without context; (n, 300).

    Parameters
    ----------
    words : sequence of str

    Raises
    ------
    ModelError
        When the spaCy pipeline that brings the vectors is not installed.
    """
    vocabulary = _vocabulary()
    vectors = np.array([vocabulary.get_vector(word.lower()) for word in words], dtype=np.float32)
    vectors = vectors.reshape(len(words), -1)
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.maximum(length, 1e-9)
