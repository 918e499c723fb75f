"""Words of English and Swedish in Finnish speech, which stay as they are."""

from __future__ import annotations

import lzma
import re
from collections.abc import Sequence
from functools import cache

from aineisto.core.data import data_path

#: Two words of English in one: let's, don't, you're.
_SHORTENED = re.compile(r"[a-z]+['’](?:s|t|d|m|re|ve|ll)")


@cache
def _listed() -> dict[str, bool]:
    """Foreign word → whether it is one only beside another: dialects say it, or Voikko knows it."""
    with lzma.open(data_path("models/spoken-fi/foreign.tsv.xz"), "rt", encoding="utf-8") as lines:
        rows = (line.rstrip("\n").split("\t") for line in lines)
        return {word: doubt == "d" for word, doubt in rows}


def is_foreign(word: str) -> bool:
    """Whether a lower-case word is English or Swedish wherever it stands."""
    return _listed().get(word) is False


def foreign_places(words: Sequence[str]) -> frozenset[int]:
    """Numbers of the words of a sentence that are English or Swedish there.

    Parameters
    ----------
    words : sequence of str
        A capital inside the sentence makes a name, which is not looked at.
    """
    listed = _listed()
    lower = [word.lower() if at == 0 or word.islower() else "" for at, word in enumerate(words)]
    short = {at for at, word in enumerate(lower) if _SHORTENED.fullmatch(word)}
    found = {at for at, word in enumerate(lower) if word in listed} | short
    return frozenset(
        at for at in found if not listed.get(lower[at], False) or at - 1 in found or at + 1 in found
    )
