"""How each document was read, in a row to be looked over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from textwrap import shorten
from typing import Any

import pandas as pd

from aineisto.core.options import options
from aineisto.core.shown import Markup, ShownFrame, say, shortened, size_of, table, word
from aineisto.corpus._corpus import INTERVIEWEE, INTERVIEWER, Corpus
from aineisto.corpus._in_finnish import in_finnish

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
_SPEAKER = re.compile(r"(.*): (\w+), (\d+) turns?", re.DOTALL)  # as `_speakers` writes it
_OFF_GUIDE = re.compile(r"(“.*”): answers (\d+)(?:, in (\d+) interviews)?", re.DOTALL)
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
_IN_LINES = {
    "speakers": "; ",
    "first_words": "; ",
    "off_guide_turns": _BETWEEN,
    "warnings": _BETWEEN_WARNINGS,
}


class Check(ShownFrame):
    """A frame of how documents were read that shows itself whole, in notebooks and terminals.

    Columns as `Corpus.check` tells them. It is a DataFrame in everything else.
    """

    _needed = frozenset(CHECK_COLUMNS)

    def _repr_html_(self) -> str:
        return table((say(name) for name, _ in _SHOWN), map(_cells, self.to_dict("records")))

    def __repr__(self) -> str:
        return described(self)


def _cells(row: Mapping[Any, Any]) -> Iterator[Markup]:
    for _, columns in _SHOWN:
        lines = (line for name in columns for line in told_of(name, row[name]))
        yield Markup("<br>").join(lines)


def told_of(name: str, value: Any, lang: str | None = None) -> list[str]:
    """Return a cell of `Corpus.check` as lines in a language of the displays.

    Examples
    --------
    >>> told_of("speakers", "H: interviewer, 2 turns; V: interviewee, 2 turns", "fi")
    ['H: haastattelija, vuoroja 2', 'V: haastateltava, vuoroja 2']
    """
    if isinstance(value, str):
        lines = value.split(_IN_LINES.get(name)) if name in _IN_LINES else [value]
        told = _TELLERS.get(name, _as_it_is)
        return [told(line, lang) for line in lines if line]
    if CHECK_COLUMNS[name] == "float64":
        return ["–" if pd.isna(value) else f"{value:.0%}"]
    return [str(value)]


def _warning(line: str, lang: str | None) -> str:
    return in_finnish(line) if (lang or options.lang) == "fi" else line


def _as_it_is(line: str, lang: str | None) -> str:
    return line


def _speaker(line: str, lang: str | None) -> str:
    told = _SPEAKER.fullmatch(line)
    if told is None:
        return line
    role = word(told[2], lang)
    return say("speaker_turns", lang=lang, speaker=told[1], role=role, turns=told[3])


def _turn(line: str, lang: str | None) -> str:
    told = _OFF_GUIDE.fullmatch(line)
    if told is None:
        return line
    key = "off_guide_turn" if told[3] is None else "off_guide_turns"
    return say(key, lang=lang, turn=told[1], answers=told[2], documents=told[3])


_TELLERS = {"speakers": _speaker, "off_guide_turns": _turn, "warnings": _warning}


def check(corpus: Corpus) -> pd.DataFrame:
    """Return a row for each document and for each file that was left out."""
    by_document = dict(list(corpus.statements.groupby("document", sort=False)))
    empty = corpus.statements.iloc[:0]
    off_guide = dict(list(corpus.off_guide().groupby("document", sort=False)))
    rows = [
        _row(corpus, name, format, path, text, by_document.get(name, empty))
        | _besides(off_guide.get(name))
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
                "warnings": _warnings(own),
                **_besides(None),
            }
        )
    frame = pd.DataFrame(rows, columns=list(CHECK_COLUMNS))
    texts = [name for name, kind in CHECK_COLUMNS.items() if kind == "str"]
    frame[texts] = frame[texts].astype("object").fillna("")
    return Check(frame.astype(CHECK_COLUMNS))


def described(table: pd.DataFrame) -> str:
    """Return the table of `Corpus.check` as lines for a terminal.

    Examples
    --------
    >>> print(described(corpus.check().head(1))[:120])
    haastattelu-08 (txt)
      34 turns; words: interviewer 131, interviewees 1009, not used 0%; with a time 0%
      speakers: Haas
    """
    return "\n".join(line for row in table.itertuples(index=False) for line in _lines(row))


def shown(corpus: Corpus) -> str:
    """Return a corpus as a table of its documents: speakers, roles, words, warnings."""
    rows = (
        (
            row.document,
            Markup("<br>").join(told_of("speakers", row.speakers)),
            row.words_interviewer,
            row.words_interviewee,
            shortened(" ".join(told_of("warnings", row.warnings)), 400),
        )
        for row in check(corpus).itertuples(index=False)
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
    corpus: Corpus, name: str, format: str, path: str, text: str, rows: pd.DataFrame
) -> dict[str, object]:
    counts = [len(_WORD.findall(said)) for said in rows["clean"]]
    words = pd.Series(counts, index=rows.index, dtype="int64")
    codes = [question.code for question in corpus.questions]
    asked = {code for code in rows["question"] if code}
    unused, unused_words = _unused(text, rows)
    times = rows["time_start"] if "time_start" in rows else pd.Series(dtype="float64")
    return {
        "document": name,
        "format": format,
        "speakers": "; ".join(_speakers(rows)),
        "turns": rows["turn"].nunique(),
        "words_interviewer": words[rows["role"] == INTERVIEWER].sum(),
        "words_interviewee": words[rows["role"] == INTERVIEWEE].sum(),
        "unused": unused,
        "unused_words": unused_words,
        "timed": times.notna().mean() if len(times) else 0.0,
        "questions_found": ", ".join(code for code in codes if code in asked),
        "questions_missed": ", ".join(code for code in codes if code not in asked),
        "first_words": "; ".join(_first_words(rows)),
        "warnings": _warnings(corpus.problems[corpus.problems["file"] == path]),
    }


def _besides(turns: pd.DataFrame | None) -> dict[str, object]:
    """Return how many answers follow turns that ask nothing of the guide, and those turns."""
    if turns is None:
        return {"off_guide": 0}
    rows = turns.sort_values("documents", ascending=False, kind="stable")
    told = []
    for row in rows.itertuples(index=False):
        said = shorten(row.text, _LONGEST_TURN, placeholder=" …").replace(_BETWEEN, " ")
        others = f", in {row.documents} interviews" if row.documents > 1 else ""
        told.append(f"“{said}”: answers {row.answers}{others}")
    return {"off_guide": int(turns["answers"].sum()), "off_guide_turns": _BETWEEN.join(told)}


def _speakers(rows: pd.DataFrame) -> Iterator[str]:
    for (speaker, role), own in rows.groupby(["speaker", "role"], sort=False):
        turns = own["turn"].nunique()
        yield f"{speaker or '–'}: {role}, {turns} turn{'s' * (turns != 1)}"


def _first_words(rows: pd.DataFrame) -> Iterator[str]:
    for (speaker, _), own in rows.groupby(["speaker", "role"], sort=False):
        said = str(own["clean"].iloc[0]).split()
        end = " …" if len(said) > _FIRST else ""
        yield f"{speaker or '–'}: “{' '.join(said[:_FIRST])}{end}”"


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


def _warnings(problems: pd.DataFrame) -> str:
    told = [(row.place, row.problem) for row in problems.itertuples(index=False)]
    return _BETWEEN_WARNINGS.join(
        f"{', '.join(place for place, _ in own if place)}: {problem}".lstrip(": ")
        for problem, group in groupby(told, key=lambda one: one[1])
        if (own := list(group))
    )
