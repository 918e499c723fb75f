"""Read Word documents.

The parts are read as XML: python-docx shows neither notes nor text boxes, and resolves the styles
of a paragraph anew for every run.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from aineisto.core.errors import Said, reading
from aineisto.core.packages import check_package, parse_part, tag_of
from aineisto.corpus._source import Paragraph, Source, joined
from aineisto.corpus.readers._left_out import styled_text
from aineisto.corpus.readers._office import Cell, OfficeDocument, Part

_KIND = Said("Word document (docx)", "Word-asiakirja (docx)")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_MOST_SPANNED = 100
_MOST_BASED_ON = 100  # styles, one on another: Word itself allows about ten
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
#: What holds paragraphs or runs and is passed through.
_BLOCK_WRAPPERS = frozenset({"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"})
#: What hangs on a paragraph and is no text.
_SKIPPED = frozenset({"pPr", "rPr", "instrText", "delInstrText", "fldChar", "sdtPr", "rt"})
_PROPERTIES = {"b": "bold", "i": "italic", "vanish": "hidden", "strike": "struck",
               "dstrike": "struck"}  # fmt: skip
_OFF = frozenset({"0", "false", "off", "none"})
_HEADINGS = ("heading", "title", "otsikko", "subtitle", "alaotsikko")
#: Parts beside the text, by the end of their relationship's type.
_PARTS = {
    "footnotes": "footnotes", "endnotes": "endnotes", "comments": "comments",
    "header": "headers and footers", "footer": "headers and footers",
}  # fmt: skip


def read_docx(path: Path) -> Source:
    """Read a Word document: its paragraphs and tables in their order.

    Insertions of tracked changes are read and deletions left out, as the document would be with
    all changes accepted. Hidden and struck text, notes, comments, text boxes, headers and footers
    are no speech: they are left out, and the remarks say so.
    """
    check_package(path, "word/document", _KIND)
    with reading(path, _KIND), zipfile.ZipFile(path) as archive:
        return _Document(archive).source()


def _value(element: Element, name: str = "val") -> str:
    return element.get(f"{_W}{name}") or element.get(f"{_STRICT}{name}") or ""


class _Document(OfficeDocument):
    """A document's parts, and what is left out of them."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        super().__init__()
        self._archive = archive
        self._main = _target(archive, "", "officeDocument") or "word/document.xml"
        styles = _target(archive, self._main, "styles")
        self._styles = _Styles(parse_part(archive, styles) if styles else None)

    def source(self) -> Source:
        """Return the document."""
        root = parse_part(self._archive, self._main)
        body = next((child for child in root if tag_of(child) == "body"), root)
        parts = self._spoken(list(self._blocks(body)))
        for kind, target in _relations(self._archive, self._main):
            if kind in _PARTS:
                self._beside(_PARTS[kind], target)
        return joined("docx", parts, remarks=self._left_out.remarks())

    def _beside(self, kind: str, target: str) -> None:
        """Note the texts of a part that is no speech."""
        if target not in self._archive.namelist():
            return
        root = parse_part(self._archive, target)
        notes = list(root) if kind != "headers and footers" else [root]
        for note in notes:
            if not _value(note, "type"):  # the others are lines that set notes off
                text = " ".join(
                    "".join(piece for piece, _ in _plain(paragraph))
                    for paragraph in note.iter()
                    if tag_of(paragraph) == "p"
                )
                if any(letter.isalpha() for letter in text):  # and not a page number
                    self._left_out.add(kind, text)

    def _blocks(self, parent: Element) -> Iterator[Part]:
        for child in parent:
            tag = tag_of(child)
            if tag == "p":
                self._number += 1
                text, paragraph = self._paragraph(child)
                asked = text[: paragraph.lead].rstrip()
                if asked.endswith("?") and "\n" in text[len(asked) : paragraph.lead + 1]:
                    # A question set off, and its answer after a line break.
                    yield asked, paragraph._replace(emphasis=True, lead=0)
                    text, paragraph = text[len(asked) :].lstrip(), paragraph._replace(lead=0)
                yield text, paragraph
            elif tag == "tbl":
                yield from self._of_table(self._rows(child))
            elif tag in _BLOCK_WRAPPERS:
                yield from self._blocks(child)
            elif tag == "AlternateContent":
                yield from self._blocks(_choice(child))
            elif tag == "altChunk":
                self._left_out.add("embedded document", "(of another format)", self._place())
            elif tag in {"del", "moveFrom"}:
                self._deleted(child)

    def _rows(self, table: Element) -> Iterator[list[Cell]]:
        for row in _within(table, "tr"):
            cells: list[Cell] = [[] for _ in range(_grid(row, "trPr", "gridBefore"))]
            for cell in _within(row, "tc"):
                cells.append(list(self._blocks(cell)))
                cells += [[] for _ in range(_grid(cell, "tcPr", "gridSpan") - 1)]
            yield cells

    def _paragraph(self, element: Element) -> Part:
        properties = element.find(f"{_W}pPr/{_W}pStyle")
        if properties is None:
            properties = element.find(f"{_STRICT}pPr/{_STRICT}pStyle")
        style = self._styles.paragraph(_value(properties) if properties is not None else "")
        pieces = (
            (text, self._styles.of_run(run, style) if run is not None else style)
            for text, run in self._pieces(element)
        )
        whole, emphasis, lead = styled_text(pieces, self._left_out, self._place())
        return whole, Paragraph(0, 0, emphasis=emphasis, heading=style["heading"], lead=lead)

    def _pieces(self, element: Element, run: Element | None = None) -> Iterator[_Piece]:
        """Yield the texts below an element, each with the run it stands in."""
        for child in element:
            tag = tag_of(child)
            if tag == "t":
                yield child.text or "", run
            elif tag == "r":
                yield from self._pieces(child, child)
            elif tag in _BREAKS:
                yield _BREAKS[tag], run
            elif tag in {"drawing", "pict", "object", "txbxContent"}:
                for box in _boxes(child):
                    self._boxes += list(self._blocks(box))
            elif tag == "AlternateContent":
                yield from self._pieces(_choice(child), run)
            elif tag in {"del", "moveFrom"}:
                self._deleted(child)
            elif tag == "sym":
                yield _symbol(child), run
            elif tag and tag not in _SKIPPED:
                yield from self._pieces(child, run)

    def _deleted(self, element: Element) -> None:
        text = "".join(one.text or "" for one in element.iter() if tag_of(one) in {"t", "delText"})
        self._left_out.add("deleted text of tracked changes", text, self._place())


