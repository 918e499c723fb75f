"""Homographs of speech and foreign words in spoken sentences.

    python benchmarks/spoken/sets.py [--half develop] [--show]

``homographs.tsv``: spoken sentences, one form of each and its lemmas (``|`` between those that are
right). ``foreign.tsv``: spoken sentences with words of English and Swedish, whose places are given;
such a word is left alone where its standard form and its lemma are itself. Both were written before
the rules; half (``develop``) was looked at, the other (``report``) is only counted. A form, or a
foreign phrase, is in one half with all its sentences. A third part (``fit``) of the homographs was
written later, of forms in neither half; the weights of the votes are fitted on it and on
``develop``. ``kuin.tsv``: sixty spoken sentences with a *ku*, and whether it is *kuin* or *kun*.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from aineisto.language import Lemmatizer, shared_lemmatizer

HERE = Path(__file__).parent


def read(name: str, half: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines, delimiter="\t") if row["half"] == half]


def homographs(half: str, lemmatizer: Lemmatizer, show: bool = False) -> float:
    """Percent of forms with a right lemma, each sentence read by itself."""
    return _right(read("homographs.tsv", half), "lemma", lemmatizer.lemmatize, show)


def kuin(half: str, lemmatizer: Lemmatizer, show: bool = False) -> float:
    """Percent of *ku* that is told right, each sentence read by itself."""
    return _right(read("kuin.tsv", half), "standard", lemmatizer.standard_forms, show)


def _right(
    rows: list[dict[str, str]],
    wanted: str,
    told_of: Callable[[list[list[str]]], list[list[str]]],
    show: bool,
) -> float:
    """Percent of sentences in which what is told of their form is right."""
    right = 0
    for row in rows:
        words = row["sentence"].split(" ")
        told = told_of([words])[0][words.index(row["form"])]
        good = told.lower() in row[wanted].split("|")
        right += good
        if show and not good:
            print(f"  {row['form']}: {told} for {row[wanted]}: {row['sentence']}")
    return 100 * right / len(rows)


def foreign(half: str, lemmatizer: Lemmatizer, show: bool = False) -> dict[str, float]:
    """Percent of foreign words left alone, by language."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for row in read("foreign.tsv", half):
        words = row["sentence"].split(" ")
        forms = lemmatizer.standard_forms([words])[0]
        lemmas = lemmatizer.lemmatize([words])[0]
        for at in map(int, row["foreign"].split(" ")):
            good = forms[at] == words[at] and lemmas[at].lower() == words[at].lower()
            right[row["language"]] += good
            total[row["language"]] += 1
            if show and not good:
                print(f"  {words[at]}: {forms[at]}, {lemmas[at]}: {row['sentence']}")
    return {language: 100 * right[language] / total[language] for language in total}


def measure(half: str, modes: tuple[str, ...], show: bool = False) -> dict[str, object]:
    report: dict[str, object] = {}
    for mode in modes:
        share = homographs(half, shared_lemmatizer(mode), show)
        report[f"homographs, {mode}"] = share
        print(f"{half:9s}homographs, {mode:18s}{share:7.1f}")
    if half == "fit":
        return report
    report["kuin or kun"] = kuin(half, shared_lemmatizer(), show)
    print(f"{half:9s}{'kuin or kun':30s}{report['kuin or kun']:7.1f}")
    report["foreign"] = foreign(half, shared_lemmatizer(), show)
    print(f"{half:9s}foreign words left alone", report["foreign"])
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("develop", "fit", "report"), default="develop")
    parser.add_argument("--show", action="store_true", help="print the errors (develop only)")
    parser.add_argument("--fast", action="store_true", help="fast mode only")
    arguments = parser.parse_args()
    modes = ("fast",) if arguments.fast else ("fast", "accurate")
    measure(arguments.half, modes, arguments.show and arguments.half == "develop")


if __name__ == "__main__":
    main()
