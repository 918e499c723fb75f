"""Who was spoken of, how often, by whom and in what tone."""

from __future__ import annotations

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.report._codes import answer_values, source_of
from aineisto.report._quotations import Quotation, pick

#: An actor is contested where groups differ in sign by at least this much on either side …
CONTESTED_MEAN = 0.25
#: … each group with at least this many statements that mention the actor and carry a stance.
CONTESTED_N = 2

_COLUMNS = [
    "actor", "kind", "mentions", "respondents", "groups", "mean", "n", "low", "high",
    "contested", "source", "quotation",
]  # fmt: skip


def summarise_actors(
    codes: pd.DataFrame, values: pd.DataFrame, codebook: Codebook
) -> pd.DataFrame:
    """Return one row an actor, the most mentioned first.

    Returns
    -------
    DataFrame
        ``actor``; ``kind`` (as in the codebook); ``mentions``; ``respondents`` who mention it;
        ``groups`` they belong to; ``mean`` stance of the statements that mention it, as the mean
        of the respondents' medians, with their number ``n`` and Student's 95 % interval ``low``,
        ``high``; ``contested`` (groups of opposite sign, as text-ready pairs); ``source``;
        ``quotation`` (a `Quotation` or None).
    """
    mentions = codes[codes["family"] == "actor"]
    kinds = {entry.name: entry.kind for entry in codebook.actors}
    rows = [
        _row(str(actor), part, values[values["statement_id"].isin(part["statement_id"])], kinds)
        for actor, part in mentions.groupby("code", sort=False)
    ]
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    return frame.sort_values(
        ["mentions", "respondents", "actor"], ascending=[False, False, True]
    ).reset_index(drop=True)


def _row(
    actor: str, part: pd.DataFrame, said: pd.DataFrame, kinds: dict[str, str]
) -> dict[str, object]:
    from aineisto.agreement import mean_interval

    answers = answer_values(said, [])
    interval = mean_interval(answers["value"])
    mean = float(answers["value"].mean()) if len(answers) else float("nan")
    groups = [name for name in dict.fromkeys(part["group"]) if name]
    return {
        "actor": actor,
        "kind": kinds.get(actor, ""),
        "mentions": float(part["weight"].sum()),
        "respondents": int(part["respondent"].nunique()),
        "groups": groups,
        "mean": mean,
        "n": len(answers),
        "low": interval.low,
        "high": interval.high,
        "contested": _contested(said),
        "source": source_of(part["source"]),
        "quotation": _telling(part, said, mean),
    }


def _contested(said: pd.DataFrame) -> list[tuple[str, float, int]]:
    """Return the groups of the most opposite means, or nothing where none oppose."""
    groups = said[said["group"] != ""].groupby("group", sort=False)["value"].agg(["mean", "size"])
    groups = groups[groups["size"] >= CONTESTED_N]
    if groups.empty:
        return []
    low, high = groups["mean"].idxmin(), groups["mean"].idxmax()
    if groups.at[low, "mean"] > -CONTESTED_MEAN or groups.at[high, "mean"] < CONTESTED_MEAN:
        return []
    return [
        (str(name), float(groups.at[name, "mean"]), int(groups.at[name, "size"]))
        for name in (high, low)
    ]


def _telling(part: pd.DataFrame, said: pd.DataFrame, mean: float) -> Quotation | None:
    """Return the quotation whose stance is nearest the mean's sign, else any mention."""
    same = said[said["value"] * mean > 0] if len(said) and mean else said
    for frame in (same, said, part.assign(value=pd.NA)):
        chosen = pick(frame, 1)
        if chosen:
            return chosen[0]
    return None
