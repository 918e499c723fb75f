"""Find actors in texts, and code statements with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

import pandas as pd

from aineisto.actors._context import CONFIDENCE, Mention, Surroundings
from aineisto.actors._evidence import Name, named, with_names
from aineisto.actors._matcher import Candidate, Index
from aineisto.actors._register import merge_register
from aineisto.actors._words import WORD, fold
from aineisto.codebook import ActorEntry
from aineisto.codings import make_codings
from aineisto.core.checks import as_texts, check_columns
from aineisto.core.errors import CodingsError

CODER = "machine:actors@0.1"
COLUMNS = ("text", "start", "end", "mention", "actor", "kind", "known")
_FORMS_OF_COMPANY = frozenset({"oy", "oyj", "ab", "ltd", "ry", "rf", "inc"})
_BETWEEN_WORDS = frozenset({"", "-", "–", "-,", ",", "'", "’", "\u2011"})
_SUSPENDED_REACH = 9


class ActorRecognizer:
    """Find the actors of a register in Finnish text, in any case and spelling.

    One pass: each written word is looked up among all spellings with their stems and endings
    (fifteen cases, clitics, possessive suffixes, colon endings); ambiguous ones (*luova*,
    *kanta*, *Tieto*, *SM*) are decided from the words around them.

    A mention is the whole written word with its ending and clitics, a compound too
    (``Kanta-palvelut``, ``SoteDigi-yhtiön``), with a company's form after it (``Vimana Oy:n``).
    A slash parts mentions (``VM/STM:n``). A municipality in a local case of place (*Turussa*) is
    a place and not a mention, unless the name says *kaupunki*.

    Parameters
    ----------
    actors : sequence of ActorEntry, optional
        A codebook's actors; they add to the built-in register and override it.

    Examples
    --------
    >>> ActorRecognizer().find(["KELA:lle sovitettiin."])[["start", "end", "actor"]].values.tolist()
    [[0, 9, 'Kela']]
    """

    def __init__(self, actors: Sequence[ActorEntry] | None = None) -> None:
        self.actors = actors

    @cached_property
    def register(self) -> tuple[ActorEntry, ...]:
        """The actors that are looked for."""
        return merge_register(self.actors)

    @cached_property
    def _index(self) -> Index:
        return Index(self.register)

    def find(self, texts: Iterable[str], *, unknown: bool = False) -> pd.DataFrame:
        """Return the mentions of actors.

        Parameters
        ----------
        texts : iterable of str
            Statements or whole documents.
        unknown : bool
            Whether to ask the name finder as well (far slower). It proposes organisations that
            the register lacks, and decides ambiguous names of the register where the words around
            them do not; names of the register beside a name, and its other places, are evidence
            for the finder in turn.

        Returns
        -------
        DataFrame
            One row a mention, in the order of the texts: ``text`` (position of the text),
            ``start``, ``end`` (code points into it, end exclusive), ``mention``, ``actor`` (the
            register's name; of an unknown one the base form), ``kind``, ``known``.
        """
        texts = as_texts(texts, missing_as="")
        mentions = [self._mentions(text) for text in texts]
        names: list[list[Name]] = []
        if unknown:
            names = named(texts, [_sure(found) for found in mentions])
            for number, marked in enumerate(names):
                if marked:
                    mentions[number] = self._mentions(texts[number], marked)
        rows = []
        for number, found in enumerate(mentions):
            for mention, _ in found:
                entry = self.register[mention.actor]
                place = (number, mention.start, mention.end)
                rows.append((*place, mention.form, entry.name, entry.kind, True))
        frame = _frame(rows)
        if not unknown:
            return frame
        from aineisto.actors._unknown import propose

        both = _frame(rows + propose(texts, frame, names))
        return both.sort_values(["text", "start"], kind="stable", ignore_index=True)

    def code(self, statements: Any) -> pd.DataFrame:
        """Return the actors of statements as codings, one row a mention.

        Parameters
        ----------
        statements : DataFrame or Corpus
            Statements with ``statement_id`` and ``clean``; of a corpus, the interviewees'.

        Returns
        -------
        DataFrame
            A codings table; ``start`` and ``end`` count from the beginning of ``clean``.

        Raises
        ------
        CodingsError
            When a column is missing.
        """
        frame = statements if isinstance(statements, pd.DataFrame) else statements.answers
        check_columns(frame, ("statement_id", "clean"), error=CodingsError)
        rows = [
            {
                "statement_id": statement,
                "family": "actor",
                "code": self.register[mention.actor].name,
                "start": mention.start,
                "end": mention.end,
                "coder": CODER,
                "confidence": confidence,
                "evidence": mention.form,
                "status": "suggested",
            }
            for statement, text in zip(frame["statement_id"], frame["clean"], strict=True)
            for mention, confidence in self._mentions(str(text))
        ]
        return make_codings(rows)

    def _mentions(self, text: str, names: Sequence[Name] = ()) -> list[tuple[Mention, float]]:
        """Return a text's mentions with how sure each is, in order and without overlap."""
        look_up = self._index.look_up
        spans: list[tuple[int, int]] = []
        hits: list[tuple[int, tuple[Candidate, ...]]] = []
        for position, found in enumerate(WORD.finditer(text)):
            spans.append(found.span())
            candidates = look_up(found.group())
            if candidates:
                hits.append((position, candidates))
        if not hits:
            return []
        around = Surroundings(text, spans)
        possible = _without_overlap(self._fits(text, spans, dict(hits), around))
        sure = {
            position
            for position, mention in enumerate(possible)
            if not mention.rule.place and around.confidence(mention, [], set()) > 0
        }
        decided = (
            (m, with_names(m, around.confidence(m, possible, sure), names)) for m in possible
        )
        return [(mention, confidence) for mention, confidence in decided if confidence > 0]

    def _fits(
        self,
        text: str,
        spans: list[tuple[int, int]],
        hits: dict[int, tuple[Candidate, ...]],
        around: Surroundings,
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
                company = False
                start, end = spans[position][0] + candidate.start, spans[place][0] + final.end
                if alias.suspended:
                    if not self._is_suspended(text, end, place, around):
                        continue
                    end += 1
                elif not final.compound and final.end == spans[place][1] - spans[place][0]:
                    before = place
                    end, place = _with_form_of_company(text, end, place, around)
                    company = place > before
                yield Mention(
                    start=start,
                    end=end,
                    first=position,
                    last=place,
                    actor=alias.actor,
                    rule=alias.rule,
                    shape=candidate.shape,
                    ending=final.ending,
                    colon=final.colon,
                    compound=final.compound,
                    stem=final.stem,
                    words=len(alias.words),
                    company=company,
                    form=text[start:end],
                )

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


def _sure(found: Iterable[tuple[Mention, float]]) -> list[tuple[int, int]]:
    return [(m.start, m.end) for m, confidence in found if confidence > CONFIDENCE["unless"]]


def _frame(rows: list[tuple[int, int, int, str, str, str, bool]]) -> pd.DataFrame:
    kinds = {"text": "int64", "start": "int64", "end": "int64", "known": "bool"}
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(kinds)


def _may_join(gap: str) -> bool:
    return gap.strip() in _BETWEEN_WORDS and gap.count("\n") < 2


def _with_form_of_company(text: str, end: int, place: int, around: Surroundings) -> tuple[int, int]:
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
