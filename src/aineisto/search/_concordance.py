"""Keyword in context: every form of a word, with who says it where."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from aineisto.core.errors import ArgumentError
from aineisto.core.shown import ShownFrame, say
from aineisto.core.text import clock
from aineisto.search._index import attribute, index_words
from aineisto.search._query import find_phrases, parse_query, steps_of

if TYPE_CHECKING:
    from aineisto.search._index import CorpusFrames

COLUMNS = (
    "left",
    "keyword",
    "right",
    "lemma",
    "speaker",
    "participant",
    "group",
    "question",
    "document",
    "statement_id",
    "start",
    "end",
    "time_start",
)
_SHOWN = 50
_BESIDE = ("speaker", "participant", "group", "question", "time_start")


class Concordance(ShownFrame):
    """A frame of hits that shows itself as keyword in context.

    One row a hit: ``left``, ``keyword``, ``right``, ``lemma``, ``speaker``, ``participant``,
    ``group``, ``question``, ``document``, ``statement_id``, and ``start`` and ``end``, code
    points into the document's text, end exclusive, and ``time_start``, seconds in the recording
    at which the statement begins. It is a DataFrame in everything else.

    Examples
    --------
    >>> hits = search(corpus, "rajapinta")
    >>> hits.columns[:4].tolist(), "keyword" in hits.head(3)
    (['left', 'keyword', 'right', 'lemma'], True)
    """

    _needed = frozenset(COLUMNS[:3])

    def _repr_html_(self) -> str:
        if not len(self):
            return f"<p>{say('hits', n=0)}</p>"
        beside = _told(self)
        cell = "padding:2px 8px;white-space:nowrap;"
        head = "".join(
            f'<th style="{cell}text-align:{side};font-weight:600" title="{name}">'
            f"{escape(say(name))}</th>"
            for name, side in [("left", "right"), ("keyword", "center"), ("right", "left")]
            + [(name, "left") for name in beside]
        )
        rows = "".join(_row_html(row, beside, cell) for _, row in self.head(_SHOWN).iterrows())
        more = len(self) - _SHOWN
        note = say("hits_first" if more > 0 else "hits", n=len(self), shown=_SHOWN)
        return (
            '<div style="overflow-x:auto"><table style="border-collapse:collapse;font-size:90%">'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table><p>{note}</p></div>"
        )

    def __repr__(self) -> str:
        if not len(self):
            return "0 hits"
        shown = self.head(_SHOWN)
        wide = shown["keyword"].map(len).max()
        left = shown["left"].map(len).max()
        lines = [
            f"{row.left:>{left}}  {row.keyword:^{wide}}  {row.right}"
            for row in shown.itertuples(index=False)
        ]
        return "\n".join([*lines, f"{len(self)} hits"])


def _told(frame: pd.DataFrame) -> list[str]:
    """The columns beside the text that tell something."""
    names = [
        name
        for name in _BESIDE
        if name in frame.columns and (frame[name].notna() & (frame[name] != "")).any()
    ]
    if "speaker" in names and "participant" in names and frame["speaker"].nunique() == 1:
        names.remove("speaker")  # the one label of all interviewees
    return names


def _row_html(row: pd.Series, beside: list[str], cell: str) -> str:
    context = "padding:2px 0;white-space:pre;"
    values = [clock(row[n]) if n == "time_start" else str(row[n]) for n in beside]
    told = "".join(f'<td style="{cell}text-align:left">{escape(one)}</td>' for one in values)
    return (
        f'<tr><td style="{context}text-align:right">{escape(row["left"])}</td>'
        f'<td style="{cell}text-align:center"><b>{escape(row["keyword"])}</b></td>'
        f'<td style="{context}text-align:left">{escape(row["right"])}</td>{told}</tr>'
    )


def search(
    corpus: CorpusFrames,
    query: str,
    *,
    compounds: bool = False,
    synonyms: int = 0,
    gap: int = 3,
    interviewer: bool = False,
    width: int = 60,
    mode: str = "fast",
) -> Concordance:
    """Find a word in every inflected form, or a phrase, with its context.

    Words are compared by their lemmas, capitals and hyphens aside; spoken forms by the lemma of
    their standard form. A word given in another form than its base form finds its lemma too, and
    a compound is found as one word, with a hyphen and apart, however it is asked for.

    Parameters
    ----------
    corpus : Corpus
    query : str
        A word (``"rooli"``), a phrase (``"selkeä rooli"``), a phrase with a gap
        (``"selkeä * rooli"``); ``*`` inside a word stands for any letters (``"digi*"``).
    compounds : bool
        Also find words that have the word among their parts (*roolijako*, *avainrooli*).
    synonyms : int
        Also find so many of the corpus's lemmas whose vectors are nearest to the word's.
    gap : int
        At most so many words, or none, stand where a phrase has a ``*``.
    interviewer : bool
        Also search what the interviewer says.
    width : int
        Characters of context on each side; the context does not leave the turn.
    mode : {"fast", "accurate"}
        Of the lemmatiser.

    Returns
    -------
    Concordance
        A DataFrame, one row a hit in the order of the corpus; empty when there is none.

    Raises
    ------
    AineistoError
        When the query has no word in it.

    Examples
    --------
    >>> search(corpus, "asiakas")["keyword"].head(3).tolist()
    ['asiakas', 'asiakkaana', 'asiakas']
    """
    if gap < 0 or synonyms < 0 or width < 0:
        raise ArgumentError("gap, synonyms and width are counts.", remedy="Give 0 or more.")
    terms = parse_query(query)
    index = index_words(corpus, mode)
    steps = steps_of(terms, index, compounds=compounds, synonyms=synonyms)
    roles = corpus.statements["role"].to_numpy()
    if not interviewer:
        asked = roles[index.statement] != "interviewer"
        steps[0] = [step._replace(places=step.places & asked) for step in steps[0]]
    hits = find_phrases(steps, terms, index.statement, gap)
    context = _Context(corpus, width)
    group = attribute(corpus, "group") if "group" in corpus.participants.columns else None
    rows = []
    for first, last in hits:
        row = int(index.statement[first])
        start, end = int(index.start[first]), int(index.end[last])
        statement = corpus.statements.iloc[row]
        low, high = corpus.locate(statement["statement_id"], start, end)
        lemmas = " ".join(index.lemmas[i] for i in index.lemma[first : last + 1])
        rows.append(
            (
                *context.around(row, start, end),
                lemmas,
                statement["speaker"],
                statement["participant"],
                "" if group is None else group.iat[row],
                statement["question"],
                statement["document"],
                statement["statement_id"],
                low,
                high,
                statement.get("time_start", float("nan")),
            )
        )
    return Concordance(rows, columns=list(COLUMNS))


class _Context:
    """The text around a hit: the statement and its neighbours of the same turn."""

    def __init__(self, corpus: CorpusFrames, width: int) -> None:
        statements = corpus.statements
        self.width = width
        self.texts = statements["clean"].tolist()
        self.turns = list(zip(statements["document"], statements["turn"], strict=True))

    def around(self, row: int, start: int, end: int) -> tuple[str, str, str]:
        text = self.texts[row]
        left, right = text[:start], text[end:]
        before, after = row - 1, row + 1
        while len(left) < self.width and before >= 0 and self.turns[before] == self.turns[row]:
            left = f"{self.texts[before]} {left}"
            before -= 1
        while (
            len(right) < self.width
            and after < len(self.texts)
            and self.turns[after] == self.turns[row]
        ):
            right = f"{right} {self.texts[after]}"
            after += 1
        return _last(left, self.width), text[start:end], _first(right, self.width)


def _first(text: str, width: int) -> str:
    """The beginning of a text, whole words of it."""
    text = " ".join(text.split("\n"))
    if len(text) <= width:
        return text
    cut = text[: width + 1]
    return cut[: cut.rfind(" ")] if " " in cut.strip() else text[:width]


def _last(text: str, width: int) -> str:
    """The end of a text, whole words of it."""
    return _first(text[::-1], width)[::-1]
