"""Standard forms of spoken words in their context, and the words that must stay as they are."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from aineisto.core.data import data_path
from aineisto.core.memory import without_garbage_collection
from aineisto.language._foreign import foreign_places, is_foreign
from aineisto.language._homographs import Analyse
from aineisto.language._lexicon import Lexicon
from aineisto.language._models import load_models
from aineisto.language._spoken_choice import Judge, Option
from aineisto.language._spoken_context import SpokenContext, load_spoken_context
from aineisto.language._spoken_net import SpokenNet
from aineisto.morphology import MAX_WORD, Voikko, clean_word

_CACHED_SENTENCES = 2_000  # some 13 kB each where they are speech
_BATCH_WORDS = 700  # larger arrays take longer to get than to fill
_WINDOW = 60  # words to each side that tell whether somebody speaks
# Where fewer words around are certainly spoken, and none in the sentence, it is left alone.
_QUIET = 0.04
_MUCH = 1.0  # log-odds of speech where a text is certainly dialect
# Where they are lower, words of standard text stay that speech rarely means otherwise: of 5,441
# sentences of invented interviews (`corpora/`) three change by it, two of them for the better, and
# none of the treebanks'. In dialects (SKN) the network is right about four words in a thousand.
_LITTLE = 0.5
# A word of letters; a hyphen inside is let through, a digit, colon or full stop is not.
_WORD = re.compile(r"^[^\W\d_]+(?:[-'’][^\W\d_]+)*$")
_LENGTHENED = re.compile(r"(?<=[a-zåäö]):+(?=[a-zåäö])")
# Written small, they take their case after a colon: *ry:ssä* is no *ryssä*.
_ABBREVIATED = re.compile(r"(?:ry|oy|oyj|ay|ky|tmi|tv|yt|cv|id|hr|it|mm|kk):[a-zäö]+")

# Beside these, *et* is the verb of negation and not *että*.
_WE = frozenset({"me", "met", "mep", "mes", "myö"})
_YOU = frozenset({"sä", "sää", "sie", "sinä", "säkin", "säki", "sinäkin"})
# Before these, and at the end, *ee* is hesitation; before others, in dialects, *ei*: *ee oo*.
_AFTER_PAUSE = frozenset(
    """
    mä mää mie minä sä sinä se ne me te he hän ja et että mutta mut no joo niin ni sitten sit siis
    tuota kyllä ei en on oli ee öö
    """.split()  # noqa: SIM905
)

_ROUNDS = 2  # of votes of the standard forms around
_BESIDE = 2  # how far the words stand that a vote is mostly about
_KUN = frozenset({"kun", "kuin"})
Sentence = tuple[str, ...]
Options = tuple[tuple[Option, ...], ...]  # of every word of a sentence
K = TypeVar("K")
T = TypeVar("T")


class _Marks(NamedTuple):
    """How many words of a sentence are certainly spoken, and how many there are."""

    spoken: int
    words: int


class _Asked(NamedTuple):
    """A sentence, and whether little around it is spoken."""

    words: Sentence
    little: bool


class SpokenNormalizer:
    """Give the words of speech their standard forms.

    A network proposes edits in context; what was seen in training, the dictionary, a closed
    list and rules weigh them; where that is close, so do the standard forms around. Sentences
    without anything spoken in or around them stay as they are and cost next to nothing.
    Answers depend on the sentences given, never on what was asked before.

    Parameters
    ----------
    folder : path-like
        The model: ``edits.json``, ``weights.npz``, ``memory.tsv.xz``, ``choice.json``.
    known : callable
        Whether a lower-case word is in the dictionary.
    count : callable
        How common a lower-case word is in standard text.
    analyse : callable
        Voikko's readings of a lower-case word.
    """

    def __init__(
        self,
        folder: Path,
        known: Callable[[str], bool],
        count: Callable[[str], int],
        analyse: Analyse,
    ) -> None:
        self._folder, self._analyse = folder, analyse
        self.judge = Judge(folder, known, count)
        self._marks: _Cache[Sentence, _Marks] = _Cache(_CACHED_SENTENCES)
        self._options: _Cache[_Asked, Options] = _Cache(_CACHED_SENTENCES)

    @cached_property
    def _net(self) -> SpokenNet:
        # Standard text never needs it.
        return SpokenNet(self._folder, self.judge.known)

    @cached_property
    def context(self) -> SpokenContext:
        """What the standard forms around say."""
        return load_spoken_context(self._analyse, self.judge.weights)

    @without_garbage_collection()
    def normalize(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """Standard forms of words, as many as there are words.

        Parameters
        ----------
        sentences : sequence of sequences of str
            Tokens in the order of the text: the sentences around one tell whether it is
            speech, and standard text is left alone.

        Returns
        -------
        list of list of str
            A word that stays is returned as it is; one word may become two (*niinku* →
            *niin kuin*).
        """
        keys = [tuple(map(clean_word, sentence)) for sentence in sentences]
        shares = self.speech(keys)
        answers = []
        rows = zip(sentences, keys, shares, self.read(keys, shares), strict=True)
        for sentence, key, share, options in rows:
            if share is None:
                answers.append(list(sentence))
                continue
            chosen = self._choose(key, options, share)
            forms = [_spell(w, form, share) for w, form in zip(key, chosen, strict=True)]
            its = zip(sentence, key, forms, strict=True)
            answers.append([word if form == clean else form for word, clean, form in its])
        return answers

    def _choose(self, words: Sentence, options: Options, share: float) -> list[str]:
        forms, close = self.choose_alone(words, options, share)
        asked = {at: [option.form for option, _ in its] for at, its in close.items()}
        for _ in range(_ROUNDS):
            changed = {}
            for at, votes in (self.context.votes(forms, asked) if asked else {}).items():
                its = zip(close[at], votes, strict=True)
                form = max(its, key=lambda row: row[0][1] + row[1])[0][0].form
                if form != forms[at]:
                    changed[at] = form
            for at, form in changed.items():
                forms[at] = form
            # Who voted by a form that has changed votes again.
            asked = {
                at: o for at, o in asked.items() if any(abs(at - c) <= _BESIDE for c in changed)
            }
        for at, may_be in enumerate(options):
            said = words[at].lower()
            if forms[at] in _KUN and said != "kuin" and _KUN.issubset(o.form for o in may_be):
                forms[at] = "kuin" if self.context.compares(forms, at) else "kun"
        return forms

    def choose_alone(
        self, words: Sentence, options: Options, share: float
    ) -> tuple[list[str], dict[int, list[tuple[Option, float]]]]:
        """Choose without a look at the standard forms around.

        Returns
        -------
        list of str
            A form for each word, in lower case.
        dict of int to list of (Option, float)
            Place → what the word there may be and how much speaks for it, where that is close.
        """
        forms, close = [], {}
        for at, (word, its) in enumerate(zip(words, options, strict=True)):
            if len(its) < 2:
                forms.append(its[0].form if its else word.lower())
                continue
            near = self.judge.close(its, share)
            forms.append(max(near, key=lambda row: row[1])[0].form)
            if len(near) > 1:
                close[at] = near
        return forms, close

    def read(self, sentences: Sequence[Sentence], shares: Sequence[float | None]) -> list[Options]:
        """The options of every word of sentences, from the cache or from the network.

        Parameters
        ----------
        sentences : sequence of tuple of str
        shares : sequence of (float or None)
            How much of the text around each is speech (see `speech`).

        Returns
        -------
        list of tuple of tuple of Option
            Of each sentence; nothing where its share is None.
        """
        asked = [
            None if share is None else _Asked(words, share < _LITTLE)
            for words, share in zip(sentences, shares, strict=True)
        ]
        every = dict.fromkeys(each for each in asked if each is not None)
        found = {each: self._options[each] for each in every if each in self._options}
        for batch in _batches([each for each in every if each not in found]):
            for each, options in zip(batch, self._read_batch(batch), strict=True):
                found[each] = options
                self._options.keep(each, options)
        return [() if each is None else found[each] for each in asked]

    def speech(self, sentences: Sequence[Sentence]) -> list[float | None]:
        """How much of the text around each sentence is speech.

        Returns
        -------
        list of float or None
            Log-odds, 0 where one word in ten is certainly spoken. None where nothing is.
        """
        marks = [self._mark(sentence) for sentence in sentences]
        return [_share(marks, at) for at in range(len(marks))]

    def _mark(self, sentence: Sentence) -> _Marks:
        marks = self._marks.get(sentence)
        if marks is None:
            words = [w for w in sentence if _WORD.match(w)]
            # A name may look like a spoken form; a word that begins a sentence counts.
            low = [w.lower() for n, w in enumerate(words) if n == 0 or w[0].islower()]
            spoken = sum(map(self.judge.marks_speech, low))
            if not spoken:
                # Looking for a rule is slow: only where nothing else tells.
                plain = (w for w in words if w.islower() and len(w) > 3 and not is_foreign(w))
                spoken = int(any(self.judge.rule(w) is not None for w in plain))
            marks = _Marks(spoken, len(words))
            self._marks.keep(sentence, marks)
        return marks

    def _read_batch(self, asked: list[_Asked]) -> Iterator[Options]:
        places = [[i for i, w in enumerate(s) if _WORD.match(w)] for s, _ in asked]
        lower = [[s[i].lower() for i in at] for (s, _), at in zip(asked, places, strict=True)]
        stay = [
            {w for w in row if little and self.judge.rarely_other(w)}
            for (_, little), row in zip(asked, lower, strict=True)
        ]
        wanted = [
            [self.judge.settled(w) is None and w not in its for w in row]
            for row, its in zip(lower, stay, strict=True)
        ]
        answers = self._net.candidates(lower, wanted)
        rows = zip(asked, places, lower, stay, answers, strict=True)
        for (sentence, _), at, row, staying, found in rows:
            options: list[tuple[Option, ...]] = [() for _ in sentence]
            foreign = foreign_places(sentence)
            for n, (i, word, candidates) in enumerate(zip(at, row, found, strict=True)):
                name = n > 0 and sentence[i][:1].isupper()
                if i in foreign or word in staying:
                    continue
                of_us = word == "emmä" and _is_of_us(row, n)
                contraction = None if of_us else self.judge.contraction(word)
                if (
                    contraction is None
                    and word.endswith("ks")
                    and not _YOU.isdisjoint(row[n + 1 : n + 2])
                ):
                    contraction = self.judge.asks_you(word)
                if contraction is not None:
                    options[i] = (Option(contraction, 0.0, 0.0, 0.0),)
                    continue
                if word != "et" or _YOU.isdisjoint(row[max(0, n - 1) : n + 2]):
                    options[i] = (
                        self.judge.options(word, candidates, name)
                        if candidates
                        else self.judge.alone(word, name)
                    )
                if word == "ee" and row[n + 1 : n + 2] and row[n + 1] not in _AFTER_PAUSE:
                    options[i] = (Option("ei", 0.0, 0.0, 0.0),)
            for i, word in enumerate(sentence):
                if ":" in word:
                    options[i] = self._without_marks(word)
            yield tuple(options)

    def _without_marks(self, word: str) -> tuple[Option, ...]:
        """*ni:in* is *niin*: a colon that stands for a long sound, not for a case."""
        bare = _LENGTHENED.sub("", word)
        if bare == word or not word.islower() or _ABBREVIATED.fullmatch(word):
            return ()
        if ":" in bare or not self.judge.known(bare):
            return ()
        return (Option(bare, 0.0, 0.0, 0.0),)


@lru_cache(maxsize=2)
def load_normalizer(voikko: Voikko, lexicon: Lexicon) -> SpokenNormalizer:
    """The normaliser that goes with a morphology: one a process, with its caches."""
    forms, common = lexicon.forms, load_models().told
    return SpokenNormalizer(
        data_path("models/spoken-fi"),
        lambda word: word in common or (0 < len(word) <= MAX_WORD and bool(voikko.lookup(word))),
        lambda word: sum(forms.get(word, {}).values()),
        voikko.analyses,
    )


def like(form: str, word: str) -> str:
    """The form with the capitals of the word."""
    if len(word) > 1 and word.isupper():
        return form.upper()
    return form[:1].upper() + form[1:] if word[:1].isupper() else form


def _spell(word: str, form: str, share: float) -> str:
    """A form with the capitals of its word."""
    if form != word.lower():
        # So is one at its beginning, where another sound stands there: Gans is kanssa.
        sound = share > _MUCH and word[1:].islower() and form[0] != word[0].lower()
        return form if sound else like(form, word)
    # A capital at the end of a word of speech is a mark of its sound: muttA.
    return form if share > _MUCH and word[:-1].islower() and word[-1:].isupper() else word


def _is_of_us(words: Sequence[str], at: int) -> bool:
    """Whether *emmä* is *emme* there, as in dialects of north and east: *myö emmä tuonneet*."""
    around = words[max(0, at - 2) : at + 2]
    return not _WE.isdisjoint(around) or any(w.endswith("eet") for w in words[at + 1 : at + 3])


def _batches(asked: list[_Asked]) -> Iterator[list[_Asked]]:
    batch: list[_Asked] = []
    words = 0
    for each in asked:
        batch.append(each)
        words += len(each.words)
        if words >= _BATCH_WORDS:
            yield batch
            batch, words = [], 0
    if batch:
        yield batch


def _share(marks: Sequence[_Marks], at: int) -> float | None:
    """Log-odds of speech around a sentence; the sentence itself weighs double."""
    spoken, words = float(marks[at].spoken), float(marks[at].words)
    for step in (-1, 1):
        far, i = 0, at + step
        while 0 <= i < len(marks) and far < _WINDOW:
            spoken += marks[i].spoken / 2
            words += marks[i].words / 2
            far += marks[i].words + 1
            i += step
    if not marks[at].spoken and spoken <= _QUIET * words:
        return None
    rate = (spoken + 0.1) / (words + 2)
    return math.log(rate / (1 - rate)) - math.log(1 / 9)


class _Cache(dict[K, T]):
    """The newest of what was found of sentences."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def keep(self, sentence: K, value: T) -> None:
        """Remember it, and forget the oldest where there are too many."""
        if len(self) >= self._size:
            del self[next(iter(self))]
        self[sentence] = value
