"""From turns to the statements frame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import pandas as pd

from aineisto.corpus._corpus import INTERVIEWEE, INTERVIEWER, STATEMENT_COLUMNS
from aineisto.corpus._guide import GuideMatcher
from aineisto.corpus._source import Paragraph
from aineisto.corpus._stretches import stretches
from aineisto.corpus._times import times_of
from aineisto.corpus.speakers import Document, is_note
from aineisto.language.sentences import split_sentences

#: So many statements are held as rows at once: they take ten times the room of the frame.
_AT_ONCE = 5_000


def interviewees(document: Document) -> list[str]:
    """Return the labels of a document's interviewees in order; ``""`` where there is no label."""
    return list(
        dict.fromkeys(
            turn.speaker
            for turn in document.turns
            if turn.role == INTERVIEWEE and not all(part.participant for part in turn.paragraphs)
        )
    )


def lone_notes(document: Document) -> list[str]:
    """Return the paragraphs that are nothing but a transcriber's notes, and so no statements."""
    spoken = (one for turn in document.turns for one in turn.paragraphs if not one.unit)
    return [said for said in map(document.clean, spoken) if is_note(said)]


def statement_rows(
    document: Document, participants: Mapping[str, str], matcher: GuideMatcher
) -> Iterator[dict[str, Any]]:
    """Yield a document's statements: the sentences of its turns.

    Parameters
    ----------
    document : Document
        The document.
    participants : mapping of str to str
        The participant of each interviewee's label.
    matcher : GuideMatcher
        The guide, to say which question an interviewer's turn asks.
    """
    questions = _questions(document, matcher)
    rows = list(_rows(document, participants, questions))
    times = times_of([(row["start"], row["end"]) for row in rows], document.cues)
    for row, (start, end) in zip(rows, times, strict=True):
        row["time_start"], row["time_end"] = start, end
        yield row


def _rows(
    document: Document, participants: Mapping[str, str], questions: Sequence[str]
) -> Iterator[dict[str, Any]]:
    # What stands above the first turn is counted, so that identifiers do not move when a title is
    # told from speech.
    above = _above(document)
    ordinal = sum(len(split_sentences(document.clean(one))) for one in above)
    for number, (turn, question) in enumerate(
        zip(document.turns, questions, strict=True), start=document.first_turn
    ):
        for paragraph in turn.paragraphs:
            for start, end, said, clean, count in _sentences(document, paragraph):
                # Notes are counted, so that identifiers do not move.
                number_of, ordinal = ordinal + 1, ordinal + count
                if is_note(clean) and not paragraph.unit:
                    continue
                answers = turn.role == INTERVIEWEE
                yield {
                    "statement_id": f"{document.name}:{number_of:04d}",
                    "document": document.name,
                    "participant": paragraph.participant
                    or (participants.get(turn.speaker, "") if answers else ""),
                    "speaker": turn.speaker,
                    "role": turn.role,
                    "question": paragraph.question or question,
                    "turn": number,
                    "start": start,
                    "end": end,
                    "text": said,
                    "clean": clean,
                    **{data_name(name): value for name, value in paragraph.data},
                }


def _above(document: Document) -> list[Paragraph]:
    if not document.turns:
        return []
    first = document.turns[0].paragraphs[0].start
    return [one for one in document.left_out if one.end <= first]


def _sentences(
    document: Document, paragraph: Paragraph
) -> Iterator[tuple[int, int, str, str, int]]:
    """Yield a paragraph's sentences: start and end in the document, the text and the clean one,
    and how many they are with the notes (*[naurua]*) behind them, which are part of them.
    """
    clean = document.clean(paragraph)
    edits = document.edits.within(paragraph.start, paragraph.end)
    spans = [(0, len(clean))] if paragraph.unit else split_sentences(clean)
    text = document.source.text
    for low, high, count in _with_notes(clean, spans):
        start, end = (paragraph.start + place for place in edits.to_original(low, high))
        whole = paragraph.unit or not document.unpunctuated
        pieces = [(start, end)] if whole else list(stretches(text, start, end, document.cues))
        for number, (first, last) in enumerate(pieces):
            own = 1 if number < len(pieces) - 1 else count
            yield first, last, text[first:last], document.edits.clean(text, first, last), own


def _with_notes(clean: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Return the spans of sentences, each with the notes that follow it, and how many it holds."""
    joined: list[tuple[int, int, int]] = []
    for low, high in spans:
        if joined and is_note(clean[low:high]):
            first, _, count = joined[-1]
            joined[-1] = (first, high, count + 1)
        else:
            joined.append((low, high, 1))
    return joined


def _questions(document: Document, matcher: GuideMatcher) -> list[str]:
    """Return the code of the question that each turn asks or answers."""
    asking = [turn for turn in document.turns if turn.role == INTERVIEWER]
    asked = iter(matcher.assign([document.turn_text(turn) for turn in asking]))
    codes = []
    current = ""
    for turn in document.turns:
        number = next(asked) if turn.role == INTERVIEWER else None
        if number is not None:
            current = matcher.questions[number].code
        codes.append(current)
    return codes


def statements_frame(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return rows as the statements frame, every column of its kind.

    The other columns of transcripts in tables come after it, as strings.
    """
    waiting = iter(rows)
    parts = [_part([])]
    while some := list(islice(waiting, _AT_ONCE)):
        parts.append(_part(some))
    frame = pd.concat(parts[1:] or parts, ignore_index=True)
    own = [name for name in frame if name not in STATEMENT_COLUMNS]
    frame[own] = frame[own].fillna("")
    return frame


def _part(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    own = dict.fromkeys(name for row in rows for name in row if name not in STATEMENT_COLUMNS)
    frame = pd.DataFrame(rows, columns=[*STATEMENT_COLUMNS, *own])
    # Before they are text: older pandas writes "nan" of what is missing.
    frame[list(own)] = frame[list(own)].where(frame[list(own)].notna(), "")
    return frame.astype({**STATEMENT_COLUMNS, **dict.fromkeys(own, "str")})


def data_name(name: str) -> str:
    """Return the name under which a transcript's own column is kept beside those of statements."""
    return f"{name}_given" if name in STATEMENT_COLUMNS else name
