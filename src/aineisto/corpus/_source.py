"""What a reader of a format hands on: the text and the paragraphs in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from aineisto.corpus._edits import Edit

# Characters that XML cannot hold and people cannot see. Each becomes one other character, so that
# offsets do not move.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_MARKS = "\x0b\x0c\x1c\x1d\x1e"


@dataclass(frozen=True)
class Paragraph:
    """A stretch of a document's text and what the format says of it.

    ``emphasis`` tells that all of it is bold or italic; ``unit`` that it is one statement and must
    not be split; the strings are empty where the format says nothing.
    """

    start: int
    end: int
    emphasis: bool = False
    heading: bool = False
    unit: bool = False
    speaker: str = ""
    role: str = ""
    question: str = ""
    participant: str = ""

    def cut(self, start: int, end: int) -> Paragraph:
        """Return the same paragraph with other borders."""
        return replace(self, start=start, end=end)


@dataclass(frozen=True)
class Source:
    """A document as its reader found it.

    ``paragraphs`` is None where the format knows only lines (plain text, pdf); ``pages`` holds the
    offsets at which pages begin, where they are known. ``name`` is set when one file holds several
    documents; ``remarks`` are (place, problem, remedy) of parts that could not be read.
    """

    format: str
    text: str
    paragraphs: tuple[Paragraph, ...] | None = None
    pages: tuple[int, ...] = ()
    edits: tuple[Edit, ...] = ()
    name: str = ""
    remarks: tuple[tuple[str, str, str], ...] = field(default=())


def safe_text(text: str) -> str:
    """Return `text` with line marks as line feeds and control characters as spaces."""
    return _UNSAFE.sub(lambda found: "\n" if found.group() in _LINE_MARKS else " ", text)


def joined(format: str, parts: Iterable[tuple[str, Paragraph]], separator: str = "\n") -> Source:
    """Return a source whose text is the parts' texts, each with its paragraph's attributes."""
    texts: list[str] = []
    paragraphs: list[Paragraph] = []
    place = 0
    for raw, paragraph in parts:
        text = safe_text(raw)
        texts.append(text)
        paragraphs.append(paragraph.cut(place, place + len(text)))
        place += len(text) + len(separator)
    return Source(format, separator.join(texts), tuple(paragraphs))
