"""The eight sections of the report, each put together from the summary."""

from __future__ import annotations

from functools import partial
from typing import Any

from aineisto.report import figures
from aineisto.report._actors import CONTESTED_MEAN, CONTESTED_N
from aineisto.report._blocks import Cards, Numbering, Quotes, Section, Text, ThemeCard, quote
from aineisto.report._names import Names
from aineisto.report._stance import ALL, SMALL
from aineisto.report._summary import Summary
from aineisto.report._texts import Texts

#: Actors in the figure and in the table; the rest are counted in a sentence.
TOP_FIGURE, TOP_TABLE, TOP_QUOTES = 15, 25, 6

Columns = list[tuple[str, str]]


def columns(t: Texts, text: str, num: str = "", last: str = "") -> Columns:
    """Return columns of a table: keys of text columns, of numeric ones, of text again."""
    return (
        [(t(f"col_{key}"), "text") for key in text.split()]
        + [(t(f"col_{key}"), "num") for key in num.split()]
        + [(t(f"col_{key}"), "text") for key in last.split()]
    )


def who(summary: Summary, names: Names, numbered: Numbering) -> Section:
    """Whom the study interviewed and what it left out."""
    t, counts, c = names.t, summary.counts, names.count
    asked = counts.all_statements - counts.statements
    blocks: list[Any] = [
        Text(
            t(
                "who_text",
                documents=c(counts.documents), participants=c(counts.participants),
                words=c(counts.words), statements=c(counts.statements), asked=c(asked),
            )
        )
    ]  # fmt: skip
    if summary.group_names:
        draw = partial(figures.interviewees_by_group, names.labelled(summary.groups), lang=t.lang)
        blocks.append(numbered.figure(t("who_groups_figure"), draw, how=t("how_who")))
        rows = [
            [names.group(r.group), c(r.participants), c(r.statements), c(r.words)]
            for r in summary.groups.itertuples()
        ]
        total = summary.groups[["participants", "statements", "words"]].sum()
        rows.append([t("col_total"), *(c(value) for value in total)])
        blocks.append(
            numbered.table(
                t("who_groups_table"),
                columns(t, "group", "participants statements words"),
                rows=rows,
                how=t("how_who"),
                total=True,
            )
        )
    else:
        blocks.append(Text(t("who_no_groups"), "note"))
    rows = [
        [r.document, r.respondent, r.group, c(r.statements), c(r.words)]
        for r in summary.documents.itertuples()
    ]
    blocks.append(
        numbered.table(
            t("who_documents_table"),
            columns(t, "document respondent group", "statements words"),
            rows=rows,
            how=t("how_documents"),
        )
    )
    if len(summary.problems):
        rows = summary.problems[["file", "place", "problem", "remedy"]].fillna("").values.tolist()
        blocks.append(
            numbered.table(
                t("who_problems_table"),
                columns(t, "file place problem remedy"),
                rows=rows,
                how=t("how_problems"),
            )
        )
    else:
        blocks.append(Text(t("who_no_problems")))
    return Section("who", t("s_who"), blocks)


def stance(summary: Summary, names: Names, numbered: Numbering) -> Section:
    """Mean stance by question, with how sure its direction is."""
    t, frame = names.t, summary.stance
    if frame.empty:
        return Section("stance", t("s_stance"), [Text(t("stance_none"), "note")])
    scale = summary.codebook.scale
    low, high = scale[0], scale[-1]
    blocks: list[Any] = [
        Text(
            t(
                "stance_text",
                low=names.number(low.value, 0, sign=True), low_name=low.label(t.lang),
                high=names.number(high.value, 0, sign=True), high_name=high.label(t.lang),
            )
        )
    ]  # fmt: skip
    if not summary.questions:
        blocks.append(Text(t("stance_no_questions"), "note"))
    mark = names.mark(frame["source"])
    draw = partial(figures.stance_by_question, names.labelled(frame), lang=t.lang)
    blocks.append(
        numbered.figure(
            t("stance_figure"), draw, how=t("how_stance_figure", all=t("all_questions")), mark=mark
        )
    )
    n = names.number
    several = frame["source"].nunique() > 1
    rows = [
        [
            names.question(r.question), n(r.mean, sign=True), n(r.sd), names.count(r.n),
            names.percent(r.level), n(r.z), n(r.se), n(r.margin), n(r.low), n(r.high),
            n(r.probability), names.verdict(r.verdict, r.mean),
            *([names.source(r.source)] if several else []),
        ]
        for r in frame.itertuples()
    ]  # fmt: skip
    blocks.append(
        numbered.table(
            t("stance_table"),
            columns(
                t,
                "question",
                "mean sd n level z se margin low high probability",
                "verdict source" if several else "verdict",
            ),
            rows=rows,
            how=t("how_stance_table", all=t("all_questions")),
            total=True,
            mark=mark,
        )
    )
    outside = summary.distribution[summary.distribution["question"] == ""]
    if len(outside) and summary.questions:
        blocks.append(Text(t("stance_outside", n=names.count(outside["n"].iloc[0]))))
    return Section("stance", t("s_stance"), blocks)


