"""Decisions made elsewhere: on a coding sheet, or before the interviews were read anew."""

from __future__ import annotations

import sqlite3
import unicodedata
import warnings
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.codings import check_codings, is_blind, is_human, same_coders
from aineisto.core.errors import AineistoWarning, CodingsError
from aineisto.corpus import Corpus
from aineisto.store._choices import Choice, Row, check_choice, status_of
from aineisto.store._codebooks import kept_code
from aineisto.store._decisions import (
    empty_run,
    has_seen,
    insert_codes,
    insert_decision,
    next_decision,
    one_person,
    person,
    refuse_opened,
    suggestion,
)
from aineisto.store._judgements import check_statements, records, write_log
from aineisto.store._sheets import BLIND, SHOWN, Marks
from aineisto.store._store import Store

_Key = tuple[str, str, str]
_KEY = ("statement_id", "family", "coder")
_Statement = tuple[str, str, str, int]  # identifier, clean text, text, place


def add_decisions(
    store: Store,
    codebook: Codebook,
    codings: pd.DataFrame,
    *,
    marks: Mapping[tuple[str, str], str] | None = None,
    vouched: str = "",
) -> int:
    """Store decisions that were made elsewhere, such as on a coding sheet: all, or nothing.

    A decision equal to the coder's standing one is not stored again. Whether one was blind is what
    this project knows: nothing was suggested when it came in, or it stands on a sheet whose marks
    (by coder and statement) say that this project showed nothing. Otherwise it is unknown, unless
    somebody vouches for it.

    Returns
    -------
    int
        How many decisions were new.
    """
    read = add_sheets(store, codebook, codings, marks or {}, vouched)
    return int((~read.loc[read["new"], list(_KEY)].duplicated()).sum())


def add_sheets(
    store: Store,
    codebook: Codebook,
    codings: pd.DataFrame,
    marks: Mapping[tuple[str, str], str],
    vouched: str,
) -> pd.DataFrame:
    """Store the decisions of sheets as `add_decisions`, and return what was read.

    The codings table with the status that each has in the project, and whether it is ``new``.
    """
    checked = same_coders(check_codings(codings))
    if not (is_human(checked["coder"]) & (checked["status"] != "suggested")).all():
        raise CodingsError(
            "These codings hold suggestions.",
            place="columns coder and status",
            remedy="Store machine judgements with add_judgements.",
        )
    settled = set(checked.loc[checked["status"] == "consensus", "coder"])
    spelt = {
        name: person(store, name) if name in settled else one_person(store, name)
        for name in checked["coder"].unique()
    }
    checked = checked.assign(coder=checked["coder"].map(spelt))
    # Rows with a machine's confidence and evidence under a person's name are no person's.
    doubtful = set(checked.loc[~is_blind(checked), list(_KEY)].itertuples(index=False, name=None))
    known, now = Marks(store, marks), kept_code(codebook)
    given: dict[_Key, tuple[str, bool]] = {}  # status, and whether it is new
    with store.transaction() as connection:
        check_statements(connection, store, checked["statement_id"])
        for key, rows in _by_decision(checked).items():
            choice = _choice(key[1], rows, codebook)
            claimed = rows[0]["status"]
            if claimed == "blind" and key in doubtful:
                status = "unknown"
            else:
                status = _status(connection, key, claimed, choice, known.of(key[2], key[0]))
                if claimed == "blind" and status == "unknown" and vouched:
                    status = "blind"
            stands = _standing_content(connection, key)
            new = _of_now(stands, key, now) != _of_now(_content(rows, status), key, now)
            if new:
                refuse_opened(connection, *key)
                _import_one(connection, key, rows, status)
            given[key] = (status, new)
        added = sum(new for _, new in given.values())
        unknown = sum(new and status == "unknown" for status, new in given.values())
        coders = ", ".join(checked["coder"].unique())
        detail: dict[str, Any] = {"decisions": added, "rows": len(checked)}
        if vouched:
            detail["blind_vouched_by"] = vouched
        write_log(connection, coders, "import", detail)
    if unknown:
        warnings.warn(
            f"Of {unknown} decisions it is not known whether they were made blind: the project had "
            "suggestions, and no sheet of its own says that they were not shown. They are counted "
            "apart and enter no agreement.",
            AineistoWarning,
            stacklevel=5,
        )
    found = [given[key] for key in checked[list(_KEY)].itertuples(index=False, name=None)]
    return checked.assign(
        status=[status for status, _ in found], new=[new for _, new in found]
    ).reset_index(drop=True)


