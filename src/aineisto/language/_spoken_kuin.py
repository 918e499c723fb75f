"""Whether *ku* is *kuin* or *kun*: *isompi ku mä*, *niin ku sanoin*; *mä lähin ku se tuli*.

A log-linear model over what is compared to its left, the words beside it and the verb after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from aineisto.language._homographs import NEGATIONS, ends_clause
from aineisto.language._surroundings import EDGE, Neighbourhood
from aineisto.language._tables import read_lines

_LEFT, _RIGHT = 6, 4  # how far something is compared, and its verb stands
_DENIED = 8  # how far the verb that denies stands
_FAR = 4  # from here on the distance of what is compared is all the same
_COMPARED = re.compile(
    r"(?:mpi|mpaa|mpää|mmin|mpia|mpiä|mmat|mmät|mman|mmän|mpina|mpana|mpänä)$"
    r"|^(?:enemmän|vähemmän|ennen|yhtä|vasta|paitsi|kauan|paljon|eri|erilai.*|toisin|toinen"
    r"|sama(?:n|a|ssa|lla)?|samoin|samanlai.*|muu|muuta|muita|muut|muualla"
    r"|(?:sellai|semmoi|tuommoi|tämmöi|tällai|tuollai).*)$"
)
_CLITIC = re.compile(r"(?:kin|kaan|kään)$")
_WOULD = re.compile(r"isi(?:n|t|mme|tte|vat|vät)?$")


class Kuin:
    """Tell *kuin* from *kun*.

    Parameters
    ----------
    folder : path-like
        ``kuin.tsv.xz``: a feature and a hundred times its weight; the first has no name and holds
        always.
    near : Neighbourhood
    """

    def __init__(self, folder: Path, near: Neighbourhood) -> None:
        rows = (line.rpartition("\t") for line in read_lines(folder / "kuin.tsv.xz"))
        self._weights = {name: int(hundredths) / 100 for name, _, hundredths in rows}
        self._near = near

    def compares(self, forms: Sequence[str], at: int) -> bool:
        """Whether the word at a place is *kuin*.

        Parameters
        ----------
        forms : sequence of str
            Standard forms of a sentence in lower case, one or two words a place.
        at : int
        """
        words = [word for form in forms[:at] for word in form.split(" ")]
        place = len(words)
        words += [word for form in forms[at:] for word in form.split(" ")]
        names = kuin_features(self._near, words, place)
        return sum(self._weights.get(name, 0.0) for name in ("", *names)) > 0


def kuin_features(near: Neighbourhood, words: Sequence[str], at: int) -> Iterator[str]:
    """What speaks for *kuin* or *kun* at a place of a sentence.

    Parameters
    ----------
    near : Neighbourhood
    words : sequence of str
        Standard forms in lower case.
    at : int
    """
    second, before, _, after, next_ = (
        words[i] if 0 <= i < len(words) else EDGE for i in range(at - 2, at + 3)
    )
    verb = f"{any(map(near.is_finite, words[at + 1 : at + 1 + _RIGHT])):d}"
    far, compared = _compared(words, at)
    yield f"v{verb}"
    yield f"v{any(map(near.is_finite, words[at + 1 : at + 3])):d}{verb}"
    yield f"c{min(far, _FAR)}"
    yield f"c{far > 0:d}v{verb}"
    yield f"c{far > 0:d}a={after}"
    if far:
        yield f"cw={compared}"
    for name, word in (("b", before), ("a", after)):
        yield f"{name}={word}"
        yield f"{name}={word}v{verb}"
        yield f"{name}c={'/'.join(near.classes(word)) if word != EDGE else EDGE}"
    denied = _is_denied(words, at)
    following = "/".join(near.classes(after)) if after != EDGE else EDGE
    yield f"n{denied:d}v{verb}"
    yield f"n{denied:d}c{far > 0:d}v{verb}"
    yield f"n{denied:d}ac={following}"
    yield f"i{following == 'VI1':d}n{denied:d}"
    if any(map(_WOULD.search, words[at + 1 : at + 1 + _RIGHT])):
        yield f"would={before}"
        yield f"would{verb}{far > 0:d}"
    if second == "niin":
        yield f"so={before}"
        yield f"so{verb}"
    yield f"bb={second} {before}"
    yield f"aa={after} {next_}"
    yield f"first{at == 0:d}"
    if before == "niin":
        # Who writes marks would write one in niin, kun.
        marks = any(not any(map(str.isalnum, word)) for word in words[:-1])
        yield f"niin{marks:d}"
        yield f"niin{marks:d}v{verb}"
        told = (near.told(word).verb for word in words[at + 1 : at + 1 + _RIGHT])
        yield f"niing={next(filter(None, told), '')}"


def _compared(words: Sequence[str], at: int) -> tuple[int, str]:
    """How far to the left something is compared in the clause, and its word; 0 where nothing is."""
    for far, word in enumerate(reversed(words[max(0, at - _LEFT) : at]), start=1):
        if far > 1 and word != "niin" and ends_clause(word):
            break
        if _COMPARED.search(word) or _COMPARED.search(_CLITIC.sub("", word)):
            return far, word
    return 0, ""


def _is_denied(words: Sequence[str], at: int) -> bool:
    """Whether the clause to the left is denied: *ei siellä ollut kuin kolme*."""
    for word in reversed(words[max(0, at - _DENIED) : at]):
        if word in NEGATIONS:
            return True
        if word != "niin" and ends_clause(word):
            break
    return False
