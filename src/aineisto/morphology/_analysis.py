"""What Voikko knows of a word: its transducer's output read into plain fields."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

# Voikko's classes in the terms of Universal Dependencies.
_UPOS = {
    "n": "NOUN",
    "l": "ADJ",
    "nl": "ADJ",
    "h": "INTJ",
    "ee": "PROPN",
    "es": "PROPN",
    "ep": "PROPN",
    "em": "PROPN",
    "t": "VERB",
    "a": "NOUN",
    "s": "ADV",
    "u": "NUM",
    "ur": "NUM",
    "r": "PRON",
    "c": "CONJ",
    "d": "ADP",
    "k": "AUX",
    "p": "PREFIX",
}
_CASES = {
    "n": "Nom",
    "g": "Gen",
    "p": "Par",
    "es": "Ess",
    "tr": "Tra",
    "ine": "Ine",
    "ela": "Ela",
    "ill": "Ill",
    "ade": "Ade",
    "abl": "Abl",
    "all": "All",
    "ab": "Abe",
    "ko": "Com",
    "in": "Ins",
    "sti": "Sti",
    "ak": "Acc",
}
_MOODS = {
    "n1": "Inf1",
    "n2": "Inf2",
    "n3": "Inf3",
    "n4": "Inf4",
    "n5": "Inf5",
    "t": "Ind",
    "e": "Cnd",
    "k": "Imp",
    "m": "Pot",
}
_PIECE = re.compile(r"\[([^\]]*)\]|([^\[]+)")


@dataclass(frozen=True, slots=True)
class Analysis:
    """One reading of a word.

    Attributes
    ----------
    lemma : str
        Base form; of a compound, the whole compound (``sote-uudistus``).
    pos : str
        Part of speech after Universal Dependencies (``NOUN``, ``VERB``, …), and
        ``CONJ`` and ``PREFIX``, which Voikko does not divide further.
    case : str
        Case after Universal Dependencies (``Gen``, ``Ine``, …), ``Sti`` for
        adverbs in *-sti*; empty where the word has none.
    number : str
        ``Sing``, ``Plur`` or empty.
    mood : str
        ``Ind``, ``Cnd``, ``Imp``, ``Pot``, ``Inf1`` … ``Inf5`` or empty.
    person : str
        ``1``, ``2``, ``3``, ``4`` (passive) or empty.
    negative : bool
        The word itself denies: a form of *ei*, or a participle in *-maton*.
    connegative : bool
        The form stands only with a verb of negation.
    participle : str
        Voikko's letter: ``v`` and ``a`` present, ``u`` and ``t`` past (active,
        passive), ``m`` agent, ``e`` negative; empty for other words.
    comparison : str
        ``Cmp``, ``Sup`` or empty.
    parts : tuple of str
        Base forms of the parts of a compound; one part for a simple word.
    derived : tuple of (str, str)
        The words on the way from the root to the lemma, each with its part of
        speech: ``(("VERB", "tehdä"), ("ADJ", "tekevä"))``.
    voikko_class : str
        Voikko's own letter for the class (``ep`` a place, ``ee`` a first name).

    Examples
    --------
    >>> aineisto.Lemmatizer().analyses("taloissa")[0].case
    'Ine'
    """

    lemma: str
    pos: str
    case: str = ""
    number: str = ""
    mood: str = ""
    person: str = ""
    negative: bool = False
    connegative: bool = False
    participle: str = ""
    comparison: str = ""
    parts: tuple[str, ...] = ()
    derived: tuple[tuple[str, str], ...] = ()
    voikko_class: str = ""


@dataclass(slots=True)
class _Part:
    """A part of a compound while its tags are being read."""

    surface: str = ""
    base: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    chain: list[tuple[str, str]] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)

    @property
    def voikko_class(self) -> str:
        """Voikko's letters for the class of word."""
        return self.tags.get("L", "")


class Tag(NamedTuple):
    """What a word is in its sentence, after Universal Dependencies.

    Attributes
    ----------
    upos : str
        Part of speech: ``NOUN``, ``VERB``, ….
    feats : str
        Features as CoNLL-U writes them: ``Case=Gen|Number=Sing``.

    Examples
    --------
    >>> Tag("NOUN", "Case=Gen|Number=Plur").upos
    'NOUN'
    """

    upos: str
    feats: str


