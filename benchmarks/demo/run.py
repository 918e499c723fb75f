"""What the first minutes cost: importing the library, and the demo study from installed.

    python benchmarks/demo/run.py

CPU seconds and peak memory are those of fresh child processes; the import is the median of nine,
the demo of three. As pip does when it installs, every module is compiled beforehand: a first run
does it. Run it where aineisto alone was installed; what else lies there may be imported too.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

RESULTS = Path(__file__).parent.parent / "results"
IMPORTS, DEMOS = 9, 3
#: Compiled modules are kept, whatever is said where this is run.
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
}


def cpu_and_memory(command: list[str]) -> tuple[float, float]:
    """Return the CPU seconds of a command and the peak memory, MB, of any child so far."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, after.ru_maxrss / 1024


def main() -> None:
    """Measure, print and keep the figures."""
    python = sys.executable
    bare = statistics.median(cpu_and_memory([python, "-c", ""])[0] for _ in range(IMPORTS))
    imported = statistics.median(
        cpu_and_memory([python, "-c", "import aineisto"])[0] for _ in range(IMPORTS)
    )
    with tempfile.TemporaryDirectory() as folder:
        command = [python, "-m", "aineisto.cli", "demo", "--overwrite", "--out", f"{folder}/demo"]
        runs = [cpu_and_memory(command) for _ in range(1 + DEMOS)]
        demo, memory = statistics.median(seconds for seconds, _ in runs[1:]), runs[-1][1]
    figures = {
        "import_cpu_s": round(imported, 3),
        "import_cpu_s_beyond_python": round(imported - bare, 3),
        "demo_cpu_s": round(demo, 1),
        "demo_peak_mb": round(memory),
    }
    for name, value in figures.items():
        print(f"{name:28} {value}")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "demo.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
