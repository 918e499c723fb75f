"""Inflect Finnish names, and recognise their inflected forms.

Forms follow Iso suomen kielioppi (VISK § 41–134). A case has several forms where usage wavers
(*Ahon* and *Ahdon*, *Vainiota* and *Vainioa*): recognition reads all, replacement writes the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from aineisto.morphology import strong_grade, weak_grade

#: Endings on the weak and on the strong vowel stem; ``A`` is a or ä by vowel harmony, ``V`` the
#: stem's last vowel. The last four are the spoken short endings (*Pekal, Pekalt*).
_WEAK = {
    "Gen": "n", "Ine": "ssA", "Ela": "stA", "Ade": "llA", "Abl": "ltA", "All": "lle",
    "Tra": "ksi", "Abe": "ttA", "Plu": "t", "IneS": "s", "ElaS": "st", "AdeS": "l", "AblS": "lt",
}  # fmt: skip
_STRONG = {"Ess": "nA"}
#: What is written after a bracket: *[nimi1]:n*, read as an inflected *nimi*.
COLON = {
    "Nom": "", "Gen": "n", "Par": "ä", "Ine": "ssä", "Ela": "stä", "Ill": "een", "Ade": "llä",
    "Abl": "ltä", "All": "lle", "Ess": "nä", "Tra": "ksi", "Abe": "ttä", "Plu": "t",
    "IneS": "s", "ElaS": "st", "AdeS": "l", "AblS": "lt",
}  # fmt: skip
_CLITIC = re.compile(
    r"(kin|kaan|kään|hän|han|kohan|köhän|ko|kö|pa|pä|pas|päs|kos|kös|kinko|kinkö)$"
)
_E_STEMS = (
    "järvi", "mäki", "niemi", "lahti", "joki", "koski", "salmi", "lampi", "saari", "nurmi",
    "kivi", "vuori", "suomi", "lehti", "hirvi", "tammi", "kurki", "kärki", "meri", "kilpi", "tuomi",
    "kuusi",
)  # fmt: skip
#: Surnames in *-e* that are inflected as the words they are, with their long stem.
_E_NOUNS = {"laine": "lainee", "rinne": "rintee", "halme": "halmee", "vuolle": "vuoltee"}
#: Grades that names always show; the others (*Aki : Akin*, *Satu : Sadun*) waver.
_SURE = frozenset({"kk", "pp", "tt", "nt", "lt", "nk", "mp"})
_BACK, _FRONT = re.compile(r"[aou]"), re.compile(r"[äöy]")
_VOWELS = "aeiouyäöåéü"


@dataclass(frozen=True, slots=True)
class Form:
    """A word read as a form of a name: its base form, its case and its clitic."""

    lemma: str
    case: str
    clitic: str = ""


def is_back(word: str) -> bool:
    """Tell whether a word's endings take a, o, u rather than ä, ö, y."""
    last = max((found.start() for found in _BACK.finditer(word.lower())), default=-1)
    front = max((found.start() for found in _FRONT.finditer(word.lower())), default=-1)
    return last > front


def harmonise(ending: str, *, back: bool) -> str:
    """Return an ending with the vowels of a harmony."""
    return ending.translate(str.maketrans("äöy", "aou") if back else str.maketrans("aou", "äöy"))


@lru_cache(maxsize=8192)
def paradigm(name: str) -> dict[str, tuple[str, ...]]:
    """Return the forms of a name by case, the usual one first.

    Parameters
    ----------
    name : str
        One word in the nominative; of a double name the last part is inflected.
    """
    head, hyphen, last = name.rpartition("-")
    word = last.lower()
    forms: dict[str, list[str]] = {"Nom": [word]}
    if word:
        for weak, strong, partitives, illatives in _stems(word):
            vowel = "a" if is_back(word) else "ä"
            for case, ending in _WEAK.items():
                forms.setdefault(case, []).append(weak + ending.replace("A", vowel))
            for case, ending in _STRONG.items():
                forms.setdefault(case, []).append(strong + ending.replace("A", vowel))
            forms.setdefault("Par", []).extend(p.replace("A", vowel) for p in partitives)
            forms.setdefault("Ill", []).extend(illatives)
    return {
        case: tuple(dict.fromkeys(head + hyphen + _cased(form, last) for form in found))
        for case, found in forms.items()
    }


def inflect(name: str, case: str, clitic: str = "") -> str:
    """Return a name in a case, with a clitic.

    Examples
    --------
    >>> inflect("Lahtinen", "Gen"), inflect("Mäki", "All", "kin")
    ('Lahtisen', 'Mäellekin')
    """
    return paradigm(name)[case][0] + harmonise(clitic, back=is_back(name))


def declension(name: str) -> str:
    """Return the type by which a name and its pseudonym are matched."""
    word = name.lower()
    if word.endswith("nen"):
        return "nen"
    if word.endswith(("la", "lä")):
        return "la"
    if word.endswith(_E_STEMS):
        return "e-stem"
    return "vowel" if word[-1:] in _VOWELS else "consonant"


def _cased(form: str, like: str) -> str:
    if len(like) > 1 and like.isupper():
        return form.upper()
    same = len(like) if form.startswith(like.lower()) else 1
    return like[:same] + form[same:]


Stems = tuple[str, str, list[str], list[str]]


