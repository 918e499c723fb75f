"""People's codes taken along to the same interviews read anew: each stays at its statement."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher

import pandas as pd

from aineisto.corpus import Corpus

_Statement = tuple[str, str, str, int]  # identifier, clean text, text, place


def moved_codings(
    codings: pd.DataFrame, before: Corpus, after: Corpus
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return codings as those of the same interviews read anew, and the rows that have no place.

    Identifiers count the sentences of a document, so that one that is added or taken away changes
    all behind it. A statement is the same where its document has the same words in the same order
    around it; `start` and `end` move along where its text is the same letter by letter.
    """
    same = dict(_same_statements(before, after))
    moves = codings["statement_id"].isin(same)
    moved, left = codings[moves].copy(), codings[~moves].reset_index(drop=True)
    shifts = [same[name] for name in moved["statement_id"]]
    moved["statement_id"] = [name for name, _ in shifts]
    shift = pd.array([by for _, by in shifts], dtype="Int64")
    for place in ("start", "end"):
        moved[place] = moved[place].astype("Int64") + shift
    return moved.reset_index(drop=True), left


def _same_statements(before: Corpus, after: Corpus) -> Iterator[tuple[str, tuple[str, int | None]]]:
    """Yield each statement that is still there: its new identifier, and how far it has moved."""
    olds, news = _by_document(before), _by_document(after)
    named = {_name(name): name for name in news}
    words = {tuple(one[1] for one in rows): name for name, rows in news.items()}
    for name, old in olds.items():
        there = named.get(_name(name)) or words.get(tuple(one[1] for one in old))
        if there is None:
            continue
        new = news[there]
        match = SequenceMatcher(
            None, [one[1] for one in old], [one[1] for one in new], autojunk=False
        )
        for first, second, size in match.get_matching_blocks():
            for was, is_ in zip(old[first:][:size], new[second:][:size], strict=True):
                yield was[0], (is_[0], is_[3] - was[3] if is_[2] == was[2] else None)


def _by_document(corpus: Corpus) -> dict[str, list[_Statement]]:
    columns = ["statement_id", "clean", "text", "start"]
    return {
        str(name): list(rows[columns].itertuples(index=False, name=None))
        for name, rows in corpus.statements.groupby("document", sort=False)
    }


def _name(document: str) -> str:
    return unicodedata.normalize("NFC", document)