def _by_decision(codings: pd.DataFrame) -> dict[_Key, list[dict[str, Any]]]:
    groups: dict[_Key, list[dict[str, Any]]] = {}
    for row in records(codings):
        groups.setdefault((row["statement_id"], row["family"], row["coder"]), []).append(row)
    return groups


def _choice(family: str, rows: Sequence[Row], codebook: Codebook) -> Choice:
    codes = tuple(row["code"] for row in rows)
    if family == "stance" and len(rows) > 1:
        raise CodingsError(
            f"The statement {rows[0]['statement_id']!r} has {len(rows)} stances of one coder.",
            remedy="Keep one of them.",
        )
    value = rows[0]["value"] if family == "stance" else None
    return check_choice(Choice(family, codes, value), codebook)


def _status(
    connection: sqlite3.Connection, key: _Key, claimed: str, choice: Choice, mark: str
) -> str:
    """Return a decision's status: blind where the project knows that nothing was shown."""
    if claimed not in ("blind", "unknown"):
        return claimed
    seen, run = has_seen(connection, *key)
    latest = suggestion(connection, key[0], key[1], run)
    silent = empty_run(connection, key[1]) is not None
    if not (latest or silent) and not seen:
        # Nothing was suggested here; what a sheet that is not ours showed is not known.
        return "unknown" if claimed == "unknown" and not mark else "blind"
    if seen or mark == SHOWN:
        return status_of(choice, latest, blind=False, silent=silent)
    return "blind" if mark == BLIND else "unknown"


def _content(rows: Sequence[Row], status: str) -> set[tuple[Any, ...]]:
    return {(row["code"], row["value"], row["start"], row["end"], status) for row in rows}


def _of_now(
    content: set[tuple[Any, ...]], key: _Key, now: Mapping[str, str]
) -> set[tuple[Any, ...]]:
    """Return content with themes by their codes of now: under another code it is not new."""
    if key[1] != "theme":
        return content
    return {(now.get(code, code), *rest) for code, *rest in content}


def _standing_content(connection: sqlite3.Connection, key: _Key) -> set[tuple[Any, ...]]:
    found = connection.execute(
        'SELECT c.code, c.value, c."start", c."end", d.status FROM standing AS d '
        "JOIN decision_codes AS c USING (decision) "
        "WHERE d.statement_id = ? AND d.family = ? AND d.coder = ?",
        key,
    )
    return set(found.fetchall())


def _import_one(
    connection: sqlite3.Connection, key: _Key, rows: Sequence[Row], status: str
) -> None:
    number = next_decision(connection)
    insert_decision(
        connection,
        (number, number, "decide", None, *key, status),
        run=None,
        created=rows[0]["created"],
    )
    insert_codes(connection, number, rows)


def moved_codings(
    codings: pd.DataFrame, before: Corpus, after: Corpus
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return codings as those of the same interviews read anew, and the rows that have no place.

    Identifiers count the sentences of a document, so that one that is added or taken away changes
    all behind it. A statement is the same where its document has the same words in the same order
    around it; `start` and `end` move along where its text is the same letter by letter.
    """
    same = dict(_same_statements(before, after))
    moves = codings["statement_id"].isin(same)
    moved, left = codings[moves].copy(), codings[~moves].reset_index(drop=True)
    shifts = [same[name] for name in moved["statement_id"]]
    moved["statement_id"] = [name for name, _ in shifts]
    shift = pd.array([by for _, by in shifts], dtype="Int64")
    for place in ("start", "end"):
        moved[place] = moved[place].astype("Int64") + shift
    return moved.reset_index(drop=True), left


def _same_statements(before: Corpus, after: Corpus) -> Iterator[tuple[str, tuple[str, int | None]]]:
    """Yield each statement that is still there: its new identifier, and how far it has moved."""
    olds, news = _by_document(before), _by_document(after)
    named = {_name(name): name for name in news}
    words = {tuple(one[1] for one in rows): name for name, rows in news.items()}
    for name, old in olds.items():
        there = named.get(_name(name)) or words.get(tuple(one[1] for one in old))
        if there is None:
            continue
        new = news[there]
        match = SequenceMatcher(
            None, [one[1] for one in old], [one[1] for one in new], autojunk=False
        )
        for first, second, size in match.get_matching_blocks():
            for was, is_ in zip(old[first:][:size], new[second:][:size], strict=True):
                yield was[0], (is_[0], is_[3] - was[3] if is_[2] == was[2] else None)


def _by_document(corpus: Corpus) -> dict[str, list[_Statement]]:
    columns = ["statement_id", "clean", "text", "start"]
    return {
        str(name): list(rows[columns].itertuples(index=False, name=None))
        for name, rows in corpus.statements.groupby("document", sort=False)
    }


def _name(document: str) -> str:
    return unicodedata.normalize("NFC", document)
