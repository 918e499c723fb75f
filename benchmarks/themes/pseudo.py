"""Pseudo codebooks: open texts whose theme is known, to calibrate confidence on.

Sentences of election candidates' comments (turn: the comment; theme: the question it answers;
keywords: words that set the comments of other candidates apart) and of ministers' answers (theme:
the ministry). The questions that `run.py` measures on are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from aineisto.codebook import Codebook, Theme
from aineisto.corpus import split_sentences
from aineisto.themes._words import content_words

EASY = (136, 129, 137, 148, 139, 152, 128)
HARD = (136, 127, 134, 129, 131, 135, 144, 147)
NONE = "none"
FILLERS = """\
Joo.
Kiitos.
Kyllä.
Niin.
Nii-i.
No joo.
Ei.
Ehkä.
Ihan totta.
Joo, kyllä.
Niin on.
Hyvä kysymys.
Sepä se.
En tiedä.
En osaa sanoa.
Just näin.
Aivan.
Olen samaa mieltä.
Se on totta.
Hmm.
No niin.
Niinpä.
Jaa-a.
Kyllä näin on.
Mitä siihen nyt sanoisi.
Katsotaan sitten.
Ei tule mieleen.
Kiitos paljon haastattelusta.
Voitko toistaa kysymyksen?
Mietin hetken.
Siinäpä se oikeastaan oli.""".splitlines()

MINISTRIES = {
    "maatalous- ja ympäristöministeri": (
        "Maatalous ja ympäristö",
        "Maatalouden tuet, metsät, kalastus, eläimet, luonnonsuojelu, jätteet ja asuminen.",
        "maatalous metsä eläin kala ympäristö luonto jäte vesi asuminen päästö",
    ),
    "perhe- ja peruspalveluministeri": (
        "Perhe- ja peruspalvelut",
        "Terveydenhuolto, sosiaalipalvelut, lastensuojelu, vanhustenhuolto ja päivähoito.",
        "potilas sairaala lapsi perhe vanhus hoito terveydenhuolto sosiaalihuolto lääke vammainen",
    ),
    "oikeus- ja työministeri": (
        "Oikeus ja työ",
        "Tuomioistuimet, rikokset ja rangaistukset, työttömyys, työvoimapalvelut ja kotouttaminen.",
        "tuomioistuin rikos rangaistus työtön työnhakija työllisyys vanki vaali oikeus työvoima",
    ),
    "opetus- ja kulttuuriministeri": (
        "Opetus ja kulttuuri",
        "Koulut, yliopistot, oppilaat ja opiskelijat, opettajat, liikunta, taide ja kirjastot.",
        "koulu oppilas opetus opiskelija yliopisto opettaja koulutus kulttuuri liikunta tutkinto",
    ),
    "sisäministeri": (
        "Sisäinen turvallisuus",
        "Poliisi, pelastustoimi, rajavalvonta, maahanmuutto ja turvapaikanhakijat.",
        "poliisi pelastuslaitos turvapaikka maahanmuutto raja hätäkeskus ase oleskelulupa",
    ),
    "sosiaali- ja terveysministeri": (
        "Sosiaaliturva",
        "Eläkkeet, etuudet, toimeentulotuki, vakuutukset, alkoholi ja sote-uudistus.",
        "eläke toimeentulotuki etuus sairausvakuutus alkoholi sosiaaliturva päiväraha",
    ),
    "liikenne- ja viestintäministeri": (
        "Liikenne ja viestintä",
        "Tiet, radat, lentoliikenne, ajokortit, taksit, posti, viestintäverkot ja yleisradio.",
        "tie liikenne rautatie juna posti auto ajoneuvo viestintä lento kuljetus",
    ),
    "valtiovarainministeri": (
        "Valtion talous ja verot",
        "Verotus, valtion talousarvio, julkinen talous, pankit, kunnat ja virkamiehet.",
        "vero verotus talousarvio valtiontalous pankki rahoitus kunta menot arvonlisävero",
    ),
    "elinkeinoministeri": (
        "Elinkeinot ja energia",
        "Yritykset, kilpailu, energia, ydinvoima, teollisuus, matkailu ja yritystuet.",
        "yritys energia teollisuus kilpailu ydinvoima yrittäjä sähkö matkailu investointi",
    ),
    "puolustusministeri": (
        "Puolustus",
        "Puolustusvoimat, varusmiehet, asevelvollisuus, kalusto ja sotilaallinen yhteistyö.",
        "puolustusvoimat varusmies sotilas asevelvollinen reservi hävittäjä harjoitus",
    ),
}


@dataclass(frozen=True)
class Sample:
    """A codebook, statements with their turns, and the theme of each (``none``: no theme)."""

    codebook: Codebook
    texts: list[str]
    turns: list[str]
    codes: np.ndarray


def comments(data: Path) -> pd.DataFrame:
    frame = pd.read_csv(data / "vaalikone2015" / "comments.tsv", sep="\t")
    return frame[frame["text"].str.len().between(20, 900)]


def election_samples(data: Path, lemmatizer, number: int, seed: int) -> Iterator[Sample]:
    """Give samples of 5–12 questions, every other of questions that are near each other."""
    random = np.random.default_rng(seed)
    frame = comments(data)
    frame = frame[~frame["qid"].isin({*EASY, *HARD})]
    frame = frame[frame.groupby("qid")["qid"].transform("size") >= 60]
    names = frame.drop_duplicates("qid").set_index("qid")["question"]
    near = _nearness(names)
    for index in range(number):
        size = int(random.integers(5, 13))
        first = int(random.integers(len(names)))
        chosen = near[first][:size] if index % 2 else random.permutation(len(names))[:size]
        qids = names.index[chosen]
        keywords = index % 3 > 0
        yield _election_sample(frame, names, list(qids), keywords, lemmatizer, random)


def _nearness(names: pd.Series) -> np.ndarray:
    from aineisto.language import shared_embedder

    vectors = shared_embedder().encode(list(names))
    return np.argsort(-(vectors @ vectors.T), axis=1)


def _election_sample(frame, names, qids, keywords, lemmatizer, random) -> Sample:
    held = {
        q: frame[frame["qid"] == q].sample(60, random_state=int(random.integers(1e6))) for q in qids
    }
    words = (
        _keywords({q: rows["text"][20:] for q, rows in held.items()}, lemmatizer)
        if keywords
        else {}
    )
    themes = [
        Theme(f"q{q}", {"fi": names[q].rstrip(".")}, "", tuple(words.get(q, ()))) for q in qids
    ]
    rows = []
    for q, some in held.items():
        rows += [(f"q{q}", text) for text in some["text"][:20]]
    others = frame[~frame["qid"].isin(qids)].sample(len(rows) // 5, random_state=1)
    rows += [(NONE, text) for text in others["text"]]
    texts, turns, codes = [], [], []
    for turn, (code, text) in enumerate(rows):
        for start, end in split_sentences(text):
            texts.append(text[start:end])
            turns.append(str(turn))
            codes.append(code)
    for turn, text in enumerate(random.permutation(FILLERS)):
        texts.append(str(text))
        turns.append(f"filler {turn}")
        codes.append(NONE)
    return Sample(Codebook("pseudo", tuple(themes)), texts, turns, np.array(codes))


def _keywords(texts: dict[int, pd.Series], lemmatizer) -> dict[int, list[str]]:
    counts = {
        q: Counter(w.lemma for text in some for w in content_words(text, lemmatizer))
        for q, some in texts.items()
    }
    total = sum(counts.values(), Counter())
    return {
        q: [
            w
            for w, _ in sorted(
                own.items(), key=lambda item: -item[1] * np.log(1 + item[1] / total[item[0]])
            )[:7]
        ]
        for q, own in counts.items()
    }


def ministry_sample(data: Path, seed: int) -> Sample:
    frame = pd.read_csv(data / "eduskunta-vkk" / "dev.csv")
    known = frame[frame["ministry"].isin(MINISTRIES)]
    known = known.groupby("ministry").sample(40, random_state=seed)
    themes = [
        Theme(code, {"fi": name}, definition, tuple(words.split()))
        for code, (name, definition, words) in MINISTRIES.items()
    ]
    texts = list(known["sentence"]) + list(FILLERS)
    codes = list(known["ministry"]) + [NONE] * len(FILLERS)
    return Sample(
        Codebook("ministries", tuple(themes)),
        texts,
        [str(i) for i in range(len(texts))],
        np.array(codes),
    )
