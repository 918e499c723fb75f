"""What coders do together: settle disputes, code in rounds, keep statements for an audit."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.codings import CONSENSUS, NO_THEME, STANCE, Settlement, make_codings, now
from aineisto.core.checks import as_names
from aineisto.core.errors import ProjectError
from aineisto.store._choices import Choice, check_choice, rows_of
from aineisto.store._codebooks import kept_code
from aineisto.store._decisions import (
    Decision,
    check_statement,
    insert_codes,
    insert_decision,
    next_decision,
    note_opened,
    person,
)
from aineisto.store._judgements import write_log
from aineisto.store._store import Store

#: The log's event of a blind sheet that went out; its detail lists the ``statements``.
BLIND_SHEET = "blind sheet"


def settle(
    store: Store,
    codebook: Codebook,
    statement_id: str,
    choices: Sequence[Choice],
    people: Sequence[str],
    reason: str,
) -> list[Decision]:
    """Store what coders settled about a statement, as rows of its own beside their codes."""
    checked, who, why = _check(store, codebook, choices, people, reason)
    with store.transaction() as connection:
        return _settle(connection, store, statement_id, checked, who, why)


def settle_all(
    store: Store, codebook: Codebook, settled: Sequence[Settlement]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Store what was settled on a sheet, all or nothing.

    Returns what was settled, with whether it is ``new``: what stands already, in the same words,
    is not stored again; and what stood before in the place of what is new.
    """
    checked = [
        (one, *_check(store, codebook, [Choice(one.family, one.codes, one.value)], one.people,
                      one.reason))
        for one in settled
    ]  # fmt: skip
    rows, replaced = [], []
    with store.transaction() as connection:
        before = _standing(store, codebook)
        for one, choices, who, why in checked:
            key = (one.statement_id, one.family)
            names = ", ".join(name.removeprefix("human:") for name in who)
            agreed = _agreed(choices[0])
            new = before.get(key) != (agreed, names, why)
            if new:
                _settle(connection, store, one.statement_id, choices, who, why)
            if new and key in before:
                replaced.append((*key, *before[key]))
            rows.append((*key, agreed, names, why, new))
        new_ones = sum(row[-1] for row in rows)
        write_log(connection, CONSENSUS, "import", {"decisions": new_ones, "rows": len(rows)})
    columns = ["statement_id", "family", "consensus", "people", "reason"]
    return (
        pd.DataFrame(rows, columns=[*columns, "new"]).astype({"new": bool}),
        pd.DataFrame(replaced, columns=columns),
    )


def _check(
    store: Store,
    codebook: Codebook,
    choices: Sequence[Choice],
    people: Sequence[str],
    reason: str,
) -> tuple[list[Choice], list[str], str]:
    checked = [check_choice(choice, codebook) for choice in choices]
    who = those_who_sit(store, people)
    if not reason.strip():
        raise ProjectError(
            "A consensus needs its reason.", remedy="Say in a sentence why you settled so."
        )
    if any(choice.rejected for choice in checked):
        raise ProjectError(
            "A consensus cannot only reject a suggestion.", remedy="Settle on a code."
        )
    return checked, who, reason.strip()


def _settle(
    connection: sqlite3.Connection,
    store: Store,
    statement_id: str,
    choices: Sequence[Choice],
    who: Sequence[str],
    reason: str,
) -> list[Decision]:
    check_statement(connection, store, statement_id)
    act = next_decision(connection)
    for number, choice in enumerate(choices, start=act):
        row = (number, act, "decide", None, statement_id, choice.family, CONSENSUS, "consensus")
        insert_decision(connection, row, run=None, created=now())
        insert_codes(connection, number, rows_of(choice, ()))
        note_opened(connection, who, statement_id, [choice.family])
        connection.execute(
            "INSERT INTO consensus VALUES (?, ?, ?)",
            (number, json.dumps(who, ensure_ascii=False), reason),
        )
    return [
        Decision(
            number, "decide", statement_id, choice.family, CONSENSUS, "consensus", choice.codes,
            choice.value,
        )
        for number, choice in enumerate(choices, start=act)
    ]  # fmt: skip


def _agreed(choice: Choice) -> str:
    """Return what was settled on, as a sheet writes it."""
    codes = (str(choice.value),) if choice.family == STANCE else tuple(sorted(choice.codes))
    return ";".join(codes) or NO_THEME


def _standing(store: Store, codebook: Codebook) -> dict[tuple[str, str], tuple[str, str, str]]:
    """Return the consensus that stands by statement and family: what, who sat, why."""
    frame = consensus(store, codebook)
    return {
        (row.statement_id, row.family): (row.consensus, row.people, row.reason)
        for row in frame.itertuples()
    }


def those_who_sit(store: Store, people: Sequence[str]) -> list[str]:
    """Return the names of those who settle disputes, two or more."""
    who = list(dict.fromkeys(person(store, name) for name in as_names(people, "people")))
    if len(who) < 2 or CONSENSUS in who:
        raise ProjectError(
            "A consensus is one of two coders or more.",
            remedy='Name those who sat, such as people=["anna", "ville"].',
        )
    return who


