"""What speaks for a standard form of a spoken word: memory, dictionary, list, rules."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from operator import mul
from pathlib import Path
from typing import NamedTuple

from aineisto.language._contractions import CONTRACTION_ENDS, PERSONS, spoken_contraction
from aineisto.language._spoken import (
    rewrite,
    sounds_like,
    spoken_forms,
    spoken_numeral,
    with_case_ending,
)
from aineisto.language._spoken_memory import SpokenMemory
from aineisto.language._spoken_net import MAX_CHARS, Candidate

_CACHED_WORDS = 50_000
# A form seen this often and nearly always with one standard form needs no look at its context.
_OFTEN, _ALWAYS = 8, 0.99
# A word of the dictionary that is itself this often is not another one in hardly spoken text.
_MOSTLY = 0.9
_FEW = 3  # times that training had a spoken word
# Standard forms of one spoken form that are thought of: how many, how often they must be it.
_REMEMBERED, _RARELY = 5, 0.02
_ALIKE = 3  # standard forms of words that sound alike
HESITATION = re.compile(
    r"^(?:[öäəå]+h*|e{2,}h*|y{2,}h*|h+m+|m{2,}h*|a{2,}h+|o{2,}h+|h{2,}|h([aeiöä])+h)$"
)
# Dialects say *panaani* and *pensa*; they say b, d, f and g for p, t, hv and k in few words.
_VOICED = frozenset("bdfg")
_STRETCHED = re.compile(r"(.)\1{2,}")

# What the network says of a form, then what else does; both in the order of the weights.
NET_FEATURES = ("net", "not proposed")
FORM_FEATURES = (
    "not remembered", "dictionary", "common", "unchanged", "unchanged known", "unchanged name",
    "two words", "listed", "listed unseen", "listed doubtful",
    "unchanged in speech", "unchanged known in speech",
)  # fmt: skip
FEATURES = NET_FEATURES + FORM_FEATURES
IN_SPEECH = 2  # the last features count as much as there is speech around
_DICTIONARY = FORM_FEATURES.index("dictionary")
#: How much less may speak for a form that the words around can still choose.
CLOSE = 3.0


class Option(NamedTuple):
    """A standard form that a word may have.

    Attributes
    ----------
    form : str
    net : float or None
        What the network thinks of it here: log-probability. None where it does not propose it.
    score : float
        All that speaks for it but the dictionary and the surroundings.
    slope : float
        How much the score changes with the share of speech around.
    """

    form: str
    net: float | None
    score: float
    slope: float


def net_features(net: float | None) -> tuple[float, float]:
    """What the network says of a form, in the order of `NET_FEATURES`."""
    return (0.0, 1.0) if net is None else (net, 0.0)


class Judge:
    """Weigh the standard forms of a word: a log-linear model over `FEATURES`.

    Parameters
    ----------
    folder : path-like
        What `SpokenMemory` reads, and ``choice.json`` (weights).
    known : callable
        Whether a lower-case word is in the dictionary.
    count : callable
        How common a lower-case word is in standard text.
    """

    def __init__(
        self, folder: Path, known: Callable[[str], bool], count: Callable[[str], int]
    ) -> None:
        self._memory = SpokenMemory(folder)
        self.weights: dict[str, float] = json.loads(
            (folder / "choice.json").read_text(encoding="utf-8")
        )
        self._trust, self._missed = (self.weights[name] for name in NET_FEATURES)
        form_weights = tuple(self.weights[name] for name in FORM_FEATURES)
        self._weights, self._slopes = (
            form_weights[:-IN_SPEECH],
            form_weights[-IN_SPEECH:],
        )
        self._of_dictionary = self.weights["dictionary"]
        self._most_of_dictionary = max(self._of_dictionary, 0.0)
        self._count = count

        def is_known(form: str) -> bool:
            if " " in form:
                return all(map(is_known, form.split(" ")))
            told = self._memory.in_dictionary(form)
            return known(form) if told is None else told

        self.known = lru_cache(_CACHED_WORDS)(is_known)
        self.standard = lru_cache(_CACHED_WORDS)(self._is_standard)
        self.settled = lru_cache(_CACHED_WORDS)(self._settle)
        self.rarely_other = lru_cache(_CACHED_WORDS)(self._is_rarely_other)
        self.marks_speech = lru_cache(_CACHED_WORDS)(self._marks_speech)
        self.rule = lru_cache(_CACHED_WORDS)(self._by_rule)
        self.contraction = lru_cache(_CACHED_WORDS)(self._find_contraction)
        self.is_cut = lru_cache(_CACHED_WORDS)(self._lacks_case_ending)
        self._others = lru_cache(_CACHED_WORDS)(self._find_others)
        self.alone = lru_cache(_CACHED_WORDS // 2)(self._alone)
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
        if self._is_loan(word):
            heard = self._memory.forms(word)
            forms = [form for form in forms if form in heard or _keeps_voiced(form, word)]
        if forms == [word]:
            return ()
        if not name and len(forms) > 1 and self.is_cut(word):
            forms = [form for form in forms if form != word]
        options = []
        for form in forms:
            score, slope = self._judged(word, form, name)
            score += self._trust * net[form] if form in net else self._missed
            options.append(Option(form, net.get(form), score, slope))
        return tuple(options)

    def _is_loan(self, word: str) -> bool:
        """Whether it is a word of the dictionary, cut or not, with a sound dialects rather lack."""
        return not _VOICED.isdisjoint(word) and (self.known(word) or self.is_cut(word))

    def close(self, options: tuple[Option, ...], share: float) -> list[tuple[Option, float]]:
        """The likeliest of a word's options, and how much speaks for each.

        Parameters
        ----------
        options : tuple of Option
        share : float
            How much of the text around is speech.

        Returns
        -------
        list of (Option, float)
            Those about as likely as the best, in their order. A form that has lost whatever the
            dictionary says is not looked up in it, which is what takes time.
        """
        most, near = -math.inf, []
        bare = [option.score + option.slope * share for option in options]
        for at in sorted(range(len(bare)), key=bare.__getitem__, reverse=True):
            if bare[at] + self._most_of_dictionary <= most - CLOSE:
                break
            score = bare[at] + self._of_dictionary * self.standard(options[at].form)
            most = max(most, score)
            near.append((at, score))
        return [(options[at], score) for at, score in sorted(near) if score > most - CLOSE]

    def _alone(self, word: str, name: bool) -> tuple[Option, ...]:
        """Options of a word that the network did not look at."""
        return self.options(word, [Candidate(self.settled(word) or word, 0.0)], name)

    def form_features(self, word: str, form: str, name: bool) -> tuple[float, ...]:
        """What speaks for a form whatever the network says, in the order of `FORM_FEATURES`."""
        values = [*self._own_features(word, form, name)]
        values[_DICTIONARY] = self.standard(form)
        return tuple(values)

    def _own_features(self, word: str, form: str, name: bool) -> tuple[float, ...]:
        """`form_features` without a look into the dictionary for the form."""
        memory, listed = self._memory.forms(word), spoken_forms().get(word)
        same = form == word
        known = same and self.known(word)
        if listed is not None and listed.standard != form:
            listed = None
        doubtful = listed is not None and listed.ambiguous
        certain = listed is not None and not doubtful
        return (
            bool(memory) and form not in memory,
            False,
            math.log1p(self._how_common(form)),
            same,
            known,
            same and name,
            " " in form,
            certain,
            certain and sum(memory.values()) < _FEW,
            doubtful,
            same,
            known,
        )

    def _judge(self, word: str, form: str, name: bool) -> tuple[float, float]:
        values = self._own_features(word, form, name)
        return (
            sum(map(mul, self._weights, values)),
            sum(map(mul, self._slopes, values[-IN_SPEECH:])),
        )

    def _settle(self, word: str) -> str | None:
        """The standard form of a word that needs no context; None where the network must look."""
        if HESITATION.match(word) or len(word) > MAX_CHARS:
            return word
        memory, listed = self._memory.forms(word), spoken_forms().get(word)
        if not memory or (listed is not None and listed.ambiguous):
            return None
        form, often = max(memory.items(), key=lambda item: item[1])
        seen = sum(memory.values())
        return form if seen >= _OFTEN and often >= _ALWAYS * seen else None

    def _is_rarely_other(self, word: str) -> bool:
        """Whether a lower-case word of standard text is rarely another one in speech.

        That the dictionary knows it is not enough: it knows *vaihto-ehtoo* too.
        """
        if word in spoken_forms() or not self._how_common(word) or not self.known(word):
            return False
        memory = self._memory.forms(word)
        return memory.get(word, 0) >= _MOSTLY * sum(memory.values())

    def _marks_speech(self, word: str) -> bool:
        """Whether nobody would write this lower-case word in standard text."""
        listed = spoken_forms().get(word)
        if listed is not None:
            return not listed.ambiguous and listed.standard != word
        if self.contraction(word) is not None:
            return True
        memory = self._memory.forms(word)
        if not memory or self.known(word):
            return False
        form = max(memory, key=lambda standard: memory[standard])
        return form != word and self.known(form)

    def _find_others(self, word: str) -> tuple[str, ...]:
        """Standard forms that are thought of whatever the network says."""
        if HESITATION.match(word):
            return ()
        memory = self._memory.forms(word)
        often = _RARELY * sum(memory.values())
        usual = sorted((f for f in memory if memory[f] >= often), key=lambda f: -memory[f])
        forms = dict.fromkeys([word, *usual[:_REMEMBERED]])
        listed = spoken_forms().get(word)
        if listed:
            forms[listed.standard] = None
        bare = self._shortened(word)
        if bare:
            forms[bare] = None
        if word not in self._memory and len(word) > 2 and not self.known(word):
            forms |= dict.fromkeys(self._of_others(word))
        return tuple(forms)

    def _of_others(self, word: str) -> list[str]:
        """The commonest standard forms of remembered words that sound alike."""
        counts: Counter[str] = Counter()
        for other in sounds_like(word):
            counts.update(self._memory.forms(other))
        return [form for form, _ in counts.most_common(_ALIKE)]

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

    def _by_rule(self, word: str) -> str | None:
        if self.known(word) or word in spoken_forms() or HESITATION.match(word):
            return None
        return self._shortened(word) or rewrite(word, self.known)

    def _find_contraction(self, word: str) -> str | None:
        """What a word is whatever stands around it: *meetsä*, *kakskyt*; None for other words."""
        numeral = spoken_numeral(word)
        if numeral is not None:
            return numeral
        listed = spoken_forms().get(word)
        if listed is not None:
            form, memory = listed.standard, self._memory.forms(word)
            if listed.always:
                return form
            certain = not listed.ambiguous and (not memory or form in memory)
            return form if certain and form.endswith(PERSONS) else None
        if not word.endswith(CONTRACTION_ENDS) or self.known(word):
            return None
        # What dialects say so is another word: hautaukse is hautauksen.
        return None if word in self._memory else spoken_contraction(word, self.known, self._verb)

    def asks_you(self, word: str) -> str | None:
        """*Muistaks* before *sä* is *muistatko*; None where no second person comes of it."""
        if (
            word in spoken_forms()
            or word in self._memory
            or any(map(self.known, (word, word + "i")))
        ):
            return None
        both = self.contraction(word + "ä")
        return None if both is None else both.partition(" ")[0]

    def _lacks_case_ending(self, word: str) -> bool:
        """Whether it is no word, but with its whole case ending it is one: *himas*, *himassa*."""
        if word in self._memory or word in spoken_forms() or self.known(word):
            return False
        return any(map(self.known, with_case_ending(word)))

    def _verb(self, word: str) -> str | None:
        """The usual standard form of a spoken word; None where none is in the dictionary."""
        listed, memory = spoken_forms().get(word), self._memory.forms(word)
        if listed is not None and not listed.ambiguous:
            return listed.standard
        if self.known(word):
            return word
        form: str | None
        if memory:
            form = max(memory, key=memory.__getitem__)
        else:
            form = listed.standard if listed is not None else rewrite(word, self.known)
        return form if form is not None and self.known(form) else None

    def _is_standard(self, form: str) -> bool:
        """Whether it is a standard form in training or in the dictionary, which is slower."""
        return self._memory.count(form) >= _OFTEN or (
            all(map(self.standard, form.split(" "))) if " " in form else self.known(form)
        )

    def _how_common(self, form: str) -> int:
        if " " in form:
            return min(map(self._how_common, form.split(" ")))
        return self._memory.count(form) + self._count(form)


def _keeps_voiced(form: str, word: str) -> bool:
    """Whether a form has the voiced sounds of a word: a *bussi* that was heard is no *pussi*."""
    return all(form.count(sound) >= word.count(sound) for sound in _VOICED)
