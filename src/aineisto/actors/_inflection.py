"""Finnish inflection of names, turned round: which stems and endings a name can show.

Recognition may be lenient where generation may not: both vowel harmonies and both grades are
allowed, spoken short endings too (``Kelas``, ``Apotil``), because a name with a wrong ending is
still that name. Forms follow Iso suomen kielioppi (VISK § 41–134).
"""

from __future__ import annotations

import re
from itertools import product

from aineisto.morphology import weak_grade

#: What may follow a stem: nothing but clitics; any singular ending; the partitive of consonant
#: stems; plural endings; what is written after an abbreviation (``HUSin``, ``THLn``).
NOMINATIVE, SINGULAR, CONSONANT, PLURAL, ABBREVIATION = range(5)
Stem = tuple[str, int]

_VOWELS = "aeiouyäöå"
_POSSESSIVES = ("", "ni", "si", "mme", "nne", "nsa", "nsä")
_CLITICS = (
    *("", "kin", "ki", "kii", "kkii", "kaan", "kään", "kaa", "kää", "han", "hän", "ha", "hä"),
    *("ko", "kö", "kos", "kös", "kohan", "köhän", "pa", "pä", "pas", "päs", "pahan", "pähän"),
)
_LOCAL = (
    *("ksi", "na", "nä", "ssa", "ssä", "s", "sta", "stä", "st"),
    *("lla", "llä", "l", "lta", "ltä", "lt", "lle", "tta", "ttä"),
)
_SINGULAR_CASES = ("n", "t", "a", "ä", "kse", "seen", *_LOCAL)
_PLURAL_CASES = ("den", "tten", "en", "a", "ä", "ta", "tä", "hin", "siin", "in", "ine", *_LOCAL)
_ABBREVIATION_CASES = (
    *("n", "t", "a", "ä", "ta", "tä", "ksi", "na", "nä", "ssa", "ssä", "s", "sta", "stä", "st"),
    *("lla", "llä", "lta", "ltä", "lle", "iin", "in", "hin", "een", "ään", "en"),
)
_LONGEST_SHORT = 5  # names up to this length are hardly ever plural: *kelillä* is not Kela


def _with_tails(cases: tuple[str, ...], *, bare: bool) -> frozenset[str]:
    tails = {
        case + possessive + clitic
        for case, possessive, clitic in product(cases, _POSSESSIVES, _CLITICS)
    }
    if bare:  # possessives stand on the stem itself: Kelamme
        tails |= {p + clitic for p, clitic in product(_POSSESSIVES[1:], _CLITICS)}
    return frozenset(tails)


_ENDINGS: tuple[frozenset[str], ...] = (
    frozenset(_CLITICS),
    _with_tails(_SINGULAR_CASES, bare=True),
    _with_tails(("ta", "tä", "tta", "ttä"), bare=False),
    _with_tails(_PLURAL_CASES, bare=False),
    frozenset(case + clitic for case, clitic in product(_ABBREVIATION_CASES, _CLITICS)),
)
#: By the stem's last vowel: the illative, and the long vowel of the spoken partitive (*sotee*);
#: after -i the plural genitive, too (*Apottien, AVIen*).
_BY_VOWEL = {
    vowel: frozenset(
        case + clitic
        for case, clitic in product(
            (f"{vowel}n", f"h{vowel}n", *(("en",) if vowel == "i" else ())), _CLITICS
        )
    )
    | {vowel}
    for vowel in _VOWELS
}


def fits(stem: str, ending: str, group: int) -> bool:
    """Tell whether an ending may follow a stem."""
    if ending in _ENDINGS[group]:
        return True
    return group == SINGULAR and ending in _BY_VOWEL.get(stem[-1], ())


_WEAK_PLURAL = (("nn", "nt"), ("mm", "mp"), ("ll", "lt"), ("rr", "rt"), ("ng", "nk"), ("d", "t"))
#: Native words in -i whose stem ends in -e: *Lahden*, *Rovaniemen*, *Seinäjoen*, *Suomen*.
_E_STEMS = ("niemi", "joki", "lahti", "suomi", "järvi", "salmi", "lampi", "mäki", "vesi", "kivi")


