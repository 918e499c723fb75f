"""What the name finder says, and how it and the register help each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from aineisto.actors._context import CONFIDENCE, Mention
from aineisto.actors._words import is_initial, overlaps
from aineisto.language import name_finder, shared_lemmatizer

_ORGANISATIONS, _PRODUCTS = frozenset({"ORG"}), frozenset({"PRODUCT", "PRO"})
_PERSONS = frozenset({"PERSON", "PER"})
_CAPITAL = re.compile(r"(?<![^\W_])\w*[A-ZÅÄÖ][\w-]*(?::[a-zäö]+)?")
#: What Voikko calls first names and surnames.
_PERSONAL = frozenset({"ee", "es"})


class Name(NamedTuple):
    """A name that the finder marked in a text."""

    start: int
    end: int
    label: str
    confidence: float = 1.0

    @property
    def is_organisation(self) -> bool:
        """Whether it is called an organisation."""
        return self.label in _ORGANISATIONS

    @property
    def is_person(self) -> bool:
        """Whether it is called a person."""
        return self.label in _PERSONS


def names_of_texts(
    texts: Sequence[str], sure: Sequence[Sequence[tuple[int, int]]]
) -> list[list[Name]]:
    """Return the name finder's names of each text; only of texts that may hold one.

    Parameters
    ----------
    texts : sequence of str
        The texts.
    sure : sequence of sequence of (int, int)
        Places of the register's names in them that need no finder.
    """
    asked = [
        number
        for number, (text, known) in enumerate(zip(texts, sure, strict=True))
        if _may_hold_a_name(text, known)
    ]
    names: list[list[Name]] = [[] for _ in texts]
    docs = name_finder().pipe([texts[number] for number in asked], batch_size=32)
    for number, doc in zip(asked, docs, strict=True):
        names[number] = [
            Name(e.start_char, e.end_char, e.label_, getattr(e, "confidence", 1.0))
            for e in doc.ents
        ]
    return names


def _may_hold_a_name(text: str, known: Sequence[tuple[int, int]]) -> bool:
    """Tell whether neither the register nor a sentence's beginning explains a capital letter."""
    for match in _CAPITAL.finditer(text):
        start, end = match.span()
        if overlaps(start, end, known):
            continue
        if not (is_initial(text, start) and _is_common(match[0])):
            return True
    return False


@lru_cache(maxsize=20_000)
def _is_common(word: str) -> bool:
    """Tell whether a word is no name alone: *Hoito*, not *Nokia*."""
    return any(name[:1] not in ("e", "") for name in _classes(word))


@lru_cache(maxsize=20_000)
def is_word(word: str) -> bool:
    """Tell whether the lexicon knows a word, as a word or as a name of a person or a place."""
    return any(name not in ("em", "") for name in _classes(word))


def _classes(word: str) -> list[str]:
    """Return the classes that Voikko knows a word in, without what stands after a colon."""
    found = shared_lemmatizer().analyses(word.partition(":")[0].rstrip())
    return [analysis.voikko_class for analysis in found]


def combined_confidence(mention: Mention, confidence: float, names: Iterable[Name]) -> float:
    """Return how sure a mention is when the finder is heard, too; 0 where it is none.

    A capitalised name that the words around it leave open is the actor where the finder calls it
    an organisation or a product. One that people bear as well (*Esko*, *Miranda*) is not where the
    finder calls it a person. What is sure without context stays, and so does a municipality: the
    finder does not tell town from place.
    """
    decided = confidence > CONFIDENCE["unless"]
    if decided or mention.rule.place or mention.shape == "lower" or mention.compound:
        return confidence
    for name in names:
        if name.start <= mention.start and mention.end <= name.end:
            alone = name.end - name.start <= mention.end - mention.start + 1
            if name.label in _ORGANISATIONS | _PRODUCTS and alone:
                return max(confidence, CONFIDENCE["finder"])
            if name.is_person and not _PERSONAL.isdisjoint(_classes(mention.form)):
                return 0.0
    return confidence
