"""Find what tells of a person in texts: names that are no actors, and identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from aineisto.actors import ActorRecognizer
from aineisto.codebook import ActorEntry
from aineisto.pseudonyms._identifiers import Found, find_identifiers, without_overlap
from aineisto.pseudonyms._inflection import FormTable
from aineisto.pseudonyms._lists import INNER, classes, is_first_name, surnames
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
        every = find_persons(texts, self.names, doubtful=doubtful)
        people = []
        for text, found, actors in zip(texts, every, taken, strict=True):
            heard = _surnames_in(text, found, actors)
            people.append(
                [
                    person
                    for person in found
                    if not self._stays(text[person.start : person.end])
                    and (
                        person.confidence >= GIVEN
                        or not _is_actor(text, person, actors)
                        or _is_heard(text[person.start : person.end], heard)
                    )
                ]
            )
        return people

    def __call__(self, texts: Sequence[str]) -> list[list[Found]]:
        """Return identifiers and persons of each text, doubtful ones too, without overlap."""
        return [
            without_overlap(
                [
                    *(f for f in find_identifiers(text) if not self._is_kept(text, f)),
                    *(Found(p.start, p.end, "person", p.confidence) for p in persons),
                ]
            )
            for text, persons in zip(texts, self.persons(texts, doubtful=True), strict=True)
        ]

    def _is_kept(self, text: str, found: Found) -> bool:
        """Tell whether an identifier stays: so does the page of an actor (*www.kela.fi*)."""
        mention = text[found.start : found.end]
        if found.kind != "web address" or self._stays(mention):
            return self._stays(mention)
        host = re.sub(r"^(?:https?://)?(?:www\.)?", "", mention.lower()).partition("/")[0]
        name = host.rpartition(".")[0].rpartition(".")[2]
        return bool(name) and not self._actors.find([name.upper(), name.capitalize()]).empty

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
    """Tell whether a span is an actor's name; beside a first name it is a surname.

    *Pekka Salo* and *Aallon Kirsti* are people, and *Aalto* by itself is a university.
    """
    for start, end in taken:
        if start < person.end and person.start < end:
            words = text[person.start : person.end].split()
            after = is_first_name(words[0]) and person.start < start
            before = is_first_name(words[-1]) and end < person.end
            if len(words) < 2 or not (after or before):
                return True
    return False


def _surnames_in(text: str, found: list[Person], taken: list[tuple[int, int]]) -> FormTable:
    """Return the surnames of full names that are actors' names besides: *Kirsti Aalto*."""
    table = FormTable()
    for person in found:
        words = text[person.start : person.end].split()
        near = any(start < person.end and person.start < end for start, end in taken)
        if near and len(words) == 2 and not _is_actor(text, person, taken):
            for form in surnames().read(words[1] if is_first_name(words[0]) else words[0]):
                table.add(form.lemma)
    return table


def _is_heard(mention: str, heard: FormTable) -> bool:
    """Tell whether a surname that was heard stands here in a case that persons are spoken of in."""
    return "ep" not in classes(mention) and any(
        form.case not in INNER for form in heard.read(mention)
    )
