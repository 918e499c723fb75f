"""The lemmatiser: candidates from Voikko and rules, one chosen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from aineisto.language._analysis import Analysis
from aineisto.language._tokens import Token, tokenize
from aineisto.language._voikko import load_voikko

_RANK = {"PRON": 0, "CONJ": 0, "AUX": 0, "NOUN": 1, "VERB": 1, "PROPN": 1, "ADJ": 2, "NUM": 2}


class Lemmatizer:
    """Base forms of Finnish words.

    Parameters
    ----------
    mode : {"fast", "accurate"}
        ``"fast"`` judges each word by itself, ``"accurate"`` in its sentence.
    backend : {"auto", "libvoikko", "pyvoikko", "stanza"}
        Where the morphology comes from.
    """

    def __init__(self, mode: str = "fast", backend: str = "auto") -> None:
        self.mode = mode
        self.backend = backend
        self._voikko = load_voikko(backend)
        self._analyses = lru_cache(100_000)(self._voikko.analyses)
        self._lemma = lru_cache(200_000)(self._choose)

    @property
    def backend_(self) -> str:
        """Name of the backend in use."""
        return self._voikko.name

    def describe(self) -> str:
        """One line that says which Voikko answers."""
        return self._voikko.description

    def analyses(self, word: str) -> tuple[Analysis, ...]:
        """Every reading of a word that Voikko knows."""
        return self._analyses(word)

    def lemma(self, word: str) -> str:
        """Base form of one word without its context."""
        return self._lemma(word)

    def lemmatize(self, tokens: Sequence[Sequence[str]]) -> list[list[str]]:
        """Base forms of sentences given as lists of words."""
        return [[self._lemma(word) for word in sentence] for sentence in tokens]

    def lemmatize_text(self, text: str) -> list[tuple[Token, str]]:
        """Cut a text into tokens and give each its base form."""
        return [(token, self._lemma(token.text)) for token in tokenize(text)]

    def _choose(self, word: str) -> str:
        if not any(c.isalpha() for c in word):
            return word
        stem, colon, _ending = word.partition(":")
        if colon and stem:
            return stem
        readings = self._analyses(word)
        if not readings:
            return word
        best = min(readings, key=lambda r: (_RANK.get(r.pos, 3), len(r.parts)))
        return best.lemma


@lru_cache(maxsize=2)
def shared_lemmatizer(mode: str = "fast") -> Lemmatizer:
    """The lemmatiser that all parts of a process share, and its cache of words with it."""
    return Lemmatizer(mode)
