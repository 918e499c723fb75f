"""Read the text of pdf documents."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from aineisto.core.errors import ReadError, reading
from aineisto.corpus._remarks import Remark, remark
from aineisto.corpus._source import Source, safe_text
from aineisto.corpus.readers._left_out import LeftOut
from aineisto.corpus.readers._pdf_table import table_source
from aineisto.corpus.readers._plain import read_bytes

_KIND = "pdf document"
_BETWEEN_PAGES = "\n\n"


def read_pdf(path: Path) -> Source:
    """Read a pdf: its pages' text with the dirt it has; mending is done on a copy.

    Comments and form fields are no speech: they are left out, and the remarks say so.

    Raises
    ------
    ReadError
        When it is damaged, protected by a password, or holds pictures of pages without text.
    """
    import pypdf

    if b"%PDF" not in read_bytes(path)[:1024]:
        raise ReadError(
            "The file is not a pdf document: it does not begin with %PDF.",
            file=path,
            remedy="Give it the ending of its own format, or save it as pdf again.",
        )
    with reading(path, _KIND), _quiet():
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadError(
                "The pdf is protected by a password.",
                file=path,
                remedy="Open it with the password and save a copy without one.",
            )
        pages = [safe_text(page.extract_text()) for page in reader.pages]
        table = _table(reader) if any(pages) else None
        written = _written_on(reader)
    source = _source(path, pages) if table is None else table
    return replace(source, remarks=(*source.remarks, *written))


def _written_on(reader: Any) -> tuple[Remark, ...]:
    """Return remarks on what was written on the pages: comments, and fields filled in."""
    left_out = LeftOut()
    for number, page in enumerate(reader.pages, start=1):
        notes = page.get("/Annots")
        notes = notes.get_object() if hasattr(notes, "get_object") else notes
        for one in notes if isinstance(notes, list) else ():
            note = one.get_object() if hasattr(one, "get_object") else None
            if isinstance(note, dict) and note.get("/Subtype") not in {"/Link", "/Popup"}:
                field = note.get("/Subtype") == "/Widget"
                text = note.get("/V" if field else "/Contents")
                kind = "form fields" if field else "comments"
                left_out.add(kind, text if isinstance(text, str) else "", f"page {number}")
    return left_out.remarks()


def _table(reader: Any) -> Source | None:
    """Return the transcript that a table holds, if the first page looks like one."""
    first = _set_out(reader.pages[0])
    if table_source([first]) is None:
        return None
    return table_source([first, *(_set_out(page) for page in reader.pages[1:])])


def _set_out(page: Any) -> str:
    """Return a page's text with the white space that sets it out."""
    text = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)
    return safe_text(text).replace("\f", "\n")


def _source(path: Path, pages: list[str]) -> Source:
    if not any(page.strip() for page in pages):
        raise ReadError(
            "The pdf has no text: its pages are pictures, probably scanned.",
            file=path,
            place=f"all {len(pages)} pages",
            remedy="Run text recognition (OCR) on it, for example with ocrmypdf -l fin.",
        )
    starts = []
    place = 0
    for page in pages:
        starts.append(place)
        place += len(page) + len(_BETWEEN_PAGES)
    empty = [str(number) for number, page in enumerate(pages, start=1) if not page.strip()]
    remarks = (
        remark(
            "empty_pages",
            f"pages {', '.join(empty)}",
            "If something is written on them, run text recognition (OCR) on the pdf.",
        ),
    )
    return Source(
        "pdf",
        _BETWEEN_PAGES.join(pages),
        pages=tuple(starts),
        remarks=remarks if empty else (),
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pypdf's remarks on small faults of a file from the user's screen."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
