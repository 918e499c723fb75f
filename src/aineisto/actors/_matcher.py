"""The index of all spellings, and what one written word can be in it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from aineisto.actors._context import Rule, rule_for
from aineisto.actors._inflection import ABBREVIATION, CONSONANT, NOMINATIVE, SINGULAR, fits, stems
from aineisto.actors._words import HYPHENS, WORD, fold, join_broken, parts, shape, spelt
from aineisto.codebook import ActorEntry, spellings

#: How a word begins that makes a compound out of a name without a hyphen: *sotedigiyhtiö*.
_HEADS = (
    *("yhtiö", "palvelu", "järjestelm", "hanke", "hankk", "ohjelma", "projekti", "laki", "lain"),
    *("raha", "kortti", "kortin", "korvau", "tunnis", "väki", "väen", "porukka", "kehit"),
    *("portaali", "integraatio", "arkisto", "rooli", "johto", "johdo", "päätö", "asia", "tuki"),
)
#: Written words whose candidates are kept, some 0.2 kB each; then they are gathered anew.
_CACHED_FORMS = 131_072
_MINISTRY = re.compile(r"(.+?)ministeriö$")


@dataclass(frozen=True, slots=True)
class Alias:
    """One spelling of an actor, in words as `fold` gives them."""

    actor: int
    words: tuple[str, ...]
    rule: Rule
    abbreviation: bool = False
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A written word, or a part of it, that fits one word of an alias."""

    alias: int
    word: int
    start: int
    end: int
    ending: str
    shape: str
    colon: bool = False
    compound: str = ""
    stem: int = 0


