"""What coders dispute, as a queue to talk over."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Any

import pandas as pd

from aineisto.codings import NO_THEME, STANCE, is_human, same_coders, same_codes
from aineisto.reliability._select import judgements
from aineisto.reliability._views import apart

_COLUMNS = ["statement_id", "family", "coders", "codes", "disputed", "distance", "settled"]


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
                known["codes"] = tuple(_text(cell, one.family) for cell in said)
    consensus = table[table["status"] == "consensus"]
    done = set(consensus[["statement_id", "family"]].itertuples(index=False, name=None))
    made = [
        (*key, known["coders"], known["codes"], tuple(sorted(known["disputed"])),
         known["distance"], key in done)
        for key, known in rows.items()
    ]  # fmt: skip
    frame = pd.DataFrame(made, columns=_COLUMNS)
    keep = frame["distance"] >= least
    if code is not None:
        keep &= frame["disputed"].map(lambda codes: code in codes)
    if not settled:
        keep &= ~frame["settled"].astype(bool)
    order = ["distance", "family", "statement_id"]
    return frame[keep].sort_values(order, ascending=[False, True, True], ignore_index=True)


def _only(found: dict[str, str]) -> set[str]:
    return {code for side in ("only_a", "only_b") for code in str(found[side]).split(";") if code}


def _text(cell: Any, family: str) -> str:
    if family == STANCE:
        return f"{cell:+.0f}" if cell else "0"
    return ";".join(sorted(cell)) or NO_THEME
