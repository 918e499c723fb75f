"""Every lemma a word could have, and the way each was found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from aineisto.core.data import data_path
from aineisto.language._lexicon import Lexicon
from aineisto.language._spoken import rewrite, spoken_forms
from aineisto.morphology import MAX_WORD, Analysis

_OPENING = frozenset(':.!?…"”“»«–—-*•') | {"...", "--"}
Analyse = Callable[[str], tuple[Analysis, ...]]

# *Paranee* and *parani* are forms of *parata* to Voikko and of *parantua* to everybody else.
_MODERN = {"parata": "parantua"}
# Plural pronouns have the singular's lemma in Universal Dependencies.
_PRONOUNS = {
    "me": "minä",
    "te": "sinä",
    "he": "hän",
    "nämä": "tämä",
    "nuo": "tuo",
    "ne": "se",
    "ketkä": "kuka",
    "ken": "kuka",
}
_COMPASS = frozenset(
    {"etelä", "pohjois", "itä", "länsi", "keski", "lähi", "iso", "ison", "meri", "manner"}
)
# Names of Finnish administration that are also words. With the first, nobody begins a
# sentence; the others are names only inside one.
NAMES = frozenset({"Kela", "Apotti", "Una", "Sitra", "Vimana"})
NAMES_INSIDE = NAMES | {"Kanta", "Luova"}
_CLITIC = re.compile(r"(?:k[oö](?:han|hän)?|kin|kaan|kään|h[aä]n|p[aä]|s)$")
_SPAN = re.compile(r"((?:\d[\d.,]*–)+)(\d+-.*)")
#: Finnish has no such end of a word: *Teamsista* is of no *Teamnen*.
_NO_WORD = re.compile(r"[^aeiouyäöå\W]nen$")
# A case ending after a colon, as abbreviations and figures take it: KELA:lle, 18:aan.
_COLON_CASE = re.compile(
    r"^(?P<stem>[^:]*[\w%‰€$£§°][^:]*):(?P<ending>[a-zåäö]{0,5}"
    r"(?:n|t|a|ä|s|e|i|o|ö|u|y|kin|kaan|kään|han|hän|ko|kö|mme|nne|nsa|nsä|ni|si))?$"
)


class Way(NamedTuple):
    """One way to one lemma.

    Attributes
    ----------
    lemma : str
    source : str
        What found it: ``base`` and ``root`` Voikko, ``same`` the word itself, ``table``,
        ``guess``, ``split``, ``spoken`` …
    pos, case, detail : str
        Part of speech and case of the reading behind it, and a detail that the chooser
        may learn from; empty where there is none.
    tail : int
        Characters of the lemma that are the last part of a compound; 0 for a simple word.
    """

    lemma: str
    source: str
    pos: str = ""
    case: str = ""
    detail: str = ""
    tail: int = 0


_FIGURE = re.compile(r"\d+(?=[^\W\d_]{4})")
_HESITATION = re.compile(r"[Öö]ö+h*|[Ää]ä+h*")


def fixed_lemma(word: str) -> str | None:
    """The lemma where no choice is needed; None where the word needs candidates.

    Marks, figures and addresses are their own lemma; abbreviations and names lose the
    case ending after their colon.
    """
    if len(word) > MAX_WORD or not any(c.isalpha() for c in word):
        return word
    if any(c.isdigit() for c in word) and not any(c.islower() for c in word):
        return word  # 89/662/ETY
    if "@" in word or "://" in word or word.startswith("www."):
        return word
    if _HESITATION.fullmatch(word):
        return word.lower()
    match = _COLON_CASE.match(word)
    if match and (match["ending"] is not None or match["stem"].isupper()):
        return match["stem"]
    return None


def sentence_starts(words: Sequence[str]) -> list[bool]:
    """Where a capital means nothing: at the beginning, after a colon, a quotation mark, a stop."""
    starts, begun = [], False
    for word in words:
        starts.append(not begun)
        begun = word not in _OPENING if begun else any(map(str.isalnum, word))
    return starts


def find_ways(word: str, initial: bool, analyse: Analyse, lexicon: Lexicon) -> list[Way]:
    """Every way to a lemma of a word.

    Parameters
    ----------
    word : str
        As `clean_word` gives it.
    initial : bool
        Whether it begins a sentence, where a capital means nothing.
    analyse : callable
        Voikko's readings of a word.
    lexicon : Lexicon
        What training text tells of forms and endings.
    """
    core = word.strip("-") or word  # sosiaali- and -palvelut are halves of compounds
    core = _with_hyphen(core, analyse)
    lower = core.lower()
    readings = _common(core, analyse(lower), analyse)
    capital = core[:1].isupper()
    ways = list(_from_readings(lower, readings, analyse))
    ways.append(Way(lower, "same", detail=_shape(core, initial)))
    if capital:
        ways.append(Way(core, "same-case", detail=_shape(core, initial)))
    ways.extend(Way(lemma, "table") for lemma in lexicon.lemmas(lower))
    if capital:
        known = NAMES if initial else NAMES_INSIDE
        names = list(_as_names(ways))
        if not initial or lower in lexicon.names:
            ways.extend(names)
        ways.extend(way._replace(source="known-name") for way in names if way.lemma in known)
    ways.extend(_spoken(lower, bool(readings), analyse, capital and not initial))
    ways.extend(_without_clitic(lower, bool(readings), analyse))
    if not readings and "-" in lower:
        whole = lower.replace("-", "")  # a hyphen of a line's end: laitok-sen
        found = _from_readings(whole, analyse(whole), analyse)
        ways.extend(way._replace(source="joined-" + way.source) for way in found)
    if not readings:
        ways.extend(_splits(core, analyse))
        for lemma, detail in lexicon.guess(core):
            ways.append(Way(_like(lemma, core), "guess", detail=detail))
            if capital and _of_known_parts(lemma, analyse):
                ways.append(Way(_like(lemma, core), "name-parts", detail=detail))
        if capital:
            of_names = [way for way in ways if way.lemma in NAMES]
            ways.extend(way._replace(source="known-name") for way in of_names)
    every = list(dict.fromkeys(ways))
    # A word may be its own lemma whatever it looks like: *ennen*.
    return [way for way in every if way.lemma == lower or _is_lemma(way.lemma, lower)]


def _with_hyphen(core: str, analyse: Analyse) -> str:
    """*1990luku* is written *1990-luku*."""
    figure = _FIGURE.match(core)
    if figure is None or analyse(core.lower()):
        return core
    parted = f"{figure[0]}-{core[figure.end() :]}"
    return parted if analyse(parted.lower()) else core


def _is_lemma(lemma: str, lower: str) -> bool:
    """Whether it can be a word's lemma: no mark, and no letter alone but of a word as short."""
    if (len(lemma) < 2 and len(lower) > 2) or _NO_WORD.search(lemma):
        return False
    return any(c.isalnum() for c in lemma) or not any(c.isalnum() for c in lower)


