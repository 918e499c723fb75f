"""Read rich text (rtf)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from aineisto.core.errors import ReadError, reading
from aineisto.corpus._source import Paragraph, Source, joined
from aineisto.corpus.readers._plain import read_bytes

_TOKEN = re.compile(r"[{}]|\\(b|i|plain)(-?\d+)?(?![a-zA-Z\d])[ ]?|\\[a-zA-Z]+-?\d*|\\.", re.DOTALL)
_ON, _OFF = "\x01", "\x02"


def read_rtf(path: Path) -> Source:
    """Read rich text; paragraphs that are wholly bold or italic are marked as such."""
    from striprtf.striprtf import rtf_to_text

    data = read_bytes(path)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise ReadError(
            "The file is not a rich text: it does not begin with {\\rtf.",
            file=path,
            remedy="Give it the ending of its own format, or save it as rtf again.",
        )
    marked = _mark_emphasis(_decoded(data).replace(_ON, " ").replace(_OFF, " "))
    with reading(path, "rich text file (rtf)"):
        text = rtf_to_text(marked, errors="replace")
    return joined("rtf", _paragraphs(text))


def _decoded(data: bytes) -> str:
    """Return the file's characters: rich text is ASCII, but some programs write other bytes."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _mark_emphasis(rtf: str) -> str:
    """Put a character that survives the conversion where bold or italic begins and ends."""
    parts: list[str] = []
    stack: list[frozenset[str]] = []
    state: frozenset[str] = frozenset()
    place = 0
    for token in _TOKEN.finditer(rtf):
        before = bool(state)
        if token.group() == "{":
            stack.append(state)
        elif token.group() == "}":
            state = stack.pop() if stack else frozenset()
        elif token[1] == "plain":
            state = frozenset()
        elif token[1]:
            state = state - {token[1]} if token[2] == "0" else state | {token[1]}
        if bool(state) != before:
            parts += [rtf[place : token.end()], _ON if state else _OFF]
            place = token.end()
    return "".join(parts) + rtf[place:]


def _paragraphs(text: str) -> Iterator[tuple[str, Paragraph]]:
    emphasised = False
    for line in text.split("\n"):
        whole = True
        kept = []
        for character in line:
            if character in (_ON, _OFF):
                emphasised = character == _ON
            else:
                kept.append(character)
                whole = whole and (emphasised or character.isspace())
        body = "".join(kept)
        yield body, Paragraph(0, 0, emphasis=whole and bool(body.strip()))
