"""The list of English and Swedish words that speech keeps as they are.

    pip install wordfreq && python models/spoken-fi/foreign.py

Writes ``foreign.tsv.xz``: word, and ``d`` where it is foreign only beside another foreign word. A
word is taken from the commonest of English and Swedish (``wordfreq``) where Finnish text has it
far less often, and is doubtful where Voikko knows it or dialects say it.
"""

from __future__ import annotations

from pathlib import Path

from wordfreq import top_n_list, zipf_frequency

from aineisto.language._spoken import spoken_forms
from aineisto.language._spoken_memory import SpokenMemory
from aineisto.language._tables import write_rows
from aineisto.morphology import load_voikko

HERE = Path(__file__).parent
#: How many of the commonest words of a language.
COMMONEST = {"en": 7_000, "sv": 4_500}
#: Orders of magnitude by which a word must be commoner in its language than in Finnish text.
COMMONER, COMMONER_KNOWN = 0.5, 1.5
#: A word that the dialect interviews have more often is doubtful.
IN_DIALECT = 20
#: Foreign, though as common in Finnish text, and what speech makes of them.
ALWAYS = ("ok", "okei", "okay", "sori", "pliis")
#: Foreign beside another foreign word, though as common in Finnish text.
BESIDE = ("live",)


def main() -> None:
    memory = SpokenMemory(HERE)
    analyse = load_voikko("auto").analyses
    found: dict[str, str] = dict.fromkeys(ALWAYS, "") | dict.fromkeys(BESIDE, "d")
    for language, n in COMMONEST.items():
        for word in top_n_list(language, n):
            if len(word) < 2 or not word.isalpha() or word in found:
                continue
            more = zipf_frequency(word, language) - zipf_frequency(word, "fi")
            known = bool(analyse(word))
            its = memory.forms(word)
            spoken = sum(its.values())
            if more < (COMMONER_KNOWN if known else COMMONER) or its.get(word, 0) > IN_DIALECT:
                continue
            listed = spoken_forms().get(word)
            if listed is not None and not listed.ambiguous:
                continue
            finnish = any(reading.pos != "PROPN" for reading in analyse(word))
            doubtful = finnish or listed is not None or spoken > IN_DIALECT
            found[word] = "d" if doubtful else ""
    write_rows(HERE / "foreign.tsv.xz", sorted(found.items()))
    print(len(found), "words,", sum(map(bool, found.values())), "of them doubtful")
    print(sorted(w for w, d in found.items() if d))


if __name__ == "__main__":
    main()
