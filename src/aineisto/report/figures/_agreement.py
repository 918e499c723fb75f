"""The figure of agreement with its intervals."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from aineisto.core import figures as style
from aineisto.report._numbers import count, number
from aineisto.report._texts import texts
from aineisto.report.figures import _parts as parts

#: Krippendorff's bounds: from the first on a coefficient allows tentative conclusions, from the
#: second on firm ones (Krippendorff 2004, Content Analysis, 2nd ed., p. 241).
TENTATIVE, RELIABLE = 0.667, 0.80


def agreement_intervals(
    frame: pd.DataFrame, *, lang: str = "fi", width: int = parts.WIDTH, dark: bool = False
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
    figure = parts.Figure.of(frame, "label", width, row=32, side=side)
    data = figure.data.dropna(subset="value")
    figure.data = data
    data["shown"] = data["value"].map(lambda v: number(v, 2, lang))
    data["n_shown"] = data["n"].map(lambda n: f"n = {count(n, lang)}")
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
    base = alt.Chart(data).encode(y=figure.names(), tooltip=tips)
    bounds = alt.Chart(pd.DataFrame({"at": [TENTATIVE, RELIABLE]})).mark_rule(
        color=style.MUTED, strokeDash=[4, 3]
    )
    lines = base.mark_rule(strokeWidth=2).encode(x=x, x2="high:Q", color=colour)
    dots = base.mark_point(size=80, filled=True, opacity=1).encode(
        x="value:Q", color=colour, description="description:N"
    )
    layers = [bounds.encode(x="at:Q"), lines, dots]
    if side:
        layers.append(parts.at_end(base, "shown", figure.field + 48, "right", fontWeight=600))
        layers.append(parts.at_end(base, "n_shown", figure.field + 62))
    return parts.finish(alt.layer(*layers), figure, t, dark=dark)
