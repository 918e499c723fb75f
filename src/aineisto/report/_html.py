"""The report as one page of HTML that needs nothing but itself."""

from __future__ import annotations

from importlib.resources import files

import jinja2
from markupsafe import Markup

from aineisto.core.progress import shown
from aineisto.report._blocks import SMALL, WIDE, Drawing
from aineisto.report._content import Report
from aineisto.report._draw import to_svg


def to_html(report: Report, progress: bool | None = False) -> str:
    """Return a report as a page."""
    template = _environment().get_template("report.html.j2")
    drawn = {
        figure.number: (_drawn(figure), _drawn(figure, small=True))
        for figure in shown(report.figures, "Drawing", "figure", progress)
    }
    draw = lambda figure, small=False: drawn[figure.number][small]  # noqa: E731
    parts = vars(report) | {"lang": report.t.lang, "style": _style(), "draw": draw}
    return template.render(**parts).lstrip()


def _drawn(figure: Drawing, small: bool = False) -> Markup:
    name = f"f{figure.number}{'s' * small}"
    chart = figure.chart(SMALL if small else WIDE)
    # The SVG is our own, its text escaped by the renderer.
    return Markup(to_svg(chart, title=figure.alt, name=name))


def _environment() -> jinja2.Environment:
    loader = jinja2.FunctionLoader(_template)
    return jinja2.Environment(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _template(name: str) -> str:
    return files("aineisto.report").joinpath("templates", name).read_text(encoding="utf-8")


def _style() -> Markup:
    # Our own files: no text of the study in them.
    return Markup(_template("style.css") + _template("figures.css"))
