"""How figures look: one style for the screen, for print and for a dark page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast

import altair as alt
import pandas as pd

from aineisto.core.checks import as_count, as_names, of_kind, same_length
from aineisto.core.errors import ArgumentError

# Altair's own choice draws a chart in a notebook by scripts from a public address. A choice that
# somebody else has made stays.
if alt.renderers.active == "default":
    alt.renderers.enable("svg")

MINUS, NBSP = "\u2212", "\u00a0"

FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif"
#: Text, rules and grid. The report's page maps these to its own ink through CSS.
INK, MUTED, RULE, GRID = "#1f2428", "#5c6166", "#8a8f94", "#e3e1dc"
#: Marks of people's codes, and of numbers in which the machine's suggestions count.
PEOPLE_MARK, MACHINE_MARK = "#1d5a99", "#b5651d"
BAR = "#4a6f94"

#: From negative (orange) to positive (blue): told apart in every common colour blindness and,
#: because both ends are dark, never by lightness alone: the numbers stand beside.
DIVERGING = ("#b35806", "#e08a2e", "#f6c88f", "#e6e4df", "#b3cde3", "#6497c4", "#1f5a96")
DIVERGING_STEPS = (-1.25, -0.75, -0.25, 0.25, 0.75, 1.25)
#: The five points of the scale.
SCALE_COLOURS = {-2: "#b35806", -1: "#f0b06a", 0: "#cfcdc8", 1: "#8bb4d9", 2: "#1f5a96"}
#: From none to much, one hue.
SEQUENTIAL = ("#f1f0ec", "#d5e0e6", "#a9c4d2", "#7aa5ba", "#3f7792", "#1f5876")
SEQUENTIAL_STEPS = (0.025, 0.075, 0.15, 0.25, 0.4)
#: Groups side by side: at least 3:1 on a light and on a dark page, and never by colour alone.
GROUP_COLOURS = ("#1f78b4", "#c4570a", "#16825d", "#a65593", "#80711a", "#6b7178")
GROUP_SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")
#: Inside of a hollow dot: the page itself; the report's page maps it to its background.
HOLLOW = "#fffffe"
#: Text on a tile.
ON_LIGHT, ON_DARK = "#1a1d20", "#ffffff"


#: Marks that are of many rows, so that no one row's words are theirs; and the column of the words.
_OF_MANY, _TOLD = ("line", "area", "trail"), "told_"
_PARTS = ("layer", "hconcat", "vconcat", "concat")
_APART = ("color", "fill", "shape", "size", "stroke", "strokeWidth", "opacity")


def styled(chart: Any, *, dark: bool = False, said: str = "") -> Any:
    """Return the chart with the report's style.

    Parameters
    ----------
    chart : altair chart
        What to draw. Where a mark has no ``description``, a screen reader reads its tooltip.
    dark : bool
        For notebooks on a dark page.
    said : str
        What the whole figure shows, for a screen reader.
    """
    _tell(chart)
    if said:
        chart.description = said
    ink, muted, grid = ("#e8e6e1", "#a9a7a2", "#3a3e44") if dark else (INK, MUTED, GRID)
    # One call: each further configure_…() would copy the chart and its data once more.
    return chart.configure(
        background="transparent",
        font=FONT,
        padding=6,
        view=alt.ViewConfig(stroke=None),
        # Vega describes axes and legends in English alone; the marks say what they need.
        axis=alt.AxisConfig(
            aria=False, labelColor=ink, titleColor=muted, gridColor=grid, domainColor=RULE,
            tickColor=RULE, labelFontSize=12, titleFontSize=11.5, titleFontWeight="normal",
            labelLimit=0, titlePadding=8, labelPadding=6,
        ),
        axisY=alt.AxisConfig(domain=False, ticks=False, grid=False, labelFontSize=12.5),
        legend=alt.LegendConfig(
            aria=False, labelColor=ink, titleColor=muted, labelFontSize=12, titleFontSize=11.5,
            titleFontWeight="normal", orient="top", symbolType="square", labelLimit=0, offset=10,
        ),
        text=alt.MarkConfig(color=ink, fontSize=12),
        title=alt.TitleConfig(
            anchor="start", color=MACHINE_MARK, fontSize=12, fontWeight="bold", offset=12,
            frame="group",
        ),
    )  # fmt: skip


def _tell(chart: Any) -> None:
    """Let every mark say what its tooltip says, or nothing, instead of the names of its columns."""
    for name in _PARTS:
        for part in given(chart, name, ()):
            _tell(part)
    encoding = given(chart, "encoding")
    if not given(chart, "mark") or given(encoding, "description"):
        return
    if isinstance(chart.mark, str):
        chart.mark = alt.MarkDef(cast(Any, chart.mark))
    tips = given(encoding, "tooltip")
    if isinstance(tips, list) and tips and chart.mark.type not in _OF_MANY:
        said = [
            f"{json.dumps(given(tip, 'title', '') + ': ')} + datum[{json.dumps(column)}]"
            for tip in tips
            for column in given(tip, "shorthand").split(":")[:1]
        ]
        told = alt.CalculateTransform(calculate=" + '; ' + ".join(said), **{"as": _TOLD})
        chart.transform = [*given(chart, "transform", ()), told]
        chart.encoding.description = alt.Description(f"{_TOLD}:N")
    else:
        chart.mark.aria = False
        if point := given(chart.mark, "point"):
            chart.mark.point = alt.OverlayMarkDef() if point is True else point
            chart.mark.point.aria = False


def given(thing: Any, name: str, default: Any = None) -> Any:
    """Return an attribute of a part of a chart, or the default where it is not given."""
    try:
        value = thing[name]
    except (KeyError, TypeError):  # no such part, or no chart at all
        return default
    return default if value is alt.Undefined else value


def together(*charts: Any, columns: int = 2, titles: Sequence[str] = ()) -> Any:
    """Put figures beside and under each other, as one figure of a paper.

    Altair refuses to join charts that have a style of their own (``a | b``): here they share that
    of the first.

    Parameters
    ----------
    *charts : altair charts
        Figures of aineisto, or charts of one's own; narrow ones (``width=350``) fit a page.
    columns : int
        How many beside each other.
    titles : sequence of str, optional
        A line above each: ``["A", "B"]``.

    Returns
    -------
    altair.ConcatChart

    Raises
    ------
    AineistoError
        When there is no chart, what is given is none, or there is not one title for each.

    Examples
    --------
    >>> one = alt.Chart(pd.DataFrame({"x": [1]})).mark_point().encode(x="x:Q")
    >>> both = together(one, one, titles=["A", "B"])
    >>> len(both.concat)
    2
    """
    columns = as_count(columns, "columns")
    if not charts:
        raise ArgumentError("There is no chart to draw.", remedy="Give one or several.")
    titles = as_names(titles, "titles")
    if titles:
        same_length("charts", charts, "titles", titles)
    plain = []
    for place, chart in enumerate(charts):
        of_kind(chart, alt.TopLevelMixin, f"chart {place + 1}", "Give charts: figure.chart(350).")
        one = chart.copy(deep=False)
        one.config = alt.Undefined
        if titles:
            one.title = _headed(given(chart, "title"), titles[place])
        plain.append(one)
    styles = [given(chart, "config") for chart in charts]
    whole = alt.concat(*plain, columns=columns, spacing=30)
    apart: dict[str, Any] = dict.fromkeys(_APART, "independent")
    whole = whole.resolve_scale(**apart)
    said = [given(chart, "description", "") for chart in charts]
    whole = styled(whole, said=". ".join(filter(None, said)))
    whole.config = next(filter(None, styles), whole.config)
    return whole


def _headed(title: Any, head: str) -> alt.Title:
    """Return a title with a line above it."""
    below: list[str] = []
    for part in (given(title, "text", title or ()), given(title, "subtitle", ())):
        below += [part] if isinstance(part, str) else part
    colours = [given(title, name) for name in ("subtitleColor", "color")]
    colour = next(filter(None, colours), MACHINE_MARK)
    return alt.Title(
        head, subtitle=below, color=MUTED, subtitleColor=colour, fontSize=13, subtitlePadding=4
    )


def decimal_labels(
    lang: str, pattern: str = ".1f", *, percent: bool = False, absolute: bool = False
) -> str:
    """Return the expression of a numeric axis's labels: decimal comma and a true minus."""
    value = "abs(datum.value)" if absolute else "datum.value"
    text = f"replace(format({'100 * ' if percent else ''}{value}, '{pattern}'), '-', '{MINUS}')"
    if lang == "fi":
        text = f"replace({text}, '.', ',')"
    return f"{text} + '{NBSP if lang == 'fi' else ''}%'" if percent else text


