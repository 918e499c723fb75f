"""How the transcripts were read, for the report: numbers alone, no words or names of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from aineisto.report._blocks import Table
from aineisto.report._names import Names
from aineisto.report._respondents import count_words, is_plain_code
from aineisto.report._tables import columns, table

if TYPE_CHECKING:
    from aineisto.corpus import Corpus
    from aineisto.report._summary import Summary

COLUMNS = (
    "document", "number", "format", "asking", "answering", "turns", "words_asking",
    "words_answering", "unused", "timed", "found", "missed", "remarks",
)  # fmt: skip


def count_reading(corpus: Corpus) -> pd.DataFrame:
    """Return one row a document: how its transcript was read.

    ``format``, how many speakers ask (``asking``) and answer (``answering``), ``turns``,
    ``words_asking``, ``words_answering``, ``unused`` and ``timed`` as of `aineisto.Corpus.check`,
    the codes of the guide's questions that were ``found`` and ``missed``, and how many
    ``remarks`` there are. A document's name is kept only where it is a plain code.
    """
    names = corpus.documents["document"]
    checked = corpus.check().iloc[: len(names)]  # below them stands what was left out
    remarks = corpus.problems["file"].value_counts()
    said = dict(list(corpus.statements.groupby("document")))
    codes = [question.code for question in corpus.questions]
    rows = []
    for number, (one, path) in enumerate(
        zip(checked.itertuples(), corpus.documents["path"], strict=True), start=1
    ):
        own = said.get(one.document, corpus.statements.iloc[:0])
        answers = own["role"] == "interviewee"
        asked = set(own["question"])
        parts = own[~answers], own[answers]
        row: tuple[Any, ...] = (
            one.document if is_plain_code(str(one.document)) else "", number, one.format,
            *(part["speaker"].nunique() for part in parts), one.turns,
            *(int(count_words(part["clean"]).sum()) for part in parts), one.unused, one.timed,
            tuple(code for code in codes if code in asked),
            tuple(code for code in codes if code not in asked),
            int(remarks.get(path, 0)) + corpus.none_recognised,
        )  # fmt: skip
        rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def reading_table(summary: Summary, names: Names) -> Iterator[Table]:
    """Yield the table of how each interview was read."""
    c, frame = names.count, summary.reading
    times = bool((frame["timed"] > 0).any())
    guide = bool((frame["found"].map(len) + frame["missed"].map(len)).any())
    rows = [
        [
            names.document(r.document, r.number), r.format, f"{r.asking} + {r.answering}",
            c(r.turns), c(r.words_asking), c(r.words_answering), names.percent(r.unused),
            *([names.percent(r.timed)] if times else []), c(r.remarks),
            *([f"{len(r.found)}/{len(r.found) + len(r.missed)}"] if guide else []),
            *([", ".join(map(names.question, r.missed))] if guide else []),
        ]
        for r in frame.itertuples()
    ]  # fmt: skip
    numeric = "speakers turns words_asking words_answering unused" + " timed" * times + " remarks"
    heads = columns(names, "document format", numeric + " found" * guide, "missed" * guide)
    yield from table("reading", names, heads, rows)
