"""Words of English and Swedish in Finnish speech, which stay as they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from aineisto.core.data import data_path
from aineisto.language._homographs import ends_clause
from aineisto.language._tables import read_lines

#: Two words of English in one: let's, don't, you're.
_SHORTENED = re.compile(r"[a-z]+['’](?:s|t|d|m|re|ve|ll)")
# Words of Finnish speech that are English or Swedish before these: must have, han sa att, no go.
_BEFORE = {
    "must": frozenset({"have", "be", "go", "do", "see", "know", "try", "read"}),
    "sa": frozenset({"att", "han", "hon", "jag", "dom", "alltid"}),
    "no": frozenset({"go", "show"}),
}
_PARTICLE = "no"  # begins a clause where it is Finnish: no go mää sanoi (no kun minä sanoin)
_CONJUNCTIONS = frozenset({"et", "mut", "sit", "ni"})


@cache
def _listed() -> dict[str, bool]:
    """Foreign word → whether it is one only beside another: dialects say it, or Voikko knows it."""
    lines = read_lines(data_path("models/spoken-fi/foreign.tsv.xz"))
    return {word: doubt == "d" for word, _, doubt in (line.partition("\t") for line in lines)}


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
    lower = [word if word.islower() else "" for word in words]
    lower[:1] = [word.lower() for word in words[:1]]
    found = {at for at, word in enumerate(lower) if word in listed or _is_shortened(word)}
    pairs = [at for at, word in enumerate(lower[:-1]) if word in _BEFORE and _is_pair(lower, at)]
    for at in pairs:
        found |= {at, at + 1}
    return frozenset(
        at for at in found if not listed.get(lower[at], False) or at - 1 in found or at + 1 in found
    )


def _is_shortened(word: str) -> bool:
    return ("'" in word or "’" in word) and _SHORTENED.fullmatch(word) is not None


def _is_pair(words: Sequence[str], at: int) -> bool:
    """Whether a word and the next are English or Swedish, though the first is Finnish speech."""
    word = words[at]
    if words[at + 1] not in _BEFORE[word]:
        return False
    if word != _PARTICLE or at + 2 == len(words):
        return True
    return at > 0 and words[at - 1] not in _CONJUNCTIONS and not ends_clause(words[at - 1])
