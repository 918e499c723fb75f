"""What the words around a spoken word say of its standard form: *uusii ihmisiä*, *isompi ku mä*.

Two forms that sound alike differ in class: the neighbours' classes tell whether *hyvä* is *hyvä* or
*hyvää*. *Kun* and *kuin* do not; what is compared to their left tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice
from operator import mul
from pathlib import Path

from aineisto.core.data import data_path
from aineisto.language._homographs import NEGATIONS, Analyse, ends_clause
from aineisto.language._surroundings import (
    EDGE,
    Neighbourhood,
    Pairs,
    Surroundings,
    load_surroundings,
)
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
#: What speaks for a form, in the order of the weights.
CONTEXT_FEATURES = ("neighbours", "no class", "word before", "word after")
_CACHED = 20_000


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


class SpokenContext:
    """Weigh the standard forms of a spoken word by the standard forms around it.

    Parameters
    ----------
    near : Neighbourhood
    surroundings : Surroundings
    pairs : Pairs
    weights : sequence of float
        Of `CONTEXT_FEATURES`.
    kuin : Kuin
    """

    def __init__(
        self,
        near: Neighbourhood,
        surroundings: Surroundings,
        pairs: Pairs,
        weights: Sequence[float],
        kuin: Kuin,
    ) -> None:
        self._near, self._surroundings, self._pairs = near, surroundings, pairs
        self._weights = tuple(weights)
        self.compares = kuin.compares
        self._columns = lru_cache(_CACHED)(self._find_columns)

    def votes(
        self, standing: Sequence[str], asked: Mapping[int, Sequence[str]]
    ) -> dict[int, list[float]]:
        """What the neighbours add to the score of each form at some places.

        Parameters
        ----------
        standing : sequence of str
            Standard forms of a sentence in lower case, one or two words a place.
        asked : dict of int to sequence of str
            Place → what the word there may be.
        """
        found = self.features(standing, asked)
        return {
            at: [sum(map(mul, self._weights, row)) for row in rows] for at, rows in found.items()
        }

    def features(
        self, standing: Sequence[str], asked: Mapping[int, Sequence[str]]
    ) -> dict[int, list[tuple[float, ...]]]:
        """What speaks for each form, in the order of `CONTEXT_FEATURES`."""
        words = [form.rpartition(" ")[2] for form in standing]
        found: dict[int, list[tuple[float, ...]]] = {}
        for at, forms in asked.items():
            lasts = [form.rpartition(" ")[2] for form in forms]
            asking = [self._columns(last) for last in lasts]
            columns = [*chain.from_iterable(asking)]
            odds = iter(self._surroundings.odds(self._near.features(words, at), columns))
            before = words[at - 1] if at else EDGE
            after = standing[at + 1].partition(" ")[0] if at + 1 < len(words) else EDGE
            found[at] = []
            for form, last, its in zip(forms, lasts, asking, strict=True):
                first = form.partition(" ")[0]
                found[at].append((
                    max(islice(odds, len(its)), default=0.0),
                    not its,
                    self._pairs.meet(before, first),
                    self._pairs.meet(last, after),
                ))  # fmt: skip
        return found

    def _find_columns(self, form: str) -> list[int]:
        return self._surroundings.columns(self._near.classes(form))


def load_spoken_context(analyse: Analyse, weights: dict[str, float]) -> SpokenContext:
    """Read what stands beside what; the neighbours' classes are those of homographs."""
    near, surroundings = load_surroundings(analyse)
    return SpokenContext(
        near,
        surroundings,
        Pairs(data_path("models/lemma-fi")),
        [weights[name] for name in CONTEXT_FEATURES],
        Kuin(data_path("models/spoken-fi"), near),
    )
