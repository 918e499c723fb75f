"""Pseudo interviews of known theme, to calibrate confidence on.

Made of ministers' answers to written questions (eduskunta-vkk v2, CC BY 4.0, so what is fitted on
them may be shipped): a theme is a ministry, described below in our own words. Some of the
ministries are the codebook and the others' sentences have no theme. Turns, questions and fillers
are composed, with shares set by hand (`Shape`): the corpus has none.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from aineisto.codebook import Codebook, Question, Theme
from aineisto.language import shared_lemmatizer
from aineisto.themes._words import content_words

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
Siinäpä se oikeastaan oli.
Voi kun muistaisin.
Käydään vaan suoraan asiaan.
Anteeksi, puhelin soi.
Mihin minä jäinkään?
Palataan tuohon myöhemmin.
Nyt unohdin mitä piti sanoa.
Otetaan vielä kahvia.
Ei minulla muuta.
Mukava jutella.""".splitlines()

#: Name, definition and keywords of a ministry's matters, and a question about them.
MINISTRIES = {
    "maatalous- ja ympäristöministeri": (
        "Maatalous ja ympäristö",
        "Maatalouden tuet, metsät, kalastus, eläimet, luonnonsuojelu, jätteet ja asuminen.",
        "maatalous metsä eläin kala ympäristö luonto jäte vesi asuminen päästö",
        "Miten viljelijät ja luonto pärjäävät?",
    ),
    "perhe- ja peruspalveluministeri": (
        "Perhe- ja peruspalvelut",
        "Terveydenhuolto, sosiaalipalvelut, lastensuojelu, vanhustenhuolto ja päivähoito.",
        "potilas sairaala lapsi perhe vanhus hoito terveydenhuolto sosiaalihuolto lääke vammainen",
        "Millaista apua sairaat, ikääntyneet ja lapset saavat?",
    ),
    "oikeus- ja työministeri": (
        "Oikeus ja työ",
        "Tuomioistuimet, rikokset ja rangaistukset, työttömyys, työvoimapalvelut ja kotouttaminen.",
        "tuomioistuin rikos rangaistus työtön työnhakija työllisyys vanki vaali oikeus työvoima",
        "Miten lakia käytetään ja miten ihmiset pääsevät töihin?",
    ),
    "opetus- ja kulttuuriministeri": (
        "Opetus ja kulttuuri",
        "Koulut, yliopistot, oppilaat ja opiskelijat, opettajat, liikunta, taide ja kirjastot.",
        "koulu oppilas opetus opiskelija yliopisto opettaja koulutus kulttuuri liikunta tutkinto",
        "Miten lapset ja nuoret oppivat ja harrastavat?",
    ),
    "sisäministeri": (
        "Sisäinen turvallisuus",
        "Poliisi, pelastustoimi, rajavalvonta, maahanmuutto ja turvapaikanhakijat.",
        "poliisi pelastuslaitos turvapaikka maahanmuutto raja hätäkeskus ase oleskelulupa",
        "Onko täällä turvallista, ja kuka maahan pääsee?",
    ),
    "sosiaali- ja terveysministeri": (
        "Sosiaaliturva",
        "Eläkkeet, etuudet, toimeentulotuki, vakuutukset, alkoholi ja sote-uudistus.",
        "eläke toimeentulotuki etuus sairausvakuutus alkoholi sosiaaliturva päiväraha",
        "Millä vähävarainen tai eläkeläinen tulee toimeen?",
    ),
    "liikenne- ja viestintäministeri": (
        "Liikenne ja viestintä",
        "Tiet, radat, lentoliikenne, ajokortit, taksit, posti, viestintäverkot ja yleisradio.",
        "tie liikenne rautatie juna posti auto ajoneuvo viestintä lento kuljetus",
        "Miten pääsee kulkemaan ja pitämään yhteyttä?",
    ),
    "valtiovarainministeri": (
        "Valtion talous ja verot",
        "Verotus, valtion talousarvio, julkinen talous, pankit, kunnat ja virkamiehet.",
        "vero verotus talousarvio valtiontalous pankki rahoitus kunta menot arvonlisävero",
        "Mistä valtio saa rahansa ja mihin se ne panee?",
    ),
    "elinkeinoministeri": (
        "Elinkeinot ja energia",
        "Yritykset, kilpailu, energia, ydinvoima, teollisuus, matkailu ja yritystuet.",
        "yritys energia teollisuus kilpailu ydinvoima yrittäjä sähkö matkailu investointi",
        "Miten yrityksillä menee ja mistä saadaan sähköä?",
    ),
    "puolustusministeri": (
        "Puolustus",
        "Puolustusvoimat, varusmiehet, asevelvollisuus, kalusto ja sotilaallinen yhteistyö.",
        "puolustusvoimat varusmies sotilas asevelvollinen reservi hävittäjä harjoitus",
        "Miten armeija on varautunut?",
    ),
    "ulkoministeri": (
        "Ulkosuhteet",
        "Suhteet muihin maihin, kansainväliset sopimukset, ihmisoikeudet, rauhanturvaaminen.",
        "ulkopolitiikka sopimus ihmisoikeus suurlähetystö konflikti pakote diplomatia rauha",
        "Miten tullaan toimeen muun maailman kanssa?",
    ),
    "kunta- ja uudistusministeri": (
        "Hallinnon uudistus",
        "Maakuntauudistus, kuntien tehtävät, sähköiset palvelut, valtion toimipaikat ja virastot.",
        "maakunta kunta uudistus hallinto digitalisaatio palvelukeskus aluehallinto valtuusto",
        "Miten virastot ja palvelut järjestetään uudelleen?",
    ),
    "ulkomaankauppa- ja kehitysministeri": (
        "Kauppa ja kehitysapu",
        "Vienti ja kauppasopimukset, kehitysyhteistyö, köyhien maiden tukeminen, järjestöjen apu.",
        "vienti kauppasopimus kehitysyhteistyö kehitysmaa tulli avustus järjestö",
        "Mitä myydään ulkomaille ja miten köyhiä maita autetaan?",
    ),
}
#: Matters of no ministry in particular.
VAGUE = (
    "Mitä muuta haluaisit sanoa?",
    "Mikä toimii hyvin ja mikä huonosti?",
    "Miltä tulevaisuus näyttää?",
)


