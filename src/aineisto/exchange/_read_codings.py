"""Selections of a REFI-QDA project, and the statements that their codings are of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np
import pandas as pd

from aineisto.codebook.refi import Codes
from aineisto.codings import STANCE, make_codings
from aineisto.corpus import Corpus
from aineisto.exchange import _refi
from aineisto.exchange._offsets import Dialect, Selection, to_span
from aineisto.exchange._people import Users, coder_of
from aineisto.exchange._read_notes import NoteReader
from aineisto.exchange._refi import bare, guid, tag
from aineisto.exchange._sources import Problems, TextSource

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


class CodingReader:
    """Turns selections into codings of statements, and their notes into notes on statements.

    A selection is of every statement that it covers by half or more or that it lies in, else of
    the one it touches most. One that is exactly a statement's has no place of its own.
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
                rows["statement_id"].tolist(), rows["start"].to_numpy(), rows["end"].to_numpy()
            )
            for document, rows in groups
        }  # fmt: skip

    def read(self, sources: Sequence[TextSource], dialect: Dialect, default: str) -> pd.DataFrame:
        """Return the codings; those without a time get the default one."""
        rows: list[dict[str, Any]] = []
        for source in sources:
            places = dialect.places(source.text)
            if source.document not in self._statements:
                count = sum(1 for _ in source.element.iter(tag("Coding")))
                if count:
                    self._problems.add(
                        source.document, f"{count} codings of a text that is left out"
                    )
                continue
            whole = len(source.element.findall(tag("Coding")))
            if whole:
                self._problems.add(
                    source.document, f"{whole} codings of the whole text are left out"
                )
            for element, selection in selections_of(source):
                rows += self._selection(source, element, selection, places, default)
        return make_codings(rows)

    def _selection(
        self,
        source: TextSource,
        element: Element,
        selection: Selection,
        places: np.ndarray,
        default: str,
    ) -> Iterator[dict[str, Any]]:
        codings = element.findall(tag("Coding"))
        where = f"{source.document}, {selection.start}–{selection.end}"
        span = to_span(places, selection.start, selection.end)
        statements = [] if span is None else self._covered(source.document, *span)
        if span is None or not statements:
            problem = "lies outside the text" if span is None else "covers no statement"
            self._problems.add(where, f"a selection with {len(codings)} codings {problem}")
            return
        names = [name for name, _, _ in statements]
        for one in (element, *codings):
            self._notes.refer(one, "statement", names)
        self._notes.describe(element, "statement", names)
        exact = len(statements) == 1 and statements[0][1:] == span
        for coding in codings:
            judgement = self._judgement(source, coding, where, default)
            if judgement is not None:
                identifier = bare(coding.get("guid"))
                if not exact:
                    judgement |= {"start": span[0], "end": span[1]}
                for name in names:
                    details = self._details.get((identifier, name), {})
                    yield {"statement_id": name, **judgement, **details}

    def _judgement(
        self, source: TextSource, coding: Element, where: str, default: str
    ) -> dict[str, Any] | None:
        reference = coding.find(tag("CodeRef"))
        target = "" if reference is None else bare(reference.get("targetGUID"))
        if target not in self._codes.meaning:
            self._problems.add(where, f"the project has no code {target}")
            return None
        family, code = self._codes.meaning[target]
        coder, status = coder_of(self._users.name(coding.get("creatingUser")))
        created = coding.get("creationDateTime", "")
        return {
            "family": family,
            "code": STANCE if family == STANCE else code,
            "value": int(code) if family == STANCE else pd.NA,
            "coder": coder,
            "status": status,
            "created": created if _refi.is_time(created) else default,
        }

    def _covered(self, document: str, start: int, end: int) -> list[tuple[str, int, int]]:
        names, starts, ends = self._statements[document]
        overlap = np.minimum(ends, end) - np.maximum(starts, start)
        covered = (overlap * 2 >= ends - starts) | (overlap >= max(end - start, 1))
        if not covered.any() and overlap.size and overlap.max() > 0:
            covered[overlap.argmax()] = True
        found = np.flatnonzero(covered)
        return [(names[i], int(starts[i]), int(ends[i])) for i in found]


def coding_guid(document: str, start: int, end: int, user: str, code: str) -> str:
    """Return the identifier of a coding that we write."""
    return guid("coding", document, start, end, user, code)
