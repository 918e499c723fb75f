"""Cue words and phrases: read from ``cues.toml``, found in statements."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from aineisto.codebook import CueGroup
from aineisto.core.errors import ModelError
from aineisto.stance._words import Word

#: What a cue of each kind is worth where its group does not say.
USUAL_VALUES = {"weakness": -1.6, "risk": -1.1, "opportunity": 1.0, "strength": 1.6}
KINDS = tuple(USUAL_VALUES)
_NEGATION = "EI"
_GAP = ".."
_LONGEST_GAP = 3
_CACHED_WORDS = 32_768


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue: its elements, its kind and its value on the scale −2…2."""

    elements: tuple[str, ...]
    kind: str
    value: float

    @property
    def rank(self) -> tuple[int, int]:
        """Longer cues go before shorter ones, spelt-out ones before wildcards."""
        literal = [element for element in self.elements if element != _GAP]
        return len(literal), sum("*" not in e and e != _NEGATION for e in literal)


def cues_of(group: CueGroup) -> list[Cue]:
    """Return the cues of a codebook's group."""
    value = USUAL_VALUES[group.kind] if group.value is None else float(group.value)
    return [
        Cue(tuple(_small(element) for element in phrase.split()), group.kind, value)
        for phrase in group.words
    ]


def _small(element: str) -> str:
    return element if element == _NEGATION else element.lower()


@dataclass(frozen=True, slots=True)
class Match:
    """A cue found: the positions of its words."""

    cue: Cue
    positions: tuple[int, ...]


class _Entry(NamedTuple):
    """The elements of cues that a word fits, and the cues that begin with one of them."""

    elements: frozenset[str]
    begin: tuple[Cue, ...]


_NOTHING: frozenset[str] = frozenset()
_NO_CUE = _Entry(_NOTHING, ())


class CueList:
    """Cues, indexed so that a word finds the cues that begin with it.

    Parameters
    ----------
    cues : sequence of Cue
        The cues.
    factors : mapping of str to float
        Intensifiers (> 1) and diminishers (< 1), by form or lemma.
    """

    def __init__(self, cues: Sequence[Cue], factors: dict[str, float]) -> None:
        self.cues = tuple(cues)
        self.factors = factors
        self._begin: dict[str, list[Cue]] = defaultdict(list)
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._prefixes: dict[str, set[str]] = defaultdict(set)
        self._suffixes: dict[str, set[str]] = defaultdict(set)
        for cue in self.cues:
            self._begin[cue.elements[0]].append(cue)
            for element in cue.elements:
                self._index(element)
        self._prefix_lengths = sorted({len(prefix) for prefix in self._prefixes})
        self._entry = lru_cache(_CACHED_WORDS)(self._look_up)

    @classmethod
    def load(cls, path: str | PathLike[str]) -> CueList:
        """Read the cues of a TOML file.

        Raises
        ------
        ModelError
            When the file cannot be read or a group lacks its kind, value or words.
        """
        file = Path(path)
        remedy = "Each [[cues]] needs kind, value (−2…2) and words."
        try:
            content = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeError, tomllib.TOMLDecodeError) as error:
            raise ModelError(
                f"The cues cannot be read ({error}).", file=file, remedy=remedy
            ) from error
        cues = []
        for number, group in enumerate(content.get("cues", ()), start=1):
            kind, value, words = group.get("kind"), group.get("value"), group.get("words")
            if (
                kind not in KINDS
                or not isinstance(value, int | float)
                or not isinstance(words, list)
            ):
                raise ModelError(
                    "A group of cues is not complete.",
                    file=file,
                    place=f"[[cues]] {number}",
                    remedy=remedy,
                )
            cues += [Cue(tuple(str(phrase).split()), kind, float(value)) for phrase in words]
        factors = {
            str(word): float(factor)
            for factor, words in content.get("factors", {}).items()
            for word in words
        }
        return cls(cues, factors)

    def with_groups(self, groups: Sequence[CueGroup]) -> CueList:
        """Return a list in which the cues of groups go before those of the same words here."""
        own = {cue.elements: cue for group in groups for cue in cues_of(group)}
        if not own:
            return self
        rest = [cue for cue in self.cues if cue.elements not in own]
        # A study's cue that names a word goes before any shipped one that begins alike.
        return CueList([*(cue for cue in own.values()), *rest], self.factors)

    def find(self, words: Sequence[Word]) -> list[Match]:
        """Return the cues of a statement, of overlapping ones the longest."""
        entries = [self._of(word) for word in words]
        matches = [
            match
            for position, entry in enumerate(entries)
            if entry.begin
            for match in self._at(words, entries, position)
        ]
        matches.sort(key=lambda match: (*(-n for n in match.cue.rank), match.positions))
        taken: set[int] = set()
        kept = []
        for match in matches:
            if taken.isdisjoint(match.positions):
                taken.update(match.positions)
                kept.append(match)
        return sorted(kept, key=lambda match: match.positions)

    def factor(self, word: Word) -> float:
        """Return how a word strengthens (> 1) or weakens (< 1) the next."""
        return self.factors.get(word.form) or self.factors.get(word.lemma) or 1.0

    def _index(self, element: str) -> None:
        for option in element.split("|"):
            if option.endswith("*"):
                self._prefixes[option[:-1]].add(element)
            elif option.startswith("*"):
                self._suffixes[option[1:]].add(element)
            else:
                self._exact[option].add(element)

    def _of(self, word: Word) -> _Entry:
        return self._entry(word.form, word.lemmas, word.heads, word.negates)

    def _look_up(
        self, form: str, lemmas: frozenset[str], heads: frozenset[str], negates: bool
    ) -> _Entry:
        found = {_NEGATION} if negates else set()
        for one in {form, *lemmas}:
            found |= self._exact.get(one, _NOTHING)
            for length in self._prefix_lengths:
                found |= self._prefixes.get(one[:length], _NOTHING)
        for head in heads:
            found |= self._suffixes.get(head, _NOTHING)
        if not found:
            return _NO_CUE
        # Sorted: of cues alike the first counts, in every process the same one.
        begin = [cue for element in sorted(found) for cue in self._begin.get(element, ())]
        return _Entry(frozenset(found), tuple(begin))

    def _at(
        self, words: Sequence[Word], entries: Sequence[_Entry], position: int
    ) -> Iterator[Match]:
        following = entries[position + 1].elements if position + 1 < len(entries) else _NOTHING
        for cue in entries[position].begin:
            rest = cue.elements[1:]
            # Most cues fail at their second word already.
            if rest and rest[0] != _GAP and rest[0] not in following:
                continue
            positions = self._follow(words, entries, position, rest)
            if positions is not None:
                yield Match(cue, (position, *positions))

    def _follow(
        self,
        words: Sequence[Word],
        entries: Sequence[_Entry],
        position: int,
        elements: tuple[str, ...],
    ) -> tuple[int, ...] | None:
        found: list[int] = []
        gap = 0
        for element in elements:
            if element == _GAP:
                gap = _LONGEST_GAP
                continue
            for step in range(1, gap + 2):
                at = position + step
                if at >= len(words) or words[at].clause != words[position].clause:
                    return None
                if element in entries[at].elements:
                    break
            else:
                return None
            found.append(at)
            position, gap = at, 0
        return tuple(found)
