"""Words that one group uses more than the others: log-likelihood keyness with effect size."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from aineisto.core.errors import ArgumentError
from aineisto.core.statistics import holm
from aineisto.search._frequencies import counts_by_part, gries_dp, select_words

if TYPE_CHECKING:
    from aineisto.search._index import CorpusFrames

COLUMNS = (
    "lemma",
    "count",
    "reference_count",
    "per_1000",
    "reference_per_1000",
    "log_likelihood",
    "p_value",
    "p_holm",
    "log_ratio",
    "percent_diff",
    "participants",
    "dp",
)


def keyness(
    corpus: CorpusFrames,
    by: str = "group",
    *,
    reference: str | None = None,
    stopwords: Collection[str] | None = None,
    content_words: bool = True,
    min_count: int = 3,
    interviewer: bool = False,
    mode: str = "fast",
) -> pd.DataFrame:
    """Find the lemmas that a group uses more, or less, than the others.

    Parameters
    ----------
    corpus : Corpus
    by : str
        A column of the statements (``"question"``) or attribute of the participants
        (``"group"``).
    reference : str, optional
        Compare each group with this group; with all the others together when None.
    stopwords, content_words, interviewer, mode
        As in `frequencies`.
    min_count : int
        Only lemmas that the group and its reference together have at least so often.

    Returns
    -------
    DataFrame
        By group, the highest log-likelihood first: the group's column; ``lemma``; ``count`` and
        ``reference_count``; ``per_1000`` and ``reference_per_1000`` (of all running words);
        ``log_likelihood``; ``p_value`` and ``p_holm`` (chi-squared with one degree of freedom;
        corrected by Holm within the group); ``log_ratio`` (doublings; negative where the group
        uses the word less); ``percent_diff``; ``participants`` and ``dp`` (how many in the group
        say it, and how unevenly: see `frequencies`).

    Notes
    -----
    Log-likelihood after Dunning 1993 as used by Rayson & Garside 2000 (*Comparing corpora using
    frequency profiling*); effect sizes: log ratio (Hardie 2014), where a count of 0 is taken as
    0.5, and %DIFF (Gabrielatos & Marchi 2011), infinite where the reference has none. The test
    takes words for independent draws, which the words of one speaker are not: read a low p-value
    together with ``participants`` and ``dp``.

    Raises
    ------
    AineistoError
        When the corpus has no column `by`, fewer than two groups in it, or no group `reference`.

    Examples
    --------
    >>> found = keyness(corpus, by="participant")
    >>> found[["participant", "lemma", "count", "reference_count"]].head(2)
           participant  lemma  count  reference_count
    0  haastateltava08  puhua      0               10
    1  haastateltava08   hyvä     10                5
    """
    words = select_words(corpus, by, stopwords, content_words, interviewer, mode)
    n_lemmas, n_groups = len(words.vocabulary.lemmas), len(words.groups)
    table = np.bincount(words.lemma * n_groups + words.group, minlength=n_lemmas * n_groups)
    counts = table.reshape(n_lemmas, n_groups)
    present = [g for g, name in enumerate(words.groups) if name and counts[:, g].any()]
    names = [words.groups[g] for g in present]
    if len(names) < 2:
        raise ArgumentError(
            f"Keyness compares groups, and {by!r} has {len(names)}.",
            remedy="Give a column with two or more values.",
        )
    if reference is not None and reference not in names:
        raise ArgumentError(
            f"{by!r} has no group {reference!r}.", remedy="Give one of " + ", ".join(names) + "."
        )
    frames = []
    for group, name in zip(present, names, strict=True):
        if name == reference:
            continue
        rest = [
            g
            for g, other in zip(present, names, strict=True)
            if other == reference or (reference is None and g != group)
        ]
        frame = _compare(counts[:, group], counts[:, rest].sum(axis=1), words.selected, min_count)
        by_part, sizes = counts_by_part(words, group)
        rows = frame.index.to_numpy()
        frame.insert(0, "lemma", [words.vocabulary.lemmas[row] for row in rows])
        frame["participants"] = (by_part[rows] > 0).sum(axis=1)
        frame["dp"] = gries_dp(by_part[rows], sizes)
        frame = frame.sort_values(["log_likelihood", "lemma"], ascending=[False, True])
        frame.insert(0, by, name)
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _compare(
    counts: npt.NDArray[np.int64],
    others: npt.NDArray[np.int64],
    selected: npt.NDArray[np.bool_],
    min_count: int,
) -> pd.DataFrame:
    """One group against its reference; the index is the lemmas' numbers."""
    from scipy.stats import chi2

    size, other_size = int(counts.sum()), int(others.sum())
    rows = np.flatnonzero(selected & (counts + others >= max(min_count, 1)))
    a, b = counts[rows], others[rows]
    g2 = log_likelihood(a, b, size, other_size)
    p = chi2.sf(g2, df=1)
    rate, other_rate = a / size, b / other_size
    smoothed = np.maximum(a, 0.5) / size / (np.maximum(b, 0.5) / other_size)
    with np.errstate(divide="ignore"):
        difference = 100 * (rate - other_rate) / other_rate
    return pd.DataFrame(
        {
            "count": a,
            "reference_count": b,
            "per_1000": 1000 * rate,
            "reference_per_1000": 1000 * other_rate,
            "log_likelihood": g2,
            "p_value": p,
            "p_holm": holm(p),
            "log_ratio": np.log2(smoothed),
            "percent_diff": difference,
        },
        index=rows,
    )


def log_likelihood(
    count: npt.ArrayLike, reference_count: npt.ArrayLike, size: int, reference_size: int
) -> npt.NDArray[np.float64]:
    """Log-likelihood of a difference in frequency between two corpora.

    ``2 Σ O ln(O / E)`` over the word's two counts, where ``E`` is each corpus's share of them by
    its size (Rayson & Garside 2000).

    Parameters
    ----------
    count, reference_count : array-like
        Occurrences of words in the one and the other corpus.
    size, reference_size : int
        Running words of the two.

    Returns
    -------
    ndarray of float64
        0 or more; 3.84 is the 5 % and 6.63 the 1 % point of chi-squared with one degree of
        freedom.

    Examples
    --------
    >>> float(log_likelihood(20, 10, 1000, 1000).round(2))
    3.4
    """
    a, b = np.asarray(count, dtype=float), np.asarray(reference_count, dtype=float)
    expected = size * (a + b) / (size + reference_size)
    other_expected = reference_size * (a + b) / (size + reference_size)
    # x ln x goes to 0 with x
    first = a * np.log(np.where(a > 0, a, 1) / np.where(a > 0, expected, 1))
    second = b * np.log(np.where(b > 0, b, 1) / np.where(b > 0, other_expected, 1))
    return np.maximum(2 * (first + second), 0.0)
