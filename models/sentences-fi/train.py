"""Train where sentences begin that nothing sets off from the one before, from TDT 2013.

    AINEISTO_DATA=path/to/data python models/sentences-fi/train.py

Prints the F1 of the ends of sentences on UD TDT dev, with and without the weights. Ten seconds.
"""

from __future__ import annotations

import json
import lzma
import os
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

from aineisto.language import sentences as splitter

HERE = Path(__file__).parent
DATA = Path(os.environ.get("AINEISTO_DATA", HERE.parent.parent.parent / "shared" / "data"))
PENALTY = 1.0
LEAST_OFTEN = 3
LEAST_WEIGHT = 0.1

sys.path.insert(0, str(HERE.parent.parent / "benchmarks" / "language"))
import conll18  # noqa: E402


def read_sentences() -> list[list[str]]:
    sentences: list[list[str]] = [[]]
    path = DATA / "tdt2013" / "tdt2013.train.tsv.xz"
    for line in lzma.decompress(path.read_bytes()).decode("utf-8").splitlines():
        if line.strip():
            sentences[-1].append(line.split("\t")[0])
        elif sentences[-1]:
            sentences.append([])
    return [sentence for sentence in sentences if sentence]


def examples(sentences: list[list[str]]) -> tuple[list[set[str]], np.ndarray]:
    """Features of words that may begin a sentence, and whether they do."""
    rows, begins = [], []
    for number, sentence in enumerate(sentences):
        following = sentences[number + 1] if number + 1 < len(sentences) else []
        tokens = sentence + following
        marks = splitter.Marks(tokens)
        closed = len(sentence) > 1 and sentence[-1] in '”")»' and sentence[-2][-1] in ".!?…"
        for at in range(1, min(len(sentence) + 1, len(tokens))):
            marked = tokens[at - 1][-1] in ".!?…" or (at == len(sentence) and closed)
            if not marked and splitter.may_begin(tokens, at):
                rows.append(set(splitter.features(tokens, at, 0, marks)))
                begins.append(at == len(sentence))
    return rows, np.asarray(begins, dtype=float)


def fit(rows: list[set[str]], begins: np.ndarray) -> dict[str, float]:
    counts = Counter(name for row in rows for name in row)
    names = sorted(name for name, n in counts.items() if n >= LEAST_OFTEN)
    index = {name: i for i, name in enumerate(names)}
    columns = [[index[name] for name in sorted(row) if name in index] for row in rows]
    pointers = np.cumsum([0] + [len(row) for row in columns])
    flat = np.concatenate(columns)
    X = csr_matrix((np.ones(len(flat)), flat, pointers), shape=(len(rows), len(names)))

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        score = X @ w
        value = np.logaddexp(0, score).sum() - begins @ score + PENALTY / 2 * w @ w
        return value, X.T @ (expit(score) - begins) + PENALTY * w

    w = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return {
        name: round(float(x), 2) for name, x in zip(names, w, strict=True) if abs(x) > LEAST_WEIGHT
    }


def main() -> None:
    rows, begins = examples(read_sentences())
    weights = fit(rows, begins)
    text = json.dumps(weights, ensure_ascii=False, indent=0, sort_keys=True)
    (HERE / "weights.json").write_text(text + "\n", encoding="utf-8")
    print(f"{len(rows)} places, {int(begins.sum())} beginnings, {len(weights)} weights")
    treebank = conll18.read(DATA / "ud-finnish-tdt" / "fi_tdt-ud-dev.conllu")
    for kept, name in (({}, "without"), (weights, "with")):
        splitter._weights = lambda kept=kept: kept
        spans = splitter.split_sentences(treebank.text)
        print(f"ends of sentences, UD TDT dev, {name}: {conll18.boundary_f1(treebank, spans):.2f}")


if __name__ == "__main__":
    main()
