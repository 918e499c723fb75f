"""What the name finder says beside the register, and the organisations that the register lacks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from aineisto.actors._context import CONFIDENCE, Mention
from aineisto.actors._inflection import fits, stems
from aineisto.actors._matcher import Index
from aineisto.actors._words import WORD, fold, is_initial, overlaps
from aineisto.codebook import ActorEntry
from aineisto.language import name_finder, shared_lemmatizer

_ORGANISATIONS, _PRODUCTS = frozenset({"ORG"}), frozenset({"PRODUCT", "PRO"})
_PERSONS = frozenset({"PERSON", "PER"})
_CAPITAL = re.compile(r"(?<![^\W_])\w*[A-ZÅÄÖ][\w-]*(?::[a-zäö]+)?")
#: What Voikko calls first names and surnames.
_PERSONAL = frozenset({"ee", "es"})
Row = tuple[int, int, int, str, str, str, bool]
Found = list[tuple[int, int, int, str]]
_LISTED = re.compile(r"\s*(?:,|/|ja|tai|sekä|eli)\s*")
_NAME = re.compile(r"[A-ZÅÄÖ][\w&]+(?:-[A-ZÅÄÖ]?\w+)*(?::[a-zäö]{1,5})?")
_COMPANY = re.compile(
    r"(?P<name>[A-ZÅÄÖ][\w&-]+(?: [A-ZÅÄÖ][\w&-]+){0,2}) (?:Oyj?|Ab|Ltd|Inc|ry|rf)\b"
)
_SHORTEST = 4
#: Confidence from which a person in a row of actors is one, whatever stands beside.
_SURE_PERSON = 0.9


class Name(NamedTuple):
    """A name that the finder marked in a text."""

    start: int
    end: int
    label: str
    confidence: float = 1.0

    @property
    def is_organisation(self) -> bool:
        """Whether it is called an organisation."""
        return self.label in _ORGANISATIONS

    @property
    def is_person(self) -> bool:
        """Whether it is called a person."""
        return self.label in _PERSONS


def names_of_texts(
    texts: Sequence[str], sure: Sequence[Sequence[tuple[int, int]]]
) -> list[list[Name]]:
    """Return the name finder's names of each text; only of texts that may hold one.

    Parameters
    ----------
    texts : sequence of str
        The texts.
    sure : sequence of sequence of (int, int)
        Places of the register's names in them that need no finder.
    """
    asked = [
        number
        for number, (text, known) in enumerate(zip(texts, sure, strict=True))
        if _may_hold_a_name(text, known)
    ]
    names: list[list[Name]] = [[] for _ in texts]
    docs = name_finder().pipe([texts[number] for number in asked], batch_size=32)
    for number, doc in zip(asked, docs, strict=True):
        names[number] = [
            Name(e.start_char, e.end_char, e.label_, getattr(e, "confidence", 1.0))
            for e in doc.ents
        ]
    return names


def _may_hold_a_name(text: str, known: Sequence[tuple[int, int]]) -> bool:
    """Tell whether neither the register nor a sentence's beginning explains a capital letter."""
    for match in _CAPITAL.finditer(text):
        start, end = match.span()
        if overlaps(start, end, known):
            continue
        if not (is_initial(text, start) and _is_common(match[0])):
            return True
    return False


@lru_cache(maxsize=20_000)
def _is_common(word: str) -> bool:
    """Tell whether a word is no name alone: *Hoito*, not *Nokia*."""
    return any(name[:1] not in ("e", "") for name in _classes(word))


@lru_cache(maxsize=20_000)
def is_word(word: str) -> bool:
    """Tell whether the lexicon knows a word, as a word or as a name of a person or a place."""
    return any(name not in ("em", "") for name in _classes(word))


def _classes(word: str) -> list[str]:
    """Return the classes that Voikko knows a word in, without what stands after a colon."""
    found = shared_lemmatizer().analyses(word.partition(":")[0].rstrip())
    return [analysis.voikko_class for analysis in found]


def combined_confidence(mention: Mention, confidence: float, names: Iterable[Name]) -> float:
    """Return how sure a mention is when the finder is heard, too; 0 where it is none.

    A capitalised name that the words around it leave open is the actor where the finder calls it
    an organisation or a product. One that people bear as well (*Esko*, *Miranda*) is not where the
    finder calls it a person. What is sure without context stays, and so does a municipality: the
    finder does not tell town from place.
    """
    decided = confidence > CONFIDENCE["unless"]
    if decided or mention.rule.place or mention.shape == "lower" or mention.compound:
        return confidence
    for name in names:
        if name.start <= mention.start and mention.end <= name.end:
            alone = name.end - name.start <= mention.end - mention.start + 1
            if name.label in _ORGANISATIONS | _PRODUCTS and alone:
                return max(confidence, CONFIDENCE["finder"])
            if name.is_person and not _PERSONAL.isdisjoint(_classes(mention.form)):
                return 0.0
    return confidence


