"""Which statements are drawn: for a blind sample, by strata; by chance for a rare code, with what
that brought.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from aineisto.core.errors import ProjectError
from aineisto.corpus import Corpus
from aineisto.store._decisions import person
from aineisto.store._judgements import write_log
from aineisto.store._store import Store

_EVENT = "rare"


def blind_sample(corpus: Corpus, n: int | None, seed: int, group: str) -> list[str]:
    """Draw from the interviewees' statements, stratified by a group and the question."""
    answers = corpus.answers
    strata = ["question"]
    if group in corpus.participants.columns:
        known = corpus.participants.set_index("participant")[group]
        answers = answers.assign(_group=answers["participant"].map(known))
        strata = ["_group", "question"]
    return stratified_sample(answers, strata, n, seed)


def stratified_sample(
    statements: pd.DataFrame, strata: Sequence[str], n: int | None, seed: int
) -> list[str]:
    """Draw statements from every stratum in proportion to its size, in a mixed order.

    The strata's shares are rounded by the largest remainder, and a stratum gives at least one
    statement while `n` allows. Coding may stop anywhere: each beginning of the sample holds the
    strata in about the same proportion.

    Parameters
    ----------
    statements : DataFrame
        ``statement_id`` and the columns of `strata`.
    strata : sequence of str
        Columns whose values together make a stratum.
    n : int, optional
        Size of the sample; all statements when None or more than there are.
    seed : int
        Coders with the same seed get the same sample.
    """
    size = len(statements) if n is None else min(n, len(statements))
    generator = np.random.default_rng(seed)
    shuffled = statements.iloc[generator.permutation(len(statements))]
    groups = [
        part["statement_id"].tolist()
        for _, part in shuffled.groupby(list(strata), sort=True, dropna=False)
    ]
    shares = _allocate([len(group) for group in groups], size)
    ranked = [
        ((rank + generator.random()) / share, statement)
        for group, share in zip(groups, shares, strict=True)
        for rank, statement in enumerate(group[:share])
    ]
    return [statement for _, statement in sorted(ranked)]


def _allocate(sizes: Sequence[int], n: int) -> list[int]:
    """Share `n` among strata: each time to the one furthest below its share, empty ones first."""
    size = np.asarray(sizes, dtype=float)
    total = size.sum()
    if n >= total:
        return list(sizes)
    exact = n * size / total
    shares = np.zeros(len(size), dtype=int)
    for _ in range(n):
        need = exact - shares + total * (shares == 0)
        shares[np.argmax(np.where(shares < size, need, -np.inf))] += 1
    return shares.tolist()


def read_for_code(store: Store, coder: str, family: str, codes: Sequence[str]) -> dict[str, bool]:
    """Return the statements that a coder has decided in a family, and whether with the code.

    `codes` are the code and those that were merged into it, here and below.
    """
    marks = ", ".join("?" for _ in codes)
    rows = store.rows(
        f"SELECT d.statement_id, MAX(IFNULL(c.code IN ({marks}), 0)) FROM standing AS d "
        "LEFT JOIN decision_codes AS c ON c.decision = d.decision AND d.status <> 'rejected' "
        "WHERE d.coder = ? AND d.family = ? GROUP BY d.statement_id",
        (*codes, person(store, coder), family),
    )
    return {statement: bool(has) for statement, has in rows}


def draw_rare(
    store: Store,
    statements: Sequence[str],
    coder: str,
    family: str,
    codes: Sequence[str],
    n: int,
    seed: int,
) -> list[str]:
    """Draw by chance from what a coder has not read, and keep what was drawn and from how many."""
    known = read_for_code(store, coder, family, codes)
    before = _drawn(store, coder, family, codes)
    drawn = [name for part in before for name in part["statements"]]
    waiting = [name for name in drawn if name not in known]
    left = [name for name in statements if name not in known and name not in drawn]
    more = max(0, n - len(waiting))
    generator = np.random.default_rng([seed, len(before)])
    added = [left[at] for at in generator.permutation(len(left))[:more]]
    if added:
        detail = {
            "family": family, "code": codes[0], "statements": added,
            "left": len(left), "found": sum(known.values()),
        }  # fmt: skip
        with store.transaction() as connection:
            write_log(connection, person(store, coder), _EVENT, detail)
    return (waiting + added)[:n]


def rare_counts(
    store: Store, coder: str, family: str, codes: Sequence[str]
) -> tuple[int, int, int, int]:
    """Return what `recall_advice` asks: found before, left then, drawn and read since, found."""
    parts = _drawn(store, coder, family, codes)
    if not parts:
        raise ProjectError(
            f"Nothing has been drawn by chance for {codes[0]!r} yet.",
            remedy="Read some of project.rare_sample(…, at_random=True) first.",
        )
    known = read_for_code(store, coder, family, codes)
    read = [name for part in parts for name in part["statements"] if name in known]
    return parts[0]["found"], parts[0]["left"], len(read), sum(known[name] for name in read)


def rare_searches(store: Store) -> list[tuple[str, str, str]]:
    """Return coder, family and code of each search, in the order they began."""
    rows = store.rows("SELECT who, detail FROM log WHERE event = ? ORDER BY entry", (_EVENT,))
    told = ((who, json.loads(detail)) for who, detail in rows)
    return list(dict.fromkeys((who, one["family"], one["code"]) for who, one in told))


def _drawn(store: Store, coder: str, family: str, codes: Sequence[str]) -> list[dict[str, Any]]:
    rows = store.rows(
        "SELECT detail FROM log WHERE who = ? AND event = ? ORDER BY entry",
        (person(store, coder), _EVENT),
    )
    found = [json.loads(detail) for (detail,) in rows]
    return [one for one in found if one["family"] == family and one["code"] in codes]
