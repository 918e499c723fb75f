"""What lists and lexicon know of a word: first name, surname, common word, or a word of speech that
names nobody (*Emmä*, *Rahhaa*, *Helsingis*).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from aineisto.pseudonyms._inflection import Form, FormTable, read_nen
from aineisto.pseudonyms._tokens import NameToken

_CACHED = 20_000
_NAMES = frozenset({"ee", "es", "em"})
#: Cases of places, in which a person is hardly spoken of.
INNER = frozenset({"Ine", "Ela", "IneS", "ElaS"})
#: How spoken Finnish shortens: what a word may end in (or lack), and what the standard has there.
_SHORT = (
    (re.compile(r"(?<=[aouei])s$"), "ssa"),
    (re.compile(r"(?<=[äöyei])s$"), "ssä"),
    (re.compile(r"kk(?=[oö]$)"), "tk"),
    (re.compile(r"pp(?=[aä]$)"), "p"),
    (re.compile(r"(?<=[ouöy])(?=s(?:e|ia|iä|ta|tä|ten))"), "i"),
    (re.compile(r"(?<=[tlns])$"), "a"),
    (re.compile(r"(?<=[tlns])(?<!nen)$"), "ä"),  # Kokkonen is no kokko-nenä
    (re.compile(r"(?<=[eä])ks$"), "ksi"),
    (re.compile(r"(?<=[uy])$"), "t"),
    (re.compile(r"(?<=k[i])$"), "n"),
)


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


@cache
def _small_names() -> FormTable:
    return FormTable(read_list("small_names"))


@lru_cache(maxsize=_CACHED)
def is_hardly_a_word(word: str) -> bool:
    """Tell whether a form of a name is one of a word that hardly anyone writes: *lahtisella*."""
    return any(not form.clitic for form in _small_names().read(word))


@lru_cache(maxsize=_CACHED)
def classes(word: str) -> frozenset[str]:
    """Return what the lexicon takes a word for: ``ee`` first name, ``es`` surname, … or a part."""
    from aineisto.language import shared_lemmatizer

    found = shared_lemmatizer().analyses(word.partition(":")[0])
    return frozenset(analysis.voikko_class or analysis.pos for analysis in found)


@lru_cache(maxsize=_CACHED)
def is_common(word: str) -> bool:
    """Tell whether a word written small is a word of the language, spoken forms too."""
    from aineisto.language import normalize_word, shared_lemmatizer

    small = normalize_word(word.partition(":")[0].lower())
    return any(
        not analysis.voikko_class.startswith("e") and analysis.pos != "PROPN"
        for analysis in shared_lemmatizer().analyses(small)
    )


@lru_cache(maxsize=_CACHED)
def is_first_name(word: str) -> bool:
    """Tell whether a word is a form of a known first name."""
    return any(
        first_names().read(part) or "ee" in classes(part) for part in (word, word.split("-")[0])
    )


@lru_cache(maxsize=_CACHED)
def is_surname(word: str) -> bool:
    """Tell whether a word is a form of a surname: known, or in *-nen* and no common word."""
    if surnames().read(word) or "es" in classes(word):
        return True
    return bool(read_nen(word)) and not is_common(word)


def read_name(word: str) -> list[Form]:
    """Return how a word can be read as a form of a known name."""
    return [*first_names().read(word), *surnames().read(word)]


def standard_words(
    text: str, tokens: Sequence[NameToken], positions: Collection[int]
) -> dict[int, str]:
    """Return by position the standard form of those words that are another in standard Finnish.

    Parameters
    ----------
    text : str
        A document.
    tokens : sequence of NameToken
        Its words.
    positions : collection of int
        The words asked for.
    """
    from aineisto.corpus import split_sentences
    from aineisto.language import shared_lemmatizer, tokenize

    if not positions:
        return {}
    starts = {tokens[position].start: position for position in positions}
    spans = list(split_sentences(text))
    sentences = [tokenize(text[start:end]) for start, end in spans]
    forms = shared_lemmatizer().standard_forms([[t.text for t in words] for words in sentences])
    return {
        starts[begin + token.start]: form
        for (begin, _), words, standard in zip(spans, sentences, forms, strict=True)
        for token, form in zip(words, standard, strict=True)
        if begin + token.start in starts and form.lower() != token.text.lower()
    }


def names_nobody(form: str) -> bool:
    """Tell whether a standard form is a common word or a place, and not a person's name too."""
    return not is_person_name(form) and all(
        is_common(word) or "ep" in classes(word) for word in form.split()
    )


@lru_cache(maxsize=_CACHED)
def is_person_name(word: str) -> bool:
    """Tell whether lists or lexicon know a word as a form of a first name or a surname."""
    return bool(read_name(word) or classes(word) & _NAMES) or is_first_name(word)


@lru_cache(maxsize=_CACHED)
def is_short_for_another(word: str) -> bool:
    """Tell whether a word is one of the language once its spoken endings are made whole."""
    return any(names_nobody(whole) for whole in _made_whole(word))


def _made_whole(word: str) -> Iterator[str]:
    for short, long in _SHORT:
        whole = short.sub(long, word, count=1)
        if whole != word:
            yield whole
