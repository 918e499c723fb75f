"""The rules for names that are also other words (``ambiguity.toml``)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

_VOWEL = re.compile(r"[aeiouyäöå]")
_FILE = Path(__file__).parent / "ambiguity.toml"


@dataclass(frozen=True, slots=True)
class Rule:
    """When a spelling is the actor; the modes are explained in ``ambiguity.toml``."""

    lower: str = "yes"
    initial: str = ""
    capital: str = "yes"
    upper: str = "yes"
    inflected: str = ""
    plural: str = "yes"
    closed: bool = True
    neighbours: bool = True
    linked: bool = False
    not_after_number: bool = False
    never: frozenset[str] = frozenset()
    not_before: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    place: str = ""

    def mode(self, shape: str, initial: bool) -> str:
        """Return the mode for a way of writing."""
        if shape == "mixed":
            return "yes"
        if shape == "upper":
            return self.upper
        if shape == "lower":
            return self.lower
        return (self.initial or self.capital) if initial else self.capital


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, Rule], frozenset[str]]:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    rules: dict[str, Rule] = {}
    for row in data["rules"]:
        settings: dict[str, Any] = {
            key: frozenset(value)
            if key == "never"
            else tuple(value)
            if isinstance(value, list)
            else value
            for key, value in row.items()
            if key != "names"
        }
        settings.setdefault("closed", settings.get("lower", "yes") == "yes")
        for name in row["names"]:
            rules[name] = Rule(**settings)
    return rules, frozenset(data["places"]["outer"])


def rule_for(words: tuple[str, ...], *, abbreviation: bool, native: bool, kind: str) -> Rule:
    """Return the rule of a spelling.

    Parameters
    ----------
    words : tuple of str
        The spelling's words in lower case.
    abbreviation : bool
        Whether it is written in capitals; one of two letters, or one that can be read as a word,
        is nobody in lower case (``vm``, ``kys``) unless a colon ending or a neighbour shows it.
    native : bool
        Whether it is Finnish; a short foreign word in lower case is taken for a Finnish one
        (*Tullen*, Swedish for Customs, against *kevään tullen*).
    kind : str
        The actor's kind; a municipality in a local case is a place, not an actor.
    """
    rules, outer = _table()
    if len(words) > 1:
        return Rule()
    word = words[0]
    rule = rules.get(word)
    if rule is None:
        rule = Rule()
        if abbreviation and (len(word) <= 2 or _VOWEL.search(word)):
            capital = "yes" if len(word) > 4 else "colon"
            rule = Rule(lower="colon", capital=capital, closed=False)
        elif not native and len(word) < 8:
            rule = Rule(lower="no", closed=False)
    if kind == "municipality":
        return replace(rule, place="outer" if word in outer else "inner", closed=False)
    return rule
