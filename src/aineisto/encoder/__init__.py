"""One small encoder of Finnish: sentence vectors, tags, names, polarity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from aineisto.encoder._encoder import Encoder, Reading, shared_encoder
from aineisto.encoder._names import Name
from aineisto.encoder._voikko import FEATURES as VOIKKO_FEATURES
from aineisto.encoder._voikko import features as voikko_features
from aineisto.language import Tag

__all__ = [
    "VOIKKO_FEATURES",
    "Encoder",
    "Name",
    "Reading",
    "find_names",
    "polarity",
    "read_words",
    "shared_encoder",
    "tag_words",
    "voikko_features",
    "word_vectors",
]


def tag_words(sentences: Iterable[Sequence[str]]) -> list[list[Tag]]:
    """Return part of speech and features of every word: `Encoder.tag_words` of the shared encoder.

    Parameters
    ----------
    sentences : iterable of sequences of str
        Words of each sentence, as `aineisto.language.tokenize` cuts them.

    Returns
    -------
    list of list of Tag
    """
    return shared_encoder().tag_words(sentences)


def find_names(sentences: Iterable[Sequence[str]]) -> list[list[Name]]:
    """Return the names in sentences: `Encoder.find_names` of the shared encoder.

    Parameters
    ----------
    sentences : iterable of sequences of str

    Returns
    -------
    list of list of Name
    """
    return shared_encoder().find_names(sentences)


def read_words(sentences: Iterable[Sequence[str]]) -> Iterator[Reading]:
    """Yield tags and names of sentences in one pass: `Encoder.read` of the shared encoder.

    Parameters
    ----------
    sentences : iterable of sequences of str
    """
    return shared_encoder().read(sentences)


def polarity(texts: Iterable[str]) -> np.ndarray:
    """Return probabilities of polarity, (n, k): `Encoder.polarity` of the shared encoder.

    Parameters
    ----------
    texts : iterable of str
    """
    return shared_encoder().polarity(texts)


def word_vectors(sentences: Iterable[Sequence[str]]) -> list[np.ndarray]:
    """Return a vector for every word in its sentence: `Encoder.word_vectors`.

    Parameters
    ----------
    sentences : iterable of sequences of str
    """
    return shared_encoder().word_vectors(sentences)
