"""The pieces a report is made of, whatever it is written as."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from altair.utils.schemapi import debug_mode

from aineisto.report._draw import to_png
from aineisto.report._quotations import Quotation
from aineisto.report._texts import printable

#: Widths the figures are drawn at: for a page, for a telephone, and for print.
WIDE, SMALL, PRINT = 850, 350, 760


@dataclass(frozen=True)
class Text:
    """A paragraph; ``kind`` is ``p`` or ``note``."""

    text: str
    kind: str = "p"
    block: str = "text"


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    text: str
    block: str = "heading"


@dataclass(frozen=True)
class Table:
    """A table: ``columns`` of (title, ``text`` or ``num``), ``rows`` of text as printed."""

    name: str
    caption: str
    columns: list[tuple[str, str]]
    rows: list[list[str]]
    how: str
    total: bool = False
    mark: str = ""
    number: int = 0
    block: str = "table"


@dataclass(frozen=True)
class Drawing:
    """A figure: `draw` gives its chart at a ``width``."""

    caption: str
    draw: Callable[..., Any]
    how: str
    mark: str = ""
    number: int = 0
    block: str = "figure"

    def chart(self, width: int = WIDE) -> Any:
        """Return the figure as an Altair chart, about `width` pixels wide."""
        # Checking our own charts against the schema would take most of a page's time.
        with debug_mode(False):
            return self.draw(width=width)

    @cached_property
    def png(self) -> bytes:
        """The figure as a picture for print."""
        return to_png(self.chart(PRINT))

    @property
    def alt(self) -> str:
        """Return what stands for the figure where it is not seen: its title with its mark."""
        return ". ".join(part for part in (self.caption, self.mark) if part)


@dataclass(frozen=True)
class Quote:
    """A quotation ready for print."""

    text: str
    who: str
    stance: str
    tone: str
    of: str = ""


@dataclass(frozen=True)
class ThemeCard:
    """A theme with its definition, words and quotations."""

    name: str
    share: str
    definition: str
    keywords: tuple[str, ...]
    words: tuple[str, ...]
    quotations: list[Quote]
    mark: str


@dataclass(frozen=True)
class Cards:
    """The themes one after the other."""

    cards: list[ThemeCard]
    title: str
    how: str
    mark: str = ""
    block: str = "cards"


@dataclass(frozen=True)
class Quotes:
    """Quotations under a heading."""

    title: str
    quotations: list[Quote]
    mark: str = ""
    block: str = "quotes"


@dataclass(frozen=True)
class Definitions:
    """Terms and what is said of each."""

    items: list[tuple[str, str]]
    block: str = "definitions"


@dataclass(frozen=True)
class Section:
    """A numbered section of the report."""

    name: str
    title: str
    blocks: list[Any]


def quote(quotation: Quotation, stance: str, lang: str, of: str = "") -> Quote:
    """Return a quotation ready for print; `stance` is its label, empty where it has none."""
    value = quotation.value or 0.0
    tone = "positive" if value > 0 else "negative" if value < 0 else "neutral"
    return Quote(printable(quotation.text), quotation.label(lang), stance, tone, of)
