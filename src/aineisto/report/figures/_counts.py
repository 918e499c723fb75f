"""Figures of how much: interviewees, themes and actors."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from aineisto.core import figures as style
from aineisto.core.checks import as_count
from aineisto.core.drawing import COUNT, NAME, NUMBER, SCORE, SHARE, WIDTH, figure
from aineisto.report._texts import count, percent, tally, texts
from aineisto.report.figures import _parts as parts
from aineisto.report.figures._stance import tiles


@figure(group=NAME, participants=COUNT.whole, statements=COUNT, **parts.BASIS)
def interviewees_by_group(
    frame: pd.DataFrame, *, lang: str = "fi", width: int = WIDTH, dark: bool = False
) -> Any:
    """Bars of the number of participants in each group.

    Parameters
    ----------
    frame : DataFrame
        ``group``, ``participants``, ``statements``.
    lang, width, dark
        As in `stance_by_question`.
    """
    t = texts(lang)
    drawn = parts.Figure.of(frame, "group", width, t, row=28, side=36)
    data = drawn.data
    data["n"] = data["participants"].map(lambda n: count(n, lang))
    data["said"] = data["statements"].map(lambda n: count(n, lang))
    tips = parts.tooltips(t, data, name_="group", n="participants", said="statements")
    parts.describe(data, lambda r: f"{r.name_}: {r.n}; {t('statements')}: {r.said}")
    base = alt.Chart(data).encode(y=drawn.names(), tooltip=tips)
    top = max(1, int(data["participants"].max()))
    x = alt.X("participants:Q", axis=None, scale=alt.Scale(domain=[0, top]))
    bars = base.mark_bar(color=style.BAR, height=15).encode(x=x, description="description:N")
    numbers = base.mark_text(align="left", dx=7, fontWeight=600).encode(x=x, text="n:N")
    return parts.finish(bars + numbers, drawn, t, "who_groups_figure", dark=dark)


@figure(theme=NAME, group=NAME, share=SHARE, statements=COUNT, n=COUNT, **parts.BASIS)
def themes_by_group(
    frame: pd.DataFrame, *, lang: str = "fi", width: int = WIDTH, dark: bool = False
) -> Any:
    """Tiles of the share of each group's statements that carry each theme or one below it.

    Parameters
    ----------
    frame : DataFrame
        ``theme``, ``group``, ``share`` (0…1), ``statements``, ``n`` (the group's coded
        statements); ``source`` and ``quotation`` where there are.
    lang, width, dark
        As in `stance_by_question`.
    """
    t = texts(lang)
    drawn = parts.Figure.of(frame, "theme", width, t, row=38)
    data = drawn.data
    data["shown"] = data["share"].map(lambda v: percent(v, lang))
    data["n_shown"] = [f"{tally(r.statements, lang)}/{count(r.n, lang)}" for r in data.itertuples()]
    data["colour"] = style.share_colours(data["share"])
    data["small"] = False
    tips = parts.tooltips(
        t, data, name_="theme", column_="group", shown="share", n_shown="statements"
    )
    return tiles(drawn, tips, t, "themes_figure", dark=dark)


@figure(actor=NAME, theme=NAME, statements=COUNT, share=SHARE, n=COUNT, **parts.BASIS)
def actors_by_theme(
    frame: pd.DataFrame, *, lang: str = "fi", width: int = WIDTH, dark: bool = False
) -> Any:
    """Tiles of how often an actor is mentioned in a statement that carries a theme.

    Parameters
    ----------
    frame : DataFrame
        ``actor``, ``theme``, ``statements``, ``share`` (0…1 of the actor's coded statements),
        ``n`` (these); ``theme_label``, ``source`` and ``quotation`` where there are.
    lang, width, dark
        As in `stance_by_question`.
    """
    t = texts(lang)
    drawn = parts.Figure.of(frame, "actor", width, t, row=28)
    data = drawn.data
    data["shown"] = data["statements"].map(lambda n: tally(n, lang) if n else "")
    data["percent"] = data["share"].map(lambda v: percent(v, lang))
    data["n_shown"] = parts.units(data["n"], lang)
    data["colour"] = style.share_colours(data["share"])
    data["small"] = False
    tips = parts.tooltips(
        t, data, name_="actor", column_="theme", shown="statements", percent="share",
        n_shown="n_all",
    )  # fmt: skip
    return tiles(drawn, tips, t, "actor_themes_figure", dark=dark, across="theme", single=True)


@figure(
    actor=NAME, mentions=COUNT.whole, respondents=COUNT, mean=SCORE, n=COUNT, low=NUMBER,
    high=NUMBER, **parts.CODED,
)  # fmt: skip
def actors(
    frame: pd.DataFrame,
    *,
    lang: str = "fi",
    width: int = WIDTH,
    dark: bool = False,
    top: int = 15,
) -> Any:
    """Bars of mentions, beside them the mean stance of the statements that mention the actor.

    Parameters
    ----------
    frame : DataFrame
        ``actor``, ``mentions``, ``respondents``, ``mean``, ``n``, ``low``, ``high``, ``source``;
        ``quotation`` where there is one.
    lang, width, dark
        As in `stance_by_question`.
    top : int
        How many actors, from the frame's beginning.
    """
    t = texts(lang)
    drawn = parts.Figure.of(frame.head(as_count(top, "top")), "actor", width, t, row=25, side=70)
    data = drawn.data
    data["said"] = data["mentions"].map(lambda n: tally(n, lang))
    data["people"] = data["respondents"].map(lambda n: count(n, lang))
    data["shown"] = parts.means(data["mean"], lang)
    data["n_shown"] = parts.units(data["n"], lang)
    data["range"] = parts.ranges(data["low"], data["high"], lang)
    tips = parts.tooltips(
        t, data, name_="actor", said="mentions", people="participants", shown="mean",
        n_shown="n_answers", range="interval95",
    )  # fmt: skip
    parts.describe(
        data,
        lambda r: (
            f"{r.name_}: {t('mentions')} {r.said}, {t('interviews')} {r.people}; "
            f"{t('mean')} {r.shown} ({r.n_shown}; 95 %: {r.range})"
        ),
    )
    at, zero = parts.stance_field(data, "mean", lang, t("axis_stance_mean"), ("low", "high"))
    base = alt.Chart(data).encode(tooltip=tips)
    most = max(1.0, float(data["mentions"].max()))
    x = alt.X("mentions:Q", title=t("axis_mentions"), axis=alt.Axis(labels=False, ticks=False,
              grid=False, domain=False), scale=alt.Scale(domain=[0, most]))  # fmt: skip
    left = base.encode(y=drawn.names())
    bars = left.mark_bar(color=style.BAR, height=13).encode(x=x, description="description:N")
    numbers = left.mark_text(align="left", dx=6).encode(x=x, text="said:N")
    right = base.encode(y=drawn.names().axis(None))
    lines = right.mark_rule(strokeWidth=1.4).encode(
        x=alt.X("low:Q"), x2="high:Q", color=parts.source_colour()
    )
    dots = right.mark_point(size=55, strokeWidth=1.8, opacity=1).encode(
        x=at,
        color=parts.source_colour(),
        fill=parts.filling(),
        description="description:N",
    )
    step = alt.Step(drawn.row)
    field = drawn.field
    chart = alt.hconcat(
        alt.layer(bars, numbers).properties(width=field * 0.5, height=step),
        alt.layer(zero, lines, dots).properties(width=field * 0.5, height=step),
        spacing=44,
    )
    return parts.finish(chart, drawn, t, "actors_figure", dark=dark, height=False)
