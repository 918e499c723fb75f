"""Agreement: two coders, the model report's table, speed, coverage, answers by person, PPI means.

    python benchmarks/reliability/run.py [--quick] [--coverage] [--clustered] [--ppi] [--speed] …

All parts when none is named. Prints tables and writes ``benchmarks/results/reliability.json``,
where parts that are not run keep their last results. Data are looked for under ``AINEISTO_DATA``
(else ``../shared/data`` beside the repository); a part without its data is left out.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import time
from pathlib import Path

import krippendorff
import numpy as np
from clustered import clustered
from coverage import coverage
from vaalikone import ppi_on_vaalikone

from aineisto.codings import read_sheets
from aineisto.reliability import agreement, direction, disagreements
from aineisto.reliability._coefficients import alpha_statistic
from aineisto.reliability._interval import bootstrap
from aineisto.reliability._ratings import as_ratings

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("AINEISTO_DATA", ROOT.parent / "shared" / "data"))


def published():
    path = ROOT / "tests" / "oracles" / "published.py"
    spec = importlib.util.spec_from_file_location("published", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def coders_of_the_interview_report():
    folder = DATA / "interview-report"
    if not folder.is_dir():
        print("(interview report: no data)")
        return None
    codings = read_sheets([folder / "coder_a.csv", folder / "coder_b.csv"])
    table = agreement(codings)
    shown = table[(table["code"] == "all") | (table["coefficient"] == "krippendorff_alpha")]
    print(shown.drop(columns=["kind", "coders"]).round(3).to_string(index=False))
    apart = disagreements(codings, "human:a", "human:b")
    print(apart.groupby("family").size().rename("statements apart").to_string())
    columns = ["family", "code", "coefficient", "metric", "value", "low", "high", "n"]
    return table[columns].round(4).to_dict("records")


def model_report():
    print(f"{'question':28} printed  method   margin       low          high    probability")
    rows = []
    for question, (total, sd, n, level, _, _, *limits) in published().MODEL_REPORT.items():
        found = direction(mean=total / n, sd=sd, n=n)
        ours = (found.margin, found.low, found.high)
        pairs = "  ".join(f"{a:.2f} {b:.2f}" for a, b in zip(limits, ours, strict=True))
        print(
            f"{question:28} {level:5} %  {found.level:5.0%}   {pairs}   {found.probability:.3f}"
            f"  {found.verdict}"
        )
        rows.append({"question": question, "printed": level / 100, "method": found.level})
    print(
        "On a grid of 5 % the method gives 15 % where the table prints 10 %; with mean 0 no level"
    )
    print("leaves zero out, which the table prints as 1 %.")
    return rows


def speed(loops):
    rng = np.random.default_rng(1)
    truth = rng.integers(-2, 3, size=(1000, 1))
    noise = rng.integers(-2, 3, size=(1000, 3))
    table = np.where(rng.random((1000, 3)) < 0.8, truth, noise) * 1.0
    found = {}
    for metric in ("nominal", "ordinal"):
        started = time.process_time()
        bootstrap(alpha_statistic(as_ratings(table), metric), n_boot=5000, seed=0)
        ours = time.process_time() - started
        started = time.process_time()
        for _ in range(loops):
            sample = table[rng.integers(0, 1000, 1000)].T
            krippendorff.alpha(reliability_data=sample, level_of_measurement=metric)
        loop = (time.process_time() - started) / loops * 5000
        print(f"5,000 resamples of 1,000 × 3, {metric}: {ours:.3f} s of CPU")
        print(f"  loop over krippendorff ({loops} resamples, scaled): {loop:.1f} s")
        print(f"  ratio {loop / ours:.0f}")
        found[metric] = {"seconds": ours, "loop_seconds": loop, "ratio": loop / ours}
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer simulations")
    for name in PARTS:
        parser.add_argument(f"--{name.replace('_', '-')}", action="store_true")
    asked = vars(parser.parse_args())
    quick = asked.pop("quick")
    chosen = [name for name in PARTS if asked[name]] or list(PARTS)
    target = ROOT / "benchmarks" / "results" / "reliability.json"
    found = {}
    for name in chosen:
        print(f"\n== {name}", flush=True)
        found[name] = PARTS[name](quick)
    results = json.loads(target.read_text(encoding="utf-8")) if target.is_file() else {}
    results |= {name: result for name, result in found.items() if result is not None}
    results = {name: results[name] for name in PARTS if name in results}
    target.parent.mkdir(exist_ok=True)
    text = json.dumps(results, ensure_ascii=False, indent=1)
    target.write_text(text + "\n", encoding="utf-8")


#: Parts by name; each takes whether to be quick and returns what goes into the results.
PARTS = {
    "interview_report": lambda quick: coders_of_the_interview_report(),
    "model_report": lambda quick: model_report(),
    "speed": lambda quick: speed(20 if quick else 200),
    "coverage": lambda quick: coverage(100 if quick else 2000),
    "clustered": lambda quick: clustered(100 if quick else 2000),
    "ppi": lambda quick: ppi_on_vaalikone(DATA, *((1, 5) if quick else (6, 8))),
}


if __name__ == "__main__":
    main()