def _plural(stem: str) -> set[Stem]:
    """Return the plural stems of a singular vowel stem."""
    if stem.endswith(("aa", "ää", "oo", "öö", "uu", "yy", "ee", "ii")):
        tails = {stem[:-1] + "i"}
    elif stem[-1] in "aä":
        tails = {stem[:-1] + tail for tail in ("i", "oi", "oj", "öi", "öj")}
    elif stem[-1] == "e":
        tails = {stem[:-1] + "i", stem + "i"}
    elif stem[-1] == "i":
        tails = {stem, stem[:-1] + "ei", stem[:-1] + "ej"}
    else:
        tails = {stem + "i", stem + "j"}
    return {(tail, PLURAL) for tail in tails}


def _from_vowel_stem(stem: str) -> set[Stem]:
    if len(stem) <= _LONGEST_SHORT:
        # The stem of Luke and Syke is the name itself: *luen* is a verb, *syitä* are reasons.
        weak = stem if stem[-1] == "e" else weak_grade(stem)
        return {(stem, SINGULAR), (weak, SINGULAR)}
    grades = {stem, weak_grade(stem)}
    return {(grade, SINGULAR) for grade in grades} | {p for g in grades for p in _plural(g)}


def _ending_in_vowel(word: str) -> set[Stem]:
    if word.endswith("nen"):
        return {(word[:-3] + "se", SINGULAR), (word[:-3] + "s", CONSONANT)} | _plural(
            word[:-3] + "se"
        )
    stems = _from_vowel_stem(word)
    if word[-2:-1] in set(_VOWELS):
        stems.add((word, CONSONANT))  # Vantaata, Espoota
    if word.endswith("e") and len(word) > 4:  # the stem of Yle and Luke is the name itself
        strong = re.sub(r"([ktp])e$", r"\1\1e", word)  # hanke : hankkeen
        stems |= {(word, CONSONANT), *_from_vowel_stem(word + "e"), *_from_vowel_stem(strong + "e")}
    if word.endswith(_E_STEMS):
        stems |= _from_vowel_stem(word[:-1] + "e")
        stems.add((weak_grade(word[:-1] + "e"), SINGULAR))
    return stems


def _ending_in_consonant(word: str) -> set[Stem]:
    stems = _from_vowel_stem(word + "i")
    if word.endswith("s"):
        stems.add((word, CONSONANT))
        stems |= _from_vowel_stem(word[:-1] + "kse")
    if word.endswith("in"):
        stems |= _from_vowel_stem(word[:-1] + "me")
    if word.endswith("t") and len(word) > _LONGEST_SHORT and word[-2] in _VOWELS:
        singular = {word[:-1]}  # a plural name: Palkeet, TE-toimistot, Puolustusvoimat
        for weak, strong in _WEAK_PLURAL:
            singular.add(re.sub(f"{weak}(?=[{_VOWELS}]+$)", strong, word[:-1]))
        stems |= {plural for stem in singular for plural in _plural(stem)}
    return stems


def stems(word: str) -> set[Stem]:
    """Return the stems of a name in lower case, each with the kind of endings it takes.

    Parameters
    ----------
    word : str
        One word of a name in the nominative, in lower case.

    Returns
    -------
    set of (str, int)
        Stem and the group of its endings, for `fits`.
    """
    found: set[Stem] = {(word, NOMINATIVE)}
    if not word or not word[-1].isalpha():
        return found | {(word, SINGULAR)}
    if word[-1] in _VOWELS or word.endswith("nen"):
        return found | _ending_in_vowel(word)
    return found | _ending_in_consonant(word)


def case_family(ending: str) -> str:
    """Return a rough family of an ending: what an agreeing word's ending would be.

    ``""`` nominative, ``"n"`` genitive, ``"ssa"``/``"sta"``/``"in"`` inner and
    ``"lla"``/``"lta"``/``"lle"`` outer local cases, ``"a"`` partitive, ``"t"`` plural.
    """
    plain = ending.replace("ä", "a").replace("ö", "o").replace("y", "u")
    for family in ("ssa", "sta", "lla", "lta", "lle", "ksi", "na", "tta"):
        if plain.startswith(family):
            return family
    if plain in _SPOKEN:
        return _SPOKEN[plain]
    if plain == "n":
        return "n"
    if plain == "seen" or re.fullmatch(r"h?[aeiou]n", plain):
        return "in"
    if plain == "t":
        return "t"
    return "a" if plain[:1] in {"a", "e", "o", "u"} or plain.startswith("ta") else ""


_SPOKEN = {"s": "ssa", "st": "sta", "l": "lla", "lt": "lta"}
