"""Human decisions: rows that are only ever added; an undo is a row too.

Who has seen what others coded decides no more alone: their own codes stay as they are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aineisto.codebook import Codebook
from aineisto.codings import CONSENSUS, coder_key, coder_name, now
from aineisto.core.errors import ProjectError
from aineisto.store._choices import Choice, Row, check_choice, rows_of, status_of
from aineisto.store._codebooks import recoded_rows
from aineisto.store._judgements import no_statement
from aineisto.store._store import Store

_CODE_FIELDS = ("code", "value", "score", "start", "end", "confidence", "evidence")


@dataclass(frozen=True)
class Decision:
    """A decision as it was stored.

    ``status`` is ``accepted``, ``changed``, ``rejected`` or ``blind``; empty for a skip or undo.

    Examples
    --------
    >>> statement = project.next("cecilia")
    >>> project.decide(statement.statement_id, "cecilia", value=1).status
    'blind'
    """

    decision: int
    kind: str
    statement_id: str
    family: str
    coder: str
    status: str = ""
    codes: tuple[str, ...] = ()
    value: int | None = None


def human(coder: str) -> str:
    """Return a coder's name as the codings table writes it: ``human:anna``.

    Raises
    ------
    ProjectError
        When the name is empty or a machine's.
    """
    name = coder_name(coder).removeprefix("human:").strip()
    if not name or coder_key(name).startswith("machine:"):
        raise ProjectError(
            f"{coder!r} is no person's name.", remedy='Give the coder\'s name, such as "anna".'
        )
    return f"human:{name}"


def person(store: Store, coder: str) -> str:
    """Return a coder's name as this project spells it: “Anna” is “anna” where anna has coded."""
    name = human(coder)
    known = "SELECT coder FROM decisions {0} UNION SELECT coder FROM shown {0}"
    if store.rows(f"{known.format('WHERE coder = ?1')} LIMIT 1", (name,)):
        return name
    key = coder_key(name)
    found = (one for (one,) in store.rows(known.format("")) if coder_key(one) == key)
    return next(found, name)


def one_person(store: Store, coder: str) -> str:
    """Return a coder's name as `person` does, unless it is that of what several settled."""
    if coder_key(human(coder)) == coder_key(CONSENSUS):
        raise ProjectError(
            f"{CONSENSUS} is what several coders settled, and nobody alone.",
            remedy="Store it with project.settle, which keeps who sat and why.",
        )
    return person(store, coder)


def decide(
    store: Store,
    codebook: Codebook,
    statement_id: str,
    coder: str,
    choices: Sequence[Choice],
    *,
    memo: str = "",
    blind: bool = False,
    gone: Collection[str] = (),
) -> list[Decision]:
    """Store what one coder decided about one statement: all families, or nothing.

    Suggestions of themes that are `gone` from the codebook are shown to nobody.
    """
    coder = one_person(store, coder)
    checked = [check_choice(choice, codebook) for choice in choices]
    with store.transaction() as connection:
        act = next_decision(connection)
        made = [
            _decide_one(
                connection, store, number, act, statement_id, coder, choice, blind, codebook, gone
            )
            for number, choice in enumerate(checked, start=act)
        ]
        if memo:
            add_memo(connection, statement_id, coder, memo)
    return made


def _decide_one(
    connection: sqlite3.Connection,
    store: Store,
    number: int,
    act: int,
    statement_id: str,
    coder: str,
    choice: Choice,
    blind: bool,
    codebook: Codebook,
    gone: Collection[str],
) -> Decision:
    check_statement(connection, store, statement_id)
    refuse_opened(connection, statement_id, choice.family, coder)
    seen, run = has_seen(connection, statement_id, choice.family, coder)
    latest = suggestion(connection, statement_id, choice.family, run)
    # One of which nothing is left is no silence: it may have been seen before.
    latest = recoded_rows(latest, choice.family, codebook, gone) or latest
    silent = None if latest else empty_run(connection, choice.family)
    # Once a suggestion was seen, a coder cannot forget it.
    blind = blind and not seen
    status = status_of(choice, latest, blind=blind, silent=silent is not None)
    shown = int(latest[0]["run"]) if latest else silent
    insert_decision(
        connection,
        (number, act, "decide", None, statement_id, choice.family, coder, status),
        run=None if status == "blind" else shown,
        created=now(),
    )
    insert_codes(connection, number, rows_of(choice, latest if status != "blind" else ()))
    return Decision(
        number, "decide", statement_id, choice.family, coder, status, choice.codes, choice.value
    )


