"""No input hangs, takes a gigabyte or ends in a traceback: every reader on hostile inputs.

    python benchmarks/fuzz/run.py [--inputs 10000] [--only pdf] [--start 0] [--parts bytes tree]

Mutants of valid files, by bytes (`tests/fuzz/mutate`) and by their trees (`tests/fuzz/hostile`),
the bombs and the growing structures at full size, each within 10 s of CPU a MB and 1 GB of memory
(.2 GB more for each further MB), in a process that may not reach the network. What each part
found is written to benchmarks/results/fuzz.json, with the command that ran it last.
"""

import argparse
import json
import sys
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.fuzz import bombs, hostile, mutate  # noqa: E402
from tests.fuzz.harness import SEEDS, Child, mutants, reader_of, seeds  # noqa: E402

#: The growing structures at these sizes; what costs more than linearly shows in the ratio.
SIZES = (8_000, 64_000, 1_000_000)
PARTS = ["bombs", "grown", "bytes", "tree"]
#: How the inputs of each part are called.
KINDS = {"bombs": "bomb", "grown": "grown", "bytes": "bytes", "tree": "tree"}


def _paths(folder, inputs, start, only, parts):
    """Yield the kind of an input and its path; a path is read before the next is made."""
    structures = folder / "structures"
    structures.mkdir()
    for path in bombs.make(structures, SEEDS, "127.0.0.1:9") if "bombs" in parts else ():
        yield "bomb", path
    for size in SIZES if "grown" in parts else ():
        grown = folder / f"grown{size}"
        grown.mkdir()
        for path in hostile.growing(grown, size):
            yield f"grown to {size}", path
    turns = -(-inputs // (2 * max(1, len([s for s in seeds() if only in s.name]))))
    for kind, change in (("bytes", mutate.mutant), ("tree", hostile.hostile)):
        if kind not in parts:
            continue
        for path, _ in mutants(folder, turns, start, only, change):
            yield kind, path


def _keep(asked, rows, faults, slowest):
    """Write what the parts asked for found beside what the others found before."""
    target = ROOT / "benchmarks" / "results" / "fuzz.json"
    kept = json.loads(target.read_text("utf-8")) if target.exists() else {}
    result = {part: kept[part] for part in PARTS if part in kept}
    for part in asked.parts:
        kind = KINDS[part]
        own = [row[1:] for row in rows if row[0] == kind]
        result[part] = {
            "command": f"python benchmarks/fuzz/run.py --inputs {asked.inputs} "
            f"--start {asked.start} --parts {part}",
            "inputs": sum(row[-1] for row in own),
            "faults": sum(row[-1] for row in own if row[-2] == "fault"),
            "kinds of faults": [what for what in faults.values() if what.startswith(kind)],
            "outcomes": own,
            "slowest (s, wall)": [row for row in slowest if row[1].startswith(kind)][:10],
        }
    target.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=int, default=10_000, help="mutants, in all")
    parser.add_argument("--start", type=int, default=0, help="another start gives other mutants")
    parser.add_argument("--only", default="", help="part of a seed's name")
    parser.add_argument("--parts", nargs="*", default=PARTS, choices=PARTS)
    parser.add_argument("--keep", type=Path, help="a folder for the inputs that make a fault")
    asked = parser.parse_args()
    counts, slowest, faults = Counter(), [], {}
    with TemporaryDirectory() as folder, Child(folder) as child:
        child.run(SEEDS / "interview.txt")  # starts it
        for kind, path in _paths(Path(folder), asked.inputs, asked.start, asked.only, asked.parts):
            if asked.only and asked.only not in path.name:
                continue
            begin = time.monotonic()
            outcome, what = child.run(path)
            if what == "took too long":  # on a busy machine seconds of CPU vary twofold
                outcome, what = child.run(path)
            spent = time.monotonic() - begin
            counts[kind.partition(" ")[0], reader_of(path), path.suffix, outcome] += 1
            slowest.append((round(spent, 1), kind, path.name))
            where = f"{path.suffix} {what.partition(' at ')[2] or what}"
            if outcome == "fault" and where not in faults:
                faults[where] = f"{kind}: {path.name}: {what}"
                print(faults[where], flush=True)
                if asked.keep:
                    data = path.read_bytes()
                    asked.keep.mkdir(exist_ok=True)
                    name = f"{path.stem}-{sha256(data).hexdigest()[:8]}{path.suffix}"
                    (asked.keep / name).write_bytes(data)
    total = sum(counts.values())
    rows = [[*key, number] for key, number in sorted(counts.items())]
    slowest.sort(reverse=True)
    if not asked.only:
        _keep(asked, rows, faults, slowest)
    for row in rows:
        print(*row)
    for row in slowest[:20]:
        print(*row)
    bad = sum(number for *_, outcome, number in rows if outcome == "fault")
    print(f"{total} inputs, {bad} faults of {len(faults)} kinds")
    raise SystemExit(1 if faults else 0)


if __name__ == "__main__":
    main()