def _common(core: str, readings: tuple[Analysis, ...], analyse: Analyse) -> tuple[Analysis, ...]:
    """Leave names out of the last part of a word written small: sote-alan has no Alan.

    Where the first part is a name or a point of the compass, the last is a name too: itä-lapin.
    """
    span = _SPAN.match(core.lower())
    if span and not readings:  # 40–49-vuotiaat are bent as 49-vuotiaat
        return tuple(
            replace(reading, lemma=span[1] + reading.lemma, parts=(span[1], *reading.parts))
            for reading in analyse(span[2])
        )
    head, hyphen, tail = core.rpartition("-")
    of_name = head in _COMPASS or any(reading.pos == "PROPN" for reading in analyse(head))
    if not hyphen or not core.islower() or of_name:
        return readings
    common = tuple(reading for reading in readings if reading.lemma.islower())
    within = (
        replace(reading, lemma=f"{head}-{reading.lemma}", parts=(head, *reading.parts))
        for reading in analyse(tail)
        if reading.lemma.islower()
    )
    return common or tuple(within) or readings


def certain_lemma(ways: Iterable[Way]) -> str | None:
    """The lemma of a name that is known or made of known words, or of a certain spoken form."""
    for way in ways:
        if way.source in ("known-name", "name-parts") or (way.source, way.detail) == (
            "spoken",
            "certain",
        ):
            return way.lemma
    return None


def _shape(core: str, initial: bool) -> str:
    if core.isupper() and len(core) > 1:
        return "upper"
    if core[:1].isupper():
        return "initial" if initial else "capital"
    return "lower" if core.islower() else "mixed"


def _like(lemma: str, core: str) -> str:
    """The lemma with the capitals of the word: iphone, iPhonen → iPhone."""
    kept = 0
    while kept < min(len(lemma), len(core)) and lemma[kept].lower() == core[kept].lower():
        kept += 1
    return core[:kept] + lemma[kept:]


def _from_readings(lower: str, readings: tuple[Analysis, ...], analyse: Analyse) -> Iterator[Way]:
    fewest = min((len(reading.parts) for reading in readings), default=0)
    for reading in readings:
        pos, case = reading.pos, reading.case
        detail = reading.mood or reading.participle or reading.comparison or reading.voikko_class
        if len(reading.parts) > fewest:
            detail += "+"
        own = _PRONOUNS if pos == "PRON" else _MODERN
        lemma = own.get(reading.lemma, reading.lemma)
        if reading.number == "Plur":
            lemma = plural_only(lemma)
        yield Way(lemma, "base", pos, case, detail, _tail(lemma, reading))
        for root_pos, root in reading.derived:
            # An inhabitant is not the country: thaimaalainen, pohjoisontariolainen.
            inhabitant = root_pos == "PROPN" and reading.lemma.endswith(("lainen", "läinen"))
            if root not in (lemma, reading.lemma) and not inhabitant:
                yield Way(root, "root", root_pos, case, detail, _tail(root, reading))
        if case == "Sti":
            yield Way(_CLITIC.sub("", lower), "adverb", "ADV", case, detail)
        if case == "Ins" and reading.comparison == "Cmp":
            adverb = positive_adverb(lower, reading, analyse)
            if adverb:
                yield Way(adverb, "adverb", "ADV", case, detail)


