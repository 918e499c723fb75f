"""Learn to tell *kuin* from *kun* by the words around it.

    AINEISTO_DATA=path/to/data python models/spoken-fi/kuin.py [--evaluate]

Writes ``kuin.tsv.xz``: a log-linear model over `kuin_features`, learned from the standard side of
Samples of Spoken Finnish (train and dev) and, for half as much a word, from the written text that
``models/lemma-fi/surroundings.py`` reads, and, for eight times as much, from ``kuin.txt``:
sentences as they are said today, which we wrote, with their marks and without. How common the two
are is told apart for speech and for writing; what is kept is speech's. ``--evaluate`` learns
without dev and tells how much of it is right. One CPU minute. Deterministic.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "lemma-fi"))

from material import skn  # noqa: E402
from surroundings import corpus  # noqa: E402

from aineisto.language._spoken_context import kuin_features  # noqa: E402
from aineisto.language._surroundings import Neighbourhood, load_surroundings  # noqa: E402
from aineisto.language._tables import write_rows  # noqa: E402
from aineisto.morphology import load_voikko  # noqa: E402

PENALTY, WRITTEN, TODAY = 2.0, 0.5, 8
LEAST_FEATURE, LEAST_WEIGHT = 4, 5  # times seen; hundredths
Example = tuple[list[str], bool]


def examples(sentences: Iterable[list[str]], near: Neighbourhood) -> Iterator[Example]:
    for words in sentences:
        for at, word in enumerate(words):
            if word in ("kun", "kuin"):
                yield list(kuin_features(near, words, at)), word == "kuin"


def spoken(part: str) -> list[list[str]]:
    """Standard forms of the utterances of a part in lower case, a word a place."""
    return [
        [word for _, form in utterance for word in form.lower().split(" ")]
        for utterance in skn(part)
    ]


def today() -> list[list[str]]:
    """Our own sentences, with their marks and without."""
    lines = (HERE / "kuin.txt").read_text(encoding="utf-8").splitlines()
    sentences = [line.split(" ") for line in lines]
    return [*sentences, *([w for w in words if w != ","] for words in sentences if "," in words)]


def learn(speech: list[Example], writing: list[Example]) -> dict[str, int]:
    """Hundredths of the weights of features; the name of speech's constant is empty."""
    every = speech + writing
    counts = Counter(name for names, _ in every for name in names)
    known = [name for name, n in counts.items() if n >= LEAST_FEATURE]
    number = {name: i for i, name in enumerate(known, start=2)}
    columns, starts = [], [0]
    for at, (names, _) in enumerate(every):
        columns += [int(at >= len(speech)), *(number[n] for n in names if n in number)]
        starts.append(len(columns))
    x = csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(every), len(known) + 2))
    gold = np.array([kuin for _, kuin in every], float)
    worth = np.where(np.arange(len(every)) < len(speech), 1.0, WRITTEN)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z, rest = x @ w, np.concatenate([[0, 0], w[2:]])
        value = (worth * (np.logaddexp(0, z) - gold * z)).sum() + PENALTY / 2 * rest @ rest
        return value, x.T @ (worth * (1 / (1 + np.exp(-z)) - gold)) + PENALTY * rest

    found = minimize(loss, np.zeros(len(known) + 2), jac=True, method="L-BFGS-B").x
    weights = {"": round(100 * found[0])}
    weights |= {name: round(100 * w) for name, w in zip(known, found[2:], strict=True)}
    return {name: w for name, w in weights.items() if not name or abs(w) >= LEAST_WEIGHT}


def main() -> None:
    near, _ = load_surroundings(load_voikko().analyses)
    own = list(examples(today(), near)) * TODAY
    train, dev = (list(examples(spoken(part), near)) for part in ("train", "dev"))
    heard = sum(1 for u in skn("train") if 1 < len(u) < 60)
    writing = list(examples(corpus()[heard:], near))
    if "--evaluate" in sys.argv:
        weights = learn(train + own, writing)
        right = [(sum(weights.get(n, 0) for n in ("", *names)) > 0) == kuin for names, kuin in dev]
        print(f"{np.mean(right):.4f} of {len(dev)} right")
        return
    weights = learn(train + dev + own, writing)
    write_rows(HERE / "kuin.tsv.xz", ((name, str(w)) for name, w in sorted(weights.items())))
    print(len(weights), "weights of", len(train + dev), "and", len(writing), "places")


if __name__ == "__main__":
    main()
