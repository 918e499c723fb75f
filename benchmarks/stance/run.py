"""Measure the stance prior and what labels add.

    python benchmarks/stance/run.py            # all parts whose data are there
    python benchmarks/stance/run.py study speed

Parts: ``speed``, ``finnsentiment``, ``interview_report``, ``demo_study`` (cold), ``study`` (labels
one by one), ``all_labels`` (some ten minutes of one core, most of it the encoder's) and
``all_labels_static`` (with the static table). Prints tables and writes
``benchmarks/results/stance.json``.

Data under ``AINEISTO_DATA``, or ``../shared/data`` beside the repository. The interview report's
codes are read only here; cues, rules and cut points were made without them.
"""

import json
import os
import sys
from functools import partial
from pathlib import Path

import cold
import pandas as pd
import study

REPOSITORY = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("AINEISTO_DATA", REPOSITORY.parent / "shared" / "data"))
RESULTS = REPOSITORY / "benchmarks" / "results" / "stance.json"
PARTS = {
    "speed": cold.speed,
    "finnsentiment": cold.finnsentiment,
    "interview_report": cold.interview_report,
    "demo_study": cold.demo_study,
    "study": study.play,
    "all_labels": study.all_labels,
    "all_labels_static": partial(study.all_labels, embedder="fast"),
}


def main():
    """Measure the parts that were asked for, print and keep the figures."""
    for name in sys.argv[1:] or PARTS:
        try:
            found = PARTS[name](DATA, REPOSITORY)
        except FileNotFoundError as error:
            print(f"{name}: the data are not there ({error.filename}); set AINEISTO_DATA.")
            continue
        print(f"\n{name}")
        show(found)
        # Read anew: another part may have been measured meanwhile.
        kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
        results = {part: kept[part] for part in PARTS if part in kept} | {name: found}
        RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", "utf-8")


def show(found):
    """Print figures: one row for each, or a table where they are nested."""
    flat = all(not isinstance(value, dict | list) for value in found.values())
    nested = [value for value in found.values() if isinstance(value, dict)]
    if flat:
        print(pd.Series(found).to_string())
    elif len(nested) == len(found) and not any(
        isinstance(v, dict | list) for value in nested for v in value.values()
    ):
        print(pd.DataFrame(found).to_string())
    else:
        for key, value in found.items():
            print(f"-- {key}")
            if isinstance(value, dict):
                show(value)
            else:
                print(value)


if __name__ == "__main__":
    main()
