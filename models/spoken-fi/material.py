"""What the normaliser learns from, read from the data folder."""

from __future__ import annotations

import csv
import lzma
import os
import random
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("AINEISTO_DATA", ROOT.parent / "shared" / "data"))
Pair = tuple[str, str]
Utterance = list[Pair]


def skn(part: str) -> list[Utterance]:
    """Utterances of Samples of Spoken Finnish, in lower case."""
    utterances: list[Utterance] = [[]]
    with lzma.open(DATA / "skn-spoken" / f"{part}.tsv.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            spoken, _, standard = line.rstrip("\n").lower().partition("\t")
            if spoken:
                standard = standard.replace("_", " ").replace("\xa0", " ").strip()
                utterances[-1].append((spoken, standard))
            elif utterances[-1]:
                utterances.append([])
    return [utterance for utterance in utterances if utterance]


def treebank() -> list[list[str]]:
    """Sentences of TDT 2013 without marks, in lower case."""
    sentences: list[list[str]] = [[]]
    path = DATA / "tdt2013" / "tdt2013.train.tsv.xz"
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            word = line.split("\t")[0].strip().lower()
            if not word:
                sentences.append([])
            elif any(c.isalpha() for c in word):
                sentences[-1].append(word)
    return [sentence for sentence in sentences if len(sentence) > 1]


def subtitles(*names: str) -> list[list[str]]:
    """Sentences of film subtitles (XED): standard Finnish that is nearly speech."""
    sentences = []
    for name in names:
        column = 1 if name.startswith("neu") else 0
        for line in (DATA / "xed" / name).read_text(encoding="utf-8").splitlines():
            words = re.findall(r"[\w\-:']+", line.split("\t")[column].lower())
            if 3 <= len(words) < 30 and all(re.fullmatch(r"[^\W\d_][^\d_]*", w) for w in words):
                sentences.append(words)
    return sentences


def ministries(count: int, rng: random.Random) -> list[list[str]]:
    """Sentences of administration: words of the field, which must stay."""
    with (DATA / "eduskunta-vkk" / "train.csv").open(encoding="utf-8", newline="") as lines:
        texts = [row["sentence"] for row in csv.DictReader(lines)]
    rows = (re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", t.lower()) for t in rng.sample(texts, count))
    return [words for words in rows if 3 <= len(words) < 30]


def standard_text() -> list[Utterance]:
    """UD Finnish-TDT dev: standard text, which must stay."""
    sentences: list[Utterance] = [[]]
    path = DATA / "ud-finnish-tdt" / "fi_tdt-ud-dev.conllu"
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) == 10 and cells[0].isdigit():
            sentences[-1].append((cells[1], cells[1]))
        elif not line and sentences[-1]:
            sentences.append([])
    return [sentence for sentence in sentences if sentence]
