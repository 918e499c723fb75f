"""Runs readers over files in child processes, and makes the seeds."""

import contextlib
import os
import random
import subprocess
import sys
from pathlib import Path

from .mutate import mutant

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
#: Valid files, one or more a format; and files that once made a fault.
SEEDS, FOUND = HERE / "seeds", HERE / "found"


def reader_of(path):
    """Return the reader of a file, by its name."""
    if path.suffix in (".toml", ".qdc") or path.name.startswith("codebook"):
        return "codebook"
    if path.suffix in (".qdpx", ".aineisto"):
        return path.suffix[1:]
    first = path.name.partition("_")[0].partition(".")[0]
    named = ("sheet", "participants", "guide", "confirmation", "identifiers")
    return first if first in named else "read"


class Child:
    """A process that reads files; it is started anew when a file has ended it."""

    def __init__(self, folder, prefix=()):
        self._folder = Path(folder)
        self._prefix = list(prefix)
        self._process = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stop()

    def _stop(self):
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _start(self):
        warm = self._folder / "warm.txt"
        warm.write_text("".join(f"{reader_of(seed)}\t{seed}\n" for seed in seeds()), "utf-8")
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
        self._process = subprocess.Popen(
            [*self._prefix, sys.executable, HERE / "child.py", warm],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **threads, "PYTHONDONTWRITEBYTECODE": "1"},
            cwd=self._folder,
        )
        assert self._process.stdout.readline() == "ready\n", self._process.stderr.read()

    def run(self, path):
        """Read a file; return ``(outcome, what)``."""
        if self._process is None:
            self._start()
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(f"{reader_of(path)}\t{path}\n")
            self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if answer:
            outcome, _, what = answer.rstrip("\n").partition("\t")
            return outcome, what
        code = self._process.wait()
        self._process = None
        return "fault", "took too long" if code == -24 else f"ended the process ({code})"


def seeds():
    """Return the valid files."""
    return sorted(path for path in SEEDS.iterdir() if not path.name.startswith("."))


def mutants(folder, number, start=0, only="", change=mutant):
    """Yield files, `number` of each seed, that differ from the seed by chance.

    The same `start` gives the same files; `change` makes them (`mutate.mutant`,
    `hostile.hostile`).
    """
    for turn in range(start, start + number):
        for seed in seeds():
            if only and only not in seed.name:
                continue
            data = change(seed.read_bytes(), random.Random(f"{seed.name} {turn}"))
            path = Path(folder) / seed.name
            path.write_bytes(data)
            yield path, turn