def stance_axis(**options: Any) -> alt.Axis:
    """Return the axis of the scale −2…2."""
    expression = f"replace(format(datum.value, '+d'), '-', '{MINUS}')"
    return alt.Axis(
        values=[-2, -1, 0, 1, 2],
        labelExpr=f"datum.value == 0 ? '0' : {expression}",
        grid=True,
        **options,
    )


def signed(value: int) -> str:
    """Return a point of the scale with its sign: “−2”, “0”, “+1”."""
    return f"{value:+d}".replace("-", MINUS) if value else "0"


def tile_ink(colours: pd.Series) -> pd.Series:
    """Return the text colour that reads on each of the tiles' colours."""
    return colours.map(lambda colour: ON_DARK if _luminance(colour) < 0.26 else ON_LIGHT)


def steps(values: pd.Series, bounds: tuple[float, ...], colours: tuple[str, ...]) -> pd.Series:
    """Return the colour of the step each value falls in; that of nothing where it is missing."""
    return values.map(
        lambda value: (
            SEQUENTIAL[0] if pd.isna(value) else colours[sum(value >= bound for bound in bounds)]
        )
    )


def mean_colours(means: pd.Series) -> pd.Series:
    """Return the colours of means of stance; what is alike to a tenth, as it is shown, looks so."""
    return steps(means.map(lambda mean: round(mean, 1)), DIVERGING_STEPS, DIVERGING)


def share_colours(shares: pd.Series) -> pd.Series:
    """Return the colours of shares; what is alike to a per cent, as it is shown, looks so."""
    return steps((100 * shares).round() / 100, SEQUENTIAL_STEPS, SEQUENTIAL)


def group_marks(count: int) -> tuple[list[str], list[str]]:
    """Return colours and shapes of groups: as many as there are pairs of these before one repeats.

    A second round through the colours starts from another shape.
    """
    colours, shapes = len(GROUP_COLOURS), len(GROUP_SHAPES)
    return (
        [GROUP_COLOURS[place % colours] for place in range(count)],
        [GROUP_SHAPES[(place + place // colours) % shapes] for place in range(count)],
    )


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return sum(weight * p for weight, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
