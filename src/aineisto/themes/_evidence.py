"""Which words of a text speak for a theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from aineisto.themes._features import ThemeSpace
from aineisto.themes._prior import Prior
from aineisto.themes._words import Word

#: Words whose weight is less than this share of the strongest one's are left out.
SHARE = 0.35
#: A word of less weight than this (in units of utility) is no evidence.
LEAST = 0.35


class Evidence:
    """Weights of words: how near the word itself is to the theme, and whether the codebook has it.

    Nearness is that of the static table whatever embedding judges the text: there the vector of a
    text is a sum over its words, so a word's own nearness is (up to the text's length) what it
    adds; a sentence encoder is not made for single words, and slow on all of a study's.
    """

    def __init__(
        self, space: ThemeSpace, constants: Prior, rarity: Mapping[str, float] | None = None
    ) -> None:
        self._rarity = rarity
        self._space = space
        self._constants = constants
        self._known: dict[str, np.ndarray] = {}
        self._weights: dict[tuple[Any, ...], np.ndarray | None] = {}

    def words(
        self, text: str, words: Sequence[Word], theme: int, most: int = 5
    ) -> list[tuple[Word, float]]:
        """Return (word, weight) that speak for a theme, the strongest first."""
        self.prepare([text], [words])
        share = self._constants.meaning / max(len(words), 1)
        scored = []
        for word in words:
            kind = (word.lemma, word.units)
            if kind not in self._weights:
                self._weights[kind] = self._space.weights(word, self._rarity)
            own = self._weights[kind]
            score = share * float(self._known[text[word.start : word.end]][theme])
            score += 0.0 if own is None else self._constants.wording * float(own[theme])
            scored.append((word, score))
        scored.sort(key=lambda item: -item[1])
        least = max(SHARE * scored[0][1], LEAST) if scored else 0
        return [(word, score) for word, score in scored if score >= least][:most]

    def spoken(self, text: str, words: Sequence[Word]) -> list[list[tuple[str, float]]]:
        """Return for each theme the words that speak for it, as they stand in the text."""
        return [
            [(text[w.start : w.end], round(s, 3)) for w, s in self.words(text, words, theme)]
            for theme in range(len(self._space.vectors))
        ]

    def prepare(self, texts: Sequence[str], words: Sequence[Sequence[Word]]) -> None:
        """Encode the words of many texts at once."""
        forms = {t[w.start : w.end] for t, some in zip(texts, words, strict=True) for w in some}
        new = sorted(forms - self._known.keys())
        if new:
            space = self._space.lexicon
            # Near the whole theme: any word is somewhat near some single keyword.
            words_of = space.centred(space.embedder.encode(new))
            near = words_of @ space.vectors.T / space.background.spread
            self._known.update(zip(new, near, strict=True))
