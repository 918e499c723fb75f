"""How far coders' judgements of a unit lie apart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from aineisto.core.errors import AineistoError
from aineisto.reliability._ratings import MISSING, as_ratings
from aineisto.reliability._select import (
    Judgements,
    Labels,
    check_coders,
    different,
    has_code,
    judgements,
)
from aineisto.reliability._table import ALL
from aineisto.reliability._weights import masi_matrix


def with_machine(
    codings: pd.DataFrame,
    family: str | None,
    machine: str | None,
    unit: str | Labels,
    include_suggested: bool,
) -> Iterator[tuple[Judgements, str]]:
    """Yield the judgements of each family with each machine that people can be set against."""
    check_coders(codings, () if machine is None else (machine,))
    found = judgements(codings, family=family, include_suggested=include_suggested, unit=unit)
    pairs = [
        (one, name)
        for one in found
        for name in one.machines
        if machine in (None, name) and one.humans
    ]
    if not pairs:
        raise AineistoError(
            "There is nothing to compare: no machine and people judged the same family.",
            remedy="Let two or more people code statements blind, and the machine too.",
        )
    yield from pairs


def compared(
    one: Judgements, by_code: bool
) -> Iterator[tuple[str, str, pd.DataFrame, np.ndarray | None]]:
    """Yield code, kind of distance, judgements, and distances between sets where they are sets."""
    if one.family == "stance":
        yield ALL, "steps", one.table, None
        return
    sets = different(one.table)
    number = {cell: place for place, cell in enumerate(sets)}
    placed = one.table.map(number.get, na_action="ignore").astype(float)
    yield ALL, "masi", placed, masi_matrix(sets)
    for code in one.codes if by_code else ():
        yield code, "nominal", has_code(one.table, code).astype(float), None


def distances(table: pd.DataFrame, apart: np.ndarray | None) -> np.ndarray:
    """Return the distances between coders, shape (n_units, n_coders, n_coders), NaN if missing."""
    values = table.to_numpy(dtype=float)
    if apart is None:
        return np.abs(values[:, :, None] - values[:, None, :])
    codes = as_ratings(values, range(len(apart))).codes
    missing = codes == MISSING
    far = apart[codes[:, :, None], codes[:, None, :]]
    return np.where(missing[:, :, None] | missing[:, None, :], np.nan, far)


def mean_of(rows: np.ndarray) -> np.ndarray:
    """Return the mean of rows, element by element, over those that are not missing."""
    there = ~np.isnan(rows)
    return np.asarray(np.where(there, rows, 0).sum(axis=0) / np.maximum(there.sum(axis=0), 1))
