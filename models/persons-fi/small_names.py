"""Names that are words too, but hardly anyone's words: *lahtinen*, *rautiainen*, *martta*.

    python models/persons-fi/small_names.py

A name in a transcript written without capitals is left alone where it is a word of the language.
This counts in open corpora, and in the invented spoken studies, how often the listed names that are
words stand small and how often with a capital, in all their cases, and writes those that are names
rather than words.
"""

from __future__ import annotations

import lzma
import os
import re
from collections import Counter
from pathlib import Path

from aineisto.pseudonyms._lists import classes, first_names, is_common, read_list, surnames

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("AINEISTO_DATA", ROOT.parent / "shared" / "data"))
LIST = ROOT / "src" / "aineisto" / "pseudonyms" / "small_names.txt"
CORPORA = (
    *("eduskunta-vkk", "fincore", "finnsentiment", "skn-spoken"),
    *("turku-paraphrase", "vaalikone2015", "xed"),
)
#: A name stands small at most so often in the four million words, and so rarely beside its capital.
FEW, MANY, SHARE, SURE = 2, 15, 0.7, 0.85


def main() -> None:
    words: Counter[str] = Counter()
    for folder in (*(DATA / corpus for corpus in CORPORA), ROOT / "corpora" / "spoken-studies"):
        for file in sorted(folder.rglob("*")):
            if file.suffix in {".csv", ".tsv", ".json", ".xz"}:
                read = lzma.open if file.suffix == ".xz" else open
                with read(file, "rt", encoding="utf-8") as stream:
                    words.update(re.findall(r"[^\W\d_]{4,}", stream.read()))
    chosen = set()
    # The first line of first names has those of Finns.
    first = LIST.with_name("first_names.txt").read_text(encoding="utf-8").splitlines()[0]
    finnish = [*read_list("surnames"), *dict.fromkeys(first.split())]
    small, capital = _counts(words)
    for name in finnish:
        few, many = small[name], capital[name]
        share = many / (few + many) if few + many else 1.0
        rare = (few <= FEW and (few == 0 or share > SHARE)) or (few <= MANY and share >= SURE)
        place = "ep" in classes(name) and name not in first_names()
        if is_common(name) and len(name) > 3 and rare and not place:
            chosen.add(name)
    LIST.write_text(" ".join(sorted(chosen)) + "\n", encoding="utf-8")
    print(f"{len(chosen)} of {len(set(finnish))} names, {sum(words.values())} words")


def _counts(words: Counter[str]) -> tuple[Counter[str], Counter[str]]:
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for word, times in words.items():
        counted = small if word.islower() else capital if word.istitle() else Counter()
        for table in (first_names(), surnames()):
            for name in {form.lemma for form in table.read(word) if not form.clitic}:
                counted[name] += times
    return small, capital


if __name__ == "__main__":
    main()
