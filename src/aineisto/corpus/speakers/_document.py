"""From a source to turns: labels, roles, paragraphs and the edits of a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from aineisto.corpus._corpus import INTERVIEWEE, INTERVIEWER
from aineisto.corpus._edits import Edit, EditMap
from aineisto.corpus._guide import THRESHOLD, GuideMatcher
from aineisto.corpus._remarks import Remark, remark
from aineisto.corpus._source import Paragraph, Source, Spoken, timed
from aineisto.corpus._stretches import is_unpunctuated
from aineisto.corpus._times import Cue, in_recording
from aineisto.corpus.layout import LineMarks, line_marks, tidy_edits
from aineisto.corpus.speakers._conversation import conversation_edits
from aineisto.corpus.speakers._described import described_labels, without_turn_numbers
from aineisto.corpus.speakers._header import (
    Header,
    find_footer,
    find_header,
    initials_above,
    is_title,
    of_a_program,
)
from aineisto.corpus.speakers._labels import (
    Label,
    TextLine,
    find_labels,
    lines_of,
)
from aineisto.corpus.speakers._letters import find_signatures
from aineisto.corpus.speakers._names import label_key
from aineisto.corpus.speakers._near import near_misses
from aineisto.corpus.speakers._nobody import is_nobodys, nobodys_labels
from aineisto.corpus.speakers._paragraphs import (
    apart_from,
    around_speakers,
    paragraphs_of,
    stamp_edits,
    strip_marks,
)
from aineisto.corpus.speakers._roles import Speaker, assign_roles, known_to_ask
from aineisto.corpus.speakers._stamps import (
    Stamp,
    blanked,
    cue_of,
    cues_of,
    find_stamps,
    without_stamps,
)
from aineisto.corpus.speakers._unlabelled import (
    by_dashes,
    by_emphasis,
    by_guide,
    by_numbers,
    by_questions,
    by_quotes,
    how_to_tell_apart,
    left_out_above,
    sided,
)
from aineisto.corpus.speakers._within import back_channels, comments_below, labels_within

#: Role of what is no speech: a title above the first turn.
NOBODY = ""
_SERVICE = "what a service or a transcriber adds"
_LABELS_TELL = "Check them with corpus.check(), and label the speakers where it is wrong."


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
    cues: list[Cue] = field(default_factory=list)
    left_out: list[Paragraph] = field(default_factory=list)  # titles, metadata, legends
    remarks: list[Remark] = field(default_factory=list)
    unpunctuated: bool = False
    first_turn: int = 1  # a title above labelled turns is counted as one, as identifiers are

    def remark(self, code: str, remedy: str, **fields: Any) -> None:
        """Note what the user should look at, of the whole document: a `remark`."""
        self.remarks.append(remark(code, "", remedy, **fields))

    def clean(self, paragraph: Paragraph) -> str:
        """Return a paragraph as it is in the clean copy."""
        return self.edits.clean(self.source.text, paragraph.start, paragraph.end)

    def turn_text(self, turn: Turn) -> str:
        """Return a turn as it is in the clean copy."""
        return " ".join(self.clean(paragraph) for paragraph in turn.paragraphs)


def build_document(
    name: str,
    path: Path,
    source: Source,
    *,
    interviewer: Sequence[str] = (),
    participants: Sequence[str] = (),
    roles: Mapping[str, str] | None = None,
    matcher: GuideMatcher | None = None,
) -> Document:
    """Return the document's turns with their speakers and roles.

    Parameters
    ----------
    name, path, source
        What it is called, its file, and what the reader of its format found.
    interviewer, participants : sequence of str
        Labels that the user says are interviewers', and that the participants' table gives.
    roles : mapping of str to str, optional
        Roles by label, as the user gives them.
    matcher : GuideMatcher, optional
        The guide.

    Raises
    ------
    SpeakerError
        When its labels leave open who is the interviewer.
    """
    known = [*interviewer, *participants, *(roles or {})]
    stamps = _stamps_in(source)
    marks = LineMarks() if source.paragraphs else line_marks(source.text, source.pages)
    masked = blanked(without_stamps(source.text, stamps), marks.spans)
    found = _Found() if _says_speakers(source) else _find(source, masked, known)
    if source.timed and found.labels:
        source = _by_labels(source, found.labels)
        stamps = _stamps_in(source)
        masked = without_stamps(source.text, stamps)
        found = _Found(roles=found.roles, remarks=found.remarks)
    paragraphs, apart, edits = paragraphs_of(source, masked, found.labels, found.left_out)
    spans = sorted([*((stamp.start, stamp.end) for stamp in stamps), *marks.spans])
    aside, told = back_channels(masked, paragraphs)
    aside += conversation_edits(source.text)
    aside = sorted([*aside, *found.edits], key=lambda edit: edit.start)
    edits = sorted([*edits, *apart_from(aside, edits)], key=lambda edit: edit.start)
    edits = stamp_edits(source.text, spans, edits)
    heads = [(label.start, label.body) for label in found.labels.values()]
    timed = [one for one in source.paragraphs or () if one.time_start is not None]
    cues = [*source.cues, *map(cue_of, timed)]
    cues, told_times = in_recording(source.text, cues or [*cues_of(source.text, stamps, heads)])
    document = Document(
        name, path, source, [], EditMap(tidy_edits(source.text, edits)), cues,
        left_out=[strip_marks(masked, one) for one in apart],
        remarks=[*found.remarks, *told, *told_times],
    )  # fmt: skip
    if marks.headers:
        words, remedy = "; ".join(marks.headers)[:100], "If said, write it into the text itself."
        document.remark("not_speech", remedy, kind="headers and footers", n=1, text=words)
    spoken = [strip_marks(masked, paragraph) for paragraph in paragraphs]
    if any(one.speaker or one.role or one.participant for one in spoken):
        table = _says_speakers(document.source) and not document.source.timed
        above, spoken, below, told = around_speakers(spoken, document.clean, table=table)
        document.left_out += [*above, *below]
        document.remarks += told
        spoken, done = without_turn_numbers(spoken, [*known, *found.roles])
        document.remarks += [] if done is None else [done]
        settled = {**found.roles, **{label_key(key): role for key, role in (roles or {}).items()}}
        if found.labels:
            texts = [document.clean(one) if one.start < one.end else "" for one in spoken]
            labels = [one.speaker for one in spoken if one.speaker]
            asking = known_to_ask(labels, interviewer, settled)
            spoken, done = sided(spoken, texts, matcher, asking)
            document.remarks += [] if done is None else [done]
        turns = _labelled_turns(spoken)
        document.first_turn += bool(document.left_out)
        _give_roles(document, turns, interviewer, participants, settled, matcher)
    else:
        turns = _unlabelled_turns(document, [one for one in spoken if one.start < one.end], matcher)
    document.turns = [turn for turn in turns if turn.paragraphs and turn.role != NOBODY]
    above = [one for turn in turns if turn.role == NOBODY for one in turn.paragraphs]
    document.left_out += above
    document.remarks += left_out_above([document.clean(one) for one in above])
    document.unpunctuated = is_unpunctuated(" ".join(map(document.turn_text, document.turns)))
    if document.unpunctuated:
        document.remark(
            "cut_at_pauses" if document.cues else "cut_at_clauses",
            "Check them, or let the recogniser write punctuation.",
        )
    return document


@dataclass(frozen=True)
class _Found:
    """What the lines of a document say: labels, lines that are no speech, roles, remarks."""

    labels: Mapping[int, Label] = field(default_factory=dict)
    left_out: Sequence[TextLine] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    remarks: Sequence[Remark] = ()
    edits: Sequence[Edit] = ()


def _by_labels(source: Source, labels: Mapping[int, Label]) -> Source:
    """Return timed speech without the labels in its text: each cue knows its speaker."""
    pieces = []
    speaker = ""
    for cue in source.cues:
        start = cue.start
        times = (cue.time_start, cue.time_end)
        goes_on = source.text[max(0, start - 1) : start] == " "
        for place in sorted(place for place in labels if cue.start <= place < cue.end):
            pieces.append(Spoken(speaker, source.text[start:place], *times, goes_on=goes_on))
            speaker, start, goes_on = labels[place].name, labels[place].body, False
        pieces.append(Spoken(speaker, source.text[start : cue.end], *times, goes_on=goes_on))
    said = [replace(piece, text=piece.text.strip()) for piece in pieces]
    text = timed(source.format, [piece for piece in said if piece.text])
    return replace(text, name=source.name, remarks=source.remarks)


def _stamps_in(source: Source) -> list[Stamp]:
    """Return a source's time stamps; where its form has the times, *14:30* is said."""
    stamps = find_stamps(source.text)
    known = source.timed or any(one.time_start is not None for one in source.paragraphs or ())
    return [one for one in stamps if not one.bare] if known else stamps


