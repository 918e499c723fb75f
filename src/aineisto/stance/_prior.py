"""The cold prior: a stance before anyone has coded anything."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from os import PathLike
from pathlib import Path

import numpy as np

from aineisto._data import data_path
from aineisto._errors import ModelError
from aineisto.stance import _ngrams
from aineisto.stance._cues import CueList
from aineisto.stance._polarity import PolarityReader, Reading
from aineisto.stance._words import Word, read_words

_CONTENT = frozenset({"NOUN", "VERB", "ADJ", "PROPN", "ADV"})
_GATE_SILENT, _GATE_DEMAND, _GATE_EMPTY, _GATE_UNSIGNED = 0.1, 0.25, 0.3, 0.7
_FAINT = 0.4
_KEPT = 20_000  # statements whose reading is remembered


@dataclass(frozen=True, eq=False)
class ColdReading:
    """What the prior makes of a statement.

    Attributes
    ----------
    words : tuple of Word
        Its words and marks.
    reading : Reading
        Its cues, with negation and modality heard.
    score : float
        Its stance, about −2.5…2.5.
    weights : ndarray, shape (n_words,)
        What each word adds to the score.
    """

    words: tuple[Word, ...]
    reading: Reading
    score: float
    weights: np.ndarray


class StancePrior:
    """Cues, lexicon and n-grams joined into a score.

    Parameters
    ----------
    folder : path-like
        The model's folder: ``model.json``, ``weights.npz``, ``lexicon.tsv``, ``cues.toml``.

    Raises
    ------
    ModelError
        When a file of the model is absent or damaged.
    """

    def __init__(self, folder: str | PathLike[str]) -> None:
        self.folder = Path(folder)
        facts = self._facts()
        self.version: str = facts["version"]
        self.cuts = np.array(facts["cuts"], dtype=float)
        self.proba_cuts = np.array(facts["proba_cuts"], dtype=float)
        self.width = float(facts["width"])
        self.finnsentiment_cuts = np.array(facts["finnsentiment_cuts"], dtype=float)
        self.finnsentiment_width = float(facts["finnsentiment_width"])
        self.nonconformity = np.array(facts["nonconformity"], dtype=float)
        self._online: list[float] = facts["finnsentiment_weights"]
        self._gram_share = float(facts["gram_share"])
        self._gram_limit = float(facts["gram_limit"])
        self._neutral = float(facts["gram_neutral"])
        self._grams = self._weights()
        cues = CueList.load(self.folder / "cues.toml")
        self._reader = PolarityReader(cues, read_lexicon(self.folder / "lexicon.tsv"))
        self._known: dict[str, ColdReading] = {}

    def read(self, text: str) -> ColdReading:
        """Return what the prior makes of a statement."""
        found = self._known.get(text)
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            found = self._known[text] = self._read(text)
        return found

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """Return the scores of statements, shape (n,)."""
        return np.array([self.read(text).score for text in texts], dtype=float)

    def online_scores(self, texts: Sequence[str]) -> np.ndarray:
        """Return scores with the parts weighed as FinnSentiment weighs them, not for interviews."""
        readings = [self.read(text) for text in texts]
        cue = np.array([reading.reading.score for reading in readings])
        gram = np.array([self.gram_weights(reading.words).sum() for reading in readings])
        return self._online[0] * cue + self._online[1] * gram

    def gram_weights(self, words: Sequence[Word]) -> np.ndarray:
        """Return what the n-grams of each word add, in units of FinnSentiment's scale."""
        index, source = _ngrams.buckets(words)
        weights = self._grams[index] * _ngrams.values(index)
        return np.bincount(source, weights=weights, minlength=len(words))

    def _read(self, text: str) -> ColdReading:
        words = read_words(text)
        if not any(word.is_word for word in words):
            reading = Reading((), 0.0, demand=False, silent=False, limit=math.inf)
            return ColdReading(words, reading, 0.0, np.zeros(len(words)))
        reading = self._reader.read(words)
        grams = self.gram_weights(words)
        raw = float(grams.sum()) - self._neutral
        gate = _gate(words, reading)
        limited = self._gram_limit * np.tanh(self._gram_share * raw / self._gram_limit)
        share = abs(limited / raw) if raw else 0.0
        weights = gate * share * grams
        total = sum(sign.value for sign in reading.signs)
        scale = reading.score / total if total else 0.0
        for sign in reading.signs:
            weights[list(sign.positions)] += scale * sign.value / len(sign.positions)
        score = reading.score + gate * float(limited)
        score = max(-reading.limit, min(reading.limit, score))
        return ColdReading(words, reading, score, weights)

    def _facts(self) -> dict:
        file = self.folder / "model.json"
        try:
            return json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ModelError(
                f"The stance model cannot be read ({error}).",
                file=file,
                remedy="Install aineisto again, or run models/stance-fi/train.py.",
            ) from error

    def _weights(self) -> np.ndarray:
        file = self.folder / "weights.npz"
        try:
            with np.load(file, allow_pickle=False) as arrays:
                return np.concatenate(
                    [
                        arrays[name].astype(np.float32) * arrays["scale"][i]
                        for i, name in enumerate(("forms", "lemmas", "characters"))
                    ]
                )
        except (OSError, KeyError, ValueError) as error:
            raise ModelError(
                f"The weights of the stance model cannot be read ({error}).",
                file=file,
                remedy="Install aineisto again, or run models/stance-fi/train.py.",
            ) from error


def read_lexicon(path: Path) -> dict[str, float]:
    """Read a lexicon: lines of lemma, tab, polarity; lines that begin with # are remarks."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
        return {lemma: float(value) for lemma, value in rows}
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The lexicon cannot be read ({error}).",
            file=path,
            remedy="Each line is a lemma, a tab and a number −5…5.",
        ) from error


@lru_cache(maxsize=1)
def shared_prior() -> StancePrior:
    """Return the prior that ships with aineisto, loaded once a process."""
    return StancePrior(data_path("models/stance-fi"))


def _gate(words: Sequence[Word], reading: Reading) -> float:
    # N-grams learnt from online talk hear a tone in anything; where a statement judges nothing,
    # they are turned down.
    if reading.silent:
        return _GATE_SILENT
    if reading.demand and abs(reading.score) < _FAINT:
        return _GATE_DEMAND
    if reading.signs:
        return 1.0
    content = sum(not word.traits.isdisjoint(_CONTENT) for word in words)
    return _GATE_EMPTY if content < 3 else _GATE_UNSIGNED
