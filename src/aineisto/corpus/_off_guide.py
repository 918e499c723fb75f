"""Turns of the interviewer that ask no question of the guide, and the answers that follow them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

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
    turns: dict[int, list[Any]] = {}
    for row in rows[["turn", "role", "clean", "question", "statement_id"]].itertuples(index=False):
        turns.setdefault(row.turn, []).append(row)
    recognised = matcher.assign([_said(own) for own in turns.values() if _asks(own)])
    missed = not set(range(len(matcher.questions))) <= set(recognised)
    asked = iter(recognised)
    found: list[_Row] = []
    current, open_turn = "", None
    for own in turns.values():
        if _asks(own):
            number = next(asked)
            current = current if number is None else matcher.questions[number].code
            if number is not None or not (current or missed):
                open_turn = None
            elif asks_anything(_said(own)):
                open_turn = own
        if any(row.question != current for row in own):
            return []
        answers = sum(row.role == INTERVIEWEE for row in own)
        if open_turn is not None and answers:
            first, turn = str(open_turn[0].statement_id), int(open_turn[0].turn)
            if found and found[-1][2] == turn:  # two interviewees answer
                answers += found.pop()[-1]
            found.append((name, first, turn, _said(open_turn), current, answers))
    return found


def _asks(turn: list[Any]) -> bool:
    return bool(turn[0].role == INTERVIEWER)


def _said(turn: list[Any]) -> str:
    return " ".join(row.clean for row in turn)


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
