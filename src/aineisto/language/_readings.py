"""The choice among the words that a form may be, by its neighbours and by how common each is."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from aineisto.core.data import data_path
from aineisto.language._homographs import Analyse, ends_clause, usual_lemmas
from aineisto.language._models import features_of
from aineisto.language._surroundings import load_surroundings
from aineisto.language._tables import read_lines
from aineisto.morphology import Tag

#: What speaks for a reading, in the order of the weights; the last two only where tags are known.
VOTES = ("context", "usual", "own", "clause", "part of speech", "case")
_PHRASE = 4  # how far before its noun the verb of a set phrase stands
_PARTS = {
    "V": ("VERB", "AUX"),
    "N": ("NOUN", "PROPN", "NUM"),
    "A": ("ADJ", "NOUN", "PROPN"),
    "R": ("PRON",),
    "Q": ("NUM", "PRON"),
    "ADV": ("ADV", "ADP"),
    "ADP": ("ADP", "ADV"),
}


class Reading(NamedTuple):
    """A word that a form may be.

    Attributes
    ----------
    lemma, kind : str
        Its base form; its class (`word_class`).
    usual : float
        Logarithm of how often the form is it.
    """

    lemma: str
    kind: str
    usual: float


class Readings:
    """Choose among the words that a form may be.

    Parameters
    ----------
    folder : path-like
        ``readings.tsv.xz`` (form, lemma, class, a hundred times the logarithm of its share),
        ``readings.json`` (weights of `VOTES` without tags and with them), ``phrases.tsv`` (form,
        its lemma in set phrases, their verbs), `Surroundings`.
    analyse : callable
        Voikko's readings of a lower-case word.
    """

    def __init__(self, folder: Path, analyse: Analyse) -> None:
        self._readings = read_readings(folder / "readings.tsv.xz")
        self._phrases = _read_phrases(folder / "phrases.tsv")
        weights = json.loads((folder / "readings.json").read_text(encoding="utf-8"))
        self._fast = tuple(float(w) for w in weights["fast"])
        self._accurate = tuple(float(w) for w in weights["accurate"])
        self._near, self._surroundings = load_surroundings(analyse)

    def __contains__(self, form: str) -> bool:
        return form in self._readings and form not in usual_lemmas()

    def best(
        self,
        words: Sequence[str],
        at: int,
        own: str,
        clause: str | None,
        tag: Tag | None = None,
        *,
        given: bool = False,
    ) -> str:
        """The likeliest lemma of a form that may be several words.

        Parameters
        ----------
        words : sequence of str
            Standard forms of a sentence in lower case.
        at : int
        own : str
            Its lemma without a look at the neighbours.
        clause : str or None
            What the rules of `homograph_lemma` say.
        tag : Tag, optional
        given : bool
            Whether the tag is the caller's, not our own tagger's: only readings of its part of
            speech are chosen among then, where there are any.
        """
        phrase = None if given else self._phrase(words, at)
        if phrase is not None:
            return phrase
        weights = self._fast if tag is None else self._accurate
        readings = self._readings[words[at]]
        rows = list(zip(readings, self.votes(words, at, own, clause, tag), strict=True))
        if given and tag is not None:
            rows = [row for row in rows if tag.upos in _parts_of_speech(row[0].kind)] or rows
        shares: dict[str, float] = {}
        for reading, votes in rows:
            score = sum(w * vote for w, vote in zip(weights, votes, strict=True))
            shares[reading.lemma] = shares.get(reading.lemma, 0.0) + math.exp(score)
        if clause is not None and clause not in shares and not given:
            return clause  # the rules know a word that the table has not: toi on hyvä
        return max(shares, key=shares.__getitem__)

    def _phrase(self, words: Sequence[str], at: int) -> str | None:
        """The lemma that a form has beside a verb of its set phrases: *ottaa kantaa*."""
        phrase = self._phrases.get(words[at])
        if phrase is None:
            return None
        lemma, verbs = phrase
        for word in reversed(words[max(0, at - _PHRASE) : at]):
            if ends_clause(word):
                break
            if not verbs.isdisjoint(self._near.verbs(word)):
                return lemma
        return None

    def votes(
        self, words: Sequence[str], at: int, own: str, clause: str | None, tag: Tag | None
    ) -> list[tuple[float, ...]]:
        """What speaks for each reading of a form, in the order of `VOTES`."""
        readings = self._readings[words[at]]
        scores = self._surroundings.scores(
            self._near.features(words, at), [reading.kind for reading in readings]
        )
        case = features_of(tag).get("Case", "")
        rows: list[tuple[float, ...]] = []
        for (lemma, kind, usual), score in zip(readings, scores, strict=True):
            row: tuple[float, ...] = (score, usual, float(lemma == own), float(lemma == clause))
            if tag is not None:
                row += (float(tag.upos in _parts_of_speech(kind)), float(case == _case(kind)))
            rows.append(row)
        return rows


@lru_cache(maxsize=2)
def load_readings(analyse: Analyse) -> Readings:
    """Read the choice that goes with a morphology."""
    return Readings(data_path("models/lemma-fi"), analyse)


def read_readings(path: Path) -> dict[str, tuple[Reading, ...]]:
    """Form → the words that it may be."""
    found: dict[str, tuple[Reading, ...]] = {}
    for line in read_lines(path):
        form, lemma, kind, usual = line.split("\t")
        reading = Reading(lemma or form, kind, int(usual) / 100)
        found[form] = (*found.get(form, ()), reading)
    return found


def _read_phrases(path: Path) -> dict[str, tuple[str, frozenset[str]]]:
    """Form → its lemma beside some verbs, and those verbs."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return {form: (lemma, frozenset(verbs.split(" "))) for form, lemma, verbs in rows}


def _parts_of_speech(kind: str) -> tuple[str, ...]:
    return _PARTS.get(kind) or _PARTS.get(kind[:1], ())


def _case(kind: str) -> str:
    if kind == "Npx":
        return "Nom"
    if kind.startswith("VInf"):
        return kind[5:]
    return kind[1:4].removesuffix("-") if kind[0] in "NARQ" and kind not in _PARTS else ""
