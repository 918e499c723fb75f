"""Write docs/benchmarks.md from benchmarks/table.json: python benchmarks/table.py."""

import json
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCE, PAGE = ROOT / "benchmarks" / "table.json", ROOT / "docs" / "benchmarks.md"
HEAD = """# How good is it

<!-- Made by benchmarks/table.py from benchmarks/table.json: change that, not this. -->

Each row comes out of the command beside it, which anyone can run again; peers ran in the same run.
Quality is on test data that was not trained on; what a row cannot promise is in
[When not to trust it](explanation/when-not-to-trust-it.md).

Alpha, kappa and QWK: 1 is full agreement with people, 0 is chance. F1: 1 is everything found and
nothing wrong. V and mutual information: 1 is the same groups. AUC: 1 is never mistaken, .5 is
guessing. A *label* is a code of a person that the machine learns from. More in
[What the numbers mean](explanation/numbers.md#how-good-the-machine-is).

{origin}

| what | in plain words | aineisto | beside it | command |
|---|---|---|---|---|
"""


def page() -> str:
    """Return the page of the table."""
    told = json.loads(SOURCE.read_text(encoding="utf-8"))
    rows = [
        "| " + " | ".join((r["what"], r["means"], r["aineisto"], r["beside"], f"`{r['command']}`"))
        for r in told["rows"]
    ]
    return HEAD.format(origin=told["origin"]) + "".join(f"{row} |\n" for row in rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