def groups(summary: Summary, names: Names, numbered: Numbering) -> Section:
    """Mean stance by question and group."""
    t, frame = names.t, summary.stance_groups
    if frame.empty or not summary.group_names:
        return Section("groups", t("s_groups"), [Text(t("groups_none"), "note")])
    draw = partial(figures.stance_by_question_and_group, names.labelled(frame), lang=t.lang)
    blocks = [
        Text(t("groups_text")),
        numbered.figure(
            t("groups_figure"),
            draw,
            how=t("how_groups", small=SMALL),
            mark=names.mark(frame["source"]),
        ),
    ]
    return Section("groups", t("s_groups"), blocks)


def distribution(summary: Summary, names: Names, numbered: Numbering) -> Section:
    """How statements fall on the scale."""
    t, frame = names.t, summary.distribution
    if frame.empty:
        return Section("distribution", t("s_distribution"), [Text(t("stance_none"), "note")])
    source = summary.sources["stance"].source
    data = names.labelled(frame).assign(source=source)
    draw = partial(figures.stance_distribution, data, lang=t.lang, scale_labels=names.scale())
    values = list(dict.fromkeys(frame["value"]))
    rows = []
    for question, part in frame.groupby("question", sort=False):
        cells = [
            f"{names.percent(r.share)} ({names.count(r.statements)})" for r in part.itertuples()
        ]
        rows.append([names.question(str(question)), *cells, names.count(part["n"].iloc[0])])
    mark = names.mark([source])
    how = t("how_distribution")
    blocks = [
        Text(t("distribution_text")),
        numbered.figure(t("distribution_figure"), draw, how=how, mark=mark),
        numbered.table(
            t("distribution_table"),
            [
                (t("col_question"), "text"),
                *((names.stance(v), "num") for v in values),
                (t("col_n"), "num"),
            ],
            rows=rows,
            how=how,
            mark=mark,
        ),
    ]
    return Section("distribution", t("s_distribution"), blocks)


def themes(summary: Summary, names: Names, numbered: Numbering) -> Section:
    """What was spoken of, in what words, by whom."""
    t = names.t
    if not summary.codebook.themes:
        return Section("themes", t("s_themes"), [Text(t("themes_no_codebook"), "note")])
    source = summary.sources["theme"]
    if source.source == "none":
        return Section("themes", t("s_themes"), [Text(t("themes_none"), "note")])
    mark, c = names.mark([source.source]), names.count
    data = names.labelled(summary.theme_groups).assign(source=source.source)
    draw = partial(figures.themes_by_group, data, lang=t.lang)
    several = len({theme.source for theme in summary.themes}) > 1
    rows = [
        [
            names.theme(theme.code), c(theme.statements), names.percent(theme.share),
            c(theme.respondents), _mean_and_n(names, theme.stance, theme.stance_n),
            *([names.source(theme.source)] if several else []),
        ]
        for theme in summary.themes
    ]  # fmt: skip
    coded = summary.themes[0].coded
    blocks: list[Any] = [
        Text(t("themes_text", coded=c(coded), rest=c(summary.without_theme))),
        numbered.figure(t("themes_figure"), draw, how=t("how_themes_figure"), mark=mark),
        numbered.table(
            t("themes_table"),
            columns(t, "theme", "statements share interviews stance", "source" * several),
            rows=rows,
            how=t("how_themes_table"),
            mark=mark,
        ),
    ]
    lemmatizer = summary.methods.lemmatizer
    blocks.append(
        Cards(
            [_card(summary, theme, names, several) for theme in summary.themes],
            title=t("themes_cards"),
            mark="" if several else mark,
            how=t("how_theme_cards", lemmatizer=lemmatizer),
        )
    )
    return Section("themes", t("s_themes"), blocks)


def _card(summary: Summary, theme: Any, names: Names, marked: bool) -> ThemeCard:
    t, entry = names.t, summary.codebook.theme(theme.code)
    share = t("theme_share", share=names.percent(theme.share), n=theme.respondents)
    return ThemeCard(
        name=names.theme(theme.code),
        share=share if theme.statements else t("theme_unused"),
        definition=entry.definition,
        keywords=entry.keywords,
        words=theme.words,
        quotations=[quote(q, names.stance(q.value)) for q in theme.quotations],
        mark=names.mark([theme.source]) if marked else "",
    )


