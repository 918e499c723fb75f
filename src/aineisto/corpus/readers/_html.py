"""Read HTML: what noScribe and word processors save as pages, and oTranscribe inside its files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from math import nan
from pathlib import Path

from aineisto.core.errors import ReadError, Said
from aineisto.core.text import words
from aineisto.corpus._source import Paragraph, Source, safe_text
from aineisto.corpus._times import Cue
from aineisto.corpus.readers._plain import read_string

_BLOCKS = words(
    "p div li ul ol h1 h2 h3 h4 h5 h6 tr td th table section article header footer blockquote pre "
    "body hr dt dd"
)
_SILENT = words("script style head title template noscript")
_STRONG = words("b strong i em h1 h2 h3 h4 h5 h6")
#: noScribe's anchors: ``ts_12140_14390_S00`` (milliseconds, speaker).
_ANCHOR = re.compile(r"ts_(\d+)_(\d+)_")


def read_html(path: Path, encoding: str | None = None) -> Source:
    """Read a page: its paragraphs, with the times of its anchors.

    Parameters
    ----------
    path, encoding
        As of `read_source`.
    """
    source = read_pages("html", read_string(path, encoding))
    if not source.text.strip():
        raise ReadError(
            Said("The page has no text.", "Sivulla ei ole tekstiä."),
            file=path,
            remedy=Said("Leave it out.", "Jätä se pois."),
        )
    return source


def read_pages(format: str, markup: str) -> Source:
    """Return the text of a page as a document."""
    parser = _Page()
    parser.feed(markup)
    parser.close()
    parser.end_paragraph()
    text = "\n".join(one.text for one in parser.paragraphs)
    paragraphs = []
    cues = []
    place = 0
    for one in parser.paragraphs:
        body = safe_text(one.text)
        strong = bool(body.strip()) and one.strong >= len(re.sub(r"\s", "", body))
        paragraphs.append(Paragraph(place, place + len(body), emphasis=strong))
        cues += [cue.moved(place) for cue in one.cues]
        place += len(body) + 1
    return Source(format, safe_text(text), tuple(paragraphs), cues=tuple(cues))


@dataclass
class _Paragraph:
    """A paragraph as it is gathered: its text, how much of it is bold, its cues."""

    text: str = ""
    strong: int = 0
    cues: list[Cue] = field(default_factory=list)


class _Page(HTMLParser):
    """Gathers the paragraphs of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[_Paragraph] = []
        self._now = _Paragraph()
        self._silent = 0
        self._strong = 0
        self._stamps = 0  # depth of tags inside a time stamp
        self._cue: tuple[int, float, float] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self._now.text += "\n"
        elif tag in _BLOCKS:
            self.end_paragraph()
        self._strong += tag in _STRONG
        if self._stamps:
            self._stamps += tag not in {"br", "img"}
        elif "data-timestamp" in given or "timestamp" in given.get("class", "").split():
            self._stamps = 1
            self._mark(given.get("data-timestamp", ""))
        anchor = _ANCHOR.match(given.get("name", "") or given.get("id", ""))
        if tag == "a" and anchor:
            start, end = int(anchor[1]) / 1000, int(anchor[2]) / 1000
            self._cue = (len(self._now.text), start, end)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "a" and self._cue is not None:
            begin, start, end = self._cue
            if len(self._now.text) > begin:
                self._now.cues.append(Cue(begin, len(self._now.text), start, end))
            self._cue = None
        if tag in _STRONG:
            self._strong = max(0, self._strong - 1)
        if self._stamps:
            self._stamps -= 1
        if tag in _BLOCKS:
            self.end_paragraph()

    def handle_data(self, data: str) -> None:
        if self._silent or self._stamps:
            return
        text = re.sub(r"[ \t\r\n\f]+", " ", data)
        if not self._now.text or self._now.text.endswith("\n"):
            text = text.lstrip(" ")
        self._now.text += text
        self._now.strong += len(re.sub(r"\s", "", text)) if self._strong else 0

    def end_paragraph(self) -> None:
        """Begin a new paragraph, and keep the one before if it says something."""
        if self._now.text.strip():
            self.paragraphs.append(self._now)
        elif self._now.cues and self._now.text == "":
            self._now = _Paragraph(cues=[c for c in self._now.cues if c.start == c.end])
            return
        self._now = _Paragraph()
        self._cue = None

    def _mark(self, seconds: str) -> None:
        try:
            at = float(seconds)
        except ValueError:
            at = nan
        place = len(self._now.text)
        # At the beginning of a paragraph a stamp says when it begins; inside, when both do.
        self._now.cues.append(Cue(place, place, at, at if self._now.text.strip() else nan))
