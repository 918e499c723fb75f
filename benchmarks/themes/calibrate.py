"""Fit the constants that turn nearness to themes into probability.

    python benchmarks/themes/calibrate.py --write

Prints what a second, later draw of pseudo codebooks says of the fit: top-1, log loss, and for
confidences in tenths how often the theme named first was right.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from itertools import chain
from pathlib import Path

import numpy as np
from pseudo import election_samples, ministry_sample
from scipy.optimize import minimize

from aineisto.language import shared_embedder, shared_lemmatizer
from aineisto.themes._features import ThemeSpace, with_neighbours
from aineisto.themes._prior import Prior, softmax

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("AINEISTO_DATA", ROOT.parent / "shared" / "data"))
#: Set by hand: it costs .002–.006 of the loss here, and keeps a statement of one odd word (which
#: these texts lack and interviews do not) from being coded with confidence.
FEW = 1.0
TARGET = ROOT / "src" / "aineisto" / "themes" / "calibration.json"


def measured(sample, neighbours: bool):
    """Return meaning, wording, number of words and the column of the right answer."""
    space = ThemeSpace(sample.codebook, shared_embedder(), shared_lemmatizer())
    read = space.read(sample.texts)
    vectors, wording = read.vectors, space.wording(read.words)
    if neighbours:
        vectors = with_neighbours(vectors, sample.turns)
        wording = with_neighbours(wording, sample.turns)
    codes = {theme.code: i for i, theme in enumerate(sample.codebook.themes)}
    right = np.array([codes.get(code, len(codes)) for code in sample.codes])
    words = np.array([len(some) for some in read.words])
    return space.meaning(vectors), wording, words, right


def loss(constants: np.ndarray, samples) -> float:
    total = []
    for meaning, wording, words, right in samples:
        p = softmax(Prior(*constants).utilities(meaning, wording, words))
        keep = words > 0
        total.append(-np.log(p[keep, right[keep]] + 1e-12).mean())
    return float(np.mean(total))


def fit(samples) -> Prior:
    def with_few(constants: np.ndarray) -> float:
        return loss(np.append(constants, FEW), samples)

    start = np.array([8.0, 1.0, 2.0, 0.5])
    found = minimize(with_few, start, method="Nelder-Mead", options={"maxiter": 500})
    return Prior(*(round(float(value), 3) for value in found.x), FEW)


def show(constants: Prior, samples) -> None:
    sure, hit, top = [], [], []
    for meaning, wording, words, right in samples:
        p = softmax(constants.utilities(meaning, wording, words))
        theme = right < meaning.shape[1]
        top.append((p[theme, :-1].argmax(axis=1) == right[theme]).mean())
        best = p.argmax(axis=1)
        real = words > 0
        sure += list(p.max(axis=1)[real])
        hit += list((best == right)[real])
    sure_, hit_ = np.array(sure), np.array(hit)
    print(f"  {constants}\n  top-1 among themes {np.mean(top):.3f}")
    for low in np.arange(0.1, 1, 0.1):
        part = (sure_ >= low) & (sure_ < low + 0.1)
        if part.sum() > 20:
            print(f"  said {sure_[part].mean():.2f}  right {hit_[part].mean():.2f}  n {part.sum()}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if not (DATA / "vaalikone2015").exists():
        sys.exit(f"No data in {DATA}: set AINEISTO_DATA.")
    lemmatizer = shared_lemmatizer()
    constants = {}
    for kind in ("alone", "turn"):
        train, test = (
            [
                measured(sample, kind == "turn")
                for sample in chain(
                    election_samples(DATA, lemmatizer, 12, seed),
                    [ministry_sample(DATA, seed + i) for i in range(4)],
                )
            ]
            for seed in (1, 101)
        )
        found = fit(train)
        print(
            f"{kind}: loss on the second draw "
            f"{loss(np.array(list(vars(found).values())), test):.3f}"
        )
        show(found, test)
        constants[kind] = vars(found)
    if options.write:
        TARGET.write_text(json.dumps(constants, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