def _find(source: Source, masked: str, known: Sequence[str]) -> _Found:
    leads = {one.start: one.lead for one in source.paragraphs or () if one.lead}
    lines = lines_of(masked, source.text, leads)
    if not lines:
        return _Found()
    header = Header() if source.timed else find_header(masked, lines)
    body = lines[len(header.lines) :]
    others = [*filter(of_a_program, body), *initials_above(body)]
    comments, marks = ([], []) if source.timed else comments_below(masked, body)
    footer = [] if source.timed else find_footer(body[: len(body) - len(comments)])
    signed = [] if source.timed else find_signatures(body)
    others += [*footer, *comments, *(line for line in signed if line not in footer)]
    apart = {line.start for line in others}
    body = [line for line in body if line.start not in apart]
    labels = find_labels(masked, body, known)
    labels = {**labels, **described_labels(masked, body, labels)}
    labels = {**labels, **nobodys_labels(masked, body, labels)}
    told = [_not_speech(footer, _SERVICE)] if footer else []
    told += [_not_speech(comments, "comments")] if comments else []
    told += [_not_speech(signed, "signatures of letters")] if signed else []
    if not labels:
        lines = [*(header.lines if len(header.lines) > 1 else ()), *footer]
        left_out = sorted({*lines, *comments, *signed}, key=lambda line: line.start)
        return _Found(left_out=left_out, remarks=told, edits=marks)
    first = next(n for n, line in enumerate(body) if line.start in labels)
    left_out = [*header.lines, *others]
    if is_title(body[:first]) and not source.timed:
        left_out += body[:first]
        body = body[first:]
    near, remarks = near_misses(masked, body, labels)
    remarks += told
    labels = {**labels, **near}
    left_out.sort(key=lambda line: line.start)
    return _Found(
        {**labels, **labels_within(masked, labels)}, left_out, header.roles, remarks, marks
    )


