"""Tables that hold a transcript: which column is the speaker, the speech, the time, the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from aineisto.core.text import words
from aineisto.corpus._corpus import INTERVIEWEE, INTERVIEWER
from aineisto.corpus._source import Paragraph
from aineisto.corpus._times import parse_span, parse_time
from aineisto.corpus.readers._left_out import LeftOut
from aineisto.corpus.speakers import INTERVIEWEE_WORDS, INTERVIEWER_WORDS, is_speaker, label_word

#: What people call the columns, without spaces and signs, by what the columns hold.
HEADER_NAMES: dict[str, frozenset[str]] = {
    "text": words(
        """
        teksti text puheenvuoro puhe lausuma litteraatti litterointi repliikki vuorosana sisältö
        transcript transcription utterance statement sentence speech content said yttrande tal
        transkription tekst puhuttu
        """
    ),
    "speaker": words("puhuja puhujat speaker speakers nimi name kuka who talare henkilö person"),
    "time_start": words(
        """
        aika aikaleima aikakoodi alku alkuaika time timestamp timecode start starttime begin
        begintime from kello tid aikas times alkus starts
        """
    ),
    "time_end": words("loppu loppuaika end endtime stop stoptime to slut sluttid ends loppus"),
    "number": words("nro no nr n numero number rivi row line id vuoro turn segment"),
}
_MORE_NAMES = words("huomiot huomautukset huom muistiinpanot notes note koodi koodit code codes")
_QUESTION_NAMES = words("kysymys kysymykset question questions fråga frågor haastattelija")
_ANSWER_NAMES = words("vastaus vastaukset answer answers response svar haastateltava")
_DOUBTFUL = re.compile(r"\?+|[^\W\d_]{1,3}\d{0,2} ?\(?\?\)?")  # *?*, *P2?*: somebody unknown
_LETTER = re.compile(r"[A-ZÅÄÖ]{1,2}\d{0,2}:?")
_NUMBER = re.compile(r"\d{1,6}[.):]?")
#: A table of more has lost a line end or its quotation marks.
MOST_COLUMNS = 1_000
_LONGEST_NAME = 40
_FEWEST_ROWS = 3  # of a table without a header, so that a pattern can be seen
_MOSTLY = 0.7


@dataclass(frozen=True)
class Columns:
    """Which column of a table holds what; ``others`` are kept under their names."""

    text: int
    speaker: int | None = None
    time_start: int | None = None
    time_end: int | None = None
    header: bool = False
    others: dict[int, str] = field(default_factory=dict)
    question: int | None = None  # where a row holds what is asked and what is answered


def plain_name(cell: str) -> str:
    """Return the name of a column as names are compared."""
    return re.sub(r"[\W_]+", "", cell.casefold())


def header_kinds(row: Sequence[str]) -> dict[int, str]:
    """Return what the cells of a first row name: a kind of `HEADER_NAMES` by column."""
    found: dict[int, str] = {}
    for column, cell in enumerate(row):
        name = plain_name(cell)
        for kind, names in HEADER_NAMES.items():
            if name in names and kind not in found.values():
                found[column] = kind
    return found


def find_columns(rows: Sequence[Sequence[str]]) -> Columns | None:
    """Return which column is what, or None where the table holds no transcript.

    Parameters
    ----------
    rows : sequence of sequences of str
        The table's cells without the white space around them.

    Notes
    -----
    A first row of known names says it. Otherwise a column of times is one of times, a column of a
    few short texts that recur from row to row the speakers', and the fullest of the others what is
    said. A table without a speaker and without a header is a transcript only if it has times.
    """
    if not rows or max(map(len, rows)) > MOST_COLUMNS:
        return None
    asked = _questions_and_answers(rows)
    if asked is not None:
        return asked
    named = header_kinds(rows[0])
    known = len(named) + sum(plain_name(cell) in _MORE_NAMES for cell in rows[0])
    header = "text" in named.values() or known > 1
    if not header:
        named = {}
    body = rows[1:] if header else rows
    width = max((len(row) for row in body), default=0)
    full = [row for row in body if sum(bool(cell) for cell in row) > 1]
    if width < 2 or len(full) < (1 if header or _only_labels(full) else _FEWEST_ROWS):
        return None
    cells = _by_column(full, width)
    kinds = _kinds(cells, {c: kind for c, kind in named.items() if c < width})
    place = {kind: column for column, kind in kinds.items()}
    tells = {"speaker", "time_start"} & set(place) or "text" in named.values()
    if "text" not in place or not tells:
        return None
    names = rows[0] if header else ()
    others = {
        column: (names[column] if column < len(names) else "") or f"column_{column + 1}"
        for column in range(width)
        if column not in place.values() and any(cells[column])
    }
    return Columns(
        place["text"], place.get("speaker"), place.get("time_start"), place.get("time_end"),
        header, others,
    )  # fmt: skip


def _by_column(rows: Sequence[Sequence[str]], width: int) -> list[list[str]]:
    """Return the cells of each column; a row that ends before it has an empty one."""
    return [[row[column] if column < len(row) else "" for row in rows] for column in range(width)]


def _questions_and_answers(rows: Sequence[Sequence[str]]) -> Columns | None:
    """Return the columns of a table with a question and its answer in a row, or None."""
    width = max(len(row) for row in rows)
    names = {plain_name(cell): column for column, cell in enumerate(rows[0])}
    question = next((names[one] for one in names if one in _QUESTION_NAMES), None)
    answer = next((names[one] for one in names if one in _ANSWER_NAMES), None)
    header = question is not None and answer is not None
    body = rows[1:] if header else rows
    cells = _by_column(body, width)
    if not header:
        filled = [column for column in range(width) if any(cells[column])]
        if len(filled) != 2 or len(body) < 2:
            return None
        question, answer = filled
        asks = sum(cell.endswith("?") for cell in cells[question])
        if asks < _MOSTLY * len(body) or sum(cell.endswith("?") for cell in cells[answer]) > 0.2 * (
            len(body)
        ):  # fmt: skip
            return None
        if sum(len(cell.split()) > 1 for cell in cells[answer]) < 0.5 * len(body):
            return None
    assert question is not None
    assert answer is not None
    kinds = header_kinds(rows[0]) if header else {}
    if "speaker" in kinds.values() or not body:
        return None
    others = {column: rows[0][column] or f"column_{column + 1}" for column in range(width)
              if header and column not in (question, answer) and any(cells[column])}  # fmt: skip
    return Columns(answer, header=header, others=others, question=question)


def _kinds(cells: Sequence[Sequence[str]], named: dict[int, str]) -> dict[int, str]:
    """Return the kind of the columns that matter: by name, and where there is none by content."""
    kinds = dict(named)
    free = [column for column in range(len(cells)) if column not in kinds and any(cells[column])]
    for column in list(free):
        filled = [cell for cell in cells[column] if cell]
        times = sum(parse_span(cell)[0] is not None for cell in filled)
        if times >= _MOSTLY * len(filled):
            wanted = [k for k in ("time_start", "time_end") if k not in kinds.values()]
            if wanted:
                kinds[column] = wanted[0]
            free.remove(column)
        elif all(_NUMBER.fullmatch(cell) for cell in filled):
            free.remove(column)
    if "speaker" not in kinds.values():
        speakers = [column for column in free if _holds_speakers(cells[column])]
        if len(free) < 2 and "text" not in kinds.values():
            speakers = []
        if speakers:
            best = max(speakers, key=lambda column: (_known(cells[column]), -column))
            kinds[best] = "speaker"
            free.remove(best)
    if "text" not in kinds.values() and free:
        longest = max(free, key=lambda column: sum(map(len, cells[column])))
        if not _holds_speakers(cells[longest]):
            kinds[longest] = "text"
    return kinds


def _only_labels(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether a few rows are plainly turns: words for labels, and more than a word or two."""
    return (
        len(rows) > 1
        and all(_known([row[0]]) and len(row[1].split()) > 3 for row in rows if row[0])
        and bool(rows[0][0])
    )