def check_statement(connection: sqlite3.Connection, store: Store, statement_id: str) -> None:
    """Refuse a statement that the project lacks."""
    known = connection.execute(
        "SELECT 1 FROM statements WHERE statement_id = ?", (statement_id,)
    ).fetchone()
    if not known:
        raise no_statement(store, statement_id)


def has_seen(
    connection: sqlite3.Connection, statement_id: str, family: str, coder: str
) -> tuple[bool, int | None]:
    """Return whether this coder has seen a suggestion, and of which run the last one was.

    The run is None where it is not known, as after a coding sheet with suggestions.
    """
    seen = connection.execute(
        "SELECT run FROM ("
        "SELECT run, statement_id, family, coder FROM shown UNION ALL "
        "SELECT run, statement_id, family, coder FROM decisions "
        "WHERE kind = 'decide' AND status <> 'blind' AND state IS NULL"
        ") WHERE statement_id = ? AND family = ? AND coder = ? ORDER BY run",
        (statement_id, family, coder),
    ).fetchall()
    return bool(seen), seen[-1][0] if seen else None


def empty_run(connection: sqlite3.Connection, family: str) -> int | None:
    """Return the run that looked at every statement for actors: where it names none, it says so.

    The other families have a code for nothing, so that their silence means that nobody looked.
    """
    if family != "actor":
        return None
    found = connection.execute(
        "SELECT MAX(run) FROM shown_runs WHERE family = ? AND complete", (family,)
    ).fetchone()[0]
    return None if found is None else int(found)


def suggestion(
    connection: sqlite3.Connection, statement_id: str, family: str, run: int | None
) -> list[dict[str, Any]]:
    """Return the suggestion of a run, or the latest one."""
    where = "statement_id = ? AND family = ?"
    if run is None:
        run = connection.execute(
            f"SELECT MAX(run) FROM suggestions WHERE {where}", (statement_id, family)
        ).fetchone()[0]
    names = ("run", *_CODE_FIELDS)
    columns = ", ".join(f'"{name}"' for name in names)
    found = connection.execute(
        f"SELECT {columns} FROM judgements WHERE {where} AND run IS ? ORDER BY judgement",
        (statement_id, family, run),
    )
    return [dict(zip(names, row, strict=True)) for row in found]


def next_decision(connection: sqlite3.Connection) -> int:
    """Return the number of the next decision; hold it in the same transaction."""
    return int(
        connection.execute("SELECT IFNULL(MAX(decision), 0) + 1 FROM decisions").fetchone()[0]
    )


def insert_decision(
    connection: sqlite3.Connection, row: tuple[Any, ...], *, run: int | None, created: str
) -> None:
    """Add one row of decisions: number, act, kind, undoes, statement, family, coder, status."""
    *keys, status = row
    # The first schema knows no such status; a query that reads the bare one must not take it for
    # blind.
    state = status if status in ("unknown", "consensus") else None
    connection.execute(
        "INSERT INTO decisions (decision, act, kind, undoes, statement_id, family, coder, status, "
        "state, run, codebook, created, stored) "
        "SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, MAX(codebook), ?, ? FROM codebooks",
        (*keys, "changed" if state else status, state, run, created, now()),
    )


