"""Themes found in the data, without a codebook."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from itertools import pairwise
from numbers import Integral
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClusterMixin

from aineisto.core.checks import as_count, as_texts, one_of
from aineisto.core.errors import AineistoWarning, ArgumentError
from aineisto.core.text import without_notes
from aineisto.core.vectors import unit
from aineisto.language import Reading
from aineisto.themes._clustering import by_size, consensus, control, eigengap, mean_graph, stability
from aineisto.themes._constants import ENOUGH_TEXTS, FEWEST_TEXTS, FEWEST_THEMES, MOST_THEMES
from aineisto.themes._dialogue import (
    clustering_vectors,
    context_words,
    dialogue_of,
    follow_directly,
    permuted_words,
    random_vectors_in_dialogue,
    words_in_dialogue,
)
from aineisto.themes._editing import Editing
from aineisto.themes._features import turn_of, with_neighbours
from aineisto.themes._pictures import Pictures
from aineisto.themes._words import WordTable, content_words, lemmatizer_of

ENGINES = ("spectral", "bertopic")


class ThemeFinder(Editing, Pictures, ClusterMixin, BaseEstimator):
    """Find the themes of texts: groups that mean and say the same.

    Parameters
    ----------
    n_themes : int, optional
        How many. By default a suggestion (see `n_themes_reason_`); the researcher decides.
    engine : {"spectral", "bertopic"}, default "spectral"
        ``"spectral"``: spectral clustering of graphs of nearest neighbours, on sentence vectors
        beside TF-IDF of base forms and parts of compounds; of what five graphs say, that on which
        they agree. Every text with a content word gets a theme.
        ``"bertopic"``: BERTopic (UMAP, HDBSCAN) on the same vectors, where it is installed; it
        leaves texts out, often a third of them, and finds at most `n_themes`. The model itself,
        with its own plots, is `bertopic_`.
    embedder : object with ``encode``, name or None, default "default"
        Sentence vectors: what `aineisto.Embedder` knows by name (``"default"``, ``"fast"``), or
        an object of your own. None goes by words alone.
    lemmatizer : Lemmatizer, optional
        By default the one the process shares.
    n_subsamples : int, default 10
        Draws of 80 % by which `stability_` is judged; 0 to leave it out.
    random_state : int, default 0
        Seed. The same texts and seed give the same themes.

    Attributes
    ----------
    labels_ : ndarray of int (n,)
        Theme of each text, 0 the largest; -1 for a text without one.
    themes_ : DataFrame
        One row a theme, the largest first: ``theme``, ``label`` (its three first words, or the
        name it was given), ``words`` (base forms by class-based TF-IDF), ``size``, ``share`` (of
        all texts, 0…1), ``coherence`` (NPMI of the words, -1…1), ``stability`` (mean best Jaccard
        over subsamples, 0…1: over .75 it holds, under .5 it falls apart), ``low``, ``high`` (of
        stability: 10th and 90th percentile), ``examples`` (quotations nearest to the middle).
    n_themes_ : int
        Number of themes.
    n_themes_reason_ : str
        Why so many, in Finnish; `summary` says it in English too.
    stability_ : float
        Mean adjusted Rand index over clusterings of 80 % of the texts: 1 the same themes every
        time, 0 chance; NaN where it was not asked for, and with BERTopic.
    control_ : DataFrame or None
        Where `turn` or `context` was given: how far the themes keep to the turns (to what was
        said on end) and how stable they are, beside random vectors that were read with the same
        neighbours, and chance. What random vectors show too is made by the reading.
    unassigned_ : ndarray of int
        Places of the texts that got no theme.
    edits_ : list of str
        What `merge`, `split` and `rename` did, for the record.
    bertopic_ : BERTopic or None
        The fitted model, with ``engine="bertopic"``.

    Raises
    ------
    AineistoError
        With fewer than ten texts to go by, or more themes asked for than they can bear.
    ModelError
        When ``engine="bertopic"`` and BERTopic is not installed.

    Warns
    -----
    AineistoWarning
        Below a hundred texts: clustering is not supported by the data.

    Examples
    --------
    >>> texts = corpus.answers["clean"].head(120).tolist()
    >>> finder = ThemeFinder(n_themes=3, n_subsamples=2).fit(texts)
    >>> len(finder.themes_), len(finder.labels_) == len(texts)
    (3, True)
    """

    def __init__(
        self,
        n_themes: int | None = None,
        engine: str = "spectral",
        embedder: Any = "default",
        lemmatizer: Any = None,
        n_subsamples: int = 10,
        random_state: int = 0,
    ) -> None:
        self.n_themes = n_themes
        self.engine = engine
        self.embedder = embedder
        self.lemmatizer = lemmatizer
        self.n_subsamples = n_subsamples
        self.random_state = random_state

    def fit(
        self,
        X: Sequence[str],
        y: Any = None,
        *,
        question: Any = None,
        respondent: Any = None,
        turn: Any = None,
        context: pd.DataFrame | Reading | None = None,
        **old: Any,
    ) -> ThemeFinder:
        """Find the themes.

        Parameters
        ----------
        X : sequence of str
            Statements, in their order.
        y, question, respondent : ignored
            There for scikit-learn, and because the coders take them.
        turn : sequence, optional
            The turn of each text: what stands beside a text in the same turn is then read with
            it, at half weight, and `control_` says what that alone would make. Bare sentences
            make weak themes.
        context : DataFrame or Reading, optional
            What was said around each text, as `ThemeAssigner.fit` takes it, for speech: the
            interviewer's last turn and the speaker's own words around are read with it. Takes
            the place of `turn`.

        Returns
        -------
        ThemeFinder
            Itself.
        """
        rows = as_texts(X)
        one_of(self.engine, ENGINES, "engine")
        if self.n_subsamples != 0:
            as_count(self.n_subsamples, "n_subsamples")
        turns, reading = turn_of(turn, old, len(rows)), self._dialogue(rows, context)
        vectors, usable = self._read(rows, turns, reading)
        self._check_number(len(usable))
        some, words = vectors[usable], self._words[usable]
        self.control_ = None
        if self.engine == "bertopic":
            found = self._bertopic([self._lemmas[i] for i in usable], some)
        else:
            found = self._spectral(some, words)
            random = np.random.default_rng(self.random_state)
            if reading is not None:
                near = reading.take(usable)
                dealt = words_in_dialogue(
                    near, permuted_words(self._told, random), range(len(near))
                )
                noise = random_vectors_in_dialogue(near, some.shape[1] // 2, random)
                self._compare(found, dealt, follow_directly(near), noise)
            elif turns is not None:
                kept = [turns[i] for i in usable]
                dealt = words[np.random.default_rng(self.random_state).permutation(len(kept))]
                noise = unit(random.standard_normal(some.shape).astype(np.float32))
                same = [a == b for a, b in pairwise(kept)]
                self._compare(found, dealt, same, unit(with_neighbours(noise, kept)))
        self._texts, self._vectors = rows, vectors
        self.labels_ = np.full(len(rows), -1, dtype=int)
        self.labels_[usable] = found
        self._names: dict[int, str] = {}
        self.edits_: list[str] = []
        self._describe()
        return self

    def fit_predict(self, X: Sequence[str], y: Any = None, **options: Any) -> np.ndarray:
        """Find the themes and return the theme of each text, `labels_`."""
        return self.fit(X, y, **options).labels_

    def _dialogue(self, texts: list[str], context: pd.DataFrame | Reading | None) -> Reading | None:
        if context is not None and self.embedder != "default":
            raise ArgumentError(
                f"The embedder {self.embedder!r} cannot read a text in its dialogue.",
                remedy='Leave out context, or use embedder="default".',
            )
        return dialogue_of(texts, context)

    def _read(
        self, texts: list[str], turns: list[Any] | None, reading: Reading | None
    ) -> tuple[np.ndarray, np.ndarray]:
        from aineisto.language import NoVectors, embedder_of

        embedder = embedder_of(self.embedder) or NoVectors()
        lemmatizer = lemmatizer_of(self.lemmatizer)
        words = [content_words(text, lemmatizer) for text in texts]
        usable = np.flatnonzero([bool(some) for some in words])
        _check_enough(len(usable))
        self._lemmas = [[word.lemma for word in some] for some in words]
        if reading is not None:
            self._told = context_words(reading, words, lemmatizer)
            self._words = words_in_dialogue(reading, self._told, usable)
            return clustering_vectors(reading), usable
        self._words = WordTable([words[i] for i in usable]).transform(words)
        vectors = np.asarray(embedder.encode([without_notes(text) for text in texts]))
        vectors = unit(vectors - vectors[usable].mean(axis=0))
        return (vectors if turns is None else unit(with_neighbours(vectors, turns))), usable

    def _check_number(self, texts: int) -> None:
        number: Any = self.n_themes
        if number is None:
            return
        if not isinstance(number, Integral) or not 2 <= int(number) <= texts // 2:
            raise ArgumentError(
                f"{texts} texts cannot be divided into {number!r} themes.",
                remedy=f"Ask for 2…{texts // 2}, or leave n_themes out for a suggestion.",
            )

    def _spectral(self, vectors: np.ndarray, words: Any) -> np.ndarray:
        number = self.n_themes
        if number is None:
            number = self._suggest(mean_graph(vectors, words))
        else:
            self._explain("asked", number=number)
        labels = consensus(vectors, words, number, self.random_state)
        self.bertopic_ = None
        self._set_stability(vectors, words, labels)
        return labels

    def _set_stability(self, vectors: np.ndarray, words: Any, labels: np.ndarray) -> None:
        self.stability_, self._held = float("nan"), {}
        if self.n_subsamples:
            held = stability(vectors, words, labels, self.n_subsamples, self.random_state)
            self.stability_ = held.overall
            figures = zip(held.of_group, held.low, held.high, strict=True)
            self._held = dict(enumerate(figures))

    def _explain(self, key: str, **values: Any) -> None:
        self._reason = (key, values)
        self.n_themes_reason_ = self._why("fi")

    def _compare(
        self, labels: np.ndarray, words: Any, beside: list[bool], noise: np.ndarray
    ) -> None:
        places = np.flatnonzero(beside)
        self.control_ = control(labels, words, places, noise, self.n_subsamples, self.random_state)
        self.control_.loc["texts", "stability"] = self.stability_

    def _suggest(self, graph: Any) -> int:
        # Two eigenvalues past the fewest, so that there is a gap and another to compare it with.
        most = max(FEWEST_THEMES + 2, min(MOST_THEMES, graph.shape[0] // 5))
        number, gaps = eigengap(graph, most)
        second = int(np.argsort(-gaps)[1]) + FEWEST_THEMES
        self._explain(
            "suggested",
            number=number,
            fewest=FEWEST_THEMES,
            most=len(gaps) + 2,
            gap=float(gaps[number - FEWEST_THEMES]),
            second=second,
            next=float(gaps[second - FEWEST_THEMES]),
        )
        return number

    def _bertopic(self, lemmas: list[list[str]], vectors: np.ndarray) -> np.ndarray:
        from aineisto.themes._bertopic import dense_groups

        self.bertopic_, labels, found = dense_groups(
            lemmas, vectors, self.n_themes, self.random_state
        )
        self.stability_, self._held = float("nan"), {}
        if self.n_themes is None:
            self._explain("dense", found=found)
        else:
            self._explain("dense_asked", found=found, number=self.n_themes)
        return by_size(labels)


def _check_enough(usable: int) -> None:
    if usable < FEWEST_TEXTS:
        raise ArgumentError(
            f"Themes cannot be found in {usable} texts with content.",
            remedy=f"Give at least {FEWEST_TEXTS}, or use ThemeAssigner with a codebook.",
        )
    if usable < ENOUGH_TEXTS:
        warnings.warn(
            f"Clustering is not supported by {usable} texts: it takes {ENOUGH_TEXTS}, and other "
            "texts of the same people would give other themes. Write a codebook and use"
            " ThemeAssigner(codebook), or take what is found as a draft of one (to_codebook).",
            AineistoWarning,
            stacklevel=4,
        )
