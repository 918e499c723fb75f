"""Themes by the codebook: works before any label, learns on top of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import softmax

from aineisto.codebook import Codebook, Question
from aineisto.codings import NO_THEME
from aineisto.core.checks import as_column, as_text, as_texts, check_statements, of_kind
from aineisto.core.coder import NamedTextCoder, checked_labels
from aineisto.core.errors import CodingsError
from aineisto.core.memory import without_garbage_collection
from aineisto.language import Reading, answers_of, read_statements
from aineisto.themes._coding import Evidence, as_codings, neighbours_of
from aineisto.themes._constants import ENOUGH_TOGETHER
from aineisto.themes._dialogue import dialogue_of
from aineisto.themes._features import (
    TextFeatures,
    ThemeSpace,
    rarities,
    space_of,
    turn_of,
)
from aineisto.themes._learner import Learner, check_codes, nearest_coded, weighted
from aineisto.themes._utilities import Utilities, constants_of, of_questions


class ThemeAssigner(NamedTextCoder):
    """Give statements the themes of a codebook.

    A theme is what its name, definition, keywords and examples say. A text is near it by meaning
    (vectors) and by its words (base forms, also inside compounds, that the codebook uses), those of
    what stands around it in dialogue too; a conditional logit with calibrated constants makes of
    these how probable a coder would name the theme, or none. `fit` learns on top.

    Parameters
    ----------
    codebook : Codebook
        The themes. Keywords, examples and parents are optional.
    embedder : object with ``encode``, name or None, default "default"
        Sentence vectors: what `aineisto.Embedder` knows by name (``"default"``, ``"fast"``), or
        an object of your own. None goes by words alone.
    lemmatizer : Lemmatizer, optional
        By default the one the process shares.
    threshold : float, optional
        Least confidence, 0…1, at which `code` suggests a theme: how probable it is that it
        applies, as the main one or as a second. By default .25, but none for the main one in a
        dialogue, where ``"none"`` is judged like a theme. Likelier than all, it is suggested.
    max_themes : int, default 2
        Most themes that `code` suggests for one statement.
    C : float, default 1.0
        How far `fit` may move from the codebook (inverse regularisation, as in scikit-learn).
    together : bool, default True
        Read the texts of one call (and those of `fit`) together, from 50 on: what a study shares is
        taken off their vectors, words that stand everywhere in it tell less (from 100 on), texts
        that stand alone take from those most like them, as far as such have the same theme, and in
        a dialogue it counts how common a theme is among a question's answers. What a text gets then
        depends on the others; False reads each by itself, for a stream or parts of a corpus.

    Attributes
    ----------
    classes_ : ndarray of str
        Columns of `predict_proba`, sorted as scikit-learn has them. The codebook is their scale:
        the codes of all its themes and ``"none"``, no theme applies, whether `fit` saw them or not.
        Where `fit` was given positions 0…k − 1 of codes (scikit-learn's tools do so, and
        `LabelEncoder`), the positions: what scores or calibrates probabilities needs them where
        not all codes are among the labels.

    Raises
    ------
    CodebookError
        When the codebook has no theme, on first use.

    Notes
    -----
    A text without a content word (*Joo.*, an empty one) has no theme, but in a dialogue it may.

    The confidences were calibrated on pseudo interviews (``benchmarks/themes/calibrate.py``) and,
    in dialogue, on a spoken study (``calibrate_reader.py``): measure before you rely on them.

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
        threshold: float | None = None,
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
    def _names(self) -> np.ndarray:
        return np.array([*self.codebook.theme_codes, NO_THEME], dtype=object)

    def fit(
        self,
        X: Sequence[str],
        y: Sequence[str | Iterable[str]],
        *,
        question: Sequence[str] | None = None,
        respondent: Sequence[str] | None = None,
        turn: Sequence[Any] | None = None,
        context: pd.DataFrame | Reading | None = None,
    ) -> ThemeAssigner:
        """Learn from coded statements, on top of the codebook.

        Parameters
        ----------
        X : sequence of str
            Statements.
        y : sequence of str, or of collections of str
            The theme of each, ``"none"`` where none applies; several where a statement has them.
        respondent : sequence of str, optional
            Who said it: `predict_set` is then calibrated on other respondents' statements.
        question, turn : sequence, optional
            The question each answers tells of its theme in a dialogue; the turn teaches nothing.
        context : DataFrame or Reading, optional
            What was said around each (`aineisto.language.read_statements`), rows as `X`.

        Raises
        ------
        CodebookError, CodingsError, ArgumentError
            When a code is not in the codebook, or there is not one, or a set, for each text.
        """
        texts = as_texts(X)
        codes = self._read_labels(texts, y)
        people = as_column(respondent, len(texts), "respondent")
        asked = as_column(question, len(texts), "question")
        as_column(turn, len(texts), "turn")
        self._learnt = None
        reading = self._dialogue(texts, context)
        self._fit(texts, codes, reading, asked)
        self._learnt = (texts, codes, people, reading, asked)
        self.__dict__.pop("_nonconformity", None)
        return self

    def _fit(
        self, texts: list[str], codes: Sequence[Any], context: Any = None, question: Any = None
    ) -> None:
        rows, right, weight = weighted(codes, self._names)
        read = self._space.read(texts, context, question)
        study = read.vectors if len(texts) >= ENOUGH_TOGETHER else None
        own, beside = Utilities(self._space), np.arange(len(texts))
        offset = own.of(read, beside, study=study, together=self.together)
        mean = self._space.mean(read.vectors)
        self.learner_ = Learner(self.C, mean).fit(read.take(rows), offset[rows], right, weight)
        self.coded_ = pd.DataFrame({"text": texts}).iloc[rows].reset_index(drop=True)
        self.coded_["code"] = self._names[right]
        full = np.flatnonzero(~read.empty)
        self.coded_features_, self.coded_utilities_ = read.take(full), offset[full]
        self.coded_vectors_ = read.vectors[rows]

    def predict(
        self,
        X: Sequence[str],
        *,
        question: Sequence[str] | None = None,
        turn: Sequence[Any] | None = None,
        context: pd.DataFrame | Reading | None = None,
        **old: Any,
    ) -> np.ndarray:
        """Return the likeliest code of each text: a theme's, or ``"none"``; see `predict_proba`."""
        proba = self.predict_proba(X, question=question, turn=turn, context=context, **old)
        return self._likeliest(proba)

    def predict_proba(
        self,
        X: Sequence[str],
        *,
        question: Sequence[str] | None = None,
        turn: Sequence[Any] | None = None,
        context: pd.DataFrame | Reading | None = None,
        **old: Any,
    ) -> np.ndarray:
        """Return the probability of each code as the main one.

        Parameters
        ----------
        X : sequence of str
            Statements, in their order.
        question : sequence of str, optional
            The question each answers, a code of the codebook's guide: it speaks for the themes it
            is about. Empty, or a code that the guide lacks, says nothing.
        turn : sequence, optional
            The turn of each text: what stands beside a text in the same turn is then read with
            it, at half weight.

        Returns
        -------
        ndarray (n, k + 1)
            Columns as `classes_`; rows sum to 1.

        Raises
        ------
        ArgumentError
            When there is not one question or turn for each text.
        """
        texts = as_texts(X)
        asked = as_column(question, len(texts), "question")
        turns = turn_of(turn, old, len(texts))
        return self._of_classes(self._probabilities(texts, asked, turns, context))

    def _probabilities(
        self,
        texts: list[str],
        asked: np.ndarray | None = None,
        turns: list[Any] | None = None,
        context: pd.DataFrame | Reading | None = None,
    ) -> np.ndarray:
        """Return the probability of each code of the codebook, (n, k + 1)."""
        read = self._space.read(texts, self._dialogue(texts, context), asked)
        beside = np.arange(len(texts))
        if turns is not None:
            beside, _ = pd.factorize(np.asarray(turns, dtype=object))
        utilities = self._judge(read, beside, self._rarity(read.words))
        if asked is not None and self.codebook.questions and read.reading is None:
            about = of_questions(asked, self.codebook.questions, self._probabilities)
            utilities = constants_of(beside, read).with_question(utilities, about, read.sizes)
        return softmax(utilities, axis=1)

    def explain(self, text: str) -> pd.DataFrame:
        """Say why a text gets its codes.

        Returns
        -------
        DataFrame
            One row a code, the surest first: ``code``, ``confidence``, ``words`` (list of word
            and weight, the strongest first, as far as they speak for the code), and after `fit`
            ``nearest`` (the coded statement of that code that is nearest) and ``similarity``.
        """
        read = self._space.read([as_text(text)], self._dialogue([text], None))
        confidence = self._probabilities([text])[0]
        frame = pd.DataFrame({"code": self._names, "confidence": confidence})
        evidence = Evidence(self._space, constants_of([], read))
        frame["words"] = [*evidence.spoken(text, read.words[0]), []]
        if hasattr(self, "learner_"):
            own = self._space.centred(read.vectors)[0]
            similarity = self._space.centred(self.coded_vectors_) @ own
            frame[["nearest", "similarity"]] = nearest_coded(self.coded_, similarity, self._names)
        return frame.sort_values("confidence", ascending=False, kind="stable", ignore_index=True)

    @without_garbage_collection()
    def code(
        self,
        statements: pd.DataFrame,
        questions: Sequence[Question] | None = None,
        context: Reading | None = None,
    ) -> pd.DataFrame:
        """Suggest themes for the statements of a corpus.

        Parameters
        ----------
        statements : DataFrame
            With ``statement_id`` and ``clean``. Where ``document`` is there, each is read in its
            dialogue; those of the role ``interviewer`` are context and get no theme. Without the
            encoder, ``turn`` tells what is read with a statement at half weight, and ``question``
            speaks for the themes it is about where the statement says little.
        questions : sequence of Question, optional
            The interview guide (`Corpus.questions`); by default the codebook's; empty: none.
        context : Reading, optional
            Of these statements (`aineisto.language.read_corpus`); all of them are then coded.

        Returns
        -------
        DataFrame
            Codings (`aineisto.codings.COLUMNS`): up to `max_themes` rows a statement, or one of
            code ``"none"``; ``confidence``; ``evidence`` (the words that carried it) and
            ``start``, ``end`` of the strongest, code points into ``clean``; empty where the theme
            rests on what stands around more than on words.
        """
        check_statements(statements, error=CodingsError)
        guide = self.codebook.questions if questions is None else tuple(questions)
        answers, reading = statements.reset_index(drop=True), context
        if context is None:
            answers, reading = answers_of(statements, guide, reads=self._space.reads)
        order, turns = neighbours_of(answers)
        ordered = answers.iloc[order]
        texts = ordered["clean"].tolist()
        dialogue = None if reading is None else reading.take(order)
        of_guide = as_column(ordered.get("question"), len(texts), "question")
        read = self._space.read(texts, self._dialogue(texts, dialogue), of_guide)
        rarity = self._rarity(read.words)
        utilities = self._judge(read, turns, rarity)
        constants, informed = constants_of(turns, read), utilities
        if guide and "question" in ordered and not constants.hears_questions:
            asked = of_questions(ordered["question"], guide, self._probabilities)
            informed = constants.with_question(utilities, asked, read.sizes)
        evidence = Evidence(self._space, constants, rarity)
        return as_codings(
            ordered["statement_id"].tolist(),
            texts,
            read.words,
            softmax(informed, axis=1),
            self._names,
            evidence,
            constants,
            asked=informed - utilities,
            threshold=self.threshold,
            most=self.max_themes,
            coder=f"machine:themes@{self._version}",
        )

    def _dialogue(self, texts: list[str], context: pd.DataFrame | Reading | None) -> Reading | None:
        """Return the reading of statements in their dialogue; None where they stand alone.

        What was learnt in dialogue is asked in dialogue, and what was learnt without it is not.
        """
        if not self._space.reads:
            return None
        if self._learnt is not None:
            learnt_so = self._learnt[3] is not None
            return read_statements(texts, context) if learnt_so else None
        return dialogue_of(texts, context)

    @property
    def _version(self) -> str:
        return f"0.7+{self._space.embedder.version}{'' if self.together else '+alone'}"

    @property
    def _space(self) -> ThemeSpace:
        """The codebook as vectors and words; made anew when a parameter has changed."""
        made_of = (self.codebook, self.embedder, self.lemmatizer)
        kept = self.__dict__.get("_kept_space")
        if kept is None or any(a is not b for a, b in zip(kept[0], made_of, strict=True)):
            kept = (made_of, space_of(*made_of))
            self._kept_space = kept
        return kept[1]

    def _rarity(self, words: Any) -> Mapping[str, float]:
        return rarities(words) if self.together else {}

    def _judge(self, read: TextFeatures, turns: Any, rarity: Mapping[str, float]) -> np.ndarray:
        names = ("learner_", "coded_features_", "coded_utilities_")
        learnt = [getattr(self, name, None) for name in names]
        return Utilities(self._space, *learnt).judge(read, turns, rarity, together=self.together)

    def _read_labels(self, texts: list[str], y: Any) -> list[Any]:
        """Return codes of statements, also where their positions were given."""
        if isinstance(y, str) or not texts:
            raise CodingsError(
                f"There are {len(texts)} texts and codes {y!r}.",
                remedy="Give one code, or a set of codes, for each text, and at least one.",
            )
        of_kind(self.codebook, Codebook, "codebook", "Load it: Codebook.load(…).")
        labels = checked_labels(y, len(texts))
        labels, columns = self._named(labels, lambda: self._before_fit(texts))
        check_codes(labels, self._names)
        self._columns = columns
        return labels

    def _before_fit(self, texts: list[str]) -> np.ndarray:
        """Return what the codebook says of texts, labels or not."""
        unfitted = ThemeAssigner(**self.get_params(deep=False))
        if "_kept_space" in self.__dict__:
            unfitted._kept_space = self._kept_space
        return unfitted._probabilities(texts)