def _known(cells: Sequence[str]) -> float:
    """Return the share of cells with a word that labels are: *Haastattelija*, *V*."""
    filled = [cell for cell in cells if cell]
    return sum(label_word(cell) in INTERVIEWER_WORDS | INTERVIEWEE_WORDS for cell in filled) / len(
        filled
    )


def _holds_speakers(cells: Sequence[str]) -> bool:
    names = [cell for cell in cells if cell]
    asked = [name for name in names if name[-1] in "?!…" and not _DOUBTFUL.fullmatch(name)]
    if not names or asked or any(len(name) > _LONGEST_NAME for name in names):
        return False
    # An empty cell under a name is the same speaker going on.
    often = len(names) > len(cells) // 2 or (bool(cells[0]) and len(names) > 1)
    few = len(set(names)) <= max(2, len(names) // 2)
    return often and (few or all(map(_may_be_label, names)))


def _may_be_label(name: str) -> bool:
    """Tell whether a cell is plainly a label: a letter with a number, a word for a speaker."""
    return bool(_LETTER.fullmatch(name)) or is_speaker(name)


def transcript_parts(
    rows: Sequence[Sequence[str]],
    columns: Columns,
    left_out: LeftOut,
    where: str = "",
    *,
    unit: bool = False,
) -> Iterator[tuple[str, Paragraph]]:
    """Yield what is said in each row, with its speaker, times and other columns.

    Parameters
    ----------
    rows : sequence of sequences of str
        The cells, without the white space around them.
    columns : Columns
        What the columns hold.
    left_out : LeftOut
        Takes the rows that have other cells but no speech.
    where : str
        The table's place in the file: ``"table 2"``.
    unit : bool
        Whether a row is one statement.
    """
    speaker = ""
    names = {row[columns.speaker] for row in rows if columns.speaker is not None
             and len(row) > max(columns.speaker, columns.text) and row[columns.text]}  # fmt: skip
    for number, row in enumerate(rows, start=1):
        if columns.header and number == 1:
            continue

        def cell(column: int | None, row: Sequence[str] = row) -> str:
            return row[column] if column is not None and column < len(row) else ""

        filled = [text for text in row if text]
        data = tuple((name, cell(column)) for column, name in columns.others.items())
        text = cell(columns.text)
        if columns.question is not None:
            if asked := cell(columns.question):
                yield asked, Paragraph(0, 0, role=INTERVIEWER, unit=unit)
            if text:
                kept = data if any(value for _, value in data) else ()
                yield text, Paragraph(0, 0, role=INTERVIEWEE, unit=unit, data=kept)
            elif filled and not asked:
                left_out.add("row of a table without speech", " | ".join(filled),
                             f"{where} row {number}".strip())  # fmt: skip
            continue
        if columns.speaker is not None and len(filled) == 1 and not (text and speaker):
            if filled[0] in names:
                continue  # somebody who says nothing
            # A row of one cell is a heading across the table: nobody's words.
            yield filled[0], Paragraph(0, 0, role=INTERVIEWER)
            continue
        speaker = cell(columns.speaker).strip(" :") or speaker
        if not text:
            left_out.add("row of a table without speech", " | ".join(filled),
                         f"{where} row {number}".strip())  # fmt: skip
            continue
        start, end = parse_span(cell(columns.time_start))
        yield text, Paragraph(
            0, 0, speaker=speaker, unit=unit, time_start=start,
            time_end=end if columns.time_end is None else parse_time(cell(columns.time_end)),
            data=data if any(value for _, value in data) else (),
        )  # fmt: skip
