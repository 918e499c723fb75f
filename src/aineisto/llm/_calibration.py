"""How sure a model's codes are, told by how often people agree with codes as sure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from aineisto.codings import is_blind
from aineisto.core.statistics import FOLDS, drawn_folds

#: With fewer judged codes, of fewer people, confidence stays as the model gave it.
LEAST_CODES, LEAST_PEOPLE = 30, 5
#: Columns of the table of calibration.
COLUMNS = ("family", "n", "respondents", "agreed", "brier_before", "brier_after", "note")


def blind_codes(decisions: pd.DataFrame, family: str) -> dict[str, list[frozenset[Any]]]:
    """Return what people coded blind: by statement, each person's codes (a stance's value).

    Who codes actors and coded a statement blind found none there where no row says so.
    """
    blind = decisions[is_blind(decisions)]
    rows = blind[blind["family"] == family].sort_values("created", kind="stable")
    column = "value" if family == "stance" else "code"
    given: dict[tuple[str, str], frozenset[Any]] = {}
    key: Any
    for key, part in rows.groupby(["statement_id", "coder"], sort=False):
        last = part[column].dropna()
        given[key] = frozenset(last.iloc[-1:] if family == "stance" else last)
    if family == "actor":
        of_actors = set(rows["coder"])
        for key in blind[["statement_id", "coder"]].itertuples(index=False, name=None):
            if key[1] in of_actors:
                given.setdefault(key, frozenset())
    found: dict[str, list[frozenset[Any]]] = {}
    for (name, _), codes in given.items():
        found.setdefault(name, []).append(codes)
    return found


def calibrated(
    codings: pd.DataFrame, decisions: pd.DataFrame, respondents: Mapping[str, str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return codings whose confidence is how often people agree with codes as sure as this.

    A logistic curve by family (Platt), fitted on people's blind codes. A statement of a
    respondent who is among them gets the curve of the other respondents.

    Parameters
    ----------
    codings : DataFrame
        Codings of one machine coder.
    decisions : DataFrame
        The codings table that holds people's blind codes.
    respondents : mapping of statement_id → str
        Who said what.

    Returns
    -------
    (DataFrame, DataFrame)
        The codings, and a row a family: ``n`` codes judged, ``respondents``, the share ``agreed``,
        and the Brier score ``brier_before`` and ``brier_after`` on respondents left out (0 is
        best). Where there are fewer than 30 judged codes or 5 respondents the ``note`` says so
        and the confidence stays as it was.

    References
    ----------
    Platt, J. (1999). Probabilistic outputs for support vector machines. *Advances in Large Margin
    Classifiers*.

    Examples
    --------
    >>> who = dict(zip(coded["statement_id"], coded["participant"], strict=True))
    >>> same, judged = calibrated(stances, codings, who)
    >>> judged[["family", "n", "agreed", "note"]].round(2)
       family   n  agreed                                 note
    0  stance  34     NaN  too few blind codes: not calibrated
    """
    changed = codings.copy()
    rows = []
    for family, part in codings.groupby("family", sort=False):
        judged = list(_judged(part, blind_codes(decisions, str(family))))
        index = np.array([row for row, _ in judged], dtype=int)
        agreed = np.array([share for _, share in judged], dtype=float)
        who = np.array([respondents.get(name, "") for name in part["statement_id"].loc[index]])
        row: dict[str, Any] = dict.fromkeys(COLUMNS, np.nan)
        row |= {"family": family, "n": len(index), "respondents": len(set(who)), "note": ""}
        if len(index) < LEAST_CODES or len(set(who)) < LEAST_PEOPLE:
            rows.append({**row, "note": "too few blind codes: not calibrated"})
            continue
        row["agreed"] = float(agreed.mean())
        sure = part["confidence"].astype(float).fillna(0.5)
        x = _logit(sure.to_numpy())
        mine = np.array([respondents.get(name, "") for name in part["statement_id"]])
        place = part.index.get_indexer(pd.Index(index))
        new = _fit(x[place], agreed)(x)
        for held in drawn_folds(who, FOLDS):
            rest = ~np.isin(who, held)
            there = np.isin(mine, held)
            new[there] = _fit(x[place][rest], agreed[rest])(x[there])
        row["brier_before"] = float(np.mean((sure.to_numpy()[place] - agreed) ** 2))
        row["brier_after"] = float(np.mean((new[place] - agreed) ** 2))
        rows.append(row)
        changed.loc[part.index, "confidence"] = np.round(new, 4)
    return changed, pd.DataFrame(rows, columns=list(COLUMNS))


def _judged(
    part: pd.DataFrame, people: Mapping[str, list[frozenset[Any]]]
) -> Iterator[tuple[int, float]]:
    """Yield the row of each coding that people judged, and the share of them who gave its code."""
    row: Any
    for row in part.itertuples():
        given = people.get(row.statement_id)
        if given:
            code = row.value if row.family == "stance" else row.code
            yield row.Index, sum(code in codes for codes in given) / len(given)


def _logit(p: np.ndarray) -> np.ndarray:
    p = np.clip(p, 0.01, 0.99)
    return np.log(p / (1 - p))


def _fit(x: np.ndarray, agreed: np.ndarray) -> Any:
    """Return the curve from a confidence's log odds to how often people agree."""
    from sklearn.linear_model import LogisticRegression

    if agreed.min() == 1 or agreed.max() == 0:
        share = (agreed.sum() + 1) / (len(agreed) + 2)  # Laplace: never quite sure
        return lambda new: np.full(len(new), share)
    twice = np.concatenate([x, x])[:, None]
    y = np.repeat([1, 0], len(x))
    weights = np.concatenate([agreed, 1 - agreed])
    kept = weights > 0
    model = LogisticRegression(C=1.0).fit(twice[kept], y[kept], sample_weight=weights[kept])
    return lambda new: model.predict_proba(new[:, None])[:, 1]
