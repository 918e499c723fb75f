"""How probable it is of each capitalised word that it is a person's name, and what is seen of the
word and its surroundings for that.

The traits are those of training (models/persons-fi/train.py).
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from zlib import crc32

import numpy as np

from aineisto.core.data import data_path
from aineisto.language import defaults
from aineisto.pseudonyms._inflection import read_nen
from aineisto.pseudonyms._lists import classes, first_names, is_common, surnames
from aineisto.pseudonyms._name_odds import finder_features
from aineisto.pseudonyms._tokens import NameToken

_MODEL = "models/persons-fi"
_FURTHEST = 8.0
#: Places are spoken of in inner and outer local cases, persons hardly in the inner ones.
_INNER = re.compile(r"(?:ssa|ssä|sta|stä)$")
_OUTER = re.compile(r"(?:lla|llä|lle|lta|ltä)$")
_NEAR = (-2, -1, 1, 2)
_FAR = (-4, -3, 3, 4)
_CACHED = 20_000


def bucket(trait: str, size: int) -> int:
    """Return the weight's number for a trait, below `size` (a power of two)."""
    return crc32(trait.encode()) & (size - 1)


class PersonModel:
    """A linear model of single words, then of all forms of a name in a document together.

    Parameters
    ----------
    weights : ndarray of float (size,)
        One a bucket of hashed traits.
    settings : mapping
        ``together`` and ``finder``: weights and constant of the second and third step;
        ``accept`` and ``show``: from which probability on a word is replaced, or shown.
    """

    def __init__(self, weights: np.ndarray, settings: Mapping) -> None:
        self.weights = weights
        self.settings = settings

    @classmethod
    def load(cls) -> PersonModel:
        """Read the model that ships with aineisto."""
        folder = data_path(_MODEL)
        with np.load(folder / "weights.npz", allow_pickle=False) as file:
            weights = file["weights"].astype(np.float32)
        settings = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        # What a finder's word is worth was learnt for each finder by itself.
        return cls(weights, {**settings, **settings["finders"][defaults.NAME_FINDER]})

    def score(
        self, tokens: Sequence[NameToken], odds: Mapping[int, np.ndarray]
    ) -> dict[int, float]:
        """Return the probability (0…1) by position of the capitalised words.

        Parameters
        ----------
        tokens : sequence of NameToken
            A document's.
        odds : mapping of int to ndarray
            What the name finder says of the words, by position; see `finder_odds`.
        """
        groups = alike(tokens)
        size = len(self.weights)
        alone = {
            position: float(self.weights[[bucket(trait, size) for trait in found]].sum())
            for position, found in word_features(tokens, groups)
        }
        if not alone:
            return {}
        positions = list(alone)
        together = self._step("together", document_features(alone, groups))
        last = self._step("finder", finder_features(positions, together, odds, groups))
        return dict(zip(positions, (1 / (1 + np.exp(-last))).tolist(), strict=True))

    def _step(self, name: str, values: np.ndarray) -> np.ndarray:
        step = self.settings[name]
        return values @ np.array(step["weights"]) + step["constant"]


def document_features(alone: Mapping[int, float], groups: Mapping[int, list[int]]) -> np.ndarray:
    """Return the second step's input, one row a word: its score, its name's, its neighbours'."""
    rows = []
    for position, own in alone.items():
        others = [alone[o] for o in groups.get(position, ()) if o != position]
        before, after = alone.get(position - 1), alone.get(position + 1)
        rows.append(
            [
                own,
                float(np.mean(others)) if others else own,
                max(others, default=own),
                min(others, default=own),
                bool(others),
                0.0 if before is None else before,
                0.0 if after is None else after,
                before is not None,
                after is not None,
            ]
        )
    return np.clip(np.array(rows, dtype=float), -_FURTHEST, _FURTHEST)


@cache
def person_model() -> PersonModel:
    """Return the model that ships with aineisto, one per process."""
    return PersonModel.load()


def same_name(word: str) -> str:
    """Return the key under which the forms of one name fall together: how it begins."""
    small = word.lower()
    return small[: max(4, min(len(small) - 2, 6))] if len(small) > 4 else small[:4]


def alike(tokens: Sequence[NameToken]) -> dict[int, list[int]]:
    """Return for each capitalised word the positions of all that may be forms of the same name."""
    groups: dict[str, list[int]] = defaultdict(list)
    for position, token in enumerate(tokens):
        if token.is_capital and len(token.text) > 2:
            groups[same_name(token.text)].append(position)
    return {position: group for group in groups.values() for position in group}


def word_features(
    tokens: Sequence[NameToken], groups: dict[int, list[int]]
) -> Iterator[tuple[int, list[str]]]:
    """Yield the position and the traits of every capitalised word.

    Parameters
    ----------
    tokens : sequence of NameToken
        A document's.
    groups : dict of int to list of int
        As `alike` returns it.
    """
    small = Counter(token.text for token in tokens if token.text.islower())
    for position, token in enumerate(tokens):
        if token.is_capital:
            yield (
                position,
                [
                    *_own(token, small),
                    *_around(tokens, position),
                    *_pairs(tokens, position),
                    *_elsewhere(tokens, position, groups.get(position, [])),
                ],
            )


