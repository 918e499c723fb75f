"""Propose organisations that the register lacks, for the researcher to accept or not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import pandas as pd

from aineisto.actors._inflection import fits, stems
from aineisto.actors._words import WORD, fold
from aineisto.language import name_finder

_LABELS = frozenset({"ORG"})
Row = tuple[int, int, int, str, str, str, bool]


def propose(texts: Sequence[str], known: pd.DataFrame) -> list[Row]:
    """Return organisations of the name finder that no known mention overlaps.

    Forms of one name are brought together under its base form: *Lumopalvelun*, *Lumopalvelulle*
    and *Lumopalvelu* are one actor.

    Parameters
    ----------
    texts : sequence of str
        The texts.
    known : DataFrame
        The register's mentions in them, with ``text``, ``start`` and ``end``.

    Returns
    -------
    list of tuple
        Rows of `ActorRecognizer.find`, ``kind`` empty and ``known`` false.
    """
    taken: dict[int, list[tuple[int, int]]] = {}
    for text, start, end in known[["text", "start", "end"]].itertuples(index=False):
        taken.setdefault(text, []).append((start, end))
    found: list[tuple[int, int, int, str]] = []
    for number, doc in enumerate(name_finder().pipe(texts, batch_size=32)):
        for entity in doc.ents:
            span = _trim(doc.text, entity.start_char, entity.end_char)
            if entity.label_ not in _LABELS or not _looks_like_a_name(doc.text[slice(*span)]):
                continue
            if not any(span[0] < end and start < span[1] for start, end in taken.get(number, ())):
                found.append((number, *span, doc.text[slice(*span)]))
    bases = base_forms([mention for *_, mention in found])
    return [(text, start, end, m, bases[m], "", False) for text, start, end, m in found]


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
