"""Fit the constants that turn nearness to themes into probability.

    AINEISTO_DATA=… python benchmarks/themes/calibrate.py --write

This makes ``src/aineisto/themes/calibration.json``. The constants are fitted by maximum likelihood
on pseudo interviews (`pseudo.py`) of the train part of eduskunta-vkk v2 (CC BY 4.0), and on nothing
else; two are set by hand (`FEW`, `WORDING`). Printed is what pseudo interviews of its dev part say
of the fit: top-1, log loss without and with the question, and for confidences in tenths how often
the code named first was right. How far the question is trusted follows from how often answers
keep to it, which is set by hand (`Shape.on_question`) and known of no study beforehand.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from pseudo import Sample, interviews, sentences
from scipy.optimize import minimize

from aineisto.language import shared_embedder, shared_lemmatizer
from aineisto.themes._features import ThemeSpace, with_neighbours
from aineisto.themes._prior import Prior, softmax
from aineisto.themes._questions import wording_of

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("AINEISTO_DATA", ROOT.parent / "shared" / "data"))
#: Set by hand: it costs little of the loss here, and keeps a statement of one odd word (which
#: these texts lack and interviews do not) from being coded with confidence.
FEW = 1.0
#: Set by hand too. Here it would come out at 1, as the sentence's theme is who answered and every
#: ministry speaks of *asiakas* or *kunta*; a codebook's words are chosen to tell its themes apart.
#: The coders of the interview report are met best at 2 to 3.
WORDING = 2.0
TRAIN, TEST = 24, 12
TARGET = ROOT / "src" / "aineisto" / "themes" / "calibration.json"


@dataclass(frozen=True)
class Features:
    """Nearness of n texts to k themes, how many content words they have, and the right column."""

    meaning: np.ndarray
    wording: np.ndarray
    words: np.ndarray
    right: np.ndarray


@dataclass(frozen=True)
class Measured:
    """Statements, the questions they answer, and which statement answers which."""

    texts: Features
    questions: Features
    asked: np.ndarray


def measure(sample: Sample, neighbours: bool) -> Measured:
    space = ThemeSpace(sample.codebook, shared_embedder(), shared_lemmatizer())
    column = {code: k for k, code in enumerate([*sample.codebook.theme_codes, "none"])}
    guide = sample.codebook.questions
    row = {question.code: i for i, question in enumerate(guide)}
    texts = _features(space, sample.texts, sample.turns if neighbours else None)
    return Measured(
        replace(texts, right=np.array([column[code] for code in sample.codes])),
        _features(space, [wording_of(question) for question in guide], None),
        np.array([row[code] for code in sample.questions]),
    )


def _features(space: ThemeSpace, texts, turns) -> Features:
    read = space.read(texts)
    vectors, wording = read.vectors, space.wording(read.words)
    if turns is not None:
        vectors, wording = with_neighbours(vectors, turns), with_neighbours(wording, turns)
    words = np.array([len(some) for some in read.words])
    return Features(space.meaning(vectors), wording, words, np.zeros(len(texts), dtype=int))


def probabilities(constants: Prior, some: Measured) -> np.ndarray:
    def utilities(f: Features) -> np.ndarray:
        return constants.utilities(f.meaning, f.wording, f.words)

    of_question = softmax(utilities(some.questions))[some.asked, :-1]
    own = utilities(some.texts)
    return softmax(constants.with_question(own, of_question, some.texts.words))


def loss(constants: Prior, samples: list[Measured]) -> float:
    total = []
    for some in samples:
        p = probabilities(constants, some)
        keep = some.texts.words > 0
        total.append(-np.log(p[keep, some.texts.right[keep]] + 1e-12).mean())
    return float(np.mean(total))


def fit(samples: list[Measured]) -> Prior:
    def made(free: np.ndarray) -> Prior:
        meaning, none, none_words, question = (round(float(value), 3) for value in free)
        return Prior(meaning, WORDING, none, none_words, FEW, question)

    start = np.array([8.0, 2.0, 0.5, 1.0])
    options = {"maxiter": 600, "xatol": 1e-3, "fatol": 1e-5}
    found = minimize(
        lambda free: loss(made(free), samples), start, method="Nelder-Mead", options=options
    )
    return made(found.x)


def show(constants: Prior, samples: list[Measured]) -> None:
    silent = replace(constants, question=0.0)
    print(f"  {constants}")
    for name, some in (("without the question", silent), ("with it", constants)):
        hits = []
        for sample in samples:
            right, p = sample.texts.right, probabilities(some, sample)
            theme = (right < p.shape[1] - 1) & (sample.texts.words > 0)
            hits.append((p[theme, :-1].argmax(axis=1) == right[theme]).mean())
        print(f"  {name:21s} log loss {loss(some, samples):.3f}  top-1 {np.mean(hits):.3f}")
    sure, hit = [], []
    for sample in samples:
        p, real = probabilities(constants, sample), sample.texts.words > 0
        sure += list(p.max(axis=1)[real])
        hit += list((p.argmax(axis=1) == sample.texts.right)[real])
    _reliability(np.array(sure), np.array(hit))


def _reliability(sure: np.ndarray, hit: np.ndarray) -> None:
    for low in np.arange(0.1, 1, 0.1):
        part = (sure >= low) & (sure < low + 0.1)
        if part.sum() > 20:
            print(f"  said {sure[part].mean():.2f}  right {hit[part].mean():.2f}  n {part.sum()}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if not (DATA / "eduskunta-vkk").exists():
        sys.exit(f"No data in {DATA}: set AINEISTO_DATA.")
    constants = {}
    pools = {part: sentences(DATA, part) for part in ("train", "dev")}
    for kind in ("alone", "turn"):
        train, test = (
            [measure(interviews(pools[part], seed), kind == "turn") for seed in range(number)]
            for part, number in (("train", TRAIN), ("dev", TEST))
        )
        found = fit(train)
        print(kind)
        show(found, test)
        constants[kind] = asdict(found)
    if options.write:
        TARGET.write_text(json.dumps(constants, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