def open_dispute(store: Store, statement_id: str, family: str, people: Sequence[str]) -> None:
    """Note that people see each other's codes of a statement."""
    who = those_who_sit(store, people)
    known = store.rows(
        "SELECT coder FROM opened WHERE statement_id = ? AND family = ?", (statement_id, family)
    )
    if set(who) <= {coder for (coder,) in known}:
        return
    with store.transaction() as connection:
        check_statement(connection, store, statement_id)
        note_opened(connection, who, statement_id, [family])


def consensus(store: Store, codebook: Codebook) -> pd.DataFrame:
    """Return what stands settled: statement, family, what, who sat, why, when.

    Themes are called by their codes of now.
    """
    frame = store.frame(
        "SELECT statement_id, family, (SELECT group_concat(IFNULL(value, code), ';') FROM (SELECT "
        "* FROM decision_codes AS c WHERE c.decision = s.decision ORDER BY code)) AS consensus, "
        "people, reason, created FROM standing AS s JOIN consensus USING (decision) "
        "ORDER BY decision"
    )
    names = [", ".join(name.removeprefix("human:") for name in json.loads(t)) for t in frame.people]
    now = kept_code(codebook)
    agreed = [
        ";".join(sorted({now.get(code, code) for code in text.split(";")}))
        if family == "theme"
        else text
        for family, text in zip(frame["family"], frame["consensus"].fillna(NO_THEME), strict=True)
    ]
    return frame.assign(people=names, consensus=pd.Series(agreed, frame.index, dtype=object))


def begin_round(store: Store, name: str, training: bool, note: str) -> int:
    """Begin a round of coding: decisions from now on belong to it."""
    if not name.strip():
        raise ProjectError("A round needs a name.", remedy='Give one, such as "round 2".')
    with store.transaction() as connection:
        if connection.execute("SELECT 1 FROM rounds WHERE name = ?", (name.strip(),)).fetchone():
            raise ProjectError(f"There is already a round {name!r}.", remedy="Give another name.")
        cursor = connection.execute(
            "INSERT INTO rounds (name, training, codebook, after, note, created) SELECT ?, ?, "
            "(SELECT MAX(codebook) FROM codebooks), (SELECT IFNULL(MAX(decision), 0) FROM "
            "decisions), ?, ?",
            (name.strip(), training, note, now()),
        )
        write_log(connection, "", "round", {"round": name.strip(), "training": training})
    return int(cursor.lastrowid or 0)


def rounds(store: Store) -> pd.DataFrame:
    """Return the rounds: number, name, whether training, version of the codebook, last decision."""
    frame = store.frame(
        "SELECT round, name, training, codebook, after, note, created FROM rounds ORDER BY round"
    )
    return frame.astype({"round": int, "training": bool, "codebook": int, "after": int})


def round_of(store: Store) -> pd.DataFrame:
    """Return statement, family, coder and round of each standing decision; 0 before any round."""
    frame = store.frame(
        "SELECT statement_id, family, coder, (SELECT IFNULL(MAX(round), 0) FROM rounds AS r "
        "WHERE r.after < d.decision) AS round FROM standing AS d"
    )
    return frame.astype({"round": int})


def round_codings(store: Store) -> pd.DataFrame:
    """Return people's codes round by round: a coder's last word of each round, undone ones out.

    The codings table with ``round`` and ``codebook``, the version it was decided with. What was
    decided again in a later round stands in both.
    """
    frame = store.frame(
        'SELECT d.decision, d.statement_id, d.family, code, value, score, "start", "end", '
        "d.coder, confidence, evidence, d.status, d.created, d.codebook, "
        "(SELECT IFNULL(MAX(round), 0) FROM rounds AS r WHERE r.after < d.decision) AS round "
        "FROM in_force AS d JOIN decision_codes AS c USING (decision) WHERE kind = 'decide' "
        "ORDER BY d.decision, decision_code"
    )
    last = frame.groupby(["statement_id", "family", "coder", "round"])["decision"].transform("max")
    frame = frame[frame["decision"] == last].reset_index(drop=True)
    told = frame[["round", "codebook"]].astype(int)
    return make_codings(frame.drop(columns=["decision", "round", "codebook"])).join(told)


def keep_for_audit(store: Store, coder: str, statements: Sequence[str]) -> None:
    """Keep statements for a coder's blind codes: no session shows their suggestions first."""
    who = person(store, coder)
    with store.transaction() as connection:
        connection.executemany(
            "INSERT INTO audits (coder, statement_id, created) SELECT ?1, ?2, ?3 WHERE NOT EXISTS "
            "(SELECT 1 FROM audits WHERE coder = ?1 AND statement_id = ?2)",
            [(who, statement, now()) for statement in statements],
        )
        write_log(connection, who, "audit", {"statements": len(statements)})


def meant_blind(store: Store) -> list[str]:
    """Return the statements that went out on blind sheets or are kept for blind codes."""
    rows = store.rows(
        "SELECT statement_id FROM audits UNION SELECT j.value FROM log, "
        "json_each(log.detail, '$.statements') AS j WHERE event = ? ORDER BY 1",
        (BLIND_SHEET,),
    )
    return [row[0] for row in rows]


def kept_for_audit(store: Store, coder: str) -> list[str]:
    """Return the statements that are kept for a coder's blind codes, in the order drawn."""
    rows = store.rows(
        "SELECT statement_id FROM audits WHERE coder = ? ORDER BY audit", (person(store, coder),)
    )
    return [statement for (statement,) in rows]
