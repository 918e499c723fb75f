"""How the work went: rounds, versions of the codebook, who settled, what was looked for.

What a project knows of it that the codings table does not tell, and its tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from aineisto.report._blocks import Table
from aineisto.report._names import Names
from aineisto.report._tables import columns, table

if TYPE_CHECKING:
    from aineisto.report._summary import Summary

#: Of what stood in a codebook before and after, so many characters are shown.
LONGEST = 160


@dataclass(frozen=True, eq=False)
class TeamWork:
    """What a project knows of the work beside its codings; empty where there is no project.

    Attributes
    ----------
    rounds : DataFrame
        `aineisto.Project.rounds`.
    agreement : DataFrame
        `aineisto.Project.agreement_by_round`.
    changes : DataFrame
        `aineisto.Project.codebook_changes`.
    consensus : DataFrame
        `aineisto.Project.consensus`.
    rare : DataFrame
        `aineisto.Project.rare_advice`.
    training : frozenset of (str, str, str)
        Statement, family and coder of the codes of training rounds, which are in no agreement.
    sent : DataFrame or None
        What the log of `aineisto.Project` knows to have been sent to servers off the machine:
        ``coder``, ``host``, ``pseudonymised``. None where there is no log.

    Examples
    --------
    >>> work = TeamWork()
    >>> work.rounds.empty, work.consensus.empty
    (True, True)
    """

    rounds: pd.DataFrame = field(default_factory=pd.DataFrame)
    agreement: pd.DataFrame = field(default_factory=pd.DataFrame)
    changes: pd.DataFrame = field(default_factory=pd.DataFrame)
    consensus: pd.DataFrame = field(default_factory=pd.DataFrame)
    rare: pd.DataFrame = field(default_factory=pd.DataFrame)
    training: frozenset[tuple[str, str, str]] = frozenset()
    sent: pd.DataFrame | None = None

    def without_training(self, codings: pd.DataFrame) -> pd.DataFrame:
        """Return the codings that are not of training rounds."""
        keys = codings[["statement_id", "family", "coder"]].itertuples(index=False, name=None)
        return codings.loc[[tuple(key) not in self.training for key in keys]]


def rounds_table(summary: Summary, names: Names) -> Iterator[Table]:
    """Yield the rounds with the codebook each was coded with, and people's agreement in it."""
    work = summary.work
    if work.rounds.empty:
        return
    t, n = names.t, names.number
    found = _people(work.agreement)
    told = [(0, t("before_rounds"), "–")] if (found["round"] == 0).any() else []
    for one in work.rounds.itertuples():
        name = t("training_round", name=one.name) if one.training else str(one.name)
        told.append((int(one.round), name, names.count(one.codebook)))
    rows: list[list[Any]] = []
    for number, name, version in told:
        here = found[found["round"] == number]
        rows += [
            [
                name, version, names.family(r.family), names.coders(r.coders), names.count(r.n),
                names.percent(r.percent), n(r.alpha), names.interval(r.low, r.high),
            ]
            for r in here.itertuples()
        ] or [[name, version, *["–"] * 6]]  # fmt: skip
    heads = columns(names, "round version family coders", "n percent")
    heads += [("α", "num"), *columns(names, "", "interval")]
    yield from table("rounds", names, heads, rows)


def _people(agreement: pd.DataFrame) -> pd.DataFrame:
    """Return people's alpha, per cent and n by round, family and coders."""
    names = ["round", "family", "coders", "n", "percent", "alpha", "low", "high"]
    if agreement.empty:
        return pd.DataFrame(columns=names)
    several = (agreement["kind"] == "human-human") & agreement["coders"].str.contains(",")
    rows = agreement[several & (agreement["code"] == "all")]
    keys = ["round", "family", "coders"]
    alpha = rows[rows["coefficient"] == "krippendorff_alpha"]
    percent = rows[rows["coefficient"] == "percent_agreement"][[*keys, "value"]]
    both = alpha.rename(columns={"value": "alpha"}).merge(
        percent.rename(columns={"value": "percent"}), on=keys, how="left"
    )
    return both[names]


def changes_table(summary: Summary, names: Names) -> Iterator[Table]:
    """Yield what changed from one version of the codebook to the next."""
    t = names.t
    rows = [
        [
            names.count(r.codebook), t(f"part_{r.part}"), r.code,
            t(f"change_{r.change}") if t.has(f"change_{r.change}") else r.change,
            _short(r.before), _short(r.after),
        ]
        for r in summary.work.changes.itertuples()
    ]  # fmt: skip
    heads = columns(names, "version part code change before after")
    yield from table("changes", names, heads, rows, t("how_changes", longest=LONGEST))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def settled_table(summary: Summary, names: Names) -> Iterator[Table]:
    """Yield who settled how many disputes of each family."""
    settled = summary.work.consensus
    if settled.empty:
        return
    counts = settled.groupby(["people", "family"], sort=True).size()
    rows = [
        [people, names.family(family), names.count(count)]
        for (people, family), count in counts.items()
    ]
    heads = columns(names, "people_sat family", "settled")
    yield from table("settled", names, heads, rows)


def rare_table(summary: Summary, names: Names) -> Iterator[Table]:
    """Yield how the search for each rare code went, and whether one may stop."""
    t, c = names.t, names.count
    rows = [
        [
            names.theme(r.code) if r.family == "theme" else r.code, names.coders(r.coder),
            c(r.found), c(r.drawn), c(r.drawn_found), c(r.unread), c(r.missed_at_most),
            c(r.more), t("rare_stop" if r.stop else "rare_on"),
        ]
        for r in summary.work.rare.itertuples()
    ]  # fmt: skip
    numeric = "rare_found rare_drawn rare_drawn_found rare_unread rare_missed rare_more"
    heads = columns(names, "code coder", numeric, "rare_advice")
    yield from table("rare", names, heads, rows)


#: In the report's order.
WORK = (rounds_table, changes_table, settled_table, rare_table)
