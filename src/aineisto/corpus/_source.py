"""What a reader of a format hands on: the text and the paragraphs in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, groupby
from typing import NamedTuple

from aineisto.corpus._edits import Edit
from aineisto.corpus._remarks import Remark, remark
from aineisto.corpus._times import Cue

# Characters that XML cannot hold and people cannot see. Each becomes one other character, so that
# offsets do not move.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_SHOWN, _LONGEST = 5, 60  # places and characters in a remark
_LINE_MARKS = "\x0b\x0c\x1c\x1d\x1e"


def safe_text(text: str) -> str:
    """Return `text` with line marks as line feeds and control characters as spaces."""
    return _UNSAFE.sub(lambda found: "\n" if found.group() in _LINE_MARKS else " ", text)


class Paragraph(NamedTuple):
    """A stretch of a document's text and what the format says of it.

    ``emphasis`` tells that all of it is bold or italic, ``lead`` how much of its beginning is,
    where the rest is not; ``unit`` that it is one statement and must
    not be split; the strings are empty and the times (seconds) None where the format says nothing.
    ``data`` holds what other columns of a table say: pairs of their name and the cell.
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
    time_start: float | None = None
    time_end: float | None = None
    data: tuple[tuple[str, str], ...] = ()
    lead: int = 0

    def cut(self, start: int, end: int) -> Paragraph:
        """Return the same paragraph with other borders."""
        if (start, end) == (self.start, self.end):
            return self  # there are many, and most are whole
        return self._replace(start=start, end=end)


@dataclass(frozen=True)
class Source:
    """A document as its reader found it.

    ``paragraphs`` is None where the format knows only lines (plain text, pdf); ``pages`` holds the
    offsets at which pages begin, where they are known. ``name`` is set when one file holds several
    documents; ``remarks`` are of parts that could not be read; ``cues``
    say when parts of the text are heard, where the paragraphs do not, and ``timed`` tells that
    all of it is cues; ``questions`` holds the codes of questions that a table gives, and the rows
    of each.
    """

    format: str
    text: str
    paragraphs: tuple[Paragraph, ...] | None = None
    pages: tuple[int, ...] = ()
    edits: tuple[Edit, ...] = ()
    name: str = ""
    remarks: tuple[Remark, ...] = field(default=())
    cues: tuple[Cue, ...] = ()
    timed: bool = False
    questions: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def with_participants(self, names: Mapping[str, str]) -> Source:
        """Return the document with other names for the participants that its paragraphs have."""
        return replace(
            self,
            paragraphs=tuple(
                one._replace(participant=names.get(one.participant, one.participant))
                for one in self.paragraphs or ()
            ),
        )


@dataclass(frozen=True)
class Spoken:
    """A piece of what is said: its speaker, its text and when it is heard (seconds).

    ``role`` is set where the format says it; ``goes_on`` tells that the piece goes on with the
    line of the one before, as words of a sentence do; ``begins`` that somebody else begins, whoever
    it is.
    """

    speaker: str
    text: str
    start: float
    end: float
    role: str = ""
    goes_on: bool = False
    begins: bool = False


def timed(format: str, pieces: Iterable[Spoken]) -> Source:
    """Return timed pieces of speech as a document: consecutive ones of a speaker a paragraph."""
    pieces = list(pieces)
    turns = accumulate(piece.begins for piece in pieces)
    texts: list[str] = []
    paragraphs: list[Paragraph] = []
    cues: list[Cue] = []
    place = 0
    for (speaker, role, _), group in groupby(
        zip(pieces, turns, strict=True), key=lambda one: (one[0].speaker, one[0].role, one[1])
    ):
        begin = place
        for piece, _ in group:
            text = safe_text(piece.text)
            if texts:
                texts.append(" " if piece.goes_on and place > begin else "\n")
            texts.append(text)
            cues.append(Cue(place, place + len(text), piece.start, piece.end))
            place += len(text) + 1
        paragraphs.append(Paragraph(begin, place - 1, speaker=speaker, role=role))
    return Source(format, "".join(texts), tuple(paragraphs), cues=tuple(cues), timed=True)


def without_speaker(pieces: Iterable[Spoken]) -> list[Remark]:
    """Return a remark on stretches that have no speaker, where others have one."""
    runs = [(who, list(own)) for who, own in groupby(pieces, key=lambda piece: piece.speaker)]
    bare = [own for who, own in runs if not who and any(piece.text.strip() for piece in own)]
    if not bare or len(bare) == len(runs):
        return []
    known = [own[0].start for own in bare if own[0].start == own[0].start]
    return [
        remark(
            "no_speaker",
            ", ".join(f"time {at // 60:.0f}:{at % 60:02.0f}" for at in known[:_SHOWN]),
            "Say who speaks there in the transcript, or write the statements to a table and fill "
            "in the column speaker.",
            text=" ".join(piece.text for piece in bare[0])[:_LONGEST],
            n=len(bare),
        )
    ]


def joined(
    format: str,
    parts: Iterable[tuple[str, Paragraph]],
    separator: str = "\n",
    *,
    remarks: tuple[Remark, ...] = (),
) -> Source:
    """Return a source whose text is the parts' texts, each with its paragraph's attributes."""
    texts: list[str] = []
    paragraphs: list[Paragraph] = []
    place = 0
    for raw, paragraph in parts:
        text = safe_text(raw)
        texts.append(text)
        paragraphs.append(paragraph.cut(place, place + len(text)))
        place += len(text) + len(separator)
    return Source(format, separator.join(texts), tuple(paragraphs), remarks=remarks)
