"""What any Finnish text looks like to an embedding: the middle and the spread of its vectors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from aineisto.core.vectors import unit

#: Statements of many matters, ways of speaking and lengths, written for this.
SENTENCES = """\
Me ollaan tehty tätä jo monta vuotta samalla porukalla.
Rahaa ei ole koskaan tarpeeksi, mutta jotenkin tästä on selvitty.
Lapset leikkivät pihalla, kunnes alkoi sataa.
Kokouksessa päätettiin, että asia valmistellaan uudelleen syksyksi.
Mun mielestä se on ihan turha pelko.
Bussi tulee tunnin välein, jos tulee.
Potilas odotti lääkäriä kolme tuntia käytävällä.
Järjestelmä kaatui keskellä päivää eikä kukaan tiennyt miksi.
Hän muutti pohjoiseen, koska siellä oli töitä.
Vanhemmat auttoivat, kun talo rakennettiin.
Laki tuli voimaan vuoden alussa.
Kalaa saatiin ennen enemmän kuin nyt.
Opettaja kertoi, että luokka on levoton.
Ministeriö lähetti ohjeen, jota kukaan ei ymmärtänyt.
Yritys palkkasi kesäksi kaksi harjoittelijaa.
Jos saisin päättää, kaikki alkaisi alusta.
Naapurit tulivat talkoisiin ja toivat kahvia.
Sähkön hinta nousi niin, että sauna lämmitetään kerran viikossa.
Uutisissa puhuttiin taas vaaleista.
En osaa sanoa, onko se hyvä vai huono.
Kirjasto on auki iltaisin ilman henkilökuntaa.
Poliisi pysäytti auton rajan lähellä.
Johtaja vaihtui, ja sen mukana vaihtui suunta.
Pelto kynnettiin myöhään märän syksyn takia.
Kyllä siinä luottamusta tarvitaan puolin ja toisin.
Ruoka oli kylmää ja palvelu hidasta.
Tutkimuksessa haastateltiin kolmekymmentä ihmistä.
Vastuu on kaikilla, joten se ei ole kenelläkään.
Metsä hakattiin rannasta asti.
Äiti soitti kanteletta ja lauloi vanhoja lauluja.
Sopimus irtisanottiin kesken kauden.
Netti pätkii täällä joka ilta.
Joukkue hävisi kotikentällään maalilla.
Asiakkaat toivovat, että heille vastattaisiin samana päivänä.
Eläke ei riitä vuokraan eikä lääkkeisiin.
Silloin sodan jälkeen kaikki oli kortilla.
Koulutusta on tarjolla, mutta aika ei riitä.
Kunnat eivät ole keskenään samanlaisia.
Kuva jäi seinälle vinoon.
Se tieto on jossain, mutta sitä ei löydä.
Tehdas suljettiin, ja kylä hiljeni.
Kuulin siitä vasta jälkeenpäin työkaverilta.
Talvella tie aurataan viimeisenä meille.
Ohjelma maksoi kaksi kertaa sen, mitä luvattiin.
Tavoitteet kirjattiin, mutta kukaan ei seuraa niitä.
Turisteja on niin paljon, ettei kaupungilla mahdu kävelemään.
Nuoret haluavat jotain muuta kuin me aikoinaan.
Sairaalasta soitettiin ja sanottiin, että tulokset ovat kunnossa.""".splitlines()


@dataclass(frozen=True)
class Background:
    """Vectors of texts that are about anything.

    Attributes
    ----------
    middle : ndarray (d,)
        Their mean: what all texts share. Vectors of the e5 family all point the same way.
    spread : float
        Standard deviation of the cosine of two of them, their mean taken off; in units of it two
        embeddings can be compared.
    """

    mean: np.ndarray
    cosine_sd: float


@lru_cache(maxsize=4)
def background(embedder: Any) -> Background:
    """Return the background of an embedder."""
    vectors = np.asarray(embedder.encode(SENTENCES))
    mean = vectors.mean(axis=0)
    rows = unit(vectors - mean)
    pairs = np.triu_indices(len(rows), 1)
    return Background(mean, max(float((rows @ rows.T)[pairs].std()), 0.01))
