"""What speaks for a standard form of a spoken word: memory, dictionary, list, rules."""

from __future__ import annotations

import json
import lzma
import math
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from aineisto.language._spoken import rewrite, spoken_forms
from aineisto.language._spoken_net import MAX_CHARS, Candidate

_CACHED_WORDS = 50_000
_FLOOR = -8.0
# A form seen this often and nearly always with one standard form needs no look at its context.
_OFTEN, _ALWAYS = 8, 0.99
_COMMON, _FEW = 20, 3  # times that training had a spoken word
_REMEMBERED = 5  # standard forms of one spoken form that are thought of
_HESITATION = re.compile(r"^(?:[öäəå]+h*|e{2,}h*|y{2,}h*|h+m+|m{2,}h*|a{2,}h+|o{2,}h+|h{2,})$")
_STRETCHED = re.compile(r"(.)\1{2,}")

FEATURES = (
    "net", "memory", "not remembered", "dictionary", "common", "unchanged", "unchanged known",
    "listed", "rule", "unchanged in speech", "unchanged known in speech", "unchanged name",
    "two words", "listed unseen", "listed doubtful", "listed doubtful in speech",
    "net on common words",
)  # fmt: skip


class Option(NamedTuple):
    """A standard form that a word may have.

    Attributes
    ----------
    form : str
    net : float
        What the network thinks of it here: log-probability.
    score : float
        All that speaks for it but the surroundings.
    slope : float
        How much the score changes with the share of speech around.
    """

    form: str
    net: float
    score: float
    slope: float


