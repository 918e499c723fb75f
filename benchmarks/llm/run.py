"""What a run of a language model survives: killed runs, and going on over many statements.

    python benchmarks/llm/run.py
    python benchmarks/llm/run.py --only kills --kills 300

Parts: ``kills`` (how many stored answers are lost, changed or asked for twice) and ``resume``
(a run over so many statements that is killed half-way). Both ask the tests' server: no model.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks" / "results" / "llm.json"
sys.path.insert(0, str(ROOT))

from tests.llm import killed  # noqa: E402


def main() -> None:
    """Measure, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", choices=("kills", "resume"))
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--statements", type=int, default=10_000)
    options = parser.parse_args()
    parts = {
        "kills": lambda: killed.killed(options.kills),
        "resume": lambda: killed.resumed(options.statements),
    }
    found = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    for name in options.only or parts:
        found[name] = parts[name]()
        print(name, found[name], flush=True)
        RESULTS.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
