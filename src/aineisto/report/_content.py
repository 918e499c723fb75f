"""The report as content: what it says, in its language, before it is any kind of file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from aineisto.reliability import LEAST_RESPONDENTS
from aineisto.report._blocks import Drawing, Section
from aineisto.report._codes import MARKED
from aineisto.report._coding import all_blind, coding_in_words
from aineisto.report._language_models import by_language_models
from aineisto.report._names import Names
from aineisto.report._sections import compose
from aineisto.report._stance import ALL
from aineisto.report._summary import Summary
from aineisto.report._texts import Texts, printable, texts


@dataclass(frozen=True)
class Report:
    """What a report says.

    Attributes
    ----------
    t : Texts
        The report's words, with their language.
    title, kind, made : str
        The study's name, what kind of document this is, and when it was made.
    status, status_kind : str
        Whose codes the numbers rest on; ``people``, ``machine``, ``mixed`` or ``none``.
    key_figures : list of tuple of str
        The study's size: number and name.
    abstract : list of str
        The findings in sentences.
    sections : list of Section
        The report.
    """

    t: Texts
    title: str
    kind: str
    made: str
    status: str
    status_kind: str
    key_figures: list[tuple[str, str]]
    abstract: list[str]
    sections: list[Section]

    @property
    def figures(self) -> list[Drawing]:
        """The figures of all sections."""
        every = (block for section in self.sections for block in section.blocks)
        return [block for block in every if isinstance(block, Drawing)]


def make_report(summary: Summary, lang: str = "fi", title: str | None = None) -> Report:
    """Return a summary as the content of a report."""
    t = texts(lang)
    names = Names(summary.codebook, t)
    made = summary.methods
    return Report(
        t=t,
        title=printable(title or summary.codebook.name or t("title")),
        kind=t("title"),
        made=t("made_on", date=names.date(made.date), version=made.aineisto),
        status=_status(summary, names),
        status_kind=_kind(summary),
        key_figures=_key_figures(summary, names),
        abstract=[printable(line) for line in _abstract(summary, names)],
        sections=compose(summary, names),
    )


def _overall(summary: Summary) -> str:
    kinds = {source.source for source in summary.sources.values()} - {"none"}
    if not kinds:
        return "none"
    return kinds.pop() if len(kinds) == 1 else "mixed"


def _kind(summary: Summary) -> str:
    """Return how the banner looks: people's codes that are not all blind are mixed."""
    overall = _overall(summary)
    return "mixed" if overall == "people" and not all_blind(summary) else overall


def _status(summary: Summary, names: Names) -> str:
    return " ".join([_whose(summary, names), *by_language_models(summary, names)])


def _whose(summary: Summary, names: Names) -> str:
    t = names.t
    overall = _overall(summary)
    unknown = t("lead_unknown", n=names.count(summary.unknown)) if summary.unknown else ""
    if overall == "people":
        lead = t("lead_accepted" if summary.accepted else "lead_people")
        blind = summary.coders["blind"].sum() > 0
        beside = t("lead_beside" if blind else "lead_no_blind") if summary.accepted else ""
        return f"{lead}{beside} {coding_in_words(summary, names)}.{unknown}"
    if overall != "mixed":
        return t(f"lead_{overall}")
    families = [
        t(
            "mixed_family",
            family=t(f"family_{source.family}"),
            people=names.count(source.people),
            machine=names.count(source.machine),
        )
        for source in summary.sources.values()
        if source.source != "none"
    ]
    taken = t("lead_taken") if summary.accepted else ""
    lead = t("lead_mixed", families="; ".join(families), told=coding_in_words(summary, names))
    return lead + taken + unknown


def _key_figures(summary: Summary, names: Names) -> list[tuple[str, str]]:
    shown: list[tuple[str, Any]] = [
        (name, getattr(summary.counts, name))
        for name in ("documents", "participants", "groups", "statements", "words")
    ]
    return [
        (names.count(value), names.t(f"key_{name}_one" if value == 1 else f"key_{name}"))
        for name, value in shown
    ]


def _abstract(summary: Summary, names: Names) -> list[str]:
    """Return the report's findings in a few sentences."""
    t, found = names.t, []
    asked = summary.stance[summary.stance["question"] != ALL]
    asked = asked[asked["respondents"] >= LEAST_RESPONDENTS]  # one person's mean leads nothing
    if len(asked) > 1 and asked["mean"].max() > asked["mean"].min():
        for key, at in (("high", asked["mean"].idxmax()), ("low", asked["mean"].idxmin())):
            name = names.question(asked.at[at, "question"])
            found.append(t(f"sum_stance_{key}", name=name, **_said(names, asked.loc[at])))
    every = summary.stance[summary.stance["question"] == ALL]
    if len(every):
        found += [t("sum_stance_all", **_said(names, every.iloc[0])), *_blind_alone(summary, names)]
    used = [theme for theme in summary.themes if theme.statements]
    top = sorted(used, key=lambda theme: -theme.share)[:3]
    if top:
        items = [
            t(
                "sum_branch_item" if x.branch > x.statements else "sum_theme_item",
                name=names.theme(x.code), share=names.percent(x.share),
                branch=names.percent(x.branch_share),
            )
            for x in top
        ]  # fmt: skip
        basis = names.basis(pd.DataFrame([summary.sources["theme"].basis]))
        found.append(t("sum_themes", names=names.listed(items), basis=basis))
    if len(summary.actors):
        items = [
            t("sum_actor_item", name=r.actor, n=names.count(r.mentions), m=r.respondents)
            for r in summary.actors.head(3).itertuples()
        ]
        basis = names.basis(pd.DataFrame([summary.sources["actor"].basis]))
        found.append(t("sum_actors", names=names.listed(items), basis=basis))
    contested = summary.actors[summary.actors["contested"].map(len) > 0].head(5)
    if len(contested):
        listed = names.listed(contested["actor"].tolist())
        found.append(t("sum_contested", names=listed, basis=names.basis(contested)))
    return found


def _blind_alone(summary: Summary, names: Names) -> list[str]:
    """Return the mean of people's blind codes, where that of all rests on others too."""
    found = summary.stance_blind
    found = found[(found["question"] == ALL) & (found["n_blind"] > 0)] if len(found) else found
    return [
        names.t(
            "sum_stance_blind",
            mean=names.number(r.blind, sign=True), n=names.count(r.n_blind),
            interval="" if pd.isna(r.low) else names.t(
                "sum_interval", interval=names.interval(r.low, r.high)
            ),
        )
        for r in found.itertuples()
    ]  # fmt: skip


def _said(names: Names, row: Any) -> dict[str, str]:
    """Return a mean in words; of the machine's suggestions no direction, which is not theirs."""
    source = row["source"]
    told = source == "people"
    verdict = names.verdict(row["verdict"], row["mean"], source) if told else names.source(source)
    for status in MARKED:
        if row[status]:
            verdict += f"; {names.t(f'source_{status}', share=names.percent(row[status]))}"
    return {
        "mean": names.number(row["mean"], sign=True),
        "n": names.count(row["n"]),
        "verdict": verdict,
    }
