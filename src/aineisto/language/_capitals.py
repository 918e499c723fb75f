"""What a capital tells of a word: whether it is a name or begins a sentence."""

from __future__ import annotations

from functools import lru_cache

from aineisto.core.data import data_path
from aineisto.language._candidates import NAMES_INSIDE
from aineisto.language._lexicon import answer_lines, form_lines, rows_of
from aineisto.language._spoken import spoken_forms


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

    Examples
    --------
    >>> capital_kind("Kela"), capital_kind("Talo")
    ('name', 'common')
    """
    lower = word.lower()
    name = "name" if lower.capitalize() in NAMES_INSIDE else "unknown"
    if lower in spoken_forms():
        return name  # the list has the last word on its forms
    answers, forms = _tables()
    settled = rows_of(answers, lower)
    if not settled:
        return name
    _, lemma, flags, *_ = settled[0]
    lemma = lemma or lower
    if lemma.capitalize() in NAMES_INSIDE:
        return "name"
    begins = "c" in flags and word == lower[0].upper() + lower[1:]
    if not (begins or word == lower):
        return "open"
    counts = {its or lower: int(count) for _, its, count in rows_of(forms, lower)}
    if not counts:
        return "common" if lemma[:1].islower() else "name"
    names = sum(count for its, count in counts.items() if its[:1].isupper())
    return "name" if 2 * names > sum(counts.values()) else "both" if names else "common"


@lru_cache(maxsize=1)
def _tables() -> tuple[list[str], list[str]]:
    """Return the tables of the common forms as lines: a text has few of the words in them."""
    folder = data_path("models/lemma-fi")
    return answer_lines(folder), form_lines(folder)
