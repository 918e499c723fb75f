"""How each document was read, in a row to be looked over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from textwrap import shorten
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple

import pandas as pd

from aineisto.core.options import options
from aineisto.core.shown import Markup, ShownFrame, say, shortened, size_of, table, word
from aineisto.core.text import quoted
from aineisto.corpus._corpus import INTERVIEWEE, INTERVIEWER, Corpus
from aineisto.corpus._remarks import remark, told, told_place

CHECK_COLUMNS: dict[str, str] = {
    "document": "str",
    "format": "str",
    "speakers": "str",
    "turns": "int64",
    "words_interviewer": "int64",
    "words_interviewee": "int64",
    "unused": "float64",
    "unused_words": "str",
    "timed": "float64",
    "questions_found": "str",
    "questions_missed": "str",
    "first_words": "str",
    "warnings": "str",
    "off_guide": "int64",
    "off_guide_turns": "str",
}
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = " / "  # turns of an interviewer
_BETWEEN_WARNINGS = " · "
_FIRST = 6  # words
_LONGEST_TURN = 100  # characters of a turn besides the guide
_LONGEST = 120  # characters of what is not used
#: What a notebook shows: a heading, and the columns below it.
_SHOWN = (
    ("document", ("document", "format")),
    ("speakers", ("speakers",)),
    ("first_words", ("first_words",)),
    ("turns", ("turns",)),
    ("words", ("words_interviewer", "words_interviewee")),
    ("not_used", ("unused", "unused_words")),
    ("timed", ("timed",)),
    ("questions_found", ("questions_found",)),
    ("questions_missed", ("questions_missed",)),
    ("off_guide", ("off_guide", "off_guide_turns")),
    ("warnings", ("warnings",)),
)
#: What parts the lines of a cell.
_IN_LINES = {
    "speakers": "; ",
    "first_words": "; ",
    "off_guide_turns": _BETWEEN,
    "warnings": _BETWEEN_WARNINGS,
}


class SpeakerLine(NamedTuple):
    """Who speaks in a document, in which role, in how many turns."""

    speaker: str
    role: str
    turns: int

    def __str__(self) -> str:
        return f"{self.speaker}: {self.role}, {self.turns} turn{'s' * (self.turns != 1)}"

    def told(self, lang: str) -> str:
        """Return it in a language of the displays."""
        return say("speaker_turns", lang=lang, **self._asdict() | {"role": word(self.role, lang)})


class FirstWords(NamedTuple):
    """What a speaker says first."""

    speaker: str
    words: str

    def __str__(self) -> str:
        return self.told("en")

    def told(self, lang: str) -> str:
        """Return it in the quotation marks of a language."""
        return f"{self.speaker}: {quoted(self.words, lang)}"


class OffGuideLine(NamedTuple):
    """A turn that asks nothing of the guide: how many answers follow, in how many interviews."""

    turn: str
    answers: int
    documents: int

    def __str__(self) -> str:
        others = f", in {self.documents} interviews" if self.documents > 1 else ""
        return f"“{self.turn}”: answers {self.answers}{others}"

    def told(self, lang: str) -> str:
        """Return it in a language of the displays."""
        key = "off_guide_turns" if self.documents > 1 else "off_guide_turn"
        return say(key, lang=lang, **self._asdict() | {"turn": quoted(self.turn, lang)})


class WarningLine(NamedTuple):
    """A remark on a document, with its places."""

    places: str
    problem: str
    facts: str

    def __str__(self) -> str:
        return f"{self.places}: {self.problem}".lstrip(": ")

    def told(self, lang: str) -> str:
        """Return it in a language of the displays."""
        told_so = told(self.problem, self.facts, lang)
        return str(self._replace(places=told_place(self.places, lang), problem=told_so))


_Line = SpeakerLine | FirstWords | OffGuideLine | WarningLine
_Cell = tuple[str, str]


class Check(ShownFrame):
    """A frame of how documents were read that shows itself whole, in notebooks and terminals.

    Columns as `Corpus.check` tells them. It is a DataFrame in everything else.
    """

    _needed = frozenset(CHECK_COLUMNS)
    _metadata: ClassVar[list[str]] = ["_said"]
    #: The lines of a cell, by its column and its text.
    _said: Mapping[_Cell, Sequence[_Line]] = MappingProxyType({})

    def _repr_html_(self) -> str:
        rows = told_rows(self, options.lang)
        return table((say(name) for name, _ in _SHOWN), map(_cells, rows))

    def __repr__(self) -> str:
        return described(self)


def _cells(row: Mapping[Any, Any]) -> Iterator[Markup]:
    for _, columns in _SHOWN:
        yield Markup("<br>").join(line for name in columns for line in _lines_of(name, row[name]))


def _lines_of(name: str, value: Any) -> list[str]:
    if isinstance(value, list):
        return value
    if CHECK_COLUMNS[name] == "float64":
        return ["–" if pd.isna(value) else f"{value:.0%}"]
    return [str(value)] if value != "" else []


def told_rows(table: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    """Return the rows of `Corpus.check` in a language of the displays.

    Speakers, first words, turns besides the guide and warnings are lists of lines.

    Examples
    --------
    >>> told_rows(corpus.check(), "fi")[0]["speakers"][0]
    'Haastattelija: haastattelija, vuoroja 17'
    """
    said: Mapping[_Cell, Sequence[_Line]] = getattr(table, "_said", {})
    return [
        {**row, **{name: _told(said.get((name, row[name])), row[name], lang) for name in _IN_LINES}}
        for row in table.to_dict("records")
    ]


def _told(lines: Sequence[_Line] | None, text: str, lang: str) -> list[str]:
    if lines is None:  # written by other hands
        return [text] if text else []
    return [line.told(lang) for line in lines]


def check(corpus: Corpus) -> pd.DataFrame:
    """Return a row for each document and for each file that was left out."""
    said: dict[_Cell, Sequence[_Line]] = {}
    by_document = dict(list(corpus.statements.groupby("document", sort=False)))
    empty = corpus.statements.iloc[:0]
    off_guide = dict(list(corpus.off_guide().groupby("document", sort=False)))
    rows = [
        _row(corpus, name, format, path, text, by_document.get(name, empty), said)
        | _besides(off_guide.get(name), said)
        for name, path, format, text in corpus.documents[
            ["document", "path", "format", "text"]
        ].itertuples(index=False)
    ]
    for file, own in corpus.left_out.groupby("file", sort=False):
        path = Path(str(file))
        rows.append(
            {
                "document": path.name,
                "format": path.suffix.lower().strip("."),
                "turns": 0,
                "words_interviewer": 0,
                "words_interviewee": 0,
                "unused": 1.0,
                "warnings": _cell("warnings", _warnings(own), said),
                **_besides(None, said),
            }
        )
    frame = pd.DataFrame(rows, columns=list(CHECK_COLUMNS))
    texts = [name for name, kind in CHECK_COLUMNS.items() if kind == "str"]
    frame[texts] = frame[texts].astype("object").fillna("")
    checked = Check(frame.astype(CHECK_COLUMNS))
    checked._said = said
    return checked


def _cell(name: str, lines: Iterable[_Line], said: dict[_Cell, Sequence[_Line]]) -> str:
    """Return the text of a cell of lines, and note its lines."""
    listed = list(lines)
    text = _IN_LINES[name].join(map(str, listed))
    said[name, text] = listed
    return text


def described(table: pd.DataFrame) -> str:
    """Return the table of `Corpus.check` as lines for a terminal.

    Examples
    --------
    >>> print(described(corpus.check().head(1))[:119])
    haastattelu-08 (txt)
      34 turns; words: interviewer 131, interviewees 999, not used 0%; with a time 0%
      speakers: Haas
    """
    return "\n".join(line for row in table.itertuples(index=False) for line in _lines(row))


def shown(corpus: Corpus) -> str:
    """Return a corpus as a table of its documents: speakers, roles, words, warnings."""
    rows = (
        (
            row["document"],
            Markup("<br>").join(row["speakers"]),
            row["words_interviewer"],
            row["words_interviewee"],
            shortened(" ".join(row["warnings"]), 400),
        )
        for row in told_rows(check(corpus), options.lang)
    )
    heads = ("document", "speakers", "words_interviewer", "words_interviewee", "warnings")
    return str(Markup("<p>{}</p>").format(size_of(corpus))) + table(map(say, heads), rows)


def _lines(row: Any) -> Iterator[str]:
    yield f"{row.document} ({row.format})"
    if row.turns:
        yield (
            f"  {row.turns} turns; words: interviewer {row.words_interviewer}, interviewees "
            f"{row.words_interviewee}, not used {row.unused:.0%}; with a time {row.timed:.0%}"
        )
    for name, value in (
        ("speakers", row.speakers),
        ("first words", row.first_words),
        ("questions found", row.questions_found),
        ("questions missed", row.questions_missed),
        (
            f"besides the guide, {row.off_guide} answers follow",
            "".join(f"\n    {turn}" for turn in row.off_guide_turns.split(_BETWEEN) if turn),
        ),
        ("not used", row.unused_words),
        ("look at", row.warnings),
    ):
        if value:
            yield f"  {name}: {value}".replace(": \n", ":\n")


def _row(
    corpus: Corpus,
    name: str,
    format: str,
    path: str,
    text: str,
    rows: pd.DataFrame,
    said: dict[_Cell, Sequence[_Line]],
) -> dict[str, object]:
    # What stands between spaces, as the report counts: *THL:lle* is one word.
    counts = [len(said.split()) for said in rows["clean"]]
    words = pd.Series(counts, index=rows.index, dtype="int64")
    codes = [question.code for question in corpus.questions]
    asked = {code for code in rows["question"] if code}
    unused, unused_words = _unused(text, rows)
    times = rows["time_start"] if "time_start" in rows else pd.Series(dtype="float64")
    problems = corpus.problems[corpus.problems["file"] == path]
    return {
        "document": name,
        "format": format,
        "speakers": _cell("speakers", _speakers(rows), said),
        "turns": rows["turn"].nunique(),
        "words_interviewer": words[rows["role"] == INTERVIEWER].sum(),
        "words_interviewee": words[rows["role"] == INTERVIEWEE].sum(),
        "unused": unused,
        "unused_words": unused_words,
        "timed": times.notna().mean() if len(times) else 0.0,
        "questions_found": ", ".join(code for code in codes if code in asked),
        "questions_missed": ", ".join(code for code in codes if code not in asked),
        "first_words": _cell("first_words", _first_words(rows), said),
        "warnings": _cell("warnings", _of_document(corpus, problems), said),
    }


def _besides(turns: pd.DataFrame | None, said: dict[_Cell, Sequence[_Line]]) -> dict[str, object]:
    """Return how many answers follow turns that ask nothing of the guide, and those turns."""
    if turns is None:
        return {"off_guide": 0}
    rows = turns.sort_values("documents", ascending=False, kind="stable")
    lines = [
        OffGuideLine(
            shorten(row.text, _LONGEST_TURN, placeholder=" …").replace(_BETWEEN, " "),
            row.answers,
            row.documents,
        )
        for row in rows.itertuples(index=False)
    ]
    told_turns = _cell("off_guide_turns", lines, said)
    return {"off_guide": int(turns["answers"].sum()), "off_guide_turns": told_turns}


def _speakers(rows: pd.DataFrame) -> Iterator[SpeakerLine]:
    for (speaker, role), own in rows.groupby(["speaker", "role"], sort=False):
        yield SpeakerLine(speaker or "–", role, own["turn"].nunique())


def _first_words(rows: pd.DataFrame) -> Iterator[FirstWords]:
    for (speaker, _), own in rows.groupby(["speaker", "role"], sort=False):
        words = str(own["clean"].iloc[0]).split()
        end = " …" if len(words) > _FIRST else ""
        yield FirstWords(speaker or "–", " ".join(words[:_FIRST]) + end)


def _unused(text: str, rows: pd.DataFrame) -> tuple[float, str]:
    """Return the share of a document's words that are in no statement and no label, and them."""
    total = len(_WORD.findall(text))
    labels = {word.casefold() for one in rows["speaker"].unique() for word in _WORD.findall(one)}
    spans = sorted(zip(rows["start"], rows["end"], strict=True))
    unused = place = 0
    told: list[str] = []
    for start, end in [*spans, (len(text), len(text))]:
        for line in text[place:start].splitlines() if start > place else ():
            words = sum(word.casefold() not in labels for word in _WORD.findall(line))
            if words:
                unused += words
                told.append(line.strip())
        place = max(place, end)
    shown = shorten(" / ".join(told), _LONGEST, placeholder=" …")
    return (unused / total if total else 0.0), shown


def _of_document(corpus: Corpus, problems: pd.DataFrame) -> Iterator[WarningLine]:
    yield from _warnings(problems)
    if corpus.none_recognised:
        told_so = remark("none_recognised", "", "")
        yield WarningLine("", told_so.problem, told_so.facts)


def _warnings(problems: pd.DataFrame) -> Iterator[WarningLine]:
    known = problems.reindex(columns=["place", "problem", "facts"], fill_value="").fillna("")
    rows = known.itertuples(index=False, name=None)
    for (problem, facts), group in groupby(rows, key=lambda row: row[1:]):
        yield WarningLine(", ".join(place for place, *_ in group if place), problem, facts)
