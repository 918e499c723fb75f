"""From a source to turns: labels, roles, paragraphs and the edits of a document."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from aineisto.corpus._corpus import INTERVIEWEE, INTERVIEWER
from aineisto.corpus._cues import Cue
from aineisto.corpus._edits import EditMap
from aineisto.corpus._guide import THRESHOLD, GuideMatcher
from aineisto.corpus._source import Paragraph, Source
from aineisto.corpus.layout import (
    bullet,
    is_set_off,
    is_wrapped,
    mend_lines,
    physical_lines,
    tidy_edits,
)
from aineisto.corpus.speakers._labels import Label, find_labels, label_key, skip_stamp
from aineisto.corpus.speakers._roles import Speaker, assign_roles

_LINE_START = re.compile(r"(?:\A|(?<=\n))")
_ASKS_VERBATIM = 0.75  # how well an unlabelled line must match a question to be the interviewer's


@dataclass
class Turn:
    """What one speaker says until another speaks."""

    speaker: str
    role: str
    paragraphs: list[Paragraph] = field(default_factory=list)


@dataclass
class Document:
    """A document: its source, its name, its turns and the edits to its clean copy."""

    name: str
    path: Path
    source: Source
    turns: list[Turn]
    edits: EditMap

    @property
    def cues(self) -> list[Cue]:
        """When parts of the text are heard, as the format says it or its paragraphs do."""
        timed = [one for one in self.source.paragraphs or () if one.time_start is not None]
        return [*self.source.cues, *map(_cue_of, timed)]

    def clean(self, paragraph: Paragraph) -> str:
        """Return a paragraph as it is in the clean copy."""
        text = self.source.text[paragraph.start : paragraph.end]
        return self.edits.within(paragraph.start, paragraph.end).apply(text)

    def turn_text(self, turn: Turn) -> str:
        """Return a turn as it is in the clean copy."""
        return " ".join(self.clean(paragraph) for paragraph in turn.paragraphs)


def _cue_of(paragraph: Paragraph) -> Cue:
    time_start = math.nan if paragraph.time_start is None else paragraph.time_start
    if paragraph.time_end is None:  # a time without an end is that of the first words
        return Cue(paragraph.start, paragraph.start, time_start)
    return Cue(paragraph.start, paragraph.end, time_start, paragraph.time_end)


def build_document(
    name: str,
    path: Path,
    source: Source,
    *,
    interviewer: Sequence[str] = (),
    participants: Sequence[str] = (),
    matcher: GuideMatcher | None = None,
) -> Document:
    """Return the document's turns with their speakers and roles.

    Raises
    ------
    SpeakerError
        When its labels leave open who is the interviewer.
    """
    known = [*interviewer, *participants]
    starts = [found.start() for found in _LINE_START.finditer(source.text)]
    labels = {} if _says_speakers(source) else find_labels(source.text, starts, known)
    paragraphs, edits = _paragraphs(source, labels)
    document = Document(name, path, source, [], EditMap(tidy_edits(source.text, edits)))
    spoken = [_strip_marks(source.text, paragraph) for paragraph in paragraphs]
    if any(one.speaker or one.role or one.participant for one in spoken):
        turns = _labelled_turns(spoken)
        _give_roles(document, turns, path, interviewer, participants, matcher)
    else:
        turns = _unlabelled_turns(document, [one for one in spoken if one.start < one.end], matcher)
    document.turns = [turn for turn in turns if turn.paragraphs]
    return document


def _labelled_turns(paragraphs: Sequence[Paragraph]) -> list[Turn]:
    """Return the turns; a paragraph without a label goes on with the turn before it."""
    turns: list[Turn] = []
    before: tuple[str, str, str] | None = None
    for paragraph in paragraphs:
        who = (label_key(paragraph.speaker), paragraph.role, paragraph.participant)
        if before is None or (any(who) and who != before):
            turns.append(Turn(paragraph.speaker, paragraph.role))
            before = who
        if paragraph.start < paragraph.end:
            turns[-1].paragraphs.append(paragraph)
    return turns


def _give_roles(
    document: Document,
    turns: Sequence[Turn],
    path: Path,
    interviewer: Sequence[str],
    participants: Sequence[str],
    matcher: GuideMatcher | None,
) -> None:
    """Set the roles that the format leaves open."""
    by_speaker: dict[str, list[Turn]] = {}
    for turn in turns:
        if not turn.role and turn.speaker:
            by_speaker.setdefault(label_key(turn.speaker), []).append(turn)
    roles: dict[str, str] = {}
    if by_speaker:
        speakers = [
            Speaker(own[0].speaker, len(own), _first_words(document, own))
            for own in by_speaker.values()
        ]
        asked = {key: _asked(document, own, matcher) for key, own in by_speaker.items()}
        roles = assign_roles(
            speakers, file=path, interviewer=interviewer, participants=participants, asked=asked
        )
    for turn in turns:
        # What stands before the first label (a title, a date) is nobody's answer: context. A
        # table's row is somebody's.
        unit = any(paragraph.unit for paragraph in turn.paragraphs)
        nobody = INTERVIEWEE if unit else INTERVIEWER
        turn.role = turn.role or roles.get(label_key(turn.speaker), nobody)


def _first_words(document: Document, turns: Sequence[Turn]) -> str:
    text = next((text for text in map(document.turn_text, turns) if text), "")
    return text if len(text) <= 50 else text[:50].rsplit(" ", 1)[0] + " …"


def _asked(document: Document, turns: Sequence[Turn], matcher: GuideMatcher | None) -> int:
    """Return how many of the guide's questions a speaker asks."""
    if matcher is None:
        return 0
    best = [matcher.scores(document.turn_text(turn)) for turn in turns]
    return sum(any(own[number] >= THRESHOLD for own in best)
               for number in range(len(matcher.questions)))  # fmt: skip


