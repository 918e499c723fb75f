"""What a capital tells of a word: whether it is a name or begins a sentence."""

from __future__ import annotations

from functools import lru_cache

from aineisto.language._candidates import NAMES_INSIDE
from aineisto.language._models import load_models


@lru_cache(1 << 15)
def capital_kind(word: str) -> str:
    """How a word with a capital is used elsewhere.

    Parameters
    ----------
    word : str
        As it stands in the text.

    Returns
    -------
    str
        ``"name"``, ``"common"`` (in training text never a name), ``"both"``, ``"open"`` (a common
        word whose lemma might be another with a capital), ``"unknown"``.
    """
    models, lower = load_models(), word.lower()
    if models.answers.get(lower, lower).capitalize() in NAMES_INSIDE:
        return "name"
    if word not in models.answers:
        return "open" if lower in models.answers else "unknown"
    seen = models.fast.lexicon.lemmas(lower)
    if seen:
        names = sum(n for lemma, n in seen.items() if lemma[:1].isupper()) / sum(seen.values())
        return "name" if names > 0.5 else "both" if names else "common"
    return "common" if models.answers[word][:1].islower() else "name"
