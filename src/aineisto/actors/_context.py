"""Names that are also other words: the rules for them (``ambiguity.toml``), and deciding from its
surroundings whether one is the actor.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from aineisto.actors._inflection import case_family
from aineisto.actors._words import fold, is_initial

_VOWEL = re.compile(r"[aeiouyäöå]")
_FILE = Path(__file__).parent / "ambiguity.toml"
#: How sure a mention is, by the way it was decided; to be calibrated on coded material.
CONFIDENCE = {
    "yes": 0.97,
    "lower": 0.93,
    "unless": 0.88,
    "agree": 0.85,
    "colon": 0.9,
    "context": 0.75,
    "finder": 0.7,
}

_SERVICE = re.compile(
    r"(palvelu|hank|järjestelm|arkisto|yhtiö|virasto|kehit|projekt|ohjelm|portaali|viesti|tiimi"
    r"|integraat|rajapin|liittym|ytim|ydin|määrittel|laki|lain|asiaka(?!s)|tunnis|tieto|rooli)"
)
_VERB_LIKE = re.compile(r".*(aa|ää|ee|oo|uu|yy|isi|nut|nyt|taan|tään|daan|dään|tiin|vat|vät)$")
_FUNCTION = re.compile(
    r"(?:on|ei|oli|ja|tai|sekä|eli|saa|voi|pitää|tulee|olisi|ois|oo|kun|ku|jos|että|et|taas|se"
    r"n|se|niin|vai|mutta|kuin|kans|kanssa|kautta|osalta|puolesta|kyllä|sitten|sit|myös|nyt|ta"
    r"itaa)$"
)
_LINK = frozenset({"ja", "tai", "sekä", "eli", "eikä", "vai", "ym"})
_CASES_THAT_AGREE = frozenset({"n", "ssa", "sta", "lla", "lta", "lle", "in"})
_TO_LEFT, _TO_RIGHT = 8, 9
_INNER = frozenset({"ssa", "sta", "in"})
_BETWEEN_PLACES = re.compile(r"-[A-ZÅÄÖ]")


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
    always: frozenset[str] = frozenset()
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
            if key in ("always", "never")
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


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text where the register fits, before and after it is decided."""

    start: int
    end: int
    first: int
    last: int
    actor: int
    rule: Rule
    shape: str
    ending: str
    colon: bool
    compound: str
    stem: int
    words: int
    has_legal_form: bool
    form: str


