"""What a query asks for, and which words and phrases of a corpus answer it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from aineisto.core.checks import of_kind
from aineisto.core.errors import ArgumentError
from aineisto.language import STOPWORDS, Lemmatizer, spacy_pipeline
from aineisto.morphology import part_base
from aineisto.search._index import Ids, WordIndex

Mask = npt.NDArray[np.bool_]
# Below this cosine, words have a topic in common at best.
_LEAST_SIMILAR = 0.4


class Term(NamedTuple):
    """A word of a query, and whether a gap may stand before it."""

    word: str
    after_gap: bool


def parse_query(query: str) -> list[Term]:
    """Read a query: words in their order, ``*`` between two for a gap.

    Raises
    ------
    AineistoError
        For a query without a word.
    """
    of_kind(query, str, "query", 'Give a word or a phrase, such as "rooli"; search each by itself.')
    terms: list[Term] = []
    gap = False
    for piece in query.split():
        if not piece.strip("*"):
            gap = True
        elif any(character.isalnum() for character in piece):
            terms.append(Term(piece.strip(",.;:!?”\"'()"), gap and bool(terms)))
            gap = False
    if not terms:
        raise ArgumentError(
            f"The query {query!r} has no word to look for.",
            remedy='Give a word ("rooli"), a phrase ("selkeä rooli"), a phrase with a gap '
            '("selkeä * rooli") or the beginning of a word ("digi*").',
        )
    return terms


def matching_words(
    word: str, index: WordIndex, *, compounds: bool = False, synonyms: int = 0
) -> Mask:
    """Which words of a corpus a word of a query finds; (n_words,)."""
    if "*" in word:
        pattern = re.compile(".*".join(map(re.escape, _key(word).split("*"))))
        lemmas = [i for i, lemma in enumerate(index.lemmas) if pattern.fullmatch(_key(lemma))]
        forms = [i for i, form in enumerate(index.forms) if pattern.fullmatch(_key(form))]
    else:
        targets = _targets(word, index)
        if synonyms:
            targets |= {_key(lemma) for lemma in similar_lemmas(word, index, synonyms)}
        lemmas = [i for i, lemma in enumerate(index.lemmas) if _names(lemma) & targets]
        forms = [i for i, form in enumerate(index.forms) if _key(form) == _key(word)]
        if compounds:
            wanted = [_parts_key(target, index.lemmatizer) for target in targets]
            lemmas += [
                i for i, parts in enumerate(index.parts) if len(parts) > 1 and _holds(parts, wanted)
            ]
    return np.isin(index.lemma, lemmas) | np.isin(index.form, forms)


def similar_lemmas(word: str, index: WordIndex, n: int) -> list[str]:
    """The lemmas of a corpus whose vectors are nearest to a word's.

    Parameters
    ----------
    word : str
    index : WordIndex
    n : int
        At most so many; none that is too far to mean the same.

    Returns
    -------
    list of str
        Nearest first, without the word itself, its compounds, and words that say nothing of a
        subject.
    """
    own = _targets(word, index)
    own_parts = [_parts_key(target, index.lemmatizer) for target in own]
    lemmas = [
        lemma
        for lemma, parts in zip(index.lemmas, index.parts, strict=True)
        if lemma.isalpha()
        and lemma.lower() not in STOPWORDS
        and _key(lemma) not in own
        and not _holds(parts, own_parts)
    ]
    if not lemmas or n < 1:
        return []
    similarity = word_vectors(lemmas) @ word_vectors([index.lemmatizer.lemma(word)])[0]
    nearest = np.argsort(-similarity, kind="stable")[:n]
    return [lemmas[i] for i in nearest if similarity[i] >= _LEAST_SIMILAR]


def _targets(word: str, index: WordIndex) -> set[str]:
    """The lemmas a word of a query stands for: itself, else that of which it is a form."""
    lemmatizer = index.lemmatizer
    if " " in lemmatizer.normalize_word(word):
        return {_key(word)}  # niinku asks for itself, not for every niin
    itself = any(reading.lemma.lower() == word.lower() for reading in lemmatizer.analyses(word))
    in_corpus = any(_key(word) in _names(lemma) for lemma in index.lemmas)
    if itself and in_corpus:
        return {_key(word)}
    part = part_base(word, lemmatizer.analyses)  # yhtenäis: yhtenäinen
    return {_key(word), _key(lemmatizer.lemma(word)), _key(part)}


def _key(word: str) -> str:
    """Capitals and hyphens do not tell words apart: *sote-uudistus*, *Soteuudistus*."""
    return word.casefold().replace("-", "") or word


def _names(lemma: str) -> set[str]:
    """What a lemma may be found by; of *VM/STM* each ministry, of *niin kuin* each word."""
    pieces = re.split("[/ ]", lemma) if "/" in lemma or " " in lemma else ()
    return {_key(lemma), *(_key(piece) for piece in pieces if piece)}


def _parts_key(target: str, lemmatizer: Lemmatizer) -> tuple[str, ...]:
    return tuple(_key(part) for part in lemmatizer.parts(target))


def _holds(parts: Sequence[str], wanted: Iterable[Sequence[str]]) -> bool:
    """Whether a compound holds another word, itself a compound or not, among its parts."""
    keys = tuple(map(_key, parts))
    return any(
        keys[at : at + len(run)] == tuple(run)
        for run in wanted
        for at in range(len(keys) - len(run) + 1)
    )


def find_phrases(
    masks: Sequence[Mask], terms: Sequence[Term], statement: Ids, gap: int
) -> Iterator[tuple[int, int]]:
    """First and last word of each place where a phrase stands within one statement.

    Parameters
    ----------
    masks : sequence of ndarray of bool, (n_words,)
        The words that answer each word of the phrase.
    terms : sequence of Term
        The words of the phrase.
    statement : ndarray of int32, (n_words,)
        The statement of each word.
    gap : int
        At most so many words stand where the query has a ``*``.
    """
    for first in np.flatnonzero(masks[0]).tolist():
        last = _follow(first, 1, masks, terms, statement, gap)
        if last is not None:
            yield first, last


def _follow(
    place: int,
    number: int,
    masks: Sequence[Mask],
    terms: Sequence[Term],
    statement: Ids,
    gap: int,
) -> int | None:
    """The place of the phrase's last word, the nearest first; None where it breaks off."""
    if number == len(terms):
        return place
    furthest = place + 1 + (gap if terms[number].after_gap else 0)
    for follower in range(place + 1, min(furthest, len(statement) - 1) + 1):
        if statement[follower] != statement[place]:
            return None
        if masks[number][follower]:
            last = _follow(follower, number + 1, masks, terms, statement, gap)
            if last is not None:
                return last
    return None


def word_vectors(words: Sequence[str]) -> npt.NDArray[np.float32]:
    """Vectors of length 1 of words without context; (n, 300).

    Parameters
    ----------
    words : sequence of str

    Raises
    ------
    ModelError
        When the pipeline is not installed: ``aineisto[spacy]``.
    """
    vocabulary = spacy_pipeline("word vectors").vocab
    vectors = np.array([vocabulary.get_vector(word.lower()) for word in words], dtype=np.float32)
    vectors = vectors.reshape(len(words), -1)
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.maximum(length, 1e-9)
