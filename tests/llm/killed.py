"""Runs of a language model that are killed at random moments, and what is left of them."""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from tests.llm.conftest import study

from aineisto import Codebook
from aineisto.llm import Answers, LanguageModelCoder

FAMILIES = ("stance",)


@contextmanager
def server(pause):
    """Run the test's server in a process of its own; give its address and what it was asked."""
    path = Path(__file__).with_name("server.py")
    process = subprocess.Popen(
        [sys.executable, path, str(pause)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def asked():
        print(file=process.stdin, flush=True)
        return json.loads(process.stdout.readline())

    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/v1", asked
    finally:
        process.stdin.close()
        process.wait(30)


def invented(name, statements, each=20):
    """Return a corpus of so many statements, no two alike."""
    said = {}
    for number in range(statements):
        words = f"Raha riittää hyvin, sanoi {name} kerran numero {number}."
        said.setdefault(f"{name}{number // each:04}", []).append(("V", words))
    return study(said)


def stored_in(path):
    """Return the answers that are on the disk, by key."""
    with Answers(path) as answers:
        frame = answers.frame()
    return dict(zip(frame["key"], frame["answer"], strict=True))


def run_apart(coder, corpus):
    """Start a run in a process of its own."""
    child = os.fork()
    if child:
        return child
    try:
        coder.code(corpus, Codebook(), FAMILIES, progress=False)
        os._exit(0)
    finally:
        os._exit(1)


def wait_for(child, path, least):
    """Wait until so many answers are stored; False where the run ends before that."""
    while True:
        if path.exists() and len(stored_in(path)) >= least:
            return True
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return False
        time.sleep(0.005)


def killed(runs, statements=60, workers=2, seed=0):
    """Kill so many runs, each after it stored some answers of its own; done studies give way.

    Returns the number of ``kills``, of ``studies`` done, of ``answers`` that stood at a kill, of
    those ``lost`` or ``changed`` by it, and of statements asked about beyond what was under way at
    a kill (``twice``).
    """
    rng = random.Random(seed)
    kills = lost = changed = twice = answers = studies = 0
    with tempfile.TemporaryDirectory() as folder, server(0.002) as (url, asked):
        while kills < runs:
            name = f"s{studies}"
            corpus, path = invented(name, statements), Path(folder) / f"{name}.sqlite"
            coder = LanguageModelCoder(url, "testi:1b", answers=path, workers=workers)
            coder.parameters  # the server is asked what it has before a child is born  # noqa: B018
            before, of_study = {}, 0
            while len(before) < statements:
                child = run_apart(coder, corpus)
                running = kills < runs and wait_for(child, path, len(before) + rng.randint(1, 9))
                if running:
                    before = stored_in(path)
                    time.sleep(rng.uniform(0, 0.01))
                    os.kill(child, signal.SIGKILL)
                    kills, of_study = kills + 1, of_study + 1
                    answers += len(before)
                os.waitpid(child, 0)
                now = stored_in(path)
                lost += len(before.keys() - now.keys())
                changed += sum(now[key] != said for key, said in before.items() if key in now)
                before = now
            codings = coder.code(corpus, Codebook(), FAMILIES, progress=False)
            assert len(codings) == statements
            counts = [n for text, n in asked().items() if f" {name} " in text]
            twice += max(0, sum(counts) - statements - of_study * workers)
            studies += 1
    return {
        "kills": kills, "studies": studies, "answers": answers, "lost": lost, "changed": changed,
        "twice": twice,
    }  # fmt: skip


def resumed(statements, workers=2):
    """Kill a run over so many statements half-way, finish it, and run it once more.

    Returns how many statements were ``asked`` about in all, how many ``kept`` at the kill, how
    many the last run asked ``again``, and the ``seconds`` of that run.
    """
    with tempfile.TemporaryDirectory() as folder, server(0) as (url, asked):
        corpus, path = invented("k", statements), Path(folder) / "answers.sqlite"
        coder = LanguageModelCoder(url, "testi:1b", answers=path, workers=workers)
        coder.parameters  # noqa: B018
        child = run_apart(coder, corpus)
        kept = 0
        while kept < statements // 2:
            time.sleep(0.05)
            with Answers(path) as answers:
                kept = len(answers)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        kept = len(stored_in(path))
        coder.code(corpus, Codebook(), FAMILIES, progress=False)
        first = sum(asked().values())
        start = time.perf_counter()
        codings = coder.code(corpus, Codebook(), FAMILIES, progress=False)
        seconds = time.perf_counter() - start
        assert len(codings) == statements
        total = sum(asked().values())
        return {
            "statements": statements, "kept": kept, "asked": total, "again": total - first,
            "seconds": round(seconds, 1),
        }  # fmt: skip