def _mean_and_n(names: Names, mean: float, n: int) -> str:
    return f"{names.number(mean, sign=True)} ({names.count(n)})"


def actors(summary: Summary, names: Names, numbered: Numbering) -> Section:
    """Who was spoken of, and in what tone."""
    t, frame = names.t, summary.actors
    if frame.empty:
        return Section("actors", t("s_actors"), [Text(t("actors_none"), "note")])
    mark, c = names.mark(frame["source"]), names.count
    drawn = frame.assign(label=frame["actor"], quotation=frame["quotation"].map(names.quotation))
    draw = partial(figures.actors, drawn, lang=t.lang, top=TOP_FIGURE)
    shown = frame.head(TOP_TABLE)
    rows = [
        [
            r.actor, c(r.mentions), c(r.respondents), c(len(r.groups)),
            names.number(r.mean, sign=True), c(r.n), _interval(names, r.low, r.high),
        ]
        for r in shown.itertuples()
    ]  # fmt: skip
    blocks: list[Any] = [
        Text(t("actors_text", n=c(len(frame)), mentions=c(frame["mentions"].sum()))),
        numbered.figure(
            t("actors_figure"),
            draw,
            how=t("how_actors_figure"),
            mark=mark,
        ),
        numbered.table(
            t("actors_table"),
            columns(t, "actor", "mentions interviews groups mean n interval"),
            rows=rows,
            how=t("how_actors_table"),
            mark=mark,
        ),
    ]
    rest = frame.iloc[TOP_TABLE:]
    if len(rest):
        most = c(rest["mentions"].max())
        blocks.append(Text(t("actors_rest", n=c(len(rest)), most=most)))
    quotes = [
        quote(r.quotation, names.stance(r.quotation.value), of=r.actor)
        for r in frame.head(TOP_QUOTES).itertuples()
        if r.quotation is not None
    ]
    blocks.append(Quotes(t("actors_quotes"), quotes, mark))
    return Section("actors", t("s_actors"), [*blocks, *_contested(summary, names, numbered)])


def _contested(summary: Summary, names: Names, numbered: Numbering) -> list[Any]:
    t = names.t
    contested = summary.actors[summary.actors["contested"].map(len) > 0]
    if not summary.group_names:
        return []
    if contested.empty:
        return [Text(t("actors_no_contested"))]
    rows = []
    for r in contested.itertuples():
        sides = [
            f"{names.group(group)} {_mean_and_n(names, mean, n)}" for group, mean, n in r.contested
        ]
        rows.append([r.actor, *sides])
    heads: Columns = [(t("col_actor"), "text")]
    heads += [(t("positive").capitalize(), "text"), (t("negative").capitalize(), "text")]
    how = t("how_contested", n=CONTESTED_N, mean=names.number(CONTESTED_MEAN))
    mark = names.mark(contested["source"])
    return [numbered.table(t("actors_contested_table"), heads, rows=rows, how=how, mark=mark)]


def _interval(names: Names, low: float, high: float) -> str:
    missing = low != low
    return "–" if missing else f"{names.number(low)}…{names.number(high)}"


def abstract(summary: Summary, names: Names) -> list[str]:
    """Return the report's findings in a few sentences."""
    t, found = names.t, []
    asked = summary.stance[summary.stance["question"] != ALL]
    if len(asked) > 1:
        for key, at in (("high", asked["mean"].idxmax()), ("low", asked["mean"].idxmin())):
            found.append(t(f"sum_stance_{key}", name=names.question(asked.at[at, "question"]),
                           **_said(names, asked.loc[at])))  # fmt: skip
    every = summary.stance[summary.stance["question"] == ALL]
    if len(every):
        found.append(t("sum_stance_all", **_said(names, every.iloc[0])))
    top = [theme for theme in summary.themes if theme.statements][:3]
    if top:
        items = [
            t("sum_theme_item", name=names.theme(x.code), share=names.percent(x.share)) for x in top
        ]
        found.append(t("sum_themes", names=names.listed(items)))
    if len(summary.actors):
        items = [
            t("sum_actor_item", name=r.actor, n=names.count(r.mentions), m=r.respondents)
            for r in summary.actors.head(3).itertuples()
        ]
        found.append(t("sum_actors", names=names.listed(items)))
    contested = summary.actors[summary.actors["contested"].map(len) > 0]["actor"].tolist()
    if contested:
        found.append(t("sum_contested", names=names.listed(contested[:5])))
    return found


def _said(names: Names, row: Any) -> dict[str, str]:
    return {
        "mean": names.number(row["mean"], sign=True),
        "n": names.count(row["n"]),
        "verdict": names.verdict(row["verdict"], row["mean"]),
    }
