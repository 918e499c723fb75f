"""Themes by the codebook: works before any label, learns on top of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin

from aineisto.codebook import Codebook, Question
from aineisto.codings import NO_THEME
from aineisto.core.checks import as_names, as_texts
from aineisto.core.errors import CodebookError, CodingsError
from aineisto.themes._coding import as_codings, neighbours_of
from aineisto.themes._company import Company
from aineisto.themes._evidence import Evidence
from aineisto.themes._features import (
    TextFeatures,
    ThemeSpace,
    matching_turns,
    rarities,
    with_neighbours,
)
from aineisto.themes._learner import Learner
from aineisto.themes._prior import Prior, prior, which_and_whether
from aineisto.themes._questions import of_questions

#: From so many texts with content on, those given together (with those coded) are read together;
#: more than `MOST` are read in parts of that size, as their likeness grows with the square.
COMPANY, MOST = 50, 20_000


class ThemeAssigner(ClassifierMixin, BaseEstimator):
    """Give statements the themes of a codebook.

    A theme is what its name, definition, keywords and examples say. A text is near a theme by
    meaning (cosine of sentence vectors) and by its words (base forms, also inside compounds, that
    the codebook uses); a conditional logit with calibrated constants makes of both the
    probability that a coder would name the theme, or none. No label is needed; `fit` learns from
    coded statements on top.

    Parameters
    ----------
    codebook : Codebook
        The themes. Keywords, examples and parents are optional.
    embedder : object with ``encode``, name or None, default "default"
        Sentence vectors: what `aineisto.Embedder` knows by name (``"default"``, ``"fast"``), or
        an object of your own. None goes by words alone.
    lemmatizer : Lemmatizer, optional
        By default the one the process shares.
    threshold : float, default 0.25
        Least confidence, 0…1, at which `code` suggests a theme: how probable it is that the
        theme applies, as the main one or as a second. Where ``"none"`` is likelier than every
        theme, none is suggested whatever the threshold.
    max_themes : int, default 2
        Most themes that `code` suggests for one statement.
    C : float, default 1.0
        How far `fit` may move from the codebook (inverse regularisation, as in scikit-learn).
    together : bool, default True
        Read the texts of one call together, from 50 on: what a study shares is taken off their
        vectors, words that stand everywhere in it tell less (from 100 texts on), and each
        text's themes follow from its own words and from the texts most like it (`fit` adds the
        coded ones), as far as alike texts turn out to have the same theme. People who answer
        alike are coded alike even where one of them uses no word of the codebook. What a text
        gets then depends on its company; False reads each by itself, for a stream or for parts
        of a corpus.

    Attributes
    ----------
    classes_ : ndarray of str
        Codes of the themes in the codebook's order, and last ``"none"``: no theme applies.

    Raises
    ------
    CodebookError
        When the codebook has no theme, on first use.

    Notes
    -----
    A text without a content word (*Joo.*, *Kiitos.*, an empty one) has no theme.

    The confidences were calibrated on pseudo interviews composed of ministers' answers to written
    questions (eduskunta-vkk v2, CC BY 4.0; ``benchmarks/themes/calibrate.py``). Themes of one
    study lie closer together than ministries, so on a new study measure before you rely on them.

    Examples
    --------
    >>> from aineisto.codebook import Codebook, Theme
    >>> codebook = Codebook(themes=(
    ...     Theme("raha", {"fi": "Rahoitus"}, keywords=("raha", "budjetti")),
    ...     Theme("tieto", {"fi": "Tietojärjestelmät"}, keywords=("rajapinta",)),
    ... ))
    >>> list(ThemeAssigner(codebook).predict(["Budjetti ei riitä mihinkään.", "Joo."]))
    ['raha', 'none']
    """

    def __init__(
        self,
        codebook: Codebook,
        embedder: Any = "default",
        lemmatizer: Any = None,
        threshold: float = 0.25,
        max_themes: int = 2,
        C: float = 1.0,
        together: bool = True,
    ) -> None:
        self.codebook = codebook
        self.embedder = embedder
        self.lemmatizer = lemmatizer
        self.threshold = threshold
        self.max_themes = max_themes
        self.C = C
        self.together = together

    @property
    def classes_(self) -> np.ndarray:
        """Codes of the themes, and ``"none"`` last."""
        return np.array([*self.codebook.theme_codes, NO_THEME], dtype=object)

    def fit(self, texts: Sequence[str], codes: Sequence[str | Iterable[str]]) -> ThemeAssigner:
        """Learn from coded statements, on top of the codebook.

        Parameters
        ----------
        texts : sequence of str
            Statements.
        codes : sequence of str, or of collections of str
            The theme of each, ``"none"`` where none applies; several where a statement has them.

        Returns
        -------
        ThemeAssigner
            Itself.

        Raises
        ------
        CodebookError
            When a code is not in the codebook.
        CodingsError
            When there is not one code, or set of codes, for each text, or nothing at all.
        """
        texts = as_texts(texts)
        rows, right, weight = self._labels(texts, codes)
        read = self._space.read(texts)
        company = read.vectors if len(texts) >= COMPANY else None
        offset = self._utilities(read, np.arange(len(texts)), company=company)
        middle = self._space.middle(read.vectors)
        self.learner_ = Learner(self.C, middle).fit(read.take(rows), offset[rows], right, weight)
        self.coded_ = pd.DataFrame({"text": texts}).iloc[rows].reset_index(drop=True)
        self.coded_["code"] = self.classes_[right]
        self.coded_features_ = read.take(np.flatnonzero(~read.empty))
        self.coded_vectors_ = read.vectors[rows]
        return self

    def predict(self, texts: Sequence[str], turns: Sequence[Any] | None = None) -> np.ndarray:
        """Return the likeliest code of each text: a theme's, or ``"none"``; see `predict_proba`."""
        return self.classes_[self.predict_proba(texts, turns).argmax(axis=1)]

    def predict_proba(self, texts: Sequence[str], turns: Sequence[Any] | None = None) -> np.ndarray:
        """Return the probability of each code as the main one.

        Parameters
        ----------
        texts : sequence of str
            Statements, in their order.
        turns : sequence, optional
            The turn of each text: what stands beside a text in the same turn is then read with
            it, at half weight.

        Returns
        -------
        ndarray (n, k + 1)
            Columns as `classes_`; rows sum to 1.

        Raises
        ------
        CodingsError
            When there is not one turn for each text.
        """
        read = self._space.read(as_texts(texts))
        many = len(read.words)
        beside = np.arange(many)
        if turns is not None:
            given = np.asarray(matching_turns(turns, many), dtype=object)
            beside, _ = pd.factorize(given)
        return softmax(self._judge(read, beside, self._rarity(read.words)), axis=1)

    def explain(self, text: str) -> pd.DataFrame:
        """Say why a text gets its codes.

        Returns
        -------
        DataFrame
            One row a code, the surest first: ``code``, ``confidence``, ``words`` (list of word
            and weight, the strongest first, as far as they speak for the code), and after `fit`
            ``nearest`` (the coded statement of that code that is nearest) and ``similarity``.
        """
        read = self._space.read([text])
        confidence = self.predict_proba([text])[0]
        frame = pd.DataFrame({"code": self.classes_, "confidence": confidence})
        evidence = Evidence(self._space, _constants([]))
        frame["words"] = [
            [
                (text[w.start : w.end], round(s, 3))
                for w, s in evidence.words(text, read.words[0], k)
            ]
            if k < len(self.codebook.themes)
            else []
            for k in range(len(frame))
        ]
        if hasattr(self, "learner_"):
            frame[["nearest", "similarity"]] = self._nearest(read.vectors[0])
        return frame.sort_values("confidence", ascending=False, kind="stable", ignore_index=True)

    def code(
        self, statements: pd.DataFrame, questions: Sequence[Question] | None = None
    ) -> pd.DataFrame:
        """Suggest themes for the statements of a corpus.

        Parameters
        ----------
        statements : DataFrame
            With ``statement_id`` and ``clean``. Where ``document`` and ``turn`` are there, what
            stands beside a statement in the same turn is read with it, at half weight. Where
            ``question`` is there, the question answered speaks for the themes it is about: it
            decides where the statement says little and not against what it says clearly.
        questions : sequence of Question, optional
            The interview guide whose codes ``question`` holds (`Corpus.questions`); by default
            the codebook's. An empty one leaves the questions out.

        Returns
        -------
        DataFrame
            Codings (`aineisto.codings.COLUMNS`): up to `max_themes` rows a statement, or one of
            code ``"none"``; ``confidence``; ``evidence`` (the words that carried it) and
            ``start``, ``end`` of the strongest, code points into ``clean``. The evidence is empty
            where the theme rests on the neighbours or the question more than on words.
        """
        order, turns = neighbours_of(statements)
        ordered = statements.iloc[order]
        texts = ordered["clean"].tolist()
        read = self._space.read(texts)
        rarity = self._rarity(read.words)
        utilities = self._judge(read, turns, rarity)
        guide = self.codebook.questions if questions is None else tuple(questions)
        informed = utilities
        if guide and "question" in ordered:
            asked = of_questions(ordered["question"], guide, self.predict_proba)
            informed = _constants(turns).with_question(utilities, asked, read.sizes)
        evidence = Evidence(self._space, _constants(turns), rarity)
        return as_codings(
            ordered["statement_id"].tolist(),
            texts,
            read.words,
            softmax(informed, axis=1),
            self.classes_,
            evidence,
            _constants(turns),
            asked=informed - utilities,
            threshold=self.threshold,
            most=self.max_themes,
            coder=f"machine:themes@{self._version}",
        )

    @property
    def _version(self) -> str:
        return f"0.4+{self._space.embedder.version}"

    @property
    def _space(self) -> ThemeSpace:
        """The codebook as vectors and words; made anew when a parameter has changed."""
        made_of = (self.codebook, self.embedder, self.lemmatizer)
        kept = self.__dict__.get("_kept_space")
        if kept is None or any(a is not b for a, b in zip(kept[0], made_of, strict=True)):
            kept = (made_of, _space_of(*made_of))
            self._kept_space = kept
        return kept[1]

    def _rarity(self, words: Any) -> Mapping[str, float]:
        return rarities(words) if self.together else {}

    def _judge(self, read: TextFeatures, turns: Any, rarity: Mapping[str, float]) -> np.ndarray:
        """Return utilities (n, k + 1), of texts read together where there are enough of them."""
        judged = [
            self._judge_part(read.take(part), np.asarray(turns)[part], rarity)
            for part in np.array_split(np.arange(len(read.words)), len(read.words) // MOST + 1)
        ]
        return np.concatenate(judged)

    def _judge_part(self, read: TextFeatures, turns: Any, rarity: Any) -> np.ndarray:
        full = np.flatnonzero(~read.empty)
        coded = getattr(self, "coded_features_", read.take([]))
        if not self.together or not len(full) or len(full) + len(coded.words) < COMPANY:
            return self._utilities(read, turns, learned=True, rarity=rarity)
        company = np.concatenate([read.vectors[full], coded.vectors])
        known = {"learned": True, "rarity": rarity, "company": company}
        own = self._utilities(read, turns, **known)
        theirs = self._utilities(coded, np.arange(len(coded.words)), **known)
        together = Company(
            self._space.centred(company, company),
            [*read.take(full).words, *coded.words],
            [*np.asarray(turns)[full], *(object() for _ in coded.words)],
            len(self.codebook.themes),
        )
        start = which_and_whether(np.concatenate([own[full], theirs]))
        reached, trust = together.spread(start)[: len(full)], together.trust(start[:, :-1])
        own[full] = _constants(turns).in_company(own[full], reached, trust)
        return own

    def _utilities(
        self,
        read: TextFeatures,
        turns: Any,
        *,
        learned: bool = False,
        rarity: Mapping[str, float] | None = None,
        company: np.ndarray | None = None,
    ) -> np.ndarray:
        """Return utilities (n, k + 1) of texts, each by itself and what stands beside it."""
        space = self._space
        if not read.words:
            return np.zeros((0, len(self.classes_)))
        wording = with_neighbours(space.wording(read.words, rarity), turns)
        vectors = with_neighbours(space.centred(read.vectors, company), turns)
        utilities = _constants(turns).utilities(space.meaning(vectors), wording, read.sizes)
        if learned and hasattr(self, "learner_"):
            added = with_neighbours(self.learner_.utilities(read), turns)
            utilities += np.where(read.empty[:, None], 0, added)
        return utilities

    def _labels(self, texts: list[str], codes: Sequence[Any]) -> tuple[Any, Any, Any]:
        if isinstance(codes, str) or len(texts) != len(codes) or not texts:
            raise CodingsError(
                f"There are {len(texts)} texts and {len(codes)} codes.",
                remedy="Give one code, or a set of codes, for each text, and at least one.",
            )
        column = {code: k for k, code in enumerate(self.classes_)}
        rows, right, weight = [], [], []
        for row, code in enumerate(codes):
            several = (code,) if isinstance(code, str) else as_names(code, "codes")
            for one in several:
                if one not in column:
                    raise CodebookError(
                        f"The code {one!r} is not in the codebook.",
                        place=f"code {row + 1}",
                        remedy=f"Use one of {', '.join(self.classes_)}.",
                    )
                rows.append(row)
                right.append(column[one])
                weight.append(1 / len(several))
        return np.array(rows), np.array(right), np.array(weight)

    def _nearest(self, vector: np.ndarray) -> np.ndarray:
        space = self._space
        similarity = space.centred(self.coded_vectors_) @ space.centred(vector[None])[0]
        found = np.full((len(self.classes_), 2), None, dtype=object)
        found[:, 0] = ""
        for k, code in enumerate(self.classes_):
            mine = np.flatnonzero((self.coded_["code"] == code).to_numpy())
            if len(mine):
                best = mine[similarity[mine].argmax()]
                found[k] = [self.coded_["text"][best], round(float(similarity[best]), 3)]
        return found


def _constants(turns: Any) -> Prior:
    return prior("alone" if len(set(turns)) == len(turns) else "turn")


def _space_of(codebook: Codebook, embedder: Any, lemmatizer: Any) -> ThemeSpace:
    if not codebook.themes:
        raise CodebookError(
            "The codebook has no themes.",
            remedy="Add [[themes]] to it, or find themes in the data with ThemeFinder.",
        )
    from aineisto.language import NoVectors, embedder_of, shared_lemmatizer

    return ThemeSpace(
        codebook,
        embedder_of(embedder) or NoVectors(),
        shared_lemmatizer() if lemmatizer is None else lemmatizer,
    )
