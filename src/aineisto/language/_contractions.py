"""Words that hold two: a conjunction or a verb that has taken in what stands after it.

*ettei* is *että ei*; in speech verbs take in their question and their person (*meetsä*, *oleks*).
"""

from __future__ import annotations

import re
from collections.abc import Callable

_CONJUNCTIONS = {
    "ett": "että",
    "jott": "jotta",
    "joll": "jos",
    "ell": "jos",
    "miks": "miksi",
    "mutt": "mutta",
    "vaikk": "vaikka",
    "kosk": "koska",
}
_CONTRACTION = re.compile(
    r"(?P<first>ett|jott|joll|ell|miks|mutt|vaikk|kosk(?=ei))"
    r"(?P<second>(?:en|et|ei|emme|ette|eivät)(?:kö|kä|hän|pä|kään)?)"
)
_THOU = "sinä"
_QUESTIONS = re.compile(
    r"(?P<you>.{2,}t)sä{1,2}"  # meetsä, oletsä
    r"|(?P<asked>.+)ksä{1,2}"  # ooksä, haluuksä
    r"|(?P<many>.+te)ks"  # tuutteks, ooteks
    r"|(?P<we>.+(?:aa|ää))ks"  # ollaaks, mennääks
    r"|(?P<i>.+n)ksmä{1,2}"  # oonksmä
    r"|(?P<third>.+)kse"  # tuleekse
    r"|(?P<plural>.+)ksne"  # tuleeksne
    r"|(?P<ye>.+te)kste"  # käyttekste
    r"|(?P<alone>.+)ks"  # tuleeks, oliks
)
_PERSON = re.compile(r"(?P<verb>.+n)m(?P<me>ä{1,2}|ie)")  # enmä, oonmä
_PARTICLES = {
    "sit": "sitten", "ku": "kun", "mut": "mutta", "nyt": "nyt", "ni": "niin", "niin": "niin",
    "kyl": "kyllä", "jos": "jos", "et": "että", "vaik": "vaikka",
}  # fmt: skip
_AFTER_PARTICLE = re.compile(rf"({'|'.join(_PARTICLES)})(mä{{1,2}}|sä{{1,2}})")
#: Verbs of the third person that end in no long vowel.
_SHORT = frozenset({"on", "ei", "voi", "saa", "jää", "oli", "tuli", "meni", "vei", "toi", "sai"})
_PASSIVE = re.compile(r"[tdlnrs](?:aa|ää)$")
_LONG = re.compile(r"([aeiouyäö])\1$")
_NINE = re.compile(r"yhy?[dr]?eksä{1,2}")
#: How the standard form of a word ends that holds a person.
PERSONS = (" minä", " sinä", " se", " ne", " me", " te")
#: How a word ends that may hold two.
CONTRACTION_ENDS = ("sä", "sää", "ks", "kse", "ksne", "kste", "mä", "mää", "mie")
_BACK = re.compile(r"[aou]")


def split_contraction(word: str) -> tuple[tuple[str, str], ...]:
    """The two words in a conjunction that has taken in the verb of negation.

    Universal Dependencies counts *ettei* as *että* and *ei*. The token stays one: this is what
    it stands for, so that who looks for *ei* finds it.

    Parameters
    ----------
    word : str

    Returns
    -------
    tuple of (str, str)
        Form and lemma of each; empty for any other word.

    Examples
    --------
    >>> split_contraction("etteivät"), split_contraction("eikä")
    ((('että', 'että'), ('eivät', 'ei')), ())
    """
    match = _CONTRACTION.fullmatch(word if word == "Ellen" else word.lower())
    if match is None:
        return ()
    first = _CONJUNCTIONS[match["first"]]
    return ((first, first), (match["second"], "ei"))


def with_question(verb: str) -> str:
    """A verb with the ending that asks: *menet* → *menetkö*."""
    return verb + ("ko" if _BACK.search(verb) else "kö")


def spoken_contraction(
    word: str, known: Callable[[str], bool], standard: Callable[[str], str | None]
) -> str | None:
    """The standard form of a verb that has taken in its question and its person.

    Parameters
    ----------
    word : str
        A lower-case word that neither the dictionary nor a list has.
    known : callable
        Whether a word is in the dictionary.
    standard : callable
        The standard form of a spoken word; None where there is none in the dictionary.

    Returns
    -------
    str or None
        *menetkö sinä*, *oletteko*, *en minä*; None for another word.
    """
    particle = _AFTER_PARTICLE.fullmatch(word)
    if particle is not None:
        return f"{_PARTICLES[particle[1]]} {'minä' if particle[2][0] == 'm' else _THOU}"
    person = _PERSON.fullmatch(word)
    if person is not None:
        verb = standard(person["verb"])
        return None if verb is None else f"{verb} minä"
    match = _QUESTIONS.fullmatch(word)
    # vieraaks is vieraaksi, yheksä is yhdeksän
    nominal = known(word + "i") or _NINE.fullmatch(word) is not None
    return None if match is None or nominal else _asked(match, known, standard)


def _asked(
    match: re.Match[str], known: Callable[[str], bool], standard: Callable[[str], str | None]
) -> str | None:
    kind = match.lastgroup or ""
    stem = match[kind]
    if kind in ("third", "plural", "alone"):
        if not (stem in _SHORT or (_LONG.search(stem) and known(stem))):
            return None
        if kind == "plural":
            return "eivätkö ne" if stem == "ei" else f"{with_question(stem)} ne"
        return with_question(stem) + (" se" if kind == "third" else "")
    if kind == "we":
        # ottaaks is ottaako, ollaaks is ollaanko, vuotiaaks neither
        passive = _PASSIVE.search(stem) is not None and known(stem + "n")
        verb = stem if known(stem) else stem + "n" if passive else None
        return None if verb is None else with_question(verb)
    if kind == "asked":
        stem = "olet" if stem == "on" else stem + "t"
    if kind in ("many", "ye"):
        # ooteks has lost a t of its ending
        stem = stem if stem.endswith("tte") else stem[:-1] + "te"
    verb = standard(stem)
    if verb is None and kind in ("many", "ye"):
        one = standard(stem[:-2])  # haluut(te)
        verb = one and one + "te"
    ending = {"you": "t", "asked": "t", "i": "n"}.get(kind, "te")
    if verb is None or not verb.endswith(ending):
        return None
    told = with_question(verb)
    return {
        "you": f"{told} {_THOU}",
        "asked": f"{told} {_THOU}",
        "i": f"{told} minä",
        "ye": f"{told} te",
    }.get(kind, told)
