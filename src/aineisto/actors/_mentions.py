"""Mentions of a register's actors in one text: looked up, joined over words, freed of overlap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from aineisto.actors._context import Mention, Surroundings
from aineisto.actors._matcher import Alias, Candidate, Index
from aineisto.actors._unknown import Name, combined_confidence
from aineisto.actors._words import SAID, WORD, fold
from aineisto.codebook import ActorEntry, as_of

_FORMS_OF_COMPANY = frozenset({"oy", "oyj", "ab", "ltd", "ry", "rf", "inc"})
_BETWEEN_WORDS = frozenset({"", "&", "-", "–", "-,", ",", "'", "’", "\u2011"})
_SUSPENDED_REACH = 9


class MentionFinder:
    """Finds the spellings of a register in a text and decides which are mentions.

    Parameters
    ----------
    register : sequence of ActorEntry
    """

    def __init__(self, register: Sequence[ActorEntry]) -> None:
        self.register = tuple(register)
        self._index = Index(self.register)
        self._sharing = {
            words: [self.register[number] for number in numbers]
            for words, numbers in self._index.sharing.items()
        }
        self._number = {entry.name: number for number, entry in enumerate(self.register)}

    def mentions(
        self, text: str, names: Sequence[Name] = (), date: str = ""
    ) -> list[tuple[Mention, float]]:
        """Return a text's mentions with how sure each is, in order and without overlap.

        A spelling that has gone from one actor to another names the one of `date`; now's by
        default.
        """
        look_up = self._index.look_up
        spans: list[tuple[int, int]] = []
        hits: list[tuple[int, tuple[Candidate, ...]]] = []
        for position, found in enumerate(self._words(text)):
            spans.append(found.span())
            candidates = look_up(found.group())
            if candidates:
                hits.append((position, candidates))
        if not hits:
            return []
        around = Surroundings(text, spans)
        possible = _without_overlap(self._fits(text, spans, dict(hits), around, date))
        sure = {
            position
            for position, mention in enumerate(possible)
            if not mention.rule.place and around.confidence(mention, [], set()) > 0
        }
        decided = (
            (m, combined_confidence(m, around.confidence(m, possible, sure), names))
            for m in possible
        )
        return [(mention, confidence) for mention, confidence in decided if confidence > 0]

    def _words(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the words of a text, those of an abbreviation that is spelt out as one."""
        for found in SAID.finditer(text):
            if found["spelt"] and not self._index.look_up(found.group()):
                yield from WORD.finditer(text, *found.span())
            else:
                yield found

    def _fits(
        self,
        text: str,
        spans: list[tuple[int, int]],
        hits: dict[int, tuple[Candidate, ...]],
        around: Surroundings,
        date: str,
    ) -> Iterator[Mention]:
        for position, candidates in hits.items():
            for candidate in candidates:
                if candidate.word:
                    continue
                alias = self._index.aliases[candidate.alias]
                last = self._last_word(candidate, position, text, spans, hits)
                if last is None:
                    continue
                final, place = last
                has_legal_form = False
                start, end = spans[position][0] + candidate.start, spans[place][0] + final.end
                if alias.suspended:
                    if not self._is_suspended(text, end, place, around):
                        continue
                    end += 1
                elif not final.compound and final.end == spans[place][1] - spans[place][0]:
                    before = place
                    end, place = _with_legal_form(text, end, place, around)
                    has_legal_form = place > before
                yield Mention(
                    start=start,
                    end=end,
                    first=position,
                    last=place,
                    actor=self._actor(alias, date),
                    rule=alias.rule,
                    shape=candidate.shape,
                    ending=final.ending,
                    colon=final.colon,
                    compound=final.compound,
                    stem=final.stem,
                    words=len(alias.words),
                    has_legal_form=has_legal_form,
                    form=text[start:end],
                )

    def _actor(self, alias: Alias, date: str) -> int:
        """Return the actor that a spelling names on a date."""
        entries = self._sharing.get(alias.words)
        return alias.actor if entries is None else self._number[as_of(entries, date).name]

    def _is_suspended(self, text: str, end: int, place: int, around: Surroundings) -> bool:
        """Tell whether a ministry's name is left hanging: *valtiovarain- ja …ministeriö*."""
        if text[end : end + 1] != "-":
            return False
        for position in range(place + 1, place + _SUSPENDED_REACH):
            word = around.word(position)
            if "ministeriö" in word:
                return True
            if word not in self._index.ministry_words:
                return False
        return False

    def _last_word(
        self,
        first: Candidate,
        position: int,
        text: str,
        spans: list[tuple[int, int]],
        hits: dict[int, tuple[Candidate, ...]],
    ) -> tuple[Candidate, int] | None:
        """Return the candidate that ends a name of several words, and where it stands."""
        current, place = first, position
        for number in range(1, len(self._index.aliases[first.alias].words)):
            if current.end != spans[place][1] - spans[place][0]:
                return None
            following = next(
                (
                    candidate
                    for candidate in hits.get(place + 1, ())
                    if candidate.alias == first.alias
                    and candidate.word == number
                    and candidate.start == 0
                ),
                None,
            )
            if following is None or not _may_join(text[spans[place][1] : spans[place + 1][0]]):
                return None
            current, place = following, place + 1
        return current, place


def _may_join(gap: str) -> bool:
    return gap.strip() in _BETWEEN_WORDS and gap.count("\n") < 2


def _with_legal_form(text: str, end: int, place: int, around: Surroundings) -> tuple[int, int]:
    if place + 1 >= len(around.spans):
        return end, place
    start, stop = around.spans[place + 1]
    word = fold(text[start:stop]).partition(":")[0]
    if word in _FORMS_OF_COMPANY and text[end:start].isspace():
        return stop, place + 1
    return end, place


def _without_overlap(mentions: Iterable[Mention]) -> list[Mention]:
    """Keep the longest of overlapping mentions, of equal ones the one with the fewest endings."""
    ordered = sorted(mentions, key=lambda m: (m.start, -m.end, -m.words, -m.stem, m.actor))
    kept: list[Mention] = []
    for mention in ordered:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept
