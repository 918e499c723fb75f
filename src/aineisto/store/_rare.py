"""Looking for a rare code: what was drawn by chance, and what it brought."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from aineisto.core.errors import ProjectError
from aineisto.store._decisions import person
from aineisto.store._judgements import write_log
from aineisto.store._store import Store

_EVENT = "rare"


def read_by(store: Store, coder: str, family: str, code: str) -> dict[str, bool]:
    """Return the statements that a coder has decided in a family, and whether with the code."""
    rows = store.rows(
        "SELECT d.statement_id, MAX(IFNULL(c.code = ?, 0)) FROM standing AS d "
        "LEFT JOIN decision_codes AS c ON c.decision = d.decision AND d.status <> 'rejected' "
        "WHERE d.coder = ? AND d.family = ? GROUP BY d.statement_id",
        (code, person(store, coder), family),
    )
    return {statement: bool(has) for statement, has in rows}


def draw(
    store: Store, statements: Sequence[str], coder: str, family: str, code: str, n: int, seed: int
) -> list[str]:
    """Draw by chance from what a coder has not read, and keep what was drawn and from how many."""
    known = read_by(store, coder, family, code)
    before = _drawn(store, coder, family, code)
    drawn = [name for part in before for name in part["statements"]]
    waiting = [name for name in drawn if name not in known]
    left = [name for name in statements if name not in known and name not in drawn]
    more = max(0, n - len(waiting))
    generator = np.random.default_rng([seed, len(before)])
    added = [left[at] for at in generator.permutation(len(left))[:more]]
    if added:
        detail = {
            "family": family, "code": code, "statements": added,
            "left": len(left), "found": sum(known.values()),
        }  # fmt: skip
        with store.transaction() as connection:
            write_log(connection, person(store, coder), _EVENT, detail)
    return (waiting + added)[:n]


def counts(store: Store, coder: str, family: str, code: str) -> tuple[int, int, int, int]:
    """Return what `recall_advice` asks: found before, left then, drawn and read since, found."""
    parts = _drawn(store, coder, family, code)
    if not parts:
        raise ProjectError(
            f"Nothing has been drawn by chance for {code!r} yet.",
            remedy="Read some of project.rare_sample(…, at_random=True) first.",
        )
    known = read_by(store, coder, family, code)
    read = [name for part in parts for name in part["statements"] if name in known]
    return parts[0]["found"], parts[0]["left"], len(read), sum(known[name] for name in read)


def searches(store: Store) -> list[tuple[str, str, str]]:
    """Return coder, family and code of each search, in the order they began."""
    rows = store.rows("SELECT who, detail FROM log WHERE event = ? ORDER BY entry", (_EVENT,))
    told = ((who, json.loads(detail)) for who, detail in rows)
    return list(dict.fromkeys((who, one["family"], one["code"]) for who, one in told))


def _drawn(store: Store, coder: str, family: str, code: str) -> list[dict[str, Any]]:
    rows = store.rows(
        "SELECT detail FROM log WHERE who = ? AND event = ? ORDER BY entry",
        (person(store, coder), _EVENT),
    )
    found = [json.loads(detail) for (detail,) in rows]
    return [one for one in found if (one["family"], one["code"]) == (family, code)]
