"""What is known of statements before anyone has coded: cue words, and the reader in context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aineisto.codebook import CueGroup
from aineisto.language import Reading, read_statements
from aineisto.stance import _ordinal
from aineisto.stance._prior import ColdReading, parts_of, prior_of
from aineisto.stance._reader import (
    STEPS,
    between,
    columns,
    joined,
    reader_facts,
    reads,
    rescaled,
    weighed_words,
)
from aineisto.stance._suggest import weigh_words
from aineisto.stance._weights import WordWeight

#: From so many statements on, a study's own probabilities tell where to cut before any label.
ENOUGH = 50
#: So probable a step is said whatever the cut points. On S7 (no test) it costs no agreement; from
#: .5 it did.
SURE = 0.6
#: Between which steps of −2…2 the cut points lie.
_BETWEEN = (-1.5, -0.5, 0.5, 1.5)


@dataclass(frozen=True, eq=False)
class ColdAnswer:
    """What is known of n statements before anyone has coded.

    Attributes
    ----------
    texts : list of str
    scores : ndarray (n,)
        About −2…2.
    proba : ndarray (n, k)
        Probability of each step of the scale.
    columns : ndarray (n, c)
        What is said, in columns to learn from.
    cuts : ndarray (n, k - 1)
        Cut points on the score of each, which differ between speech and written Finnish.
    """

    texts: list[str]
    scores: np.ndarray
    proba: np.ndarray
    columns: np.ndarray
    cuts: np.ndarray
    cues: list[ColdReading]
    reading: Reading | None

    @property
    def in_dialogue(self) -> bool:
        """Whether the statements were read with what was said around them."""
        return self.reading is not None and self.reading.in_dialogue

    def choose(self, *, study: bool = False) -> np.ndarray:
        """Return the place on the scale of each statement's answer, (n,).

        The cut points decide, for a whole `study` those that its own probabilities ask for; but
        what the reader is `SURE` of is said.
        """
        cuts = self.cuts
        if study and self.reading is not None and len(self.texts) >= ENOUGH:
            cuts = _ordinal.kappa_cuts(self.scores, self.proba)
        chosen = _ordinal.classify(self.scores, cuts)
        if self.reading is None:
            return chosen
        sure = self.proba.max(axis=1) >= SURE
        return np.where(sure, self.proba.argmax(axis=1), chosen)

    def weigh(self, row: int, learnt: np.ndarray | None = None) -> list[WordWeight]:
        """Return the words of a statement with what each adds to its stance, strongest first."""
        text = self.texts[row]
        if self.reading is None:
            return weigh_words(text, self.cues[row], learnt)
        found = {word.start: word for word in weighed_words(self.reading, row, text)}
        if learnt is not None:
            for word in weigh_words(text, self.cues[row], learnt):
                before = found.get(word.start)
                added = word.weight + (before.weight if before else 0.0)
                found[word.start] = word._replace(weight=added)
        return sorted(found.values(), key=lambda word: (-abs(word.weight), word.start))


class ColdCoder:
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
        self.cues, self.embedder = tuple(cues), embedder
        self.prior = prior_of(cues, embedder)
        self.n_steps = n_steps
        self.reads = reads(embedder)

    @property
    def version(self) -> str:
        """Name of what answers."""
        return (
            f"{self.prior.version}+{reader_facts().version}" if self.reads else self.prior.version
        )

    @property
    def nonconformity(self) -> np.ndarray:
        """One minus the probability of the true step of texts kept for it, to make sets."""
        return reader_facts().nonconformity if self.reads else self.prior.nonconformity

    def answer(self, texts: list[str], context: pd.DataFrame | Reading | None = None) -> ColdAnswer:
        """Return what is known of statements; `context` as `read_statements` takes it."""
        prior, reading, tones = self.prior, None, None
        if self.reads:
            reading = read_statements(texts, context)
            tones = reading.polarity @ STEPS
        cues = prior.read_all(texts, tones)
        scores = np.array([one.score for one in cues], dtype=float)
        proba = _ordinal.probabilities(scores, self._stretched(prior.proba_cuts), prior.width)
        said = np.column_stack([scores, parts_of(cues)])
        cuts = np.broadcast_to(self._stretched(prior.cuts), (len(texts), self.n_steps - 1))
        if reading is not None:
            of_cues = _ordinal.probabilities(scores, prior.proba_cuts, prior.width)
            five = joined(reading, of_cues, scores - self._without_own(texts, tones, scores))
            scores, proba = five @ STEPS, rescaled(five, self.n_steps)
            said = np.column_stack([said, columns(reading)])
            facts = reader_facts()
            written, spoken = map(self._stretched, (facts.written_cuts, facts.cuts))
            cuts = between(reading, written, spoken)
        return ColdAnswer(texts, scores, proba, said, cuts, cues, reading)

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