def _not_speech(lines: Sequence[TextLine], kind: str) -> Remark:
    words = " / ".join(line.text for line in lines)[:100]
    place = ", ".join(f"line {line.number}" for line in lines[:5])
    remedy = "If somebody said it, write it on the line of the turn."
    return remark("not_speech", place, remedy, kind=kind, n=1, text=words)


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
    interviewer: Sequence[str],
    participants: Sequence[str],
    settled: Mapping[str, str],
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
        others = set(by_speaker)
        nobodys = {key for key in others if is_nobodys(key, others - {key})}
        known = [one for one in speakers if one.key not in nobodys or one.key in settled]
        roles = assign_roles(
            known or speakers,
            file=document.path,
            interviewer=interviewer,
            participants=participants,
            settled=settled,
            other_side=next((turn.role for turn in turns if turn.role), ""),
            asked={key: count for key, count in asked.items() if key not in nobodys},
        )
        roles = {**dict.fromkeys(nobodys, INTERVIEWEE), **roles}
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
    """Return the turns of a text without labels: by bold or italic, the guide, numbers, questions
    that take turns with answers, or one voice.
    """
    texts = [document.clean(one) for one in paragraphs]
    asks, above = by_dashes(document.source.text, paragraphs, texts, matcher)
    if asks and not document.source.timed:
        document.remark("dashes", _LABELS_TELL, n=sum(asks))
        return _turns_of(paragraphs, asks, above)
    timed = document.source.timed
    asks = by_quotes(texts) or by_emphasis(paragraphs, texts, matcher) or by_guide(texts, matcher)
    spoken = timed or bool(document.cues)
    set_off = bool(asks) and not spoken
    if not asks and not document.source.cues and not document.cues:
        asks = by_numbers(texts) or by_questions(texts)
    if asks and not set_off:
        document.remark("no_labels", _LABELS_TELL, n=sum(asks))
    if asks:
        return _turns_of(paragraphs, asks)
    questions = sum(text.count("?") for text in texts)
    if questions or timed:
        code = "one_voice" if questions else "one_voice_unasked"
        document.remark(code, how_to_tell_apart(timed, matcher), n=questions)
    if timed:  # somebody else begins, whoever it is
        return [Turn("", INTERVIEWEE, [one]) for one in paragraphs]
    return [Turn("", INTERVIEWEE, list(paragraphs))]


def _turns_of(
    paragraphs: Sequence[Paragraph], asks: Sequence[bool], above: int | None = None
) -> list[Turn]:
    first = list(asks).index(True) if above is None else above
    while first + 1 < len(asks) and paragraphs[first].heading and asks[first + 1]:
        first += 1  # a heading above the first question
    # A short beginning is a title and a date; a long one is somebody's words.
    title = first <= 5 and sum(one.end - one.start for one in paragraphs[:first]) < 300
    turns: list[Turn] = []
    for number, (paragraph, ask) in enumerate(zip(paragraphs, asks, strict=True)):
        role = INTERVIEWER if ask else INTERVIEWEE
        role = NOBODY if title and number < first else role
        if not turns or turns[-1].role != role:
            turns.append(Turn("", role))
        turns[-1].paragraphs.append(paragraph)
    return turns


def _says_speakers(source: Source) -> bool:
    return any(paragraph.speaker or paragraph.unit for paragraph in source.paragraphs or ())
