"""Which statements a blind sample holds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from aineisto.corpus import Corpus


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
    placed = [
        ((rank + generator.random()) / share, statement)
        for group, share in zip(groups, shares, strict=True)
        for rank, statement in enumerate(group[:share])
    ]
    return [statement for _, statement in sorted(placed)]


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