class Judge:
    """Weigh the standard forms of a word: a log-linear model over `FEATURES`.

    Parameters
    ----------
    folder : path-like
        ``memory.tsv.xz`` (spoken form, standard form, how often) and ``choice.json`` (weights).
    known : callable
        Whether a lower-case word is in the dictionary.
    count : callable
        How common a lower-case word is in standard text.
    """

    def __init__(
        self, folder: Path, known: Callable[[str], bool], count: Callable[[str], int]
    ) -> None:
        self._memory, self._standard = read_memory(folder / "memory.tsv.xz")
        weights = json.loads((folder / "choice.json").read_text(encoding="utf-8"))
        self.weights = tuple(float(weights[name]) for name in FEATURES)
        self._count = count
        self.known = lru_cache(_CACHED_WORDS)(lambda form: all(map(known, form.split(" "))))
        self.standard = lru_cache(_CACHED_WORDS)(self._is_standard)
        self.settled = lru_cache(_CACHED_WORDS)(self._settle)
        self.marks_speech = lru_cache(_CACHED_WORDS)(self._marks_speech)
        self.rule = lru_cache(_CACHED_WORDS)(self._by_rule)
        self._others = lru_cache(_CACHED_WORDS)(self._find_others)
        self._judged = lru_cache(_CACHED_WORDS * 2)(self._judge)

    def options(self, word: str, candidates: list[Candidate], name: bool) -> tuple[Option, ...]:
        """Every standard form that is thought of, weighed; none where the word must stay.

        Parameters
        ----------
        word : str
            In lower case.
        candidates : list of Candidate
            What the network proposes.
        name : bool
            Whether the word has a capital inside its sentence.
        """
        net = dict(candidates)
        forms = [*net, *(form for form in self._others(word) if form not in net)]
        if not name and not any(map(self.standard, forms)):
            forms.extend(form for form in [self.rule(word)] if form and form not in net)
        if forms == [word]:
            return ()
        trust = self.weights[0] + self.weights[-1] * self.is_common(word)
        options = []
        for form in forms:
            lp = max(net.get(form, _FLOOR), _FLOOR)
            score, slope = self._judged(word, form, name)
            options.append(Option(form, lp, score + trust * lp, slope))
        return tuple(options)

    def is_common(self, word: str) -> bool:
        """Whether training had a spoken word often enough for the network to know it well."""
        return sum(self._memory.get(word, {}).values()) >= _COMMON

    def features(self, word: str, form: str, name: bool) -> tuple[float, ...]:
        """What speaks for a standard form, in the order of `FEATURES`; 0 for the network."""
        memory = self._memory.get(word, {})
        seen, remembered = sum(memory.values()), memory.get(form, 0)
        listed = spoken_forms().get(word)
        same, known = float(form == word), self.known(word)
        on_list = listed is not None and form == listed.standard
        doubtful = float(listed is not None and on_list and listed.ambiguous)
        certain = float(on_list) - doubtful
        return (
            0.0,
            math.log((remembered + 0.3) / (seen + 1)) if seen else 0.0,
            float(seen > 0 and not remembered),
            float(self.standard(form)),
            math.log1p(min(self._how_common(part) for part in form.split(" "))),
            same,
            same * known,
            certain,
            float(not known and not listed and not remembered and self._is_rule(word, form)),
            same,
            same * known,
            same * name,
            float(" " in form),
            certain * (seen < _FEW),
            doubtful,
            doubtful,
            0.0,
        )

    def _judge(self, word: str, form: str, name: bool) -> tuple[float, float]:
        score = slope = 0.0
        values = self.features(word, form, name)
        for feature, weight, value in zip(FEATURES, self.weights, values, strict=True):
            if feature.endswith("in speech"):
                slope += weight * value
            else:
                score += weight * value
        return score, slope

    def _settle(self, word: str) -> str | None:
        """The standard form of a word that needs no context; None where the network must look."""
        if _HESITATION.match(word) or len(word) > MAX_CHARS:
            return word
        memory, listed = self._memory.get(word), spoken_forms().get(word)
        if memory is None or (listed is not None and listed.ambiguous):
            return None
        form, often = max(memory.items(), key=lambda item: item[1])
        seen = sum(memory.values())
        return form if seen >= _OFTEN and often >= _ALWAYS * seen else None

    def _marks_speech(self, word: str) -> bool:
        """Whether nobody would write this lower-case word in standard text."""
        listed = spoken_forms().get(word)
        if listed is not None:
            return not listed.ambiguous
        memory = self._memory.get(word)
        if memory is None or self.known(word):
            return False
        form = max(memory, key=lambda standard: memory[standard])
        return form != word and self.known(form)

    def _find_others(self, word: str) -> tuple[str, ...]:
        """Standard forms that are thought of whatever the network says."""
        if _HESITATION.match(word):
            return ()
        memory = self._memory.get(word, {})
        forms = dict.fromkeys([word, *sorted(memory, key=lambda f: -memory[f])[:_REMEMBERED]])
        listed = spoken_forms().get(word)
        if listed:
            forms[listed.standard] = None
        bare = self._shortened(word)
        if bare:
            forms[bare] = None
        return tuple(forms)

    def _shortened(self, word: str) -> str | None:
        """*tooosi* is *tosi*: letters that were stretched, where a word comes of it."""
        if not _STRETCHED.search(word):
            return None
        for form in (_STRETCHED.sub(r"\1\1", word), _STRETCHED.sub(r"\1", word)):
            if form in spoken_forms():
                return spoken_forms()[form].standard
            if self.known(form):
                return form
        return None

    def _is_rule(self, word: str, form: str) -> bool:
        return form != word and self.known(form) and form == self.rule(word)

    def _by_rule(self, word: str) -> str | None:
        if self.known(word) or word in spoken_forms() or _HESITATION.match(word):
            return None
        return self._shortened(word) or rewrite(word, self.known)

    def _is_standard(self, form: str) -> bool:
        """Whether it is a standard form in training or in the dictionary, which is slower."""
        return all(
            self._standard.get(part, 0) >= _OFTEN or self.known(part) for part in form.split(" ")
        )

    def _how_common(self, form: str) -> int:
        return self._standard.get(form, 0) + self._count(form)


def read_memory(path: Path) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """Spoken form → standard form → how often, and how often each standard form is."""
    memory: dict[str, dict[str, int]] = {}
    standard: dict[str, int] = {}
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            form, its, count = line.rstrip("\n").split("\t")
            memory.setdefault(form, {})[its or form] = int(count)
            for word in (its or form).split(" "):
                standard[word] = standard.get(word, 0) + int(count)
    return memory, standard
