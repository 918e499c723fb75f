"""Recall and precision of person names on Turku NER, and recall of generated identifiers.

    python benchmarks/pseudonyms/run.py [--split dev|test]

Needs the folder of development data (environment variable ``AINEISTO_DATA``, default
``../shared/data``) with ``turku-ner/``. A person is found when every word of the name lies in
spans that would be replaced; a replaced span is right when it touches a person's name. ``shown``
counts also what is shown for confirmation and not replaced unless the researcher says so. Names are
found by lists, the model of ``models/persons-fi`` (trained on ``train``) and the name finder
together. Bounds were set on ``dev``; the figure reported is of ``test``. The rules for speech were
chosen on the odd passages of ``interviews.txt``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
from collections import Counter
from pathlib import Path

from aineisto.pseudonyms._beside import is_certain
from aineisto.pseudonyms._detector import Detector, persons_in
from aineisto.pseudonyms._identifiers import find_identifiers

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("AINEISTO_DATA", ROOT.parent / "shared" / "data"))
RESULTS = ROOT / "benchmarks" / "results" / "pseudonyms.json"
_PEOPLE = ("full", "first", "last", "word", "nickname", "initials", "small", "surname-first")
Spans = list[tuple[int, int]]


def read_split(split: str) -> list[tuple[str, Spans]]:
    """Return the documents, a sentence a line, with the spans of persons."""
    file = DATA / "turku-ner" / "data" / "conll" / f"{split}.tsv"
    documents = []
    for document in file.read_text(encoding="utf-8").split("-DOCSTART-\tO"):
        text, spans = "", []
        for sentence in document.strip().split("\n\n"):
            for line in sentence.strip().splitlines():
                word, tag = line.split("\t")[0], line.split("\t")[-1]
                start = len(text)
                text += word + " "
                if tag == "B-PER":
                    spans.append((start, start + len(word)))
                elif tag == "I-PER" and spans:
                    spans[-1] = (spans[-1][0], start + len(word))
            text += "\n"
        documents.append((text, spans))
    return documents


def persons(split: str, show: int = 0, *, doubtful: bool = False) -> dict[str, float]:
    documents = read_split(split)
    found = persons_in([text for text, _ in documents], doubtful=doubtful)
    hits = total = right = proposed = 0
    missed, wrong = [], []
    for (text, true), spans in zip(documents, found, strict=True):
        covered = {place for p in spans for place in range(p.start, p.end)}
        for start, end in true:
            whole = all(i in covered for i in range(start, end) if text[i].isalpha())
            hits += whole
            total += 1
            if not whole:
                missed.append(text[max(0, start - 20) : end + 20].replace("\n", "|"))
        for p in spans:
            ok = any(p.start < end and start < p.end for start, end in true)
            right += ok
            proposed += 1
            if not ok:
                wrong.append(f"{text[p.start : p.end]} {p.confidence}")
    if show:
        print("MISSED", *missed[:show], "WRONG", *wrong[:show], sep="\n")
    return {"persons": total, "recall": hits / total, "precision": right / proposed}


def interviews(odd: bool) -> dict[str, float | str]:
    """Return what is replaced of the invented interviews, by kind, of odd or even numbers."""
    found: Counter[str] = Counter()
    total: Counter[str] = Counter()
    right = proposed = 0
    find = Detector()
    text = Path(__file__).with_name("interviews.txt").read_text(encoding="utf-8")
    for number, passage in re.findall(r"^# (\d+)[^\n]*\n(.*?)(?=^# |\Z)", text, re.M | re.S):
        if int(number) % 2 != odd:
            continue
        plain, marks = _plain(passage)
        spans = [item for item in find([plain])[0] if is_certain(item)]
        covered = {place for item in spans for place in range(item.start, item.end)}
        for start, end, kind in marks:
            total[kind] += 1
            found[kind] += all(i in covered for i in range(start, end) if plain[i].isalnum())
        proposed += len(spans)
        right += sum(any(s.start < end and start < s.end for start, end, _ in marks) for s in spans)
    people = [kind for kind in _PEOPLE if total[kind]]
    return {
        "persons": sum(total[kind] for kind in people),
        "recall": sum(found[kind] for kind in people) / sum(total[kind] for kind in people),
        "precision, identifiers too": right / proposed,
        **{kind: f"{found[kind]} of {number}" for kind, number in total.items()},
    }


def _plain(passage: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Return a passage without its braces, and start, end and kind of what stood in them."""
    text, marks, reached = "", [], 0
    for mark in re.finditer(r"\{([\w-]+):(.*?)\}", passage):
        text += passage[reached : mark.start()]
        marks.append((len(text), len(text) + len(mark[2]), mark[1]))
        text += mark[2]
        reached = mark.end()
    return text + passage[reached:], marks


def identifiers(n: int = 1000) -> dict[str, float]:
    """Return the recall of generated identifiers in sentences of their own."""
    rng = random.Random(0)
    makers = {"identity code": identity_code, "e-mail": email, "phone": phone, "IBAN": iban}
    return {
        kind: sum(_is_found(kind, make(rng), rng) for _ in range(n)) / n
        for kind, make in makers.items()
    }


def _is_found(kind: str, value: str, rng: random.Random) -> bool:
    frame = rng.choice(["Se on {}.", "({}) oli siinä", "numero {}, ja sitten", "{}"])
    text, start = frame.format(value), frame.index("{")
    return any(
        f.kind == kind and f.start <= start and f.end >= start + len(value)
        for f in find_identifiers(text)
    )


def identity_code(rng: random.Random) -> str:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(0, 99)
    digits, number = f"{day:02}{month:02}{year:02}", f"{rng.randint(2, 899):03}"
    control = "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(digits + number) % 31]
    return digits + rng.choice("+-YXWVUABCDEF") + number + control


def email(rng: random.Random) -> str:
    letters = "abcdefghijklmnopqrstuvwxyzåäö0123456789"
    part = lambda low, high: "".join(rng.choices(letters, k=rng.randint(low, high)))  # noqa: E731
    return f"{part(1, 9)}{rng.choice('._-+')}{part(1, 9)}@{part(2, 9)}.{rng.choice(['fi', 'com'])}"


def phone(rng: random.Random) -> str:
    area = rng.choice(["40", "44", "45", "50", "9", "14", "400"])
    rest = "".join(rng.choices("0123456789", k=rng.randint(6, 7)))
    start = rng.choice(["0", "+358 ", "+358", "+358 (0)", "00358 "]) + area
    return start + rng.choice([" ", "-", ""]) + rng.choice([rest, f"{rest[:3]} {rest[3:]}"])


def iban(rng: random.Random) -> str:
    account = "".join(rng.choices("0123456789", k=14))
    check = 98 - int(account + "151800") % 97
    code = f"FI{check:02}{account}"
    return rng.choice([code, " ".join(code[i : i + 4] for i in range(0, 18, 4))])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--split", choices=["dev", "test"], default="test")
    parser.add_argument("--show", type=int, default=0, help="print so many errors (dev only)")
    options = parser.parse_args()
    show = options.show if options.split == "dev" else 0
    results = {
        f"persons, Turku NER {options.split}": persons(options.split, show),
        f"shown for confirmation, {options.split}": persons(options.split, doubtful=True),
        "recall of 1,000 generated": identifiers(),
        "invented interviews, odd": interviews(odd=True),
        "invented interviews, even": interviews(odd=False),
    }
    print(json.dumps(results, indent=2, ensure_ascii=False))
    if options.split == "test":
        RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
