"""Today's spoken Finnish made of standard sentences, so that a model can learn the way back.

Every speaker (one a sentence) drops, shortens and swaps with chances of their own; what one
may do to a word follows descriptions of general spoken Finnish: dropped final vowels and n,
assimilated diphthongs, lost d, contracted verbs and pronouns.
"""

from __future__ import annotations

import random
import re

Pair = tuple[str, str]

# Whole words: standard → spoken forms.
_WORDS = {
    "minä": "mä mää mä",
    "minun": "mun",
    "minut": "mut",
    "minua": "mua",
    "minulla": "mulla mul",
    "minulle": "mulle mul",
    "minulta": "multa mult",
    "minusta": "musta must",
    "minuun": "muhun muhu",
    "minussa": "mussa mus",
    "minullakin": "mullaki mullakin mulki",
    "minäkin": "mäki mäkin määki",
    "sinä": "sä sää sä",
    "sinun": "sun",
    "sinut": "sut",
    "sinua": "sua",
    "sinulla": "sulla sul",
    "sinulle": "sulle sul",
    "sinulta": "sulta sult",
    "sinusta": "susta sust",
    "sinuun": "suhun suhu",
    "sinäkin": "säki säkin",
    "meidän": "meiän meijän meän",
    "teidän": "teiän teijän",
    "heidän": "heiän heijän",
    "meidät": "meiät meijät",
    "teidät": "teiät teijät",
    "heidät": "heiät heijät",
    "tämä": "tää",
    "tämän": "tän",
    "tätä": "tätä tät",
    "nämä": "nää",
    "näiden": "näitten näiden",
    "niiden": "niitten niiden",
    "noiden": "noitten noiden",
    "tuo": "toi",
    "tuon": "ton",
    "tuota": "tota",
    "tuossa": "tossa tos",
    "tuosta": "tosta tost",
    "tuolla": "tolla tuol tolla",
    "tuolle": "tolle",
    "tuohon": "tohon toho",
    "tuonne": "tonne",
    "tuolta": "tuolt tolta",
    "tuona": "tona",
    "nuo": "noi",
    "tuollainen": "tollanen tollane",
    "tuommoinen": "tommonen",
    "joku": "joku",
    "jonkun": "jonku",
    "olen": "oon",
    "olet": "oot",
    "olemme": "oomme",
    "olette": "ootte",
    "ole": "oo",
    "olisi": "olis ois",
    "olisin": "olisin oisin",
    "olisit": "olisit oisit",
    "olisiko": "olisko oisko",
    "oletko": "ootko ooksä",
    "onko": "onks onko",
    "onkos": "onks",
    "ovatko": "onks ovatko",
    "menen": "meen",
    "menet": "meet",
    "mene": "mee",
    "menee": "menee",
    "tulen": "tuun",
    "tulet": "tuut",
    "tule": "tuu",
    "näen": "nään",
    "näet": "näät",
    "panen": "paan",
    "tiedän": "tiiän tiän",
    "tiedät": "tiiät tiät",
    "tiedä": "tiiä tiä",
    "tiedetä": "tiietä",
    "tiedetään": "tiietään tiietää",
    "tiedämme": "tiietään",
    "tehdä": "tehä",
    "tehdään": "tehään tehää",
    "nähdä": "nähä",
    "nähdään": "nähään nähää",
    "saadaan": "saahaan saadaan saadaa",
    "käydään": "käyään käydään käydää",
    "voidaan": "voiaan voidaan voidaa",
    "viedään": "viiään viedään",
    "lähden": "lähen",
    "lähdet": "lähet",
    "lähde": "läde lähe",
    "lähdetään": "lähetään lähetää",
    "lähdettiin": "lähettiin",
    "kannattaa": "kannattaa kandee",
    "tarvitsee": "tarvii tarttee tarvitsee",
    "tarvitsen": "tarviin tartten",
    "tarvitse": "tarvi tartte tarvii",
    "pitäisi": "pitäs pitäis",
    "pitäisikö": "pitäskö pitäiskö",
    "että": "et",
    "mutta": "mut",
    "sitten": "sit sitte sit",
    "kun": "ku",
    "kunhan": "kuhan",
    "vaikka": "vaik",
    "kyllä": "kyl",
    "vielä": "viel",
    "vain": "vaan vaa",
    "niin": "nii ni",
    "nyt": "nyt ny nytte",
    "kanssa": "kaa kans kanssa",
    "edes": "ees",
    "esimerkiksi": "esimerkiks esmes esim",
    "oikeasti": "oikeesti",
    "oikeastaan": "oikeestaan oikeestaa",
    "oikein": "oikein oikeen",
    "enemmän": "enemmän enemmä enempi",
    "kuitenkin": "kuitenki kuiteski kuitenkii",
    "ainakin": "ainaki",
    "jotenkin": "jotenki",
    "yhden": "yhen",
    "yhdessä": "yhessä yhes",
    "yhdellä": "yhellä",
    "yhdestä": "yhestä yhest",
    "kahden": "kahen",
    "kahdessa": "kahessa",
    "seitsemän": "seittemän seittemä",
    "kahdeksan": "kaheksan kaheksa",
    "yhdeksän": "yheksän yheksä",
    "kaksikymmentä": "kakskyt kakskymmentä",
    "kolmekymmentä": "kolkyt kolmekyt",
    "itse": "ite itte",
    "itselle": "itelle",
    "itsensä": "ittensä itensä",
    "itseään": "itteään",
    "itseni": "itteni",
    "silloin": "sillon sillo",
    "milloin": "millon millo",
    "jolloin": "jollon",
    "kuinka": "kui kuinka",
    "tuommoista": "tommosta",
    "mikään": "mikää",
    "mitään": "mitää",
    "kukaan": "kukaa",
    "koskaan": "koskaa",
    "enää": "enää",
    "vähän": "vähä",
    "paljon": "paljo",
    "ihan": "iha",
    "varmaan": "varmaa",
    "eikö": "eiks eikö",
    "enkö": "enks",
    "etkö": "etsä",
    "ai": "ai",
    "hetken": "hetken",
    "ajattelin": "aattelin",
    "huomenna": "huomenna huomen",
    "mahdollista": "mahollista",
    "mahdollisuus": "mahollisuus",
    "mahdollisesti": "mahollisesti",
    "hän": "hän hää",
}
# Two words said as one.
_PAIRS = {
    ("niin", "kuin"): "niinku niinkun niinko",
    ("sitten", "kun"): "sitku",
    ("ei", "kun"): "eiku",
    ("en", "minä"): "emmä",
    ("et", "sinä"): "etsä",
    ("on", "se"): "onse",
}
# Endings, tried in this order, each with the name of the habit: (habit, pattern, replacement).
_ENDS = (
    ("inen", r"(?<=[aouyäö])inen$", "nen"),
    ("inen", r"(?<=[aouyäö])inen$", "ne"),
    ("inen", r"(?<=n|s)ainen$", "anen"),
    ("ise", r"(?<=[aouyäö])is(?=(?:e|t|i)[aäennstlkmv]*$)", "s"),
    ("vowel", r"(?<=[aeiouyäö]s)s[aä]$", ""),
    ("vowel", r"(?<=[aeiouyäö]s)(t)[aä]$", r"\1"),
    ("vowel", r"(?<=[aeiouyäö]l)l[aä]$", ""),
    ("vowel", r"(?<=[aeiouyäö]l)(t)[aä]$", r"\1"),
    ("vowel", r"(?<=[aeiouyäö]l)le$", ""),
    ("vowel", r"(?<=[iouy]t)[aä]$", ""),
    ("vowel", r"(?<=is)t[aä]$", "t"),
    ("i", r"(?<=[ao]s)i$", ""),
    ("i", r"(?<=ks)i$", ""),
    ("i", r"(?<=is)i$", ""),
    ("i", r"(?<=[^aeiouyäö]s)i$", ""),
    ("conditional", r"isi(?=n$|t$|k[oö]$)", "is"),
    ("conditional", r"aisi(?=n?$|t$|k[oö]$)", "as"),
    ("conditional", r"äisi(?=n?$|t$|k[oö]$)", "äs"),
    ("conditional", r"(?<=[td])[aä]isiin$", "as"),
    ("past", r"(?<=[tkplns][oöuy])i$", ""),
    ("nut", r"(?<=n[uy])t$", ""),
    ("nut", r"(?<=[lrs][lrs][uy])t$", ""),
    ("ea", r"e[aä]$", "ee"),
    ("ea", r"e[aä](?=(?:n|t|lla|llä|ssa|ssä|sti|mpi|mpaa|mpää|mmin)$)", "ee"),
    ("ea", r"(?<=[^aeiouyäö])o[a]$", "oo"),
    ("ea", r"(?<=[^aeiouyäö])i[aä]$", "ii"),
    ("ea", r"(?<=[^aeiouyäö])u[a]$", "uu"),
    ("ea", r"(?<=[^aeiouyäö])y[ä]$", "yy"),
    ("oja", r"(?<=[oöu])j[aä]$", "i"),
    ("n", r"(?<=aa|ää|ee|ii|oo|uu|yy|öö)n$", ""),
    ("n", r"(?<=h[aä])n$", ""),
    ("shortn", r"(?<=[aeiouyäö])n$", ""),
    ("ki", r"(?<=ki)n$", ""),
    ("ks", r"(?<=[aeiouyäöt])k[oö]$", "ks"),
)
_INSIDE = (
    ("oi", r"(?<=[aouyäö])i(?=tt[aäeou])", ""),
    ("oi", r"(?<=[aouyäö])i(?=st[aäeiu])", ""),
    ("d", r"(?<=h)d(?=[aeouyäö])", ""),
    ("d", r"(?<=i)d(?=[aeä])", ""),
    ("d", r"(?<=i)d(?=[aeä])", "j"),
    ("ts", r"(?<=[aeiouyäö])ts(?=[eoauäöi])", "tt"),
    ("aja", r"^aja(?=tt?el)", "aa"),
)
_ENDS_ = tuple((habit, re.compile(p), r) for habit, p, r in _ENDS)
_INSIDE_ = tuple((habit, re.compile(p), r) for habit, p, r in _INSIDE)
# How common a habit is among speakers of today's general spoken Finnish.
_USUAL = {
    "word": 0.8, "pair": 0.8, "inen": 0.7, "ise": 0.6, "vowel": 0.5, "i": 0.8,
    "conditional": 0.6, "past": 0.5, "nut": 0.9, "ea": 0.8, "oja": 0.3, "n": 0.6,
    "shortn": 0.15, "ki": 0.8, "ks": 0.5, "oi": 0.7, "d": 0.5, "ts": 0.4, "aja": 0.8,
}  # fmt: skip


