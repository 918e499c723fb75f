"""Statements read in their dialogue by the encoder, each once in a process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import softmax

from aineisto.core.checks import as_texts, same_length
from aineisto.core.errors import ArgumentError, ArgumentTypeError
from aineisto.core.memory import give_back_memory
from aineisto.core.renamed import renamed_parameters
from aineisto.language._reading import (
    CONTEXT,
    DialogueReading,
    Lines,
    Reading,
    ReadingStore,
    Surroundings,
    pack,
    unpack,
    version_of,
    words_of,
)
from aineisto.language._shared import shared_lemmatizer

#: Statements of which the reading is remembered: some 2 kB each.
KEPT = 20_000
#: Lines that one pass of the encoder takes, about.
PASS = 2_000
#: Lines of each part of the surroundings, at most: `_around` takes no more.
MOST = {"asked": 1, "before": 2, "after": 1}
INTERVIEWER, INTERVIEWEE = "interviewer", "interviewee"


def can_read() -> bool:
    """Tell whether the encoder that reads statements is installed.

    Examples
    --------
    >>> can_read()
    True
    """
    from aineisto.core.errors import ModelError
    from aineisto.encoder import shared_encoder

    try:
        return bool(shared_encoder().stance_labels)
    except (ModelError, ImportError):
        return False


def read_statements(texts: Iterable[str], context: pd.DataFrame | Reading | None = None) -> Reading:
    """Read statements, each by itself or with what was said around it.

    Parameters
    ----------
    texts : iterable of str
        Statements.
    context : DataFrame or Reading, optional
        For each statement what was said around it: columns ``asked`` (by the interviewer),
        ``before`` and ``after`` (by the speaker); those that are there are read, empty ones are
        none. Or the reading itself, where it has been made already (`read_corpus`).

    Raises
    ------
    ArgumentError
        When there is not one context for each text, or the frame has none of those columns.

    Examples
    --------
    >>> reading = read_statements(["Yhteistyö ei toimi.", "Se on hieno asia."])
    >>> len(reading), reading.in_dialogue
    (2, False)
    """
    given = as_texts(texts)
    if isinstance(context, Reading):
        same_length("texts", given, "statements of the reading", context)
        if context.texts != given:
            raise ArgumentError(
                "The reading is of other texts.", remedy="Give reading.take(rows) of these."
            )
        return context
    if context is None:
        return _read([[_Line("", text, row)] for row, text in enumerate(given)], given)
    if not isinstance(context, pd.DataFrame):
        raise ArgumentTypeError(
            f"The context is {type(context).__name__}.",
            remedy=f"Give a frame with columns of {', '.join(CONTEXT)}, a row a text.",
        )
    known = [name for name in CONTEXT if name in context]
    if not known:
        raise ArgumentError(
            "The context has none of the columns asked, before, after.",
            place=f"columns {', '.join(map(str, context.columns[:6]))}",
            remedy="Name at least one of them so.",
        )
    same_length("texts", given, "rows of context", context)
    parts = {name: as_texts(context[name], name, missing_as="") for name in known}
    empty = [""] * len(given)
    asked, before, after = (parts.get(name, empty) for name in CONTEXT)
    dialogues = [
        [
            _Line("asks", asked[row]),
            _Line("answers", before[row]),
            _Line("answers", text, row),
            _Line("answers", after[row]),
        ]
        for row, text in enumerate(given)
    ]
    return _read(dialogues, given)


@renamed_parameters(kept="readings")
def read_corpus(
    statements: pd.DataFrame, questions: Sequence[Any] = (), readings: ReadingStore | None = None
) -> Reading:
    """Read the statements of interviews in their order, each in its dialogue.

    Parameters
    ----------
    statements : DataFrame
        ``clean``; and where they are there ``document``, ``role``, ``start`` and ``question``.
        Rows of the role ``interviewer`` are context: their rows of the reading are zeros.
    questions : sequence of Question, optional
        The interview guide: in a document without an interviewer its questions stand before their
        answers.
    readings : ReadingStore, optional
        Where readings are kept (`Project.readings`): what is there is not read again, and what is
        read goes there.

    Returns
    -------
    Reading
        Rows as those of `statements`.

    Examples
    --------
    >>> few = corpus.statements.head(6)
    >>> len(read_corpus(few, codebook.questions)) == len(few)
    True
    """
    frame = statements.reset_index(drop=True)
    texts = as_texts(frame["clean"], "clean", missing_as="")
    if "document" not in frame:
        return read_statements(texts)
    keys = [name for name in ("document", "start") if name in frame]
    order = frame[keys].sort_values(keys, kind="stable").index.to_numpy()
    roles = frame["role"].astype(str).tolist() if "role" in frame else [""] * len(frame)
    asked = frame["question"].astype(str).tolist() if "question" in frame else [""] * len(frame)
    wording = {question.code: question.text or question.label("fi") for question in questions}
    documents: dict[Any, list[int]] = {}
    for row, document in zip(order, frame["document"].iloc[order], strict=True):
        documents.setdefault(document, []).append(int(row))
    dialogues = []
    for rows in documents.values():
        silent = all(roles[row] != INTERVIEWER for row in rows)
        lines, before = [], ""
        for row in rows:
            if silent and asked[row] != before and wording.get(asked[row]):
                lines.append(_Line("asks", wording[asked[row]], of_guide=True))
            before = asked[row]
            asks = roles[row] == INTERVIEWER
            speaker = "asks" if asks else "answers"
            lines.append(_Line(speaker, texts[row], None if asks else row))
        dialogues.append(lines)
    reading = _read(dialogues, texts, readings)
    if len(frame) > PASS:  # what the passes over a large study left
        give_back_memory()
    return reading


@renamed_parameters(kept="readings")
def answers_of(
    statements: pd.DataFrame,
    questions: Sequence[Any] = (),
    *,
    reads: bool = True,
    readings: ReadingStore | None = None,
) -> tuple[pd.DataFrame, Reading | None]:
    """Return the rows that are to be coded, and their reading in their dialogue.

    Parameters
    ----------
    statements, questions, readings
        As `read_corpus` takes them.
    reads : bool
        Whether they are to be read; else the reading is None.

    Examples
    --------
    >>> rows, reading = answers_of(corpus.statements.head(6), codebook.questions)
    >>> rows["role"].unique().tolist(), len(rows) == len(reading)
    (['interviewee'], True)
    """
    frame = statements.reset_index(drop=True)
    rows = np.arange(len(frame))
    if "role" in frame:
        answers = frame["role"] == INTERVIEWEE
        rows = np.flatnonzero(answers if answers.any() else frame["role"] != INTERVIEWER)
    reading = read_corpus(frame, questions, readings).take(rows) if reads else None
    return frame.iloc[rows].reset_index(drop=True), reading


class _Line(NamedTuple):
    """What was said, by whom, and which row of the reading it is; none where it is context."""

    speaker: str
    text: str
    row: int | None = None
    of_guide: bool = False  # in the place of what nobody wrote down


_known: dict[bytes, DialogueReading] = {}


def forget() -> None:
    """Forget the statements read so far."""
    _known.clear()


def _key(lines: Sequence[_Line]) -> bytes:
    # A hash: the texts themselves are not ours to keep.
    text = "\x1e".join(f"{line.speaker}\x1f{line.text}\x1f{line.row is None}" for line in lines)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _read(
    dialogues: Sequence[Sequence[_Line]], texts: list[str], readings: ReadingStore | None = None
) -> Reading:
    keys = [_key(lines) for lines in dialogues]
    found = {key: _known[key] for key in set(keys) if key in _known}
    new = {key: lines for key, lines in zip(keys, dialogues, strict=True) if key not in found}
    if new:
        told = _told(new, readings)
        found |= told
        many = sum(map(len, new.values()))
        if sum(len(one.many) for one in _known.values()) + many > KEPT:
            _known.clear()
        if many <= KEPT:
            _known.update(told)
    return _reading(dialogues, texts, [found[key] for key in keys])


def _told(
    new: dict[bytes, Sequence[_Line]], readings: ReadingStore | None
) -> dict[bytes, DialogueReading]:
    """Return what is told of dialogues: kept from an earlier reading, or read now and kept."""
    from aineisto.encoder import shared_encoder

    told: dict[bytes, DialogueReading] = {}
    version = version_of(shared_encoder().version)
    if readings is not None:
        for key, data in readings.get(version, list(new)).items():
            known = unpack(data, [line.text for line in new[key]])
            if known is not None:
                told[key] = known
    unread = [key for key in new if key not in told]
    for some in _by_lines(unread, new):
        read = dict(zip(some, _pass([new[key] for key in some]), strict=True))
        if readings is not None:
            readings.put(version, {key: pack(one) for key, one in read.items()})
        told |= read
    return told


def _by_lines(
    keys: Sequence[bytes], dialogues: Mapping[bytes, Sequence[_Line]]
) -> Iterator[list[bytes]]:
    """Yield dialogues some at a time, so that what is read grows neither memory nor what is lost.

    A pass over many short ones is as fast as one over all: the encoder sorts them by length.
    """
    some: list[bytes] = []
    many = 0
    for key in keys:
        some.append(key)
        many += len(dialogues[key])
        if many >= PASS:
            yield some
            some, many = [], 0
    if some:
        yield some


def _around(lines: Sequence[_Line]) -> list[dict[str, list[int]]]:
    """Return, for each line of a dialogue, the places of what stands around it."""
    around: list[dict[str, list[int]]] = [{name: [] for name in CONTEXT} for _ in lines]
    asked: list[int] = []
    own: dict[str, list[int]] = {}
    waiting: dict[str, list[int]] = {}  # lines after which the speaker has said nothing yet
    for place, (line, sides) in enumerate(zip(lines, around, strict=True)):
        if not line.speaker:
            continue
        said = own.setdefault(line.speaker, [])
        sides["asked"], sides["before"] = asked, said[-MOST["before"] :]
        if line.text:
            for earlier in waiting.pop(line.speaker, []):
                around[earlier]["after"] = [place]
            said.append(place)
            if line.speaker == "asks":
                asked = [place]
        waiting.setdefault(line.speaker, []).append(place)
    return around


def _reading(
    dialogues: Sequence[Sequence[_Line]], texts: list[str], told: Sequence[DialogueReading]
) -> Reading:
    """Put what was told of the lines of dialogues at the rows that they are of."""
    from aineisto.encoder import shared_encoder

    encoder, n = shared_encoder(), len(texts)
    wide = {"stance": len(encoder.stance_labels), "kind": len(encoder.kind_labels)}
    wide["polarity"] = wide["stance"]
    shapes: dict[str, Any] = {name: np.zeros((n, many)) for name, many in wide.items()}
    shapes |= {name: np.zeros(n) for name in ("aside", "spoken")}
    guided = np.zeros(n, dtype=bool)
    signs = [np.zeros(0, dtype=np.float32) for _ in texts]
    own = np.full((n, 1), -1)
    places = {name: np.full((n, MOST[name]), -1) for name in CONTEXT}
    first = 0
    for lines, one in zip(dialogues, told, strict=True):
        rows = [(line.row, at) for at, line in enumerate(lines) if line.row is not None]
        at_rows, at_lines = [row for row, _ in rows], [at for _, at in rows]
        for name, rows_of in shapes.items():
            rows_of[at_rows] = getattr(one, name)[at_lines]
        guided[at_rows] = any(line.of_guide for line in lines)
        around, signs_of = _around(lines), one.signs_of_lines()
        for row, at in rows:
            signs[row], own[row] = signs_of[at], first + at
            for name, some in around[at].items():
                places[name][row, : len(some)] = [first + place for place in some]
        first += len(lines)
    shared = Lines(
        [line.text for lines in dialogues for line in lines],
        *(
            np.concatenate(
                [getattr(one, name) for one in told]
                or [np.zeros((0, encoder.dimensions), np.float16)]
            )
            for name in ("subject", "vectors")
        ),
    )
    shapes["around"] = {name: Surroundings(shared, some) for name, some in places.items()}
    shapes |= {"signs": signs, "own": Surroundings(shared, own), "guided": guided}
    return Reading(texts, **shapes)


def _pass(dialogues: Sequence[Sequence[_Line]]) -> list[DialogueReading]:
    """Read dialogues by the encoder."""
    from aineisto.encoder import Line, shared_encoder

    flat = [(number, line) for number, lines in enumerate(dialogues) for line in lines]
    tokens = [words_of(line.text) for _, line in flat]
    said = [[token.text for token in some] for some in tokens]
    standard: list[list[str]] = []
    for _, group in groupby(zip(flat, said, strict=True), key=lambda item: item[0][0]):
        standard += shared_lemmatizer().standard_forms([words for _, words in group])
    lines = [
        Line(words, line.speaker, number)
        for (number, line), words in zip(flat, standard, strict=True)
    ]
    changed, words = np.zeros(len(dialogues)), np.ones(len(dialogues))
    for (number, line), before, after in zip(flat, said, standard, strict=True):
        if line.speaker != "asks":
            pairs = zip(before, after, strict=True)
            changed[number] += sum(a.lower() != b.lower() for a, b in pairs)
            words[number] += len(before)
    answer = shared_encoder().read_lines(lines)
    stance, kind = softmax(answer.stance, axis=1), softmax(answer.kind, axis=1)
    polarity = softmax(answer.polarity, axis=1)
    subject, vectors = answer.subject.astype(np.float16), answer.embedding.astype(np.float16)
    told = []
    start = 0
    for number, dialogue in enumerate(dialogues):
        own = slice(start, start + len(dialogue))
        start = own.stop
        told.append(
            DialogueReading(
                stance[own],
                kind[own],
                answer.aside[own],
                subject[own],
                vectors[own],
                polarity[own],
                np.full(len(dialogue), changed[number] / words[number]),
                np.array([len(words) for words in said[own]], dtype=int),
                np.concatenate([np.zeros(0), *answer.evidence[own]]).astype(np.float16),
            )
        )
    return told
