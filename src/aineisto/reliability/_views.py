"""Beside the coefficients: how often codes are used, what is confused, what is disputed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from aineisto.codings import NO_THEME, SCALE, STANCE, is_human, same_coders, same_codes
from aineisto.reliability._select import Judgements, check_coders, check_two, has_code, judgements
from aineisto.reliability._weights import masi

_SEPARATOR = ";"
_DISAGREEMENTS = [
    "statement_id", "family", "a", "b", "only_a", "only_b", "distance", "share",
]  # fmt: skip
_DISPUTES = ["statement_id", "family", "coders", "codes", "disputed", "distance", "settled"]


def marginals(
    codings: pd.DataFrame,
    *,
    coders: Iterable[str] | None = None,
    family: str | None = None,
    include_suggested: bool = False,
) -> pd.DataFrame:
    """Return how often each coder used each code.

    Coefficients fall when a code is rare or when coders use it unequally often; this table shows
    which of the two it is.

    Parameters
    ----------
    codings, coders, family, include_suggested
        As in `agreement`.

    Returns
    -------
    DataFrame
        ``family``, ``code``, ``value`` (the step of the scale for stance, else missing),
        ``coder``, ``count`` (statements given the code), ``n`` (statements that the coder
        judged), ``share``.

    Examples
    --------
    >>> marginals(codings, family="stance").head(3).round(2)
       family    code  value    coder  count   n  share
    0  stance  stance     -2  human:a      2  34   0.06
    1  stance  stance     -1  human:a      9  34   0.26
    2  stance  stance      0  human:a      8  34   0.24
    """
    rows = []
    for one in judgements(
        codings, coders=coders, family=family, include_suggested=include_suggested
    ):
        for coder in one.table:
            cells = one.table[coder].dropna()
            rows += [
                {
                    "family": one.family,
                    "code": code,
                    "value": value,
                    "coder": coder,
                    "count": count,
                    "n": len(cells),
                    "share": count / len(cells),
                }
                for code, value, count in _used(one, cells)
                if len(cells)
            ]
    columns = ["family", "code", "value", "coder", "count", "n", "share"]
    return pd.DataFrame(rows, columns=columns).astype(
        {"value": "Int64", "count": "int64", "n": "int64", "share": "float64"}
    )


def _used(one: Judgements, cells: pd.Series) -> list[tuple[str, int | None, int]]:
    if one.family == STANCE:
        steps = sorted({*SCALE, *cells.astype(int)})
        return [(STANCE, step, int((cells == step).sum())) for step in steps]
    used: list[tuple[str, int | None, int]] = [
        (code, None, sum(code in cell for cell in cells)) for code in one.codes
    ]
    if one.family == "theme":
        used.append((NO_THEME, None, sum(not cell for cell in cells)))
    return used


def confusion(
    codings: pd.DataFrame,
    coder_a: str,
    coder_b: str,
    *,
    family: str | None = None,
    include_suggested: bool = False,
) -> pd.DataFrame:
    """Return how two coders' judgements fall together.

    Parameters
    ----------
    codings : DataFrame
        The codings table.
    coder_a, coder_b : str
        The two coders.
    family, include_suggested
        As in `agreement`.

    Returns
    -------
    DataFrame
        One row a combination that occurs: ``family``, ``code`` (``stance``, or the theme or
        actor), ``a`` and ``b`` (step of the scale; 1 there and 0 not there for a theme or actor),
        ``count`` (statements). ``.pivot(index="a", columns="b", values="count")`` of one code's
        rows is the usual square table.

    Examples
    --------
    >>> confusion(codings, "human:a", "human:b", family="stance")
        family    code  a  b  count
    0   stance  stance -2 -2      2
    1   stance  stance -1 -2      2
    2   stance  stance -1 -1      1
    3   stance  stance -1  0      6
    4   stance  stance  0  0      3
    5   stance  stance  0  1      5
    6   stance  stance  1  0      2
    7   stance  stance  1  1      6
    8   stance  stance  1  2      4
    9   stance  stance  2  0      1
    10  stance  stance  2  2      2
    """
    parts = []
    for one, both in _of_two(codings, coder_a, coder_b, family, include_suggested):
        if one.family == STANCE:
            parts.append(_crossed(one.family, STANCE, both))
        else:
            parts += [_crossed(one.family, code, has_code(both, code)) for code in one.codes]
    return _joined(parts, ["family", "code", "a", "b", "count"])


def _of_two(
    codings: pd.DataFrame, a: str, b: str, family: str | None, include_suggested: bool
) -> Iterator[tuple[Judgements, pd.DataFrame]]:
    """Yield each family's judgements, and two coders' of what both judged as columns a and b."""
    for one in judgements(
        codings, coders=[a, b], family=family, include_suggested=include_suggested
    ):
        check_two(a, b)
        yield one, _both(one, a, b)


def _both(one: Judgements, a: str, b: str) -> pd.DataFrame:
    return one.table.reindex(columns=[a, b]).dropna().set_axis(["a", "b"], axis=1)


def _joined(parts: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    """Return columns of tables that are one below the other."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return pd.DataFrame(columns=columns)
    return pd.concat(filled, ignore_index=True)[columns]


