"""Themes found in the data, without a codebook."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClusterMixin

from aineisto._errors import AineistoError, AineistoWarning
from aineisto.codebook import Codebook, Theme
from aineisto.themes._describe import describe
from aineisto.themes._features import unit, with_neighbours
from aineisto.themes._graph import FEWEST, by_size, cluster, eigengap, neighbour_graph, stability
from aineisto.themes._words import content_lemmas

#: Fewer texts than these are too few to cluster at all, or to be sure of.
LEAST, ENOUGH = 10, 100
#: Weight of the words beside the vectors; most themes that are suggested.
LEXICAL, MOST = 0.5, 20
ENGINES = ("spectral", "bertopic")


class ThemeFinder(ClusterMixin, BaseEstimator):
    """Find the themes of texts: groups that mean and say the same.

    Parameters
    ----------
    n_themes : int, optional
        How many. By default a suggestion (see `n_themes_reason_`); the researcher decides.
    engine : {"spectral", "bertopic"}, default "spectral"
        ``"spectral"``: spectral clustering of the graph of ten nearest neighbours, on sentence
        vectors beside TF-IDF of base forms; every text with a content word gets a theme.
        ``"bertopic"``: BERTopic (UMAP, HDBSCAN) on the same vectors, where it is installed; it
        leaves texts out, often a third of them, and finds at most `n_themes`.
    embedder : Embedder, optional
        By default the embedded one (`aineisto.Embedder`).
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
        One row a theme: ``theme``, ``label`` (its three first words), ``words`` (base forms by
        class-based TF-IDF), ``size``, ``share`` (of all texts, 0…1), ``coherence`` (NPMI of the
        words, -1…1), ``examples`` (quotations nearest to the theme's middle).
    n_themes_ : int
        Number of themes.
    n_themes_reason_ : str
        Why so many.
    stability_ : float
        Mean adjusted Rand index over clusterings of 80 % of the texts: 1 the same themes every
        time, 0 chance; NaN where it was not asked for, and with BERTopic.
    unassigned_ : ndarray of int
        Places of the texts that got no theme.

    Raises
    ------
    AineistoError
        With fewer than ten texts to go by, or more themes asked for than they can bear.
    ModelError
        When ``engine="bertopic"`` and BERTopic is not installed.

    Warns
    -----
    AineistoWarning
        Below a hundred texts: groups are then hardly supported by the data.
    """

    def __init__(
        self,
        n_themes: int | None = None,
        engine: str = "spectral",
        embedder: Any = None,
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

    def fit(self, texts: Sequence[str], y: Any = None, *, turns: Any = None) -> ThemeFinder:
        """Find the themes.

        Parameters
        ----------
        texts : sequence of str
            Statements, in their order.
        y : ignored
            There for scikit-learn.
        turns : sequence, optional
            The turn of each text: what stands beside a text in the same turn is then read with
            it, at half weight. Bare sentences make weak themes.

        Returns
        -------
        ThemeFinder
            Itself.
        """
        rows = _checked(texts)
        vectors, lemmas, usable = self._read(rows, turns)
        self._check_number(len(usable))
        words = _tfidf([lemmas[i] for i in usable])
        some = vectors[usable]
        if self.engine == "bertopic":
            found = self._bertopic([lemmas[i] for i in usable], some)
        else:
            found = self._spectral(some, words)
        self.labels_ = np.full(len(rows), -1, dtype=int)
        self.labels_[usable] = found
        self.unassigned_ = np.flatnonzero(self.labels_ < 0)
        self.n_themes_ = int(self.labels_.max()) + 1
        self.themes_ = describe(rows, lemmas, vectors, self.labels_)
        return self

    def fit_predict(self, texts: Sequence[str], y: Any = None, **options: Any) -> np.ndarray:
        """Find the themes and return the theme of each text, `labels_`."""
        return self.fit(texts, y, **options).labels_

    def to_codebook(self, name: str = "") -> Codebook:
        """Return the themes as a codebook to go on from: words as keywords, quotations as examples.

        The names are the themes' first words; a person should name them better.
        """
        if not hasattr(self, "themes_"):
            raise AineistoError("No themes have been found yet.", remedy="Call fit(texts) first.")
        themes = [
            Theme(
                code=f"teema-{row.theme + 1}",
                name={"fi": row.label},
                keywords=tuple(row.words),
                examples=tuple(row.examples),
            )
            for row in self.themes_.itertuples()
        ]
        return Codebook(name=name, themes=tuple(themes))

    def _read(self, texts: list[str], turns: Any) -> tuple[np.ndarray, list[list[str]], np.ndarray]:
        from aineisto.language import shared_embedder, shared_lemmatizer

        embedder = shared_embedder() if self.embedder is None else self.embedder
        lemmatizer = shared_lemmatizer() if self.lemmatizer is None else self.lemmatizer
        lemmas = list(content_lemmas(texts, lemmatizer))
        usable = np.flatnonzero([bool(some) for some in lemmas])
        if len(usable) < LEAST:
            raise AineistoError(
                f"Themes cannot be found in {len(usable)} texts with content.",
                remedy=f"Give at least {LEAST}, or use ThemeAssigner with a codebook.",
            )
        if len(usable) < ENOUGH:
            warnings.warn(
                f"{len(usable)} texts hardly support groups of their own: other texts would give"
                " other themes. A codebook (ThemeAssigner) is surer.",
                AineistoWarning,
                stacklevel=3,
            )
        vectors = embedder.encode(texts)
        if turns is not None:
            vectors = with_neighbours(vectors, list(turns))
        return unit(vectors - vectors[usable].mean(axis=0)), lemmas, usable

    def _check_number(self, texts: int) -> None:
        if self.engine not in ENGINES:
            raise AineistoError(
                f"There is no engine {self.engine!r}.", remedy=f"Use one of {', '.join(ENGINES)}."
            )
        if self.n_themes is not None and not 2 <= self.n_themes <= texts // 2:
            raise AineistoError(
                f"{texts} texts cannot be divided into {self.n_themes} themes.",
                remedy=f"Ask for 2…{texts // 2}, or leave n_themes out for a suggestion.",
            )

    def _spectral(self, vectors: np.ndarray, words: Any) -> np.ndarray:
        graph = neighbour_graph(vectors, words, LEXICAL)
        number = self.n_themes
        if number is None:
            number = self._suggest(graph)
        else:
            self.n_themes_reason_ = f"{number} themes were asked for."
        labels = cluster(graph, number, self.random_state)
        self.stability_ = float("nan")
        if self.n_subsamples:
            self.stability_ = stability(
                vectors,
                words,
                labels,
                lexical=LEXICAL,
                times=self.n_subsamples,
                seed=self.random_state,
            )
        return labels

    def _suggest(self, graph: Any) -> int:
        # Two eigenvalues past the fewest, so that there is a gap and another to compare it with.
        most = max(FEWEST + 2, min(MOST, graph.shape[0] // 5))
        number, gaps = eigengap(graph, most)
        second = int(np.argsort(-gaps)[1]) + FEWEST
        self.n_themes_reason_ = (
            f"{number} themes are suggested: of {FEWEST} to {len(gaps) + 2}, the eigenvalues of the"
            f" graph of neighbours jump the most after {number} ({gaps[number - FEWEST]:.3f}); the"
            f" next best is {second} ({gaps[second - FEWEST]:.3f}). Keep what reads best."
        )
        return number

    def _bertopic(self, lemmas: list[list[str]], vectors: np.ndarray) -> np.ndarray:
        from aineisto.themes._bertopic import dense_groups

        labels, found = dense_groups(lemmas, vectors, self.n_themes, self.random_state)
        self.stability_ = float("nan")
        self.n_themes_reason_ = f"HDBSCAN, inside BERTopic, found {found} dense groups"
        if self.n_themes is not None:
            self.n_themes_reason_ += f"; {self.n_themes} themes were asked for"
        self.n_themes_reason_ += "."
        return by_size(labels)


def _tfidf(lemmas: list[list[str]]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(analyzer=lambda some: some, sublinear_tf=True).fit_transform(lemmas)


def _checked(texts: Sequence[str] | pd.Series) -> list[str]:
    if isinstance(texts, str):
        raise TypeError("Give a list of texts, not one text.")
    return list(texts)
