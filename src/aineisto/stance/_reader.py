"""The encoder's answer about a statement in its dialogue, joined with what the cue words say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from aineisto.core.data import data_path
from aineisto.language import STOPWORDS, Reading, can_read, defaults
from aineisto.stance._prior import read_facts
from aineisto.stance._weights import WordWeight
from aineisto.stance._words import is_negator

#: The steps whose probabilities the encoder gives.
STEPS = np.arange(-2.0, 3.0)
#: Probabilities below this are taken for this: nobody is that sure.
_LEAST = 1e-4
_WORD = re.compile(r"\w")
_GRAMMAR = STOPWORDS | frozenset(
    ["on", "oli", "ole", "olisi", "ovat", "olla", "kaksi", "kolme", "yksi"]
)


@dataclass(frozen=True)
class ReaderFacts:
    """How the reader is weighed; ``models/stance-fi/calibrate.py`` found it on a study kept for it.

    Attributes
    ----------
    version : str
        Of the encoder it holds for.
    spoken, written : float
        The reader's share in the logarithm of the cold probabilities, against the cue words', where
        a dialogue is speech and where it is written Finnish.
    much : float
        From this share of words not in their standard form on, a dialogue is speech.
    temperature : float
        Logarithms are divided by it.
    cuts, written_cuts : ndarray (4,)
        Cut points on the mean of the probabilities, of speech and of written Finnish: those of the
        highest kappa to be expected, under the probabilities themselves.
    nonconformity : ndarray
        One minus the probability of the coders' step, sorted, of the study kept for it.
    """

    version: str
    spoken: float
    written: float
    much: float
    temperature: float
    cuts: np.ndarray
    written_cuts: np.ndarray
    nonconformity: np.ndarray


@lru_cache(maxsize=1)
def reader_facts() -> ReaderFacts:
    """Return how the reader that ships is weighed."""
    facts = read_facts(data_path("models/stance-fi"))["reader"]
    return ReaderFacts(
        facts["encoder"],
        float(facts["spoken"]),
        float(facts["written"]),
        float(facts["much"]),
        float(facts["temperature"]),
        np.array(facts["cuts"], dtype=float),
        np.array(facts["written_cuts"], dtype=float),
        np.array(facts["nonconformity"], dtype=float),
    )


def reads(embedder: Any) -> bool:
    """Tell whether statements are read by the encoder with an estimator's ``embedder``."""
    name = embedder if isinstance(embedder, str) else ""
    return (defaults.EMBEDDER if name == "default" else name) == "encoder" and can_read()


def joined(reading: Reading, cues: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Return the probability of five steps, (n, 5).

    Parameters
    ----------
    reading : Reading
    cues : ndarray (n, 5)
        Probabilities by the cue words.
    own : ndarray (n,)
        What the study's own cue words change of the score: the researcher knows better what they
        mean in her study, so that they count in speech too.
    """
    facts = reader_facts()
    share = between(reading, np.array([facts.written]), np.array([facts.spoken]))
    logs = share * _log(reading.stance) + (1 - share) * _log(cues) + own[:, None] * STEPS
    powers = np.exp((logs - logs.max(axis=1, keepdims=True)) / facts.temperature)
    return powers / powers.sum(axis=1, keepdims=True)


def between(reading: Reading, written: np.ndarray, spoken: np.ndarray) -> np.ndarray:
    """Return values (n, k) between those for written Finnish and those for speech, each (k,)."""
    far = np.minimum(reading.spoken / reader_facts().much, 1.0)[:, None]
    return written + (spoken - written) * far


def columns(reading: Reading) -> np.ndarray:
    """Return what the reader says as columns to learn from, (n, 5).

    Its mean; how far it leans to a side, that it judges at all, and how strongly, in log odds; and
    whether the statement describes.
    """
    p = np.maximum(reading.stance, _LEAST)
    polar = np.log((p[:, 0] + p[:, 1] + p[:, 3] + p[:, 4]) / p[:, 2])
    side = np.log((p[:, 3] + p[:, 4]) / (p[:, 0] + p[:, 1]))
    strong = np.log((p[:, 0] + p[:, 4]) / (p[:, 1] + p[:, 3]))
    described = _log(reading.kind)[:, 2]
    return np.column_stack([p @ STEPS, side, polar, strong, described])


def rescaled(proba: np.ndarray, n: int) -> np.ndarray:
    """Return probabilities of five steps as those of a scale of `n` steps, its ends the same."""
    if n == proba.shape[1]:
        return proba
    below = np.column_stack([np.zeros(len(proba)), np.cumsum(proba, axis=1)])
    borders = np.arange(proba.shape[1] + 1) - 0.5
    places = (np.arange(n - 1) + 0.5) / (n - 1) * (proba.shape[1] - 1)
    inner = np.array([np.interp(places, borders, row) for row in below]).reshape(-1, n - 1)
    return np.diff(np.column_stack([np.zeros(len(proba)), inner, np.ones(len(proba))]), axis=1)


def weighed_words(reading: Reading, row: int, text: str) -> list[WordWeight]:
    """Return the words of a statement with what each adds to the answer, strongest first.

    Words of grammar carry a tone in the network and tell a reader nothing; negation does.
    """
    rows = [
        WordWeight(token.start, token.end, text[token.start : token.end], weight)
        for token, weight in reading.words(row)
        if weight and _tells(token.text.lower())
    ]
    return sorted(rows, key=lambda word: (-abs(word.weight), word.start))


def _tells(word: str) -> bool:
    return bool(_WORD.search(word)) and (word not in _GRAMMAR or is_negator(word))


def _log(proba: np.ndarray) -> np.ndarray:
    return np.log(np.maximum(proba, _LEAST))
