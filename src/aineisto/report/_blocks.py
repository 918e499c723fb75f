"""The pieces a report is made of; the template knows how each is written as HTML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from altair.utils.schemapi import debug_mode
from markupsafe import Markup

from aineisto.report._quotations import Quotation
from aineisto.report._svg import to_svg

#: Widths the figures are drawn at: for a page, and for a telephone.
WIDE, SMALL = 850, 350


@dataclass(frozen=True)
class Text:
    """A paragraph; ``kind`` is ``p``, ``warning`` or ``note``."""

    text: str
    kind: str = "p"
    block: str = "text"


@dataclass(frozen=True)
class Table:
    """A numbered table: ``columns`` of (title, ``text`` or ``num``), ``rows`` of text."""

    number: int
    caption: str
    columns: list[tuple[str, str]]
    rows: list[list[Any]]
    how: str
    total: bool = False
    mark: str = ""
    block: str = "table"


@dataclass(frozen=True)
class Drawing:
    """A numbered figure, drawn for a wide and for a narrow page."""

    number: int
    caption: str
    wide: Markup
    small: Markup
    how: str
    mark: str = ""
    block: str = "figure"


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


@dataclass
class Numbering:
    """Numbers figures and tables in the order they are made."""

    figures: int = 0
    tables: int = 0
    drawn: list[str] = field(default_factory=list)

    def table(self, caption: str, columns: list[tuple[str, str]], **parts: Any) -> Table:
        """Return the next table."""
        self.tables += 1
        return Table(self.tables, caption, columns, **parts)

    def figure(self, caption: str, draw: Callable[..., Any], **parts: Any) -> Drawing:
        """Return the next figure; `draw` gives a chart of a ``width``."""
        self.figures += 1
        name = f"f{self.figures}"
        # The figure carries its mark in itself; a screen reader hears it with the title.
        title = ". ".join(part for part in (caption, parts.get("mark")) if part)
        # Checking our own specifications against the schema would take most of a page's time.
        with debug_mode(False):
            wide = to_svg(draw(width=WIDE), title=title, name=name)
            small = to_svg(draw(width=SMALL), title=title, name=f"{name}s")
        # The SVG is our own, its text escaped by the renderer.
        return Drawing(self.figures, caption, Markup(wide), Markup(small), **parts)


def quote(quotation: Quotation, stance: str, of: str = "") -> Quote:
    """Return a quotation ready for print; `stance` is its label, empty where it has none."""
    value = quotation.value or 0.0
    tone = "positive" if value > 0 else "negative" if value < 0 else "neutral"
    return Quote(quotation.text, quotation.label, stance, tone, of)
