"""What lists and lexicon know of a word: first name, surname, common word."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

from aineisto.pseudonyms._inflection import Form, FormTable, read_nen

_CACHED = 20_000


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
