"""Cold start: a stance before anyone has coded, from cue words and from the encoder's answer about
a statement in its dialogue.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from aineisto.codebook import CueGroup
from aineisto.core.data import data_path
from aineisto.language import STOPWORDS, Reading, can_read, defaults, read_statements
from aineisto.stance import _ordinal
from aineisto.stance._asked import faults_asked, with_denied_faults
from aineisto.stance._constants import FAULT_LEAN
from aineisto.stance._prior import PriorReading, parts_of, prior_of, read_parameters
from aineisto.stance._suggest import WordWeight, weigh_words
from aineisto.stance._words import is_negator

#: Between which steps of −2…2 the cut points lie.
_BETWEEN = (-1.5, -0.5, 0.5, 1.5)
#: The steps whose probabilities the encoder gives.
STEPS = np.arange(-2.0, 3.0)
_WORD = re.compile(r"\w")
_GRAMMAR = STOPWORDS | frozenset(
    ["on", "oli", "ole", "olisi", "ovat", "olla", "kaksi", "kolme", "yksi"]
)


@dataclass(frozen=True, eq=False)
class ZeroShotAnswer:
    """What is known of n statements before anyone has coded.

    Attributes
    ----------
    texts : list of str
    scores : ndarray (n,)
        About −2…2.
    proba : ndarray (n, k)
        Probability of each step of the scale.
    features : ndarray (n, c)
        What is said, as features to learn from.
    cuts : ndarray (n, k - 1)
        Cut points on the score of each, which differ between speech and written Finnish.
    """

    texts: list[str]
    scores: np.ndarray
    proba: np.ndarray
    features: np.ndarray
    cuts: np.ndarray
    cues: list[PriorReading]
    reading: Reading | None

    @property
    def in_dialogue(self) -> bool:
        """Whether the statements were read with what was said around them."""
        return self.reading is not None and self.reading.in_dialogue

    def weigh(self, row: int, learnt: np.ndarray | None = None) -> list[WordWeight]:
        """Return the words of a statement with what each adds to its stance, strongest first."""
        text = self.texts[row]
        if self.reading is None:
            return weigh_words(text, self.cues[row], learnt)
        found = {word.start: word for word in weighted_words(self.reading, row, text)}
        if learnt is not None:
            for word in weigh_words(text, self.cues[row], learnt):
                before = found.get(word.start)
                added = word.weight + (before.weight if before else 0.0)
                found[word.start] = word._replace(weight=added)
        return sorted(found.values(), key=lambda word: (-abs(word.weight), word.start))


class ZeroShotCoder:
    """Answers before anyone has coded.

    Parameters
    ----------
    cues : sequence of CueGroup
        The study's own.
    embedder : object, name or None
        As `StanceClassifier` takes it; with the library's encoder statements are read in context.
    n_steps : int
        Of the scale.
    """

    def __init__(self, cues: Sequence[CueGroup], embedder: Any, n_steps: int) -> None:
        self.prior = prior_of(cues, embedder)
        self.cues, self.embedder = tuple(cues), embedder
        self.n_steps = n_steps
        self.reads_dialogue = reads_dialogue(embedder)

    @property
    def version(self) -> str:
        """Name of what answers."""
        return (
            f"{self.prior.version}+{reader_parameters().version}"
            if self.reads_dialogue
            else self.prior.version
        )

    @property
    def nonconformity(self) -> np.ndarray:
        """One minus the probability of the true step of texts kept for it, to make sets."""
        return (
            reader_parameters().nonconformity if self.reads_dialogue else self.prior.nonconformity
        )

    def answer(
        self, texts: list[str], context: pd.DataFrame | Reading | None = None
    ) -> ZeroShotAnswer:
        """Return what is known of statements; `context` as `read_statements` takes it."""
        prior, reading, tones = self.prior, None, None
        if self.reads_dialogue:
            reading = with_denied_faults(read_statements(texts, context), prior)
            tones = reading.polarity @ STEPS
        cues = prior.read_all(texts, tones)
        scores = np.array([one.score for one in cues], dtype=float)
        proba = _ordinal.probabilities(scores, self._stretched(prior.proba_cuts), prior.width)
        said = np.column_stack([scores, parts_of(cues)])
        cuts = np.broadcast_to(self._stretched(prior.cuts), (len(texts), self.n_steps - 1))
        if reading is not None:
            of_cues = _ordinal.probabilities(scores, prior.proba_cuts, prior.width)
            known = scores - self._without_own(texts, tones, scores)
            known += FAULT_LEAN * faults_asked(reading, prior)
            five = pooled_probabilities(reading, of_cues, known)
            scores, proba = five @ STEPS, rescaled(five, self.n_steps)
            said = np.column_stack([said, reader_features(reading)])
            parameters = reader_parameters()
            written, spoken = map(self._stretched, (parameters.written_cuts, parameters.cuts))
            cuts = interpolated(reading, written, spoken)
        return ZeroShotAnswer(texts, scores, proba, said, cuts, cues, reading)

    def _without_own(
        self, texts: list[str], tones: np.ndarray | None, scores: np.ndarray
    ) -> np.ndarray:
        """Return the scores without the study's own cue words."""
        if not self.cues:
            return scores
        found = prior_of((), self.embedder).read_all(texts, tones)
        return np.array([one.score for one in found], dtype=float)

    def _stretched(self, cuts: np.ndarray) -> np.ndarray:
        places = (np.arange(self.n_steps - 1) + 0.5) / (self.n_steps - 1) * 4 - 2
        return np.interp(places, _BETWEEN, cuts)