@dataclass(frozen=True)
class Shape:
    """How pseudo interviews are composed; every share is between 0 and 1.

    ``on_question`` (turns whose theme is the question's on purpose) decides how far the question is
    trusted: with it, six answers in ten keep to a question that has a theme. It is set below what
    the statements of the demo study say that no coder was given: of those clear without the
    question seven in ten keep to it. About a tenth of the statements with content has no theme, as
    with the coders of the interview report. Of the codebooks `telling` have as keywords the words
    that set the theme apart in other texts, as a researcher gives who knows the material;
    `guessed` those above, which were written without looking; the rest have none. `double` of the
    statements on a theme say something of another too: about as many have a second theme from a
    coder of the demo study.
    """

    turns: int = 100
    on_question: float = 0.55
    vague_question: float = 0.2
    foreign: float = 0.12
    on_turn: float = 0.8
    filler: float = 0.12
    cut: float = 0.6
    mean_sentences: float = 4.0
    telling: float = 0.5
    guessed: float = 0.25
    double: float = 0.17
    themes: tuple[int, int] = field(default=(5, 9))


@dataclass(frozen=True)
class Sample:
    """A codebook, statements, and of each its turn, question and theme (``none``: no theme).

    ``also`` is the second theme of those that have two, else empty.
    """

    codebook: Codebook
    texts: list[str]
    turns: list[int]
    questions: list[str]
    codes: np.ndarray
    also: list[str]


def sentences(data: Path, part: str) -> dict[str, list[str]]:
    """Return the sentences of each ministry in a part (train, dev) of the corpus."""
    frame = pd.read_csv(data / "eduskunta-vkk" / f"{part}.csv")
    frame = frame[frame["ministry"].isin(MINISTRIES)]
    return {name: rows["sentence"].tolist() for name, rows in frame.groupby("ministry")}