def _tail(lemma: str, reading: Analysis) -> int:
    """Characters of the last part; a root differs from the reading's lemma in that part only."""
    if len(reading.parts) < 2:
        return 0
    head = len(reading.lemma) - len(reading.parts[-1])
    return max(len(lemma) - head, 0) if lemma[:head] == reading.lemma[:head] else 0


@cache
def _plural_nouns() -> tuple[dict[str, str], tuple[str, ...]]:
    """Nouns that have only a plural: Voikko's lemma → ours; and those that end compounds."""
    text = data_path("models/lemma-fi/plurals.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()]
    return (
        {singular: plural for singular, plural, _ in rows},
        tuple(singular for singular, _, alone in rows if not alone),
    )


def plural_only(lemma: str) -> str:
    """*sisämarkkina* → *sisämarkkinat*; other lemmas as they are."""
    plurals, ends = _plural_nouns()
    if lemma not in plurals and not lemma.endswith(ends):
        return lemma
    whole = lemma if lemma in plurals else max(filter(lemma.endswith, ends), key=len)
    return lemma.removesuffix(whole) + plurals[whole]


def positive_adverb(lower: str, reading: Analysis, analyse: Analyse) -> str | None:
    """*nopeammin* → *nopeasti*."""
    if lower.startswith("myöhemmin"):
        return None  # the comparative of no adverb in -sti
    stem = re.sub(r"mmin(?:kin|kaan|kään|ko|kö|han|hän)?$", "", lower)
    changed = (stem[:-1] + vowel for vowel in "aä") if stem.endswith("e") else ()
    for candidate in (*changed, stem):
        if any(r.case == "Sti" and r.lemma == reading.lemma for r in analyse(candidate + "sti")):
            return candidate + "sti"
    return None


def _as_names(ways: list[Way]) -> Iterator[Way]:
    """A common word with a capital inside a sentence may be a name: *Kelan* → *Kela*."""
    for way in ways:
        if way.source in ("base", "table") and way.pos not in ("VERB", "AUX", "CONJ"):
            capitalised = way.lemma[:1].upper() + way.lemma[1:]
            if capitalised != way.lemma:
                yield Way(capitalised, "name", way.pos, way.case, way.source)


def _of_known_parts(lemma: str, analyse: Analyse) -> bool:
    """Whether a name is put together of two words or prefixes: *Sotedigi*, *DigiSote*."""
    return any(
        all(analyse(part) or analyse(part + "-") for part in (lemma[:at], lemma[at:]))
        for at in range(4, len(lemma) - 3)
    )


def _spoken(lower: str, known: bool, analyse: Analyse, name: bool) -> Iterator[Way]:
    form = spoken_forms().get(lower)
    if form is not None:
        yield Way(form.lemma, "spoken", detail="ambiguous" if form.ambiguous else "certain")
    if form is not None or known or name:
        return
    standard = rewrite(lower, lambda candidate: bool(analyse(candidate)))
    if standard is not None:
        for way in _from_readings(standard, analyse(standard), analyse):
            yield way._replace(source="spoken-" + way.source)


def _without_clitic(lower: str, known: bool, analyse: Analyse) -> Iterator[Way]:
    """Particles keep no clitic in their lemma: *todellakaan* → *todella*."""
    bare = _CLITIC.sub("", lower)
    if bare != lower and len(bare) > 2:
        readings = analyse(bare)
        if any(reading.pos in ("ADV", "CONJ", "ADP", "INTJ") for reading in readings):
            yield Way(bare, "clitic", "ADV", "", "known" if known else "unknown")


def _splits(core: str, analyse: Analyse) -> Iterator[Way]:
    """Unknown compounds: the last part that Voikko knows is bent, the rest stands."""
    lower, found = core.lower(), 0
    for at in range(3, min(len(lower) - 3, 40)):
        head, tail = core[:at], lower[at:]
        if tail[0] == "-" or (len(tail) < 5 and not head.endswith("-")):
            continue
        readings = [r for r in analyse(tail) if r.pos in ("NOUN", "ADJ") or r.voikko_class == "nl"]
        if not readings:
            continue
        bare = head.rstrip("-").lower()
        head_known = bool(analyse(bare)) or bool(analyse(bare + "-"))
        kind = "hyphen" if head.endswith("-") else "known" if head_known else "free"
        for reading in readings:
            last = reading.lemma.lower()
            last = plural_only(last) if reading.number == "Plur" else last
            yield Way(head + last, "split", reading.pos, reading.case, kind, len(last))
        found += 1
        if found == 2:
            return
