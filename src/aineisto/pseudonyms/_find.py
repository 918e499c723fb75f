"""Find what tells of a person in texts: names that are no register actors, and identifiers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from aineisto.actors import ActorRecognizer
from aineisto.pseudonyms._identifiers import Found, find_identifiers, without_overlap
from aineisto.pseudonyms._lists import is_first_name
from aineisto.pseudonyms._persons import GIVEN, Person, find_persons


@cache
def _register() -> ActorRecognizer:
    return ActorRecognizer()


def persons_in(
    texts: Sequence[str],
    names: Iterable[str] = (),
    keep: Iterable[str] = (),
    *,
    doubtful: bool = False,
) -> list[list[Person]]:
    """Return the persons of each text that are no actors of the register and not to be kept."""
    kept = {word.lower() for word in keep}
    actors: list[list[tuple[int, int]]] = [[] for _ in texts]
    known = _register().find(texts)
    for text, start, end in known[["text", "start", "end"]].itertuples(index=False):
        actors[text].append((start, end))
    return [
        [
            person
            for person in found
            if text[person.start : person.end].lower() not in kept
            and (person.confidence >= GIVEN or not _is_actor(text, person, taken))
        ]
        for text, found, taken in zip(
            texts, find_persons(texts, names, doubtful=doubtful), actors, strict=True
        )
    ]


def _is_actor(text: str, person: Person, taken: list[tuple[int, int]]) -> bool:
    """Tell whether a span is an actor's name; a municipality after a first name is a surname."""
    for start, end in taken:
        if start < person.end and person.start < end:
            words = text[person.start : person.end].split()
            named = len(words) > 1 and is_first_name(words[0])
            if not (named and person.start < start):
                return True
    return False


def find_all(
    texts: Sequence[str], names: Iterable[str] = (), keep: Iterable[str] = ()
) -> list[list[Found]]:
    """Return identifiers and persons of each text, doubtful ones too, in order, without overlap."""
    kept = {word.lower() for word in keep}
    every = persons_in(texts, names, keep, doubtful=True)
    return [
        without_overlap(
            [
                *(f for f in find_identifiers(text) if text[f.start : f.end].lower() not in kept),
                *(Found(p.start, p.end, "person", p.confidence) for p in persons),
            ]
        )
        for text, persons in zip(texts, every, strict=True)
    ]
