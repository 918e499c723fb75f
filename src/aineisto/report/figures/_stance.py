"""Figures of the stance: means with intervals, by group, and the whole distribution."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from aineisto.core import figures as style
from aineisto.core.drawing import COUNT, FLAG, NAME, NUMBER, SCORE, SHARE, WIDTH, figure
from aineisto.report._names import direction
from aineisto.report._texts import Texts, count, number, percent, tally, texts
from aineisto.report.figures import _parts as parts


@figure(
    question=NAME, mean=SCORE, n=COUNT, level=SHARE, low=NUMBER, high=NUMBER, low95=NUMBER,
    high95=NUMBER, **parts.CODED,
)  # fmt: skip
def stance_by_question(
    frame: pd.DataFrame, *, lang: str = "fi", width: int = WIDTH, dark: bool = False
) -> Any:
    """Dots of the mean stance of each question, with two intervals.

    The thick line is the direction's interval (``low``, ``high``, at ``level``), the thin one
    95 % interval. A full dot is a mean of people's codes; a hollow one rests on suggestions, blue
    where people accepted them (``accepted`` over 0) or may have seen them (``unknown``), brown
    where they are the machine's alone.

    Parameters
    ----------
    frame : DataFrame
        ``question``, ``mean`` (−2…2), ``n``, ``level`` (0…1), ``low``, ``high``, ``low95``,
        ``high95``, ``source``; ``accepted``, ``unknown``, ``verdict`` (or ``verdict_label``) and
        ``quotation`` where there are.
    lang : {"fi", "en"}
        Language of the texts and the numbers.
    width : int
        Width of the whole figure in pixels, about.
    dark : bool
        For a notebook on a dark page.
    """
    t = texts(lang)
    side = 0 if width < parts.NARROW else 130
    drawn = parts.Figure.of(frame, "question", width, t, row=34, side=side)
    data = drawn.data
    data["shown"] = parts.means(data["mean"], lang)
    data["at"] = data["level"].map(lambda v: percent(v, lang))
    data["range"] = parts.ranges(data["low"], data["high"], lang)
    data["range95"] = parts.ranges(data["low95"], data["high95"], lang)
    data["whose"] = data["source"].map(lambda s: t(f"source_{s}"))
    if "verdict_label" not in data and "verdict" in data:
        told = zip(data["verdict"], data["mean"], data["source"], strict=True)
        data["verdict_label"] = [direction(*row, t) for row in told]
    data["sure"] = data.get("verdict_label", pd.Series("–", index=data.index))
    data["n_shown"] = parts.units(data["n"], lang)
    tips = parts.tooltips(
        t, data, name_="question", shown="mean", n_shown="n_answers", at="level",
        range="interval", range95="interval95", sure="verdict", whose="source",
    )  # fmt: skip
    parts.describe(
        data,
        lambda r: (
            f"{r.name_}: {r.shown}, {r.n_shown}; {r.at}: {r.range}; 95 %: {r.range95}; "
            f"{r.sure} ({r.whose})"
        ),
    )
    title = t("axis_stance_short" if drawn.narrow else "axis_stance")
    x, zero = parts.stance_field(data, "low95", lang, title, ("low", "high", "low95", "high95"))
    base = alt.Chart(data).encode(y=drawn.names(), tooltip=tips)
    colour = parts.source_colour()
    thin = base.mark_rule(strokeWidth=1.4).encode(x=x, x2="high95:Q", color=colour)
    thick = base.mark_rule(strokeWidth=5, opacity=0.4).encode(x="low:Q", x2="high:Q", color=colour)
    dots = base.mark_point(size=90, strokeWidth=2, opacity=1).encode(
        x="mean:Q",
        color=colour,
        fill=parts.filling(),
        description="description:N",
    )
    layers = [zero, thin, thick, dots]
    if side:
        layers += parts.numbers_at_end(base, drawn.field + 52)
    return parts.finish(alt.layer(*layers), drawn, t, "stance_figure", dark=dark)


@figure(question=NAME, group=NAME, mean=SCORE, n=COUNT, small=FLAG, **parts.BASIS)
def stance_by_question_and_group(
    frame: pd.DataFrame, *, lang: str = "fi", width: int = WIDTH, dark: bool = False
) -> Any:
    """Tiles of the mean stance of each question in each group, with n in every tile.

    A mean of fewer than three answers stands in brackets in a tile with a broken edge.

    Parameters
    ----------
    frame : DataFrame
        ``question``, ``group``, ``mean``, ``n``; ``source``, ``quotation`` and ``small`` (bool,
        by default ``n`` under 3) where there are.
    lang, width, dark
        As in `stance_by_question`.
    """
    t = texts(lang)
    drawn = parts.Figure.of(frame, "question", width, t, row=44)
    data = drawn.data
    shown = data["mean"].map(lambda v: number(v, 1, lang, sign=True))
    data["small"] = parts.few(data)
    data["shown"] = shown.where(~data["small"], "(" + shown + ")")
    data["n_shown"] = data["n"].map(lambda n: f"n={count(n, lang)}")
    data["colour"] = style.mean_colours(data["mean"])
    tips = parts.tooltips(
        t, data, name_="question", column_="group", shown="mean", n_shown="n_answers"
    )
    return tiles(drawn, tips, t, "groups_figure", dark=dark)


#: Columns of tiles that are narrower than this, in pixels, are too narrow for their numbers.
_LEAST = 34
_TURNED = {"name_:N": "column_:N", "column_:N": "name_:N"}


def tiles(
    drawn: parts.Figure,
    tips: list[alt.Tooltip],
    t: Texts,
    caption: str,
    *,
    dark: bool,
    across: str = "group",
    single: bool = False,
) -> Any:
    """Return tiles of ``colour`` with ``shown`` and ``n_shown``, names down, `across` across.

    With `single` a tile shows no second line.
    """
    heads = parts.labels(drawn.data, across, t)
    few = drawn.data["name_"].nunique() < heads.nunique()
    if few and drawn.field / heads.nunique() < _LEAST:
        # So many columns would be too narrow for their numbers: the fewer names stand across.
        drawn, heads = drawn.turned(heads)
        for tip in tips:
            tip["shorthand"] = _TURNED.get(tip["shorthand"], tip["shorthand"])
    data = drawn.data
    number_across = heads.nunique()
    room = drawn.field / number_across
    upright = drawn.narrow or room < _LEAST
    characters = max(7, int(room / 6.0))
    if upright:
        characters = 16 if room >= 30 else 32  # a second line would run into the next name
    data["column_"] = parts.wrap(heads, characters, int(1.25 * characters))
    data["ink"] = style.tile_ink(data["colour"])
    parts.describe(data, lambda r: f"{r.name_}, {r.column_}: {r.shown}, {r.n_shown}")
    order = list(dict.fromkeys(data["column_"]))
    # A word that is wider than its column is set smaller, lest it run into the next.
    size = 11.0 if upright else min(12.0, parts.fitting(order, room))
    axis = parts.category_axis(
        orient="top", labelAngle=-90 if upright else 0, domain=False, ticks=False,
        labelAlign="left" if upright else "center",
        labelBaseline=parts.two_line_baseline() if upright else "bottom",
        labelFontSize=size,
        labelPadding=6 if upright else 14 * (parts.lines(data["column_"]) - 1) + 6,
    )  # fmt: skip
    x = alt.X(
        "column_:N",
        sort=order,
        title=None,
        axis=axis,
        scale=alt.Scale(domain=order, paddingInner=0.04, paddingOuter=0),
    )
    base = alt.Chart(data).encode(x=x, y=drawn.names(gap=0.06), tooltip=tips)
    rect = base.mark_rect().encode(
        color=alt.Color("colour:N", scale=None), description="description:N"
    )
    ink = alt.Color("ink:N", scale=None)
    fits = parts.fitting(list(data["n_shown"]), room, least=0)
    alone = single or (drawn.narrow and data["n_shown"].str.len().max() > 6) or fits < 8
    largest = min(11 if drawn.narrow else 13, parts.fitting(list(data["shown"]), room, least=7))
    big = base.mark_text(dy=0 if alone else -6, fontSize=largest, fontWeight=600)
    small = base.mark_text(dy=9, fontSize=min(9.5 if drawn.narrow else 10.5, fits))
    layers = [rect, big.encode(text="shown:N", color=ink)]
    if not alone:
        layers.append(small.encode(text="n_shown:N", color=ink))
    if data["small"].any():
        few = base.transform_filter("datum.small")
        edge = few.mark_rect(
            filled=False, stroke=style.MUTED, strokeWidth=1, strokeDash=[3, 2], opacity=1
        )
        layers.append(edge)
    return parts.finish(alt.layer(*layers), drawn, t, caption, dark=dark)


@figure(
    question=NAME, value=parts.POINT, statements=COUNT, share=SHARE.whole, n=COUNT, **parts.BASIS
)
def stance_distribution(
    frame: pd.DataFrame,
    *,
    lang: str = "fi",
    width: int = WIDTH,
    dark: bool = False,
    scale_labels: dict[int, str] | None = None,
) -> Any:
    """Diverging bars of the five points of the scale, the neutral one split at the middle.

    Parameters
    ----------
    frame : DataFrame
        ``question``, ``value`` (−2…2), ``share`` (0…1 of the question's statements),
        ``statements``, ``n``; ``quotation`` and ``source`` where there are.
    lang, width, dark
        As in `stance_by_question`.
    scale_labels : mapping of int to str, optional
        The names of the scale's points.
    """
    t = texts(lang)
    drawn = parts.Figure.of(frame, "question", width, t, row=34, side=0 if width < 500 else 60)
    data = _stacked(drawn.data)
    drawn.data = data
    values = sorted(data["value"].unique())
    names = {
        v: f"{style.signed(int(v))} {(scale_labels or {}).get(int(v), '')}".strip() for v in values
    }
    data["point"] = data["value"].map(names)
    data["shown"] = data["share"].map(lambda v: percent(v, lang))
    data["n_shown"] = parts.units(data["n"], lang)
    data["said"] = data["statements"].map(lambda n: tally(n, lang))
    tips = parts.tooltips(
        t, data, name_="question", point="stance", shown="share", said="statements", n_shown="n_all"
    )
    parts.describe(data, lambda r: f"{r.name_}, {r.point}: {r.shown} ({r.said}; {r.n_shown})")
    order = [names[v] for v in values]
    colours = [style.SCALE_COLOURS.get(int(v), style.RULE) for v in values]
    reach = max(0.5, float(data[["from_", "to_"]].abs().max().max()))
    # A number stands in its bar where the bar is wide enough for it.
    wide = data["share"] / (2 * reach) * drawn.field
    data["in_bar"] = data["shown"].where(wide >= 32, "")
    axis = alt.Axis(
        title=t("axis_share_short" if drawn.narrow else "axis_share"), format="d", tickCount=5,
        labelExpr=style.decimal_labels(lang, ".0f", percent=True, absolute=True),
    )  # fmt: skip
    x = alt.X("from_:Q", scale=alt.Scale(domain=[-reach, reach]), axis=axis)
    base = alt.Chart(data).encode(y=drawn.names(), tooltip=tips)
    legend = parts.legend(order, drawn.field + 60, 1 if drawn.narrow else 5, symbolSize=140)
    bars = base.mark_bar(height=20).encode(
        x=x,
        x2="to_:Q",
        color=alt.Color("point:N", scale=alt.Scale(domain=order, range=colours), legend=legend),
        description="description:N",
    )
    zero = parts.middle(data)
    data["ink"] = style.tile_ink(
        data["value"].map(lambda v: style.SCALE_COLOURS.get(int(v), "#8a8f94"))
    )
    inside = base.mark_text(fontSize=11).encode(
        x="middle_:Q", text="in_bar:N", color=alt.Color("ink:N", scale=None)
    )
    # The middle line lies behind the bars, so that the neutral share on it can be read.
    layers = [zero, bars, inside]
    if not drawn.narrow:
        data["n_once"] = data["n_shown"].where(~data["name_"].duplicated(), "")
        layers.append(parts.at_end(base, "n_once", drawn.field + 10))
    chart = alt.layer(*layers)
    return parts.finish(
        chart.resolve_scale(color="independent"), drawn, t, "distribution_figure", dark=dark
    )


def _stacked(data: pd.DataFrame) -> pd.DataFrame:
    """Add where each bar begins and ends when the neutral point is centred on zero."""
    data = data.sort_values("value", kind="stable")
    negative = data[data["value"] < 0].groupby("name_", sort=False)["share"].sum()
    neutral = data[data["value"] == 0].groupby("name_", sort=False)["share"].sum()
    ends = data.groupby("name_", sort=False)["share"].cumsum()
    start = data["name_"].map(negative).fillna(0) + data["name_"].map(neutral).fillna(0) / 2
    data["to_"] = ends - start
    data["from_"] = data["to_"] - data["share"]
    data["middle_"] = (data["from_"] + data["to_"]) / 2
    return data.sort_index()
