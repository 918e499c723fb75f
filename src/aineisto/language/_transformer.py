"""Texts as their lemmas, for pipelines of scikit-learn."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from aineisto.core.checks import each_text
from aineisto.language._analyzer import STOPWORDS, LemmaAnalyzer
from aineisto.language._parallel import map_texts


class LemmaTransformer(TransformerMixin, BaseEstimator):
    r"""Replace each text by its lemmas, joined by spaces.

    It learns nothing. `LemmaAnalyzer` does the same inside one vectoriser; this serves where
    several read the same lemmas, or where they are to be seen.

    Parameters
    ----------
    stopwords : collection of str or None
        Lemmas to leave out; `STOPWORDS` by default, None to keep all.
    numbers : bool
        Whether to keep numbers.
    mode : {"fast", "accurate"}
        Of the lemmatiser.
    n_jobs : int or None
        Processes, as joblib counts them; None is one, -1 all cores.

    Examples
    --------
    >>> from sklearn.feature_extraction.text import CountVectorizer
    >>> from sklearn.pipeline import make_pipeline
    >>> pipeline = make_pipeline(LemmaTransformer(), CountVectorizer(token_pattern=r"\S+"))
    >>> pipeline.fit(["Rajapinnat puuttuvat.", "rajapintoja"]).get_feature_names_out()
    array(['puuttua', 'rajapinta'], dtype=object)
    """

    def __init__(
        self,
        stopwords: Collection[str] | None = STOPWORDS,
        numbers: bool = False,
        mode: str = "fast",
        n_jobs: int | None = None,
    ) -> None:
        self.stopwords = stopwords
        self.numbers = numbers
        self.mode = mode
        self.n_jobs = n_jobs

    def fit(self, texts: Iterable[str], y: Any = None) -> LemmaTransformer:
        """Learn nothing; return self."""
        return self

    def transform(self, texts: Iterable[str]) -> np.ndarray:
        """Lower-case lemmas of each text; (n_texts,) of str."""
        analyzer = LemmaAnalyzer(self.stopwords, self.numbers, self.mode)
        lemmas = map_texts(analyzer, each_text(texts), n_jobs=self.n_jobs)
        return np.array([" ".join(its) for its in lemmas], dtype=object)

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """One column: ``lemmas``."""
        return np.array(["lemmas"], dtype=object)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.input_tags.one_d_array = True
        return tags
