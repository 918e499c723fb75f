"""How near each text is to each theme of a codebook: by meaning and by its words."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.special import logsumexp

from aineisto.codebook import Codebook, Theme
from aineisto.core.checks import of_kind, same_length
from aineisto.core.errors import CodebookError
from aineisto.core.text import without_notes
from aineisto.core.vectors import unit
from aineisto.encoder import shared_encoder
from aineisto.language import (
    NoVectors,
    Reading,
    can_read,
    embedder_of,
    read_statements,
)
from aineisto.themes._background import background
from aineisto.themes._constants import (
    COMMON,
    DEFINITION,
    ENOUGH_TO_COUNT,
    EXAMPLE,
    KEYWORD,
    NAME,
    PART,
    SHORTEST,
    START,
)
from aineisto.themes._dialogue import context_words, in_dialogue, shrunken_mean
from aineisto.themes._words import Word, content_words, lemmatizer_of

#: Where a definition is cut into the things it names.
_PARTS = re.compile(r"[,:;.]|\b(?:ja|sekä|and)\b")
#: Words whose weights are kept from one reading to the next.
CACHED = 32_768


@dataclass(frozen=True)
class TextFeatures:
    """What is known of n texts before they are judged against k themes.

    Attributes
    ----------
    sentences : ndarray (n, d) or None
        Sentence vectors, where statements are not read in their dialogue.
    words : list of list of Word
        Content words of each text.
    reading : Reading, optional
        Of each in its dialogue, where the encoder reads statements.
    around : dict of list, optional
        Content words of what stands around each, a list a statement there.
    common : ndarray (d,), optional
        What any texts share, for the vectors `in_dialogue`.
    question : ndarray of str (n,), optional
        The question each answers, empty where none is known.
    """

    sentences: np.ndarray | None
    words: list[list[Word]]
    reading: Reading | None = None
    around: Mapping[str, list[list[list[Word]]]] | None = None
    common: np.ndarray | None = None
    question: np.ndarray | None = None

    @cached_property
    def vectors(self) -> np.ndarray:
        """Vectors to learn from, (n, d); of a dialogue large, and made only where one learns."""
        if self.reading is not None and self.common is not None:
            return in_dialogue(self.reading, self.common)
        return np.asarray(self.sentences)

    def take(self, rows: Any) -> TextFeatures:
        """Return those of some texts."""
        chosen = np.asarray(rows, dtype=int)
        reading = None if self.reading is None else self.reading.take(chosen)
        around = self.around and {
            name: [some[row] for row in chosen] for name, some in self.around.items()
        }
        own = [self.words[row] for row in chosen]
        sentences = None if self.sentences is None else self.sentences[chosen]
        question = None if self.question is None else self.question[chosen]
        return TextFeatures(sentences, own, reading, around, self.common, question)

    @property
    def sizes(self) -> np.ndarray:
        """How many content words each text has."""
        return np.array([len(words) for words in self.words], dtype=int)

    @property
    def empty(self) -> np.ndarray:
        """Which texts have no content word: nothing that a theme could be seen in."""
        return np.array([not words for words in self.words], dtype=bool)


class ThemeSpace:
    """The themes of a codebook as vectors and as weighted words.

    Parameters
    ----------
    codebook : Codebook
        With at least one theme.
    embedder, lemmatizer : objects
        As in `aineisto.language`.
    """

    def __init__(self, codebook: Codebook, embedder: Any, lemmatizer: Any) -> None:
        self.codebook = codebook
        self.embedder = embedder
        self.lemmatizer = lemmatizer
        self.background = background(embedder)
        self.vectors, self.items = self._themes()
        self.words = self._weighted_words()
        self._known: dict[tuple[Any, ...], np.ndarray | None] = {}

    @cached_property
    def lexicon(self) -> ThemeSpace:
        """The same themes in the static table, which has a vector for every word."""
        from aineisto.language import Embedder

        fast = Embedder("fast")
        if getattr(self.embedder, "version", "") == fast.version:
            return self
        return ThemeSpace(self.codebook, fast, self.lemmatizer)

    def read(
        self,
        texts: Sequence[str],
        reading: Reading | None = None,
        question: np.ndarray | None = None,
    ) -> TextFeatures:
        """Return vectors and content words of texts; in their dialogue, where that was read."""
        words = [content_words(text, self.lemmatizer) for text in texts]
        if reading is None:
            vectors = self.embedder.encode([without_notes(text) for text in texts])
            return TextFeatures(vectors, words)
        known = context_words(reading, words, self.lemmatizer)
        around = {
            name: [[known[text] for text in some] for some in sides.texts]
            for name, sides in reading.around.items()
        }
        return TextFeatures(None, words, reading, around, self.background.mean, question)

    def subject_similarity(self, subjects: np.ndarray) -> np.ndarray:
        """Return how near the centred subjects of texts are to the themes' descriptions, (n, k)."""
        # What all descriptions share tells none of them apart.
        many = len(self.subjects) > 2
        mean = self.subjects.mean(axis=0) if many else shared_encoder().subject_middle
        return self.sharpness * (subjects @ (self.subjects - mean).T)

    def common(self, vectors: np.ndarray) -> np.ndarray:
        """Return what any texts share, in the space of these vectors: nothing `in_dialogue`."""
        mean = self.background.mean
        return mean if vectors.shape[1] == mean.size else np.zeros(vectors.shape[1])

    @cached_property
    def reads(self) -> bool:
        """Whether statements are read by the library's encoder, in their dialogue."""
        name = str(getattr(self.embedder, "version", ""))
        return can_read() and name == shared_encoder().version

    @cached_property
    def subjects(self) -> np.ndarray:
        """Vectors of the themes' descriptions, near which their statements lie, (k, d)."""
        described = [
            " ".join(
                part
                for part in (
                    f"{theme.label('fi')}.",
                    theme.definition,
                    ", ".join(theme.keywords),
                )
                if part
            )
            for theme in self.codebook.themes
        ]
        return read_statements(described).subject

    @property
    def sharpness(self) -> float:
        """What cosines of subjects are multiplied by."""
        return shared_encoder().sharpness

    def semantic_similarity(self, vectors: np.ndarray) -> np.ndarray:
        """Return how near each text is to each theme, (n, k).

        Half of it is how near the text is to all that the codebook says of the theme, half whether
        it is near any one of its keywords, parts of its definition and examples (soft maximum).
        Cosines in units of how much those of any two texts vary (`Background.cosine_sd`);
        the vectors are `centred` ones.
        """
        texts = unit(vectors) / self.background.cosine_sd
        any_of = [logsumexp(texts @ items.T, axis=1) - np.log(len(items)) for items in self.items]
        return (texts @ self.vectors.T + np.column_stack(any_of)) / 2

    def centred(self, vectors: np.ndarray, others: np.ndarray | None = None) -> np.ndarray:
        """Return vectors without what all texts share, of length 1.

        Parameters
        ----------
        vectors : ndarray (n, d)
            As the embedder gives them.
        others : ndarray (m, d), optional
            Vectors of a study, whose texts share more than any texts do.
        """
        mean = self.common(vectors) if others is None else self.mean(others)
        # A text of no words is nowhere, not opposite to all others.
        return unit(np.where(np.any(vectors, axis=1, keepdims=True), vectors - mean, 0))

    def lexical_similarity(
        self, words: Sequence[Sequence[Word]], rarity: Mapping[str, float] | None = None
    ) -> np.ndarray:
        """Return how strongly the words of each text are words of each theme, (n, k).

        Each unit of a word counts by its weight in the codebook; of the units of one word the
        strongest counts. The sum is damped (log), as the second hit says less than the first.
        With `rarity`, what the corpus says everywhere counts less.
        """
        scores = np.zeros((len(words), len(self.vectors)), dtype=np.float32)
        known = {} if rarity else self._known
        if len(known) > CACHED:
            known.clear()
        for row, some in enumerate(words):
            for word in {word.lemma: word for word in some}.values():
                kind = (word.lemma, word.units)
                if kind not in known:
                    known[kind] = self.weights(word, rarity)
                weights = known[kind]
                if weights is not None:
                    scores[row] += weights
        return np.log1p(scores)

    def weights(self, word: Word, rarity: Mapping[str, float] | None = None) -> np.ndarray | None:
        """Return the weight of a word for each theme, (k,), or None where it has none."""
        rare = rarity or {}
        found = [
            self.words[name] * weight * rare.get(name, 1.0)
            for name, weight in word.units
            if name in self.words
        ]
        if not found:
            found = [START * rare.get(word.lemma, 1.0) * self.words[self._start(word.lemma)]]
        weights = np.max(found, axis=0)
        return weights if weights.any() else None

    def _start(self, lemma: str) -> str:
        """Return the longest word of the codebook that a base form begins with, or nothing.

        *asiakas* is heard in *asiakaslähtöisesti* though the adverb is no compound.
        """
        starts = (lemma[:end] for end in range(len(lemma) - 1, SHORTEST - 1, -1))
        return next((start for start in starts if start in self.words), "")

    def mean(self, others: np.ndarray) -> np.ndarray:
        """Return what the texts of a study share, (d,): of few texts, mostly what any texts do."""
        return shrunken_mean(others, self.common(others))

    def _themes(self) -> tuple[np.ndarray, list[np.ndarray]]:
        """Return a vector for each theme, and vectors of the things its description names."""
        described = [_described(theme, self.codebook) for theme in self.codebook.themes]
        wholes, items = [], []
        for theme, text in zip(self.codebook.themes, described, strict=True):
            parts = [part for part in _PARTS.split(theme.definition) if part.strip()]
            named = dict.fromkeys([theme.label("fi"), text, *theme.keywords, *parts])
            joined = ", ".join(theme.keywords)
            vectors = self.embedder.encode([text, joined, *named, *theme.examples])
            whole = [vectors[0]]
            if joined:
                whole.append(vectors[1])
            if theme.examples:
                whole.append(unit(vectors[-len(theme.examples) :].mean(axis=0, keepdims=True))[0])
            wholes.append(np.mean(whole, axis=0))
            items.append(vectors[2:])
        # What all themes share tells none of them apart. With one or two, the mean is the theme.
        many = len(wholes) > 2
        shared = [np.mean(wholes, axis=0), np.mean([some.mean(axis=0) for some in items], axis=0)]
        mean, of_items = shared if many else (self.background.mean,) * 2
        return unit(np.stack(wholes) - mean), [unit(some - of_items) for some in items]

    def _weighted_words(self) -> dict[str, np.ndarray]:
        """Units of the codebook's words: weight by field, less where many themes share them."""
        size = len(self.codebook.themes)
        table: dict[str, np.ndarray] = {}
        for row, theme in enumerate(self.codebook.themes):
            fields = [
                (NAME, [theme.label("fi")]),
                (KEYWORD, theme.keywords),
                (DEFINITION, [theme.definition]),
                (EXAMPLE, theme.examples),
            ]
            for weight, texts in fields:
                for word in content_words("\n".join(texts), self.lemmatizer):
                    for name, share in word.units:
                        # The whole word is meant; *malli* is little of *tietomalli*.
                        value = weight * (1 if share == 1 else PART * share)
                        entry = table.setdefault(name, np.zeros(size, dtype=np.float32))
                        entry[row] = max(entry[row], value)
        table[""] = np.zeros(size, dtype=np.float32)
        for entry in table.values():
            if not entry.any():
                continue
            shared = np.count_nonzero(entry >= 0.5 * entry.max())
            entry *= np.log1p(size / shared) / np.log1p(size)
        return table


