"""The content words of a text: base forms with their places, and their TF-IDF over a study."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from aineisto.core.errors import ArgumentTypeError
from aineisto.core.text import without_notes
from aineisto.language import shared_lemmatizer, tokenize
from aineisto.themes._constants import DERIVED, HEAD, MODIFIER

#: Base forms that say nothing of a theme: function words, the commonest verbs, the small change
#: of speech and of its transcription.
STOP_LEMMAS = frozenset(
    """
    ei en et emme ette eivät älä olla ja tai vai sekä eli mutta vaan että jotta koska kun kuin jos
    vaikka kunnes siis sillä nimittäin joko niin näin noin siten täten kuten ikään
    minä sinä hän me te he se tämä tuo ne nämä nuo joka mikä kuka mitä ken kumpi kumpikin jokin joku
    jompikumpi mikään kukaan kumpikaan itse toinen muu sama kaikki moni usea eräs jokainen kukin
    molemmat mä sä tää toi noi nää semmonen semmoinen sellainen tällainen tämmöinen tämmönen
    tollanen tuollainen millainen minkälainen mimmonen
    voida saada pitää täytyä tulla mennä tehdä antaa ottaa sanoa puhua ajatella nähdä tietää luulla
    uskoa haluta alkaa jäädä käydä lähteä katsoa kertoa tuntea tuntua näyttää kuulla panna laittaa
    joutua sattua omata taitaa aikoa yrittää kannattaa tarkoittaa
    asia juttu kohta tapa tapaus hetki kerta vuosi päivä aika viikko ihminen mies esimerkki kysymys
    mieli puoli osa tilanne syy homma tyyppi määrä alku loppu
    hyvä paha iso pieni suuri uusi vanha pitkä lyhyt eri oma varma selvä tärkeä oikea
    nyt sitten silloin aina koskaan usein joskus vielä jo enää heti kohta pian taas ehkä varmaan
    varmasti kyllä kai ihan aivan melko aika hyvin oikein todella tosi juuri just vain vaan myös
    myöskin edes jopa lähinnä ainakin kuitenkin tietenkin tietysti toki siellä täällä tuolla siinä
    tässä tuossa siitä tästä tuosta sinne tänne tuonne sieltä täältä tuolta missä mistä mihin minne
    miten miksi milloin kuinka jossain jonnekin jotenkin mitenkään muuten muuan lisäksi kanssa
    mukaan kautta osalta suhteen takia vuoksi varten ennen jälkeen aikana välillä kesken
    enemmän vähemmän paljon vähän liian hirveästi kauhean enää yleensä oikeastaan periaatteessa
    käytännössä tavallaan niinku niinkun tota tuota öö ööh ää hmm mm joo juu jep nii niih no nonii
    noniin kiitos kiitti okei ok ole hyvä aha ahaa jaa jaaha hei moi terve naurahtaa nauraa epäselvä
    tauko sit mut ku et ettei ni kans kanssa sillee sillai silleen tyyliin vissiin kato kattoa
    oon oot oo ollu ollut ois olis mulla mul sulla sul meil niil siin täs tos sieltä
    yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen sata tuhat miljoona
    """.split()  # noqa: SIM905 (a list of 300 strings would be unreadable)
)
#: Sounds of listening and hesitating, however drawn out: *nii-i*, *joo-o*, *mmm*, *öö*.
_SOUND = re.compile(r"(?:n+i+|j+o+|n+o+|h*m+|[öäaeh]+|jaa+|aha+a*)(?:-\w{0,3})?")
_CONTENT = {"NOUN", "PROPN", "VERB", "ADJ", "X"}


class Word(NamedTuple):
    """A content word: its base form, the units it counts as, and where it stands."""

    lemma: str
    units: tuple[tuple[str, float], ...]
    start: int
    end: int


def content_words(text: str, lemmatizer: Any) -> list[Word]:
    """Return the words of a text that can carry a theme, in order."""
    words = []
    for token in tokenize(without_notes(text)):
        lemma, units = _units(token.text, lemmatizer)
        if units:
            words.append(Word(lemma, units, token.start, token.end))
    return words


@lru_cache(maxsize=65_536)  # some 0.5 kB each
def _units(form: str, lemmatizer: Any) -> tuple[str, tuple[tuple[str, float], ...]]:
    """Return a word's base form and what it counts as, with weights; nothing if it says nothing.

    ``tietojärjestelmähanke`` counts as itself, somewhat as ``hanke`` and ``järjestelmähanke``,
    less as ``tieto`` and ``tietojärjestelmä``; ``johtaminen`` also as ``johtaa``.
    """
    if sum(char.isalpha() for char in form) < 2:
        return "", ()
    lemma = lemmatizer.lemma(form).lower()
    readings = [r for r in lemmatizer.analyses(form) if r.lemma.lower() == lemma]
    if {lemma, form.lower()} & STOP_LEMMAS or _SOUND.fullmatch(form.lower()):
        return lemma, ()
    if readings and not any(reading.pos in _CONTENT for reading in readings):
        return lemma, ()
    units = {lemma: 1.0}
    if "-" in lemma.strip("-") and not any(len(reading.parts) > 1 for reading in readings):
        # The analyser knows *sote-rahoitus* but not *ICT-investointi*.
        _add_parts(units, [part for part in lemma.split("-") if part])
    for reading in readings[:1]:
        _add_parts(units, [part.lower() for part in reading.parts])
        if len(reading.parts) == 1:
            for _, step in reading.derived:
                units.setdefault(step.lower(), DERIVED)
    usable = {unit: w for unit, w in units.items() if len(unit) > 2 and unit not in STOP_LEMMAS}
    return lemma, tuple(usable.items()) or ((lemma, 1.0),)


def _add_parts(units: dict[str, float], parts: list[str]) -> None:
    for start in range(len(parts)):
        for end in range(start + 1, len(parts) + 1):
            if end - start < len(parts):
                weight = HEAD if end == len(parts) else MODIFIER
                joined = "".join(parts[start:end])
                units[joined] = max(weight, units.get(joined, 0))


class WordTable:
    """TF-IDF of the units of words, with the vocabulary and weights of the texts it is made of.

    A compound counts as itself and as its parts (`Word.units`); what stands in one text alone
    tells nothing of likeness and is left out.
    """

    def __init__(self, words: Sequence[Sequence[Word]]) -> None:
        seen = Counter(
            name for some in words for name in {name for word in some for name, _ in word.units}
        )
        common = sorted(name for name, count in seen.items() if count > 1)
        self.columns = {name: column for column, name in enumerate(common)}
        counts = np.array([seen[name] for name in common])
        self.idf = np.log((1 + len(words)) / (1 + counts)) + 1

    def transform(self, words: Sequence[Sequence[Word]]) -> Any:
        """Return a sparse matrix (n, vocabulary), rows of length 1."""
        from scipy.sparse import csr_matrix
        from sklearn.preprocessing import normalize

        rows, columns, values = [], [], []
        for row, some in enumerate(words):
            for name, weight in (unit for word in some for unit in word.units):
                column = self.columns.get(name)
                if column is not None:
                    rows.append(row)
                    columns.append(column)
                    values.append(weight * self.idf[column])
        shape = (len(words), max(1, len(self.columns)))
        return normalize(csr_matrix((values, (rows, columns)), shape=shape))


def lemmatizer_of(given: Any) -> Any:
    """Return the lemmatizer that is meant: None is the one that the process shares."""
    if given is None:
        return shared_lemmatizer()
    if not hasattr(given, "lemma"):
        raise ArgumentTypeError(
            f"{given!r} is no lemmatizer.", remedy='Give Lemmatizer(), or Lemmatizer("fast").'
        )
    return given