def _stems(word: str) -> list[Stems]:
    """Return the weak and strong stem of a word with its partitives and illatives."""
    if word.endswith("nen"):
        root = word[:-3]
        return [(root + "se", root + "se", [root + "stA"], [root + "seen"])]
    if word[-1] not in _VOWELS:
        return _of_consonant(word)
    if word.endswith(_E_STEMS):
        strong = word[:-1] + "e"
        if word.endswith(("kurki", "kärki", "hirki")):
            weak = strong[:-2] + "je"  # Kurjen
            return [(weak, strong, [strong + "A"], [strong + "en"])]
        partitive = strong + "A"
        if word.endswith(("saari", "vuori", "meri", "kuusi")):
            partitive = word[:-1] + "tA"
        return [(weak_grade(strong), strong, [partitive, strong + "A"], [strong + "en"])]
    return _of_vowel(word)


def _of_vowel(word: str) -> list[Stems]:
    last = word[-1]
    partitives = [word + "A"]
    illatives = [word + last + "n"]
    if word[-2:-1] and word[-2] in _VOWELS:
        if word.endswith(("io", "iö", "aa", "ää", "oo", "uu", "yö", "uo", "ie")):
            partitives.insert(0, word + "tA")
        illatives += [word + "h" + last + "n", word + "seen"]
    stems = [(word, word, partitives, illatives)]
    graded = strong_grade(word)
    if graded:
        weak = (weak_grade(word), word, partitives, illatives)
        sure = graded in _SURE or (graded in {"ht", "rt", "lk"} and last in "oaäö")
        stems = [weak, *stems] if sure else [*stems, weak]
    noun = next((short for short in _E_NOUNS if word.endswith(short)), "")
    if noun:
        long = word[: -len(noun)] + _E_NOUNS[noun]
        stems.insert(0, (long, long, [word + "ttA"], [long + "seen"]))
    elif last == "e":
        stems.append((word + "e", word + "e", [word + "ttA"], [word + "eseen"]))
        strong = re.sub(r"([ktp])e$", r"\1\1e", word)
        if strong != word:
            stems.append((strong + "e", strong + "e", [word + "ttA"], [strong + "eseen"]))
    return stems


def _of_consonant(word: str) -> list[Stems]:
    common = (word + "i", word + "i", [word + "iA"], [word + "iin"])
    if not word.endswith("s"):
        return [common]
    native = (word[:-1] + "kse", word[:-1] + "kse", [word + "tA"], [word[:-1] + "kseen"])
    if word.endswith(("mas", "ngas")):
        strong = re.sub("ng(as)$", r"nk\1", word)[:-1]
        vowels = strong + strong[-1]
        long = (vowels, vowels, [word + "tA"], [vowels + "seen"])
        return [long, native, common]
    if word.endswith(("us", "es", "as", "is", "ys", "os")):
        return [native, common]
    return [common, native]


class FormTable:
    """All forms of many names, to read words with.

    Parameters
    ----------
    names : iterable of str
        Names in the nominative.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._forms: dict[str, list[tuple[str, str, int]]] = {}
        self._names: set[str] = set()
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Add a name with its forms."""
        if name in self._names:
            return
        self._names.add(name)
        for case, forms in paradigm(name).items():
            for rank, form in enumerate(forms):
                self._forms.setdefault(form.lower(), []).append((name, case, rank))

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def read(self, word: str) -> list[Form]:
        """Return the readings of a word, the nominative first and the usual before the rare."""
        plain = word.lower().replace("’", "").replace(":", "")
        found, ending = self._forms.get(plain, []), ""
        if not found:
            clitic = _CLITIC.search(plain)
            if clitic and clitic.start() > 2:
                found, ending = self._forms.get(plain[: clitic.start()], []), clitic[0]
        ordered = sorted(found, key=lambda form: (form[1] != "Nom", form[2]))
        return [Form(name, case, ending) for name, case, _ in ordered]


_NEN = re.compile(
    r"(?P<root>.+[aeiouyäö])(?:(?P<nom>nen)|se(?P<ending>n|ssa|ssä|sta|stä|en|lla|llä|lta|ltä|lle|na"
    r"|nä|ksi|tta|ttä|t|s|st|l|lt)|(?P<par>sta|stä))"
    r"(?P<clitic>kin|kaan|kään|hän|han|ko|kö|pa|pä)?$"
)
_CASE_OF = {
    "n": "Gen", "ssa": "Ine", "sta": "Ela", "en": "Ill", "lla": "Ade", "lta": "Abl", "lle": "All",
    "na": "Ess", "ksi": "Tra", "tta": "Abe", "t": "Plu", "s": "IneS", "st": "ElaS", "l": "AdeS",
    "lt": "AblS",
}  # fmt: skip


def read_nen(word: str) -> Form | None:
    """Read a word as a form of a name in *-nen* that no list holds (*Kujansuusen* is none)."""
    found = _NEN.match(word)
    if not found or len(found["root"]) < 2:
        return None
    if found["nom"]:
        case = "Nom"
    elif found["par"]:
        case = "Par"
    else:
        case = _CASE_OF[harmonise(found["ending"], back=True) if found["ending"] else ""]
    return Form(found["root"] + "nen", case, found["clitic"] or "")
