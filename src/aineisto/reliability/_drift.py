"""Does a coder read as before, and are all read alike? Drift in time and agreement by subgroup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from aineisto.codings import (
    NO_THEME,
    STANCE,
    is_blind,
    is_human,
    is_machine,
    same_coders,
    same_codes,
)
from aineisto.core.statistics import holm
from aineisto.reliability._coefficients import alpha_statistic
from aineisto.reliability._interval import interval
from aineisto.reliability._means import difference_of_sides
from aineisto.reliability._ratings import as_ratings
from aineisto.reliability._select import different, has_code, judgements, noted, of_statements
from aineisto.reliability._table import ALL, pairs_of
from aineisto.reliability._weights import masi, masi_matrix

_DRIFT = [
    "coder", "family", "code", "first", "later", "difference", "low", "high", "p", "p_holm",
    "n_first", "n_later", "note",
]  # fmt: skip
_SUBGROUPS = [
    "family", "code", "kind", "coders", "subgroup", "alpha", "low", "high", "distance",
    "difference", "difference_low", "difference_high", "p", "p_holm", "n", "respondents", "note",
]  # fmt: skip


def drift(
    codings: pd.DataFrame,
    statements: pd.DataFrame,
    *,
    first: int = 50,
    reference: str | None = None,
    respondent: str = "participant",
    level: float = 0.95,
) -> pd.DataFrame:
    """Tell whether each coder's use of a code has moved since its first uses.

    What a coder judged is taken in order of time, and what came up to the `first`-th use of a code
    (for stance: judgement) is compared with what came later, among statements that the reference
    coded alike: how often the code was given, or which stance. What interviews hold changes from
    one to the next; what the coder makes of the same should not.

    Parameters
    ----------
    codings, statements : DataFrame
        The codings table; the corpus's statements with the column `respondent`.
    first : int
        Uses that others are compared with.
    reference : str, optional
        The coder to measure by. When None: the machine that coded the family last for people, and
        people's blind codes for machines.
    respondent, level
        As in `anchoring`.

    Returns
    -------
    DataFrame
        One row a coder × code used more than `first` times: ``first`` and ``later`` (share of
        statements given the code, or mean stance), ``difference`` (later less first among those
        that the reference coded alike) with ``low``, ``high`` and ``p`` (CR2, Satterthwaite),
        ``p_holm`` (for all rows at once), ``n_first``, ``n_later``, ``note``.

    Examples
    --------
    >>> both = pd.concat([codings, stances])
    >>> found = drift(both, corpus.statements, first=5)
    >>> found[["coder", "family", "first", "later"]].round(2).head(2)
         coder  family  first  later
    0  human:a  stance   -0.2   0.21
    1  human:b  stance    0.2   0.45
    """
    who = of_statements(statements, respondent)[respondent]
    table = same_coders(same_codes(codings))
    people, machine = is_human(table["coder"]), is_machine(table["coder"])
    given = table[(people & ~table["status"].isin(("rejected", "consensus"))) | machine]
    rows = []
    for (coder, family), own in given.groupby(["coder", "family"], sort=True):
        own = own.sort_values("created", kind="stable")
        base = _reference(table, str(coder), str(family), reference)
        order = own["statement_id"].drop_duplicates()
        order = order[order.isin(base["statement_id"])]
        people_of = order.map(who).to_numpy()
        for code in sorted(set(own["code"]) - {NO_THEME}):
            y, strata = _coded(own, order, code), _coded(base, order, code)
            uses = np.ones(len(y)) if family == STANCE else y
            later = (uses.cumsum() - uses >= first).astype(float)
            if not later.any():
                continue
            found = difference_of_sides(y, later, people_of, level, strata)
            rows.append(
                {
                    "coder": coder, "family": family, "code": code, **found,
                    "first": y[later == 0].mean(), "later": y[later == 1].mean(),
                    "n_first": int((1 - later).sum()), "n_later": int(later.sum()),
                }
            )  # fmt: skip
    frame = pd.DataFrame(rows, columns=_DRIFT)
    return frame.assign(p_holm=holm(frame["p"]))


def _coded(rows: pd.DataFrame, order: pd.Series, code: str) -> np.ndarray:
    """Return the stance of each statement, or whether it has the code."""
    mine = rows[rows["code"] == code]
    if code == STANCE:
        value = mine.groupby("statement_id")["value"].median().astype(float)
        return order.map(value).to_numpy(dtype=float)
    return order.isin(mine["statement_id"]).to_numpy(dtype=float)


def _reference(table: pd.DataFrame, coder: str, family: str, name: str | None) -> pd.DataFrame:
    rows = table[table["family"] == family]
    if name is not None:
        return rows[rows["coder"] == name]
    if coder.startswith("machine:"):
        return rows[is_blind(rows)]
    machine = rows[is_machine(rows["coder"])].sort_values("created", kind="stable")
    return machine[machine["coder"] == machine["coder"].iloc[-1]] if len(machine) else machine


def agreement_by_subgroup(
    codings: pd.DataFrame,
    statements: pd.DataFrame,
    by: str,
    *,
    family: str | None = None,
    respondent: str = "participant",
    scale: Iterable[int] = (-2, -1, 0, 1, 2),
    level: float = 0.95,
    by_code: bool = False,
    machines: bool = False,
) -> pd.DataFrame:
    """Return how far coders agree in each subgroup, and whether one is read worse than the others.

    Parameters
    ----------
    codings, statements : DataFrame
        The codings table, of which blind codes and the machine's suggestions count; the corpus's
        statements with the columns `by` and `respondent`.
    by : str
        Column of the subgroups: the group, the question, the register of speech (which
        `aineisto.language.register_of` tells).
    family, respondent, scale, level, machines
        As in `agreement`.
    by_code : bool
        Also a row for each theme and actor, compared as there or not there.

    Returns
    -------
    DataFrame
        One row a family × code (``all``: the whole family) × pair of coders × subgroup: ``alpha``
        (ordinal for stance, MASI for sets, nominal for one code) with its interval by respondent;
        ``distance`` (mean; steps of the scale, MASI, or the share that differs),
        ``difference`` from the mean of the other subgroups with its interval and ``p`` (CR2,
        Satterthwaite: positive where the subgroup is read worse), ``p_holm`` (for all rows of the
        table at once), ``n``, ``respondents`` and ``note``: why a number is missing.

    Examples
    --------
    >>> people = corpus.statements.merge(corpus.participants[["participant", "group"]])
    >>> table = agreement_by_subgroup(codings, people, "group", family="stance")
    >>> table[["subgroup", "alpha", "n"]].round(2)
                      subgroup  alpha   n
    0           Kuusikkokunnat   0.78  22
    1  Ministeriöt ja virastot   0.53  12
    """
    about = of_statements(statements, by, respondent)
    group, who = about[by], about[respondent]
    rows = []
    for one in judgements(codings, family=family):
        for kind, pair in pairs_of(one, machines):
            both = one.table[list(pair)].dropna()
            both = both[both.index.map(group).notna()]
            if both.empty:
                continue
            labels = both.index.map(group).astype(str).to_numpy()
            people = both.index.map(who).to_numpy()
            for code, given, metric in _views(both, one.family, one.codes if by_code else []):
                far = _far(given, metric)
                for name in dict.fromkeys(labels):
                    here = labels == name
                    told = difference_of_sides(far, here.astype(float), people, level)
                    alpha = _alpha(given[here], metric, people[here], scale, level)
                    told["note"] = noted(str(alpha["note"]), told.get("note", ""))
                    rows.append(
                        {
                            "family": one.family, "code": code, "kind": kind,
                            "coders": ", ".join(pair), "subgroup": name,
                            **alpha,
                            "distance": float(far[here].mean()), "n": int(here.sum()),
                            "respondents": len(set(people[here])),
                            **_renamed(told),
                        }
                    )  # fmt: skip
    frame = pd.DataFrame(rows, columns=_SUBGROUPS)
    return frame.assign(p_holm=holm(frame["p"]))


def _views(
    both: pd.DataFrame, family: str, codes: Iterable[str]
) -> Iterator[tuple[str, pd.DataFrame, str]]:
    """Yield what is compared and by which metric: the whole family, then each code of it."""
    yield ALL, both, "ordinal" if family == STANCE else "masi"
    for code in codes:
        yield code, has_code(both, code), "nominal"


def _far(both: pd.DataFrame, metric: str) -> np.ndarray:
    first, second = (both[name] for name in both)
    if metric == "masi":
        return np.array([masi(a, b) for a, b in zip(first, second, strict=True)])
    return np.abs(first.to_numpy(dtype=float) - second.to_numpy(dtype=float))


def _alpha(
    both: pd.DataFrame, metric: str, people: np.ndarray, scale: Iterable[int], level: float
) -> dict[str, float | str]:
    """Return alpha with its interval, and why the one or the other is missing."""
    if metric == "ordinal":
        ratings = as_ratings(both, sorted({*scale, *both.to_numpy(dtype=int).ravel().tolist()}))
        statistic = alpha_statistic(ratings, "ordinal")
    elif metric == "nominal":
        ratings = as_ratings(both, [0.0, 1.0])
        statistic = alpha_statistic(ratings)
    else:
        sets = different(both)
        ratings = as_ratings(both, sets)
        statistic = alpha_statistic(ratings, masi_matrix(sets))
    found = interval(statistic, ratings, clusters=people, n_boot=200, level=level)
    return {"alpha": statistic.value, "low": found.low, "high": found.high, "note": found.note}


def _renamed(found: dict[str, Any]) -> dict[str, Any]:
    return {
        {"low": "difference_low", "high": "difference_high"}.get(name, name): value
        for name, value in found.items()
    }
