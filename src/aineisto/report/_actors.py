"""Who was spoken of, how often, by whom and in what tone."""

from __future__ import annotations

from typing import Any

import pandas as pd

from aineisto.codebook import Codebook, current_actors
from aineisto.reliability import LEAST_RESPONDENTS
from aineisto.report._codes import MARKED, answer_values, both_sources, source_of
from aineisto.report._quotations import Quotation, pick
from aineisto.report._respondents import count_people

#: An actor is contested where groups differ in sign by at least this much on either side …
CONTESTED_MEAN = 0.5
#: … each group with at least this many people who mention the actor and take a stand or none.
CONTESTED_N = 3

_COLUMNS = [
    "actor", "kind", "mentions", "respondents", "groups", "mean", "n", "low", "high",
    "contested", "source", *MARKED, "quotation", "now",
]  # fmt: skip


def summarise_actors(codes: pd.DataFrame, values: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Return one row an actor, the most mentioned first.

    Returns
    -------
    DataFrame
        ``actor``; ``kind`` (as in the codebook); ``mentions`` (statements, however often it is
        named in one; of several coders each counts alike); ``respondents`` who mention it;
        ``groups`` they belong to; ``mean`` stance of the statements that mention it, as the mean
        of the respondents' medians, with their number ``n`` and Student's 95 % interval ``low``,
        ``high``, cut at the ends of the scale; ``contested`` (of the groups of most opposite
        sign: name, mean and statements; else empty); ``source``; ``quotation`` (a `Quotation` or
        None); ``now`` (who carries on the work of an actor that has ended, else ``""``).
    """
    mentions = codes[codes["family"] == "actor"].rename(columns={"code": "actor"})
    pairs = mentions[["actor", "statement_id"]].drop_duplicates()
    said = values.merge(pairs, on="statement_id")
    said["basis"] = both_sources(said, mentions, on=("actor", "statement_id"))
    answers = answer_values(said, ["actor"])
    people = answer_values(said[said["group"] != ""], ["actor", "group"])
    tones = people.groupby(["actor", "group"], sort=False)["value"].agg(["mean", "size"])
    tones = tones.reset_index(level="group")
    reach = (codebook.scale[0].value, codebook.scale[-1].value)
    kinds = {entry.name: entry.kind for entry in codebook.actors}
    order = mentions.groupby("actor")["weight"].sum().sort_values(ascending=False, kind="stable")
    now = current_actors(map(str, order.index), codebook.actors)
    rows: list[dict[str, Any]] = []
    used: set[str] = set()
    for actor in order.index:
        part = mentions[mentions["actor"] == actor]
        here = said[said["actor"] == actor]
        own = answers[answers["actor"] == actor]
        row = _row(str(actor), part, here, own, kinds, reach)
        row["contested"] = _contested(tones[tones.index == actor].set_index("group"))
        row["now"] = "" if now[actor] == actor else now[actor]
        row["quotation"] = _representative(part, here, row["mean"], used)
        if row["quotation"] is not None:
            used.add(row["quotation"].statement_id)
        rows.append(row)
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    return frame.sort_values(
        ["mentions", "respondents", "actor"], ascending=[False, False, True]
    ).reset_index(drop=True)


def _row(
    actor: str,
    part: pd.DataFrame,
    said: pd.DataFrame,
    answers: pd.DataFrame,
    kinds: dict[str, str],
    reach: tuple[int, int],
) -> dict[str, Any]:
    from aineisto.reliability import mean_interval

    lowest, highest = reach
    interval = mean_interval(answers["value"])
    few = interval.n < LEAST_RESPONDENTS
    mean = float(answers["value"].mean()) if len(answers) else float("nan")
    groups = [name for name in dict.fromkeys(part["group"]) if name]
    return {
        "actor": actor,
        "kind": kinds.get(actor, ""),
        "mentions": float(part.drop_duplicates(["statement_id", "coder"])["weight"].sum()),
        "respondents": count_people(part["respondent"]),
        "groups": groups,
        "mean": mean,
        "n": len(answers),
        "low": float("nan") if few else max(interval.low, lowest),
        "high": float("nan") if few else min(interval.high, highest),
        "source": source_of(pd.concat([part["source"], said["source"]])),
        **{status: bool(part[status].any() or said[status].any()) for status in MARKED},
    }


def _contested(groups: pd.DataFrame) -> list[tuple[str, float, int]]:
    """Return the groups of the most opposite means of people, or nothing where none oppose."""
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


def _representative(
    part: pd.DataFrame, said: pd.DataFrame, mean: float, used: set[str]
) -> Quotation | None:
    """Return the quotation whose stance is nearest the mean's sign, else any mention."""
    same = said[said["value"] * mean > 0] if len(said) and mean else said
    for frame in (same, said, part.assign(value=pd.NA)):
        chosen = pick(frame, 1, used=used)
        if chosen and chosen[0].statement_id not in used:
            return chosen[0]
    return next(iter(pick(part.assign(value=pd.NA), 1)), None)
