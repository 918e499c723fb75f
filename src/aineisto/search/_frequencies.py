"""How often each lemma occurs, by group, and how evenly it is spread over the participants."""

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
    from aineisto.search._index import CorpusFrames


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
    selected: npt.NDArray[np.bool_]
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
        _is_selected(index, stopwords, content_words),
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


def _is_selected(
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
    # Many a noun is a name too, which Voikko tells first: päivä is no Päivä.
    same = [reading.pos for reading in readings if reading.lemma == lemma]
    own = [reading.pos for reading in readings if reading.lemma.lower() == lemma.lower()]
    return (same or own or [reading.pos for reading in readings] or ["X"])[0]


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


COLUMNS = ("lemma", "pos", "count", "per_1000", "participants", "dp")


def frequencies(
    corpus: CorpusFrames,
    by: str | None = None,
    *,
    stopwords: Collection[str] | None = None,
    content_words: bool = True,
    min_count: int = 1,
    interviewer: bool = False,
    mode: str = "fast",
) -> pd.DataFrame:
    """Count the lemmas of a corpus, all together or by group.

    Parameters
    ----------
    corpus : Corpus
    by : str, optional
        Count apart by this column of the statements (``"question"``) or attribute of the
        participants (``"group"``).
    stopwords : collection of str, optional
        Lemmas to leave out; `aineisto.language.STOPWORDS` when None, none of them when empty.
    content_words : bool
        Only nouns, names, adjectives, verbs and adverbs.
    min_count : int
        Only lemmas that occur at least so often.
    interviewer : bool
        Also count what the interviewer says.
    mode : {"fast", "accurate"}
        Of the lemmatiser.

    Returns
    -------
    DataFrame
        Most frequent first: the group's column when `by` is given; ``lemma``; ``pos`` (part of
        speech after Universal Dependencies); ``count``; ``per_1000`` (of all running words of
        the group, stop words too); ``participants`` (how many say it); ``dp`` (normalised
        deviation of proportions over the participants: 0 as even as their shares of the words,
        1 all from one).

    Notes
    -----
    Dispersion is Gries's deviation of proportions (Gries 2008, *Dispersions and adjusted
    frequencies in corpora*, IJCL 13:4) with the normalisation of Lijffijt & Gries 2012 (IJCL
    17:1). A frequent word with a high ``dp`` is a few people's word.

    Raises
    ------
    AineistoError
        When the corpus has no column `by`.

    Examples
    --------
    >>> frequencies(corpus)[["lemma", "count", "participants"]].head(3)
         lemma  count  participants
    0  ihminen     20             3
    1     hyvä     15             3
    2    vuosi     13             3
    """
    words = select_words(corpus, by, stopwords, content_words, interviewer, mode)
    if by is None:
        return _frame(words, None, min_count)
    frames = []
    for number, name in enumerate(words.groups):
        if name:
            frame = _frame(words, number, min_count)
            frame.insert(0, by, name)
            frames.append(frame)
    if not frames:
        return pd.DataFrame(columns=[by, *COLUMNS])
    return pd.concat(frames, ignore_index=True)


def _frame(words: Words, group: int | None, min_count: int) -> pd.DataFrame:
    table, sizes = counts_by_part(words, group)
    counts = table.sum(axis=1)
    rows = np.flatnonzero(words.selected & (counts >= max(min_count, 1)))
    frame = pd.DataFrame(
        {
            "lemma": [words.vocabulary.lemmas[row] for row in rows],
            "pos": [part_of_speech(words.vocabulary.lemmas[row], words.vocabulary) for row in rows],
            "count": counts[rows],
            "per_1000": 1000 * counts[rows] / max(sizes.sum(), 1),
            "participants": (table[rows] > 0).sum(axis=1),
            "dp": gries_dp(table[rows], sizes),
        },
        columns=list(COLUMNS),
    )
    order = ["count", "lemma"]
    return frame.sort_values(order, ascending=[False, True], ignore_index=True)


def gries_dp(
    counts: npt.ArrayLike, sizes: npt.ArrayLike, *, normalise: bool = True
) -> npt.NDArray[np.float64]:
    """Deviation of proportions: how unevenly words are spread over the parts of a corpus.

    Parameters
    ----------
    counts : array-like, (n_words, n_parts) or (n_parts,)
        Occurrences of each word in each part.
    sizes : array-like, (n_parts,)
        Running words of each part.
    normalise : bool
        Divide by the greatest value possible, 1 minus the smallest part's share (Lijffijt &
        Gries 2012).

    Returns
    -------
    ndarray of float64, (n_words,)
        0 (as the parts' sizes) to 1 (all in the smallest part); NaN for a word without
        occurrences; 0 where there is only one part.

    Examples
    --------
    >>> gries_dp([1, 2, 3, 4, 5], [9, 10, 10, 10, 11], normalise=False).round(2)
    array([0.18])
    """
    table = np.atleast_2d(np.asarray(counts, dtype=float))
    size = np.asarray(sizes, dtype=float)
    if not table.size or not size.sum():
        return np.full(len(table), np.nan)
    share = size / size.sum()
    total = table.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        dp = 0.5 * np.abs(table / total - share).sum(axis=1)
    most = 1 - share[share > 0].min()
    return dp / most if normalise and most > 0 else dp
