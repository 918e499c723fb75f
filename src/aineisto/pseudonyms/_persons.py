"""Find the names of persons: by rule, by the name finder, and by what both found elsewhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from aineisto.language import name_finder
from aineisto.pseudonyms._inflection import Form, FormTable, read_nen

_WORD = re.compile(r"[^\W\d_]+(?:[-–’'][^\W\d_]+)*(?::[a-zäö]+)?|\d+|[^\w\s]", re.UNICODE)
#: Small words inside names: *von*, *de la*.
PARTICLES = frozenset({"von", "af", "de", "van", "der", "la", "del", "di", "bin", "al", "le"})
#: Words of foreign titles and titles of works: no echo of a name.
_FOREIGN_WORDS = frozenset(
    [
        "the",
        "and",
        "you",
        "know",
        "hot",
        "for",
        "not",
        "all",
        "new",
        "one",
        "of",
        "in",
        "los",
        "las",
        "les",
    ]
)
_TITLES = frozenset(
    {"herra", "rouva", "neiti", "tohtori", "professori", "ministeri", "johtaja", "toimitusjohtaja"}
)
#: How sure each ground is.
_BY_FULL_NAME, _BY_FINDER, _BY_NAME, _BY_ECHO, _BY_DOUBT = 0.95, 0.85, 0.75, 0.7, 0.5

#: What the finder's label tells of a name: a person, perhaps a person, or else something other.
_SURE_OF_LABEL = {"PERSON": _BY_FINDER, "ORG": _BY_DOUBT, "PRODUCT": _BY_DOUBT}


@dataclass(frozen=True, slots=True)
class Person:
    """A mention of a person; ``confidence`` 0…1."""

    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    opens: bool  # whether a sentence begins with it


def read_list(name: str) -> tuple[str, ...]:
    """Return a list of names of the package, each once."""
    text = (files(__package__) / f"{name}.txt").read_text(encoding="utf-8")
    return tuple(dict.fromkeys(text.split()))


@cache
def first_names() -> FormTable:
    """All forms of the known first names."""
    return FormTable(read_list("first_names"))


@cache
def surnames() -> FormTable:
    """All forms of the known surnames."""
    return FormTable(read_list("surnames"))


@lru_cache(maxsize=20000)
def _classes(word: str) -> frozenset[str]:
    """Return what the lexicon takes a word for: ``ee`` first name, ``es`` surname, … or a part."""
    from aineisto.language import shared_lemmatizer

    found = shared_lemmatizer().analyses(word.partition(":")[0])
    return frozenset(analysis.voikko_class or analysis.pos for analysis in found)


@lru_cache(maxsize=20000)
def is_common(word: str) -> bool:
    """Tell whether a word written small is a word of the language, spoken forms too."""
    from aineisto.language import normalize_word, shared_lemmatizer

    small = normalize_word(word.partition(":")[0].lower())
    return any(
        not analysis.voikko_class.startswith("e") and analysis.pos != "PROPN"
        for analysis in shared_lemmatizer().analyses(small)
    )


def is_first_name(word: str) -> bool:
    """Tell whether a word is a form of a known first name."""
    return any(
        first_names().read(part) or "ee" in _classes(part) for part in (word, word.split("-")[0])
    )


def is_surname(word: str) -> bool:
    """Tell whether a word is a form of a surname: known, or in *-nen* and no common word."""
    if surnames().read(word) or "es" in _classes(word):
        return True
    return bool(read_nen(word)) and not is_common(word)


def read_name(word: str) -> list[Form]:
    """Return how a word can be read as a form of a known name."""
    return [*first_names().read(word), *surnames().read(word)]


def find_persons(texts: Sequence[str], names: Iterable[str] = ()) -> list[list[Person]]:
    """Return the mentions of persons in each text, in order and without overlap.

    Parameters
    ----------
    texts : sequence of str
        Documents.
    names : iterable of str
        Names that are persons for certain, in the nominative.
    """
    given = FormTable(part for name in names for part in name.split())
    tokens = [_tokens(text) for text in texts]
    small = {token.text for words in tokens for token in words if token.text.islower()}
    sure: list[list[Person]] = []
    for text, words, entities in zip(texts, tokens, _entities(texts), strict=True):
        people = [entity for entity in entities if entity.confidence == _BY_FINDER]
        found = _merge(text, [*people, *_by_rule(words, given), *_strangers(words, entities)])
        found = _merge(text, [_with_neighbours(words, person) for person in found])
        sure.append(_without_small(words, found, small))
    return [
        _merge(text, [*found, *_echoes(words, text, found)])
        for text, words, found in zip(texts, tokens, sure, strict=True)
    ]


def _without_small(
    tokens: list[_Token], found: list[Person], small: Collection[str]
) -> list[Person]:
    """Leave out single words that are written small elsewhere: *Mut*, *Meil*, *Semmosta*.

    A listed name in the middle of a sentence stays (*Toivo*, beside *toivo*), a given name too.
    """
    words = {token.start: token for token in tokens}
    kept = []
    for person in found:
        token = words.get(person.start)
        single = token is not None and token.end >= person.end and token.text.lower() in small
        doubtful = token is not None and (token.opens or not read_name(token.text))
        if not (single and doubtful and person.confidence < 1):
            kept.append(person)
    return kept


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    opens = True
    for found in _WORD.finditer(text):
        gap = text[tokens[-1].end : found.start()] if tokens else "\n"
        opens = opens or "\n" in gap
        tokens.append(_Token(found[0], found.start(), found.end(), opens))
        opens = found[0] in '.!?:;–-”"»•' or (opens and not found[0].isalnum())
    return tokens


def _entities(texts: Sequence[str]) -> list[list[Person]]:
    found: list[list[Person]] = [[] for _ in texts]
    lines = [
        (line.group(), (number, line.start()))
        for number, text in enumerate(texts)
        for line in re.finditer(r"[^\n]{1,20000}", text)
    ]
    for doc, (number, place) in name_finder().pipe(lines, as_tuples=True, batch_size=32):
        for entity in doc.ents:
            if any(c.isupper() for c in entity.text):
                sure = _SURE_OF_LABEL.get(entity.label_, 0.0)
                if sure == _BY_DOUBT and len(entity) > 1:
                    sure = 0.0
                found[number].append(
                    Person(place + entity.start_char, place + entity.end_char, sure)
                )
    return found


def _strangers(tokens: list[_Token], entities: list[Person]) -> list[Person]:
    """Return capitalised words that no lexicon knows and the finder takes for no place or time.

    The finder takes rare and foreign names for organisations more often than for anything else.
    """
    labels = {
        place: entity.confidence for entity in entities for place in range(entity.start, entity.end)
    }
    return [
        Person(token.start, token.end, _BY_DOUBT)
        for token in tokens
        if _is_stranger(token) and labels.get(token.start, 0.0 if token.opens else _BY_DOUBT) > 0
    ]


def _is_stranger(token: _Token) -> bool:
    word = token.text
    return (
        len(word) > 2
        and _is_name_like(token)
        and word[1:].islower()
        and "-" not in word
        and not _classes(word)
        and not is_common(word)
    )


def _with_neighbours(tokens: list[_Token], person: Person) -> Person:
    """Return a span with the unknown or surname-like capitalised words that touch it."""
    first = next((n for n, t in enumerate(tokens) if t.end > person.start), len(tokens))
    last = next((n for n in range(first, len(tokens)) if tokens[n].end >= person.end), first)
    while last + 1 < len(tokens) and _belongs(tokens[last + 1]) and not tokens[last + 1].opens:
        last += 1
    while first > 0 and not tokens[first].opens and _belongs(tokens[first - 1]):
        first -= 1
    if first >= len(tokens):
        return person
    start, end = tokens[first].start, tokens[last].end
    return Person(min(start, person.start), max(end, person.end), person.confidence)


def _belongs(token: _Token) -> bool:
    if not _is_name_like(token) or len(token.text) < 2 or token.text.isupper():
        return False
    return _is_stranger(token) or is_first_name(token.text) or is_surname(token.text)


def _is_name_like(token: _Token) -> bool:
    return token.text[0].isupper() and token.text[0].isalpha()


def _by_rule(tokens: list[_Token], given: FormTable) -> list[Person]:
    found: list[Person] = []
    position = 0
    while position < len(tokens):
        stop, confidence = _name_at(tokens, position, given)
        if stop > position:
            found.append(Person(tokens[position].start, tokens[stop - 1].end, confidence))
        position = max(stop, position + 1)
    return found


def _name_at(tokens: list[_Token], position: int, given: FormTable) -> tuple[int, float]:
    """Return where a name that begins at a position ends (the position: none), and how sure."""
    token = tokens[position]
    if not _is_name_like(token):
        return position, 0.0
    after = _skip_initials(tokens, position + 1)
    following = tokens[after] if after < len(tokens) else None
    follows = following is not None and _is_name_like(following) and len(following.text) > 1
    if len(token.text) == 1 and _is_initial(tokens, position):
        if follows and following is not None and is_surname(following.text):
            return after + 1, _BY_FULL_NAME
        return position, 0.0
    if given.read(token.text):
        return position + 1, 1.0
    if is_first_name(token.text) and follows and following is not None:
        end = after + 1
        while (
            end < len(tokens)
            and _is_name_like(tokens[end])
            and not tokens[end].opens
            and (is_surname(tokens[end].text) or is_first_name(following.text))
            and len(tokens[end].text) > 1
        ):
            end += 1
        if not following.opens or is_surname(following.text):
            known = is_surname(tokens[end - 1].text) or not is_common(tokens[position].text)
            return end, _BY_FULL_NAME if known else _BY_DOUBT
    return _single(tokens, position)


def _single(tokens: list[_Token], position: int) -> tuple[int, float]:
    token = tokens[position]
    if len(token.text) < 3 or (token.text.isupper() and len(token.text) < 6):
        return position, 0.0
    classes = _classes(token.text)
    place = "ep" in classes
    common = is_common(token.text)
    titled = position > 0 and tokens[position - 1].text.lower() in _TITLES
    if is_surname(token.text) and not place and (not common or (titled or not token.opens)):
        return position + 1, _BY_NAME
    if is_first_name(token.text) and not place and (not common or (titled or not token.opens)):
        return position + 1, _BY_NAME
    if titled and not common and not place:
        return position + 1, _BY_DOUBT
    return position, 0.0


def _is_initial(tokens: list[_Token], position: int) -> bool:
    return (
        len(tokens[position].text) == 1
        and position + 1 < len(tokens)
        and tokens[position + 1].text == "."
        and tokens[position + 1].start == tokens[position].end
    )


def _skip_initials(tokens: list[_Token], position: int) -> int:
    """Return the position after initials, full stops of them and particles (*von*)."""
    if (
        position < len(tokens)
        and tokens[position].text == "."
        and len(tokens[position - 1].text) == 1
    ):
        position += 1
    while position + 1 < len(tokens):
        if _is_name_like(tokens[position]) and _is_initial(tokens, position):
            position += 2
        elif tokens[position].text in PARTICLES:
            position += 1
        else:
            break
    return position


def _echoes(tokens: list[_Token], text: str, found: list[Person]) -> list[Person]:
    """Return the words that are forms of a name found elsewhere in the same text."""
    seen, listed = FormTable(), FormTable()
    for person in found:
        for word in re.findall(r"[^\W\d_][\w’'-]{2,}", text[person.start : person.end]):
            if word.lower() in PARTICLES or word.lower() in _FOREIGN_WORDS:
                continue
            names = read_name(word)
            if person.confidence >= _BY_FULL_NAME:
                for form in names[:1]:
                    listed.add(form.lemma)
            if not is_common(word) and "ep" not in _classes(word):
                for form in [*names, Form(word, "Nom")]:
                    seen.add(form.lemma)
    echoes = []
    for token in tokens:
        if _is_name_like(token) and len(token.text) > 2:
            if seen.read(token.text) and not is_common(token.text):
                echoes.append(Person(token.start, token.end, _BY_ECHO))
            elif listed.read(token.text):  # a common word too: Matille, Toivon
                echoes.append(Person(token.start, token.end, _BY_DOUBT))
    return echoes


def _merge(text: str, found: Iterable[Person]) -> list[Person]:
    """Join spans that overlap; the surest of them says how sure."""
    kept: list[Person] = []
    for person in sorted(found, key=lambda p: (p.start, -p.end)):
        if kept and person.start < kept[-1].end:
            last = kept[-1]
            kept[-1] = Person(
                last.start, max(last.end, person.end), max(last.confidence, person.confidence)
            )
        else:
            kept.append(person)
    return [trimmed for person in kept if (trimmed := _trim(text, person)) is not None]


def _trim(text: str, person: Person) -> Person | None:
    """Return a span without marks at its ends and with the whole of its last word."""
    start, end = person.start, person.end
    while start < end and not text[start].isalpha():
        start += 1
    while end > start and not text[end - 1].isalpha():
        end -= 1
    while end < len(text) and (
        text[end].isalpha() or (text[end] == ":" and text[end + 1 : end + 2].islower())
    ):
        end += 1
    return Person(start, end, person.confidence) if start < end else None