def parse_fst(output: str) -> Analysis | None:
    """Read one line of output of Voikko's transducer.

    libvoikko gives it as ``FSTOUTPUT`` and pyvoikko's transducer as its only
    answer, so that one reader serves both.

    Parameters
    ----------
    output : str
        Such as ``[Ln][Xp]talo[X]talo[Sine][Ny]ssa``.

    Returns
    -------
    Analysis or None
        None for output without a class of word.

    Examples
    --------
    >>> line = load_voikko().lookup("talossa")[0]
    >>> parse_fst(line).lemma
    'talo'
    """
    parts, leading = _read_parts(output)
    if not parts:
        return None
    last = parts[-1]
    followed = [part.voikko_class[:1] == "e" for part in parts[1:]]
    prefix = leading + "".join(
        _as_prefix(part, last, name) for part, name in zip(parts, followed, strict=False)
    )
    tags = last.tags
    voikko_class = last.voikko_class
    chain = [(_UPOS.get(c, "X"), (prefix + b).replace("=", "")) for c, b in last.chain if b]
    lemma = (prefix + last.base).replace("=", "")
    if last.surface.endswith("-") and not lemma.endswith("-"):
        lemma = prefix + last.surface  # maailman-, ykkös-: half of a compound has no base form
    if "Dg" in last.flags:
        lemma = lemma.lower()
    if not lemma.strip("-"):
        return None
    return Analysis(
        lemma=lemma,
        pos=_UPOS.get(voikko_class, "X"),
        case=_CASES.get(tags.get("S", ""), ""),
        number={"y": "Sing", "m": "Plur"}.get(tags.get("N", ""), ""),
        mood=_MOODS.get(tags.get("T", ""), ""),
        person=tags.get("P", ""),
        negative=voikko_class == "k" or tags.get("R") == "e",
        connegative=tags.get("E") == "t",
        participle=tags.get("R", ""),
        comparison={"c": "Cmp", "s": "Sup"}.get(tags.get("C", ""), ""),
        parts=tuple(bit for part in parts for bit in part.base.replace("-", "=").split("=") if bit),
        derived=tuple(dict.fromkeys((pos, word) for pos, word in chain)),
        voikko_class=voikko_class,
    )


def _read_parts(output: str) -> tuple[list[_Part], str]:
    """The parts of a compound, and what stands before the first."""
    parts: list[_Part] = []
    leading = ""
    for segment in output.split("[Bc]"):
        if "[L" in segment:
            parts.append(_read_part(segment))
        elif parts:  # kaksi[Bc]toista, viisi[Bc]kymmentä, [Lu][Bc]kymmenes
            tail = _read_part(segment)
            if not parts[-1].surface:
                parts[-1].base = ""
            parts[-1].base += tail.base
            parts[-1].surface += tail.surface
            parts[-1].tags.update(tail.tags)
            parts[-1].chain = [(parts[-1].voikko_class, parts[-1].base)]
        elif "[" not in segment:
            leading += segment
    return parts, leading


def _read_part(segment: str) -> _Part:
    part = _Part()
    mode = before = hundreds = ""
    for match in _PIECE.finditer(segment):
        tag, text = match.groups()
        if tag is None:
            if mode == "base":
                part.base += text
            elif not mode:
                part.surface += text
        elif tag == "Xp":
            mode, part.base = "base", before
        elif tag == "Xj":
            # A derived word: its base form is the surface so far and an ending.
            mode, part.base = "base", part.surface
        elif tag == "X":
            if not part.voikko_class:
                before = part.base  # a base before the class belongs to the word: ell+ei
            elif mode == "base":
                part.chain.append((part.voikko_class, part.base))
            mode = ""
        elif tag.startswith("X"):
            mode = "skip"
        elif tag == "Tn4":
            # Voikko's base form is the verb; in Finnish grammar and UD it is a noun.
            part.tags["T"], part.tags["L"] = "n4", "n"
            part.base = part.surface + "minen"
            part.chain.append(("n", part.base))
        elif tag[:1] == "D":
            part.flags.add(tag)
        elif tag == "Lu" and part.voikko_class == "u":
            hundreds, part.base = part.base, ""  # sata + kuusi[Bc]kymmentä, without a boundary
        elif tag and tag[0] in "LSCTNPAFOER":
            part.tags[tag[0]] = tag[1:]
    if not part.base:
        part.base = _without_colon(part.surface)
        part.chain.append((part.voikko_class, part.base))
    part.base = hundreds + part.base
    return part


def _without_colon(surface: str) -> str:
    """``7:ään`` → ``7``: numbers in figures have no base form of their own."""
    return surface.split(":")[0] or surface


def _as_prefix(part: _Part, last: _Part, name_follows: bool) -> str:
    """How an earlier part stands in the base form of the whole compound."""
    kind, surface = part.voikko_class, part.surface
    base = part.base.replace("=", "")
    hyphen = "-" if surface.endswith("-") else ""
    own_case, case = part.tags.get("S", ""), last.tags.get("S", "")
    # An adjective bends with the last part, but the genitive may also be its attribute.
    bends = own_case != "" and (bool(hyphen) or (own_case == case and case != "g"))
    numeral = kind in ("u", "ur") and last.voikko_class == kind
    if (kind in ("l", "nl") and bends and "C" not in part.tags) or numeral:
        surface = base.removesuffix("-") + hyphen  # Isossa-Britanniassa, kahdenkymmenen
    elif kind == "a" and base.lower() + hyphen == surface:
        surface = base + hyphen  # EU-maa, TV-sarja
    if kind[:1] == "e" or (name_follows and "De" in part.flags):
        return surface[:1].upper() + surface[1:]  # Eurooppa-sopimus, Etelä-Suomi
    return surface
