"""Spoken Finnish in its standard form: a closed list, then rules that Voikko checks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple


class SpokenForm(NamedTuple):
    """A word of spoken Finnish.

    Attributes
    ----------
    standard : str
        As it is written in standard Finnish; sometimes two words.
    lemma : str
        Its base form.
    ambiguous : bool
        Whether the form is also a word of standard Finnish (*toi*, *et*).
    always : bool
        Whether it is this today, whatever old dialects mean by it (*emmä*, there *emme*).
    """

    standard: str
    lemma: str
    ambiguous: bool
    always: bool = False


@cache
def spoken_forms() -> dict[str, SpokenForm]:
    """The closed list of spoken forms: pronouns, particles, the commonest verbs."""
    forms = {}
    text = (Path(__file__).parent / "data" / "spoken.tsv").read_text(encoding="utf-8")
    for line in text.splitlines()[1:]:
        form, standard, lemma, ambiguous = line.split("\t")
        forms[form] = SpokenForm(standard, lemma, ambiguous == "yes", ambiguous == "never")
    return forms


def certainly_spoken(word: str) -> bool:
    """Whether the list has a word that standard Finnish has not."""
    form = spoken_forms().get(word.lower())
    return form is not None and not form.ambiguous and form.standard != word.lower()


def listed_lemma(word: str, standard: str) -> str | None:
    """The lemma that the list gives a spoken word with this standard form; None for others."""
    form = spoken_forms().get(word.lower())
    return form.lemma if form is not None and form.standard == standard.lower() else None


_UNITS = {
    "yks": "yksi", "kaks": "kaksi", "kolme": "kolme", "neljä": "neljä", "viis": "viisi",
    "kuus": "kuusi", "seittemän": "seitsemän", "kaheksan": "kahdeksan", "yheksän": "yhdeksän",
}  # fmt: skip
_TENS = _UNITS | {"kol": "kolme", "nel": "neljä", "nelj": "neljä", "seit": "seitsemän"}
_SAID = {**_TENS, **{standard: standard for standard in _UNITS.values()}}
_UNIT = "|".join(sorted(_SAID, key=len, reverse=True))
_NUMERAL = re.compile(
    rf"(?:(?P<thousands>{_UNIT})?(?P<thousand>tuhatta|tuhat))?"
    rf"(?:(?P<hundreds>{_UNIT})?(?P<hundred>sataa|sata))?"
    rf"(?:(?P<tens>{_UNIT})(?:kymmentä|kymment|kytä|kyt)|(?P<teen>{_UNIT})toist(?:a|(?=$)))?"
    rf"(?P<unit>{'|'.join((*_UNITS, *_UNITS.values()))})?"
)


def spoken_numeral(word: str) -> str | None:
    """A number in one word as it is written: *kakskytviis* → *kaksikymmentäviisi*.

    Parameters
    ----------
    word : str
        In lower case.

    Returns
    -------
    str or None
        None for other words, for a number's first ten and for one in its standard form.
    """
    found = _NUMERAL.fullmatch(word)
    if found is None or not any(found[part] for part in ("thousand", "hundred", "tens", "teen")):
        return None
    parts = (
        _SAID.get(found["thousands"], ""), found["thousand"],
        _SAID.get(found["hundreds"], ""), found["hundred"],
        _SAID.get(found["tens"], ""), "kymmentä" if found["tens"] else "",
        _SAID.get(found["teen"], ""), "toista" if found["teen"] else "",
        _SAID.get(found["unit"], ""),
    )  # fmt: skip
    standard = "".join(part or "" for part in parts)
    return None if standard == word else standard


# What a case ending that lost its vowel is whole.
_CASE_ENDINGS = (
    (r"([aeiouyäö])(s[st]|l[lt])$", (r"\1\2a", r"\1\2ä")),  # mielest → mielestä
    (r"([aeiouyäö])s$", (r"\1ssa", r"\1ssä")),  # talos → talossa
    (r"([aeiouyäö])l$", (r"\1lla", r"\1llä", r"\1lle")),
)
# What speech does to the end of a word, undone: (pattern, standard endings).
_ENDS = (
    (r"([aä])\1$", (r"\1\1n",)),  # mennää → mennään
    (r"(t?)tii$", (r"\1tiin",)),  # tehtii → tehtiin
    (r"ee$", ("ea", "eä", "een")),  # selkee → selkeä
    (r"ee(?=(?:sti|n|t|lla|llä|ssa|ssä|mpi|mpaa|mpää|mmin|mman|mmän)$)", ("ea", "eä")),
    (r"eet([aä])$", (r"e\1\1",)),  # tärkeetä → tärkeää
    (r"oo$", ("oa", "oon")),  # taloo → taloa
    (r"oo(?=[nt]$)", ("oa",)),
    (r"öö$", ("öä", "öön")),
    (r"uu$", ("ua", "uun")),
    (r"yy$", ("yä", "yyn")),
    (r"ii$", ("ia", "iä", "iin")),  # asioii, ihmisii → ihmisiä
    (r"n([uy])$", (r"n\1t",)),  # sanonu → sanonut
    (r"([lrs])\1([uy])$", (r"\1\1\2t",)),  # tullu → tullut
    (r"([aä])s$", (r"\1isi",)),  # pitäs → pitäisi
    (r"([aä])s(?=[nt]$|k[oö]$)", (r"\1isi",)),
    (r"is$", ("isi",)),  # olis → olisi
    (r"is(?=k[oö]$)", ("isi",)),  # voisko → voisiko
    (r"([ouy])is$", (r"\1aisi", r"\1äisi")),
    (r"([td])([aä])s$", (r"\1\2isiin",)),  # voitas → voitaisiin
    (r"([td])([aä])is$", (r"\1\2isiin",)),
    *_CASE_ENDINGS,
    (r"([aeiouyäö])n$", (r"\1na", r"\1nä")),
    (r"([aeiouyäö])t$", (r"\1ta", r"\1tä")),  # asioit → asioita
    (r"ks$", ("ksi", "ko", "kö")),  # onks → onko
    (r"(?<=[^aeiouyäö])(?<!k)s$", ("si",)),
    (r"ki$", ("kin",)),  # sieltäki → sieltäkin
    (r"(k|h)([aä])$", (r"\1\2n",)),  # onha → onhan
    (r"k([aä])\1$", (r"k\1\1n",)),
    (r"([aeiouyäö])$", (r"\1n",)),  # ihmise → ihmisen
)
# What it does inside a word: i lost from a diphthong, d lost, ts become tt, a vowel let in.
_INSIDE = (
    (r"(?<=[aouyäö])(?=t[t]|s)", "i"),  # kirjottaa → kirjoittaa, punasen → punaisen
    (r"(?<=[aouyäö])(?=n)", "i"),  # punanen → punainen
    (r"h(?=[aäeou])", "hd"),  # tehä → tehdä
    (r"(?<=[iueayä])(?=[eaä])", "d"),  # meiän → meidän
    (r"j(?=[aäe])", "d"),  # meijän → meidän
    (r"tt(?=[eoaäuiy])", "ts"),  # kattoa → katsoa
    (r"(?<=[lrn])[aeiouyäö](?=[hkpmvj])", ""),  # kolome → kolme
    (r"(?<=h)[aeiouyäö](?=[lrnmvj])", ""),  # vanaha, vihiree
    (r"ie(?=r|l)", "iede"),
    (r"ua", "uo"),
    (r"iä", "ie"),
    (r"yä", "yö"),
)
_ENDS_ = tuple((re.compile(p), rs) for p, rs in _ENDS)
_CASE_ENDINGS_ = tuple((re.compile(p), rs) for p, rs in _CASE_ENDINGS)
_INSIDE_ = tuple((re.compile(p), r) for p, r in _INSIDE)
_MAX_TRIED = 60


def rewrite(word: str, known: Callable[[str], bool]) -> str | None:
    """The first standard form that the rules lead to and the dictionary knows.

    Parameters
    ----------
    word : str
        A lower-case word that the dictionary does not know.
    known : callable
        Whether a word is standard Finnish.

    Returns
    -------
    str or None
    """
    if len(word) < 3 or len(word) > 40:
        return None
    numeral = spoken_numeral(word)
    if numeral is not None:
        return numeral
    for tried, candidate in enumerate(_rewritten(word)):
        if tried >= _MAX_TRIED:
            break
        if candidate != word and known(candidate):
            return candidate
    return None


def _rewritten(word: str) -> Iterator[str]:
    """Every rewriting, simplest first: the end, the inside, then both."""
    ends = list(_ends(word))
    yield from ends
    inner = list(_inner(word))
    yield from inner
    for candidate in inner:
        yield from _ends(candidate)


# How one dialect sounds beside another: (pattern, replacement).
_SOUNDS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"([^aeiouyäö])\1", r"\1"),  # mennee → menee
        (r"([aeiouyäö])\1", r"\1"),
        ("δ", "d"),
        ("vv", "v"),
        ("w", "v"),
        (r"(?<=[kptlnrs])h", ""),  # Vittankhiin
        ("ae", "ai"),  # naenen → nainen
        ("oe", "oi"),
        ("äe", "äi"),
        ("oa", "aa"),
        ("eä", "ää"),
        ("ua", "uo"),
        ("iä", "ie"),
        ("yä", "yö"),
    )
)
# No word of the standard language ends so.
_ASSIMILATED = re.compile(r"[bcdfghjkmpvδŋ]$")


def sounds_like(word: str) -> dict[str, None]:
    """How other dialects, and the same one before other words, may say a spoken word.

    Parameters
    ----------
    word : str
        In lower case. A consonant at its end may be the next word's: *vaimok kanssa*.
    """
    ends = ("n", "t", "") if _ASSIMILATED.search(word) else ()
    forms = [word[:-1] + end for end in ends]
    forms += [pattern.sub(replacement, word) for pattern, replacement in _SOUNDS]
    return dict.fromkeys(form for form in forms if form != word)


def with_case_ending(word: str) -> Iterator[str]:
    """Every form with a whole case ending that a word may be the beginning of: *talos*, *talossa*.

    Parameters
    ----------
    word : str
        In lower case.
    """
    yield from _ends(word, _CASE_ENDINGS_)


def _ends(
    word: str, rules: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = _ENDS_
) -> Iterator[str]:
    for pattern, endings in rules:
        match = pattern.search(word)
        if match:
            for ending in endings:
                yield word[: match.start()] + match.expand(ending) + word[match.end() :]


def _inner(word: str) -> Iterator[str]:
    for pattern, replacement in _INSIDE_:
        for match in pattern.finditer(word):
            yield word[: match.start()] + replacement + word[match.end() :]
