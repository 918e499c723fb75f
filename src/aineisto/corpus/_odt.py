"""Read OpenDocument texts."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax import SAXException

from aineisto._errors import ReadError
from aineisto.corpus._grid import table_parts
from aineisto.corpus._package import check_package, damaged, encrypted_odf
from aineisto.corpus._source import Paragraph, Source, joined

_KIND = "OpenDocument text (odt)"
_SKIPPED = {"note", "annotation", "annotation-end", "tracked-changes", "frame", "ruby-text"}
#: What odfpy and its parser raise on damaged documents.
_DAMAGE = (
    *(SAXException, KeyError, ValueError, AttributeError, TypeError, IndexError, AssertionError),
    *(OSError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile),
)
#: Attribute and values that make text bold or italic.
_PROPERTIES = {
    "bold": ("font-weight", {"bold", "600", "700", "800", "900"}),
    "italic": ("font-style", {"italic", "oblique"}),
}
_CONTAINERS = {"list", "list-item", "list-header", "section", "text", "index-body"}


def read_odt(path: Path) -> Source:
    """Read an OpenDocument text: paragraphs, headings, lists and tables in their order."""
    check_package(path, "content.xml", _KIND)
    if encrypted_odf(path):
        raise ReadError(
            "The document is protected by a password.",
            file=path,
            remedy="Open it, remove the password and save it again.",
        )
    from odf.opendocument import load

    try:
        document = load(str(path))
        styles = _Styles(document)
        return joined("odt", _blocks(document.text, styles))
    except _DAMAGE as error:
        raise damaged(path, _KIND, error) from error


def _tag(element: Any) -> str:
    return element.qname[1] if getattr(element, "qname", None) else ""


def _blocks(parent: Any, styles: _Styles) -> Iterator[tuple[str, Paragraph]]:
    for child in parent.childNodes:
        tag = _tag(child)
        if tag in {"p", "h"}:
            pieces = list(_pieces(child, (_style(child),)))
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


def _rows(table: Any) -> list[list[str]]:
    return [
        ["\n".join(_text(p) for p in _below(cell, "p")) for cell in row.childNodes
         if _tag(cell) == "table-cell"]
        for row in _below(table, "table-row")
    ]  # fmt: skip


def _below(element: Any, tag: str) -> Iterator[Any]:
    for child in element.childNodes:
        if _tag(child) == tag:
            yield child
        else:
            yield from _below(child, tag)


def _text(element: Any) -> str:
    return "".join(text for text, _ in _pieces(element, ()))


def _style(element: Any) -> str:
    names = {key[1]: value for key, value in (element.attributes or {}).items()}
    return str(names.get("style-name", ""))


def _pieces(element: Any, styles: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the texts below an element, each with the styles around it, outermost first."""
    for child in element.childNodes:
        tag = _tag(child)
        if not tag:
            yield str(getattr(child, "data", "")).replace("\n", " "), styles
        elif tag == "s":
            yield " " * _spaces(child), styles
        elif tag == "tab":
            yield "\t", styles
        elif tag == "line-break":
            yield "\n", styles
        elif tag not in _SKIPPED:
            own = (*styles, _style(child)) if tag == "span" else styles
            yield from _pieces(child, own)


def _spaces(element: Any) -> int:
    counts = [value for key, value in (element.attributes or {}).items() if key[1] == "c"]
    return min(int(counts[0]), 100) if counts else 1


class _Styles:
    """Which of a document's styles are bold or italic."""

    def __init__(self, document: Any) -> None:
        self._own: dict[str, dict[str, bool]] = {}
        self._parent: dict[str, str] = {}
        for group in (document.styles, document.automaticstyles):
            for style in group.childNodes:
                if _tag(style) == "style":
                    self._add(style)

    def _add(self, style: Any) -> None:
        names = {key[1]: str(value) for key, value in style.attributes.items()}
        name = names.get("name", "")
        self._parent[name] = names.get("parent-style-name", "")
        own = self._own.setdefault(name, {})
        for child in style.childNodes:
            if _tag(child) != "text-properties":
                continue
            given = {key[1]: str(value) for key, value in child.attributes.items()}
            for kind, (attribute, values) in _PROPERTIES.items():
                if attribute in given:
                    own[kind] = given[attribute] in values

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
