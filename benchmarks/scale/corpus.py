"""Statements and interviews for measuring, generated from open corpora and the demo study."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

import aineisto
from aineisto.core.data import data_path

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("AINEISTO_DATA", ROOT.parent / "shared" / "data"))
DEMO = data_path("corpora/demo-study")


def open_sentences() -> list[str]:
    """Return sentences of ministers' answers, paraphrases and online talk."""
    with (DATA / "eduskunta-vkk" / "train.csv").open(encoding="utf-8") as stream:
        found = [row["sentence"] for row in csv.DictReader(stream)]
    pairs = json.loads((DATA / "turku-paraphrase" / "test_release1.json").read_text("utf-8"))
    found += [pair[side] for pair in pairs for side in ("txt1", "txt2")]
    with (DATA / "finnsentiment" / "FinnSentiment-1.1.tsv").open(encoding="utf-8") as stream:
        found += [line.rstrip("\n").split("\t")[-1] for line in stream]
    return [text for text in found if 4 <= len(text.split()) <= 40]


def spliced(sentences: list[str], number: int, seed: int = 0) -> Iterator[str]:
    """Yield sentences made of the beginning of one and the end of another: hardly any twice."""
    random = np.random.default_rng(seed)
    halves = [text.split() for text in sentences]
    for first, second in random.integers(0, len(halves), (number, 2)):
        one, other = halves[first], halves[second]
        yield " ".join([*one[: (len(one) + 1) // 2], *other[len(other) // 2 :]])


def write_statements(path: Path, number: int) -> None:
    """Write a Parquet file of so many statements, a row group a 100,000."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([("statement_id", pa.string()), ("text", pa.string())])
    texts = spliced(open_sentences(), number)
    with pq.ParquetWriter(path, schema) as writer:
        for start in range(0, number, 100_000):
            some = [
                text for text, _ in zip(texts, range(min(100_000, number - start)), strict=False)
            ]
            ids = [f"s{start + place:09d}" for place in range(len(some))]
            writer.write_table(pa.table({"statement_id": ids, "text": some}, schema=schema))


def write_study(folder: Path, interviews: int = 60, words: int = 300_000) -> int:
    """Write interviews in the demo study's register, and return how many words they have.

    The questions are the demo study's; the answers are its sentences, spliced.
    """
    corpus = aineisto.read(DEMO / "interviews", participants=DEMO / "participants.csv")
    answers = [text for text in corpus.answers["clean"] if len(text.split()) >= 4]
    questions = [question.text for question in corpus.questions]
    texts = spliced(answers, words)
    rows, total = [], 0
    for number in range(1, interviews + 1):
        lines = []
        for question in questions:
            lines.append(f"H: {question}")
            wanted, said = words / interviews / len(questions), 0
            turn = []
            while said < wanted:
                turn.append(next(texts))
                said += len(turn[-1].split())
            lines.append("V: " + " ".join(turn))
            total += said
        (folder / f"h{number:02d}.txt").write_text("\n".join(lines) + "\n", "utf-8")
        rows.append({"participant": f"p{number:02d}", "document": f"h{number:02d}"})
    pd.DataFrame(rows).to_csv(folder / "participants.csv", index=False)
    return total