class Surroundings:
    """The words of one text around its mentions."""

    def __init__(self, text: str, spans: list[tuple[int, int]]) -> None:
        self.text = text
        self.spans = spans
        self._words: dict[int, str] = {}

    def word(self, position: int) -> str:
        """Return the word at a position in lower case, ``""`` outside the text."""
        if not 0 <= position < len(self.spans):
            return ""
        if position not in self._words:
            self._words[position] = fold(self.text[slice(*self.spans[position])])
        return self._words[position]

    def _gap(self, left: int, right: int) -> str:
        """Return what stands between two neighbouring words."""
        if left < 0 or right >= len(self.spans):
            return "."
        return self.text[self.spans[left][1] : self.spans[right][0]]

    def _window(self, mention: Mention, left: int, right: int) -> str:
        low = max(0, mention.first - left)
        high = min(len(self.spans), mention.last + right + 1)
        before = self.text[self.spans[low][0] : mention.start]
        after = self.text[mention.end : self.spans[high - 1][1]]
        return f" {fold(before)} | {fold(after)} "

    def near(self, mention: Mention, stems: tuple[str, ...], left: int, right: int) -> bool:
        """Tell whether one of the stems begins a word near the mention."""
        if not stems:
            return False
        pattern = "|".join(re.escape(stem) for stem in stems)
        return bool(re.search(rf"(?<![^\W_])(?:{pattern})", self._window(mention, left, right)))

    def _linked(self, one: Mention, other: Mention) -> bool:
        """Tell whether two mentions stand side by side: *luova ja valvira*, *kela, thl*."""
        first, second = (one, other) if one.first <= other.first else (other, one)
        between = second.first - first.last
        if between <= 1:
            return self.text[first.end : second.start].strip() in {",", "/", "+", "-", "–"}
        return between == 2 and self.word(first.last + 1) in _LINK

    def _agrees(self, mention: Mention) -> bool:
        """Tell whether the next word agrees with the mention as with an adjective."""
        following = mention.last + 1
        if self._gap(mention.last, following).strip() or mention.colon:
            return False
        word, family = self.word(following), case_family(mention.ending)
        if not word or _FUNCTION.match(word):
            return False
        plain = word.replace("ä", "a")
        if family == "":
            return not _VERB_LIKE.match(word)
        if family == "in":
            return bool(re.search(r"[aeiouyäö]n$", word)) and len(word) > 3
        return plain.endswith(family)

    def _disagrees(self, mention: Mention) -> bool:
        """Tell whether the mention stands in a case that the next word does not share.

        An adjective agrees with its noun; what does not agree is a noun itself: *luovan rooli*.
        """
        following = mention.last + 1
        word, family = self.word(following), case_family(mention.ending)
        if family not in _CASES_THAT_AGREE or self._gap(mention.last, following).strip():
            return False
        if not word or word in _LINK or word.endswith("sti"):
            return False
        return not self._agrees(mention)

    def confidence(self, mention: Mention, others: list[Mention], sure: set[int]) -> float:
        """Return how sure it is that a mention is the actor; 0 where it is not.

        Parameters
        ----------
        mention : Mention
            What is to be decided.
        others : list of Mention
            All places of the text where the register fits.
        sure : set of int
            Positions in `others` that need no context.
        """
        rule = mention.rule
        if mention.compound:
            return self._compound_confidence(mention)
        if mention.has_legal_form and mention.shape != "lower":
            return CONFIDENCE["yes"]
        if rule.not_before and self._hangs_on_other(mention):
            return 0.0
        if rule.not_after_number and self.word(mention.first - 1)[-1:].isdigit():
            return 0.0
        if rule.place and mention.words == 1 and self._is_place(mention, others):
            return 0.0
        initial = mention.shape != "lower" and is_initial(self.text, mention.start)
        small = initial and rule.initial and mention.shape == "capital"  # as good as small
        if mention.shape == "lower" or small:
            if fold(mention.form) in rule.always:
                return CONFIDENCE["lower"]
            if fold(mention.form) in rule.never:
                return 0.0
            if rule.plural == "no" and _is_plural(mention):
                return 0.0
        shape = self._shape(mention)
        mode = rule.mode(shape, initial)
        if (shape == "lower" or small) and mention.ending and rule.inflected:
            mode = rule.inflected
        return self._decide(mode, mention, others, sure)

    def _decide(self, mode: str, mention: Mention, others: list[Mention], sure: set[int]) -> float:
        rule = mention.rule
        if mode == "yes":
            return CONFIDENCE["lower" if mention.shape == "lower" else "yes"]
        if mode == "no":
            return 0.0
        against = self.near(mention, rule.against, 4, 5)
        if mode == "unless":
            return 0.0 if against else CONFIDENCE["unless"]
        if mention.colon and mode in ("colon", "bare", "context"):
            return CONFIDENCE["colon"]
        beside = any(
            self._linked(mention, other)
            for place, other in enumerate(others)
            if other.actor != mention.actor and (place in sure or other.rule.lower == "colon")
        )  # what may itself be a word speaks for nobody: *wilma ja luova lapsi*
        if mode == "bare" and not mention.ending:
            return CONFIDENCE["lower"]
        if mode in ("colon", "bare"):
            return CONFIDENCE["colon"] if beside else 0.0
        if against:
            return 0.0
        agrees = (mode == "agree" or rule.linked) and self._agrees(mention)
        if mode == "agree" and not agrees:
            return CONFIDENCE["agree"]
        if mode == "disagree" and self._disagrees(mention):
            return CONFIDENCE["context"]
        if self.near(mention, rule.context, _TO_LEFT, _TO_RIGHT):
            return CONFIDENCE["context"]
        if agrees or not rule.neighbours:
            return 0.0
        if beside:
            return CONFIDENCE["context"]
        close = (
            not rule.linked
            and mention.shape != "lower"
            and any(abs(others[position].first - mention.first) <= _TO_LEFT for position in sure)
        )
        return CONFIDENCE["context"] if close else 0.0

    def _hangs_on_other(self, mention: Mention) -> bool:
        """Tell whether the name is the first part of another name: *Kanta- ja Päijät-Häme*."""
        following = (self.word(mention.last + step) for step in (1, 2, 3))
        return self.text[mention.end : mention.end + 1] == "-" and any(
            part.startswith(mention.rule.not_before)
            for word in following
            for part in word.split("-")
        )

    def _compound_confidence(self, mention: Mention) -> float:
        rule, tail = mention.rule, mention.compound
        if rule.not_before and tail.startswith(rule.not_before):
            return 0.0
        if rule.place and _BETWEEN_PLACES.search(mention.form):
            return 0.0  # Salo-Lohja-Espoo is a railway
        if rule.mode(mention.shape, False) in {"yes", "unless", "agree"}:
            return CONFIDENCE["yes"]
        return CONFIDENCE["context"] if _SERVICE.match(tail) else 0.0

    def _shape(self, mention: Mention) -> str:
        """Return the mention's way of writing, small where everything around is capitals."""
        if mention.shape != "upper":
            return mention.shape
        around = [
            self.text[slice(*self.spans[position])]
            for position in (mention.first - 1, mention.last + 1)
            if 0 <= position < len(self.spans)
        ]
        long = [word for word in around if len(word) > 4]
        return "lower" if long and all(word.isupper() for word in long) else "upper"

    def _is_place(self, mention: Mention, others: list[Mention]) -> bool:
        """Tell whether a municipality is only where something is, or part of another name."""
        family = case_family(mention.ending)
        if family in ({"lla", "lta", "lle"} if mention.rule.place == "outer" else _INNER):
            return True
        following = mention.last + 1
        if following >= len(self.spans) or self._gap(mention.last, following) != " ":
            return False
        capital = self.text[self.spans[following][0]].isupper()  # Helsingin Sanomat
        return capital and not any(other.first == following for other in others)


def _is_plural(mention: Mention) -> bool:
    """Tell whether the form can only be plural: *luovia*, *kantojen*, *luovat*."""
    head = fold(mention.form)[: mention.stem]
    if mention.ending in {"t", "tkin"} or (mention.ending == "en" and head.endswith("i")):
        return True
    return bool(mention.ending) and head[-1:] in {"i", "j"} and head[-2:] not in {"ti", "ri", "li"}
