"""The eight sections of the report, each put together from the summary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd

from aineisto.report import figures
from aineisto.report._blocks import (
    Cards,
    Definitions,
    Drawing,
    Heading,
    Quotes,
    Section,
    Table,
    Text,
    ThemeCard,
    quote,
)
from aineisto.report._codes import MARKED
from aineisto.report._crosstabs import is_sharpened
from aineisto.report._methods import methods_paragraph, terms
from aineisto.report._names import Names
from aineisto.report._stance import SMALL
from aineisto.report._summary import Summary
from aineisto.report._tables import TOP_ACTORS, branches_told, make_tables
from aineisto.report._tables_coding import said_of_missing
from aineisto.report._team import said_of_consensus, said_of_saturation
from aineisto.report._texts import printable

#: Actors in the figures, and those that are quoted.
TOP_FIGURE, TOP_QUOTES = 15, 6
#: A web needs at least three axes.
_WEB = 3
_AGREEMENT_TABLES = (
    "agreement", "against", "agreement_codes", "subgroups", "agreement_groups", "drift", "disputed",
)  # fmt: skip


@dataclass
class Parts:
    """What sections are made of: the study's numbers, words, tables; counts what it hands out."""

    summary: Summary
    names: Names
    tables: dict[str, Table]
    numbered_tables: int = 0
    numbered_figures: int = 0

    @classmethod
    def of(cls, summary: Summary, names: Names) -> Parts:
        """Return the parts of a summary."""
        return cls(summary, names, make_tables(summary, names))

    def table(self, name: str) -> list[Table]:
        """Return the numbered table of a name; nothing where the study has none."""
        if name not in self.tables:
            return []
        self.numbered_tables += 1
        return [replace(self.tables[name], number=self.numbered_tables)]

    def figure(
        self, caption: str, draw: Callable[..., Any], frame: pd.DataFrame, **parts: Any
    ) -> Drawing:
        """Return the next figure, of a frame with the names it shows."""
        self.numbered_figures += 1
        drawn = partial(draw, self.names.labelled(frame), lang=self.names.lang)
        options = {name: parts.pop(name) for name in ("top", "scale_labels") if name in parts}
        if options:
            drawn = partial(drawn, **options)
        number = self.numbered_figures
        return Drawing(printable(self.names.t(caption)), drawn, number=number, **parts)


def compose(summary: Summary, names: Names) -> list[Section]:
    """Return the report's sections, in its order."""
    parts = Parts.of(summary, names)
    made = {
        "who": _who, "stance": _stance, "groups": _groups, "distribution": _distribution,
        "themes": _themes, "actors": _actors, "agreement": _agreement, "methods": _methods,
    }  # fmt: skip
    return [Section(name, names.t(f"s_{name}"), make(parts)) for name, make in made.items()]


def _who(parts: Parts) -> list[Any]:
    """Whom the study interviewed and what it left out."""
    summary, names = parts.summary, parts.names
    t, counts, c = names.t, summary.counts, names.count
    asked = counts.all_statements - counts.statements
    said = t(
        "who_text",
        documents=c(counts.documents), participants=c(counts.participants),
        words=c(counts.words), statements=c(counts.statements), asked=c(asked),
    )  # fmt: skip
    blocks: list[Any] = [Text(said)]
    if summary.group_names:
        how = t("how_who")
        draw = figures.interviewees_by_group
        blocks.append(parts.figure("who_groups_figure", draw, summary.groups, how=how))
    else:
        blocks.append(Text(t("who_no_groups"), "note"))
    blocks += [*parts.table("groups"), *parts.table("documents"), *parts.table("reading")]
    return [*blocks, *_or_text(parts.table("problems"), t("who_no_problems"))]


def _or_text(found: list[Table], text: str) -> list[Any]:
    """Return the table, or what is said where there is none."""
    return [*found] or [Text(text)]


