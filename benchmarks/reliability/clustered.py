"""How often intervals by person hold the truth, and how often a direction is said of none."""

import numpy as np
import pandas as pd

from aineisto.reliability import direction_table, mean_interval, share_interval

PEOPLE, ALIKE = (6, 12, 40), (0.0, 0.2, 0.5)
LOW, HIGH = 0.93, 0.97
#: Means of the latent answers: none, a common one, and one near the end of the scale.
LEANS = (0.0, 0.5, 1.4)
#: How many times as many fresh simulations a setting outside LOW–HIGH gets, to tell chance from
#: truth.
AGAIN = 16


def draw(rng, people, alike, lean, even):
    """Return answers −2…2 of people with eight answers each, or from one to fifteen."""
    sizes = np.full(people, 8) if even else rng.integers(1, 16, people)
    who = np.repeat(np.arange(people), sizes)
    own = np.sqrt(alike) * rng.normal(size=people)[who]
    latent = lean + own + np.sqrt(1 - alike) * rng.normal(size=len(who))
    return np.clip(np.round(latent), -2, 2), who


def clustered(runs):
    rng = np.random.default_rng(0)
    rows, truths = [], {}
    for lean in LEANS:
        whole = np.clip(np.round(lean + rng.normal(size=4_000_000)), -2, 2)
        truth = truths[lean] = {"mean": whole.mean(), "share": (whole > 0).mean()}
        for people in PEOPLE:
            for alike in ALIKE:
                for even in (True, False):
                    rows += one(rng, runs, people, alike, lean, even, truth)
    table = pd.DataFrame(rows)
    keys = ["statistic", "lean", "sizes", "people"]
    print(table.pivot(index=keys, columns="icc", values="coverage").to_string())
    outside = table[~table["coverage"].between(LOW, HIGH)]
    error = (0.05 * 0.95 / runs) ** 0.5
    print(f"\n{len(table) - len(outside)} of {len(table)} hold {LOW:.0%}–{HIGH:.0%} ", end="")
    print(f"(standard error {error:.4f}); outside:")
    print(outside.to_string(index=False) if len(outside) else "none")
    again = [once_more(AGAIN * runs, row, truths) for row in outside.to_dict("records")]
    if again:
        error = (0.05 * 0.95 / (AGAIN * runs)) ** 0.5
        print(f"\nthe same, {AGAIN * runs:,} fresh simulations each (standard error {error:.4f}):")
        print(pd.DataFrame(again).to_string(index=False))
    said = directions(rng, max(runs // 8, 50))
    print("\n“strong” where the truth is 0, answers as independent and by person:")
    print(pd.DataFrame(said).to_string(index=False))
    return {"coverage": rows, "again": again, "strong": said}


def once_more(runs, row, truths):
    """Return a setting's coverage in fresh simulations: of 108, some stray by chance alone."""
    rng = np.random.default_rng(1)
    lean, even = row["lean"], row["sizes"] == "8 each"
    found = one(rng, runs, row["people"], row["icc"], lean, even, truths[lean])
    return next(again for again in found if again["statistic"] == row["statistic"])


def one(rng, runs, people, alike, lean, even, truth):
    hits, none = {"mean": [], "share": []}, {"mean": 0, "share": 0}
    for _ in range(runs):
        y, who = draw(rng, people, alike, lean, even)
        found = {
            "mean": mean_interval(y, respondent=who),
            "share": share_interval((y > 0).astype(float), respondent=who),
        }
        for name, interval in found.items():
            if np.isnan(interval.low):
                none[name] += 1
            else:
                hits[name].append(interval.low <= truth[name] <= interval.high)
    return [
        {
            "statistic": name, "lean": lean, "people": people, "icc": alike,
            "sizes": "8 each" if even else "1–15", "coverage": round(float(np.mean(inside)), 4),
            "no_interval": none[name] / runs,
        }
        for name, inside in hits.items()
    ]  # fmt: skip


def directions(rng, runs):
    rows = []
    for people in PEOPLE:
        for alike in ALIKE:
            said = {"independent": 0, "by person": 0}
            for _ in range(runs):
                y, who = draw(rng, people, alike, 0.0, True)
                frame = pd.DataFrame({"question": "q", "value": y, "person": who})
                for name, by in (("independent", None), ("by person", "person")):
                    verdict = direction_table(frame, respondent=by)["verdict"].iloc[0]
                    said[name] += verdict == "strong"
            shares = {name: count / runs for name, count in said.items()}
            rows.append({"people": people, "icc": alike, **shares})
    return rows
