"""Pictures of themes, in Finnish and in English, as Altair charts.

Each function takes a tidy frame and returns a chart whose tooltips show the quotation behind a
mark. `theme_occurrences` makes such a frame of a table of codings; `ThemeFinder` has methods of the
same names. Colour never tells alone: shapes, names and numbers stand beside it.
"""

from __future__ import annotations

import textwrap
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from aineisto.core import figures as style
from aineisto.core.drawing import ANY, COUNT, NUMBER, SHARE, TEXT, WIDTH, figure
from aineisto.core.renamed import renamed
from aineisto.core.text import decimal
from aineisto.themes import _counts
from aineisto.themes._counts import theme_occurrences
from aineisto.themes._layout import with_places
from aineisto.themes._wording import wording

__all__ = [
    "stability_bars",
    "theme_map",
    "theme_occurrences",
    "themes_by",
    "themes_together",
    "with_places",
]

#: Behind a name on the map, so that it reads over the points.
HALO = {False: "#ffffff", True: "#14171a"}
INK = {False: style.INK, True: "#e8e6e1"}
MUTED = {False: style.MUTED, True: "#a9a7a2"}
#: Stability under which a theme falls apart, and over which it holds (Hennig 2007).
LOOSE, FIRM = 0.5, 0.75


@figure(x=NUMBER.whole, y=NUMBER.whole, theme=ANY, label=ANY, quotation=TEXT)
def theme_map(
    frame: pd.DataFrame,
    *,
    note: str = "",
    lang: str = "fi",
    width: int = WIDTH,
    dark: bool = False,
) -> Any:
    """Points of statements, alike ones near each other; the statement stands in the tooltip.

    Parameters
    ----------
    frame : DataFrame
        ``x``, ``y``, ``theme``, ``label``, ``quotation``, and what else the tooltip is to show:
        ``group``, ``question``. Points without a theme (empty) are hollow.
    note : str
        A line under the title: how many statements, how many without a theme.
    lang : {"fi", "en"}
        Language of titles and tooltips.
    width : int
        Pixels.
    dark : bool
        For a dark page.
    """
    data = frame.copy()
    known = data.dropna(subset="theme").drop_duplicates("theme")
    names = _distinct(known["label"])
    data["name"] = data["theme"].map(dict(zip(known["theme"], names, strict=True)))
    points = alt.Chart(data).encode(
        x=alt.X("x:Q", axis=None, scale=alt.Scale(zero=False, padding=20)),
        y=alt.Y("y:Q", axis=None, scale=alt.Scale(zero=False, padding=20)),
    )
    tips = [alt.Tooltip("name:N", title=wording("theme", lang))]
    for column in ("group", "question"):
        if column in data:
            tips.append(alt.Tooltip(f"{column}:N", title=wording(column, lang).capitalize()))
    tips.append(alt.Tooltip("quotation:N", title=wording("quotation", lang)))
    colours, shapes = style.group_marks(len(names))
    marks = points.transform_filter("isValid(datum.theme)").mark_point(
        filled=True, size=42, opacity=0.75
    )
    legend = alt.Legend(title=None, orient="bottom", columns=3, symbolSize=70, symbolLimit=0)
    marks = marks.encode(
        color=alt.Color("name:N", scale=alt.Scale(domain=names, range=colours), legend=legend),
        shape=alt.Shape("name:N", scale=alt.Scale(domain=names, range=shapes), legend=legend),
        tooltip=tips,
    )
    outside = points.transform_filter("!isValid(datum.theme)").mark_point(
        size=26, opacity=0.6, color=MUTED[dark], strokeWidth=1
    )
    middles = alt.Chart(_middles(data, width)).encode(
        x=alt.X("x:Q", axis=None), y=alt.Y("y:Q", axis=None), text="name:N"
    )
    text: dict[str, Any] = {"fontSize": 12.5, "fontWeight": 600, "lineBreak": "\n"}
    halo = middles.mark_text(
        stroke=HALO[dark], strokeWidth=4, strokeJoin="round", color=HALO[dark], **text
    )
    over = middles.mark_text(color=INK[dark], **text)
    layers = alt.layer(outside.encode(tooltip=tips[1:]), marks, halo, over)
    lines = [note, wording("near", lang)] if note else [wording("near", lang)]
    chart = layers.properties(
        width=width, height=round(width * 0.68), title=_title(wording("map", lang), lines, dark)
    )
    return style.styled(chart, dark=dark, said=wording("map", lang))


