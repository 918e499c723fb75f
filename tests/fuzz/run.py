"""Look for inputs that a reader fails on, for as long as asked.

    python -m tests.fuzz.run --minutes 10 [--only pdf] [--start 1000] [--bombs]

Faults are kept in ``tests/fuzz/found``, where the tests read them from then on.
"""

import argparse
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from . import bombs
from .harness import FOUND, SEEDS, Child, mutants


def _bombs(folder, child):
    (folder / "bombs").mkdir()
    for path in bombs.make(folder / "bombs", SEEDS, "127.0.0.1:9"):
        begin = time.monotonic()
        outcome, what = child.run(path)
        print(f"{path.name:24} {time.monotonic() - begin:6.1f} s {outcome} {what[:90]}", flush=True)
        if outcome == "fault":
            yield path


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--only", default="", help="part of a seed's name")
    parser.add_argument("--start", type=int, default=1000)
    parser.add_argument("--bombs", action="store_true", help="begin with the bombs, full size")
    asked = parser.parse_args()
    end = time.monotonic() + 60 * asked.minutes
    counts, known = Counter(), set()
    FOUND.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, Child(folder) as child:
        if asked.bombs:
            known |= {path.name for path in _bombs(Path(folder), child)}
        for path, turn in mutants(folder, 10**9, asked.start, asked.only):
            if time.monotonic() > end:
                break
            outcome, what = child.run(path)
            counts[path.suffix, outcome] += 1
            where = (path.suffix, what.partition(" at ")[2] or what)
            if outcome == "fault" and where not in known:
                known.add(where)
                data = path.read_bytes()
                kept = FOUND / f"{path.stem}-{sha256(data).hexdigest()[:8]}{path.suffix}"
                kept.write_bytes(data)
                print(f"{path.name} ({turn}): {what}", flush=True)
    for (suffix, outcome), number in sorted(counts.items()):
        print(f"{suffix:6} {outcome:8} {number}")
    raise SystemExit(1 if known else 0)


if __name__ == "__main__":
    main()
