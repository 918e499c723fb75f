"""How probable it is of each capitalised word that it is a person's name."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from zlib import crc32

import numpy as np

from aineisto.core.data import data_path
from aineisto.language import defaults
from aineisto.pseudonyms._finder import finder_traits
from aineisto.pseudonyms._tokens import NameToken
from aineisto.pseudonyms._traits import alike, traits

_MODEL = "models/persons-fi"
_FURTHEST = 8.0


def bucket(trait: str, size: int) -> int:
    """Return the weight's number for a trait, below `size` (a power of two)."""
    return crc32(trait.encode()) & (size - 1)


class PersonModel:
    """A linear model of single words, then of all forms of a name in a document together.

    Parameters
    ----------
    weights : ndarray of float (size,)
        One a bucket of hashed traits.
    settings : mapping
        ``together`` and ``finder``: weights and constant of the second and third step;
        ``accept`` and ``show``: from which probability on a word is replaced, or shown.
    """

    def __init__(self, weights: np.ndarray, settings: Mapping) -> None:
        self.weights = weights
        self.settings = settings

    @classmethod
    def load(cls) -> PersonModel:
        """Read the model that ships with aineisto."""
        folder = data_path(_MODEL)
        with np.load(folder / "weights.npz", allow_pickle=False) as file:
            weights = file["weights"].astype(np.float32)
        settings = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        # What a finder's word is worth was learnt for each finder by itself.
        return cls(weights, {**settings, **settings["finders"][defaults.NAME_FINDER]})

    def score(
        self, tokens: Sequence[NameToken], odds: Mapping[int, np.ndarray]
    ) -> dict[int, float]:
        """Return the probability (0…1) by position of the capitalised words.

        Parameters
        ----------
        tokens : sequence of NameToken
            A document's.
        odds : mapping of int to ndarray
            What the name finder says of the words, by position; see `finder_odds`.
        """
        groups = alike(tokens)
        size = len(self.weights)
        alone = {
            position: float(self.weights[[bucket(trait, size) for trait in found]].sum())
            for position, found in traits(tokens, groups)
        }
        if not alone:
            return {}
        positions = list(alone)
        together = self._step("together", together_traits(alone, groups))
        last = self._step("finder", finder_traits(positions, together, odds, groups))
        return dict(zip(positions, (1 / (1 + np.exp(-last))).tolist(), strict=True))

    def _step(self, name: str, values: np.ndarray) -> np.ndarray:
        step = self.settings[name]
        return values @ np.array(step["weights"]) + step["constant"]


def together_traits(alone: Mapping[int, float], groups: Mapping[int, list[int]]) -> np.ndarray:
    """Return the second step's input, one row a word: its score, its name's, its neighbours'."""
    rows = []
    for position, own in alone.items():
        others = [alone[o] for o in groups.get(position, ()) if o != position]
        before, after = alone.get(position - 1), alone.get(position + 1)
        rows.append(
            [
                own,
                float(np.mean(others)) if others else own,
                max(others, default=own),
                min(others, default=own),
                bool(others),
                0.0 if before is None else before,
                0.0 if after is None else after,
                before is not None,
                after is not None,
            ]
        )
    return np.clip(np.array(rows, dtype=float), -_FURTHEST, _FURTHEST)


@cache
def person_model() -> PersonModel:
    """Return the model that ships with aineisto, one per process."""
    return PersonModel.load()
