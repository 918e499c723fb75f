"""The prior: a stance before anyone has coded anything."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from aineisto.codebook import CueGroup
from aineisto.core import errors
from aineisto.core.checks import all_of_kind
from aineisto.core.data import data_path
from aineisto.language import defaults
from aineisto.stance import _ngrams
from aineisto.stance._constants import (
    FAINT,
    GATE_DEMAND,
    GATE_EMPTY,
    GATE_SILENT,
    GATE_UNSIGNED,
    MOST_A_WORD,
)
from aineisto.stance._cues import CueList
from aineisto.stance._polarity import PolarityReader, PolarityReading
from aineisto.stance._vectors import encoder_polarity, encoder_version
from aineisto.stance._words import Word, read_words

Polarity = Callable[[list[str]], np.ndarray]

_CONTENT = frozenset({"NOUN", "VERB", "ADJ", "PROPN", "ADV"})
_REMEDY = "Install aineisto again, or run models/stance-fi/train.py."
_KEPT = 20_000  # statements whose reading is remembered
_AT_ONCE = 64  # statements whose n-grams are weighed together


@dataclass(frozen=True, eq=False)
class PriorReading:
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
    ngrams : float
        What the n-grams say of the whole, in units of FinnSentiment's scale.
    polarity : float
        What the encoder says of the whole, −2…2; 0 where it takes no part.
    """

    words: tuple[Word, ...]
    reading: PolarityReading
    score: float
    weights: np.ndarray
    ngrams: float
    polarity: float


