"""What can be seen of a capitalised word and its surroundings, for the model of persons.

Used in training (models/persons-fi/train.py) and when the model is applied.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from aineisto.pseudonyms._inflection import read_nen
from aineisto.pseudonyms._lists import classes, first_names, is_common, surnames
from aineisto.pseudonyms._tokens import NameToken

#: Places are spoken of in inner and outer local cases, persons hardly in the inner ones.
_INNER = re.compile(r"(?:ssa|ssä|sta|stä)$")
_OUTER = re.compile(r"(?:lla|llä|lle|lta|ltä)$")
_NEAR = (-2, -1, 1, 2)
_FAR = (-4, -3, 3, 4)
_CACHED = 20_000


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


def traits(
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
