"""How each document was read, in a row to be looked over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd

from aineisto.core.shown import Markup, shortened, table
from aineisto.corpus._corpus import INTERVIEWEE, INTERVIEWER, Corpus

CHECK_COLUMNS: dict[str, str] = {
    "document": "str",
    "format": "str",
    "speakers": "str",
    "turns": "int64",
    "words_interviewer": "int64",
    "words_interviewee": "int64",
    "unused": "float64",
    "timed": "float64",
    "questions_found": "str",
    "questions_missed": "str",
    "first_words": "str",
    "warnings": "str",
}
_WORD = re.compile(r"[^\W\d_]+")
_FIRST = 6  # words


def check(corpus: Corpus) -> pd.DataFrame:
    """Return a row for each document and for each file that was left out."""
    by_document = dict(list(corpus.statements.groupby("document", sort=False)))
    empty = corpus.statements.iloc[:0]
    rows = [
        _row(corpus, name, format, path, text, by_document.get(name, empty))
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
            }
        )
    frame = pd.DataFrame(rows, columns=list(CHECK_COLUMNS))
    texts = [name for name, kind in CHECK_COLUMNS.items() if kind == "str"]
    frame[texts] = frame[texts].astype("object").fillna("")
    return frame.astype(CHECK_COLUMNS)


def described(table: pd.DataFrame) -> str:
    """Return the table of `Corpus.check` as lines for a terminal."""
    return "\n".join(line for row in table.itertuples(index=False) for line in _lines(row))


def shown(corpus: Corpus) -> str:
    """Return a corpus as a table of its documents: speakers, roles, words, warnings."""
    rows = (
        (
            row.document,
            row.speakers,
            row.words_interviewer,
            row.words_interviewee,
            shortened(row.warnings, 400),
        )
        for row in check(corpus).itertuples(index=False)
    )
    told = Markup("<p>{} documents, {} participants, {} statements to code</p>").format(
        len(corpus.documents), len(corpus.participants), len(corpus.answers)
    )
    heads = ("document", "speakers", "words: interviewer", "interviewees", "look at")
    return str(told) + table(heads, rows)


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
        ("look at", row.warnings),
    ):
        if value:
            yield f"  {name}: {value}"


def _row(
    corpus: Corpus, name: str, format: str, path: str, text: str, rows: pd.DataFrame
) -> dict[str, object]:
    words = rows["clean"].map(lambda said: len(_WORD.findall(said)))
    codes = [question.code for question in corpus.questions]
    asked = {code for code in rows["question"] if code}
    times = rows["time_start"] if "time_start" in rows else pd.Series(dtype="float64")
    return {
        "document": name,
        "format": format,
        "speakers": "; ".join(_speakers(rows)),
        "turns": rows["turn"].nunique(),
        "words_interviewer": words[rows["role"] == INTERVIEWER].sum(),
        "words_interviewee": words[rows["role"] == INTERVIEWEE].sum(),
        "unused": _unused(text, rows),
        "timed": times.notna().mean() if len(times) else 0.0,
        "questions_found": ", ".join(code for code in codes if code in asked),
        "questions_missed": ", ".join(code for code in codes if code not in asked),
        "first_words": "; ".join(_first_words(rows)),
        "warnings": _warnings(corpus.problems[corpus.problems["file"] == path]),
    }


def _speakers(rows: pd.DataFrame) -> Iterator[str]:
    for (speaker, role), own in rows.groupby(["speaker", "role"], sort=False):
        turns = own["turn"].nunique()
        yield f"{speaker or '–'}: {role}, {turns} turn{'s' * (turns != 1)}"


def _first_words(rows: pd.DataFrame) -> Iterator[str]:
    for (speaker, _), own in rows.groupby(["speaker", "role"], sort=False):
        said = str(own["clean"].iloc[0]).split()
        end = " …" if len(said) > _FIRST else ""
        yield f"{speaker or '–'}: “{' '.join(said[:_FIRST])}{end}”"


def _unused(text: str, rows: pd.DataFrame) -> float:
    """Return the share of a document's words that are in no statement and no label."""
    total = len(_WORD.findall(text))
    if not total:
        return 0.0
    labels = {word.casefold() for one in rows["speaker"].unique() for word in _WORD.findall(one)}
    spans = sorted(zip(rows["start"], rows["end"], strict=True))
    unused = place = 0
    for start, end in [*spans, (len(text), len(text))]:
        between = _WORD.findall(text[place:start]) if start > place else []
        unused += sum(word.casefold() not in labels for word in between)
        place = max(place, end)
    return unused / total


def _warnings(problems: pd.DataFrame) -> str:
    told = [(row.place, row.problem) for row in problems.itertuples(index=False)]
    return " ".join(
        f"{', '.join(place for place, _ in own if place)}: {problem}".lstrip(": ")
        for problem, group in groupby(told, key=lambda one: one[1])
        if (own := list(group))
    )
