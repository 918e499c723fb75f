"""What a query asks for, and which words and phrases of a corpus answer it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
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


class Step(NamedTuple):
    """Where a phrase goes on: the places that do, and of how many words and terms they are."""

    places: Mask
    words: int
    terms: int


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


def steps_of(
    terms: Sequence[Term], index: WordIndex, *, compounds: bool = False, synonyms: int = 0
) -> list[list[Step]]:
    """What answers a phrase from each of its terms on: one word, or what is written otherwise.

    A compound is written as one word, with a hyphen or apart (*Kela-taksi*, *kelataksi*, *Kela
    taksi*), and each of these asks for all of them: two terms may stand in one word that has a
    border between them, and one term in two words that stand side by side.
    """
    steps: list[list[Step]] = []
    for number, term in enumerate(terms):
        own = matching_words(term.word, index, compounds=compounds, synonyms=synonyms)
        found = [Step(own, 1, 1), Step(_as_two(term.word, index), 2, 1)]
        for last in range(number + 1, len(terms)):
            if terms[last].after_gap:
                break
            words = [one.word for one in terms[number : last + 1]]
            found.append(Step(_as_one(words, index, compounds), 1, len(words)))
        steps.append([step for step in found if step.places.any()])
    return steps


def _as_one(words: Sequence[str], index: WordIndex, compounds: bool) -> Mask:
    """The words of a corpus in which several words of a query are written together."""
    whole = "".join(words)
    borders = set(accumulate(len(_key(word)) for word in words[:-1]))
    if "*" in whole or not all(borders):
        return np.zeros(len(index), dtype=bool)
    found = matching_words(whole, index)
    lemmas = [
        i for i in np.unique(index.lemma[found]) if borders <= _borders(index.lemmas[i], index)
    ]
    found &= np.isin(index.lemma, lemmas)
    if compounds and borders <= _borders(index.lemmatizer.lemma(whole), index):
        found |= matching_words(whole, index, compounds=True)
    return found


def _as_two(word: str, index: WordIndex) -> Mask:
    """The first of each two words of a corpus that are a compound of a query, written apart."""
    found = np.zeros(len(index), dtype=bool)
    if "*" in word or " " in index.lemmatizer.normalize_word(word):
        return found
    for lemma in dict.fromkeys([word, index.lemmatizer.lemma(word)]):
        key = _key(lemma)
        for border in _borders(lemma, index):
            heads = [i for i, form in enumerate(index.forms) if _key(form) == key[:border]]
            if heads:
                tails = [i for i, one in enumerate(index.lemmas) if key[border:] in _names(one)]
                after = np.isin(index.lemma[1:], tails)
                found[:-1] |= np.isin(index.form[:-1], heads) & after
    for place in np.flatnonzero(found).tolist():
        found[place] = _side_by_side(place, index)
    return found


def _side_by_side(place: int, index: WordIndex) -> bool:
    """Whether nothing but a space or a hyphen stands between a word and the next."""
    row = index.statement[place]
    if row != index.statement[place + 1]:
        return False
    between = index.texts[row][index.end[place] : index.start[place + 1]]
    return not between.strip(" \xa0-–")


def _borders(word: str, index: WordIndex) -> set[int]:
    """Where the parts of a compound meet, in letters of its key."""
    pieces = word.split("-")
    borders = set(accumulate(len(_key(piece)) for piece in pieces[:-1]))
    parts, key = _parts_key(word, index.lemmatizer), _key(word)
    for number in range(1, len(parts)):
        rest = "".join(parts[number:])  # what stands before the last part may be bent
        if key.endswith(rest):
            borders.add(len(key) - len(rest))
    return borders - {0, len(key)}


def find_phrases(
    steps: Sequence[Sequence[Step]], terms: Sequence[Term], statement: Ids, gap: int
) -> Iterator[tuple[int, int]]:
    """First and last word of each place where a phrase stands within one statement.

    Parameters
    ----------
    steps : sequence of sequence of Step
        What answers the phrase from each of its terms on.
    terms : sequence of Term
        The words of the phrase.
    statement : ndarray of int32, (n_words,)
        The statement of each word.
    gap : int
        At most so many words stand where the query has a ``*``.
    """
    starts = np.any([step.places for step in steps[0]], axis=0)
    for first in np.flatnonzero(starts).tolist():
        last = _follow(first, 0, steps, terms, statement, gap)
        if last is not None:
            yield first, last


def _follow(
    place: int,
    number: int,
    steps: Sequence[Sequence[Step]],
    terms: Sequence[Term],
    statement: Ids,
    gap: int,
) -> int | None:
    """The last word of a phrase of which a word answers the given term; None where none does."""
    for step in steps[number]:
        if not step.places[place]:
            continue
        end, after = place + step.words - 1, number + step.terms
        if after == len(terms):
            return end
        furthest = end + 1 + (gap if terms[after].after_gap else 0)
        for follower in range(end + 1, min(furthest, len(statement) - 1) + 1):
            if statement[follower] != statement[place]:
                break
            last = _follow(follower, after, steps, terms, statement, gap)
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
