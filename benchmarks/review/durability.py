"""Killed writers and two coders at once: how many acknowledged decisions are lost or doubled."""

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from studies import invented, project_of

from aineisto.project import Project

WRITER = """
import sys
from aineisto.project import Project
path, coder, first, last = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
with Project.open(path) as project:
    names = project.corpus.answers["statement_id"].tolist()
    print("ready", flush=True)
    for number in range(first, last):
        memo = f"{coder} {number}"
        made = project.decide(names[number % len(names)], coder, value=number % 5 - 2, memo=memo)
        print(made.decision, number, flush=True)
"""


def killed(kills):
    rng = random.Random(0)
    promised = []
    with tempfile.TemporaryDirectory() as folder:
        path = _project(folder)
        for kill in range(kills):
            process = _writer(path, "anna", 10_000 * kill, 10_000 * (kill + 1))
            process.stdout.readline()
            time.sleep(rng.uniform(0, 0.1))
            process.kill()
            promised += _acknowledged(process.stdout.read())
            process.wait()
        return {"kills": kills, **_account(path, promised)}


def two_coders(decisions):
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        path = _project(folder)
        processes = [_writer(path, coder, 0, decisions) for coder in ("anna", "ville")]
        promised = []
        for process in processes:
            promised += _acknowledged(process.communicate()[0].partition("\n")[2])
        seconds = time.perf_counter() - start
        return {"coders": 2, "seconds": round(seconds, 1), **_account(path, promised)}


def _project(folder):
    path = Path(folder) / "s.aineisto"
    project_of(invented(200, np.random.default_rng(0)), path).close()
    return path


def _writer(path, coder, first, last):
    command = [sys.executable, "-c", WRITER, str(path), coder, str(first), str(last)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _acknowledged(text):
    whole = text.rpartition("\n")[0].splitlines()
    return [tuple(map(int, line.split())) for line in whole if line != "ready"]


def _account(path, promised):
    with Project.open(path) as project:
        values = project.decisions.set_index("decision")["value"]
        memos = project.memos["text"]
        whole = project._store.rows("PRAGMA integrity_check") == [("ok",)]
    lost = [n for n, number in promised if n not in values.index or values[n] != number % 5 - 2]
    return {
        "acknowledged": len(promised),
        "stored": len(values),
        "lost": len(lost),
        "doubled": int(memos.duplicated().sum()),
        "integrity": whole,
    }