def insert_codes(connection: sqlite3.Connection, decision: int, rows: Sequence[Row]) -> None:
    """Add the codes of a decision."""
    connection.executemany(
        'INSERT INTO decision_codes (decision, code, value, score, "start", "end", confidence, '
        "evidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(decision, *(row[name] for name in _CODE_FIELDS)) for row in rows],
    )


def skip(store: Store, statement_id: str, coder: str, families: Sequence[str]) -> list[Decision]:
    """Note that a coder leaves a statement for later."""
    coder = person(store, coder)
    with store.transaction() as connection:
        check_statement(connection, store, statement_id)
        act = next_decision(connection)
        for number, family in enumerate(families, start=act):
            row = (number, act, "skip", None, statement_id, family, coder, None)
            insert_decision(connection, row, run=None, created=now())
    return [
        Decision(number, "skip", statement_id, family, coder)
        for number, family in enumerate(families, start=act)
    ]


def undo(store: Store, coder: str, decision: int | None = None) -> list[Decision]:
    """Take back an act of the coder (a decision or a skip) by adding rows that say so.

    It is the last one, or that of a decision.
    """
    coder = person(store, coder)
    with store.transaction() as connection:
        last = connection.execute(
            "SELECT MAX(act) FROM in_force WHERE coder = ?1 AND (?2 IS NULL OR decision = ?2)",
            (coder, decision),
        ).fetchone()[0]
        taken_back = connection.execute(
            "SELECT decision, statement_id, family FROM in_force WHERE act = ? AND coder = ? "
            "ORDER BY decision",
            (last, coder),
        ).fetchall()
        act = next_decision(connection)
        for _, statement_id, family in taken_back:
            refuse_opened(connection, statement_id, family, coder)
        for number, (undone, statement_id, family) in enumerate(taken_back, start=act):
            row = (number, act, "undo", undone, statement_id, family, coder, None)
            insert_decision(connection, row, run=None, created=now())
    return [
        Decision(number, "undo", statement_id, family, coder)
        for number, (_, statement_id, family) in enumerate(taken_back, start=act)
    ]


def add_memo(
    connection: sqlite3.Connection, statement_id: str | None, coder: str, text: str
) -> None:
    """Store a memo, about a statement or about the study."""
    connection.execute(
        "INSERT INTO memos (statement_id, coder, text, created) VALUES (?, ?, ?, ?)",
        (statement_id, coder, text, now()),
    )


def note_opened(
    connection: sqlite3.Connection,
    people: Iterable[str],
    statement_id: str,
    families: Sequence[str],
) -> None:
    """Note that people have seen each other's codes of a statement."""
    connection.executemany(
        "INSERT INTO opened (coder, statement_id, family, created) SELECT ?1, ?2, ?3, ?4 WHERE NOT "
        "EXISTS (SELECT 1 FROM opened WHERE coder = ?1 AND statement_id = ?2 AND family = ?3)",
        [(who, statement_id, family, now()) for who in people for family in families],
    )


class SeenOthersError(ProjectError):
    """A code of one's own where others' were seen."""

    def __init__(self, coder: str, family: str, statement_id: str) -> None:
        self.coder, self.family = coder, family
        super().__init__(
            f"{coder} has seen the others' codes of this {family}: codes of one's own stay as they "
            "were before.",
            place=statement_id,
            remedy='Settle it with the others (project.settle); undo("konsensus") takes that back.',
        )

    def __reduce__(self):
        return (type(self), (self.coder, self.family, self.place))


def refuse_opened(
    connection: sqlite3.Connection, statement_id: str, family: str, coder: str
) -> None:
    """Refuse a code of one's own where others' were seen: it would pass for agreement."""
    found = connection.execute(
        "SELECT 1 FROM opened WHERE coder = ? AND statement_id = ? AND family = ?",
        (coder, statement_id, family),
    ).fetchone()
    if found:
        raise SeenOthersError(coder.removeprefix("human:"), family, statement_id)
