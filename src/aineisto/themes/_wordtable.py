"""TF-IDF of base forms and of the parts of compounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from aineisto.themes._words import Word


class WordTable:
    """TF-IDF of the units of words, with the vocabulary and weights of the texts it is made of.

    A compound counts as itself and as its parts (`Word.units`); what stands in one text alone
    tells nothing of likeness and is left out.
    """

    def __init__(self, words: Sequence[Sequence[Word]]) -> None:
        seen = Counter(
            name for some in words for name in {name for word in some for name, _ in word.units}
        )
        common = sorted(name for name, count in seen.items() if count > 1)
        self.columns = {name: column for column, name in enumerate(common)}
        counts = np.array([seen[name] for name in common])
        self.idf = np.log((1 + len(words)) / (1 + counts)) + 1

    def transform(self, words: Sequence[Sequence[Word]]) -> Any:
        """Return a sparse matrix (n, vocabulary), rows of length 1."""
        from scipy.sparse import csr_matrix
        from sklearn.preprocessing import normalize

        rows, columns, values = [], [], []
        for row, some in enumerate(words):
            for name, weight in (unit for word in some for unit in word.units):
                column = self.columns.get(name)
                if column is not None:
                    rows.append(row)
                    columns.append(column)
                    values.append(weight * self.idf[column])
        shape = (len(words), max(1, len(self.columns)))
        return normalize(csr_matrix((values, (rows, columns)), shape=shape))
