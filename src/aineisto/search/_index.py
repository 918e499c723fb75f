"""Every word of a corpus with its lemma and its place: made once, read by all that count words."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Protocol
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd

from aineisto.language import Lemmatizer, shared_lemmatizer, split_contraction, tokenize

# Statements lemmatised at a time: bounds what is held beside the arrays.
_BATCH = 2_000
_INDEXES: WeakKeyDictionary[CorpusFrames, dict[str, WordIndex]] = WeakKeyDictionary()
# The last one made, by mode: each copy of a project's corpus has the same texts.
_NEWEST: dict[str, WordIndex] = {}

Ids = npt.NDArray[np.int32]


class CorpusFrames(Protocol):
    """What a corpus is to those who only look at its frames: see `aineisto.corpus.Corpus`."""

    @property
    def statements(self) -> pd.DataFrame:
        """One row a unit of coding."""

    @property
    def participants(self) -> pd.DataFrame:
        """One row a participant."""

    def locate(self, statement_id: str, start: int, end: int) -> tuple[int, int]:
        """Return the place in the document of a place in the statement's clean text."""


class WordIndex:
    """The words of a corpus's statements, in their order; punctuation is left out.

    Attributes
    ----------
    statement : ndarray of int32, (n_words,)
        Row of ``corpus.statements``.
    start, end : ndarray of int32, (n_words,)
        Code points into the statement's ``clean`` text.
    form, lemma : ndarray of int32, (n_words,)
        Numbers of the word as it stands and of its lemma; of one that stands for two words
        (*niinku*: *niin kuin*, *ettei*: *että ei*) the lemmas of both.
    forms, lemmas : list of str
        What the numbers stand for; lemmas in lower case where the text has them in both.
    """

    def __init__(self, texts: list[str], lemmatizer: Lemmatizer) -> None:
        self.texts = texts
        self.lemmatizer = lemmatizer
        forms: defaultdict[str, int] = defaultdict(lambda: len(forms))
        lemmas: defaultdict[str, int] = defaultdict(lambda: len(lemmas))
        batches = [
            _read(texts[at : at + _BATCH], at, lemmatizer, forms, lemmas)
            for at in range(0, len(texts), _BATCH)
        ]
        columns = np.concatenate(batches) if batches else np.zeros((0, 5), dtype=np.int32)
        self.statement, self.start, self.end, self.form, self.lemma = (
            np.ascontiguousarray(column) for column in columns.T
        )
        self.forms, self.lemmas = list(forms), list(lemmas)

    def __len__(self) -> int:
        return len(self.statement)

    @cached_property
    def parts(self) -> list[tuple[str, ...]]:
        """Base forms of the parts of each lemma."""
        return [self.lemmatizer.parts(lemma) for lemma in self.lemmas]

    @cached_property
    def counts(self) -> npt.NDArray[np.int64]:
        """How often each lemma occurs."""
        return np.bincount(self.lemma, minlength=len(self.lemmas))


def _read(
    texts: list[str],
    first: int,
    lemmatizer: Lemmatizer,
    forms: defaultdict[str, int],
    lemmas: defaultdict[str, int],
) -> Ids:
    sentences = [tokenize(text) for text in texts]
    words = [[token.text for token in tokens] for tokens in sentences]
    found = zip(
        sentences, lemmatizer.lemmatize(words), lemmatizer.standard_forms(words), strict=True
    )
    rows = [
        (first + row, token.start, token.end, forms[token.text], lemmas[lemma])
        for row, (tokens, its, standard) in enumerate(found)
        for token, lemma in zip(tokens, _lemmas(its, standard, lemmatizer), strict=True)
        if any(character.isalnum() for character in token.text)
    ]
    return np.asarray(rows, dtype=np.int32).reshape(-1, 5)


def _lemmas(found: list[str], standard: list[str], lemmatizer: Lemmatizer) -> list[str]:
    lemmas = []
    for lemma, form in zip(found, standard, strict=True):
        words = [its for _, its in split_contraction(form)]  # ettei: että ei
        if not words and " " in form.strip() and any(map(str.isalpha, form)):
            words = list(map(lemmatizer.lemma, form.split(" ")))
        lemmas.append(" ".join(words) or lemma)
    return lemmas


def index_words(corpus: CorpusFrames, mode: str = "fast") -> WordIndex:
    """The words of a corpus; kept with it until its texts change, and for a copy of it.

    Parameters
    ----------
    corpus : Corpus
    mode : {"fast", "accurate"}
        Of the lemmatiser.
    """
    kept = _INDEXES.setdefault(corpus, {})
    texts = corpus.statements["clean"].tolist()
    for index in filter(None, (kept.get(mode), _NEWEST.get(mode))):
        if index.texts == texts:
            break
    else:
        index = WordIndex(texts, shared_lemmatizer(mode))
    kept[mode] = _NEWEST[mode] = index
    return index


def attribute(corpus: CorpusFrames, name: str) -> pd.Series:
    """A column of the statements or, through the participant, of the participants.

    Raises
    ------
    KeyError
        When neither frame has it.
    """
    statements, participants = corpus.statements, corpus.participants
    if name in statements.columns:
        return statements[name]
    if name == "participant" or name not in participants.columns:
        raise KeyError(name)
    of_participant = participants.drop_duplicates("participant").set_index("participant")[name]
    return statements["participant"].map(of_participant).fillna("")