@figure(statement=ANY, theme=ANY, label=ANY, quotation=TEXT)
def themes_by(
    frame: pd.DataFrame,
    by: str = "group",
    *,
    title: str = "",
    lang: str = "fi",
    width: int = WIDTH,
    dark: bool = False,
) -> Any:
    """Tiles: the share of each group's, or each question's, statements that have each theme.

    Parameters
    ----------
    frame : DataFrame
        As `theme_occurrences` gives it, with the column `by`.
    by : str
        ``"group"``, ``"question"`` or another column.
    title : str
        What the column is called; by default its name.
    lang, width, dark
        As in `theme_map`.
    """
    data = _counts.shares(frame, by)
    known = wording(by, lang) if by in ("group", "question") else by
    called = title or known
    data["shown"] = [f"{decimal(100 * share, 0, lang)} %" for share in data["share"]]
    data["small"] = [f"{r.statements}/{r.n}" for r in data.itertuples()]
    data["of"] = data["n"]
    colours = style.share_colours(data["share"])
    tips = {"label": "theme", "shown": "share", "statements": "statements", "of": "of"}
    return _tiles(
        data.assign(colour=colours, column=data[by].astype(str)),
        wording("by", lang, by=called),
        [wording("share_of", lang)],
        tips,
        across=called.capitalize(),
        lang=lang,
        width=width,
        dark=dark,
    )


@figure(theme=ANY, label=ANY, quotation=TEXT)
def themes_together(
    frame: pd.DataFrame,
    unit: str = "statement",
    *,
    title: str = "",
    lang: str = "fi",
    width: int = WIDTH,
    dark: bool = False,
) -> Any:
    """Tiles: in how many statements (or turns, or interviews) each two themes are both.

    The colour says how much more often than by chance (white) they are.

    Parameters
    ----------
    frame : DataFrame
        As `theme_occurrences` gives it, with the column `unit`.
    unit : str
        What the two themes have to be in: ``"statement"``, ``"turn"``, ``"participant"`` …
    title : str
        What the unit is called; by default its name.
    lang, width, dark
        As in `theme_map`.
    """
    data = _counts.cooccurrences(frame, unit)
    called = title or (wording("unit_text", lang) if unit == "statement" else unit)
    data["shown"] = data["units"].astype(str)
    data["small"] = [f"({decimal(value, 1, lang)})" for value in data["expected"]]
    data["more"] = (data["units"] - data["expected"]) / data["expected"].clip(lower=1) ** 0.5
    colours = style.steps(data["more"], (1.0, 2.0, 4.0, 7.0), style.SEQUENTIAL[:5])
    data["expected_"] = [decimal(value, 1, lang) for value in data["expected"]]
    tips = {"label": "theme", "units": "units", "expected_": "expected"}
    return _tiles(
        data.assign(colour=colours, column=data["other_label"]),
        wording("together", lang),
        [wording("together_note", lang, unit=called)],
        tips,
        across=wording("other", lang),
        lang=lang,
        width=width,
        dark=dark,
    )


