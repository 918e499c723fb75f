"""Turns of the interviewer that ask no question of the guide, and the answers that follow them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import pandas as pd

from aineisto.corpus._corpus import INTERVIEWEE, INTERVIEWER
from aineisto.corpus._guide import GuideMatcher, Similar, ngrams_of

if TYPE_CHECKING:
    from aineisto.corpus._corpus import Corpus

#: Without a question mark, fewer words ask nothing.
_TOO_FEW = 4
_WORD = re.compile(r"\w+")
#: Kind of each column of `Corpus.off_guide`.
COLUMNS: dict[str, str] = {
    "document": "str",
    "statement_id": "str",
    "turn": "int64",
    "text": "str",
    "question": "str",
    "answers": "int64",
    "documents": "int64",
}

_Row = tuple[str, str, int, str, str, int]


def off_guide(corpus: Corpus) -> pd.DataFrame:
    """Return the turns that ask no question of the guide but are answered; see `Corpus.off_guide`.

    Examples
    --------
    >>> off_guide(corpus)[["text", "question", "answers"]].head(1).values.tolist()
    [['Mitä periaatteita itse nostaisit?', 'tavoitteet', 4]]
    """
    matcher = GuideMatcher(corpus.questions)
    found: list[_Row] = []
    if corpus.questions:
        for name, rows in corpus.statements.groupby("document", sort=False):
            found += _of_document(str(name), rows, matcher)
    frame = pd.DataFrame(found, columns=list(COLUMNS)[:-1])
    frame["documents"] = _documents(frame)
    return frame.astype(COLUMNS)


def _of_document(name: str, rows: pd.DataFrame, matcher: GuideMatcher) -> list[_Row]:
    """Return a document's turns; none where a table of its own says what is answered."""
    turns = [own for _, own in rows.groupby("turn", sort=False)]
    asking = [own["role"].iat[0] == INTERVIEWER for own in turns]
    said = [" ".join(own["clean"]) for own, asks in zip(turns, asking, strict=True) if asks]
    asked = iter(matcher.assign(said))
    found: list[_Row] = []
    current, open_turn = "", None
    for own, asks in zip(turns, asking, strict=True):
        if asks:
            number = next(asked)
            current = current if number is None else matcher.questions[number].code
            if number is not None or not current:
                open_turn = None
            elif asks_anything(" ".join(own["clean"])):
                open_turn = own
        if (own["question"] != current).any():
            return []
        answers = int((own["role"] == INTERVIEWEE).sum())
        if open_turn is not None and answers:
            text = " ".join(open_turn["clean"])
            first, turn = str(open_turn["statement_id"].iat[0]), int(open_turn["turn"].iat[0])
            if found and found[-1][2] == turn:  # two interviewees answer
                answers += found.pop()[-1]
            found.append((name, first, turn, text, current, answers))
    return found


def asks_anything(text: str) -> bool:
    """Tell whether what an interviewer says asks anything: *mm* and *joo niin* do not.

    Examples
    --------
    >>> [asks_anything(text) for text in ("Miten sujui?", "Kerro siitä vähän lisää", "joo niin")]
    [True, True, False]
    """
    return "?" in text or len(_WORD.findall(text)) >= _TOO_FEW


def _documents(frame: pd.DataFrame) -> list[int]:
    """Return in how many documents each turn stands in nearly the same words."""
    ngrams = [ngrams_of(text) for text in frame["text"]]
    within: dict[frozenset[str], set[str]] = defaultdict(set)
    for one, name in zip(ngrams, frame["document"], strict=True):
        within[one].add(name)
    similar = Similar(Counter(within))
    near = {one: set().union(*(within[other] for other in similar.to(one))) for one in within}
    return [max(len(near[one]), 1) for one in ngrams]