def _crossed(family: str, code: str, both: pd.DataFrame) -> pd.DataFrame:
    counts = both.astype(int).groupby(["a", "b"]).size().rename("count").reset_index()
    counts.insert(0, "code", code)
    counts.insert(0, "family", family)
    return counts


def disagreements(
    codings: pd.DataFrame,
    a: str,
    b: str,
    *,
    family: str | None = None,
    include_suggested: bool = False,
) -> pd.DataFrame:
    """Return the statements on which two coders disagree, the widest apart first.

    Parameters
    ----------
    codings, a, b, family, include_suggested
        As in `confusion`.

    Returns
    -------
    DataFrame
        ``statement_id``, ``family``, ``a`` and ``b`` (their judgements as text), ``only_a`` and
        ``only_b`` (codes that one of them alone gave), ``distance`` (0…1: MASI for sets of
        codes, squared steps over the widest for stance) and ``share`` (of the family's whole
        disagreement). Statements on which they agree are left out.

    Examples
    --------
    >>> found = disagreements(codings, "human:a", "human:b", family="stance")
    >>> len(found), found.columns.tolist()
    (20, ['statement_id', 'family', 'a', 'b', 'only_a', 'only_b', 'distance', 'share'])
    """
    found = disagreements_of_pairs(
        codings, [(a, b)], family=family, include_suggested=include_suggested
    )
    return found.drop(columns="coders")


def disagreements_of_pairs(
    codings: pd.DataFrame,
    pairs: Iterable[tuple[str, str]],
    *,
    family: str | None = None,
    include_suggested: bool = False,
) -> pd.DataFrame:
    """Return the `disagreements` of each pair of coders, a pair after the other.

    Parameters
    ----------
    codings : DataFrame
        The codings table.
    pairs : iterable of (str, str)
        Who is compared.
    family, include_suggested
        As in `agreement`.

    Returns
    -------
    DataFrame
        The columns of `disagreements`, and ``coders``: the two names with a comma between them.

    Examples
    --------
    >>> found = disagreements_of_pairs(codings, [("human:a", "human:b")], family="stance")
    >>> found["coders"].unique().tolist()
    ['human:a, human:b']
    """
    parts = []
    judged: list[Judgements] | None = None
    for a, b in pairs:
        check_coders(codings, (a, b))
        check_two(a, b)
        if judged is None:
            judged = judgements(codings, family=family, include_suggested=include_suggested)
        found = _joined([apart(one, a, b) for one in judged], _DISAGREEMENTS)
        found = found.sort_values(
            ["distance", "family", "statement_id"], ascending=[False, True, True]
        )
        parts.append(found.assign(coders=f"{a}, {b}"))
    return _joined(parts, [*_DISAGREEMENTS, "coders"])


