"""A statement as a coder sees it: in its context, with what the machine suggests."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aineisto.codings import now
from aineisto.corpus import EditMap
from aineisto.store._corpus_rows import edits_from_json
from aineisto.store._decisions import empty_run, person
from aineisto.store._judgements import no_statement
from aineisto.store._store import Store

_BEFORE, _AFTER = 3, 2  # how many statements around one are its context


@dataclass(frozen=True)
class Neighbour:
    """A statement before or after the one to be coded.

    Examples
    --------
    >>> project.next("cecilia").before[-1].role
    'interviewer'
    """

    speaker: str
    role: str
    text: str


@dataclass(frozen=True)
class Suggestion:
    """What the machine suggests in one family.

    Attributes
    ----------
    family, code, value, confidence, evidence
        As in the codings table.
    marks : tuple of (int, int)
        Where the evidence stands: code points into the statement's `text`, end exclusive.

    Examples
    --------
    >>> run = project.add_judgements(stances)
    >>> view = project.view(coded["statement_id"].iloc[0], "cecilia", ["stance"])
    >>> view.suggestions[0].family, view.suggestions[0].value in range(-2, 3)
    ('stance', True)
    """

    family: str
    code: str
    value: int | None
    confidence: float | None
    evidence: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class StatementView:
    """A statement in its context.

    ``text`` is the clean text. ``suggestions`` is empty in blind coding.

    Examples
    --------
    >>> view = project.next("cecilia")
    >>> view.document, view.text[:30]
    ('haastattelu-08', 'Joo joo, nauhota vaan.')
    """

    statement_id: str
    document: str
    participant: str
    speaker: str
    question: str
    text: str
    before: tuple[Neighbour, ...] = ()
    after: tuple[Neighbour, ...] = ()
    suggestions: tuple[Suggestion, ...] = field(default=())


def next_statement(store: Store, coder: str, family: str) -> str | None:
    """Return the first statement that a coder has neither decided nor skipped in a family."""
    found = store.rows(
        "SELECT statement_id FROM statements AS s WHERE role = 'interviewee' AND NOT EXISTS ("
        "SELECT 1 FROM in_force AS d WHERE d.statement_id = s.statement_id AND d.family = ? "
        "AND d.coder = ?) ORDER BY position LIMIT 1",
        (family, person(store, coder)),
    )
    return found[0][0] if found else None


def view(store: Store, statement_id: str, families: Sequence[str] = ()) -> StatementView:
    """Return a statement with the suggestions of some families; none: as a blind coder sees it."""
    rows = store.rows(
        "SELECT position, document, participant, speaker, question, clean, "
        '"start", "end" FROM statements WHERE statement_id = ?',
        (statement_id,),
    )
    if not rows:
        raise no_statement(store, statement_id)
    position, document, participant, speaker, question, text, start, end = rows[0]
    around = _around(store, document, position)
    shown = _suggested(store, statement_id, families) if families else []
    edits = _edits(store, document) if shown else EditMap()
    place = _Place(text or "", start or 0, end or 0, edits)
    return StatementView(
        statement_id,
        document,
        participant or "",
        speaker or "",
        question or "",
        text or "",
        tuple(neighbour for at, neighbour in around if at < position),
        tuple(neighbour for at, neighbour in around if at > position),
        tuple(_suggestion(row, place) for row in shown),
    )


def _around(store: Store, document: str, position: int) -> list[tuple[int, Neighbour]]:
    rows = store.rows(
        "SELECT position, speaker, role, clean FROM statements "
        "WHERE document = ? AND position BETWEEN ? AND ? ORDER BY position",
        (document, position - _BEFORE, position + _AFTER),
    )
    return [
        (at, Neighbour(speaker or "", role or "", text or "")) for at, speaker, role, text in rows
    ]


def _suggested(store: Store, statement_id: str, families: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the suggestions of the newest run that has any, family by family."""
    marks = ", ".join("?" for _ in families)
    rows = store.rows(
        'SELECT family, code, value, confidence, evidence, "start", "end", run FROM suggestions '
        f"WHERE statement_id = ? AND family IN ({marks}) ORDER BY family, judgement",
        (statement_id, *families),
    )
    newest = {family: max(row[7] for row in rows if row[0] == family) for family, *_ in rows}
    return [row for row in rows if row[7] == newest[row[0]]]


