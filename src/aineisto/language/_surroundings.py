"""Which kind of word its neighbours expect at a place: *mä lähdin äidin ___*, *en mä ___ siitä*.

A log-linear model over the words around and what Voikko knows of them, learned from words that
can be of one kind only. It tells apart what a homograph may be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from aineisto.core.data import data_path
from aineisto.language._homographs import MOSTLY_FINITE, NEGATIONS, Analyse, ends_clause
from aineisto.language._lexicon import Told
from aineisto.language._models import load_models
from aineisto.language._tables import read_lines
from aineisto.morphology import Analysis

_POSSESSIVE = re.compile(r"(?:ni|si|mme|nne|nsa|nsä)$")
_NOMINALS = {"NOUN": "N", "PROPN": "N", "ADJ": "A", "PRON": "R", "NUM": "Q"}
_PERSONS = {
    **{"minä": "1", "sinä": "2", "hän": "3", "se": "3", "joka": "3", "kuka": "3"},
    **{"me": "4", "te": "2P", "he": "3P", "ne": "3P"},
}
_FINITE = frozenset({"V1", "V2", "V3", "V4", "V1P", "V2P", "V3P", "V", "V0", "V04", "NEG"})
_SUBJECTS = frozenset({"NNom", "RNom", "ANom", "NNomP", "RNomP"})
_REACH = 9
_CACHED = 20_000
#: What stands before a sentence and after it.
EDGE = "$"


def word_class(reading: Analysis, form: str) -> str:
    """What a reading is to its neighbours: part of speech with case, mood or person.

    Examples
    --------
    >>> from aineisto.morphology import load_voikko
    >>> word_class(load_voikko().analyses("talossa")[0], "talossa")
    'NIne'
    """
    if reading.mood and reading.mood != "Inf4":
        if reading.mood.startswith("Inf"):
            return "VI1" if reading.mood == "Inf1" else f"V{reading.mood}{reading.case}"
        plural = reading.number == "Plur"
        if reading.connegative:
            return "V04" if reading.person == "4" else "V0"
        if reading.mood == "Imp" and reading.person == "2" and not plural:
            return "V0"
        return f"V{reading.person}{'P' if plural else ''}"
    if reading.pos == "AUX":
        return "NEG"
    if reading.participle:
        return f"P{reading.participle}{reading.case}"
    kind = _NOMINALS.get(reading.pos)
    if kind is None:
        return reading.pos
    if reading.case == "Sti":
        return "ADV"
    if _is_owned(reading, form):
        return "Npx"
    plural = reading.number == "Plur" and reading.case not in ("Com", "Ins")
    return f"{kind}{reading.case or '-'}{'P' if plural and reading.case else ''}"


def _is_owned(reading: Analysis, form: str) -> bool:
    """Whether it has a possessive ending: *lupasi* of *lupa*."""
    return (
        reading.case in ("Nom", "Gen")
        and form != reading.lemma
        and _POSSESSIVE.search(form) is not None
        and not reading.lemma.endswith(form[-2:])
    )


class Neighbourhood:
    """What a word is to the words around it, kept for words met before.

    Parameters
    ----------
    analyse : callable
        Voikko's readings of a lower-case word.
    told : mapping of str to Told, optional
        What is known beforehand of common words, so that Voikko need not be asked.
    """

    def __init__(self, analyse: Analyse, told: Mapping[str, Told] | None = None) -> None:
        self._analyse = analyse
        self._told = told or {}
        self.classes = lru_cache(_CACHED)(self._find_classes)
        self._about = lru_cache(_CACHED)(self._find_about)

    def features(self, words: Sequence[str], at: int) -> Iterator[str]:
        """What the neighbours of a place look like.

        Parameters
        ----------
        words : sequence of str
            Standard forms of a sentence in lower case.
        at : int
        """
        w = [words[i] if 0 <= i < len(words) else EDGE for i in range(at - 2, at + 3)]
        c = ["/".join(self.classes(word)) if word != EDGE else EDGE for word in w]
        for name, i in (("-2", 0), ("-1", 1), ("+1", 3), ("+2", 4)):
            yield f"w{name}={w[i]}"
            yield f"c{name}={c[i]}"
        yield f"cc={c[1]}|{c[3]}"
        yield f"cl={c[0]}|{c[1]}"
        yield f"wl={w[0]}|{w[1]}"
        yield f"ww={w[1]}|{w[3]}"
        yield from self._clause(words, at, c[1])

    def _clause(self, words: Sequence[str], at: int, before: str) -> Iterator[str]:
        denied = after_verb = person = verb = ""
        finite = subject = False
        start = at - 1
        while start >= 0 and not ends_clause(words[start]) and at - start < _REACH:
            word = words[start]
            is_finite, connegative, nominative, lemma = self._about(word)
            person = person or _PERSONS.get(word, "")
            if word in NEGATIONS and not denied:
                denied = "done" if finite else "neg"
            finite |= is_finite
            subject |= nominative
            if connegative and not denied:
                after_verb = "x"
            verb = verb or lemma
            start -= 1
        other, following, end = False, "", at + 1
        while end < len(words) and not ends_clause(words[end]) and end - at < _REACH:
            is_finite, _, _, lemma = self._about(words[end])
            other |= is_finite
            following = following or lemma
            end += 1
        has = f"{finite:d}{other:d}"
        yield f"nom={subject:d}{has}"
        yield f"neg={denied}{after_verb}"
        yield f"fin={has}"
        yield f"subj={person}{has}"
        yield f"gov={verb}"
        yield f"rgov={following}"
        yield f"govn={verb}{denied}"
        yield f"first={start == at - 1:d}{end == at + 1:d}"
        yield f"fin-c={has}{before}"
        yield f"neg-c={denied}{before}"

    def is_finite(self, word: str) -> bool:
        """Whether a word is nothing but a finite verb."""
        return self._about(word)[0]

    def verbs(self, word: str) -> frozenset[str]:
        """The verbs that a word may be a form of; a participle is *saanut*, as Voikko has it."""
        readings = self._analyse(word)
        return frozenset(r.lemma for r in readings if r.participle or (r.mood and r.mood != "Inf4"))

    def told(self, word: str) -> Told:
        """What a word is to its neighbours, as it is known beforehand of common words."""
        return Told(self.classes(word), self._about(word)[3])

    def _find_classes(self, word: str) -> tuple[str, ...]:
        if word in self._told:
            return self._told[word].classes
        if not any(map(str.isalpha, word)):
            return ("#d" if any(map(str.isdigit, word)) else f"#{word[:1]}",)
        readings = self._analyse(word)
        if not readings:
            return (f"?{word[-2:]}",)
        fewest = min(len(reading.parts) for reading in readings)
        plain = (r for r in readings if fewest > 1 or len(r.parts) <= fewest)
        return tuple(sorted({word_class(reading, word) for reading in plain}))

    def _find_about(self, word: str) -> tuple[bool, bool, bool, str]:
        """Whether it is finite, may follow *ei*, may be a subject; the verb that it must be."""
        classes = self.classes(word)
        finite = word in NEGATIONS or word in MOSTLY_FINITE or _FINITE.issuperset(classes)
        if word in self._told:
            lemma = self._told[word].verb
        else:
            # There are no participles among these classes.
            only = all(name[0] == "V" for name in classes)
            verbs = self.verbs(word) if only else frozenset[str]()
            lemma = next(iter(verbs)) if len(verbs) == 1 else ""
        return finite, "V0" in classes, not _SUBJECTS.isdisjoint(classes), lemma


class Surroundings:
    """Weights of what the neighbours look like, for every class of word.

    Parameters
    ----------
    folder : path-like
        ``surroundings.npz`` (weights, a row a feature) and ``surroundings.tsv.xz`` (classes, then
        features, one a line).
    """

    def __init__(self, folder: Path) -> None:
        classes, *names = read_lines(folder / "surroundings.tsv.xz")
        self._class = {name: i for i, name in enumerate(classes.split("\t"))}
        self._feature = {name: i for i, name in enumerate(names)}
        with np.load(folder / "surroundings.npz") as arrays:
            self._weights, self._step = arrays["weights"], float(arrays["step"])

    def scores(self, features: Iterator[str], classes: Sequence[str]) -> list[float]:
        """How much the neighbours ask for each class: log-odds against what is usual."""
        odds = iter(self.odds(features, self.columns(classes)))
        return [next(odds) if name in self._class else 0.0 for name in classes]

    def odds(self, features: Iterator[str], columns: Sequence[int]) -> list[float]:
        """How much the neighbours ask for the classes that stand at some columns."""
        rows = [at for at in map(self._feature.get, features) if at is not None]
        sums = self._weights[rows].sum(axis=0, dtype=np.int32)[columns]
        return (sums * self._step).tolist()

    def columns(self, classes: Iterable[str]) -> list[int]:
        """Where those of some classes stand among `odds` that have any weights."""
        return [self._class[name] for name in classes if name in self._class]


class Pairs:
    """Which words stand beside each other more often or more seldom than by chance.

    Parameters
    ----------
    folder : path-like
        ``pairs.tsv.xz``: a word, then those after it, each before a colon and ten times the
        logarithm of how much more often they meet. A dollar sign is the edge of a sentence.
    """

    def __init__(self, folder: Path) -> None:
        parted = (line.partition("\t") for line in read_lines(folder / "pairs.tsv.xz"))
        self._lines = {word: rest for word, _, rest in parted}
        self._after = lru_cache(_CACHED)(self._find_after)

    def meet(self, word: str, following: str) -> float:
        """Logarithm of how much more often than by chance; 0 where nothing is known."""
        return self._after(word).get(following, 0.0)

    def _find_after(self, word: str) -> dict[str, float]:
        """Take a word's line apart: its word is asked for."""
        others = filter(None, self._lines.get(word, "").split("\t"))
        cut = (other.rpartition(":") for other in others)
        return {next_: int(tenths) / 10 for next_, _, tenths in cut}


@lru_cache(maxsize=2)
def load_surroundings(analyse: Analyse) -> tuple[Neighbourhood, Surroundings]:
    """Read the weights, once a process, and what goes with a morphology."""
    near = Neighbourhood(analyse, load_models().told)
    return near, Surroundings(data_path("models/lemma-fi"))
