"""Read OpenDocument texts.

The XML files that matter are parsed with defusedxml: odfpy goes on after a parsing error with
what it has got, and a transcript must not lose its end in silence.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from aineisto.core.errors import ReadError, Said, reading
from aineisto.core.packages import check_package, encrypted_odf, parse_part, tag_of
from aineisto.corpus._source import Paragraph, Source, joined
from aineisto.corpus.readers._left_out import styled_text
from aineisto.corpus.readers._office import Cell, OfficeDocument, Part

_KIND = Said("OpenDocument text (odt)", "OpenDocument-teksti (odt)")
_MOST_REPEATED = 100
#: What hangs on a text and is no speech, by what the user is told.
_NOTES = {
    "note": "footnotes",
    "annotation": "comments",
    "hidden-text": "hidden text",
    "hidden-paragraph": "hidden text",
    "ruby-text": "reading aids",
}
_SKIPPED = frozenset({"annotation-end", "tracked-changes"})
_CONTAINERS = frozenset(
    {"list", "list-item", "list-header", "numbered-paragraph", "section", "index-body", "text-box"}
)
#: Drawings, which may hold text; that of a frame stands in a box of its own.
_DRAWN = frozenset(
    {"frame", "g", "custom-shape", "rect", "ellipse", "circle", "polygon", "path", "caption",
     "connector", "line", "polyline"}
)  # fmt: skip
_AT_EDGES = frozenset(
    f"{place}{pages}" for place in ("header", "footer") for pages in ("", "-first", "-left")
)
_ROWS = frozenset({"table-header-rows", "table-rows", "table-row-group"})
#: Attribute and values that make text bold, italic, struck or hidden.
_PROPERTIES = {
    "bold": ("font-weight", {"bold", "600", "700", "800", "900"}),
    "italic": ("font-style", {"italic", "oblique"}),
    "struck": ("text-line-through-style", {"solid", "dash", "dotted", "wave", "long-dash",
               "dot-dash", "dot-dot-dash"}),
    "hidden": ("display", {"none"}),
}  # fmt: skip


def read_odt(path: Path) -> Source:
    """Read an OpenDocument text: paragraphs, headings, lists and tables in their order.

    Hidden and struck text, notes, comments, frames, headers and footers are no speech: they are
    left out, and the remarks say so.
    """
    check_package(path, "content.xml", _KIND)
    with reading(path, _KIND):
        if encrypted_odf(path):
            raise ReadError(
                Said(
                    "The document is protected by a password.", "Asiakirja on suojattu salasanalla."
                ),
                file=path,
                remedy=Said(
                    "Open it, remove the password and save it again.",
                    "Avaa se, poista salasana ja tallenna se uudelleen.",
                ),
            )
        with zipfile.ZipFile(path) as archive:
            names = [name for name in ("content.xml", "styles.xml") if name in archive.namelist()]
            roots = [parse_part(archive, name) for name in names]
        return _Document(roots).source()


def _holds_text(element: Element) -> bool:
    """Tell the office:text of a document from a style's text of the same name."""
    return isinstance(element.tag, str) and ":office:" in element.tag


def _attribute(element: Element, name: str) -> str:
    return next(
        (value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), ""
    )


