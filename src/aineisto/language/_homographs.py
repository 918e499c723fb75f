"""Which of two words a form is, where the words around it decide: *maksan laskun*, *maksan tauti*.

A few constraints in the manner of Constraint Grammar, over the forms of ``homographs.tsv`` alone:
a subject of the verb's person, a negation, a word that wants an infinitive; a determiner in the
nominal's case, a postposition; last, a clause has one finite verb.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from aineisto.core.data import data_path
from aineisto.core.text import words
from aineisto.morphology import Analysis

Analyse = Callable[[str], tuple[Analysis, ...]]


class Homograph(NamedTuple):
    """The two words that a form may be.

    Attributes
    ----------
    verb, forms : str
        Its lemma, and which forms of it: ``1 2 3`` persons, ``4`` passive, ``0`` after *ei* and
        imperative, ``i`` infinitive, ``p`` that it may be a third word (*vastaan*).
    nominal : str
    cases : frozenset of str
    """

    verb: str
    forms: str
    nominal: str
    cases: frozenset[str]


@cache
def _homographs() -> dict[str, Homograph]:
    path = data_path("models/lemma-fi/homographs.tsv")
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {
        form: Homograph(verb, forms, nominal, frozenset(cases.split(",")))
        for form, verb, forms, nominal, cases in rows
    }


@cache
def usual_lemmas() -> dict[str, str]:
    """Form → lemma, where a rare word shares the form of a common one, or an adverb a case's."""
    text = data_path("models/lemma-fi/usual.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t") for line in text.splitlines())


_PERSON = {
    **dict.fromkeys(("minä", "mä", "mää", "mie"), "1"),
    **dict.fromkeys(("sinä", "sä", "sää", "sie"), "2"),
    **dict.fromkeys(("hän", "se", "joku", "kukaan", "kuka", "joka", "tämä", "tuo", "mikä"), "3"),
    "me": "4",
}  # fmt: skip
#: Also determiners: *se huoli on* but *se tuli*.
_DETERMINERS = frozenset({"se", "tämä", "tuo", "joka", "mikä", "joku"})
NEGATIONS = words(
    """
    en et ei emme ette eivät enkä etkä eikä emmekä ettekä eivätkä enhän ethän eihän enkö etkö
    eikö älä älkää älkäämme älkööt ettei ellei
    """
)
#: Finite where they stand, though Voikko knows them as other words too.
MOSTLY_FINITE = frozenset({"voi", "oli", "on", "tuli"})
_BOUNDARIES = words(
    """
    ja mutta että kun jos koska vaikka joten tai eli sekä vaan jotka jotta kuin niin sitten
    joka jonka jota jossa josta johon jolla jolta jolle mitä missä
    """
)
_WANT_INFINITIVE = words(
    """
    pitää pitäisi piti pitänyt täytyy täytyi täytyisi täytynyt voi voin voit voimme voitte
    voivat voisi voisin voisit voisivat voida voitu voitaisiin voitiin voidaan haluan haluat
    haluaa haluavat haluamme halusin halusit halusi halusivat haluaisin haluaisit haluaisi
    halua halunnut kannattaa kannattaisi kannata alkaa alkoi alan aloin alkaisi osaan osaa
    osasin yritän yrittää yritin yritti yrittänyt aion aikoo aikoi rupesi rupeaa turha hyvä
    helppo vaikea vaikeaa kiva mukava ihana mahdollista tarkoitus lupa ehdin ehtii ehti jaksan
    jaksaa jaksoin jaksanut viitsi viitsin uskalla uskaltaa uskalsi tahdon tahtoo tahtoi päätin
    päätti saattaa saattoi tulisi pystyttävä
    """
)
_QUANTITIES = words(
    """
    mitään yhtään jotain jotakin paljon vähän enemmän liikaa tarpeeksi vähemmän lisää hirveästi
    tosi monta ilman vailla
    """
)
_POSTPOSITIONS = words(
    """
    mukaan takia vuoksi kanssa ääressä yli ali läpi päällä päälle alla alle sisällä jälkeen
    aikana johdosta puolesta kautta suhteen osalta kohdalla ympärillä edessä takana lisäksi
    sijaan verran
    """
)
_OLLA = words(
    """
    on oli ei ole olisi ollut olikin onkin
    """
)
#: The subject or the owner before *olla*: *sillä oli lapsia*, *toi on hyvä*.
_BEFORE_BE = {"sillä": "se", "toi": "tuo"}
_BE = words(
    """
    on oli ole ollut olisi ovat olivat olla olekaan olisikaan saa saan sain saanut saada saisi
    saat antaa annetaan tarvitsen tarvitsee tarvita
    """
)
_AS = "yhtä"  # yhtä hyvä kuin
_POSSESSORS = frozenset({"minun", "sinun", "hänen", "meidän", "teidän", "heidän", "mun", "sun"})
_PREMODIFIERS = frozenset({"ADJ", "PRON", "NUM"})
_EVERYWHERE = frozenset({"eri", "koko", "joka", "viime", "ensi"})
_REACH = 3


@cache
def ruled_forms() -> frozenset[str]:
    """The lower-case forms that `homograph_lemma` may say something of."""
    return frozenset((*_homographs(), *usual_lemmas(), *_BEFORE_BE, _AS))