def _unlabelled_turns(
    document: Document, paragraphs: Sequence[Paragraph], matcher: GuideMatcher | None
) -> list[Turn]:
    """Return the turns of a text without labels: by bold or italic, by the guide, or one voice."""
    for asks in (_by_emphasis(document, paragraphs, matcher),
                 _by_guide(document, paragraphs, matcher)):  # fmt: skip
        if asks:
            return _turns_of(paragraphs, asks)
    return [Turn("", INTERVIEWEE, list(paragraphs))]


def _by_emphasis(
    document: Document, paragraphs: Sequence[Paragraph], matcher: GuideMatcher | None
) -> list[bool]:
    """Tell which paragraphs are the interviewer's by their being set off, or nothing.

    Bold paragraphs of which hardly any is a question are a text's headings.
    """
    marked = [paragraph.emphasis or paragraph.heading for paragraph in paragraphs]
    asking = [
        "?" in text or (matcher is not None and max(matcher.scores(text), default=0) >= THRESHOLD)
        for text, mark in zip(map(document.clean, paragraphs), marked, strict=True)
        if mark
    ]
    return marked if asking and not all(marked) and 3 * sum(asking) >= len(asking) else []


def _by_guide(
    document: Document, paragraphs: Sequence[Paragraph], matcher: GuideMatcher | None
) -> list[bool]:
    """Tell which paragraphs ask a question of the guide nearly verbatim, or nothing.

    A list of questions without answers between them is no interview.
    """
    if matcher is None:
        return []
    asks = []
    for paragraph in paragraphs:
        text = document.clean(paragraph)
        scores = matcher.scores(text)
        best = max(range(len(scores)), key=scores.__getitem__, default=None)
        asks.append(
            best is not None
            and scores[best] >= _ASKS_VERBATIM
            and len(text) <= 3 * len(matcher.questions[best].text)
        )
    groups = sum(ask and not before for before, ask in zip([False, *asks], asks, strict=False))
    return asks if groups > 1 and 2 * groups > sum(asks) else []


def _turns_of(paragraphs: Sequence[Paragraph], asks: Sequence[bool]) -> list[Turn]:
    first = list(asks).index(True)
    # A short beginning is a title and a date; a long one is somebody's words.
    title = first <= 5 and sum(one.end - one.start for one in paragraphs[:first]) < 300
    turns: list[Turn] = []
    for number, (paragraph, ask) in enumerate(zip(paragraphs, asks, strict=True)):
        role = INTERVIEWER if ask or (title and number < first) else INTERVIEWEE
        if not turns or turns[-1].role != role:
            turns.append(Turn("", role))
        turns[-1].paragraphs.append(paragraph)
    return turns


def _says_speakers(source: Source) -> bool:
    return any(paragraph.speaker or paragraph.unit for paragraph in source.paragraphs or ())


def _paragraphs(source: Source, labels: Mapping[int, Label]) -> tuple[list[Paragraph], list]:
    text = source.text
    edits = list(source.edits)
    if source.paragraphs is not None:
        paragraphs = list(source.paragraphs)
    else:
        lines = physical_lines(text, source.pages)
        places = {line.start for line in lines if _line_start(text, line.start) in labels}
        unlabelled = [line for line in lines if line.start not in places]
        if source.format == "pdf" or is_wrapped(unlabelled):
            paragraphs, joins = mend_lines(text, source.pages, places)
            edits = [edit for edit in edits if not any(map(edit.overlaps, joins))]
            edits = sorted([*edits, *joins], key=lambda edit: edit.start)
        else:
            paragraphs = [Paragraph(line.start, line.end) for line in lines]
    if source.format == "md":
        paragraphs = [replace(one, emphasis=is_set_off(text[one.start : one.end]))
                      for one in paragraphs]  # fmt: skip
    return _cut_at_labels(text, paragraphs, labels), edits


def _line_start(text: str, place: int) -> int:
    return text.rfind("\n", 0, place) + 1


def _cut_at_labels(
    text: str, paragraphs: Sequence[Paragraph], labels: Mapping[int, Label]
) -> list[Paragraph]:
    """Begin a paragraph at every label, and leave the label itself out of it."""
    cut: list[Paragraph] = []
    places = sorted(labels)
    for paragraph in paragraphs:
        first = _line_start(text, paragraph.start)
        inside = [
            labels[place]
            for place in places[bisect_left(places, first) : bisect_left(places, paragraph.end)]
        ]
        bounds = [max(label.start, paragraph.start) for label in inside]
        if not bounds or bounds[0] > paragraph.start:
            end = bounds[0] if bounds else paragraph.end
            cut.append(paragraph.cut(paragraph.start, end))
        for label, end in zip(inside, [*bounds, paragraph.end][1:], strict=True):
            spoken = paragraph.cut(min(label.body, end), end)
            cut.append(replace(spoken, speaker=label.name))
    return cut


def _strip_marks(text: str, paragraph: Paragraph) -> Paragraph:
    """Leave out the white space, time stamp and bullet around what is said."""
    start, end = paragraph.start, paragraph.end
    start = min(skip_stamp(text, start), end)
    body = text[start:end]
    start += len(body) - len(body.lstrip())
    end -= len(body) - len(body.rstrip())
    if start < end and not paragraph.unit:
        start += bullet(text[start:end])
    return paragraph.cut(min(start, end), end) if start < end else paragraph.cut(end, end)
