"""Lemmas counted by group: what frequencies and keyness have in common."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from aineisto.core.errors import ArgumentError
from aineisto.language import STOPWORDS
from aineisto.search._index import WordIndex, attribute, index_words

if TYPE_CHECKING:
    from aineisto.core.frames import CorpusFrames

_CONTENT = frozenset({"NOUN", "PROPN", "ADJ", "VERB", "ADV", "X"})


class Words(NamedTuple):
    """The words that are counted.

    Attributes
    ----------
    lemma : ndarray of int, (n,)
        Number of each word's lemma.
    group : ndarray of int, (n,)
        Number of its group.
    part : ndarray of int, (n,)
        Number of the part of the corpus, over which dispersion is reckoned.
    kept : ndarray of bool, (n_lemmas,)
        Lemmas that are told of; the others only make up the size of the groups.
    vocabulary : WordIndex
    groups : list
        Names of the groups, in their order.
    """

    lemma: npt.NDArray[np.int64]
    group: npt.NDArray[np.int64]
    part: npt.NDArray[np.int64]
    kept: npt.NDArray[np.bool_]
    vocabulary: WordIndex
    groups: list[str]


def select_words(
    corpus: CorpusFrames,
    by: str | None,
    stopwords: Collection[str] | None,
    content_words: bool,
    interviewer: bool,
    mode: str,
) -> Words:
    """The words of a corpus with their groups and parts.

    Raises
    ------
    AineistoError
        When `by` is no column of statements or participants.
    """
    index = index_words(corpus, mode)
    rows = corpus.statements["role"].to_numpy() != "interviewer"
    rows |= interviewer
    groups = _column(corpus, by) if by else pd.Series("", index=corpus.statements.index)
    # A word without a group (an answer before the first question) belongs to no comparison.
    rows &= (groups != "").to_numpy() | (by is None)
    group_numbers, names = pd.factorize(groups, sort=True)
    part_numbers, _ = pd.factorize(
        corpus.statements["participant"].where(
            corpus.statements["participant"] != "", corpus.statements["document"]
        )
    )
    said = rows[index.statement]
    statement = index.statement[said]
    return Words(
        index.lemma[said].astype(np.int64),
        group_numbers[statement],
        part_numbers[statement],
        _kept(index, stopwords, content_words),
        index,
        [str(name) for name in names],
    )


def _column(corpus: CorpusFrames, by: str) -> pd.Series:
    try:
        return attribute(corpus, by).fillna("").astype(str)
    except KeyError:
        columns = [*corpus.participants.columns, "question", "document", "speaker"]
        raise ArgumentError(
            f"Neither statements nor participants have a column {by!r}.",
            remedy="Give one of " + ", ".join(dict.fromkeys(columns)) + ".",
        ) from None


def _kept(
    index: WordIndex, stopwords: Collection[str] | None, content_words: bool
) -> npt.NDArray[np.bool_]:
    stop = STOPWORDS if stopwords is None else frozenset(word.lower() for word in stopwords)
    return np.array(
        [
            any(character.isalpha() for character in lemma)
            and not stop.issuperset(lemma.lower().split(" "))
            and (not content_words or part_of_speech(lemma, index) in _CONTENT)
            for lemma in index.lemmas
        ],
        dtype=bool,
    )


def part_of_speech(lemma: str, index: WordIndex) -> str:
    """Part of speech of a lemma, ``X`` where Voikko does not know it."""
    readings = index.lemmatizer.analyses(lemma)
    own = [reading.pos for reading in readings if reading.lemma.lower() == lemma.lower()]
    return (own or [reading.pos for reading in readings] or ["X"])[0]


def counts_by_part(
    words: Words, group: int | None = None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Occurrences of every lemma in every part of the corpus, and the parts' sizes.

    Parameters
    ----------
    words : Words
    group : int, optional
        Only the words of this group, and only the parts that have any.

    Returns
    -------
    (ndarray (n_lemmas, n_parts), ndarray (n_parts,))
    """
    chosen = slice(None) if group is None else words.group == group
    lemma, part = words.lemma[chosen], words.part[chosen]
    present, column = np.unique(part, return_inverse=True)
    n = len(words.vocabulary.lemmas)
    table = np.bincount(lemma * len(present) + column, minlength=n * len(present))
    return table.reshape(n, len(present)), np.bincount(column, minlength=len(present))
