"""How figures look: one style for the screen, for print and for a dark page."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

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


def styled(chart: Any, *, dark: bool = False) -> Any:
    """Return the chart with the report's style; `dark` for notebooks on a dark page."""
    ink, muted, grid = ("#e8e6e1", "#a9a7a2", "#3a3e44") if dark else (INK, MUTED, GRID)
    # One call: each further configure_…() would copy the chart and its data once more.
    return chart.configure(
        background="transparent",
        font=FONT,
        padding=6,
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelColor=ink, titleColor=muted, gridColor=grid, domainColor=RULE, tickColor=RULE,
            labelFontSize=12, titleFontSize=11.5, titleFontWeight="normal", labelLimit=0,
            titlePadding=8, labelPadding=6,
        ),
        axisY=alt.AxisConfig(domain=False, ticks=False, grid=False, labelFontSize=12.5),
        legend=alt.LegendConfig(
            labelColor=ink, titleColor=muted, labelFontSize=12, titleFontSize=11.5,
            titleFontWeight="normal", orient="top", symbolType="square", labelLimit=0, offset=10,
        ),
        text=alt.MarkConfig(color=ink, fontSize=12),
        title=alt.TitleConfig(
            anchor="start", color=MACHINE_MARK, fontSize=12, fontWeight="bold", offset=12,
            frame="group",
        ),
    )  # fmt: skip


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
    """Return the colour of the step each value falls in."""
    return values.map(lambda value: colours[sum(value >= bound for bound in bounds)])


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
