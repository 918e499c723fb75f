"""One small encoder of Finnish: sentence vectors, tags, names, polarity."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence

import numpy as np

from aineisto.encoder._decoding import Name
from aineisto.encoder._encoder import Encoder, Reading, shared_encoder
from aineisto.encoder._statements import Line, StatementOutputs
from aineisto.encoder._voikko import FEATURES as VOIKKO_FEATURES
from aineisto.encoder._voikko import features as voikko_features
from aineisto.morphology import Tag

__all__ = [
    "VOIKKO_FEATURES",
    "Encoder",
    "Line",
    "Name",
    "Reading",
    "StatementOutputs",
    "find_names",
    "polarity",
    "read_words",
    "shared_encoder",
    "tag_words",
    "voikko_features",
    "word_vectors",
]


def tag_words(
    sentences: Iterable[Sequence[str]], documents: Iterable[Hashable] | None = None
) -> list[list[Tag]]:
    """Return part of speech and features of every word: `Encoder.tag_words` of the shared encoder.

    Parameters
    ----------
    sentences : iterable of sequences of str
        Words of each sentence, as `aineisto.language.tokenize` cuts them.
    documents : iterable, optional
        For every sentence a mark of its document: short neighbours are then read together.

    Returns
    -------
    list of list of Tag

    Examples
    --------
    >>> [tag.upos for tag in tag_words([["Järjestelmä", "kaatuu", "usein", "."]])[0]]
    ['NOUN', 'VERB', 'ADV', 'PUNCT']
    """
    return shared_encoder().tag_words(sentences, documents)


def find_names(
    sentences: Iterable[Sequence[str]], documents: Iterable[Hashable] | None = None
) -> list[list[Name]]:
    """Return the names in sentences: `Encoder.find_names` of the shared encoder.

    Parameters
    ----------
    sentences, documents
        As in `tag_words`.

    Returns
    -------
    list of list of Name

    Examples
    --------
    >>> found = find_names([["Juha", "Sipilä", "asuu", "Oulussa", "."]])[0]
    >>> [(name.start, name.end, name.label) for name in found]
    [(0, 2, 'PER'), (3, 4, 'LOC')]
    """
    return shared_encoder().find_names(sentences, documents)


def read_words(
    sentences: Iterable[Sequence[str]], documents: Iterable[Hashable] | None = None
) -> Iterator[Reading]:
    """Yield tags and names of sentences in one pass: `Encoder.read` of the shared encoder.

    Parameters
    ----------
    sentences, documents
        As in `tag_words`.

    Examples
    --------
    >>> [reading.names for reading in read_words([["Satoi", "koko", "päivän", "."]])]
    [[]]
    """
    return shared_encoder().read(sentences, documents)


def polarity(texts: Iterable[str]) -> np.ndarray:
    """Return probabilities of polarity, (n, k): `Encoder.polarity` of the shared encoder.

    Parameters
    ----------
    texts : iterable of str

    Examples
    --------
    >>> texts = ["Aivan loistava palvelu!", "Tosi huonoa palvelua, en suosittele."]
    >>> polarity(texts).argmax(axis=1).tolist()
    [4, 1]
    """
    return shared_encoder().polarity(texts)


def word_vectors(sentences: Iterable[Sequence[str]]) -> list[np.ndarray]:
    """Return a vector for every word in its sentence: `Encoder.word_vectors`.

    Parameters
    ----------
    sentences : iterable of sequences of str

    Examples
    --------
    >>> [vectors.shape[0] for vectors in word_vectors([["Se", "toimii", "."]])]
    [3]
    """
    return shared_encoder().word_vectors(sentences)
