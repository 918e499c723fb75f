"""Whether a word that begins a sentence is a common word, so that its capital means nothing."""

from __future__ import annotations

from collections.abc import Callable

from aineisto.language._lexicon import Lexicon
from aineisto.morphology import Analysis


def is_small_word(
    word: str, lexicon: Lexicon, analyse: Callable[[str], tuple[Analysis, ...]]
) -> bool:
    """Whether a word with a capital is known as a common word, and not mostly as a name.

    Parameters
    ----------
    word : str
        The first of its sentence.
    lexicon : Lexicon
    analyse : callable
        Voikko's readings of a word written small.
    """
    if not (word[:1].isupper() and word[1:].islower()):
        return False
    lower = word.lower()
    seen = lexicon.lemmas(lower)
    names = sum(n for lemma, n in seen.items() if lemma[:1].isupper())
    if 2 * names > sum(seen.values()):
        return False
    return bool(seen) or any(reading.lemma.islower() for reading in analyse(lower))
