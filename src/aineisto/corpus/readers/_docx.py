"""Read Word documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aineisto.corpus._source import Paragraph, Source, joined
from aineisto.corpus.readers._columns import table_parts
from aineisto.corpus.readers._package import DAMAGE, check_package, damaged

_KIND = "Word document (docx)"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "-"}
#: What hangs on a paragraph but is not read: deleted text, what was moved away, drawn boxes.
_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_SKIPPED = {
    *(f"{_W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "drawing", "pict")),
    _ALTERNATIVE,
}
#: What python-docx raises on damaged documents beside its own errors.
_DAMAGE = (*DAMAGE, KeyError, AttributeError, TypeError, IndexError)


def read_docx(path: Path) -> Source:
    """Read a Word document: paragraphs and tables in their order, without headers and footers.

    Insertions of tracked changes are read and deletions left out, as the document would be with
    all changes accepted.
    """
    check_package(path, "word/document.xml", _KIND)
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        document = docx.Document(str(path))
        return joined("docx", _blocks(document.element.body, document))
    except (OpcError, LxmlError, *_DAMAGE) as error:
        raise damaged(path, _KIND, error) from error


def _blocks(parent: Any, document: Any) -> Iterator[tuple[str, Paragraph]]:
    for child in parent:
        if child.tag == f"{_W}p":
            yield _paragraph(child, document)
        elif child.tag == f"{_W}tbl":
            yield from table_parts(_rows(child))
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"}:
            yield from _blocks(child, document)


def _rows(table: Any) -> list[list[str]]:
    return [
        ["\n".join(_text(p) for p in cell.iter(f"{_W}p")) for cell in row.iter(f"{_W}tc")]
        for row in table.iter(f"{_W}tr")
    ]


def _text(element: Any) -> str:
    return "".join(text for text, _ in _pieces(element))


def _pieces(element: Any) -> Iterator[tuple[str, Any]]:
    """Yield the texts below an element, each with the run it stands in."""
    for child in element:
        if child.tag in _SKIPPED or not isinstance(child.tag, str):
            continue
        if child.tag == f"{_W}t":
            yield child.text or "", element
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag], element
        else:
            yield from _pieces(child)


def _paragraph(element: Any, document: Any) -> tuple[str, Paragraph]:
    from docx.text.paragraph import Paragraph as DocxParagraph

    proxy = DocxParagraph(element, document._body)
    style = proxy.style
    name = (style.name or "").lower() if style is not None else ""
    pieces = list(_pieces(element))
    runs = [run for text, run in pieces if text.strip()]
    return "".join(text for text, _ in pieces), Paragraph(
        0,
        0,
        emphasis=bool(runs) and _all_emphasised(runs, proxy),
        heading=name.startswith(("heading", "title", "otsikko", "subtitle", "alaotsikko")),
    )


def _all_emphasised(runs: list[Any], paragraph: Any) -> bool:
    from docx.text.run import Run

    proxies = [Run(run, paragraph) for run in runs]
    return any(
        all(_is_set(run, paragraph, attribute) for run in proxies)
        for attribute in ("bold", "italic")
    )


def _is_set(run: Any, paragraph: Any, attribute: str) -> bool:
    """Tell whether a run is bold or italic: by itself, its style or its paragraph's style."""
    own = getattr(run, attribute)
    if own is not None:
        return bool(own)
    for style in (run.style, paragraph.style):
        while style is not None:
            value = getattr(style.font, attribute)
            if value is not None:
                return bool(value)
            style = style.base_style
    return False
