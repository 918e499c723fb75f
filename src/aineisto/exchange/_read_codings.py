"""Selections of a REFI-QDA project, and the statements that their codings are of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np
import pandas as pd

from aineisto.codebook.refi import Codes
from aineisto.codings import STANCE, make_codings
from aineisto.corpus import INTERVIEWEE, Corpus
from aineisto.exchange._offsets import Dialect, Selection, to_span
from aineisto.exchange._people import Users, coder_of, time_of, user_by_status
from aineisto.exchange._provenance import Key
from aineisto.exchange._read_notes import NoteReader
from aineisto.exchange._refi import bare, guid, tag
from aineisto.exchange._sources import Problems, TextSource

Span = tuple[int, int]
#: Further than this no text reaches: what is larger is damaged.
_FAR = 2**40


def selections_of(source: TextSource) -> Iterator[tuple[Element, Selection]]:
    """Yield the selections of a text with their places as they are written."""
    for element in source.element.iterfind(tag("PlainTextSelection")):
        start, end = _number(element, "startPosition"), _number(element, "endPosition")
        yield element, Selection(source.guid, start, end, element.get("name", ""))
    points = {
        bare(point.get("guid")): _number(point, "position")
        for point in source.element.iterfind(tag("SyncPoint"))
    }
    for element in source.element.iterfind(tag("TranscriptSelection")):
        start, end = (
            points.get(bare(element.get(edge)), -1) for edge in ("fromSyncPoint", "toSyncPoint")
        )
        yield element, Selection(source.guid, start, end, element.get("name", ""))


def _number(element: Element, attribute: str) -> int:
    try:
        number = int(element.get(attribute, "")[:20])
    except ValueError:
        return -1
    return number if abs(number) < _FAR else -1


@dataclass(frozen=True)
class Read:
    """Codings that were read, and what was read of the project's by their ordinal in its XML."""

    codings: pd.DataFrame
    ordinals: Mapping[int, tuple[Key, frozenset[str]]]


class CodingReader:
    """Turns selections into codings of statements, and their notes into notes on statements.

    A selection is of every statement that it covers by half or more or that it lies in, else of
    the one it touches most; and where these are the interviewer's alone, of the answer that it
    touches most as well. One that is exactly a statement's has no place of its own. Who made
    a coding and when is said by itself or by its selection. ``details`` are by its identifier
    and the statement's, or by none where they are of them all.
    """

    def __init__(
        self,
        corpus: Corpus,
        codes: Codes,
        users: Users,
        notes: NoteReader,
        problems: Problems,
        details: Mapping[tuple[str, str], Mapping[str, Any]],
    ) -> None:
        self._codes = codes
        self._users = users
        self._notes = notes
        self._problems = problems
        self._details = details
        groups = corpus.statements.groupby("document", sort=False)
        self._statements = {
            str(document): (
                rows["statement_id"].tolist(), rows["start"].to_numpy(), rows["end"].to_numpy(),
                (rows["role"] == INTERVIEWEE).to_numpy(),
            )
            for document, rows in groups
        }  # fmt: skip
        asked = corpus.statements["role"] != INTERVIEWEE
        self._asked = set(corpus.statements.loc[asked, "statement_id"])

    def read(
        self, root: Element, sources: Sequence[TextSource], dialect: Dialect, default: str
    ) -> Read:
        """Return the codings; those without a time get the default one."""
        ordinals = {one: number for number, one in enumerate(root.iter(tag("Coding")))}
        rows: list[dict[str, Any]] = []
        read: dict[int, tuple[Key, frozenset[str]]] = {}
        for source in sources:
            places = dialect.places(source.raw)
            whole = len(source.element.findall(tag("Coding")))
            if whole:
                self._problems.carry(source.document, f"{whole} codings of the whole text")
            bare_of_codes = asked = 0
            for element, selection in selections_of(source):
                codings = element.findall(tag("Coding"))
                bare_of_codes += not codings
                span = to_span(places, selection.start, selection.end)
                names = self._place(source, element, selection, span)
                if span is None or not names:
                    continue
                asked += len(codings) * all(name in self._asked for name, *_ in names)
                for coding in codings:
                    row = self._judgement(source.document, element, coding, default)
                    if row is None:
                        continue
                    key = key_of(source.document, *span, row)
                    read[ordinals[coding]] = key, frozenset(name for name, *_ in names)
                    exact = len(names) == 1 and names[0][1:] == span
                    place = {} if exact else {"start": span[0], "end": span[1]}
                    identifier = bare(coding.get("guid"))
                    for name, *_ in names:
                        details = self._details.get((identifier, name))
                        details = details or self._details.get((identifier, ""), {})
                        rows.append({"statement_id": name, **row, **place, **details})
            if bare_of_codes:
                self._problems.carry(source.document, f"{bare_of_codes} selections without a code")
            if asked:
                self._problems.add(
                    source.document,
                    f"{asked} codings of the interviewer's words alone are kept, but count in no "
                    "result",
                )
        return Read(make_codings(rows), read)

    def _place(
        self, source: TextSource, element: Element, selection: Selection, span: Span | None
    ) -> list[tuple[str, int, int]]:
        """Return the statements of a selection, and note what its notes are about."""
        where = f"{source.document}, {selection.start}–{selection.end}"
        codings = element.findall(tag("Coding"))
        if span is None:
            problem = f"a selection with {len(codings)} codings lies outside the text"
            self._problems.add(where, problem)
            return []
        found = self.covered(source.document, *span)
        names = [name for name, _, _ in found]
        if not names and codings:
            self._problems.carry(where, f"{len(codings)} codings of no statement's words")
        for one in (element, *codings):
            self._notes.refer(one, "statement", names)
        if names:
            self._notes.describe(element, "statement", names)
        return found

    def _judgement(
        self, document: str, selection: Element, coding: Element, default: str
    ) -> dict[str, Any] | None:
        reference = coding.find(tag("CodeRef"))
        target = "" if reference is None else bare(reference.get("targetGUID"))
        if target not in self._codes.meaning:
            self._problems.carry(document, f"a coding of a code that the project lacks, {target}")
            return None
        family, code = self._codes.meaning[target]
        coder, status = coder_of(self._users.of((coding, selection)))
        return {
            "family": family,
            "code": STANCE if family == STANCE else code,
            "value": int(code) if family == STANCE else pd.NA,
            "coder": coder,
            "status": status,
            "created": time_of((coding, selection), default),
        }

    def covered(self, document: str, start: int, end: int) -> list[tuple[str, int, int]]:
        """Return the statements that a passage is of, each with its place."""
        if document not in self._statements:
            return []
        names, starts, ends, answers = self._statements[document]
        overlap = np.minimum(ends, end) - np.maximum(starts, start)
        covered = (overlap * 2 >= ends - starts) | (overlap >= max(end - start, 1))
        if not covered.any() and overlap.size and overlap.max() > 0:
            covered[overlap.argmax()] = True
        own = np.where(answers, overlap, 0)
        if not (covered & answers).any() and own.size and own.max() > 0:
            covered[own.argmax()] = True
        found = np.flatnonzero(covered)
        return [(names[i], int(starts[i]), int(ends[i])) for i in found]


def key_of(document: str, low: int, high: int, row: Mapping[str, Any]) -> Key:
    """Return the key of a judgement at a place: of what a coding of it would be."""
    family = row["family"]
    meaning = guid(family, row["value"] if family == STANCE else row["code"])
    return Key(document, low, high, user_by_status(row["coder"], row["status"]), meaning)
