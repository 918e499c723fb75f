"""What the words around a spoken word say of its standard form: *uusii ihmisiä*, *isompi ku mä*.

Two forms that sound alike differ in class: the neighbours' classes tell whether *hyvä* is *hyvä* or
*hyvää*. *Kun* and *kuin* do not; what is compared to their left tells them apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice
from operator import mul

from aineisto.core.data import data_path
from aineisto.language._homographs import Analyse
from aineisto.language._spoken_kuin import Kuin
from aineisto.language._surroundings import (
    EDGE,
    Neighbourhood,
    Pairs,
    Surroundings,
    load_surroundings,
)

#: What speaks for a form, in the order of the weights.
CONTEXT_FEATURES = ("neighbours", "no class", "word before", "word after")
_CACHED = 20_000


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
