"""Coding as a team: what was settled, agreement by group, drift, and saturation over interviews.

Its numbers, its tables and what is said of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from operator import or_
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from aineisto.codings import COLUMNS, is_blind, make_codings
from aineisto.report._blocks import Table
from aineisto.report._codes import MARKED, measured, source_of
from aineisto.report._coding import AT_ONCE
from aineisto.report._names import Names
from aineisto.report._tables import columns, table

if TYPE_CHECKING:
    from aineisto.report._summary import Summary


@dataclass(frozen=True, eq=False)
class TeamSummary:
    """What coders did together, and whether all were read alike.

    Attributes
    ----------
    settled, disputed : int
        Pairs of statement and family on which a consensus stands, and that are disputed without.
    subgroups : DataFrame
        `aineisto.reliability.agreement_by_subgroup` by group of interviewees.
    drift : DataFrame
        `aineisto.reliability.drift` of people whose codes came one after another, by the machine's
        suggestions, with ``accepted`` and ``unknown`` (whether any of the coder's codes are so)
        and ``in_sight`` (not blind).
    saturation : DataFrame
        `aineisto.reliability.saturation` of themes, with ``source``, ``accepted`` and ``unknown``
        of the codes up to each interview; empty without themes or of fewer than two interviews.
    """

    settled: int = 0
    disputed: int = 0
    subgroups: pd.DataFrame = field(default_factory=pd.DataFrame)
    drift: pd.DataFrame = field(default_factory=pd.DataFrame)
    saturation: pd.DataFrame = field(default_factory=pd.DataFrame)


def summarise_team(
    codings: pd.DataFrame,
    compared: pd.DataFrame,
    codes: pd.DataFrame,
    answers: pd.DataFrame,
    scale: Iterable[int],
) -> TeamSummary:
    """Return what a team's codes tell; `answers` have ``respondent`` and ``group``.

    Agreement by group is of the rows of `compared`, training left out; saturation of the `codes`
    that count.
    """
    from aineisto.reliability import agreement_by_subgroup, disputes, drift, holm, saturation

    rows = codings[codings["statement_id"].isin(answers["statement_id"])]
    blind = rows[is_blind(rows)]
    settled = rows[rows["status"] == "consensus"][["statement_id", "family"]].drop_duplicates()
    open_ = disputes(rows) if blind["coder"].nunique() > 1 else pd.DataFrame()
    grouped = answers[answers["group"] != ""]
    own = measured(compared[compared["statement_id"].isin(answers["statement_id"])])
    several = grouped["group"].nunique() > 1 and is_blind(own).any()
    found = pd.DataFrame()
    if several:
        found = agreement_by_subgroup(own, grouped, "group", scale=scale, respondent="respondent")
    moved = drift(rows, answers, respondent="respondent") if len(rows) else pd.DataFrame()
    moved = moved[moved["coder"].str.startswith("human:")] if len(moved) else moved
    if len(moved):
        moved = moved[[in_order(rows, row) for row in moved.itertuples()]]
        moved = moved.assign(p_holm=holm(moved["p"]))
    themes = _with_basis(saturation(make_codings(codes[list(COLUMNS)]), answers), codes)
    return TeamSummary(
        settled=len(settled),
        disputed=len(open_),
        subgroups=found,
        drift=_with_sight(moved.reset_index(drop=True), rows),
        saturation=themes if len(themes) > 1 and themes["total"].max() > 0 else themes.head(0),
    )


def in_order(rows: pd.DataFrame, moved: Any) -> bool:
    """Tell whether it is known what a coder coded first: a sheet has one time for all on it."""
    own = rows[(rows["coder"] == moved.coder) & (rows["family"] == moved.family)]
    times = own.drop_duplicates("statement_id")["created"].sort_values().to_numpy()
    at = times[min(moved.n_first, len(times) - 1)]
    return int((times == at).sum()) <= AT_ONCE


def _with_sight(moved: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Return drift with how the coder's codes were given: drift itself may be a suggestion's."""
    keys = ["coder", "family"]
    if moved.empty:
        return moved
    own = codings[~codings["status"].isin(("rejected", "consensus"))]
    given = own["status"].groupby([own[name] for name in keys]).agg(set)
    statuses = [given[row.coder, row.family] for row in moved.itertuples()]
    flags: dict[str, list[bool]] = {name: [name in some for some in statuses] for name in MARKED}
    return moved.assign(**flags, in_sight=[some != {"blind"} for some in statuses])


def _with_basis(heard: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Return saturation with what the themes heard so far rest on."""
    themes = codes[codes["family"] == "theme"].groupby("document")
    documents = heard["document"].tolist() if len(heard) else []
    if not documents:
        return heard
    given: dict[str, set[str]] = {
        str(document): set(sources) for document, sources in themes["source"]
    }
    so_far = accumulate((given.get(document, set()) for document in documents), or_)
    marks = themes[list(MARKED)].any().reindex(documents, fill_value=False).to_numpy(dtype=bool)
    return heard.assign(
        source=[source_of(pd.Series(list(sources), dtype=object)) for sources in so_far],
        **dict(zip(MARKED, np.logical_or.accumulate(marks).T, strict=True)),
    )


def subgroups_table(summary: Summary, names: Names) -> Iterator[Table]:
    """Yield agreement by group of interviewees."""
    n = names.number
    rows = [
        [
            names.group(r.subgroup), names.family(r.family), names.coders(r.coders),
            names.count(r.n), n(r.alpha), names.interval(r.low, r.high),
            n(r.difference, sign=True), names.interval(r.difference_low, r.difference_high),
            names.p(r.p_holm),
        ]
        for r in summary.team.subgroups.itertuples()
    ]  # fmt: skip
    heads = columns(names, "group family coders", "n")
    heads += [("α", "num"), *columns(names, "", "interval difference interval p_holm")]
    yield from table("subgroups", names, heads, rows)


def drift_table(summary: Summary, names: Names) -> Iterator[Table]:
    """Yield how far each coder's use of a code has moved."""
    n = names.number
    rows = [
        [
            names.coders(r.coder), names.t("stance") if r.code == "stance" else names.theme(r.code),
            names.count(r.n_first), n(r.first), names.count(r.n_later), n(r.later),
            n(r.difference, sign=True), names.interval(r.low, r.high), names.p(r.p_holm),
        ]
        for r in summary.team.drift.itertuples()
    ]  # fmt: skip
    numeric = "n_early early n_late late difference interval p_holm"
    heads = columns(names, "coder code", numeric)
    frame, how = summary.team.drift, names.t("how_drift")
    if len(frame) and frame["in_sight"].any():
        how += f" {names.t('how_drift_in_sight')}"
    mark = names.marks(frame)
    yield from table("drift", names, heads, rows, how, mark=mark)


def saturation_table(summary: Summary, names: Names) -> Iterator[Table]:
    """Yield how many themes each interview brought."""
    c = names.count
    rows = [
        [
            c(r.interview),
            c(r.codes),
            c(r.new),
            c(r.total),
            names.percent(r.ratio),
            names.t("yes") if r.saturated else "–",
        ]
        for r in summary.team.saturation.itertuples()
    ]
    heads = columns(names, "", "interview_number themes_heard new_themes total_themes ratio")
    heads += columns(names, "saturated")
    mark = names.marks_of(summary.sources["theme"])
    yield from table("saturation", names, heads, rows, mark=mark)


def said_of_saturation(summary: Summary, names: Names) -> str:
    """Return a sentence on when themes were saturated."""
    frame = summary.team.saturation
    if frame.empty:
        return ""
    # What was saturated once may not be so at the end.
    lasting = frame["saturated"].astype(bool)[::-1].cummin()[::-1]
    reached = frame[lasting]
    total = names.count(int(frame["total"].iloc[-1]))
    if reached.empty:
        return names.t("saturation_not", total=total, n=names.count(len(frame)))
    at = names.count(int(reached["interview"].iloc[0]))
    return names.t("saturation_at", total=total, n=names.count(len(frame)), at=at)


def said_of_consensus(summary: Summary, names: Names) -> str:
    """Return a sentence on what was settled and what is still disputed."""
    team = summary.team
    if not team.settled and not team.disputed:
        return ""
    return names.t(
        "team_settled", settled=names.count(team.settled), disputed=names.count(team.disputed)
    )
