"""The table of agreement: family × code × coders × coefficient."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from aineisto.codebook import ActorEntry
from aineisto.codings import SCALE
from aineisto.reliability import _coefficients as coefficients
from aineisto.reliability._coefficients import Statistic
from aineisto.reliability._interval import interval
from aineisto.reliability._ratings import Ratings, as_ratings
from aineisto.reliability._select import (
    AFTER,
    Judgements,
    Labels,
    clusters_of,
    different,
    has_code,
    judgements,
    noted,
)
from aineisto.reliability._shown import AgreementTable
from aineisto.reliability._weights import masi_matrix

#: Columns of the table of agreement.
COLUMNS = (
    "family",
    "code",
    "kind",
    "coders",
    "coefficient",
    "metric",
    "value",
    "low",
    "high",
    "n",
    "note",
)
#: The code of rows that speak of a whole family.
ALL = "all"
HUMANS, MACHINE, MACHINES = "human-human", "machine-human", "machine-machine"

NO_COMMON = "no unit judged by two coders"


@dataclass(frozen=True, eq=False)
class _Coefficient:
    name: str
    metric: str
    build: Callable[[Ratings], Statistic]


def agreement(
    codings: pd.DataFrame,
    *,
    coders: Iterable[str] | None = None,
    family: str | None = None,
    by_code: bool = True,
    include_suggested: bool = False,
    level: float = 0.95,
    n_boot: int = 1000,
    seed: int = 0,
    unit: str | Labels = "statement_id",
    respondent: Labels | None = None,
    statements: Iterable[str] | None = None,
    scale: Iterable[int] = SCALE,
    method: str = "auto",
    actors: Iterable[ActorEntry] | None = None,
    machines: bool = False,
) -> pd.DataFrame:
    """Return how far coders agree, with intervals: people with each other, machine with people.

    Only people's blind codes count, and the machine's suggestions are compared with them. Stance
    is compared as an ordinal value (the coder's last judgement). Themes and actors may be several
    to a statement: each code is compared as there or not there (nominal), and code ``all``
    compares the whole sets: per cent is the share of exactly equal sets, the other coefficients
    weigh near misses by MASI. Units that two or more of a row's coders judged count, and no others.

    Parameters
    ----------
    codings : DataFrame
        The codings table.
    coders : iterable of str, optional
        Names of the coders to compare, as ``human:anna``; all when None.
    family : {"theme", "stance", "actor"}, optional
        One family; all that are coded when None.
    by_code : bool
        Give rows for each theme and actor, beside ``all``.
    include_suggested : bool
        Let people's codes count that were made after seeing a suggestion, for statements which
        they did not code blind; such rows say so in ``note``.
    level : float
        Confidence level of the intervals, 0…1.
    n_boot, seed : int
        Resamples of the bootstrap, and its seed; ``n_boot=0`` leaves intervals out.
    unit : str or mapping
        Unit of comparison: a column of the codings, or a mapping from statement to unit.
    respondent : mapping or Series, optional
        Statement → respondent. Statements of one respondent are not independent; with this the
        resamples draw whole respondents.
    statements : iterable of str, optional
        Statements that every person read, for codings that have no code ``none``: there a
        statement without a theme cannot be told from one that was not read.
    scale : iterable of int
        Steps of the stance scale; AC2 depends on their number.
    method : {"auto", "bootstrap", "jackknife"}
        Kind of interval, see `estimate`.
    actors : iterable of ActorEntry, optional
        A codebook's actors: with the built-in register they tell which spellings are one actor
        (*Sosiaali- ja terveysministeriö*, STM).
    machines : bool
        Also compare machine coders with each other (``machine-machine``), over all units that
        both coded.

    Returns
    -------
    DataFrame
        One row a family × code × group of coders × coefficient: ``family``, ``code``, ``kind``
        (``human-human``, ``machine-human`` or ``machine-machine``), ``coders``, ``coefficient``,
        ``metric``, ``value``, ``low``, ``high``, ``n`` (units with two or more judgements),
        ``note``. A value that is not defined is NaN and ``note`` says why. People are compared
        two by two and, where they are more than two, all together; each machine with each person.
        In a notebook each coefficient is shown with its interval drawn.

    Raises
    ------
    CodingsError
        When the codings break their rules or a coder or family is unknown.

    Examples
    --------
    >>> table = agreement(codings, family="stance", n_boot=0)
    >>> table[["coefficient", "metric", "value"]].round(2)
              coefficient     metric  value
    0   percent_agreement    nominal   0.41
    1         cohen_kappa     linear   0.51
    2         cohen_kappa  quadratic   0.74
    3  krippendorff_alpha    ordinal   0.71
    4            gwet_ac2  quadratic   0.86
    """
    found = judgements(
        codings,
        coders=coders,
        family=family,
        include_suggested=include_suggested,
        unit=unit,
        statements=statements,
        actors=actors,
    )
    clusters = None if respondent is None else clusters_of(codings, unit, respondent)
    options = {"level": level, "n_boot": n_boot, "seed": seed, "method": method}
    steps = tuple(scale)
    rows = [
        row
        for one in found
        for kind, group in _groups(one, machines)
        for row in _rows(one, kind, group, by_code, steps, clusters, options)
    ]
    if not rows:
        rows = [_nothing(family or "", codings, include_suggested)]
    return AgreementTable(rows, columns=list(COLUMNS)).astype(
        {"value": "float64", "low": "float64", "high": "float64", "n": "int64"}
    )


def pairs_of(one: Judgements, machines: bool = False) -> list[tuple[str, tuple[str, ...]]]:
    """Return the pairs of coders that are compared, with their kind."""
    humans = [name for name in one.humans if name in one.table]
    found: list[tuple[str, tuple[str, ...]]] = [(HUMANS, two) for two in combinations(humans, 2)]
    found += [(MACHINE, (machine, human)) for machine in one.machines for human in humans]
    if machines:
        found += [(MACHINES, two) for two in combinations(one.machines, 2)]
    return found


def _groups(one: Judgements, machines: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    humans = tuple(name for name in one.humans if name in one.table)
    pairs = pairs_of(one, machines)
    yield from (pair for pair in pairs if pair[0] == HUMANS)
    if len(humans) > 2:
        yield HUMANS, humans
    if len(humans) == 1 and not one.machines:
        yield HUMANS, humans  # one coder alone: the row says why it has no value
    yield from (pair for pair in pairs if pair[0] != HUMANS)
    if not pairs and not humans:
        yield from ((MACHINE, (machine,)) for machine in one.machines)


def _rows(
    one: Judgements,
    kind: str,
    group: tuple[str, ...],
    by_code: bool,
    scale: tuple[int, ...],
    clusters: pd.Series | None,
    options: dict[str, Any],
) -> Iterator[dict[str, Any]]:
    table = one.table[list(group)]
    alone = ""
    if len(group) > 1:
        both = table[table.notna().sum(axis=1) >= 2]
        alone = "" if len(both) else NO_COMMON
        table = both
    drawn = None if clusters is None else clusters.reindex(table.index).to_numpy()
    after = AFTER if one.seen.intersection(group) else ""
    for code, ratings, chosen in _comparisons(one, table, by_code, scale):
        for coefficient in chosen:
            yield {
                "family": one.family,
                "code": code,
                "kind": kind,
                "coders": ", ".join(group),
                "coefficient": coefficient.name,
                "metric": coefficient.metric,
                **_estimated(coefficient.build(ratings), ratings, after, drawn, options, alone),
            }


def _estimated(
    statistic: Statistic,
    ratings: Ratings,
    note: str,
    clusters: np.ndarray | None,
    options: dict[str, Any],
    alone: str,
) -> dict[str, Any]:
    found = interval(statistic, ratings, clusters=clusters, **options)
    return {
        "value": statistic.value,
        "low": found.low,
        "high": found.high,
        "n": int(ratings.pairable.sum()),
        "note": noted(alone or found.note, note),
    }


def _comparisons(
    one: Judgements, table: pd.DataFrame, by_code: bool, scale: tuple[int, ...]
) -> Iterator[tuple[str, Ratings, list[_Coefficient]]]:
    pair = table.shape[1] == 2
    if one.family == "stance":
        seen = {int(value) for column in table for value in table[column].dropna()}
        yield ALL, as_ratings(table, sorted(seen.union(scale))), _for_stance(pair)
        return
    sets = as_ratings(table, different(table))
    yield ALL, sets, _for_sets(pair, sets)
    if by_code:
        for code in one.codes:
            yield code, as_ratings(has_code(table, code), [0.0, 1.0]), _for_code(pair)


def _kappa(pair: bool, weights: str | np.ndarray, metric: str) -> _Coefficient:
    if pair:
        return _Coefficient(
            "cohen_kappa", metric, lambda found: coefficients.cohen_statistic(found, weights)
        )
    return _Coefficient(
        "fleiss_kappa", metric, lambda found: coefficients.fleiss_statistic(found, weights)
    )


_PERCENT = _Coefficient("percent_agreement", "nominal", coefficients.percent_statistic)


def _for_code(pair: bool) -> list[_Coefficient]:
    return [
        _PERCENT,
        _kappa(pair, "identity", "nominal"),
        _Coefficient("krippendorff_alpha", "nominal", coefficients.alpha_statistic),
        _Coefficient("gwet_ac1", "nominal", coefficients.gwet_statistic),
    ]


def _for_stance(pair: bool) -> list[_Coefficient]:
    return [
        _PERCENT,
        _kappa(pair, "linear", "linear"),
        _kappa(pair, "quadratic", "quadratic"),
        _Coefficient(
            "krippendorff_alpha",
            "ordinal",
            lambda found: coefficients.alpha_statistic(found, "ordinal"),
        ),
        _Coefficient(
            "gwet_ac2",
            "quadratic",
            lambda found: coefficients.gwet_statistic(found, "quadratic"),
        ),
    ]


def _for_sets(pair: bool, ratings: Ratings) -> list[_Coefficient]:
    apart = masi_matrix(ratings.categories)
    return [
        _PERCENT,
        _kappa(pair, 1 - apart, "masi"),
        _Coefficient(
            "krippendorff_alpha",
            "masi",
            lambda found: coefficients.alpha_statistic(found, apart),
        ),
        _Coefficient(
            "gwet_ac2", "masi", lambda found: coefficients.gwet_statistic(found, 1 - apart)
        ),
    ]


def _nothing(family: str, codings: pd.DataFrame, include_suggested: bool) -> dict[str, Any]:
    note = "no judgements"
    after = codings["status"].isin(["accepted", "changed"]).any() if len(codings) else False
    if after and not include_suggested:
        note = "no blind codes; codes made after a suggestion need include_suggested=True"
    row = dict.fromkeys(COLUMNS, "")
    missing = {"value": np.nan, "low": np.nan, "high": np.nan, "n": 0}
    return {**row, "family": family, "code": ALL, "kind": HUMANS, **missing, "note": note}