def space_of(codebook: Codebook, embedder: Any, lemmatizer: Any) -> ThemeSpace:
    """Return the themes of a codebook, with the embedder and the lemmatizer that were asked for."""
    of_kind(codebook, Codebook, "codebook", "Load it: Codebook.load(…).")
    if not codebook.themes:
        raise CodebookError(
            "The codebook has no themes.",
            remedy="Add [[themes]] to it, or find themes in the data with ThemeFinder.",
        )
    return ThemeSpace(
        codebook,
        embedder_of(embedder) or NoVectors(),
        lemmatizer_of(lemmatizer),
    )


def rarities(words: Sequence[Sequence[Word]]) -> dict[str, float]:
    """Return factors below 1 for units that stand in more than a twentieth of the statements.

    In a study of counties the word *county* tells nothing, though a theme is named after it.
    Too few statements (below `ENOUGH_TO_COUNT`) tell nothing of what is common.
    """
    if len(words) < ENOUGH_TO_COUNT:
        return {}
    seen = Counter(name for some in words for name in {n for word in some for n, _ in word.units})
    return {
        name: float(np.log(len(words) / count) / np.log(1 / COMMON))
        for name, count in seen.items()
        if count > COMMON * len(words)
    }


def turn_of(turn: Any, old: dict[str, Any], texts: int) -> list[Any] | None:
    """Return the turn of each text, or None where none is given.

    Parameters
    ----------
    turn : iterable, optional
    old : dict
        Other keywords of the call: ``turns``, as the parameter was once called, or nothing.
    texts : int
        How many texts there are.

    Raises
    ------
    ArgumentError
        When there is not one turn for each text.
    """
    if "turns" in old:
        warnings.warn("Write turn= for turns=.", DeprecationWarning, stacklevel=3)
        turn = old.pop("turns")
    if old:
        raise TypeError(f"There is no parameter {next(iter(old))!r}.")
    if turn is None:
        return None
    given = list(turn)
    same_length("texts", range(texts), "turns", given)
    return given


def with_neighbours(rows: Any, turns: Sequence[Any], weight: float = 0.5) -> Any:
    """Add to each row, of an array or a sparse matrix, those beside it in the same turn.

    Measured: a sentence with its neighbours is coded as people do more often than the bare
    sentence; more smoothing only draws everything together.
    """
    from scipy.sparse import diags

    beside = weight * np.array([a == b for a, b in pairwise(turns)], dtype=np.float32)
    if not beside.any():
        return rows
    return rows + diags([beside, beside], [-1, 1], shape=(len(turns),) * 2) @ rows


def _described(theme: Theme, codebook: Codebook) -> str:
    name = theme.label("fi")
    if theme.definition:
        return f"{name}. {theme.definition}"
    return f"{codebook.theme(theme.parent).label('fi')}: {name}" if theme.parent else name