def apart(one: Judgements, a: str, b: str) -> pd.DataFrame:
    """Return the units of a family on which two coders disagree, as `disagreements` tells them."""
    both = _both(one, a, b)
    first, second = both["a"].tolist(), both["b"].tolist()
    pairs = list(zip(first, second, strict=True))
    if one.family == STANCE:
        widest = max(SCALE) - min(SCALE)
        distance = [min(1.0, ((x - y) / widest) ** 2) for x, y in pairs]
        shown = [(f"{x:+.0f}", f"{y:+.0f}", "", "") for x, y in pairs]
    else:
        distance = [masi(x, y) for x, y in pairs]
        shown = [(_text(x), _text(y), _text(x - y, ""), _text(y - x, "")) for x, y in pairs]
    frame = pd.DataFrame(shown, columns=["a", "b", "only_a", "only_b"])
    frame.insert(0, "family", one.family)
    frame.insert(0, "statement_id", both.index.to_numpy())
    frame["distance"] = np.array(distance, dtype=float)
    frame["share"] = frame["distance"] / (frame["distance"].sum() or 1.0)
    return frame[frame["distance"] > 0]


def _text(codes: frozenset[str], empty: str = NO_THEME) -> str:
    return _SEPARATOR.join(sorted(codes)) or empty


def disputes(
    codings: pd.DataFrame,
    *,
    family: str | None = None,
    code: str | None = None,
    least: float = 0.0,
    coders: Iterable[str] | None = None,
    settled: bool = False,
) -> pd.DataFrame:
    """Return the statements on which people's blind codes differ, the widest apart first.

    Parameters
    ----------
    codings : DataFrame
        The codings table.
    family : {"theme", "stance", "actor"}, optional
        One family; all when None.
    code : str, optional
        Only disputes over this theme or actor.
    least : float
        Only disputes at least so far apart: for stance steps over the scale's width, squared;
        for sets of codes MASI; 0…1.
    coders : iterable of str, optional
        Only these people.
    settled : bool
        Tell also those on which a consensus stands.

    Returns
    -------
    DataFrame
        ``statement_id``, ``family``, ``coders``, ``codes`` (each coder's, as text, in the order of
        the coders), ``disputed`` (the codes that one of them gave and another did not),
        ``distance`` (of the two furthest apart) and ``settled``.

    Examples
    --------
    >>> found = disputes(codings, family="stance")
    >>> len(found), float(found["distance"].max())
    (20, 0.25)
    """
    table = same_coders(same_codes(codings))
    people = table[is_human(table["coder"])]
    wanted = None if coders is None else list(coders)
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for one in judgements(people, family=family, coders=wanted) if len(people) else []:
        for a, b in combinations(one.humans, 2):
            if a not in one.table or b not in one.table:
                continue
            for found in apart(one, a, b).to_dict("records"):
                key = (found["statement_id"], one.family)
                known = rows.setdefault(key, {"distance": 0.0, "coders": [], "disputed": set()})
                known["distance"] = max(known["distance"], found["distance"])
                known["disputed"] |= _only(found)
        for (statement, of), known in rows.items():
            if of == one.family:
                said = one.table.loc[statement].dropna()
                known["coders"] = tuple(said.index)
                known["codes"] = tuple(_said(cell, one.family) for cell in said)
    consensus = table[table["status"] == "consensus"]
    done = set(consensus[["statement_id", "family"]].itertuples(index=False, name=None))
    made = [
        (*key, known["coders"], known["codes"], tuple(sorted(known["disputed"])),
         known["distance"], key in done)
        for key, known in rows.items()
    ]  # fmt: skip
    frame = pd.DataFrame(made, columns=_DISPUTES)
    keep = frame["distance"] >= least
    if code is not None:
        keep &= frame["disputed"].map(lambda codes: code in codes)
    if not settled:
        keep &= ~frame["settled"].astype(bool)
    order = ["distance", "family", "statement_id"]
    return frame[keep].sort_values(order, ascending=[False, True, True], ignore_index=True)


def _only(found: dict[str, str]) -> set[str]:
    return {code for side in ("only_a", "only_b") for code in str(found[side]).split(";") if code}


def _said(cell: Any, family: str) -> str:
    if family == STANCE:
        return f"{cell:+.0f}" if cell else "0"
    return _text(cell)
