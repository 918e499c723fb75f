"""A coded spoken study as aineisto's frames: its corpus, codebook and the coders' agreed codes."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd

from aineisto.codebook import Codebook
from aineisto.corpus import Corpus

#: Studies that the encoder learnt nothing from: they choose and calibrate. S3 is the test.
APART = ("S7",), ("T33", "T38", "T146", "T154", "T170", "T176")
SPOKEN = Path(__file__).resolve().parents[2] / "corpora/spoken-studies"
#: Never learnt from, never chosen by.
TESTS = SPOKEN.parent / "spoken-tests"
ROLE = {"K": "interviewer", "V": "interviewee"}


def read_rows(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return pd.DataFrame(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def apart(data):
    """Return the folders of the studies that choose and calibrate."""
    theirs, ours = APART
    return [*(data / "coded-interviews/studies" / name for name in theirs),
            *(SPOKEN / name for name in ours)]  # fmt: skip


def load(folder):
    """Return (corpus, codebook, codes) of a study's folder.

    `codes` has a row for each of the interviewees' statements: ``statement_id``, ``participant``,
    ``stance`` and ``theme`` (NA where the two coders differ) and ``theme2``.
    """
    folder = Path(folder)
    codebook = Codebook.load(folder / "codebook.toml")
    documents, statements = [], []
    for file in sorted(folder.glob("H*.tsv")):
        rows = read_rows(file)
        document, turn, before, at = file.stem, 0, None, 0
        for row in rows.itertuples():
            turn += row.speaker != before
            before = row.speaker
            statements.append(
                {
                    "statement_id": f"{document}:{int(row.n):03d}",
                    "document": document,
                    "participant": document if row.speaker == "V" else "",
                    "speaker": row.speaker,
                    "role": ROLE[row.speaker],
                    "question": row.question or "",
                    "turn": turn,
                    "start": at,
                    "end": at + len(row.text),
                    "time_start": np.nan,
                    "time_end": np.nan,
                    "text": row.text,
                    "clean": row.text,
                }
            )
            at += len(row.text) + 1
        text = "\n".join(rows["text"])
        documents.append({"document": document, "path": "", "format": "txt", "text": text})
    participants = pd.read_csv(folder / "participants.csv", dtype=str)
    frame = pd.DataFrame(statements)
    corpus = Corpus(pd.DataFrame(documents), participants, frame, questions=codebook.questions)
    codes = read_rows(folder / "codes.tsv")
    codes["statement_id"] = codes["interview"] + ":" + codes["n"].str.zfill(3)
    codes["stance"] = codes["stance"].astype(int)
    agreed = codes.groupby("statement_id", sort=False).agg(
        stance=("stance", _agreed), theme=("theme", _agreed), theme2=("theme2", "first")
    )
    gold = agreed.reset_index()
    gold["participant"] = gold["statement_id"].str.split(":").str[0]
    return corpus, codebook, gold


def _agreed(codes):
    return codes.iloc[0] if codes.nunique() == 1 else pd.NA
