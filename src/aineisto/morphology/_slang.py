"""Slang that Voikko does not know, bent as a word that it knows: *dösassa* as *kissassa*."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from aineisto.core.data import data_path

_BENT = 3  # letters at the end of a word that change with its cases, at most
Lookup = Callable[[str], tuple[str, ...]]


class _Word(NamedTuple):
    """A word of slang and the word that it is bent as, each with what of it does not bend."""

    lemma: str
    stem: str
    model: str
    model_stem: str


@cache
def _words() -> dict[str, tuple[_Word, ...]]:
    """Stem → the words of slang that have it."""
    text = data_path("models/lemma-fi/slang.tsv").read_text(encoding="utf-8")
    found: dict[str, tuple[_Word, ...]] = {}
    for line in text.splitlines():
        lemma, model = line.split("\t")
        most = min(_BENT, len(lemma) - 2)
        same = next(n for n in range(most, 0, -1) if lemma[-n:] == model[-n:])
        word = _Word(lemma, lemma[:-same], model, model[:-same])
        found[word.stem] = (*found.get(word.stem, ()), word)
    return found


def with_slang(lookup: Lookup) -> Lookup:
    """A lookup that knows slang too.

    Parameters
    ----------
    lookup : callable
        Lower-case word → the transducer's raw answers.

    Returns
    -------
    callable
        The same; for a word that has no answers, those of the word that it is bent as, with
        the slang in its place.
    """
    words = _words()
    shortest, longest = min(map(len, words)), max(map(len, words))

    def look(word: str) -> tuple[str, ...]:
        answers = lookup(word)
        if answers:
            return answers
        for end in range(shortest, min(longest, len(word)) + 1):
            for slang in words.get(word[:end], ()):
                answers = lookup(slang.model_stem + word[end:])
                put = (
                    f"[Xp]{slang.model}[X]{slang.model_stem}",
                    f"[Xp]{slang.lemma}[X]{slang.stem}",
                )
                found = tuple(
                    a.replace(*put, 1) for a in answers if put[0] in a.partition("[Bc]")[0]
                )
                if found:
                    return found
        return ()

    return look