@figure(label=TEXT, stability=SHARE, low=SHARE, high=SHARE, size=COUNT, examples=ANY)
def stability_bars(
    themes: pd.DataFrame,
    *,
    note: str = "",
    lang: str = "fi",
    width: int = WIDTH,
    dark: bool = False,
) -> Any:
    """Bars of how well each found theme holds when a fifth of the statements is left out.

    Parameters
    ----------
    themes : DataFrame
        `ThemeFinder.themes_`.
    note : str
        A line under the title.
    lang, width, dark
        As in `theme_map`.
    """
    data = themes.drop(columns=["words"], errors="ignore")
    data["name"] = [_broken(label, 34) for label in _distinct(data["label"])]
    data["quotation"] = [_counts.shortened(some[0]) if some else "" for some in data["examples"]]
    data["shown"] = [decimal(value, 2, lang) for value in data["stability"]]
    data["range"] = [
        f"{decimal(r.low, 2, lang)}–{decimal(r.high, 2, lang)}" for r in data.itertuples()
    ]
    data = data.drop(columns=["examples"])
    room = max(len(line) for name in data["name"] for line in name.split("\n")) * 6.7 + 24
    tips = [
        alt.Tooltip("label:N", title=wording("theme", lang)),
        alt.Tooltip("shown:N", title=wording("held", lang)),
        alt.Tooltip("range:N", title=wording("range", lang)),
        alt.Tooltip("size:Q", title=wording("size", lang)),
        alt.Tooltip("quotation:N", title=wording("quotation", lang)),
    ]
    y = alt.Y("name:N", sort=list(data["name"]), title=None, axis=_names_axis())
    axis = alt.Axis(
        values=[0, 0.25, LOOSE, FIRM, 1], grid=False, labelExpr=_axis_labels(lang),
        titleFontSize=11.5,
    )  # fmt: skip
    x = alt.X(
        "stability:Q", scale=alt.Scale(domain=[0, 1]), axis=axis, title=wording("held_axis", lang)
    )
    base = alt.Chart(data).encode(y=y, tooltip=tips)
    bars = base.mark_bar(height=15, color=style.BAR).encode(x=x)
    spans = base.mark_rule(strokeWidth=1.6, color=INK[dark]).encode(x="low:Q", x2="high:Q")
    numbers = base.mark_text(align="left", fontWeight=600).encode(
        x=alt.value(width - room - 44), text="shown:N"
    )
    marks = pd.DataFrame({"at": [LOOSE, FIRM], "says": [wording("loose", lang), ""]})
    marks.loc[1, "says"] = wording("firm", lang)
    rules = alt.Chart(marks).mark_rule(strokeDash=[3, 3], color=MUTED[dark]).encode(x="at:Q")
    says = alt.Chart(marks).encode(x="at:Q", y=alt.value(-8), text="says:N")
    left = says.transform_filter(f"datum.at == {LOOSE}").mark_text(
        align="right", dx=-4, color=MUTED[dark]
    )
    right = says.transform_filter(f"datum.at == {FIRM}").mark_text(
        align="left", dx=4, color=MUTED[dark]
    )
    rows = max(name.count("\n") + 1 for name in data["name"])
    chart = alt.layer(bars, spans, numbers, rules, left, right).properties(
        width=width - room - 54,
        height=alt.Step(max(27, 15 * rows + 10)),
        title=_title(wording("stability", lang), [note] if note else [], dark),
    )
    return style.styled(chart, dark=dark, said=wording("stability", lang))


def _tiles(
    data: pd.DataFrame,
    title: str,
    lines: list[str],
    tips: dict[str, str],
    *,
    across: str,
    lang: str,
    width: int,
    dark: bool,
) -> Any:
    """Return tiles: ``label`` down, ``column`` across, ``shown`` over ``small`` on ``colour``."""
    data["name"] = [_broken(label, 30) for label in data["label"]]
    room = max((len(line) for name in data["name"] for line in name.split("\n")), default=8) * 6.7
    columns = list(dict.fromkeys(data["column"]))
    if set(columns) == set(data["label"]):
        columns = list(dict.fromkeys(data["label"]))  # themes against themes, in one order
    field = width - room - 30
    characters = max(8, int(field / max(len(columns), 1) / 6.4))
    longest = max((len(word) for head in columns for word in str(head).split()), default=1)
    upright = longest > characters + 2  # words that would run into each other
    data["head"] = [_broken(head, 24 if upright else characters) for head in data["column"]]
    data["ink"] = style.tile_ink(data["colour"])
    shown_as = dict(zip(data["column"], data["head"], strict=True))
    rows, heads = list(dict.fromkeys(data["name"])), [shown_as[column] for column in columns]
    tall = max((head.count("\n") for head in heads), default=0)
    shown = [alt.Tooltip(f"{name}:N", title=wording(key, lang)) for name, key in tips.items()]
    shown.insert(1, alt.Tooltip("column:N", title=across))
    shown.append(alt.Tooltip("quotation:N", title=wording("quotation", lang)))
    head_axis = alt.Axis(
        orient="top", labelAngle=-90 if upright else 0, domain=False, ticks=False,
        labelLineHeight=13, labelExpr=r"split(datum.label, '\n')", labelFontSize=11.5,
        labelAlign="left" if upright else "center",
        labelBaseline="middle" if upright else "bottom",
        labelPadding=6 if upright else 14 * tall + 6,
    )  # fmt: skip
    base = alt.Chart(data).encode(
        x=alt.X("head:N", sort=heads, title=None, axis=head_axis,
                scale=alt.Scale(domain=heads, paddingInner=0.04, paddingOuter=0)),
        y=alt.Y("name:N", sort=rows, title=None, axis=_names_axis(),
                scale=alt.Scale(domain=rows, paddingInner=0.06, paddingOuter=0)),
        tooltip=shown,
    )  # fmt: skip
    ink = alt.Color("ink:N", scale=None)
    tiles = base.mark_rect().encode(color=alt.Color("colour:N", scale=None))
    big = base.mark_text(dy=-6, fontSize=13, fontWeight=600).encode(text="shown:N", color=ink)
    small = base.mark_text(dy=9, fontSize=10.5).encode(text="small:N", color=ink)
    lines_of = max((name.count("\n") + 1 for name in rows), default=1)
    chart = alt.layer(tiles, big, small).properties(
        width=field, height=alt.Step(max(38, 15 * lines_of + 8)), title=_title(title, lines, dark)
    )
    return style.styled(chart, dark=dark, said=title)


