"""The figure of means that rest on people's codes: alone, and with the machine's help."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from aineisto.core import figures as style
from aineisto.report._numbers import count, number
from aineisto.report._texts import texts
from aineisto.report.figures import _parts as parts

#: Where the two means of a question stand in its row.
_PLACES = {"people": -0.17, "joint": 0.17}


def stance_by_source(
    frame: pd.DataFrame, *, lang: str = "fi", width: int = parts.WIDTH, dark: bool = False
) -> Any:
    """Dots of each question's mean from people's codes alone and with the machine's score.

    Parameters
    ----------
    frame : DataFrame
        ``question``, ``people``, ``people_low``, ``people_high``, ``n_people``, ``joint``,
        ``joint_low``, ``joint_high``, ``effective``; ``quotation`` where there is one.
    lang, width, dark
        As in `stance_by_question`.
    """
    t = texts(lang)
    long = pd.concat(
        [
            frame.assign(
                kind=kind, place=place, mean=frame[kind], low=frame[f"{kind}_low"],
                high=frame[f"{kind}_high"],
                units=frame["n_people" if kind == "people" else "effective"],
            )
            for kind, place in _PLACES.items()
        ]
    )  # fmt: skip
    figure = parts.Figure.of(long.dropna(subset="mean"), "question", width, row=38, side=16)
    data = figure.data
    data["whose"] = data["kind"].map(lambda kind: t(f"whose_{kind}"))
    data["shown"] = data["mean"].map(lambda v: number(v, 2, lang, sign=True))
    data["n_shown"] = data["units"].map(lambda n: f"n = {count(n, lang)}")
    data["range"] = parts.ranges(data["low"], data["high"], lang)
    tips = parts.tooltips(
        t, data, name_="question", whose="source", shown="mean", range="interval95",
        n_shown="statements",
    )  # fmt: skip
    parts.describe(data, lambda r: f"{r.name_}, {r.whose}: {r.shown} ({r.range}; {r.n_shown})")
    for name in ("low", "high"):
        data[name] = data[name].clip(-2, 2)
    kinds = [t(f"whose_{kind}") for kind in _PLACES]
    legend = alt.Legend(title=None, columns=1 if figure.narrow else 2, symbolSize=90)
    colours = alt.Scale(domain=kinds, range=[style.PEOPLE_MARK, style.GROUP_COLOURS[2]])
    shapes = alt.Scale(domain=kinds, range=["circle", "diamond"])
    axis = style.stance_axis(lang, title=t("axis_stance_mean"))
    x = alt.X("low:Q", scale=alt.Scale(domain=[-2, 2]), axis=axis)
    base = alt.Chart(data).encode(
        y=figure.names(),
        yOffset=alt.YOffset("place:Q", scale=alt.Scale(domain=[-0.5, 0.5])),
        color=alt.Color("whose:N", scale=colours, legend=legend),
        tooltip=tips,
    )
    zero = alt.Chart(data).mark_rule(color=style.RULE).encode(x=alt.datum(0))
    lines = base.mark_rule(strokeWidth=1.6).encode(x=x, x2="high:Q")
    dots = base.mark_point(size=75, filled=True, opacity=1).encode(
        x="mean:Q",
        shape=alt.Shape("whose:N", scale=shapes, legend=legend),
        description="description:N",
    )
    return parts.finish(alt.layer(zero, lines, dots), figure, t, dark=dark)
