"""What a capital tells of a word: whether it is a name or begins a sentence."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from aineisto.core.data import data_path
from aineisto.language._candidates import NAMES_INSIDE
from aineisto.language._lexicon import answer_rows, form_rows
from aineisto.language._spoken import spoken_forms


class _Common(NamedTuple):
    """A common form: what a capital tells of it, and of which ways of writing it that holds."""

    kind: str
    anyhow: bool = False
    capital: bool = False


#: The form of a name that stands inside names.
_INSIDE = _Common("name", anyhow=True)


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
    common = _common_forms().get(lower)
    if common is None:
        return "name" if lower.capitalize() in NAMES_INSIDE else "unknown"
    begins = common.capital and word == lower[0].upper() + lower[1:]
    return common.kind if common.anyhow or begins or word == lower else "open"


@lru_cache(maxsize=1)
def _common_forms() -> dict[str, _Common]:
    """Read what capitals tell of the common forms: far less than lemmas are chosen by."""
    folder = data_path("models/lemma-fi")
    counts: dict[str, list[int]] = {}  # of each form: how often a name, and how often at all
    for form, lemma, count in form_rows(folder):
        seen = counts.setdefault(form, [0, 0])
        seen[0] += count * lemma[:1].isupper()
        seen[1] += count
    found: dict[str, _Common] = {}
    each: dict[_Common, _Common] = {}  # there are few different ones
    for form, lemma, flags in answer_rows(folder):
        if form in spoken_forms():
            continue  # the list has the last word on its forms
        if lemma.capitalize() in NAMES_INSIDE:
            found[form] = _INSIDE
            continue
        names, total = counts.get(form, (0, 0))
        if total:
            kind = "name" if 2 * names > total else "both" if names else "common"
        else:
            kind = "common" if lemma[:1].islower() else "name"
        common = _Common(kind, capital="c" in flags)
        found[form] = each.setdefault(common, common)
    return found
