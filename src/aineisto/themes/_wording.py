"""What the pictures and summaries of themes say, in Finnish and in English."""

from __future__ import annotations

from aineisto.core.checks import one_of
from aineisto.core.options import LANGUAGES

_TEXTS = {
    "map": ("Teemakartta", "Theme map"),
    "by": ("Teemat: {by}", "Themes by {by}"),
    "group": ("ryhmä", "group"),
    "question": ("kysymys", "question"),
    "together": ("Teemat yhdessä", "Themes together"),
    "stability": ("Teemojen pysyvyys", "Stability of the themes"),
    "theme": ("Teema", "Theme"),
    "other": ("Toinen teema", "Other theme"),
    "quotation": ("Lausuma", "Statement"),
    "share": ("Osuus", "Share"),
    "statements": ("Lausumia", "Statements"),
    "of": ("Kaikkiaan", "Of"),
    "units": ("Yhdessä", "Together"),
    "expected": ("Sattumalta", "By chance"),
    "held": ("Pysyvyys", "Stability"),
    "range": ("Vaihteluväli (80 %)", "Range (80 %)"),
    "size": ("Lausumia", "Statements"),
    "held_axis": (
        "Kuinka samanlaisena teema löytyy, kun viidesosa lausumista jätetään pois (Jaccard)",
        "How alike the theme is found when a fifth of the statements is left out (Jaccard)",
    ),
    "loose": ("hajoaa", "falls apart"),
    "firm": ("pysyy", "holds"),
    "counts": (
        "{texts} lausumaa, {themes} teemaa; ilman teemaa {none} ({percent} %)",
        "{texts} statements, {themes} themes; without a theme {none} ({percent} %)",
    ),
    "shown": ("kuviossa {n} satunnaisesti poimittua", "{n} at random are shown"),
    "near": (
        "Lähekkäiset pisteet muistuttavat toisiaan; akseleilla ei ole merkitystä.",
        "Points near each other are alike; the axes mean nothing.",
    ),
    "share_of": (
        "Osuus sarakkeen lausumista, alla lausumien määrä",
        "Share of the column's statements; below, their number",
    ),
    "together_note": (
        "Kuinka monessa yksikössä ({unit}) molemmat ovat; suluissa sattumalta odotettava määrä",
        "In how many units ({unit}) both are; in brackets, how many by chance",
    ),
    "unit_text": ("lausuma", "statement"),
    "unstated": ("ei tiedossa", "not known"),
    "few": (
        "Lausumia on vain {n}: ryhmittely ei saa aineistosta tukea. Käytä koodikirjaa.",
        "Only {n} statements: the data do not support clustering. Use a codebook.",
    ),
    "asked": ("Teemoja pyydettiin {number}.", "{number} themes were asked for."),
    "suggested": (
        "Teemojen määräksi ehdotetaan {number}: kun vaihtoehtoja on {fewest}–{most}, "
        "naapuruusverkon ominaisarvot hyppäävät eniten luvun {number} jälkeen ({gap}), seuraavaksi "
        "eniten luvun {second} jälkeen ({next}). Valitse määrä, jolla teemat ovat mielekkäimmät.",
        "{number} themes are suggested: of {fewest} to {most}, the eigenvalues of the graph of "
        "neighbours jump the most after {number} ({gap}), next after {second} ({next}). Keep what "
        "reads best.",
    ),
    "dense": (
        "BERTopicin HDBSCAN löysi {found} tihentymää.",
        "HDBSCAN, inside BERTopic, found {found} dense groups.",
    ),
    "dense_asked": (
        "BERTopicin HDBSCAN löysi {found} tihentymää; teemoja pyydettiin {number}.",
        "HDBSCAN, inside BERTopic, found {found} dense groups; {number} themes were asked for.",
    ),
    "stable": (
        "Pysyvyys {v}: sama ryhmittely löytyy ilman viidesosaa lausumista (1 = aina, 0 = sattuma).",
        "Stability {v}: the same groups are found without a fifth (1 = always, 0 = by chance).",
    ),
    "not_stable": ("Pysyvyyttä ei ole mitattu.", "Stability was not measured."),
    "control": (
        "Saman puheenvuoron peräkkäisistä lausumista {t} % kuuluu samaan teemaan, satunnaisilla "
        "vektoreilla {r} %, sattumalta {c} %; satunnaisten pysyvyys {s}.",
        "Neighbours in a turn share a theme in {t} %, with random vectors in {r} %, by chance "
        "in {c} %; the stability of random ones is {s}.",
    ),
    "artefact": (
        "Teemat eivät erotu niistä, joita puheenvuoroittainen luku tuottaa satunnaisistakin "
        "vektoreista: älä nojaa niihin. Käytä koodikirjaa tai anna pidempiä lausumia.",
        "The themes do not stand out from what reading by turns makes of random vectors: do not "
        "build on them. Use a codebook, or give longer statements.",
    ),
    "edited": ("Muokattu {n} kertaa löytämisen jälkeen.", "Edited {n} times since found."),
}


def wording(key: str, lang: str, **values: object) -> str:
    """Return a text in a language, ``"fi"`` or ``"en"``.

    Raises
    ------
    AineistoError
        When the language is another.
    """
    place = LANGUAGES.index(one_of(lang, LANGUAGES, "language"))
    return _TEXTS[key][place].format(**values)