@dataclass(frozen=True)
class ReaderParameters:
    """How the reader is weighed; ``models/stance-fi/calibrate.py`` found it on a study kept for it.

    Attributes
    ----------
    version : str
        Of the encoder it holds for.
    spoken, written : float
        The reader's share in the logarithm of the prior's probabilities, against the cue words',
        where a dialogue is speech and where it is written Finnish.
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
def reader_parameters() -> ReaderParameters:
    """Return how the reader that ships is weighed."""
    parameters = read_parameters(data_path("models/stance-fi"))["reader"]
    return ReaderParameters(
        parameters["encoder"],
        float(parameters["spoken"]),
        float(parameters["written"]),
        float(parameters["much"]),
        float(parameters["temperature"]),
        np.array(parameters["cuts"], dtype=float),
        np.array(parameters["written_cuts"], dtype=float),
        np.array(parameters["nonconformity"], dtype=float),
    )


def reads_dialogue(embedder: Any) -> bool:
    """Tell whether statements are read by the encoder with an estimator's ``embedder``."""
    name = embedder if isinstance(embedder, str) else ""
    return (defaults.EMBEDDER if name == "default" else name) == "encoder" and can_read()


def pooled_probabilities(reading: Reading, cues: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return the probability of five steps, the reader's and the cue words' pooled, (n, 5).

    Parameters
    ----------
    reading : Reading
    cues : ndarray (n, 5)
        Probabilities by the cue words.
    known : ndarray (n,)
        What the study's own cue words change of the score, as the researcher knows better what they
        mean in her study, and what was asked for: these count in speech too.
    """
    parameters = reader_parameters()
    share = interpolated(reading, np.array([parameters.written]), np.array([parameters.spoken]))
    logs = (
        share * _ordinal.logarithms(reading.stance)
        + (1 - share) * _ordinal.logarithms(cues)
        + known[:, None] * STEPS
    )
    powers = np.exp((logs - logs.max(axis=1, keepdims=True)) / parameters.temperature)
    return powers / powers.sum(axis=1, keepdims=True)


def interpolated(reading: Reading, written: np.ndarray, spoken: np.ndarray) -> np.ndarray:
    """Return values (n, k) between those for written Finnish and those for speech, each (k,)."""
    far = np.minimum(reading.spoken / reader_parameters().much, 1.0)[:, None]
    return written + (spoken - written) * far


def reader_features(reading: Reading) -> np.ndarray:
    """Return what the reader says as features to learn from, (n, 5).

    Its mean; how far it leans to a side, that it judges at all, and how strongly, in log odds; and
    whether the statement describes.
    """
    p = np.maximum(reading.stance, _ordinal.LEAST_PROBABILITY)
    polar = np.log((p[:, 0] + p[:, 1] + p[:, 3] + p[:, 4]) / p[:, 2])
    side = np.log((p[:, 3] + p[:, 4]) / (p[:, 0] + p[:, 1]))
    strong = np.log((p[:, 0] + p[:, 4]) / (p[:, 1] + p[:, 3]))
    described = _ordinal.logarithms(reading.kind)[:, 2]
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


def weighted_words(reading: Reading, row: int, text: str) -> list[WordWeight]:
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