def propose(
    texts: Sequence[str], known: pd.DataFrame, names: Sequence[Sequence[Name]]
) -> list[Row]:
    """Return organisations of the name finder that no known mention overlaps.

    A capitalised word is one as well before a company's form (*Lumo Oy*), or where no lexicon knows
    it and it stands in a row with actors of the register (*Kela, THL ja Lumo*); and so are all
    other places of a name once found. Forms of
    one name are brought together under its base form: *Lumopalvelun*, *Lumopalvelulle* and
    *Lumopalvelu* are one actor.

    Parameters
    ----------
    texts : sequence of str
        The texts.
    known : DataFrame
        The register's mentions in them, with ``text``, ``start`` and ``end``.
    names : sequence of sequence of Name
        What the name finder marked in each text.

    Returns
    -------
    list of tuple
        Rows of `ActorRecognizer.find`, ``kind`` empty and ``known`` false.
    """
    taken: dict[int, list[tuple[int, int]]] = {}
    for number, start, end in known[["text", "start", "end"]].itertuples(index=False):
        taken.setdefault(number, []).append((start, end))
    found: Found = []
    for number, (text, marked) in enumerate(zip(texts, names, strict=True)):
        persons = [
            (name.start, name.end)
            for name in marked
            if name.is_person and name.confidence >= _SURE_PERSON
        ]
        spans = [_trim(text, name.start, name.end) for name in marked if name.is_organisation]
        spans += [match.span("name") for match in _COMPANY.finditer(text)]
        spans += list(_in_a_row(text, taken.get(number, []), persons))
        for span in sorted(set(spans)):
            if _looks_like_a_name(text[slice(*span)]):
                _take(found, taken, number, span, text)
    bases = base_forms([mention for *_, mention in found])
    _take_echoes(found, taken, texts, sorted(set(bases.values())))
    bases = base_forms([mention for *_, mention in found])
    return [(text, start, end, m, bases[m], "", False) for text, start, end, m in sorted(found)]


def _take(
    found: Found,
    taken: dict[int, list[tuple[int, int]]],
    number: int,
    span: tuple[int, int],
    text: str,
) -> None:
    """Add a span to what was found unless it overlaps something."""
    places = taken.setdefault(number, [])
    if not overlaps(*span, places):
        places.append(span)
        found.append((number, *span, text[slice(*span)]))


def _in_a_row(
    text: str, known: list[tuple[int, int]], persons: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield unknown capitalised words that stand in a row with actors of the register."""
    for match in _NAME.finditer(text):
        start, end = match.span()
        beside = any(
            _LISTED.fullmatch(text[right:start]) or _LISTED.fullmatch(text[end:left])
            for left, right in known
        )
        if not beside or overlaps(start, end, persons):
            continue
        if not is_initial(text, start) and not is_word(match[0]):
            yield start, end


def _take_echoes(
    found: Found, taken: dict[int, list[tuple[int, int]]], texts: Sequence[str], bases: list[str]
) -> None:
    """Add the other places of the names found, in any case: the finder misses some."""
    names = [base for base in bases if len(base) >= _SHORTEST]
    if not names:
        return
    index = Index(ActorEntry(name, kind="unknown") for name in names)
    single = {n for n, alias in enumerate(index.aliases) if len(alias.words) == 1}
    for number, text in enumerate(texts):
        for match in WORD.finditer(text):
            hits = index.look_up(match.group())
            if not match.group()[0].isupper() or not any(hit.alias in single for hit in hits):
                continue
            # A capital at the head of a sentence says nothing of what is a common word besides.
            if not (is_initial(text, match.start()) and is_word(match.group())):
                _take(found, taken, number, match.span(), text)


def base_forms(mentions: Sequence[str]) -> dict[str, str]:
    """Return the base form of each mention: a form among them that it can be inflected from.

    Where the nominative does not occur, the lemmatiser's word is taken for the last word.
    """
    counts = Counter(mentions)
    candidates = sorted({_without_colon(m) for m in counts}, key=lambda m: (len(m), m))
    bases: dict[str, str] = {}
    for mention in counts:
        plain = _without_colon(mention)
        if plain == mention:
            base = next((c for c in candidates if _inflects(c, plain)), plain)
            plain = base if base != plain else _lemma(plain)
        bases[mention] = plain
    # A guessed base that is a form of another base belongs to that one.
    chosen = sorted(set(bases.values()), key=lambda base: (len(base), base))
    return {
        mention: next((c for c in chosen if c == base or _inflects(c, base)), base)
        for mention, base in bases.items()
    }


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without punctuation at its ends and with the whole of its last word."""
    words = [w.span() for w in WORD.finditer(text, start) if w.start() < end]
    return (max(start, words[0][0]), words[-1][1]) if words else (start, start)


def _looks_like_a_name(mention: str) -> bool:
    if any(mark in mention for mark in '”“"\n') or not mention[:1].isalnum():
        return False
    return mention.isupper() or (len(mention) > 2 and any(c.isupper() for c in mention))


def _without_colon(mention: str) -> str:
    return mention.partition(":")[0].rstrip() if ":" in mention else mention


def _inflects(base: str, form: str) -> bool:
    """Tell whether `form` is another form of the name `base`."""
    first, last = fold(base).rpartition(" ")[::2]
    other, word = fold(form).rpartition(" ")[::2]
    if first != other or last == word or len(last) < 3:
        return False
    return any(
        word.startswith(stem) and fits(stem, word[len(stem) :], group)
        for stem, group in stems(last)
    )


def _lemma(mention: str) -> str:
    from aineisto.language import shared_lemmatizer

    last = re.split(r"[ -]", mention)[-1]
    if not last:
        return mention
    lemma = shared_lemmatizer().lemma(last)
    if not lemma or last.isupper():
        return mention
    capital = last[0].isupper() and not lemma[0].isupper()
    return mention[: -len(last)] + (lemma[0].upper() + lemma[1:] if capital else lemma)
