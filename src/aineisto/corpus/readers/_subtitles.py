"""Read subtitles (vtt, srt): what meeting and transcription programs write.

Read as programs and people really leave them: a blank line inside a cue, an arrow short of a
dash, a comma for a point, a number missing, captions that roll over from cue to cue.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from aineisto.core.errors import ReadError, Said
from aineisto.corpus._remarks import Remark, remark
from aineisto.corpus._source import Source, Spoken, timed, without_speaker
from aineisto.corpus._times import parse_time
from aineisto.corpus.readers._plain import read_string

_CLOCK = r"(?:\d{1,3}:)?\d{1,3}:\d{1,2}(?:[.,:]\d{1,3})?"
_TIMING = re.compile(
    rf"[ \t\ufeff]*(?P<start>{_CLOCK})[ \t]*-{{1,3}}[ \t]?>[ \t]*(?P<end>{_CLOCK})"
    r"(?:[ \t]+\S+:\S+)*[ \t]*\Z"
)
_NO_CUE = re.compile(r"(?:NOTE|STYLE|REGION)\b")
#: Notes that programs leave for programs.
_MACHINE_NOTE = re.compile(
    r"NOTE\s*(?:\Z|(?:confidence|duration|language|recognizability|transcribed|audio|media|created|"
    r"paragraph|generated|file)\b)",
    re.IGNORECASE,
)
# A tag ends before the next begins, so that one left open costs no more than its own length.
_VOICE = re.compile(r"<v(?:\.[\w.]*)?\s([^<>]*)>")
_TAG = re.compile(r"</?(?:v|c|b|i|u|ruby|rt|lang|font)\b[^<>]*>", re.IGNORECASE)
_INLINE_TIME = re.compile(r"<((?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3})>")
_CHANGE = re.compile(r"(?:\A|(?<=\s))>>+(?=\s|\w|\Z)")
_OVERLAP = re.compile(r"//\s*(?:[\w .-]{1,30}:)?|//")
#: Share of cues that have to begin with the line before them for a file to roll over.
_ROLLS_OVER = 0.3


@dataclass
class _Block:
    """A cue as the file has it: its times and its lines."""

    start: float
    end: float
    lines: list[str] = field(default_factory=list)


def read_subtitles(path: Path, encoding: str | None = None) -> Source:
    """Read vtt or srt subtitles.

    The document's text is the cues' payloads, decoded and without their tags, a line each; where
    voice tags name the speakers, consecutive cues of a speaker are one paragraph.

    Parameters
    ----------
    path, encoding
        As of `read_source`.
    """
    return subtitles(path, read_string(path, encoding))


def subtitles(path: Path, text: str) -> Source:
    """Read the text of a file of subtitles."""
    blocks, remarks = _blocks(text)
    blocks = [block for block in blocks if any(line.strip() for line in block.lines)]
    if not blocks:
        raise ReadError(
            Said(
                "The subtitles have no cues with text.",
                "Tekstityksissä ei ole yhtään aikaleimattua tekstiä.",
            ),
            file=path,
            place="line 1",
            remedy=Said(
                "A cue begins with a line of times (00:00:01.000 --> 00:00:03.000); export the "
                "subtitles again from the program that made the transcript, or save the text as "
                "txt.",
                "Kohta alkaa aikojen rivillä (00:00:01.000 --> 00:00:03.000); vie tekstitykset "
                "uudelleen ohjelmasta, jolla litterointi on tehty, tai tallenna teksti "
                "txt-tiedostona.",
            ),
        )
    ending = "srt" if path.suffix.lower() == ".srt" else "vtt"
    spoken = _spoken(blocks)
    remarks += without_speaker(spoken)
    return replace(timed(ending, _heard(spoken)), remarks=tuple(remarks))


def is_subtitles(text: str) -> bool:
    """Tell whether text is subtitles, whatever its file is called."""
    lines = text.lstrip("\ufeff \n").split("\n", 40)[:40]
    if lines[0].startswith("WEBVTT"):
        return True
    return (
        bool(re.match(r"\d+\s*\Z", lines[0])) and len(lines) > 1 and bool(_TIMING.match(lines[1]))
    )


def _blocks(text: str) -> tuple[list[_Block], list[Remark]]:
    """Return the cues of a file, and remarks on notes that are not read."""
    lines = text.split("\n")
    blocks: list[_Block] = []
    remarks = []
    skipping = True  # the head of a vtt file, a note, a style
    for number, line in enumerate(lines):
        timing = _TIMING.match(line)
        if timing:
            start, end = parse_time(timing["start"]), parse_time(timing["end"])
            blocks.append(_Block(start or 0.0, end or 0.0))
            skipping = False
            continue
        blank_before = number == 0 or not lines[number - 1].strip()
        if _is_identifier(lines, number, blank_before=blank_before, blocks=len(blocks)):
            continue
        if blank_before and _NO_CUE.match(line):
            skipping = True
            if line.startswith("NOTE") and not _MACHINE_NOTE.match(line):
                remarks.append(
                    remark(
                        "note",
                        f"line {number + 1}",
                        "Nothing, if nobody says it.",
                        text=line[4:].strip(),
                    )
                )
        if skipping or not blocks:
            skipping = skipping and (bool(line.strip()) or not blocks)
            continue
        blocks[-1].lines.append(line)
    return blocks, remarks


def _is_identifier(lines: Sequence[str], number: int, *, blank_before: bool, blocks: int) -> bool:
    """Tell whether a line names the cue whose times stand on the next line."""
    if number + 1 >= len(lines) or not _TIMING.match(lines[number + 1]):
        return False
    line = lines[number].strip()
    if line.isdigit():
        return blank_before or abs(int(line) - blocks) <= 1
    return blank_before and bool(line) and not re.search(r"\s\S+\s\S", line)


def _spoken(blocks: Sequence[_Block]) -> list[Spoken]:
    """Return what the cues say, each line once."""
    pieces = [list(_pieces(block)) for block in blocks]
    if _rolls_over(pieces):
        pieces = list(_read_once(pieces))
    said = [one for own in pieces for piece in own for one in _at_changes(piece)]
    return [replace(one, goes_on=one.goes_on and not one.begins) for one in said]


def _heard(pieces: Sequence[Spoken]) -> Iterator[Spoken]:
    """Yield the pieces with their speakers: a cue without a voice goes on with the one before."""
    voiced = any(piece.speaker for piece in pieces)
    speaker = ""
    for piece in pieces:
        speaker = piece.speaker or (speaker if voiced else "")
        yield replace(piece, speaker=speaker)


def _at_changes(piece: Spoken) -> Iterator[Spoken]:
    """Yield a piece cut where *>>* says that somebody else begins."""
    for number, text in enumerate(_CHANGE.split(piece.text)):
        if text.strip():
            yield replace(piece, text=text.strip(), begins=number > 0)


def _pieces(block: _Block) -> Iterator[Spoken]:
    """Yield the lines of a cue by their speakers; the times inside a line part it."""
    speaker = ""
    for line in "\n".join(block.lines).strip("\n").split("\n"):
        parts = _VOICE.split(line)
        voices = ["", *(html.unescape(one).strip() for one in parts[1::2])]
        for voice, part in zip(voices, parts[0::2], strict=True):
            overlaps = voice.startswith("//")
            speaker = voice.strip("/ ") or speaker
            if voice and part.lstrip().startswith(f"{speaker}:"):  # the name a second time
                part = part.lstrip().removeprefix(f"{speaker}:")
            yield from _timed(block, speaker, part, overlaps=overlaps)


def _timed(block: _Block, speaker: str, text: str, *, overlaps: bool) -> Iterator[Spoken]:
    parts = _INLINE_TIME.split(text)
    starts = [block.start, *(parse_time(one) or block.start for one in parts[1::2])]
    goes_on = False
    for start, end, part in zip(starts, [*starts[1:], block.end], parts[0::2], strict=True):
        plain = html.unescape(_TAG.sub("", part)).strip()
        if overlaps or plain.startswith("//") or plain.endswith("//"):
            plain = _OVERLAP.sub(" ", plain).strip() if speaker else plain
        if plain:
            yield Spoken(speaker, plain, start, end, goes_on=goes_on)
            goes_on = True


def _lines(pieces: Sequence[Spoken]) -> list[str]:
    return [piece.text for piece in pieces]


def _rolls_over(pieces: Sequence[Sequence[Spoken]]) -> bool:
    filled = [_lines(own) for own in pieces if own]
    steps = list(pairwise(filled))
    again = sum(_shown_again(before, after) for before, after in steps)
    return again >= 2 and again >= _ROLLS_OVER * len(steps)


def _words_again(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many words at the end of one cue are those at the beginning of the next."""
    old, new = " ".join(before).split(), " ".join(after).split()
    for count in range(min(len(old), len(new)), 0, -1):
        if old[-count:] == new[:count]:
            return count
    return 0


def _shown_again(before: Sequence[str], after: Sequence[str]) -> bool:
    """Tell whether a cue begins with lines, or several words, that the one before ended with."""
    again = _words_again(before, after)
    whole = {len(before[0].split()), len(" ".join(before).split()), len(before[-1].split()),
             len(after[0].split())}  # fmt: skip
    return again > 1 or (again == 1 and again in whole)


def _read_once(pieces: Sequence[Sequence[Spoken]]) -> Iterator[list[Spoken]]:
    """Yield the cues without the words that they repeat of the one shown before."""
    before: list[str] = []
    for own in pieces:
        shown = _lines(own)
        again = _words_again(before, shown)
        new = []
        for piece in own:
            words = piece.text.split()
            if again < len(words):
                new.append(replace(piece, text=" ".join(words[again:])) if again else piece)
            again = max(0, again - len(words))
        yield new
        before = shown or before
