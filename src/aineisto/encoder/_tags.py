"""Tags out of the network's scores: a part of speech, and features that can stand together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from aineisto.morphology import Tag

#: Stands for a feature that a word has not, and for no features at all.
NONE = "_"


class TagDecoder:
    """Choose the part of speech, then the likeliest features seen with it.

    The network judges every feature by itself. A combination that no word of the training text had
    (a case without a number, a noun with a mood) is an error somewhere, and the best of those it
    had mends it.

    Parameters
    ----------
    upos : sequence of str
        Parts of speech, the columns of their scores.
    feats : mapping of str to sequence of str
        Values of every feature, ``_`` first; laid one after another they are the columns.
    combinations : mapping of str to sequence of str
        For a part of speech the features seen together, as CoNLL-U writes them. Of a part of
        speech without any, each feature is chosen by itself.
    """

    def __init__(
        self,
        upos: Sequence[str],
        feats: Mapping[str, Sequence[str]],
        combinations: Mapping[str, Sequence[str]],
    ) -> None:
        self._upos = tuple(upos)
        self._feats = {name: tuple(values) for name, values in feats.items()}
        self._ends = np.cumsum([len(values) for values in self._feats.values()])
        self._texts = {
            part: tuple("" if text == NONE else text for text in texts)
            for part, texts in combinations.items()
        }
        self._columns = {
            part: np.array([self._marks(text) for text in texts], dtype=np.float32)
            for part, texts in self._texts.items()
        }

    def decode(self, upos: np.ndarray, feats: np.ndarray) -> list[Tag]:
        """Return the tags of words.

        Parameters
        ----------
        upos : ndarray of float (words, parts of speech)
        feats : ndarray of float (words, all values of all features)

        Returns
        -------
        list of Tag
        """
        parts = upos.argmax(axis=1)
        likely = self._log_probabilities(feats)
        texts = np.empty(len(parts), dtype=object)
        for number in np.unique(parts):
            rows = np.flatnonzero(parts == number)
            texts[rows] = self._best(self._upos[number], likely[rows])
        return [Tag(self._upos[number], text) for number, text in zip(parts, texts, strict=True)]

    def _best(self, part: str, likely: np.ndarray) -> list[str]:
        columns = self._columns.get(part)
        if columns is None or len(columns) == 0:
            return [self._alone(row) for row in likely]
        return [self._texts[part][i] for i in (likely @ columns.T).argmax(axis=1)]

    def _alone(self, row: np.ndarray) -> str:
        chosen = zip(self._feats.items(), np.split(row, self._ends[:-1]), strict=True)
        pairs = [(name, values[scores.argmax()]) for (name, values), scores in chosen]
        pairs.sort(key=lambda pair: pair[0].lower())
        return "|".join(f"{name}={value}" for name, value in pairs if value != NONE)

    def _log_probabilities(self, feats: np.ndarray) -> np.ndarray:
        """Return logarithms of the probability of each value within its feature."""
        result = np.empty(feats.shape, dtype=np.float32)
        begin = 0
        for end in self._ends:
            scores = feats[:, begin:end] - feats[:, begin:end].max(axis=1, keepdims=True)
            result[:, begin:end] = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
            begin = end
        return result

    def _marks(self, text: str) -> list[float]:
        """Return 1 in the column of every value of a combination, that of ``_`` for the absent."""
        has = dict(pair.split("=", 1) for pair in text.split("|")) if text else {}
        return [
            float(value == has.get(name, NONE))
            for name, values in self._feats.items()
            for value in values
        ]


def read_combinations(path: Path) -> dict[str, list[str]]:
    """Read the features seen with each part of speech; nothing when there is no such file."""
    found: dict[str, list[str]] = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            part, _, text = line.partition("\t")
            found.setdefault(part, []).append(text)
    return found
