"""Documents that hold the same interview, as when a folder has it both as docx and as pdf."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import combinations

import pandas as pd

#: Statements of fewer words (*Joo, kyllä näin on.*) are said in many interviews.
_LEAST_WORDS = 5
#: So many statements have to be the same, and so large a share of the smaller document's.
_LEAST_SAME = 5
_LEAST_SHARE = 0.8


def same_interviews(answers: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the pairs of documents whose interviewees say the same.

    Parameters
    ----------
    answers : DataFrame
        The interviewees' statements: ``document`` and ``clean``.
    """
    said: dict[str, set[str]] = defaultdict(set)
    for document, text in zip(answers["document"], answers["clean"], strict=True):
        words = re.findall(r"\w+", text.casefold())
        if len(words) >= _LEAST_WORDS:
            said[" ".join(words)].add(document)
    size = Counter(document for documents in said.values() for document in documents)
    # A sentence of very many documents is a formula, and would make pairs without end.
    shared = Counter(
        pair
        for documents in said.values()
        if len(documents) <= 10
        for pair in combinations(sorted(documents), 2)
    )
    return [
        (first, second)
        for (first, second), same in sorted(shared.items())
        if same >= _LEAST_SAME and same >= _LEAST_SHARE * min(size[first], size[second])
    ]