def _own(token: NameToken, small: Counter[str]) -> Iterator[str]:
    place = "o" if token.opens else "m"
    word = token.text.partition(":")[0].lower()
    yield "bias"
    yield f"shape={_shape(token.text)}{place}"
    yield f"length={min(len(word), 10)}"
    yield f"word={word}"
    yield from _known(token.text)
    for trait in _known(token.text):
        yield trait + place
    yield "known=" + "+".join(sorted(_known(token.text)))
    for length in (1, 2, 3, 4):
        yield f"ends={word[-length:]}"
    for length in (2, 3):
        yield f"begins={word[:length]}"
    if "-" in token.text:
        yield "hyphen"
    if ":" in token.text:
        yield "colon"
    if small[token.text.lower()]:
        yield "small elsewhere"


def _around(tokens: Sequence[NameToken], position: int) -> Iterator[str]:
    for step in _NEAR:
        if not 0 <= position + step < len(tokens):
            yield f"{step}=nothing"
            continue
        other = tokens[position + step].text
        yield f"{step}shape={_shape(other)}"
        yield f"{step}word={other.lower()}"
        if other[0].isalpha():
            yield f"{step}ends={other.lower()[-3:]}"
            if other[0].isupper():
                for trait in _known(other):
                    yield f"{step}{trait}"
            elif abs(step) == 1:
                for trait in _lexical(other):
                    yield f"{step}{trait}"
    for step in _FAR:
        if 0 <= position + step < len(tokens) and tokens[position + step].text.isalpha():
            yield f"near={tokens[position + step].text.lower()[:5]}"


def _pairs(tokens: Sequence[NameToken], position: int) -> Iterator[str]:
    """Yield what the word and its neighbours are, two at a time."""
    own, before, after = (_kind(tokens, position + step) for step in (0, -1, 1))
    yield f"{own}, after {before}"
    yield f"{own}, before {after}"
    yield f"between {before} and {after}"


def _kind(tokens: Sequence[NameToken], position: int) -> str:
    if not 0 <= position < len(tokens):
        return "nothing"
    word = tokens[position].text
    if word[0].isupper():
        return " ".join(sorted(trait for trait in _known(word) if not trait.startswith("case")))
    if word[0].isalpha():
        return next((trait for trait in _lexical(word) if "+" in trait), "unknown")
    return _shape(word)


def _elsewhere(tokens: Sequence[NameToken], position: int, group: list[int]) -> Iterator[str]:
    others = [other for other in group if other != position]
    if not others:
        return
    yield f"times={min(len(group), 4)}"
    words = [tokens[other].text.lower() for other in group]
    if any(_INNER.search(word) for word in words):
        yield "inner case somewhere"
    if any(_OUTER.search(word) for word in words):
        yield "outer case somewhere"
    if any(not tokens[other].opens for other in others):
        yield "inside a sentence elsewhere"
    if any(_is_first(tokens, other - 1) for other in others):
        yield "after a first name elsewhere"
    if any(_is_last(tokens, other + 1) for other in others):
        yield "before a surname elsewhere"
    if any(tokens[other].text.isupper() for other in others):
        yield "capitals elsewhere"


def _is_first(tokens: Sequence[NameToken], position: int) -> bool:
    if position < 0 or not tokens[position].is_capital:
        return False
    return "first" in _known(tokens[position].text)


def _is_last(tokens: Sequence[NameToken], position: int) -> bool:
    if position >= len(tokens) or not tokens[position].is_capital:
        return False
    known = _known(tokens[position].text)
    return "last" in known or "class=es" in known


def _shape(word: str) -> str:
    if word.isupper() and len(word) > 1:
        return "capitals"
    if word[0].isupper():
        return "capital" if len(word) == 1 or word[1:].islower() else "mixed"
    return "small" if word[0].isalpha() else "number" if word[0].isdigit() else word


@lru_cache(maxsize=_CACHED)
def _known(word: str) -> tuple[str, ...]:
    """Return what lexicon and lists say of a word."""
    from aineisto.language import shared_lemmatizer

    base = word.partition(":")[0]
    found = [f"class={name}" for name in sorted(classes(base))] or ["class=none"]
    for analysis in shared_lemmatizer().analyses(base):
        if analysis.voikko_class.startswith("e"):
            found.append(f"case={analysis.case}")
            break
    if is_common(base):
        found.append("common")
    if first_names().read(base):
        found.append("first")
    if surnames().read(base):
        found.append("last")
    if read_nen(base):
        found.append("nen")
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=_CACHED)
def _lexical(word: str) -> tuple[str, ...]:
    from aineisto.language import shared_lemmatizer

    found = []
    for analysis in shared_lemmatizer().analyses(word)[:2]:
        found += [f"lemma={analysis.lemma}", f"part={analysis.voikko_class or analysis.pos}"]
        found.append(f"part={analysis.voikko_class or analysis.pos}+{analysis.case}")
    return tuple(dict.fromkeys(found))
