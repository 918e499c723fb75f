"""Read rich text (rtf)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from aineisto.core.errors import ReadError, Said, reading
from aineisto.core.packages import read_bytes
from aineisto.corpus._source import Paragraph, Source, joined
from aineisto.corpus.readers._left_out import LeftOut
from aineisto.corpus.readers._office import Cell, Part, table_parts

_TOKEN = re.compile(
    r"(?P<group>\{)(?:\\\*)?(?:\\(?P<beside>footnote|annotation|header[lrf]?|footer[lrf]?"
    r"|shptxt|dptxbxtext)"
    r"(?![a-zA-Z]))?|\}"
    r"|\\(?P<word>b|i|plain|v|strike|striked|deleted|trowd|cell|row)(?P<value>-?\d+)?"
    r"(?![a-zA-Z\d])[ ]?|\\[a-zA-Z]+-?\d*|\\.",
    re.DOTALL,
)
#: Characters that survive the conversion: emphasis on and off, no speech on and off, a row of a
#: table begins, a cell ends, the row ends.
_ON, _OFF, _OUT, _IN, _ROW, _CELL, _ROW_END = "\x01\x02\x03\x04\x05\x06\x07"
_MARKS = str.maketrans(dict.fromkeys((_ON, _OFF, _OUT, _IN, _ROW, _CELL, _ROW_END), " "))
_EMPHASIS, _UNSAID = frozenset({"b", "i"}), frozenset({"v", "strike", "striked", "deleted"})
_TABLE = re.compile(f"((?:{_ROW}[^{_ROW_END}]*{_ROW_END}[|\\n]*)+)")
_BESIDE = {"f": "headers and footers", "h": "headers and footers", "a": "comments",
           "s": "text boxes", "d": "text boxes"}  # fmt: skip


def read_rtf(path: Path) -> Source:
    """Read rich text; paragraphs that are wholly bold or italic are marked as such.

    Hidden and struck text, notes, comments, text boxes, headers and footers are no speech: they
    are left out, and the remarks say so.
    """
    data = read_bytes(path)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise ReadError(
            Said(
                "The file is not a rich text: it does not begin with {\\rtf.",
                "Tiedosto ei ole rtf-tekstiä: sen alussa ei ole merkintää {\\rtf.",
            ),
            file=path,
            remedy=Said(
                "Give it the ending of its own format, or save it as rtf again.",
                "Anna sille sen oma pääte tai tallenna se uudelleen rtf-tiedostona.",
            ),
        )
    with reading(path, Said("rich text file (rtf)", "rtf-tiedosto")):
        left_out = LeftOut()
        text = _plain(_marked(_decoded(data).translate(_MARKS), left_out))
        parts = list(_parts(text, left_out))
        return joined("rtf", parts, remarks=left_out.remarks())


def _decoded(data: bytes) -> str:
    """Return the file's characters: rich text is ASCII, but some programs write other bytes."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _plain(rtf: str) -> str:
    from striprtf.striprtf import rtf_to_text

    return rtf_to_text(rtf, errors="replace")


class _Group(NamedTuple):
    """A group that is open: the state before it, its begin, the note that it is or lies in."""

    state: frozenset[str]
    begin: int
    beside: str
    note: bool


def _marked(rtf: str, left_out: LeftOut) -> str:
    """Return the rich text with marks where emphasis, unsaid text, rows and cells begin and end.

    Notes, text boxes, headers and footers are noted in `left_out`; the conversion leaves them out.
    """
    parts: list[str] = []
    stack: list[_Group] = []
    state: frozenset[str] = frozenset()
    place = 0
    for token in _TOKEN.finditer(rtf):
        before, word = state, token["word"]
        if token["group"]:
            # A note in a note is told with the outer one.
            inside = bool(stack) and stack[-1].note
            beside = "" if inside else token["beside"] or ""
            stack.append(_Group(state, token.end(), beside, inside or bool(beside)))
        elif token.group() == "}":
            state, begin, beside, _ = stack.pop() if stack else _Group(frozenset(), 0, "", False)
            if beside:
                kind = "footnotes" if beside == "footnote" else _BESIDE[beside[0]]
                left_out.add(kind, _beside(rtf[:2_000], rtf[begin : token.start()]))
        elif word == "plain":
            state = frozenset()
        elif word and word in _EMPHASIS | _UNSAID:
            state = state - {word} if token["value"] == "0" else state | {word}
        marks = _changes(before, state, word)
        if marks:
            cut = token.start() if word in {"cell", "row"} else token.end()
            parts += [rtf[place:cut], marks]
            place = cut
    return "".join(parts) + rtf[place:]


def _changes(before: frozenset[str], state: frozenset[str], word: str | None) -> str:
    marks = {"trowd": _ROW, "cell": _CELL, "row": _ROW_END}.get(word or "", "")
    for kinds, begin, end in ((_EMPHASIS, _ON, _OFF), (_UNSAID, _OUT, _IN)):
        if bool(state & kinds) != bool(before & kinds):
            marks += begin if state & kinds else end
    return marks


def _beside(head: str, rtf: str) -> str:
    """Return the words of a note, a header or a footer; nothing for a page's number alone."""
    page = re.search(r"\\ansicpg\d+", head)
    text = _plain(f"{{\\rtf1\\ansi{page.group() if page else ''} {rtf}}}")
    return text if any(letter.isalpha() for letter in text) else ""


def _parts(text: str, left_out: LeftOut) -> Iterator[Part]:
    paragraphs = _Paragraphs(left_out)
    rows_end = text.rfind(_ROW_END) + 1  # what begins a row after that is none
    pieces = _TABLE.split(text[:rows_end])
    pieces[-1] += text[rows_end:]
    for number, piece in enumerate(pieces):
        if number % 2 == 0:
            yield from paragraphs.of(piece)
            continue
        rows: list[list[Cell]] = []
        for row in piece.split(_ROW_END)[:-1]:
            cells = row.lstrip("|\n").replace(_ROW, "").split(_CELL)[:-1]
            rows.append([list(paragraphs.of(cell.removeprefix("|"))) for cell in cells])
        yield from table_parts(rows, left_out, f"table {number // 2 + 1}")


class _Paragraphs:
    """Paragraphs of text with marks, which hold on from one to the next."""

    def __init__(self, left_out: LeftOut) -> None:
        self._left_out = left_out
        self._emphasised = self._unsaid = False

    def of(self, text: str) -> Iterator[Part]:
        """Yield the paragraphs of a text."""
        for line in text.split("\n"):
            whole = True
            kept: list[str] = []
            unsaid: list[str] = []
            for piece in re.split(f"([{_ON}{_OFF}{_OUT}{_IN}])", line):
                if piece in (_ON, _OFF):
                    self._emphasised = piece == _ON
                elif piece in (_OUT, _IN):
                    self._unsaid = piece == _OUT
                elif self._unsaid:
                    unsaid.append(piece)
                else:
                    kept.append(piece)
                    whole = whole and (self._emphasised or not piece.strip())
            self._left_out.add("hidden or struck text", " ".join(unsaid))
            body = "".join(kept).translate(_MARKS)
            yield body, Paragraph(0, 0, emphasis=whole and bool(body.strip()))
