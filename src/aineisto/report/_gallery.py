"""The figures of a report by themselves, for those who show them elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.core.shown import Markup
from aineisto.corpus import Corpus
from aineisto.report._blocks import WIDE, Drawing
from aineisto.report._content import make_report
from aineisto.report._draw import to_svg
from aineisto.report._summary import build_summary


@dataclass(frozen=True)
class Figure:
    """A figure of the report: its caption, a mark where the machine's suggestions count, itself."""

    drawing: Drawing

    @property
    def caption(self) -> str:
        """What it shows."""
        return self.drawing.caption

    @property
    def mark(self) -> str:
        """Whose codes it rests on, where they are not people's own."""
        return self.drawing.mark

    def chart(self, width: int = WIDE) -> Any:
        """Return the figure as an Altair chart, about `width` pixels wide.

        `aineisto.report.figures.together` puts several into one; ``chart.save("figure.pdf")``
        writes it (.png, .svg, .pdf; .html with ``inline=True`` asks the network for nothing).
        """
        return self.drawing.chart(width)

    @cached_property
    def svg(self) -> str:
        """The figure as an ``<svg>`` element for a page."""
        name = f"figure{self.drawing.number}"
        return to_svg(self.drawing.chart(), title=self.drawing.alt, name=name)

    def _repr_html_(self) -> str:
        caption = Markup("<figcaption><b>{}</b> {}</figcaption>").format(self.caption, self.mark)
        return f'<figure style="background:#fff;color:#000">{caption}{self.svg}</figure>'

    @property
    def png(self) -> bytes:
        """The figure as a picture for print."""
        return self.drawing.png


def figures_of(
    corpus: Corpus, codebook: Codebook, codings: pd.DataFrame, *, lang: str = "fi"
) -> list[Figure]:
    """Return the figures that the report of a study has, in its order.

    Parameters
    ----------
    corpus, codebook, codings
        As for `write_report`.
    lang : {"fi", "en"}
        Language of the figures.

    Examples
    --------
    >>> [figure.caption for figure in figures_of(corpus, codebook, codings, lang="en")][:2]
    ['Interviewees by group', 'Mean stance by question and its uncertainty']
    """
    report = make_report(build_summary(corpus, codebook, codings), lang)
    blocks = [block for section in report.sections for block in section.blocks]
    return [Figure(block) for block in blocks if isinstance(block, Drawing)]
