"""Find the names of persons: by list, by a model of words, and by what was found elsewhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from aineisto.pseudonyms._inflection import Form, FormTable
from aineisto.pseudonyms._lists import (
    classes,
    first_names,
    is_common,
    is_first_name,
    is_person_name,
    is_short_for_another,
    is_surname,
    names_nobody,
    read_name,
    standard_words,
    surnames,
)
from aineisto.pseudonyms._name_odds import finder_odds
from aineisto.pseudonyms._person_model import person_model
from aineisto.pseudonyms._small_names import small_names
from aineisto.pseudonyms._tokens import PARTICLES, NameToken, name_tokens

_TITLES = frozenset(
    {
        *("herra", "rouva", "neiti", "tohtori", "professori", "ministeri", "johtaja"),
        *("toimitusjohtaja", "pormestari", "lääkäri", "hoitaja", "opettaja", "rehtori"),
        *(
            "presidentti",
            "kansanedustaja",
            "pastori",
            "eversti",
            "kapteeni",
            "mummo",
            "ukki",
            "täti",
        ),
        *("setä", "eno", "isä", "äiti", "poika", "tytär", "veli", "sisko", "vaimo", "mies"),
        *("naapuri", "kaveri", "kollega", "esimies"),
    }
)
#: How sure the rules are, beside the model: a name given by the researcher, first name and
#: surname of the lists, one listed name that is nothing else, a name found elsewhere.
GIVEN, _FULL, _LISTED, _ECHO, _SMALL = 1.0, 0.9, 0.4, 0.3, 0.25
_OF_PLACE = 0.4
#: What is at least so probable is no word of speech; what is less than the other may be any word.
_LIKELY, _UNLIKELY = 0.5, 0.15
#: The same of a word that begins a sentence: there a capital says nothing (*Mut Jonna*).
_LIKELY_FIRST = 0.8
#: Small words that are joined to surnames: *al-Hassan*.
_ARTICLE = re.compile(r"(?:a[ldnrstz]|el|ibn|bin|abu)-[A-ZÅÄÖ]")
#: From which probability on a name is looked for in all texts.
_SURE = 0.9


@dataclass(frozen=True, slots=True)
class Person:
    """A mention of a person; ``confidence`` 0…1."""

    start: int
    end: int
    confidence: float


def find_persons(
    texts: Sequence[str], names: Iterable[str] = (), *, doubtful: bool = False
) -> list[list[Person]]:
    """Return the mentions of persons in each text, in order and without overlap.

    Parameters
    ----------
    texts : sequence of str
        Documents.
    names : iterable of str
        Names that are persons for certain, in the nominative.
    doubtful : bool
        Whether to return also what is too unsure to be replaced unseen.
    """
    given = FormTable(part for name in names for part in name.split())
    tokens = [name_tokens(text) for text in texts]
    model = person_model()
    scores = [
        model.score(words, odds)
        for words, odds in zip(tokens, finder_odds(texts, tokens), strict=True)
    ]
    small = {token.text for words in tokens for token in words if token.text.islower()}
    least = model.settings["show" if doubtful else "accept"]
    doubt = (model.settings["show"] + model.settings["accept"]) / 2
    for text, words, found in zip(texts, tokens, scores, strict=True):
        _raise_by_rule(words, found, given, doubt)
        _lower_by_rule(words, found, small)
        _lower_speech(text, words, found, least)
    seen = _sure_names(tokens, scores)
    for words, found in zip(tokens, scores, strict=True):
        _raise_echoes(words, found, seen)
    return [
        list(_spans(words, {p: s for p, s in found.items() if s >= least}))
        for words, found in zip(tokens, scores, strict=True)
    ]


def accepted_from() -> float:
    """Return the probability from which on a name is replaced unless the researcher says no."""
    return float(person_model().settings["accept"])


def _raise_to(scores: dict[int, float], position: int, least: float) -> None:
    scores[position] = max(scores.get(position, 0.0), least)


def _raise_by_rule(
    tokens: list[NameToken], scores: dict[int, float], given: FormTable, doubt: float
) -> None:
    """Raise what the lists are sure of, whatever the model says; take in names written small."""
    for position, token in enumerate(tokens):
        word = token.text
        if len(word) < 2 or not word[0].isalpha():
            continue
        if given.read(word) and (token.is_capital or not is_common(word)):
            _raise_to(scores, position, GIVEN)
        elif token.is_capital:
            if _is_full_name(tokens, position):
                _raise_to(scores, position, _FULL)
                _raise_to(scores, position + 1, _FULL)
            elif _is_listed(tokens, position):
                _raise_to(scores, position, _LISTED)
            if _is_before_a_surname(tokens, position):
                _raise_to(scores, position + 1, _LISTED)
    small, doubtful = small_names(tokens)
    for position in small:
        _raise_to(scores, position, _SMALL)
    for position in doubtful:
        _raise_to(scores, position, doubt)


def _is_full_name(tokens: list[NameToken], position: int) -> bool:
    """Tell whether a first name and a surname stand here: *Matti Virtasen*, *Virtasen Matti*."""
    if position + 1 >= len(tokens):
        return False
    one, other = tokens[position], tokens[position + 1]
    if not other.is_capital or other.opens or len(other.text) < 3 or len(one.text) < 3:
        return False
    if any("em" in classes(token.text) for token in (one, other)):
        return False
    forward = is_first_name(one.text) and is_surname(other.text)
    # Yli-Mäkelän Aune: the last part tells that it is a surname.
    back = bool(surnames().read(one.text) or surnames().read(one.text.rpartition("-")[2]))
    back = back and is_first_name(other.text)
    return forward or (back and not is_common(other.text))


def _is_before_a_surname(tokens: list[NameToken], position: int) -> bool:
    """Tell whether a first name stands here, and then what no list has: *Matleena Oinas*.

    Also where its article is small: *Mohammed al-Hassan*.
    """
    if position + 1 >= len(tokens):
        return False
    one, other = tokens[position], tokens[position + 1]
    named = any(form.case == "Nom" and not form.clitic for form in first_names().read(one.text))
    if not named or is_common(one.text) or other.start - one.end != 1 or other.opens:
        return False
    if _ARTICLE.match(other.text):
        return True
    capital = other.is_capital and len(other.text) > 2 and other.text[1:].islower()
    return capital and not classes(other.text) & {"ep", "em"}


def _is_listed(tokens: list[NameToken], position: int) -> bool:
    """Tell whether a listed name stands here that is neither a place nor a word besides."""
    token = tokens[position]
    if len(token.text) < 3 or (token.text.isupper() and len(token.text) < 6):
        return False
    if classes(token.text) & {"ep", "em"}:
        return False
    titled = position > 0 and tokens[position - 1].text.lower() in _TITLES
    if is_common(token.text) and not (titled and not token.opens):
        return False
    return is_first_name(token.text) or bool(surnames().read(token.text))


def _lower_by_rule(
    tokens: list[NameToken], scores: dict[int, float], small: Collection[str]
) -> None:
    """Let go of single words that are written small elsewhere: *Mut*, *Meil*, *Semmosta*.

    What the lexicon knows as a place alone is less probable than the finder makes it. A listed
    name in the middle of a sentence stays (*Toivo*, beside *toivo*), a given name too.
    """
    for position, score in scores.items():
        token = tokens[position]
        alone = not any(scores.get(near, -1.0) >= min(score, _LIKELY) for near in _beside(position))
        doubtful = token.opens or not read_name(token.text)
        if score >= GIVEN:
            continue
        elsewhere = token.is_capital and token.text.lower() in small and alone and doubtful
        if elsewhere or _is_speaker_mark(tokens, position) or _is_numbered(tokens, position):
            scores[position] = 0.0
        elif alone and classes(token.text) == {"ep"} and not read_name(token.text):
            scores[position] = score * _OF_PLACE


def _lower_speech(
    text: str, tokens: list[NameToken], scores: dict[int, float], least: float
) -> None:
    """Let go of words that are others in standard Finnish, and of unlikely ones that are common.

    Only words that `least` would let through are looked at, and not likely names; what lists or
    lexicon know as a name stays.
    """
    doubtful = {
        position
        for position, score in scores.items()
        if least <= score < (_LIKELY_FIRST if tokens[position].opens else _LIKELY)
        and not is_person_name(tokens[position].text)
    }
    for position, form in standard_words(text, tokens, doubtful).items():
        if names_nobody(form):
            scores[position] = 0.0
    for position in doubtful:
        word = tokens[position].text
        if scores[position] >= _UNLIKELY:
            continue
        if is_short_for_another(word) or (tokens[position].opens and is_common(word)):
            scores[position] = 0.0


def _is_speaker_mark(tokens: list[NameToken], position: int) -> bool:
    """Tell whether it says whose turn begins: *Haastattelija:*, *V:*; a name there is a name."""
    token = tokens[position]
    after = tokens[position + 1].text if position + 1 < len(tokens) else ""
    mark = len(token.text) == 1 or is_common(token.text)
    return token.opens and after == ":" and mark and not is_first_name(token.text)


def _is_numbered(tokens: list[NameToken], position: int) -> bool:
    """Tell whether a letter is part of a label with a number: *V1*, *H12*."""
    if len(tokens[position].text) > 1 or position + 1 == len(tokens):
        return False
    after = tokens[position + 1]
    return after.text.isdigit() and after.start == tokens[position].end


def _beside(position: int) -> tuple[int, int]:
    return position - 1, position + 1


def _sure_names(tokens: list[list[NameToken]], scores: list[dict[int, float]]) -> FormTable:
    """Return the names that were found for certain anywhere in the texts."""
    seen = FormTable()
    for words, found in zip(tokens, scores, strict=True):
        for position, score in found.items():
            word = words[position].text.partition(":")[0]
            if score >= _SURE and len(word) > 2 and word.lower() not in PARTICLES:
                for form in [*read_name(word), Form(word, "Nom")]:
                    seen.add(form.lemma)
    return seen


def _raise_echoes(tokens: list[NameToken], scores: dict[int, float], seen: FormTable) -> None:
    for position, token in enumerate(tokens):
        word = token.text
        if (
            len(word) > 2
            and token.is_capital
            and not (classes(word) & {"ep", "em"})
            and not (is_common(word) and token.opens)
            and seen.read(word)
        ):
            _raise_to(scores, position, _ECHO)


def _spans(tokens: list[NameToken], scores: Mapping[int, float]) -> Iterable[Person]:
    """Yield neighbouring words as one name, with particles and full stops of initials between."""
    position = 0
    while position < len(tokens):
        if position not in scores:
            position += 1
            continue
        last, most = position, scores[position]
        while (after := _next_part(tokens, last, scores)) is not None:
            last = after
            most = max(most, scores[after])
        start, end = tokens[position].start, tokens[last].end
        if any(
            character.isalpha() for token in tokens[position : last + 1] for character in token.text
        ):
            yield Person(start, end, round(most, 3))
        position = last + 1


def _next_part(tokens: list[NameToken], last: int, scores: Mapping[int, float]) -> int | None:
    """Return the position of the name's next word; none where it ends."""
    after = last + 1
    if len(tokens[last].text) == 1 and after < len(tokens) and tokens[after].text == ".":
        after += 1
    elif _closes(tokens[last].text):
        return None
    while after < len(tokens) and tokens[after].text in PARTICLES:
        after += 1
    if after not in scores or (tokens[after].opens and after == last + 1):
        return None
    if tokens[after].start - tokens[after - 1].end > 2:
        return None
    return after


def _closes(word: str) -> bool:
    """Tell whether a name ends with this word: only the last word of a name is inflected."""
    forms = first_names().read(word)
    if not forms or surnames().read(word):
        return ":" in word
    return all(form.case != "Nom" for form in forms)
