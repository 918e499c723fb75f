"""Forms that are a verb's or a nominal's: which of each, by Voikko and frequency.

    AINEISTO_DATA=path/to/data python models/lemma-fi/homographs.py

Writes ``homographs.tsv``: form, verb, the verb's forms (1, 2, 3: persons; 4 passive; 0 after *ei*
and imperative; i infinitive), nominal, its cases. Of verbs and of nominals the lemma that is
commonest in unannotated text, in forms that only it has.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from pathlib import Path

import train

from aineisto.language._candidates import _MODERN, _PRONOUNS
from aineisto.language._models import load_models
from aineisto.morphology import Analysis, load_voikko

HERE = Path(__file__).parent
#: How often a form occurs, and a lemma in forms that only it has, to be thought of.
LEAST_FORM, LEAST_LEMMA = 3, 3
#: Where one lemma is so many times as common as the other, the other is not thought of.
RATIO = 400
#: Too common as verbs or as pronouns, adverbs for the rules; the chooser knows them.
LEFT_OUT = {"voi", "on", "ei", "oli", "niitä", "siitä", "niistä", "muista", "sinä", "heitä", "eli"}
NOMINAL = {"NOUN", "ADJ", "PRON", "NUM"}
#: Words whose part of speech settles them more often than a clause does.
PARTICLES = {"ADV", "ADP", "CONJ"}
CLITICS = ("kaan", "kään", "kin", "han", "hän", "ko", "kö")
#: Too rare in written text to pass the counts, not in speech.
MORE = (
    ("haittaa", "haitata", "03", "haitta", "Par"),
    ("jaa", "jakaa", "0", "jaa", "Nom"),
    ("lainaa", "lainata", "03", "laina", "Par"),
    ("luo", "luoda", "03", "luo", "Nom"),
    ("maksa", "maksaa", "0", "maksa", "Nom"),
    ("maksan", "maksaa", "1", "maksa", "Gen"),
    ("satu", "sattua", "0", "satu", "Nom"),
    ("vuokraa", "vuokrata", "03", "vuokra", "Par"),
)


def verb_form(reading: Analysis) -> str:
    if reading.pos != "VERB":
        return ""
    if reading.mood == "Inf1":
        return "i"
    if reading.connegative or (reading.mood == "Imp" and reading.person == "2"):
        return "0"
    if reading.mood != "Ind" or reading.number == "Plur":
        return ""
    # A contracted verb has one form for both: se haittaa, ei haittaa.
    contracted = reading.person == "3" and reading.lemma.endswith(("ata", "ätä"))
    return "03" if contracted else reading.person


def main() -> None:
    analyse = lru_cache(None)(load_voikko("auto").analyses)
    often = train.count_lemmas(analyse)
    lexicon = load_models().fast.lexicon
    rows = []
    for form, n in sorted(train.count_forms().items()):
        if n < LEAST_FORM or len(form) > 20 or form in LEFT_OUT or form.endswith(CLITICS):
            continue
        verbs: Counter[str] = Counter()
        nominals: Counter[str] = Counter()
        readings = [r for r in analyse(form) if len(r.parts) < 2]
        for reading in readings:
            if verb_form(reading):
                verbs[reading.lemma] = often[reading.lemma]
            elif reading.pos in NOMINAL and reading.case and reading.lemma.islower():
                nominals[reading.lemma] = often[reading.lemma]
        if not verbs or not nominals:
            continue
        (verb, a), (nominal, b) = verbs.most_common(1)[0], nominals.most_common(1)[0]
        if min(a, b) < LEAST_LEMMA or max(a, b) > RATIO * min(a, b):
            continue
        forms = "".join(sorted(set("".join(verb_form(r) for r in readings if r.lemma == verb))))
        third = set(lexicon.lemmas(form)) - {verb, nominal, *map(_PRONOUNS.get, [nominal])}
        if third or any(reading.pos in PARTICLES for reading in readings):
            forms += "p"
        verb = _MODERN.get(verb, verb)
        cases = sorted({r.case for r in readings if r.lemma == nominal and r.case})
        pronoun = any(r.pos == "PRON" for r in readings if r.lemma == nominal)
        nominal = _PRONOUNS.get(nominal, nominal) if pronoun else nominal
        rows.append((form, verb, forms, nominal, ",".join(cases)))
    rows = sorted({row[0]: row for row in (*rows, *MORE)}.values())
    text = "".join("\t".join(row) + "\n" for row in rows)
    (HERE / "homographs.tsv").write_text(text, encoding="utf-8")
    print(len(rows), "forms")


if __name__ == "__main__":
    main()
