"""What the words around a spoken word say of its standard form: *uusii ihmisiä*, *isompi ku mä*.

Two forms that sound alike differ in class: the neighbours' classes tell whether *hyvä* is *hyvä* or
*hyvää*. *Kun* and *kuin* do not; what is compared to their left tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import mul

from aineisto.core.data import data_path
from aineisto.language._homographs import Analyse
from aineisto.language._surroundings import (
    EDGE,
    Neighbourhood,
    Pairs,
    Surroundings,
    load_surroundings,
)

#: What speaks for a form, in the order of the weights.
CONTEXT_FEATURES = (
    "neighbours", "no class", "word before", "word after",
    "kuin compares", "kuin after niin", "kuin with a verb", "kuin compares without a verb",
)  # fmt: skip
_NOT_KUIN = (False,) * 4
_CACHED = 20_000
_LEFT, _RIGHT = 6, 4  # how far from *kuin* something is compared, and its verb stands
_COMPARED = re.compile(
    r"(?:mpi|mpaa|mpää|mmin|mpia|mpiä|mmat|mmät|mman|mmän|mpina|mpana|mpänä)$"
    r"|^(?:enemmän|vähemmän|ennen|yhtä|vasta|paitsi|kauan|paljon|erilai.*|toisin|toinen"
    r"|sama(?:n|a|ssa|lla)?|samoin|samanlai.*|muu|muuta|muita|muut|muualla"
    r"|(?:sellai|semmoi|tuommoi|tämmöi|tällai|tuollai).*)$"
)


class SpokenContext:
    """Weigh the standard forms of a spoken word by the standard forms around it.

    Parameters
    ----------
    near : Neighbourhood
    surroundings : Surroundings
    pairs : Pairs
    weights : sequence of float
        Of `CONTEXT_FEATURES`.
    """

    def __init__(
        self,
        near: Neighbourhood,
        surroundings: Surroundings,
        pairs: Pairs,
        weights: Sequence[float],
    ) -> None:
        self._near, self._surroundings, self._pairs = near, surroundings, pairs
        self._weights = tuple(weights)
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
            odds = self._surroundings.odds(self._near.features(words, at))
            kuin = any(form.endswith("kuin") for form in forms)
            compared = self._compared(words, at) if kuin else _NOT_KUIN
            before = words[at - 1] if at else EDGE
            after = standing[at + 1].partition(" ")[0] if at + 1 < len(words) else EDGE
            found[at] = []
            for form in forms:
                first, last = form.partition(" ")[0], form.rpartition(" ")[2]
                columns = self._columns(last)
                found[at].append((
                    max((odds[i] for i in columns), default=0.0),
                    not columns,
                    self._pairs.meet(before, first),
                    self._pairs.meet(last, after),
                    *(compared if last == "kuin" else _NOT_KUIN),
                ))  # fmt: skip
        return found

    def _find_columns(self, form: str) -> list[int]:
        return self._surroundings.columns(self._near.classes(form))

    def _compared(self, words: Sequence[str], at: int) -> tuple[bool, ...]:
        compares = any(map(_COMPARED.search, words[max(0, at - _LEFT) : at]))
        verb = any(map(self._near.is_finite, words[at + 1 : at + 1 + _RIGHT]))
        niin = at > 0 and words[at - 1] == "niin"
        return compares, niin, verb, compares and not verb


def load_spoken_context(analyse: Analyse, weights: dict[str, float]) -> SpokenContext:
    """Read what stands beside what; the neighbours' classes are those of homographs."""
    pairs = Pairs(data_path("models/lemma-fi"))
    return SpokenContext(
        *load_surroundings(analyse), pairs, [weights[name] for name in CONTEXT_FEATURES]
    )
