"""Documents that hold the same interview, as when a folder has it both as docx and as pdf."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations

import pandas as pd

_WORD = re.compile(r"\w+")
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
    documents = answers["document"].reset_index(drop=True)
    said = pd.DataFrame(
        {"said": [_number(text) for text in answers["clean"]], "document": documents}
    )
    said = said[said["said"] != 0].drop_duplicates()
    size = said["document"].value_counts()
    both = said[said["said"].duplicated(keep=False)]
    shared: Counter[tuple[str, str]] = Counter()
    for same in both.groupby("said")["document"].agg(list):
        # A sentence of very many documents is a formula, and would make pairs without end.
        if len(same) <= 10:
            shared.update(combinations(sorted(same), 2))
    return [
        (first, second)
        for (first, second), count in sorted(shared.items())
        if count >= _LEAST_SAME and count >= _LEAST_SHARE * min(size[first], size[second])
    ]


def _number(text: str) -> int:
    """Return a number that stands for a statement's words, for they are many; 0 for few words."""
    words = _WORD.findall(text.casefold())
    return hash(" ".join(words)) if len(words) >= _LEAST_WORDS else 0