class _Document(OfficeDocument):
    """A document's text, and what is left out of it."""

    def __init__(self, roots: list[Element]) -> None:
        super().__init__()
        self._roots = roots
        self._styles = _Styles(roots)

    def source(self) -> Source:
        """Return the document."""
        body = next(
            one for one in self._roots[0].iter() if tag_of(one) == "text" and _holds_text(one)
        )
        parts = self._spoken(list(self._blocks(body)))
        self._beside(body)
        return joined("odt", parts, remarks=self._left_out.remarks())

    def _beside(self, body: Element) -> None:
        """Note what was deleted, and the headers and footers that hold more than numbers."""
        for changes in (child for child in body if tag_of(child) == "tracked-changes"):
            for deleted in (one for one in changes.iter() if tag_of(one) == "deletion"):
                self._left_out.add("deleted text of tracked changes", _all_text(deleted))
        for root in self._roots[1:]:
            for one in root.iter():
                if tag_of(one) in _AT_EDGES:
                    text = _all_text(one)
                    if any(letter.isalpha() for letter in text):
                        self._left_out.add("headers and footers", text)

    def _blocks(self, parent: Element) -> Iterator[Part]:
        for child in parent:
            tag = tag_of(child)
            if tag in {"p", "h"}:
                self._number += 1
                yield self._paragraph(child, heading=tag == "h")
            elif tag == "table":
                yield from self._of_table(self._rows(child))
            elif tag == "section" and _attribute(child, "display") == "none":
                self._left_out.add("hidden text", _all_text(child), self._place())
            elif tag in _CONTAINERS:
                yield from self._blocks(child)
            elif tag in _DRAWN:
                self._boxes += list(self._blocks(child))
            elif tag not in _SKIPPED:
                self._left_out.add("contents, indexes and forms", _all_text(child), self._place())

    def _rows(self, table: Element) -> Iterator[list[Cell]]:
        for child in table:
            if tag_of(child) in _ROWS:
                yield from self._rows(child)
            elif tag_of(child) == "table-row":
                cells: list[Cell] = []
                for cell in child:
                    if tag_of(cell) in {"table-cell", "covered-table-cell"}:
                        own = list(self._blocks(cell))
                        repeated = 0 if own else _number(cell, "number-columns-repeated") - 1
                        cells += [own, *([] for _ in range(repeated))]
                yield cells

    def _paragraph(self, element: Element, *, heading: bool) -> Part:
        pieces = (
            (text, self._styles.resolved(styles))
            for text, styles in self._pieces(element, (_attribute(element, "style-name"),))
        )
        whole, emphasis, _ = styled_text(pieces, self._left_out, self._place())
        return whole, Paragraph(0, 0, emphasis=emphasis, heading=heading)

    def _pieces(
        self, element: Element, styles: tuple[str, ...]
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the texts below an element, each with the styles around it, outermost first."""
        yield _inline(element.text), styles
        for child in element:
            tag = tag_of(child)
            if tag == "s":
                yield " " * _number(child, "c"), styles
            elif tag == "tab":
                yield "\t", styles
            elif tag == "line-break":
                yield "\n", styles
            elif tag in _NOTES:
                self._left_out.add(_NOTES[tag], _note_text(child), self._place())
            elif tag in _DRAWN:
                self._boxes += list(self._blocks(child))
            elif tag and tag not in _SKIPPED:
                own = (*styles, _attribute(child, "style-name")) if tag == "span" else styles
                yield from self._pieces(child, own)
            yield _inline(child.tail), styles


def _inline(text: str | None) -> str:
    """Return character data with line breaks of the XML as the spaces they stand for."""
    return (text or "").replace("\n", " ")


def _all_text(element: Element) -> str:
    return " ".join(text for text in element.itertext() if text.strip())


def _note_text(element: Element) -> str:
    """Return a note's words, without its number, author and date; a field's hidden words."""
    own = [one for one in element.iter() if tag_of(one) in {"p", "h"}]
    said = " ".join("".join(one.itertext()) for one in own) or (element.text or "")
    return said.strip() or _attribute(element, "string-value")


def _number(element: Element, name: str) -> int:
    """Return a count that an attribute gives; 1 where it gives none."""
    count = _attribute(element, name)
    return min(int(count), _MOST_REPEATED) if count.isdecimal() else 1


class _Styles:
    """What a document's styles set: bold, italic, struck, hidden."""

    def __init__(self, roots: list[Element]) -> None:
        self._own: dict[str, dict[str, bool]] = {}
        self._parent: dict[str, str] = {}
        self._known: dict[tuple[str, ...], dict[str, bool]] = {}
        for root in reversed(roots):  # the content's own styles last: they go before the common
            for style in root.iter():
                if tag_of(style) == "style":
                    self._add(style)

    def _add(self, style: Element) -> None:
        name = _attribute(style, "name")
        self._parent[name] = _attribute(style, "parent-style-name")
        self._own[name] = {
            kind: _attribute(child, attribute) in values
            for child in style
            if tag_of(child) == "text-properties"
            for kind, (attribute, values) in _PROPERTIES.items()
            if _attribute(child, attribute)
        }

    def resolved(self, styles: tuple[str, ...]) -> dict[str, bool]:
        """Return what holds within styles, given from the outermost to the innermost."""
        if styles not in self._known:
            found = dict.fromkeys(_PROPERTIES, False)
            for name in styles:
                chain: list[str] = []
                while name and name not in chain:  # a circle ends where it closes
                    chain.append(name)
                    name = self._parent.get(name, "")
                for one in reversed(chain):
                    found.update(self._own.get(one, {}))
            self._known[styles] = found
        return self._known[styles]
