"""Vectors of statements with what stands around them in their dialogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from sklearn.preprocessing import normalize

from aineisto.core.vectors import unit
from aineisto.encoder import shared_encoder
from aineisto.language import Reading, read_statements
from aineisto.themes._constants import BACKGROUND_WEIGHT, CONTEXT
from aineisto.themes._words import Word, WordTable, content_words


def in_dialogue(reading: Reading, mean: np.ndarray) -> np.ndarray:
    """Return vectors of statements by themselves and with what stands around, (n, 4 d).

    Meaning and subject of both, without what any texts share (`mean` for the meaning): how much
    what stands around tells is for the learner to find.
    """
    means = {"vectors": mean, "subject": shared_encoder().subject_middle}
    # In one array from the start: of a large study, no part is held twice.
    parts = np.empty((len(reading), len(means), 2, reading.vectors.shape[1]), dtype=np.float32)
    for at, (kind, shared) in enumerate(means.items()):
        parts[:, at, 0] = unit(getattr(reading, kind) - shared)
        parts[:, at, 1] = unit(with_context(reading, kind, shared, CONTEXT))
    parts /= np.sqrt(2 * len(means))
    return parts.reshape(len(reading), -1)


def shrunken_mean(vectors: np.ndarray, common: np.ndarray) -> np.ndarray:
    """Return the mean of a study's vectors, drawn to `common` where they are few."""
    many = len(vectors)
    return np.asarray(
        (many * vectors.mean(axis=0) + BACKGROUND_WEIGHT * common) / (many + BACKGROUND_WEIGHT)
    )


def dialogue_of(texts: list[str], context: pd.DataFrame | Reading | None) -> Reading | None:
    """Return the reading of statements in their dialogue; None where they stand alone."""
    if context is None:
        return None
    reading = read_statements(texts, context)
    return reading if reading.in_dialogue else None


def with_context(
    reading: Reading, kind: str, mean: np.ndarray, weights: Mapping[str, float]
) -> np.ndarray:
    """Return vectors of statements and, weighted, of what stands around, without what all share.

    Parameters
    ----------
    reading : Reading
    kind : {"vectors", "subject"}
    mean : ndarray (d,)
        What all of them share.
    weights : mapping of str to float
        Of each part of what stands around.
    """
    mean = np.asarray(mean, dtype=np.float32)
    whole = getattr(reading, kind) - mean
    for name, sides in reading.around.items():
        counts = sides.counts[:, None].astype(np.float32)
        whole += weights[name] * (getattr(sides, kind) - counts * mean)
    return np.asarray(whole)


def clustering_vectors(reading: Reading) -> np.ndarray:
    """Return vectors of statements with what stands around, to find groups by, (n, 2 d).

    Its meaning and its subject weigh the same.
    """
    parts = [
        unit(with_context(reading, kind, getattr(reading, kind).mean(axis=0), CONTEXT))
        for kind in ("vectors", "subject")
    ]
    return np.hstack(parts) / np.sqrt(len(parts))


def context_words(
    reading: Reading, words: Sequence[list[Word]], lemmatizer: Any
) -> dict[str, list[Word]]:
    """Return the words of every text that is said in or around statements, by the text.

    Parameters
    ----------
    reading : Reading
        Of n statements.
    words : sequence of list of Word (n,)
        The words of the statements.
    lemmatizer : Lemmatizer
    """
    known = dict(zip(reading.texts, words, strict=True))
    for sides in reading.around.values():
        for text in (text for some in sides.texts for text in some):
            if text not in known:
                known[text] = content_words(text, lemmatizer)
    return known


def words_in_dialogue(
    reading: Reading, known: Mapping[str, list[Word]], usable: Iterable[int]
) -> Any:
    """Return TF-IDF of statements with, weighted, that of what stands around, rows of length 1.

    Parameters
    ----------
    reading : Reading
        Of n statements.
    known : mapping of str to list of Word
        The words of every text (`context_words`).
    usable : iterable of int
        The statements whose words and surroundings make the vocabulary.

    Returns
    -------
    sparse matrix (n, vocabulary)
    """
    own = [known[text] for text in reading.texts]
    around = {
        name: [[word for text in some for word in known[text]] for some in sides.texts]
        for name, sides in reading.around.items()
    }
    table = WordTable([sum((some[row] for some in around.values()), own[row]) for row in usable])
    rows = table.transform(own)
    for name, beside in around.items():
        rows = rows + CONTEXT[name] * table.transform(beside)
    return normalize(rows)


def permuted_words(
    known: Mapping[str, list[Word]], random: np.random.Generator
) -> dict[str, list[Word]]:
    """Return the words of texts given to other texts by chance."""
    every = list(known.values())
    return {text: every[k] for text, k in zip(known, random.permutation(len(every)), strict=True)}


def random_vectors_in_dialogue(
    reading: Reading, width: int, random: np.random.Generator
) -> np.ndarray:
    """Return random vectors read with what stands around: a vector a text, the same wherever it is.

    Parameters
    ----------
    reading : Reading
        Of n statements.
    width : int
        Dimensions.
    random : Generator

    Returns
    -------
    ndarray of float32 (n, width)
    """
    drawn: dict[str, np.ndarray] = {}

    def of(text: str) -> np.ndarray:
        if text not in drawn:
            some = random.standard_normal(width).astype(np.float32)
            drawn[text] = some / np.linalg.norm(some)
        return drawn[text]

    rows = np.array([of(text) for text in reading.texts])
    for name, sides in reading.around.items():
        for row, texts in enumerate(sides.texts):
            for text in texts:
                rows[row] += CONTEXT[name] * of(text)
    return np.asarray(unit(rows))


def follow_directly(reading: Reading) -> list[bool]:
    """Tell of each statement but the last whether the next one is said right after it."""
    before = reading.around["before"].texts
    return [
        bool(before[row + 1]) and before[row + 1][-1] == text
        for row, text in enumerate(reading.texts[:-1])
    ]
