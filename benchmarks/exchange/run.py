"""What taking a large project in and giving it out costs: 10,000 codings in 500 texts.

    python benchmarks/exchange/run.py [--texts 500] [--codings 10000] [--words 1000]

Prints a table and writes ``benchmarks/results/exchange.json``. Texts are made of the statements of
the demo study's interviews, so many words each; two people and the machine code themes, stance and
actors, with emoji and CRLF among the texts. Each road is a process of its own, as a user starts
it; CPU seconds and the most memory are those of that process, its imports too (``start`` has them
alone). Roads: ``out`` opens the study's project and writes it as .qdpx, ``in`` reads that,
``in bare`` reads it as another program would have left it (without what lies beside the project),
``back`` writes what was so read into the project that it came from (``like=``; its CPU seconds are
those of the writing alone). Everything that is read is held against what was written: a coding
lost ends the run.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

import aineisto
from aineisto.codings import STANCE, is_human, is_machine, make_codings

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks" / "results" / "exchange.json"
DEMO = ROOT / "corpora" / "demo-study"
ROADS = ("start", "out", "in", "in bare", "back")
KEYS = ["statement_id", "family", "code", "value", "coder"]


def make(folder: Path, texts: int, codings: int, words: int) -> None:
    """Write the texts and a study's codings of them, for the roads to start from."""
    random = np.random.default_rng(0)
    answers = aineisto.read(DEMO / "interviews").answers["text"].tolist()
    (folder / "texts").mkdir()
    for number in range(texts):
        lines, length = [], 0
        while length < words:
            some = [answers[place] for place in random.integers(0, len(answers), 3)]
            lines += ["H: Miten se teillä sujui?", "V: " + " ".join(some)]
            length += sum(len(text.split()) for text in some) + 4
        newline = "\r\n" if number % 4 == 0 else "\n"
        text = newline.join([*lines, "V: Se oli hyvä 😀 asia."]) + newline
        (folder / "texts" / f"h{number:03d}.txt").write_bytes(text.encode("utf-8"))
    corpus = aineisto.read(folder / "texts")
    spans = corpus.answers[["statement_id", "start", "end"]].to_dict("records")
    themes = aineisto.Codebook.load(DEMO / "codebook.toml").theme_codes
    coders = [("human:anna", "blind"), ("human:ville", "blind"), ("machine:x@1", "suggested")]
    rows, seen = [], set()
    while len(rows) < codings:
        span = spans[random.integers(len(spans))]
        coder, status = coders[random.integers(3)]
        family = ("theme", "theme", "stance", "actor")[random.integers(4)]
        row = {
            "statement_id": span["statement_id"],
            "family": family,
            "coder": coder,
            "status": status,
            "created": "2026-03-01T09:00:00Z",
        }
        if family == "theme":
            row["code"] = themes[random.integers(len(themes))]
        elif family == "stance":
            row |= {"code": STANCE, "value": int(random.integers(-2, 3))}
        else:
            low = int(span["start"] + random.integers(max(1, span["end"] - span["start"] - 4)))
            row |= {"code": "Kela", "start": low, "end": min(low + 4, span["end"])}
        key = (row["statement_id"], family, row["code"] if family == "theme" else "", coder)
        if key not in seen:
            seen.add(key)
            rows.append(row)
    made = make_codings(rows)
    made.to_parquet(folder / "codings.parquet")
    codebook = aineisto.Codebook.load(DEMO / "codebook.toml")
    with aineisto.Project.create(folder / "study.aineisto", corpus, codebook) as project:
        project.add_judgements(made[is_machine(made["coder"])])
        project.add_decisions(made[is_human(made["coder"])], vouched="generated")


def spent() -> float:
    """Return the CPU seconds of this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def most_memory() -> float:
    """Return the most megabytes this process has held (getrusage counts its parent's too)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (peak,) = [line.split()[1] for line in lines if line.startswith("VmHWM")]
    return int(peak) * 1024 / 1e6


def go(road: str, folder: Path) -> None:
    """Go one road; print what it took."""
    before = 0.0
    if road == "back":
        study = aineisto.read_qdpx(folder / "bare.qdpx")
        before = spent()
    begin = time.monotonic()
    if road == "out":
        with aineisto.Project.open(folder / "study.aineisto") as study:
            aineisto.write_qdpx(study, folder / "study.qdpx")
    elif road in ("in", "in bare"):
        study = aineisto.read_qdpx(folder / ("study.qdpx" if road == "in" else "bare.qdpx"))
    elif road == "back":
        aineisto.write_qdpx(study, folder / "back.qdpx")
    taken = {
        "cpu": round(spent() - before, 2),
        "seconds": round(time.monotonic() - begin, 2),
        "megabytes": round(most_memory()),
    }
    if road in ("in", "in bare"):
        expected = pd.read_parquet(folder / "codings.parquet")
        found = {tuple(map(str, row)) for row in study.codings[KEYS].to_numpy()}
        wanted = {tuple(map(str, row)) for row in expected[KEYS].to_numpy()}
        if found != wanted:
            raise SystemExit(f"{road}: {len(wanted - found)} lost, {len(found - wanted)} new")
        taken |= {"codings": len(study.codings), "statements": len(study.corpus.statements)}
    print(json.dumps(taken))


def strip(folder: Path) -> None:
    """Write the file as another program would have left it."""
    with (
        zipfile.ZipFile(folder / "study.qdpx") as full,
        zipfile.ZipFile(folder / "bare.qdpx", "w", zipfile.ZIP_DEFLATED) as bare,
    ):
        for entry in full.infolist():
            if entry.filename != "aineisto.json":
                bare.writestr(entry, full.read(entry))


def main() -> None:
    """Measure every road."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=500)
    parser.add_argument("--codings", type=int, default=10_000)
    parser.add_argument("--words", type=int, default=1000)
    parser.add_argument("--road", choices=ROADS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.road:
        go(asked.road, asked.folder)
        return
    found = {"texts": asked.texts, "codings": asked.codings, "words a text": asked.words}
    with TemporaryDirectory() as name:
        make(Path(name), asked.texts, asked.codings, asked.words)
        for road in ROADS:
            command = [sys.executable, __file__, "--road", road, "--folder", name]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            found[road] = json.loads(done.stdout.splitlines()[-1])
            if road == "out":
                strip(Path(name))
            print(f"{road:8}", found[road])
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