class Index:
    """All spellings of a register, looked up by written word."""

    def __init__(self, actors: Iterable[ActorEntry]) -> None:
        self.aliases: list[Alias] = []
        self.ministry_words = {"ja", "sekä", "tai", "että"}
        self._stems: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        self._abbreviations: dict[str, list[int]] = defaultdict(list)
        self._cache: dict[str, tuple[Candidate, ...]] = {}
        #: Actors of the spellings that have gone from one to another: KYS.
        self.sharing: dict[tuple[str, ...], list[int]] = {}
        for number, entry in enumerate(actors):
            self._add(number, entry)
        owners: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for alias in self.aliases:
            if not alias.suspended:
                owners[alias.words].append(alias.actor)
        self.sharing = {words: own for words, own in owners.items() if len(own) > 1}

    def _add(self, actor: int, entry: ActorEntry) -> None:
        native = {entry.name, *entry.aliases, entry.names.get("fi")}
        by_words: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for spelling in spellings(entry):
            words = tuple(fold(found.group()) for found in WORD.finditer(spelling))
            if words:
                by_words[words].append(spelling)
        for words, written in by_words.items():
            short = len(words) == 1 and all(_is_abbreviation(spelling) for spelling in written)
            own = any(spelling in native for spelling in written)
            rule = rule_for(words, abbreviation=short, native=own, kind=entry.kind)
            self._register(Alias(actor, words, rule, abbreviation=short))
            ministry = _MINISTRY.match(written[0])
            if ministry and own:
                head = tuple(fold(found.group()) for found in WORD.finditer(ministry[1]))
                self.ministry_words.update(head)
                self._register(Alias(actor, head, rule, suspended=True))

    def _register(self, alias: Alias) -> None:
        number = len(self.aliases)
        self.aliases.append(alias)
        if alias.abbreviation:
            self._abbreviations[alias.words[0].replace("-", "")].append(number)
        last = len(alias.words) - 1
        for position, word in enumerate(alias.words):
            inflects = not alias.suspended and (position == last or word.endswith("inen"))
            for stem, group in stems(word) if inflects else {(word, NOMINATIVE)}:
                # The consonants of an abbreviation do not change: TTY is not in *työ*.
                if not alias.abbreviation or stem.startswith(word):
                    self._stems[stem].append((group, number, position))
            if alias.abbreviation:
                self._stems[word].append((ABBREVIATION, number, position))

    def look_up(self, form: str) -> tuple[Candidate, ...]:
        """Return what a written word can be; most words are nothing."""
        found = self._cache.get(form)
        if found is None:
            if len(self._cache) >= _CACHED_FORMS:
                self._cache.clear()
            found = self._cache[form] = tuple(self._analyse(form))
        return found

    def _analyse(self, form: str) -> list[Candidate]:
        found = self._whole(form, 0, len(form))
        if any(len(self.aliases[candidate.alias].words) == 1 for candidate in found):
            return found
        return found + self._compounds(form) + list(self._spelt(form))

    def _spelt(self, form: str) -> Iterable[Candidate]:
        """Yield the abbreviations that a form spells out: *teehooällälle* is *THL:lle*."""
        for letters, last, ending in spelt(fold(form)):
            if ending and not any(fits(last, ending, group) for group in (SINGULAR, CONSONANT)):
                continue
            for number in self._abbreviations.get(letters, ()):
                yield Candidate(
                    alias=number,
                    word=0,
                    start=0,
                    end=len(form),
                    ending=ending,
                    shape="upper",
                    colon=bool(ending),
                    stem=len(form) - len(ending),
                )

    def _whole(self, form: str, start: int, end: int) -> list[Candidate]:
        piece = form[start:end]
        base, colon, suffix = piece.partition(":")
        base = base.rstrip()
        found: list[Candidate] = []
        for folded in dict.fromkeys((fold(base), fold(join_broken(base)))):
            for length, ending, number, position, tail in self._stem_matches(folded):
                if colon and (ending or tail):
                    continue
                head = base[:length]
                alias = self.aliases[number]
                if alias.abbreviation and ending and not _small_ending(base, length):
                    continue
                found.append(
                    Candidate(
                        alias=number,
                        word=position,
                        start=start,
                        end=end,
                        ending=suffix if colon else ending,
                        shape=shape(head),
                        colon=bool(colon),
                        compound=tail,
                        stem=length,
                    )
                )
        return found

    def _stem_matches(self, folded: str) -> Iterable[tuple[int, str, int, int, str]]:
        for length in range(1, len(folded) + 1):
            entries = self._stems.get(folded[:length])
            if entries is None:
                continue
            rest = folded[length:]
            closed = length >= 4 and rest.startswith(_HEADS)
            for group, number, position in entries:
                if fits(folded[:length], rest, group):
                    yield length, rest, number, position, ""
                elif closed and group == NOMINATIVE:
                    alias = self.aliases[number]
                    if position == len(alias.words) - 1 and alias.rule.closed:
                        yield length, "", number, position, rest

    def _compounds(self, form: str) -> list[Candidate]:
        """Return the names that begin, or stand in, a compound written with hyphens."""
        stem, _, _ = form.partition(":")
        spans = parts(stem)
        if len(spans) < 2:
            return []
        found: list[Candidate] = []
        first = 0
        while first < len(spans):
            match, after = self._longest(form, spans, first)
            if not match:
                first += 1
                continue
            start = spans[first][0] if found else 0
            if found:  # the mention before ends where this one begins: Kela-THL-yhteistyö
                cut = spans[first - 1][1]
                found = [_cut(candidate, cut) for candidate in found]
            tail = fold(form[spans[after][0] :]) if after < len(spans) else ""
            found += [_stretch(candidate, start, len(form), tail) for candidate in match]
            first = max(after, first + 1)
        return found

    def _longest(
        self, form: str, spans: list[tuple[int, int]], first: int
    ) -> tuple[list[Candidate], int]:
        for after in range(len(spans), first, -1):
            if first == 0 and after == len(spans):
                continue  # the whole form has been looked up
            end = spans[after - 1][1] if after < len(spans) else len(form)
            match = self._whole(form, spans[first][0], end)
            if first:  # inside a compound only a capital marks a name: perus-Kela, Ex-Tekes
                match = [
                    candidate
                    for candidate in match
                    if candidate.shape != "lower"
                    and candidate.word == 0
                    and len(self.aliases[candidate.alias].words) == 1
                    and not self.aliases[candidate.alias].rule.place
                ]
            elif after < len(spans):
                match = [candidate for candidate in match if candidate.ending in ("", "n")]
            if match:
                return match, after
        return [], first


def _is_abbreviation(spelling: str) -> bool:
    letters = [character for character in spelling if character.isalpha()]
    return len(letters) <= 6 and all(letter.isupper() for letter in letters)


def _small_ending(base: str, length: int) -> bool:
    """Tell whether an abbreviation's ending is written as one: ``HUSin``, ``hus``, not ``OMA``."""
    ending = "".join(c for c in base if c not in HYPHENS)[length:]
    return shape(base[:length]) != "upper" or ending.islower()


def _cut(candidate: Candidate, end: int) -> Candidate:
    if candidate.end <= end:
        return candidate
    return _replace(candidate, candidate.start, end, "")


def _stretch(candidate: Candidate, start: int, end: int, tail: str) -> Candidate:
    return _replace(candidate, start, end, tail)


def _replace(candidate: Candidate, start: int, end: int, tail: str) -> Candidate:
    return Candidate(
        alias=candidate.alias,
        word=candidate.word,
        start=start,
        end=end,
        ending=candidate.ending,
        shape=candidate.shape,
        colon=candidate.colon,
        compound=tail,
        stem=candidate.stem,
    )