def _names_axis() -> alt.Axis:
    two = {"test": r"indexof(datum.value, '\n') >= 0", "value": "line-bottom"}
    return alt.Axis(
        labelExpr=r"split(datum.label, '\n')",
        labelLineHeight=14,
        labelBaseline={"condition": two, "value": "middle"},
    )


def _axis_labels(lang: str) -> str:
    shown = "format(datum.value, '.2~f')"
    return f"replace({shown}, '.', ',')" if lang == "fi" else shown


def _title(text: str, lines: list[str], dark: bool) -> alt.TitleParams:
    wrapped = [part for line in lines for part in textwrap.wrap(line, 110)]
    return alt.TitleParams(
        text=text, subtitle=wrapped, color=INK[dark], subtitleColor=MUTED[dark], fontSize=14,
        subtitleFontSize=11.5, subtitlePadding=5, fontWeight=600,
    )  # fmt: skip


def _middles(data: pd.DataFrame, width: int) -> pd.DataFrame:
    """Return where the names stand: where each theme is densest, pushed apart if they overlap."""
    known = data.dropna(subset="theme")
    densest = {
        name: part.iloc[_densest(part[["x", "y"]].to_numpy())]
        for name, part in known.groupby("name", sort=False)
    }
    middles = pd.DataFrame(
        [(name, row["x"], row["y"]) for name, row in densest.items()], columns=["name", "x", "y"]
    )
    middles["name"] = [_broken(name, 22) for name in middles["name"]]
    tall = max(float(data["y"].max() - data["y"].min()), 1e-9)
    wide = max(float(data["x"].max() - data["x"].min()), 1e-9)
    step, reach = 0.055 * tall, wide * 130 / width
    for _ in range(40):
        moved = False
        for i in range(len(middles)):
            for j in range(i):
                near = abs(middles.loc[i, "x"] - middles.loc[j, "x"]) < reach
                gap = middles.loc[i, "y"] - middles.loc[j, "y"]
                if near and abs(gap) < step:
                    push = (step - abs(gap)) / 2 + 1e-6
                    sign = 1 if gap >= 0 else -1
                    middles.loc[i, "y"] += sign * push
                    middles.loc[j, "y"] -= sign * push
                    moved = True
        if not moved:
            break
    return middles


def _densest(places: np.ndarray) -> int:
    """Return which point has a fifth of the others nearest about it."""
    far = np.linalg.norm(places[:, None] - places[None], axis=2)
    return int(np.sort(far, axis=1)[:, len(places) // 5].argmin())


def _distinct(labels: pd.Series) -> list[str]:
    """Return labels, those alike told apart by a number."""
    seen: dict[str, int] = {}
    names = []
    for label in labels.astype(str):
        seen[label] = seen.get(label, 0) + 1
        names.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return names


def _broken(text: object, characters: int) -> str:
    return "\n".join(textwrap.wrap(str(text), characters, break_long_words=False)) or " "


def __getattr__(name: str) -> Any:
    return renamed(__name__, name, {"placed": "theme_occurrences"})