def _stance(parts: Parts) -> list[Any]:
    """Mean stance by question, with how sure its direction is."""
    summary, names = parts.summary, parts.names
    t, frame = names.t, summary.stance
    if frame.empty:
        return [Text(t("stance_none"), "note")]
    low, high = summary.codebook.scale[0], summary.codebook.scale[-1]
    said = t(
        "stance_text",
        low=names.number(low.value, 0, sign=True), low_name=low.label(t.lang),
        high=names.number(high.value, 0, sign=True), high_name=high.label(t.lang),
    )  # fmt: skip
    blocks: list[Any] = [Text(said)]
    if not summary.questions:
        known = "stance_none_recognised" if summary.codebook.questions else "stance_no_questions"
        blocks.append(Text(t(known), "note"))
    blocks += parts.table("questions")
    how = names.by_machine(t("how_stance_figure", all=t("all_questions")), frame)
    mark = names.marks(frame)
    draw = figures.stance_by_question
    blocks.append(parts.figure("stance_figure", draw, frame, how=how, mark=mark))
    blocks += parts.table("stance")
    if len(summary.stance_blind):
        blocks.append(Text(t("blind_text")))
        blocks += parts.table("stance_blind")
        blocks += parts.table("anchoring")
        if summary.anchoring.empty and summary.coders[[*MARKED, "changed"]].to_numpy().any():
            blocks.append(Text(t("anchoring_none"), "note"))
    blocks += parts.table("stance_tests")
    blocks += parts.table("stance_model")
    if is_sharpened(summary.stance_sources):
        how, draw = t("how_sources_figure"), figures.stance_by_source
        frame = summary.stance_sources
        mark = names.marks(frame)
        blocks.append(parts.figure("sources_figure", draw, frame, how=how, mark=mark))
    blocks += parts.table("stance_sources")
    outside = summary.distribution[summary.distribution["question"] == ""]
    if len(outside) and summary.questions:
        blocks.append(Text(t("stance_outside", n=names.count(outside["n"].iloc[0]))))
    return blocks


def _groups(parts: Parts) -> list[Any]:
    """Mean stance by question and group."""
    summary, names = parts.summary, parts.names
    t, frame = names.t, summary.stance_groups
    if frame.empty or not summary.group_names:
        return [Text(t("groups_none"), "note")]
    mark = names.marks(frame)
    blocks: list[Any] = [
        Text(t("groups_text")),
        parts.figure(
            "groups_figure",
            figures.stance_by_question_and_group,
            frame,
            how=t("how_groups", small=SMALL),
            mark=mark,
        ),
    ]
    if len(summary.group_names) > 1:
        how = t("how_profile", small=SMALL)
        draw = figures.strengths_profile
        blocks.append(parts.figure("profile_figure", draw, frame, how=how, mark=mark))
        if len(summary.questions) >= _WEB:
            how, draw = t("how_radar"), figures.strengths_radar
            blocks.append(parts.figure("radar_figure", draw, frame, how=how, mark=mark))
    sure = parts.table("stance_groups") + parts.table("group_intervals")
    return blocks + sure


def _distribution(parts: Parts) -> list[Any]:
    """How statements fall on the scale."""
    summary, names = parts.summary, parts.names
    t, frame = names.t, summary.distribution
    if frame.empty:
        return [Text(t("stance_none"), "note")]
    stance = summary.sources["stance"]
    figure = parts.figure(
        "distribution_figure",
        figures.stance_distribution,
        frame,
        how=t("how_distribution"),
        mark=names.marks_of(stance),
        scale_labels=names.scale(),
    )
    return [Text(t("distribution_text")), figure, *parts.table("distribution")]


def _themes(parts: Parts) -> list[Any]:
    """What was spoken of, in what words, by whom."""
    summary, names = parts.summary, parts.names
    t, source = names.t, summary.sources["theme"]
    if not summary.codebook.themes:
        return [Text(t("themes_no_codebook"), "note")]
    if source.source == "none":
        return [Text(t("themes_none"), "note")]
    mark, c = names.marks_of(source), names.count
    several = len({theme.source for theme in summary.themes} - {"none"}) > 1
    coded = summary.themes[0].coded
    frame = _with_depth(summary.theme_groups, summary)
    how = " ".join([t("how_themes_figure"), *branches_told(summary, names)])
    cards = Cards(
        [_card(summary, theme, names, several) for theme in summary.themes],
        title=t("themes_cards"),
        mark="" if several else mark,
        how=t("how_theme_cards", lemmatizer=summary.methods.lemmatizer),
    )
    return [
        Text(t("themes_text", coded=c(coded), rest=c(summary.without_theme))),
        *_themes_gone(summary, names),
        parts.figure("themes_figure", figures.themes_by_group, frame, how=how, mark=mark),
        *parts.table("themes"),
        *parts.table("theme_groups"),
        *_saturation(parts),
        cards,
    ]


def _themes_gone(summary: Summary, names: Names) -> list[Any]:
    """Which themes were coded that the codebook no longer has."""
    gone = summary.themes_gone
    if not gone:
        return []
    listed = names.listed([f"{code} ({names.count(n)})" for code, n in gone.items()])
    return [Text(names.t("themes_gone", themes=listed), "note")]


def _with_depth(frame: pd.DataFrame, summary: Summary) -> pd.DataFrame:
    """Return a frame of themes with how deep each stands under others."""
    depth = {theme.code: theme.level for theme in summary.themes}
    return frame.assign(depth=frame["theme"].map(depth))