class StancePrior:
    """Cues, lexicon and n-grams joined into a score.

    Parameters
    ----------
    folder : path-like
        The model's folder: ``model.json``, ``weights.npz``, ``lexicon.tsv``, ``cues.toml``.
    cues : sequence of CueGroup
        A study's own cues.
    polarity : function, optional
        Gives each text a polarity −2…2; it then shares the tone with the n-grams.
    facts : mapping, optional
        In the place of ``model.json``, while the model is made.

    Raises
    ------
    ModelError
        When a file of the model is absent or damaged.
    """

    def __init__(
        self,
        folder: str | PathLike[str],
        cues: Sequence[CueGroup] = (),
        polarity: Polarity | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        self.folder = Path(folder)
        if facts is None:
            facts = read_parameters(self.folder)
            facts |= facts["with_polarity"] if polarity is not None else {}
        self.version: str = facts["version"]
        if polarity is not None:
            self.version += "+polarity"
        self.cuts = np.array(facts["cuts"], dtype=float)
        self.proba_cuts = np.array(facts["proba_cuts"], dtype=float)
        self.width = float(facts["width"])
        self.finnsentiment_cuts = np.array(facts["finnsentiment_cuts"], dtype=float)
        self.finnsentiment_width = float(facts["finnsentiment_width"])
        self.nonconformity = np.array(facts["nonconformity"], dtype=float)
        self._online = np.array(facts["finnsentiment_weights"], dtype=float)
        self._tone_share = float(facts["tone_share"])
        self._tone_limit = float(facts["tone_limit"])
        self._neutral = np.array(facts["tone_neutral"], dtype=float)
        self._polarity_share = float(facts["polarity_share"])
        self._ngram_table = _weights(self.folder)
        shipped = CueList.load(self.folder / "cues.toml")
        self._reader = PolarityReader(shipped.with_groups(cues), lexicon_of(self.folder))
        self._polarity = polarity
        self._known: dict[tuple[str, float], PriorReading] = {}

    def read(self, text: str) -> PriorReading:
        """Return what the prior makes of a statement."""
        return self.read_all([text])[0]

    def read_all(self, texts: Sequence[str], tones: np.ndarray | None = None) -> list[PriorReading]:
        """Return what the prior makes of statements; those read before are remembered.

        Parameters
        ----------
        texts : sequence of str
        tones : ndarray (n,), optional
            The polarity of each, −2…2, where it is known already.
        """
        if tones is None:
            different = list(dict.fromkeys(texts))
            of_text = dict(zip(different, self._tones(different), strict=True))
            tones = np.array([of_text[text] for text in texts])
        keys = [(text, round(float(tone), 4)) for text, tone in zip(texts, tones, strict=True)]
        found = {key: self._known[key] for key in keys if key in self._known}
        new = [key for key in dict.fromkeys(keys) if key not in found]
        read = self._read_new([text for text, _ in new], np.array([tone for _, tone in new]))
        found |= dict(zip(new, read, strict=True))
        if new and len(self._known) + len(new) > _KEPT:
            self._known = {}
        if len(new) <= _KEPT:
            self._known.update((key, found[key]) for key in new)
        return [found[key] for key in keys]

    def _tones(self, texts: list[str]) -> np.ndarray:
        """Return the polarity of texts; 0 where it takes no part."""
        if not self._polarity or not texts:
            return np.zeros(len(texts))
        known = {key[0]: key[1] for key in self._known}
        new = [text for text in texts if text not in known]
        if new:
            known |= dict(zip(new, self._polarity(new), strict=True))
        return np.array([known[text] for text in texts])

    def forget(self) -> None:
        """Forget the statements read so far: a long run would hold many and meet none again."""
        self._known.clear()

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """Return the scores of statements, shape (n,)."""
        return np.array([reading.score for reading in self.read_all(texts)], dtype=float)

    def online_scores(self, texts: Sequence[str]) -> np.ndarray:
        """Return scores with the parts weighed as FinnSentiment weighs them, not for interviews."""
        return self.parts(texts) @ self._online

    def parts(self, texts: Sequence[str]) -> np.ndarray:
        """Return the score of the cues, that of the n-grams and the polarity, shape (n, 3)."""
        return parts_of(self.read_all(texts))

    def _ngram_weights(self, statements: Sequence[Sequence[Word]]) -> Iterator[np.ndarray]:
        """Yield what the n-grams of each word add, in units of FinnSentiment's scale."""
        for start in range(0, len(statements), _AT_ONCE):
            some = statements[start : start + _AT_ONCE]
            ends = np.cumsum([len(words) for words in some])
            found = _ngrams.occurrences(some)
            weights = self._ngram_table[found.bucket] * _ngrams.values(found)
            added = np.bincount(found.word, weights=weights, minlength=ends[-1])
            yield from np.split(added, ends[:-1])

    def _read_new(self, texts: Sequence[str], polarity: np.ndarray) -> Iterator[PriorReading]:
        words = [read_words(text) for text in texts]
        for some, ngrams, tone in zip(words, self._ngram_weights(words), polarity, strict=True):
            yield self._read(some, ngrams, float(tone))

    def _read(self, words: tuple[Word, ...], ngrams: np.ndarray, polarity: float) -> PriorReading:
        if not any(word.is_word for word in words):
            reading = PolarityReading((), 0.0, demand=False, silent=False, limit=math.inf)
            return PriorReading(words, reading, 0.0, np.zeros(len(words)), 0.0, polarity)
        reading = self._reader.read(words)
        every = float(ngrams.sum())
        if reading.muted:
            ngrams[list(reading.muted)] = 0.0
        gate = _gate(words, reading)
        heard = gate * self._tone(float(ngrams.sum()), polarity)
        weights = _shares(ngrams, heard)
        total = sum(sign.value for sign in reading.signs)
        scale = reading.score / total if total else 0.0
        for sign in reading.signs:
            weights[list(sign.positions)] += scale * sign.value / len(sign.positions)
        score = max(-reading.limit, min(reading.limit, reading.score + heard))
        return PriorReading(words, reading, score, weights, every, polarity)

    def _tone(self, ngrams: float, polarity: float) -> float:
        """Return what the whole statement's tone adds to its cues, bounded."""
        share = self._polarity_share
        raw = (1 - share) * (ngrams - self._neutral[0]) + share * (polarity - self._neutral[1])
        return self._tone_limit * math.tanh(self._tone_share * raw / self._tone_limit)


def parts_of(readings: Sequence[PriorReading]) -> np.ndarray:
    """Return the score of the cues, that of the n-grams and the polarity, shape (n, 3)."""
    rows = [(one.reading.score, one.ngrams, one.polarity) for one in readings]
    return np.array(rows, dtype=float).reshape(-1, 3)


def read_parameters(folder: Path) -> dict[str, Any]:
    """Return how a model's parts are weighed, its cut points and calibration."""
    file = folder / "model.json"
    with errors.reading(file, "stance model", error=errors.ModelError, remedy=_REMEDY):
        parameters: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return parameters


@lru_cache(maxsize=2)
def _weights(folder: Path) -> np.ndarray:
    file = folder / "weights.npz"
    kind = "file of the stance model's weights"
    with (
        errors.reading(file, kind, error=errors.ModelError, remedy=_REMEDY),
        np.load(file, allow_pickle=False) as arrays,
    ):
        parts = [
            arrays[name].astype(np.float32) * arrays["scale"][i]
            for i, name in enumerate(("forms", "lemmas", "characters"))
        ]
    return np.concatenate(parts)


@lru_cache(maxsize=2)
def lexicon_of(folder: Path) -> dict[str, float]:
    """Return the lexicon of a model's folder, read once."""
    return read_lexicon(folder / "lexicon.tsv")


def read_lexicon(path: Path) -> dict[str, float]:
    """Read a lexicon: lines of lemma, tab, polarity; lines that begin with # are remarks."""
    remedy = "Each line is a lemma, a tab and a number −5…5."
    with errors.reading(path, "lexicon", error=errors.ModelError, remedy=remedy):
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
        lexicon: dict[str, float] = {lemma: float(value) for lemma, value in rows}
    return lexicon


@lru_cache(maxsize=8)
def shared_prior(cues: tuple[CueGroup, ...] = (), *, polarity: bool = False) -> StancePrior:
    """Return the prior that ships with aineisto, loaded once a process.

    Parameters
    ----------
    cues : tuple of CueGroup
        A study's own cues, which go before those that ship.
    polarity : bool
        Whether the encoder's head for polarity takes part.
    """
    folder = data_path("models/stance-fi")
    return StancePrior(folder, cues, encoder_polarity if polarity else None)


def prior_of(cues: Sequence[CueGroup], embedder: Any) -> StancePrior:
    """Return the prior with a study's cues, and with the encoder's polarity where it is wanted.

    Examples
    --------
    >>> prior = prior_of((), None)
    >>> prior.scores(["Erinomainen palvelu.", "Surkea palvelu."]).round(1).tolist()
    [2.1, -2.2]
    """
    all_of_kind(cues, CueGroup, "cues", "Give a codebook's cues (codebook.cues).")
    name = embedder if isinstance(embedder, str) else ""
    wanted = (defaults.EMBEDDER if name == "default" else name) == "encoder"
    return shared_prior(tuple(cues), polarity=wanted and _knows_polarity())


@lru_cache(maxsize=1)
def _knows_polarity() -> bool:
    """Tell whether the encoder is there that the model was calibrated with."""
    facts = read_parameters(data_path("models/stance-fi"))["with_polarity"]
    return bool(facts) and facts["encoder"] == encoder_version()


def _shares(ngrams: np.ndarray, heard: float) -> np.ndarray:
    """Return what each word adds to the tone that was heard; nothing against the n-grams."""
    total = float(ngrams.sum())
    if total * heard <= 0:
        return np.zeros(len(ngrams))
    return ngrams * min(heard / total, MOST_A_WORD)


def _gate(words: Sequence[Word], reading: PolarityReading) -> float:
    # N-grams learnt from online talk hear a tone in anything; where a statement judges nothing,
    # they are turned down.
    if reading.silent:
        return GATE_SILENT
    if reading.demand and abs(reading.score) < FAINT:
        return GATE_DEMAND
    if reading.signs:
        return 1.0
    content = sum(not word.traits.isdisjoint(_CONTENT) for word in words)
    return GATE_EMPTY if content < 3 else GATE_UNSIGNED
