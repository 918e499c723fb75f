"""What coding with suggestions costs and gains: seconds, decisions needed, durability.

    python benchmarks/review/run.py --data PATH        # PATH/vaalikone2015/comments.tsv
    python benchmarks/review/run.py --only speed

Parts: ``speed`` (seconds per `next` and per refit), ``loop`` (decisions to a target agreement with
and without learning, on vaalikone 2015), ``demo`` (the same on the demo study), ``advice`` (does
the part left to the machine keep the agreement asked for), ``kills`` (200 killed writers) and
``coders`` (two coders, 1,000 decisions each).
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import demo_study
import durability
import loop
import speed

RESULTS = Path(__file__).parent.parent / "results" / "review.json"


def main() -> None:
    """Measure, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--kills", type=int, default=200)
    options = parser.parse_args()
    parts = {
        "speed": lambda: speed.measure(options.sizes),
        "loop": lambda: loop.decisions_needed(options.data),
        "demo": demo_study.decisions_needed,
        "advice": lambda: loop.advice_kept(options.data),
        "kills": lambda: durability.killed(options.kills),
        "coders": lambda: durability.two_coders(1_000),
    }
    for name in options.only or parts:
        start = time.perf_counter()
        figures = parts[name]()
        print(f"\n{name} ({time.perf_counter() - start:.0f} s)")
        print(json.dumps(figures, indent=2, ensure_ascii=False))
        if figures is not None:
            found = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
            found[name] = figures
            RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
