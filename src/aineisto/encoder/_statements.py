"""Statements read in their dialogue: stance, kind, subject and vector of each, in one pass."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import numpy as np

from aineisto.encoder._files import Files
from aineisto.encoder._rows import Row, Window, batches, chunks, pad

#: Pieces of a window that it answers for, and of what stands before them, at most: chosen with
#: those of 150 and 70, 180 and 50 or 70, and 220 and 30 on the studies that choose
#: (``models/encoder-fi/README.md``). What stands before is read twice.
OWN, BEFORE = 200, 50
#: Pieces in a batch, padding counted.
BUDGET = 256
#: Windows that are sorted by length together.
CHUNK = 512
#: Outputs of a statement.
OUTPUTS = ("embedding", "polarity", "stance", "kind", "aside", "subject")


class Line(NamedTuple):
    """A statement in its dialogue.

    Attributes
    ----------
    words : sequence of str
        In standard forms.
    speaker : {"asks", "answers", ""}
        Who speaks: the interviewer, the interviewee, or nobody known.
    document : hashable
        Lines of one document that follow each other are read together.
    wanted : bool
        Whether an answer is needed; what the interviewer says is only context.

    Examples
    --------
    >>> Line(["Rajapinnat", "puuttuvat"], speaker="answers").words
    ['Rajapinnat', 'puuttuvat']
    """

    words: Sequence[str]
    speaker: str = ""
    document: Hashable = None
    wanted: bool = True


@dataclass(frozen=True, eq=False)
class StatementOutputs:
    """What the network says of n statements.

    Attributes
    ----------
    stance, kind, polarity : ndarray of float32 (n, k)
        Logits; the columns are those of `Encoder.stance_labels`, `.kind_labels`,
        `.polarity_labels`.
    aside : ndarray of float32 (n,)
        Logit of no theme, against those of `subject`.
    subject, embedding : ndarray of float32 (n, d)
        Vectors of length 1: near the descriptions of a statement's themes; and as
        `Encoder.encode` gives of it, told by its context too.
    evidence : list of ndarray of float32 (words,)
        What each word adds to the stance: positive speaks for praise.

    Examples
    --------
    >>> lines = [Line(["Rajapinnat", "puuttuvat", "."], speaker="answers")]
    >>> shared_encoder().read_lines(lines).stance.shape
    (1, 5)
    """

    stance: np.ndarray
    kind: np.ndarray
    polarity: np.ndarray
    aside: np.ndarray
    subject: np.ndarray
    embedding: np.ndarray
    evidence: list[np.ndarray]


def read_lines(files: Files, lines: Sequence[Line]) -> StatementOutputs:
    """Read statements in their dialogue; rows are those of the lines, 0 where none was wanted."""
    columns = {name: np.zeros((len(lines), *files.shape(name)), np.float32) for name in OUTPUTS}
    evidence = [np.zeros(len(line.words), dtype=np.float32) for line in lines]
    for some in chunks(_rows(files, lines), CHUNK):
        for batch in batches([len(window.row.pieces) for window in some], BUDGET):
            members = [some[i] for i in batch]
            inputs = pad([window.row for window in members], files.layout)
            *answers, signs = files.run([*OUTPUTS, "evidence"], inputs)
            for place, window in enumerate(members):
                for number, line in enumerate(window.lines):
                    for name, answer in zip(OUTPUTS, answers, strict=True):
                        columns[name][line] = answer[place, number]
                    begins, end = window.begins[number], window.row.spans[number][1]
                    added = np.add.reduceat(signs[place, :end], begins)
                    evidence[line][: len(begins)] = added
    return StatementOutputs(**columns, evidence=evidence)


@dataclass
class _DialogueWindow:
    """A window: the lines that it answers for, and where the words of each begin in it."""

    row: Row
    lines: list[int]
    begins: list[list[int]]


def _rows(files: Files, lines: Sequence[Line]) -> Iterator[_DialogueWindow]:
    numbered = list(enumerate(lines))
    for _, group in groupby(numbered, key=lambda item: item[1].document):
        own = [number for number, line in group if len(line.words)]
        pieces = {n: [files.word_pieces(word) for word in lines[n].words] for n in own}
        sizes = [sum(map(len, pieces[n])) + 2 for n in own]
        asks = [lines[n].speaker == "asks" for n in own]
        for first, start, stop in windows_of_dialogue(sizes, asks):
            if any(lines[n].wanted for n in own[start:stop]):
                window = _window(files, lines, own[first:start], own[start:stop], pieces)
                if window.lines:
                    yield window


def windows_of_dialogue(
    sizes: Sequence[int], asks: Sequence[bool]
) -> Iterator[tuple[int, int, int]]:
    """Yield (first line before, first own line, last own line + 1) of windows.

    Parameters
    ----------
    sizes : sequence of int
        Pieces of each line of a dialogue.
    asks : sequence of bool
        Whether the line is the interviewer's.
    """
    at = 0
    while at < len(sizes):
        stop, total = at + 1, sizes[at]
        while stop < len(sizes) and total + sizes[stop] <= OWN:
            total += sizes[stop]
            stop += 1
        # A question belongs with its answer.
        while stop < len(sizes) and stop - at > 1 and asks[stop - 1]:
            stop -= 1
        first, left = at, BEFORE
        while first > 0 and sizes[first - 1] <= left:
            first -= 1
            left -= sizes[first]
        yield first, at, stop
        at = stop


def _window(
    files: Files,
    lines: Sequence[Line],
    before: Sequence[int],
    own: Sequence[int],
    pieces: dict[int, list[tuple[int, ...]]],
) -> _DialogueWindow:
    layout = files.layout
    ids, last = list(layout.before), ""
    spans, begins, answered = [], [], []
    room = layout.max_pieces - len(layout.after)
    for number in (*before, *own):
        line = lines[number]
        if line.speaker and line.speaker != last:
            ids += files.word_pieces(layout.speakers[line.speaker])
        last = line.speaker
        starts, begin = [], len(ids)
        for word in pieces[number]:
            if len(ids) + len(word) > room:
                break  # of a very long statement the beginning is read
            starts.append(len(ids))
            ids += word
        if number in own and line.wanted and starts:
            spans.append((begin, len(ids)))
            begins.append(starts)
            answered.append(number)
    row = Row(-1, Window(0, 0, 0, 0), [*ids, *layout.after], [0], [0], spans)
    return _DialogueWindow(row, answered, begins)
