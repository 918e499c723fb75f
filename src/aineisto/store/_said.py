"""What was said before a statement: enough to judge a short answer away from its transcript."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from aineisto.core.shown import word
from aineisto.corpus import INTERVIEWER

_LAST = 2  # statements that are always shown
_LONGEST = 400  # characters of one turn; of a longer one its end, where the question is
_TOO_FEW = 4  # words, of a turn without a question mark: it asks nothing
_WORD = re.compile(r"\w+")


def said_before(statements: pd.DataFrame, lang: str) -> pd.Series:
    """Return what was said before each statement, a line a turn, with who speaks.

    It is what the interviewer asked last and the two statements before; a line with an ellipsis
    stands for what lies between them.

    Parameters
    ----------
    statements : DataFrame
        Of a corpus, in their order.
    lang : {"fi", "en"}
        Language in which the interviewer is called so.

    Returns
    -------
    Series of str
        By the index of the statements.

    Examples
    --------
    >>> print(said_before(corpus.statements.head(2), "fi")[1])
    Haastattelija: Moi, ja kiitos kun löysit ajan.
    """
    found: dict[Any, str] = {}
    columns = ["turn", "role", "participant", "speaker", "clean"]
    for _, own in statements.groupby("document", sort=False):
        rows = list(own[columns].itertuples(index=False, name=None))
        found.update(zip(own.index, _of_document(rows, lang), strict=True))
    return pd.Series(found, dtype="object").reindex(statements.index).astype("str")


def _of_document(rows: Sequence[tuple[Any, ...]], lang: str) -> Iterator[str]:
    asked: list[int] = []  # the rows of the turn that asked last
    for row, (turn, role, _, _, text) in enumerate(rows):
        shown = sorted({*asked, *range(max(row - _LAST, 0), row)})
        yield "\n".join(_lines([(at, rows[at]) for at in shown], lang))
        if role == INTERVIEWER:
            if asked and rows[asked[-1]][0] == turn:
                asked = [*asked, row]
            elif "?" in text or len(_WORD.findall(text)) >= _TOO_FEW:
                asked = [row]


def _lines(shown: Sequence[tuple[int, tuple[Any, ...]]], lang: str) -> Iterator[str]:
    turns: list[tuple[int, tuple[Any, ...], list[str]]] = []  # last row, who speaks, what
    for at, (turn, role, participant, speaker, text) in shown:
        if turns and turns[-1][:2] == (at - 1, (turn, role, participant, speaker)):
            turns[-1] = (at, turns[-1][1], [*turns[-1][2], text])
        else:
            turns.append((at, (turn, role, participant, speaker), [text]))
    before: int | None = None
    for last, (_, role, participant, speaker), texts in turns:
        if before is not None and last - len(texts) != before:
            yield "…"
        before = last
        asks = role == INTERVIEWER
        name = "" if asks else participant or speaker
        yield f"{name or word(role, lang).capitalize()}: {_end(' '.join(texts))}"


def _end(text: str) -> str:
    return text if len(text) <= _LONGEST else f"… {text[-_LONGEST:].split(' ', 1)[-1]}"
