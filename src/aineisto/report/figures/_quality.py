"""Figures of how far codes hold: agreement, means by whose codes they are of, saturation."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from aineisto.core import figures as style
from aineisto.core.drawing import COUNT, NAME, NUMBER, SCORE, WIDTH, Column, figure
from aineisto.report._codes import MARKED
from aineisto.report._texts import count, number, texts
from aineisto.report.figures import _parts as parts

#: Krippendorff's bounds: from the first on a coefficient allows tentative conclusions, from the
#: second on firm ones (Krippendorff 2004, Content Analysis, 2nd ed., p. 241).
TENTATIVE, RELIABLE = 0.667, 0.80
_PAIR = Column("name", known=("human", "machine"))
#: Which interview it is, from 1.
_INTERVIEW = Column(least=1, missing=False, key=True)


@figure(
    label=NAME, coefficient=NAME, value=NUMBER, low=NUMBER, high=NUMBER, n=COUNT,
    pair=_PAIR.optional,
)  # fmt: skip
def agreement_intervals(
    frame: pd.DataFrame, *, lang: str = "fi", width: int = WIDTH, dark: bool = False
) -> Any:
    """Dots of coefficients of agreement with their intervals and Krippendorff's bounds.

    Parameters
    ----------
    frame : DataFrame
        ``label`` (what was coded and by whom), ``coefficient`` (its name), ``value``, ``low``,
        ``high`` (−1…1), ``n`` (units); ``pair`` (``human`` or ``machine``) where people are set
        beside the machine.
    lang, width, dark
        As in `stance_by_question`.
    """
    t = texts(lang)
    side = 0 if width < parts.NARROW else 130
    # Coefficients of one pair of coders are told apart by their names.
    several = frame["label"].duplicated(keep=False)
    frame["label"] = frame["label"].where(~several, frame["label"] + ", " + frame["coefficient"])
    drawn = parts.Figure.of(frame, "label", width, t, row=32, side=side)
    data = drawn.data.dropna(subset="value")
    drawn.data = data
    data["shown"] = data["value"].map(lambda v: number(v, 2, lang))
    data["n_shown"] = parts.units(data["n"], lang)
    data["range"] = parts.ranges(data["low"], data["high"], lang)
    data["whose"] = data.get("pair", "human")
    tips = parts.tooltips(
        t, data, name_="coded", coefficient="coefficient", shown="value", range="interval95",
        n_shown="n_units",
    )  # fmt: skip
    parts.describe(data, lambda r: f"{r.name_}: {r.coefficient} {r.shown} ({r.range}; {r.n_shown})")
    least = float(data[["value", "low"]].min().min()) if len(data) else 0.0
    bottom = max(-1.0, min(0.0, least - 0.05))
    data["low"] = data["low"].clip(bottom, 1)
    data["high"] = data["high"].clip(bottom, 1)
    axis = alt.Axis(
        values=[-1, -0.5, 0, 0.2, 0.4, 0.667, 0.8, 1.0], title=t("axis_agreement"),
        labelExpr=f"datum.value == 0.667 ? '{number(TENTATIVE, 3, lang)}' : "
        + style.decimal_labels(lang, ".1f"), labelOverlap=True,
    )  # fmt: skip
    x = alt.X("low:Q", scale=alt.Scale(domain=[bottom, 1]), axis=axis)
    colour = alt.Color(
        "whose:N",
        scale=alt.Scale(domain=["human", "machine"], range=[style.PEOPLE_MARK, style.MACHINE_MARK]),
        legend=None,
    )
    base = alt.Chart(data).encode(y=drawn.names(), tooltip=tips)
    bounds = alt.Chart(pd.DataFrame({"at": [TENTATIVE, RELIABLE]})).mark_rule(
        color=style.MUTED, strokeDash=[4, 3]
    )
    lines = base.mark_rule(strokeWidth=2).encode(x=x, x2="high:Q", color=colour)
    dots = base.mark_point(size=80, filled=True, opacity=1).encode(
        x="value:Q", color=colour, description="description:N"
    )
    layers = [bounds.encode(x="at:Q"), lines, dots]
    if side:
        layers += parts.numbers_at_end(base, drawn.field + 48)
    return parts.finish(alt.layer(*layers), drawn, t, "agreement_figure", dark=dark)


#: Where the two means of a question stand in its row.
_PLACES = {"people": -0.17, "joint": 0.17}


@figure(
    question=NAME, people=SCORE, people_low=NUMBER, people_high=NUMBER, n_people=COUNT,
    joint=NUMBER, joint_low=NUMBER, joint_high=NUMBER, effective=COUNT, **parts.BASIS,
)  # fmt: skip
def stance_by_source(
    frame: pd.DataFrame, *, lang: str = "fi", width: int = WIDTH, dark: bool = False
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
    drawn = parts.Figure.of(long.dropna(subset="mean"), "question", width, t, row=38, side=16)
    data = drawn.data
    data["whose"] = data["kind"].map(lambda kind: t(f"whose_{kind}"))
    data["shown"] = parts.means(data["mean"], lang)
    data["n_shown"] = parts.units(data["units"], lang)
    data["range"] = parts.ranges(data["low"], data["high"], lang)
    tips = parts.tooltips(
        t, data, name_="question", whose="source", shown="mean", range="interval95",
        n_shown="statements",
    )  # fmt: skip
    parts.describe(data, lambda r: f"{r.name_}, {r.whose}: {r.shown} ({r.range}; {r.n_shown})")
    x, zero = parts.stance_field(data, "low", lang, t("axis_stance_mean"), ("low", "high"))
    kinds = [t(f"whose_{kind}") for kind in _PLACES]
    legend = alt.Legend(title=None, columns=1 if drawn.narrow else 2, symbolSize=90)
    colours = alt.Scale(domain=kinds, range=[style.PEOPLE_MARK, style.GROUP_COLOURS[2]])
    shapes = alt.Scale(domain=kinds, range=["circle", "diamond"])
    base = alt.Chart(data).encode(
        y=drawn.names(),
        yOffset=alt.YOffset("place:Q", scale=alt.Scale(domain=[-0.5, 0.5])),
        color=alt.Color("whose:N", scale=colours, legend=legend),
        tooltip=tips,
    )
    lines = base.mark_rule(strokeWidth=1.6).encode(x=x, x2="high:Q")
    dots = base.mark_point(size=75, filled=True, opacity=1).encode(
        x="mean:Q",
        shape=alt.Shape("whose:N", scale=shapes, legend=legend),
        description="description:N",
    )
    return parts.finish(alt.layer(zero, lines, dots), drawn, t, "sources_figure", dark=dark)


@figure(interview=_INTERVIEW, new=COUNT.whole, total=COUNT.whole, **parts.BASIS)
def saturation(
    frame: pd.DataFrame, *, lang: str = "fi", width: int = WIDTH, dark: bool = False
) -> Any:
    """Bars of new themes by interview, and a line of the themes heard so far.

    Parameters
    ----------
    frame : DataFrame
        ``interview`` (from 1), ``new``, ``total``, as of `aineisto.reliability.saturation`;
        ``source``, ``accepted`` and ``unknown`` where title and tooltips shall tell what they
        rest on.
    lang, width, dark
        As in `stance_by_question`.
    """
    t = texts(lang)
    basis = [name for name in ("source", *MARKED) if name in frame]
    data = frame[["interview", "new", "total", *basis]].copy()
    for name, column in (("which", "interview"), ("found", "new"), ("heard", "total")):
        data[name] = data[column].map(lambda n: count(n, lang))
    tips = parts.tooltips(
        t, data, which="axis_interview", found="col_new_themes", heard="col_total_themes"
    )
    parts.describe(
        data,
        lambda r: (
            f"{t('axis_interview')} {r.which}: {t('col_new_themes')} {r.found}, "
            f"{t('col_total_themes')} {r.heard}"
        ),
    )
    last = int(data["interview"].max())
    step = 5 * max(1, round(last / 60))
    ticks = sorted({1, *range(step, last + 1, step), last})
    axis = alt.Axis(title=t("axis_interview"), values=ticks, format="d", grid=False)
    x = alt.X("interview:Q", axis=axis, scale=alt.Scale(domain=[0.4, last + 0.6], nice=False))
    y_axis = alt.Axis(title=t("axis_themes"), format="d", tickMinStep=1)
    base = alt.Chart(data).encode(x=x, tooltip=tips)
    bars = base.mark_bar(color=style.BAR, size=max(3, min(18, 420 // last))).encode(
        y=alt.Y("new:Q", axis=y_axis), description="description:N"
    )
    line = base.mark_line(
        color=style.PEOPLE_MARK, strokeWidth=2, point=alt.OverlayMarkDef(color=style.PEOPLE_MARK)
    ).encode(y="total:Q")
    chart = alt.layer(bars, line).properties(width=width - 60, height=180)
    room = 40 if width < parts.NARROW else 90
    return parts.headed(chart, t("saturation_figure"), parts.marked(frame, t), room, dark=dark)