def interviews(pool: dict[str, list[str]], seed: int, shape: Shape | None = None) -> Sample:
    """Compose pseudo interviews with a codebook of some of the ministries."""
    shape = shape or Shape()
    random = np.random.default_rng(seed)
    names = list(random.permutation(sorted(pool)))
    size = int(random.integers(shape.themes[0], shape.themes[1] + 1))
    themes, others = names[:size], names[size:]
    unused = {name: list(random.permutation(rows)) for name, rows in pool.items()}
    texts, turns, questions, codes, also = [], [], [], [], []
    for turn in range(shape.turns):
        asked = str(random.choice(themes))
        vague = random.random() < shape.vague_question
        on_question = not vague and random.random() < shape.on_question
        subject = asked if on_question else str(random.choice(themes))
        for _ in range(int(random.geometric(1 / shape.mean_sentences))):
            text, code = _statement(unused, subject, themes, others, shape, random)
            second = str(random.choice(themes)) if random.random() < shape.double else ""
            if code in (NONE, second) or not second or not unused[second]:
                second = ""
            else:
                text = f"{text.rstrip(' .')} ja {_cut(unused[second].pop(), shape, random)}"
            texts.append(text)
            also.append(second)
            turns.append(turn)
            questions.append(f"v{turn % len(VAGUE)}" if vague else asked)
            codes.append(code)
    codebook = _codebook(themes, _keywords(unused, themes, shape, random))
    return Sample(codebook, texts, turns, questions, np.array(codes), also)


def _statement(unused, subject, themes, others, shape, random) -> tuple[str, str]:
    if random.random() < shape.filler:
        return str(random.choice(FILLERS)), NONE
    if random.random() < shape.foreign:
        return _cut(unused[str(random.choice(others))].pop(), shape, random), NONE
    code = subject if random.random() < shape.on_turn else str(random.choice(themes))
    return _cut(unused[code].pop() if unused[code] else subject, shape, random), code


def _cut(sentence: str, shape: Shape, random) -> str:
    """Return the sentence or, as speech comes in shorter pieces, 3–12 words of it."""
    words = str(sentence).split()
    if len(words) < 6 or random.random() > shape.cut:
        return str(sentence)
    size = int(random.integers(3, 13))
    start = int(random.integers(0, max(1, len(words) - size + 1)))
    return " ".join(words[start : start + size])


def _keywords(unused, themes, shape, random) -> dict[str, tuple[str, ...]]:
    kind = random.random()
    if kind < shape.telling:
        return _telling({name: unused[name][:300] for name in themes})
    guessed = kind < shape.telling + shape.guessed
    return {name: tuple(MINISTRIES[name][2].split()) if guessed else () for name in themes}


def _telling(texts: dict[str, list[str]], most: int = 9) -> dict[str, tuple[str, ...]]:
    lemmatizer = shared_lemmatizer()
    counts = {
        name: Counter(word.lemma for text in some for word in content_words(text, lemmatizer))
        for name, some in texts.items()
    }
    total = sum(counts.values(), Counter())

    def order(own: Counter):
        # What it adds to the likelihood that the word is this theme's rather than any's.
        return lambda word: (-own[word] * np.log(len(counts) * own[word] / total[word]), word)

    return {name: tuple(sorted(own, key=order(own))[:most]) for name, own in counts.items()}


def _codebook(names: list[str], keywords: dict[str, tuple[str, ...]]) -> Codebook:
    themes, questions = [], []
    for name in names:
        title, definition, _, question = MINISTRIES[name]
        themes.append(Theme(name, {"fi": title}, definition, keywords[name]))
        # Every other question is named as its theme, as in many an interview guide.
        label = title if len(questions) % 2 else question
        questions.append(Question(name, {"fi": label}, question))
    questions += [Question(f"v{i}", {"fi": text}, text) for i, text in enumerate(VAGUE)]
    return Codebook("ministries", tuple(themes), questions=tuple(questions))
