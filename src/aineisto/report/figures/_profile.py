"""The strengths profile: questions × means by group, as dots and as a web."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import pandas as pd

from aineisto.core import figures as style
from aineisto.core.drawing import COUNT, FLAG, NAME, SCORE, WIDTH, figure
from aineisto.report._stance import ALL
from aineisto.report._texts import Texts, texts
from aineisto.report.figures import _parts as parts

#: Scale of the web's radius.
_LOW, _HIGH = -2, 2
_REACH = _HIGH - _LOW


@figure(question=NAME, group=NAME, mean=SCORE, n=COUNT, small=FLAG, **parts.BASIS)
def strengths_profile(
    frame: pd.DataFrame, *, lang: str = "fi", width: int = WIDTH, dark: bool = False
) -> Any:
    """Dots of the mean stance of each question by group, and a line at that of all.

    Groups differ in shape as well as in colour. A hollow dot is a mean of fewer than three
    answers.

    Parameters
    ----------
    frame : DataFrame
        ``question``, ``group``, ``mean`` (−2…2), ``n``; ``source``, ``quotation`` and ``small``
        (bool, by default ``n`` under 3) where there are.
    lang, width, dark
        As in `stance_by_question`.
    """
    t = texts(lang)
    groups = max(1, frame.loc[frame["group"] != ALL, "group"].nunique())
    drawn = parts.Figure.of(frame, "question", width, t, row=max(34, 9 * groups + 12), side=16)
    data, tips, order = _prepared(drawn, t)
    step = 0.8 / groups
    place = {name: step * (index - (groups - 1) / 2) for index, name in enumerate(order)}
    data["offset"] = data["group_"].map(place).fillna(0.0)
    title = t("axis_stance_short" if drawn.narrow else "axis_stance")
    x, zero = parts.stance_field(data, "mean", lang, title)
    base = alt.Chart(data).encode(y=drawn.names(), tooltip=tips)
    every = base.transform_filter(f"datum.group == '{ALL}'").mark_tick(
        color=style.MUTED, thickness=2, size=drawn.row - 8
    )
    # Dots of a row stand under each other, so that equal means do not hide each other.
    offset = alt.YOffset("offset:Q", scale=alt.Scale(domain=[-0.5, 0.5]))
    dots = base.transform_filter(f"datum.group != '{ALL}'").mark_point(
        size=62, strokeWidth=1.8, opacity=1
    )
    marks = dots.encode(
        x=x,
        yOffset=offset,
        description="description:N",
        **_group_marks(order, drawn.field, drawn.narrow),
    )
    layers = alt.layer(zero, every.encode(x=x, description="description:N"), marks)
    return parts.finish(layers, drawn, t, "profile_figure", dark=dark)


def _group_marks(order: list[str], room: float, narrow: bool) -> dict[str, Any]:
    """Return colour, shape and filling of the groups' marks."""
    colours, shapes = style.group_marks(len(order))
    most = 1 if narrow else 3
    legend = parts.legend(order, room, most, symbolSize=70, symbolStrokeWidth=2)
    colour = alt.Color("group_:N", scale=alt.Scale(domain=order, range=colours), legend=legend)
    fill = alt.Fill("group_:N", scale=alt.Scale(domain=order, range=colours), legend=legend)
    return {
        "color": colour,
        "shape": alt.Shape(
            "group_:N", scale=alt.Scale(domain=order, range=shapes), legend=legend
        ),
        "fill": alt.condition("datum.small", alt.value(style.HOLLOW), fill),
    }  # fmt: skip


def _prepared(drawn: parts.Figure, t: Texts) -> tuple[pd.DataFrame, list[alt.Tooltip], list[str]]:
    """Return the frame with what its marks say, the tooltips and the groups in order."""
    data = drawn.data
    data["group_"] = parts.labels(data, "group", t)
    data["small"] = parts.few(data)
    data["shown"] = parts.means(data["mean"], t.lang)
    data["n_shown"] = parts.units(data["n"], t.lang)
    tips = parts.tooltips(
        t, data, name_="question", group_="group", shown="mean", n_shown="n_answers"
    )
    parts.describe(data, lambda r: f"{r.name_}, {r.group_}: {r.shown} ({r.n_shown})")
    order = list(dict.fromkeys(data.loc[data["group"] != ALL, "group_"]))
    return data, tips, order