_Piece = tuple[str, Element | None]


def _plain(element: Element) -> Iterator[tuple[str, None]]:
    for one in element.iter():
        if tag_of(one) == "t":
            yield one.text or "", None
        elif tag_of(one) in _BREAKS:
            yield " ", None


def _symbol(element: Element) -> str:
    """Return a character of a symbol font, where it is one of Unicode's own."""
    try:
        code = int(_value(element, "char"), 16)
    except ValueError:
        return ""
    return chr(code) if 0x20 <= code < 0xD800 else ""


def _choice(element: Element) -> Element:
    """Return the first of the alternatives, which all say the same."""
    return next((child for child in element if tag_of(child) in {"Choice", "Fallback"}), element)


def _boxes(element: Element) -> Iterator[Element]:
    """Yield the text boxes of a drawing, but none inside another."""
    if tag_of(element) == "txbxContent":
        yield element
        return
    for child in [_choice(element)] if tag_of(element) == "AlternateContent" else element:
        yield from _boxes(child)


def _within(parent: Element, tag: str) -> Iterator[Element]:
    """Yield the children of a name, also those in wrappers, but none of a table further in."""
    for child in parent:
        if tag_of(child) == tag:
            yield child
        elif tag_of(child) in _BLOCK_WRAPPERS:
            yield from _within(child, tag)


def _grid(element: Element, properties: str, name: str) -> int:
    for child in element:
        if tag_of(child) == properties:
            for one in child:
                if tag_of(one) == name and _value(one).isdecimal():
                    return min(int(_value(one)), _MOST_SPANNED)
    return 0


def _relations(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str]]:
    """Yield the last word of the type and the target of what a part refers to within the file."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels not in archive.namelist():
        return
    for one in parse_part(archive, rels):
        target = one.get("Target", "")
        if one.get("TargetMode") != "External" and target:
            place = target if target.startswith("/") else posixpath.join(folder, target)
            yield one.get("Type", "").rpartition("/")[2], posixpath.normpath(place).lstrip("/")


def _target(archive: zipfile.ZipFile, part: str, kind: str) -> str:
    found = (target for name, target in _relations(archive, part) if name == kind)
    return next((target for target in found if target in archive.namelist()), "")


class _Styles:
    """What a document's styles set: bold, italic, hidden, struck, and which are headings."""

    def __init__(self, root: Element | None) -> None:
        self._own: dict[str, dict[str, bool]] = {}
        self._parent: dict[str, str] = {}
        self._known: dict[str, dict[str, bool]] = {}
        self._default = ""
        self._headings: set[str] = set()
        for style in root if root is not None else ():
            if tag_of(style) == "style":
                self._add(style)

    def _add(self, style: Element) -> None:
        name = _value(style, "styleId")
        if _value(style, "default") in {"1", "true", "on"} and _value(style, "type") == "paragraph":
            self._default = name
        own: dict[str, bool] = {}
        for child in style:
            tag = tag_of(child)
            if tag == "basedOn":
                self._parent[name] = _value(child)
            elif tag == "rPr":
                own = _set(child)
            elif tag == "name" and _value(child).lower().startswith(_HEADINGS):
                self._headings.add(name)
        self._own[name] = own

    def paragraph(self, name: str) -> dict[str, bool]:
        """Return all that a paragraph's style sets, and whether it is a heading's."""
        name = name if name in self._own else self._default
        if name not in self._known:
            whole = dict.fromkeys({*_PROPERTIES.values()}, False) | self._resolved(name)
            self._known[name] = {**whole, "heading": name in self._headings}
        return self._known[name]

    def of_run(self, run: Element, style: dict[str, bool]) -> dict[str, bool]:
        """Return what holds for a run: by itself, its style or its paragraph's style."""
        for child in run:
            if tag_of(child) == "rPr":
                own = _set(child)
                named = next((_value(one) for one in child if tag_of(one) == "rStyle"), "")
                return {**style, **self._resolved(named), **own} if own or named else style
        return style

    def _resolved(self, name: str) -> dict[str, bool]:
        """Return what a style sets and the styles it is based on, the nearest ones of a long chain.

        A style of Word's is based on a few; a chain that closes in a circle ends there as well.
        """
        chain: list[str] = []
        while name in self._own and name not in chain and len(chain) < _MOST_BASED_ON:
            chain.append(name)
            name = self._parent.get(name, "")
        found: dict[str, bool] = {}
        for one in reversed(chain):
            found.update(self._own[one])
        return found


def _set(properties: Element) -> dict[str, bool]:
    return {
        _PROPERTIES[tag_of(one)]: _value(one) not in _OFF
        for one in properties
        if tag_of(one) in _PROPERTIES
    }
