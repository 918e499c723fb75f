"""Read OpenDocument texts.

The two XML files that matter are parsed with defusedxml: odfpy goes on after a parsing error with
what it has got, and a transcript must not lose its end in silence.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from aineisto.core.errors import ReadError
from aineisto.corpus._source import Paragraph, Source, joined
from aineisto.corpus.readers._columns import table_parts
from aineisto.corpus.readers._package import DAMAGE, check_package, damaged, encrypted_odf

_KIND = "OpenDocument text (odt)"
#: What hangs on a text but is not read: notes, comments, deleted text, drawn frames.
_SKIPPED = frozenset(
    {"note", "annotation", "annotation-end", "tracked-changes", "frame", "ruby-text"}
)
_CONTAINERS = frozenset({"list", "list-item", "list-header", "section", "index-body"})
#: Attribute and values that make text bold or italic.
_PROPERTIES = {
    "bold": ("font-weight", {"bold", "600", "700", "800", "900"}),
    "italic": ("font-style", {"italic", "oblique"}),
}


def read_odt(path: Path) -> Source:
    """Read an OpenDocument text: paragraphs, headings, lists and tables in their order."""
    check_package(path, "content.xml", _KIND)
    if encrypted_odf(path):
        raise ReadError(
            "The document is protected by a password.",
            file=path,
            remedy="Open it, remove the password and save it again.",
        )
    from defusedxml import DefusedXmlException

    try:
        roots = _parse(path)
    except (ParseError, DefusedXmlException, *DAMAGE) as error:
        raise damaged(path, _KIND, error) from error
    bodies = [found for found in roots[0].iter() if _tag(found) == "text" and _holds_text(found)]
    if not bodies:
        raise damaged(path, _KIND, ValueError("no text"))
    try:
        return joined("odt", _blocks(bodies[0], _Styles(roots)))
    except RecursionError as error:  # nested deeper than any program writes
        raise damaged(path, _KIND, error) from error


def _parse(path: Path) -> list[Element]:
    from defusedxml.ElementTree import fromstring

    with zipfile.ZipFile(path) as archive:
        names = [name for name in ("content.xml", "styles.xml") if name in archive.namelist()]
        return [fromstring(archive.read(name)) for name in names]


def _tag(element: Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _holds_text(element: Element) -> bool:
    """Tell the office:text of a document from a style's text of the same name."""
    return isinstance(element.tag, str) and ":office:" in element.tag


def _attribute(element: Element, name: str) -> str:
    return next(
        (value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), ""
    )


def _blocks(parent: Element, styles: _Styles) -> Iterator[tuple[str, Paragraph]]:
    for child in parent:
        tag = _tag(child)
        if tag in {"p", "h"}:
            pieces = list(_pieces(child, (_attribute(child, "style-name"),)))
            shown = [own for text, own in pieces if text.strip()]
            yield (
                "".join(text for text, _ in pieces),
                Paragraph(
                    0,
                    0,
                    emphasis=bool(shown) and styles.all_emphasised(shown),
                    heading=tag == "h",
                ),
            )
        elif tag == "table":
            yield from table_parts(_rows(child))
        elif tag in _CONTAINERS:
            yield from _blocks(child, styles)


def _rows(table: Element) -> list[list[str]]:
    return [
        ["\n".join(_text(p) for p in cell.iter() if _tag(p) in {"p", "h"}) for cell in row
         if _tag(cell) == "table-cell"]
        for row in table.iter()
        if _tag(row) == "table-row"
    ]  # fmt: skip


def _text(element: Element) -> str:
    return "".join(text for text, _ in _pieces(element, ()))


def _pieces(element: Element, styles: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the texts below an element, each with the styles around it, outermost first."""
    yield _inline(element.text), styles
    for child in element:
        tag = _tag(child)
        if tag == "s":
            yield " " * _spaces(child), styles
        elif tag == "tab":
            yield "\t", styles
        elif tag == "line-break":
            yield "\n", styles
        elif tag and tag not in _SKIPPED:
            own = (*styles, _attribute(child, "style-name")) if tag == "span" else styles
            yield from _pieces(child, own)
        yield _inline(child.tail), styles


def _inline(text: str | None) -> str:
    """Return character data with line breaks of the XML as the spaces they stand for."""
    return (text or "").replace("\n", " ")


def _spaces(element: Element) -> int:
    count = _attribute(element, "c")
    return min(int(count), 100) if count.isdecimal() else 1


class _Styles:
    """Which of a document's styles are bold or italic."""

    def __init__(self, roots: list[Element]) -> None:
        self._own: dict[str, dict[str, bool]] = {}
        self._parent: dict[str, str] = {}
        for root in reversed(roots):  # the content's own styles last: they go before the common
            for style in root.iter():
                if _tag(style) == "style":
                    self._add(style)

    def _add(self, style: Element) -> None:
        name = _attribute(style, "name")
        self._parent[name] = _attribute(style, "parent-style-name")
        self._own[name] = {
            kind: _attribute(child, attribute) in values
            for child in style
            if _tag(child) == "text-properties"
            for kind, (attribute, values) in _PROPERTIES.items()
            if _attribute(child, attribute)
        }

    def all_emphasised(self, pieces: list[tuple[str, ...]]) -> bool:
        """Tell whether all of a paragraph's texts are bold, or all italic."""
        return any(all(self._is_set(own, kind) for own in pieces) for kind in _PROPERTIES)

    def _is_set(self, styles: tuple[str, ...], kind: str) -> bool:
        for name in reversed(styles):
            seen: set[str] = set()
            while name and name not in seen:
                seen.add(name)
                if kind in self._own.get(name, {}):
                    return self._own[name][kind]
                name = self._parent.get(name, "")
        return False
