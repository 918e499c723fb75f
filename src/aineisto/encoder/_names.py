"""Names out of the network's scores: the best sequence of labels that the BIO scheme allows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np


class Name(NamedTuple):
    """A name in a sentence.

    Attributes
    ----------
    start, end : int
        Numbers of its first word and of the word after its last.
    label : str
        ``PER``, ``ORG``, ``LOC``, ``PRO`` (product), ``EVENT`` or ``DATE``.
    confidence : float
        Mean probability of its words' labels, 0…1.

    Examples
    --------
    >>> find_names([["Soitin", "Maija", "Meikäläiselle", "."]])[0][0].label
    'PER'
    """

    start: int
    end: int
    label: str
    confidence: float


def decode_names(logits: np.ndarray, labels: Sequence[str]) -> list[Name]:
    """Find names by Viterbi's algorithm under the constraints of BIO.

    Parameters
    ----------
    logits : ndarray of float (words, labels)
        Scores of the labels for each word.
    labels : sequence of str
        ``O``, ``B-PER``, ``I-PER``, …: what the columns mean.

    Returns
    -------
    list of Name
        In order, without overlap. An ``I`` follows only ``B`` or ``I`` of the same kind.
    """
    if len(logits) == 0:
        return []
    scores = logits - logits.max(axis=1, keepdims=True)
    scores = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    path = best_path(scores, tuple(labels))
    probability = np.exp(scores[np.arange(len(path)), path])
    names: list[Name] = []
    start = None
    for word, label in enumerate([*(labels[i] for i in path), "O"]):
        if start is not None and label[:1] != "I":
            kind = labels[path[start]].partition("-")[2]
            names.append(Name(start, word, kind, float(probability[start:word].mean())))
            start = None
        if label[:1] == "B":
            start = word
    return names


def best_path(scores: np.ndarray, labels: tuple[str, ...]) -> np.ndarray:
    """Return the allowed sequence of labels with the highest sum of scores, int (words,)."""
    begins, follows = _allowed(labels)
    path = scores.argmax(axis=1)
    if begins[path[0]] == 0 and not follows[path[:-1], path[1:]].any():
        return path  # the best label of each word is allowed: nothing can be better
    best = scores[0] + begins
    origins = np.zeros(scores.shape, dtype=np.intp)
    for word in range(1, len(scores)):
        ways = best[:, None] + follows
        origins[word] = ways.argmax(axis=0)
        best = ways.max(axis=0) + scores[word]
    path[-1] = best.argmax()
    for word in range(len(scores) - 1, 0, -1):
        path[word - 1] = origins[word, path[word]]
    return path


@lru_cache(maxsize=4)
def _allowed(labels: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Penalties 0 or −∞: of a label at the beginning, and of one label after another."""
    inside = np.array([label[:1] == "I" for label in labels])
    kinds = np.array([label.partition("-")[2] for label in labels])
    forbidden = inside[None, :] & (kinds[:, None] != kinds[None, :])
    return np.where(inside, -np.inf, 0.0), np.where(forbidden, -np.inf, 0.0)