@figure(question=NAME, group=NAME, mean=SCORE, n=COUNT, small=FLAG, **parts.BASIS)
def strengths_radar(
    frame: pd.DataFrame, *, lang: str = "fi", width: int = WIDTH, dark: bool = False
) -> Any:
    """Draw a web with the questions around, the mean stance along the radius, a line a group.

    The same as `strengths_profile`, in the form in which interim reports are used to show it. A
    reader compares dots along one line better than along many, and the area of a web depends on
    the order of the questions: prefer the dots.

    Parameters
    ----------
    frame, lang, width, dark
        As in `strengths_profile`; at least three questions.
    """
    t = texts(lang)
    drawn = parts.Figure.of(frame, "question", width, t, row=34)
    data, tips, order = _prepared(drawn, t)
    # The names of the questions stand outside the web, which leaves them room on either side.
    room = 1.75 if drawn.narrow else 2.1
    at, across = _Place(room), min(width - 30, 700)
    radius = across / 2 / room
    side = max(16, int((room - 1.05) * radius / 6.4))
    called = list(dict.fromkeys(data["called_"]))
    # Above and below the web is more room for a name than beside it.
    in_the_middle = {called[0], called[len(called) // 2] if len(called) % 2 == 0 else called[0]}
    wide = parts.wrap(data["called_"], 16 if drawn.narrow else 32)
    beside = parts.wrap(data["called_"], min(32, side))
    data["name_"] = wide.where(data["called_"].isin(in_the_middle), beside)
    asked = list(dict.fromkeys(data["name_"]))
    turn = {name: 2 * math.pi * i / max(1, len(asked)) for i, name in enumerate(asked)}
    data["order_"] = data["name_"].map({name: i for i, name in enumerate(asked)})
    data["x_"] = (data["mean"] - _LOW) * data["name_"].map(lambda name: math.sin(turn[name]))
    data["y_"] = (data["mean"] - _LOW) * data["name_"].map(lambda name: math.cos(turn[name]))
    shown = data[data["group"] != ALL]
    # A web closes: its first question stands at its end once more.
    closed = pd.concat([shown, shown[shown["order_"] == 0].assign(order_=len(asked))])
    # A line breaks at a question that the group did not answer: across it, it would tell a mean.
    every = pd.MultiIndex.from_product([order, range(len(asked) + 1)], names=["group_", "order_"])
    path = every.to_frame(index=False).merge(
        closed[["group_", "order_", "x_", "y_"]], on=["group_", "order_"], how="left"
    )
    lines = alt.Chart(path).mark_line(strokeWidth=1.8, opacity=0.85)
    dots = alt.Chart(shown).mark_point(size=52, strokeWidth=1.8, opacity=1)
    marks = _group_marks(order, across, drawn.narrow)
    layers = [
        *_web(turn, at, radius),
        lines.encode(**at("x_", "y_"), order="order_:Q", color=marks["color"]),
        dots.encode(**at("x_", "y_"), tooltip=tips, description="description:N", **marks),
    ]
    chart = alt.layer(*layers).properties(width=across, height=across * at.tall / room)
    return parts.finish(chart, drawn, t, "radar_figure", dark=dark, height=False)


class _Place:
    """The plane a web is drawn in, `room` radii to either side."""

    tall = 1.22

    def __init__(self, room: float) -> None:
        self._across, self._down = ([-_REACH * part, _REACH * part] for part in (room, self.tall))

    def __call__(self, x: str, y: str) -> dict[str, Any]:
        """Return the encoding of a place by two columns."""
        return {
            "x": alt.X(f"{x}:Q", scale=alt.Scale(domain=self._across, nice=False), axis=None),
            "y": alt.Y(f"{y}:Q", scale=alt.Scale(domain=self._down, nice=False), axis=None),
        }


def _web(turn: dict[str, float], at: _Place, radius: float) -> list[Any]:
    """Return rings, spokes and names of a web of a `radius` in pixels, by each question's angle."""
    rings = pd.DataFrame(
        [
            (value, i, (value - _LOW) * math.sin(a), (value - _LOW) * math.cos(a))
            for value in range(_LOW + 1, _HIGH + 1)
            for i, a in enumerate(2 * math.pi * i / 90 for i in range(91))
        ],
        columns=["value", "order_", "x_", "y_"],
    )
    spokes = pd.DataFrame(
        [
            (name, 0, _REACH * math.sin(a), _REACH * math.cos(a), round(math.sin(a), 3))
            for name, a in turn.items()
        ],
        columns=["label", "zero", "x_", "y_", "side"],
    ).assign(at_x=lambda f: 1.05 * f["x_"], at_y=lambda f: 1.09 * f["y_"])
    # Lines run downwards: a name at the side is centred on its spoke, one above stands clear of it.
    more = spokes["label"].str.count("\n") * 13.5 * _REACH / radius
    spokes["at_y"] += more * (1 + spokes["y_"] / _REACH) / 2
    # Numbers stand between two spokes, clear of the names.
    between = math.pi / max(1, len(turn))
    numbers = pd.DataFrame(
        [
            (style.signed(v), (v - _LOW) * math.sin(between), (v - _LOW) * math.cos(between))
            for v in range(_LOW + 1, _HIGH + 1)
        ],
        columns=["label", "x_", "y_"],
    )
    ring = alt.Chart(rings).encode(**at("x_", "y_"), order="order_:Q", detail="value:N")
    names = alt.Chart(spokes).encode(**at("at_x", "at_y"), text="label:N")
    look: dict[str, Any] = {"fontSize": 11.5, "lineBreak": "\n", "baseline": "middle"}
    return [
        ring.transform_filter("datum.value != 0").mark_line(color=style.GRID, strokeWidth=1),
        ring.transform_filter("datum.value == 0").mark_line(color=style.RULE, strokeWidth=1.3),
        alt.Chart(spokes)
        .mark_rule(color=style.GRID)
        .encode(**at("zero", "zero"), x2="x_", y2="y_"),
        names.transform_filter("datum.side > 0.05").mark_text(align="left", **look),
        names.transform_filter("datum.side < -0.05").mark_text(align="right", **look),
        names.transform_filter("abs(datum.side) <= 0.05").mark_text(align="center", **look),
        alt.Chart(numbers)
        .mark_text(align="left", dx=3, fontSize=10, color=style.MUTED)
        .encode(**at("x_", "y_"), text="label:N"),
    ]