def speak(sentence: list[str], rng: random.Random) -> list[Pair]:
    """A sentence as somebody might say it: (spoken, standard) words, all in lower case."""
    level = rng.random() * 1.2
    habits = {
        name: min(1, chance * level) * (rng.random() < 0.8) for name, chance in _USUAL.items()
    }
    spoken: list[Pair] = []
    at = 0
    while at < len(sentence):
        pair = tuple(sentence[at : at + 2])
        if pair in _PAIRS and rng.random() < habits["pair"]:
            spoken.append((rng.choice(_PAIRS[pair].split()), " ".join(pair)))
            at += 2
            continue
        spoken.append((say(sentence[at], habits, rng), sentence[at]))
        at += 1
    return spoken


def say(word: str, habits: dict[str, float], rng: random.Random) -> str:
    """One word as a speaker with these habits says it."""
    if not word.isalpha():
        return word
    if word in _WORDS:
        return rng.choice(_WORDS[word].split()) if rng.random() < habits["word"] else word
    said = word
    for habit, pattern, replacement in _INSIDE_:
        if rng.random() < habits[habit]:
            said = pattern.sub(replacement, said, count=1)
    if len(said) < 4:
        return said
    matching = [(h, p, r) for h, p, r in _ENDS_ if p.search(said)]
    rng.shuffle(matching)
    for habit, pattern, replacement in matching:
        if rng.random() < habits[habit] and pattern.search(said):
            shorter = pattern.sub(replacement, said, count=1)
            if len(shorter) > 2:
                return shorter
    return said