def _saturation(parts: Parts) -> list[Any]:
    """When all themes had been heard."""
    summary, t = parts.summary, parts.names.t
    frame = summary.team.saturation
    if frame.empty:
        return []
    how, draw = t("how_saturation_figure"), figures.saturation
    said = Text(said_of_saturation(summary, parts.names))
    mark = parts.names.marks_of(summary.sources["theme"])
    figure = parts.figure("saturation_figure", draw, frame, how=how, mark=mark)
    return [said, figure, *parts.table("saturation")]


def _card(summary: Summary, theme: Any, names: Names, marked: bool) -> ThemeCard:
    t, entry = names.t, summary.codebook.theme(theme.code)
    share = t("theme_share", share=names.percent(theme.share), n=theme.respondents)
    return ThemeCard(
        name=printable(" › ".join(map(names.theme, (*theme.above, theme.code)))),
        share=share if theme.statements else t("theme_unused"),
        definition=printable(entry.definition),
        keywords=tuple(map(printable, entry.keywords)),
        words=tuple(map(printable, theme.words)),
        quotations=[quote(q, names.under(q), t.lang) for q in theme.quotations],
        mark=names.marks(pd.DataFrame([vars(theme)])) if marked else "",
    )


def _actors(parts: Parts) -> list[Any]:
    """Who was spoken of, and in what tone."""
    summary, names = parts.summary, parts.names
    t, frame, c = names.t, summary.actors, names.count
    if frame.empty:
        return [Text(t("actors_none"), "note")]
    mark, how = names.marks(frame), names.by_machine(t("how_actors_figure"), frame)
    blocks: list[Any] = [
        Text(t("actors_text", n=c(len(frame)), mentions=c(frame["mentions"].sum()))),
        parts.figure(
            "actors_figure", figures.actors, frame, how=how, mark=mark, top=TOP_FIGURE
        ),
        *parts.table("actors"),
    ]  # fmt: skip
    rest = frame.iloc[TOP_ACTORS:]
    if len(rest):
        most = c(rest["mentions"].max())
        blocks.append(Text(t("actors_rest", n=c(len(rest)), most=most)))
    if len(summary.actor_themes):
        draw, crossed = figures.actors_by_theme, _with_depth(summary.actor_themes, summary)
        how = " ".join([t("how_actor_themes"), *branches_told(summary, names)])
        both = names.marks(crossed)
        blocks.append(parts.figure("actor_themes_figure", draw, crossed, how=how, mark=both))
    quotes = [
        quote(r.quotation, names.under(r.quotation), t.lang, of=printable(r.actor))
        for r in frame.head(TOP_QUOTES).itertuples()
        if r.quotation is not None
    ]
    blocks.append(Quotes(t("actors_quotes"), quotes, mark))
    if not summary.group_names:
        return blocks
    return [*blocks, *_or_text(parts.table("contested"), t("actors_no_contested"))]


def _agreement(parts: Parts) -> list[Any]:
    """How far coders agree, where people coded blind."""
    summary, names = parts.summary, parts.names
    t, found = names.t, summary.agreement
    blocks: list[Any] = [Text(said, "note") for said in said_of_missing(summary, names)]
    if not found.there:
        return [*blocks, Text(t("agreement_how_to")), *_work(parts)]
    blocks.insert(0, Text(t("agreement_text")))
    whole = found.table[(found.table["code"] == "all") & found.table["alpha"].notna()]
    drawn = pd.DataFrame(
        {
            "label": [
                f"{names.family(r.family)}: {names.coders(r.coders)}" for r in whole.itertuples()
            ],
            "coefficient": "α",
            "value": whole["alpha"].to_numpy(),
            "low": whole["alpha_low"].to_numpy(),
            "high": whole["alpha_high"].to_numpy(),
            "n": whole["n"].to_numpy(),
            "pair": whole["kind"].map(lambda k: "human" if k == "human-human" else "machine"),
            "quotation": whole["quotation"].to_numpy(),
        }
    )
    how, draw = t("how_agreement_figure"), figures.agreement_intervals
    if len(drawn):
        blocks.append(parts.figure("agreement_figure", draw, drawn, how=how))
    settled = said_of_consensus(summary, names)
    if settled:
        blocks.append(Text(settled))
    for name in _AGREEMENT_TABLES:
        blocks += parts.table(name)
    return [*blocks, *_work(parts)]


def _work(parts: Parts) -> list[Any]:
    """How the coders worked: what was settled by whom, in what rounds, with which codebook."""
    names = ("settled", "rounds", "changes", "rare")
    return [block for name in names for block in parts.table(name)]


def _methods(parts: Parts) -> list[Any]:
    """How every number was made, with what, and where the limits are."""
    summary, t = parts.summary, parts.names.t
    return [
        Heading(t("methods_paragraph")),
        Text(methods_paragraph(summary, t.lang)),
        Heading(t("methods_terms")),
        Definitions(terms(summary, parts.names)),
        *parts.table("whose"),
        *parts.table("coders"),
    ]
