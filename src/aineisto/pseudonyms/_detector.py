"""Find what tells of a person in texts: names that are no actors, and identifiers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from aineisto.actors import ActorRecognizer
from aineisto.codebook import ActorEntry
from aineisto.pseudonyms._identifiers import Found, find_identifiers, without_overlap
from aineisto.pseudonyms._inflection import FormTable
from aineisto.pseudonyms._lists import is_first_name
from aineisto.pseudonyms._persons import GIVEN, Person, find_persons


@cache
def _register() -> ActorRecognizer:
    return ActorRecognizer()


class Detector:
    """Find persons and identifiers in the texts of a study.

    Parameters
    ----------
    names : iterable of str
        Names that are persons for certain, in the nominative.
    keep : iterable of str
        What stays, in all its inflected forms.
    actors : sequence of ActorEntry
        The study's own actors, which stay as those of the register do.
    """

    def __init__(
        self,
        names: Iterable[str] = (),
        keep: Iterable[str] = (),
        actors: Sequence[ActorEntry] = (),
    ) -> None:
        self.names = list(names)
        self._kept = [_Kept(text) for text in keep]
        self._actors = ActorRecognizer(tuple(actors)) if actors else _register()

    def persons(self, texts: Sequence[str], *, doubtful: bool = False) -> list[list[Person]]:
        """Return the persons of each text that are no actors and not to be kept."""
        taken: list[list[tuple[int, int]]] = [[] for _ in texts]
        known = self._actors.find(texts)
        for text, start, end in known[["text", "start", "end"]].itertuples(index=False):
            taken[text].append((start, end))
        return [
            [
                person
                for person in found
                if not self._stays(text[person.start : person.end])
                and (person.confidence >= GIVEN or not _is_actor(text, person, actors))
            ]
            for text, found, actors in zip(
                texts, find_persons(texts, self.names, doubtful=doubtful), taken, strict=True
            )
        ]

    def __call__(self, texts: Sequence[str]) -> list[list[Found]]:
        """Return identifiers and persons of each text, doubtful ones too, without overlap."""
        return [
            without_overlap(
                [
                    *(f for f in find_identifiers(text) if not self._stays(text[f.start : f.end])),
                    *(Found(p.start, p.end, "person", p.confidence) for p in persons),
                ]
            )
            for text, persons in zip(texts, self.persons(texts, doubtful=True), strict=True)
        ]

    def _stays(self, mention: str) -> bool:
        return any(kept.is_in(mention) for kept in self._kept)


class _Kept:
    """A text to be kept, of which only the last word is inflected."""

    def __init__(self, text: str) -> None:
        self._small = text.lower()
        *self._before, self._last = self._small.split() or [""]
        self._forms = FormTable(text.split()[-1:])

    def is_in(self, mention: str) -> bool:
        """Tell whether a mention is a form of it."""
        words = mention.split()
        if mention.lower() == self._small:
            return True
        if not words or [word.lower() for word in words[:-1]] != self._before:
            return False
        return words[-1].lower() == self._last or bool(self._forms.read(words[-1]))


def persons_in(
    texts: Sequence[str],
    names: Iterable[str] = (),
    keep: Iterable[str] = (),
    *,
    doubtful: bool = False,
) -> list[list[Person]]:
    """Return the persons of each text that are no actors of the register and not to be kept."""
    return Detector(names, keep).persons(texts, doubtful=doubtful)


def _is_actor(text: str, person: Person, taken: list[tuple[int, int]]) -> bool:
    """Tell whether a span is an actor's name; a municipality after a first name is a surname."""
    for start, end in taken:
        if start < person.end and person.start < end:
            words = text[person.start : person.end].split()
            named = len(words) > 1 and is_first_name(words[0])
            if not (named and person.start < start):
                return True
    return False