def note_shown(store: Store, statement_id: str, coder: str, families: Sequence[str]) -> None:
    """Note that a coder sees the suggestions of a statement: from now on not blind."""
    note_all_shown(store, [statement_id], coder, families)


def note_all_shown(
    store: Store, statements: Sequence[str], coder: str, families: Sequence[str]
) -> None:
    """Note that a coder sees the suggestions of some statements, as on a coding sheet."""
    who = person(store, coder)
    rows = [row for name in statements for row in _shown(store, name, who, families)]
    known = set(
        store.rows("SELECT coder, statement_id, family, run FROM shown WHERE coder = ?", (who,))
        if len(statements) > 1
        else store.rows(
            "SELECT coder, statement_id, family, run FROM shown "
            "WHERE coder = ? AND statement_id = ?",
            (who, *statements),
        )
    )
    if set(rows) <= known:
        return
    with store.transaction() as connection:
        connection.executemany(
            "INSERT OR IGNORE INTO shown (coder, statement_id, family, run, created) "
            "VALUES (?, ?, ?, ?, ?)",
            [(*row, now()) for row in rows],
        )


def _shown(
    store: Store, statement_id: str, coder: str, families: Sequence[str]
) -> list[tuple[str, str, str, int]]:
    """Return what a coder sees of a statement, the silence of a run that looked too."""
    seen = {(row[0], row[7]) for row in _suggested(store, statement_id, families)}
    for family in set(families) - {family for family, _ in seen}:
        run = store.reading(partial(empty_run, family=family))
        if run is not None:
            seen.add((family, run))
    return [(coder, statement_id, family, run) for family, run in sorted(seen)]


def seen(store: Store, coder: str) -> set[str]:
    """Return the statements of which a coder has seen a suggestion."""
    rows = store.rows(
        "SELECT statement_id FROM shown WHERE coder = ? "
        "UNION SELECT statement_id FROM decisions WHERE coder = ? AND status <> 'blind'",
        (person(store, coder), person(store, coder)),
    )
    return {statement_id for (statement_id,) in rows}


def _edits(store: Store, document: str) -> EditMap:
    rows = store.rows("SELECT edits FROM documents WHERE document = ?", (document,))
    return edits_from_json(rows[0][0]) if rows and rows[0][0] else EditMap()


@dataclass(frozen=True)
class _Place:
    """A statement's clean text and where it lies in its document."""

    text: str
    start: int
    end: int
    edits: EditMap

    def in_clean(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where a span of the document lies in the clean text, None where it does not."""
        edits = self.edits.within(self.start, self.end)
        inside = [
            at
            for at, (low, high) in enumerate(
                edits.to_original(at, at + 1) for at in range(len(self.text))
            )
            if low < end - self.start and high > start - self.start
        ]
        return (inside[0], inside[-1] + 1) if inside else None


def _suggestion(row: tuple[Any, ...], place: _Place) -> Suggestion:
    family, code, value, confidence, evidence, start, end, _ = row
    span = None if start is None or end is None else place.in_clean(start, end)
    whole = (0, len(place.text))
    # Evidence that is the whole statement marks nothing; then its words are looked for.
    marks = (span,) if span and span != whole else _words_in(evidence, place.text)
    return Suggestion(family, code, value, confidence, evidence, marks)


def _words_in(evidence: str, text: str) -> tuple[tuple[int, int], ...]:
    """Return where the evidence's words (parted by commas or the like) stand in a text."""
    words = [word.strip() for word in re.split(r"[,;|…]", evidence)]
    found = {
        match.span()
        for word in words
        if word
        for match in re.finditer(rf"(?<!\w){re.escape(word)}", text, flags=re.IGNORECASE)
    }
    return tuple(sorted(found))
