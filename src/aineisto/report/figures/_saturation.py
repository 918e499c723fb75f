"""The figure of saturation: what each interview brought that none before it had."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from aineisto.core import figures as style
from aineisto.report._codes import MARKED
from aineisto.report._texts import texts
from aineisto.report.figures import _parts as parts


def saturation(
    frame: pd.DataFrame, *, lang: str = "fi", width: int = parts.WIDTH, dark: bool = False
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
    tips = parts.tooltips(
        t, data, interview="axis_interview", new="col_new_themes", total="col_total_themes"
    )
    parts.describe(
        data,
        lambda r: (
            f"{t('axis_interview')} {r.interview}: {t('col_new_themes')} {r.new}, "
            f"{t('col_total_themes')} {r.total}"
        ),
    )
    ticks = sorted({1, *range(5, len(data) + 1, 5), len(data)})
    axis = alt.Axis(title=t("axis_interview"), values=ticks, format="d", grid=False)
    x = alt.X("interview:Q", axis=axis, scale=alt.Scale(domain=[0.4, len(data) + 0.6], nice=False))
    y_axis = alt.Axis(title=t("axis_themes"), format="d", tickMinStep=1)
    base = alt.Chart(data).encode(x=x, tooltip=tips)
    bars = base.mark_bar(color=style.BAR, size=max(3, min(18, 420 // max(1, len(data))))).encode(
        y=alt.Y("new:Q", axis=y_axis), description="description:N"
    )
    line = base.mark_line(color=style.PEOPLE_MARK, strokeWidth=2, point=True).encode(y="total:Q")
    chart = alt.layer(bars, line).properties(width=width - 60, height=180)
    chart = parts.marked(chart, frame, t, 40 if width < parts.NARROW else 90)
    return style.styled(chart, dark=dark)
