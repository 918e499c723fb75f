"""What the name finder says, and how it and the register help each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from aineisto.actors._context import CONFIDENCE, Mention
from aineisto.language import name_finder, shared_lemmatizer

_ORGANISATIONS, _PRODUCTS = frozenset({"ORG"}), frozenset({"PRODUCT", "PRO"})
_PERSONS = frozenset({"PERSON", "PER"})
#: What Voikko calls first names and surnames.
_PERSONAL = frozenset({"ee", "es"})


class Name(NamedTuple):
    """A name that the finder marked in a text."""

    start: int
    end: int
    label: str

    @property
    def is_organisation(self) -> bool:
        """Whether it is called an organisation."""
        return self.label in _ORGANISATIONS

    @property
    def is_person(self) -> bool:
        """Whether it is called a person."""
        return self.label in _PERSONS


def named(texts: Sequence[str]) -> list[list[Name]]:
    """Return the name finder's names of each text."""
    return [
        [Name(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents]
        for doc in name_finder().pipe(texts, batch_size=32)
    ]


def with_names(mention: Mention, confidence: float, names: Iterable[Name]) -> float:
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
            if name.is_person and _is_personal(mention.form):
                return 0.0
    return confidence


def _is_personal(form: str) -> bool:
    found = shared_lemmatizer().analyses(form.partition(":")[0])
    return any(analysis.voikko_class in _PERSONAL for analysis in found)
