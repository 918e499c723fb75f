"""What annotating a large corpus costs, here and on Dask, and what a whole study does.

    AINEISTO_DATA=… python benchmarks/scale/run.py [--sizes 10000 100000 1000000] [--workers 1 2]
        [--study fast default usual] [--interviews 60] [--topics-python PYTHON]

Prints tables and writes ``benchmarks/results/scale.json``. Each run is a process of its own, as a
user starts it; memory is the most that all its processes held at one time, looked at every 0.1 s.
The exponent is that of the local runs' CPU in the number of statements, the start taken off (a
run of one statement). The speed-up is meant for idle cores: the load before each run is printed.

The study is 60 interviews of 300,000 words. Beside it, in the same run, is what a user would
otherwise do: spaCy's Finnish pipeline over all statements, and BERTopic with its defaults on the
vectors of the fast models (in the interpreter ``--topics-python``, which has both). What is left
out by an option keeps the figures that are there.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import pyarrow.parquet as pq

from aineisto.language import tokenize

HERE = Path(__file__).parent
RESULTS = HERE.parent / "results" / "scale.json"
#: Ways to code a study; the usual one takes the statements and vectors that the first leaves.
WAYS = ["fast", "default", "usual"]
WHOLE = 60
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


@dataclass
class Cost:
    """What a command took: seconds by the clock, of CPU, and megabytes at one time."""

    seconds: float
    cpu: float
    megabytes: float
    load_before: float


def measure(command: list[object]) -> Cost:
    """Run a command and return what it and all its children took."""
    load = os.getloadavg()[0]
    begin = time.monotonic()
    process = subprocess.Popen([str(part) for part in command], env={**os.environ, **ONE_THREAD})
    peak, spent = [0.0], {}

    def watch() -> None:
        root = psutil.Process(process.pid)
        while process.poll() is None:
            total = 0
            try:
                for one in (root, *root.children(recursive=True)):
                    with_times = one.cpu_times()
                    spent[one.pid] = with_times.user + with_times.system
                    total += one.memory_info().rss
            except psutil.Error:
                pass
            peak[0] = max(peak[0], total / 1e6)
            time.sleep(0.1)

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    seconds = time.monotonic() - begin
    watcher.join()
    if code:
        raise SystemExit(f"{command} failed ({code})")
    return Cost(round(seconds, 2), round(sum(spent.values()), 2), round(peak[0]), round(load, 1))


def annotate(source: Path, folder: Path, *options: object) -> Cost:
    """Annotate a file and return what it took."""
    target = folder / "out.parquet"
    codebook = HERE.parents[1] / "corpora" / "demo-study" / "codebook.toml"
    command = [sys.executable, "-m", "aineisto.cli", "annotate", source, target]
    cost = measure([*command, "--codebook", codebook, "--overwrite", *options])
    assert pq.ParquetFile(target).metadata.num_rows == pq.ParquetFile(source).metadata.num_rows
    return cost


def tokens_of(source: Path) -> int:
    """Return how many tokens the statements of a file have."""
    batches = pq.ParquetFile(source).iter_batches(columns=["text"])
    return sum(len(tokenize(text.as_py())) for batch in batches for text in batch.column(0))


def scaling(sizes: list[int], workers: list[int], folder: Path) -> None:
    """Measure annotation at several sizes, here and on Dask, and keep each run as it is done."""
    from corpus import write_statements

    rows: list[dict] = []
    one = folder / "one.parquet"
    write_statements(one, 1)
    start = annotate(one, folder)
    print(f"start (one statement): {start.cpu} s of CPU, {start.megabytes:.0f} MB", flush=True)
    for size in sizes:
        source = folder / f"{size}.parquet"
        write_statements(source, size)
        tokens = tokens_of(source)
        runs: list[tuple[str, list[object]]] = [("local", [])]
        runs += [(f"dask {n}", ["--engine", "dask", "--workers", n]) for n in workers]
        for name, options in runs:
            cost = annotate(source, folder, *options)
            rows.append({"statements": size, "tokens": tokens, "engine": name, **asdict(cost)})
            keep("scaling", {"start_cpu": start.cpu, "runs": rows})
            rate = tokens / cost.seconds
            print(
                f"{size:>9,} {name:7} {cost.seconds:8.1f} s {cost.cpu:8.1f} s CPU "
                f"{cost.megabytes:6.0f} MB {rate:8.0f} tokens/s (load {cost.load_before})",
                flush=True,
            )
        source.unlink()
    runs = keep("scaling", {"runs": rows})["runs"]
    keep("scaling", _conclusions(runs, start))


def _conclusions(rows: list[dict], start: Cost) -> dict[str, Any]:
    local = [row for row in rows if row["engine"] == "local"]
    found: dict[str, Any] = {}
    if len(local) > 1:
        first, last = local[0], local[-1]
        cost = math.log((last["cpu"] - start.cpu) / (first["cpu"] - start.cpu))
        found["exponent"] = round(cost / math.log(last["statements"] / first["statements"]), 3)
        print(f"exponent of CPU in statements: {found['exponent']}")
    clock = {row["engine"]: row["seconds"] for row in rows}  # of the largest size
    if {"dask 1", "dask 2"} <= set(clock):
        found["speed_up"] = round(clock["dask 1"] / clock["dask 2"], 2)
        print(f"two workers against one: {found['speed_up']} times as fast")
    # On paper: the largest run's cost, grown with the exponent (at least 1).
    grows = max(float(found.get("exponent", 1.0)), 1.0)
    for size in (1e6, 1e8):
        cost = (local[-1]["cpu"] - start.cpu) * (size / local[-1]["statements"]) ** grows
        if size > local[-1]["statements"]:
            found[f"estimated_core_hours_for_{size:.0e}"] = round(cost / 3600, 2)
            hours = cost / 3600
            print(f"{size:,.0f} statements, estimated, not run: {hours:.2f} hours of one core")
    return found


def study(ways: list[str], topics_python: str, interviews: int, folder: Path) -> None:
    """Measure the pre-coding of a whole study by stage, and the usual way beside it."""
    from corpus import write_study

    words = write_study(folder, interviews, 5_000 * interviews)
    print(f"study: {interviews} interviews, {words:,} words", flush=True)
    part = "study" if interviews == WHOLE else f"part of a study, {interviews} interviews"
    for way in ways:
        out = folder / f"{way}.json"
        command = [sys.executable, HERE / "stages.py", folder, out, way]
        if way == "usual":
            command = [topics_python, HERE / "usual.py", folder, out]
        cost = measure(command)
        stages = json.loads(out.read_text("utf-8"))
        keep(part, {"words": words, way: {**asdict(cost), "stages": stages}})
        told = ", ".join(f"{name} {seconds}" for name, seconds in stages.items())
        print(f"{way:8} {cost.cpu:6.1f} s CPU {cost.megabytes:5.0f} MB: {told}", flush=True)


def keep(part: str, found: dict[str, Any]) -> dict[str, Any]:
    """Put a part among the figures, in the place of what was measured anew, and return it."""
    figures = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    old = figures.get(part, {})
    if "runs" in found:
        runs = {(run["statements"], run["engine"]): run for run in old.get("runs", [])}
        runs |= {(run["statements"], run["engine"]): run for run in found["runs"]}
        found = {**found, "runs": [runs[key] for key in sorted(runs)]}
    figures[part] = {**old, **found}
    RESULTS.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return figures[part]


def main() -> None:
    """Measure, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--study", nargs="*", choices=WAYS, default=WAYS)
    parser.add_argument("--interviews", type=int, default=WHOLE, help="fewer give part of a study")
    parser.add_argument("--topics-python", default="", help="interpreter with spaCy and BERTopic")
    asked = parser.parse_args()
    ways = [way for way in WAYS if way in asked.study and (way != "usual" or asked.topics_python)]
    with TemporaryDirectory() as name:
        folder = Path(name)
        if asked.sizes:
            scaling(sorted(asked.sizes), asked.workers, folder)
        if ways:
            (folder / "study").mkdir()
            study(ways, asked.topics_python, asked.interviews, folder / "study")


if __name__ == "__main__":
    main()