def homograph_lemma(words: Sequence[str], at: int, analyse: Analyse, *, speech: bool) -> str | None:
    """The lemma of a form that the words around it decide.

    Parameters
    ----------
    words : sequence of str
        Standard forms of a sentence.
    at : int
    analyse : callable
        Voikko's readings of a lower-case word.
    speech : bool
        Whether the last constraint holds, which written Finnish breaks more often.

    Returns
    -------
    str or None
        None for other forms, and where nothing decides.
    """
    form = words[at].lower()
    its = _homographs().get(form)
    if its is None:
        if form in _BEFORE_BE and at + 1 < len(words) and words[at + 1].lower() in _OLLA:
            return _BEFORE_BE[form]
        if form == _AS and "kuin" in words[at + 2 : at + 4]:
            return form
        usual = usual_lemmas().get(form)
        inside = words[at][:1].isupper() and at > 0  # a name: puhuttiin Sointua vastaan
        return None if inside and usual is not None and usual.islower() else usual
    if words[at][:1].isupper() and at > 0:
        return None
    verb = _Clause([word.lower() for word in words], at, analyse).is_verb(its, speech)
    if verb is None:
        return usual_lemmas().get(form)
    return its.verb if verb else its.nominal


def is_negation(words: Sequence[str], at: int, following: Sequence[str], analyse: Analyse) -> bool:
    """Whether *et* is the verb (*et tiedä*, *sä et*), not the conjunction *että*.

    Parameters
    ----------
    words : sequence of str
    at : int
        Where *et* stands.
    following : sequence of str
        Standard forms of the next words.
    analyse : callable
        Voikko's readings of a word.
    """
    around = {word.lower() for word in words[max(0, at - 1) : at + 2]}
    if around & {"sä", "sää", "sie", "sinä", "säkin", "sinäkin"}:
        return True
    readings = [analyse(word) for word in following]
    return any(
        any(reading.connegative for reading in its)
        or (its != () and all(reading.mood == "Imp" for reading in its))  # et tule
        for its in readings
    )


class _Clause:
    """What stands before and after a form in its clause."""

    def __init__(self, words: list[str], at: int, analyse: Analyse) -> None:
        self._analyse = analyse
        start = next((i + 1 for i in range(at - 1, -1, -1) if ends_clause(words[i])), 0)
        end = next((i for i in range(at + 1, len(words)) if ends_clause(words[i])), len(words))
        self.left, self.right = words[start:at], words[at + 1 : end]
        self.before = self.left[-1] if self.left else ""
        self.after = self.right[0] if self.right else ""

    def is_verb(self, its: Homograph, speech: bool) -> bool | None:
        """None where nothing decides."""
        if "0" in its.forms and self._denied(far=its.forms == "0"):
            return True
        if "p" in its.forms:
            return True if self._subject(its) and not self._has_finite() else None
        if self._modified(its.cases) or ("Gen" in its.cases and self.after in _POSTPOSITIONS):
            return False
        if "i" in its.forms:
            return self._infinitive()
        if its.forms == "0":
            return False if self.left else None
        if self._subject(its):
            return True
        if its.forms in ("2", "02") and self.left:
            return False  # nobody leaves out *sinä* where the verb could be a noun
        if "Par" in its.cases and (self.before in _QUANTITIES or self.before in _BE):
            return False
        if not speech or not self.left + self.right:
            return None
        return not self._has_finite()

    def _denied(self, far: bool) -> bool:
        """*en maksa*, *en mä maksa*; not *en ole maksa*."""
        for word in reversed(self.left if far else self.left[-_REACH - 1 :]):
            if word in NEGATIONS:
                return True
            if self._finite(word) or self._connegative(word):
                return False
        return False

    def _modified(self, cases: frozenset[str]) -> bool:
        """A determiner or an adjective in the nominal's case stands before it."""
        if self.before in _EVERYWHERE:
            return True
        if self.before in _POSSESSORS and self.left[:-1] and self._has_finite():
            return True
        for reading in self._analyse(self.before) if self.before else ():
            if reading.pos in _PREMODIFIERS and reading.case in cases - {"Nom"}:
                return self.before not in _PERSON
            if reading.pos == "ADJ" and reading.case == "Nom" and "Nom" in cases:
                return True
        return False

    def _wants_infinitive(self) -> bool:
        return any(word in _WANT_INFINITIVE for word in self.left)

    def _infinitive(self) -> bool | None:
        if self.before in _QUANTITIES or self.before in _BE:
            return False
        return True if self._wants_infinitive() else None

    def _subject(self, its: Homograph) -> bool:
        for steps, word in enumerate(reversed(self.left[-_REACH - 1 :])):
            person = _PERSON.get(word)
            if person is not None and person in its.forms:
                named = steps == 0 and word in _DETERMINERS and "Nom" in its.cases
                return not (named and self._finite(self.after))
            if self._finite(word):
                return False
            if steps == 0 and "3" in its.forms and self._is_subject(word):
                return not any(map(self._finite, self.left))
        return False

    def _is_subject(self, word: str) -> bool:
        readings = self._analyse(word)
        return bool(readings) and all(
            r.pos in ("NOUN", "PROPN") and r.case == "Nom" and r.number == "Sing" for r in readings
        )

    def _has_finite(self) -> bool:
        return any(map(self._finite, (*self.left, *self.right)))

    def _finite(self, word: str) -> bool:
        return word not in _homographs() and word != "" and _finite(word, self._analyse)

    def _connegative(self, word: str) -> bool:
        readings = self._analyse(word)
        return bool(readings) and all(r.connegative or r.mood == "Imp" for r in readings)


@lru_cache(20_000)
def _finite(word: str, analyse: Analyse) -> bool:
    """Whether a word is nothing but a finite verb, a negation among them."""
    if word in NEGATIONS or word in MOSTLY_FINITE:
        return True
    readings = analyse(word)
    return bool(readings) and all(
        r.mood in ("Ind", "Cnd", "Pot", "Imp") or r.pos == "AUX" for r in readings
    )


def ends_clause(word: str) -> bool:
    """Whether a clause ends at a word: a conjunction, a relative pronoun, a mark."""
    return word in _BOUNDARIES or not (word.isalnum() or any(map(str.isalnum, word)))
