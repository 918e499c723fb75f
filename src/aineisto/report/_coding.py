"""How the codes came about: who coded what, blind or in sight of a suggestion, and how fast.

Its numbers, what the banner and the methods paragraph say of them, and its tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from aineisto.codings import CONSENSUS, is_human
from aineisto.report._blocks import Table
from aineisto.report._codes import MARKED
from aineisto.report._names import Names
from aineisto.report._tables import columns, table

if TYPE_CHECKING:
    from aineisto.report._summary import Summary

#: What a person did, in the order it is told.
STATUSES = ("blind", "accepted", "changed", "rejected", "unknown", "consensus")
#: A gap longer than this between two decisions is a pause, in seconds.
_PAUSE = 600
#: Fewer gaps tell no pace.
_LEAST_GAPS = 5
#: More statements with one and the same time came on a sheet: nobody decides so fast.
AT_ONCE = 10


def summarise_coding(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row a coder and family.

    Returns
    -------
    DataFrame
        ``coder``, ``family``, ``human``, ``codings`` (rows), ``statements``; of these
        ``blind``, ``accepted``, ``changed``, ``rejected``, ``unknown`` and ``consensus``;
        ``pace``: median seconds between a person's decisions, pauses over ten minutes and sheets
        left out; their mean where most came within one second and only the second is known; 0
        where all came at once (missing for machines, the consensus, and of fewer than five).
    """
    rows = []
    for (coder, family), part in table.groupby(["coder", "family"], sort=True):
        human = bool(is_human(part["coder"]).all())
        counts = [part.loc[part["status"] == s, "statement_id"].nunique() for s in STATUSES]
        pace = _pace(part) if human and coder != CONSENSUS else float("nan")
        statements = part["statement_id"].nunique()
        rows.append((coder, family, human, len(part), statements, *counts, pace))
    names = ["coder", "family", "human", "codings", "statements", *STATUSES, "pace"]
    return pd.DataFrame(rows, columns=names)


def _pace(part: pd.DataFrame) -> float:
    made = pd.to_datetime(
        part.drop_duplicates("statement_id")["created"], utc=True, errors="coerce", format="ISO8601"
    )
    made = made.dropna()
    alone = made[made.map(made.value_counts()) <= AT_ONCE]
    gaps = alone.sort_values().diff().dt.total_seconds().dropna()
    gaps = gaps[gaps <= _PAUSE]
    if len(gaps) < _LEAST_GAPS:
        return 0.0 if len(alone) < len(made) / 2 else float("nan")
    # Older projects keep times by the second: of what is pressed faster the mean still tells.
    return float(gaps.median() or gaps.mean())


def people_of(summary: Summary) -> pd.DataFrame:
    """Return the rows of people, the consensus left out."""
    human = summary.coders["human"].astype(bool) & (summary.coders["consensus"] == 0)
    return summary.coders[human]


def all_blind(summary: Summary) -> bool:
    """Tell whether no code that counts is an accepted suggestion, or not known to be blind."""
    return not summary.accepted and not summary.unknown


def coding_in_words(summary: Summary, names: Names) -> str:
    """Return what each coder did, by family: “anna: kanta: sokkona 40, hyväksytty 310 …”."""
    t, c = names.t, names.count
    coders = []
    for coder, part in people_of(summary).groupby("coder", sort=True):
        families = []
        for row in part.to_dict("records"):
            did = [t(f"did_{status}", n=c(row[status])) for status in STATUSES[:-1] if row[status]]
            family = t(f"family_{row['family']}")
            # Sheets come in all at once: that is no pace.
            paced = row["pace"] > 0
            quick = "did_pace_quick" if row["pace"] < 1 else "did_pace"
            pace = t(quick, seconds=_seconds(row["pace"], names)) if paced else ""
            families.append(f"{family} {', '.join(did)}{pace}")
        coders.append(f"{names.coders(str(coder))}: {'; '.join(families)}")
    return ". ".join(coders)


def _seconds(pace: float, names: Names) -> str:
    if pace == 0:
        return names.t("at_once")
    return "< 1" if pace < 1 else names.count(round(pace))


def coders_table(summary: Summary, names: Names) -> Iterator[Table]:
    """Yield who coded what, and how."""
    c = names.count
    rows = [
        [
            names.coders(r["coder"]), names.t(f"family_{r['family']}"), c(r["statements"]),
            *(c(r[status]) if r["human"] else "–" for status in STATUSES),
            "–" if pd.isna(r["pace"]) else _seconds(r["pace"], names),
        ]
        for r in summary.coders.to_dict("records")
    ]  # fmt: skip
    heads = columns(names, "coder family", f"statements {' '.join(STATUSES)} pace")
    yield from table("coders", names, heads, rows)


def blind_table(summary: Summary, names: Names) -> Iterator[Table]:
    """Yield the means beside those of blind codes alone."""
    n, c = names.number, names.count
    rows = [
        [
            names.question(r.question), n(r.mean, sign=True), c(r.n), names.percent(r.machine),
            *(names.percent(getattr(r, status)) for status in MARKED),
            n(r.blind, sign=True), c(r.n_blind), c(r.respondents), names.interval(r.low, r.high),
        ]
        for r in summary.stance_blind.itertuples()
    ]  # fmt: skip
    heads = columns(
        names, "question", "mean n of_machine taken not_known blind_mean n respondents interval"
    )
    mark = names.marks(summary.stance_blind)
    yield from table("stance_blind", names, heads, rows, total=True, mark=mark)


def anchoring_table(summary: Summary, names: Names) -> Iterator[Table]:
    """Yield what seeing a suggestion does to each coder's stances."""
    t, c = names.t, names.count
    rows: list[list[Any]] = []
    for r in summary.anchoring.itertuples():
        share = r.measure == "same"
        shown = names.percent if share else (lambda v: names.number(v, sign=True))
        rows.append(
            [
                names.coders(r.coder), t(f"anchoring_{r.measure}"), c(r.n_blind), shown(r.blind),
                c(r.n_seen), shown(r.seen), names.number(r.difference, sign=True),
                names.interval(r.low, r.high),
            ]
        )  # fmt: skip
    heads = columns(
        names, "coder measure", "n_blind blind_mean n_seen seen_mean difference interval"
    )
    yield from table("anchoring", names, heads, rows)
