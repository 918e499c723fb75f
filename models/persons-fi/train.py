"""Train the model of persons' names on Turku NER.

    python models/persons-fi/train.py

Reads ``turku-ner/`` under ``AINEISTO_DATA`` (or ``../shared/data`` beside the repository). The
first two steps are fitted on its train part; the third, which weighs what the name finder says, on
dev, because the finder itself was trained on train. The two bounds are set on dev. Writes
``weights.npz`` and ``model.json`` here. Nothing is drawn at random.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from aineisto.pseudonyms._name_odds import finder_features, finder_odds
from aineisto.pseudonyms._person_model import alike, bucket, document_features, word_features
from aineisto.pseudonyms._tokens import name_tokens

HERE = Path(__file__).parent
REPOSITORY = HERE.parent.parent
DATA = Path(os.environ.get("AINEISTO_DATA", REPOSITORY.parent / "shared" / "data"))
SIZE, PENALTY, FOLDS = 2**16, 0.4, 5
#: From which probability on a word is replaced, and from which it is shown for confirmation.
BOUNDS = {"spacy": (0.12, 0.03), "encoder": (0.02, 0.01)}
sys.path.insert(0, str(REPOSITORY / "benchmarks" / "pseudonyms"))


class Document:
    """A document's words, traits and answers."""

    def __init__(self, text: str, spans: list[tuple[int, int]]) -> None:
        self.text = text
        self.tokens = name_tokens(text)
        self.groups = alike(self.tokens)
        found = list(word_features(self.tokens, self.groups))
        self.positions = [position for position, _ in found]
        self.word_features = [row for _, row in found]
        self.answers = [
            any(
                start <= self.tokens[position].start and self.tokens[position].end <= end
                for start, end in spans
            )
            for position in self.positions
        ]


def read(split: str) -> list[Document]:
    from run import read_split  # the benchmark reads the same files

    return [Document(text, spans) for text, spans in read_split(split)]


def matrix(documents: list[Document]) -> sparse.csr_matrix:
    rows = [row for document in documents for row in document.word_features]
    columns = [bucket(trait, SIZE) for row in rows for trait in row]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    found = sparse.csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(rows), SIZE))
    found.sum_duplicates()
    return found


def answers(documents: list[Document]) -> np.ndarray:
    return np.array([answer for document in documents for answer in document.answers])


def by_document(documents: list[Document], scores: np.ndarray) -> list[dict[int, float]]:
    ends = np.cumsum([len(document.positions) for document in documents])
    parts = np.split(scores, ends[:-1])
    return [
        dict(zip(document.positions, part.tolist(), strict=True))
        for document, part in zip(documents, parts, strict=True)
    ]


def together(documents: list[Document], scores: np.ndarray) -> np.ndarray:
    pairs = zip(documents, by_document(documents, scores), strict=True)
    return np.concatenate([document_features(alone, d.groups) for d, alone in pairs if alone])


def with_finder(documents: list[Document], scores: np.ndarray, finder: str) -> np.ndarray:
    odds = finder_odds([d.text for d in documents], [d.tokens for d in documents], finder)
    parts = []
    for document, found, names in zip(documents, by_document(documents, scores), odds, strict=True):
        if found:
            values = np.array(list(found.values()))
            parts.append(finder_features(list(found), values, names, document.groups))
    return np.concatenate(parts)


def linear(values: np.ndarray, right: np.ndarray, penalty: float) -> LogisticRegression:
    return LogisticRegression(C=penalty, max_iter=1000, solver="liblinear").fit(values, right)


def cross_predicted(documents: list[Document], values: np.ndarray) -> np.ndarray:
    """Return the third step's scores of documents on which it was not fitted."""
    right = answers(documents)
    sizes = [len(document.positions) for document in documents]
    fold = np.repeat(np.arange(len(documents)) % FOLDS, sizes)
    scores = np.zeros(len(right))
    for part in range(FOLDS):
        model = linear(values[fold != part], right[fold != part], 1.0)
        scores[fold == part] = model.decision_function(values[fold == part])
    return scores


def step(model: LogisticRegression) -> dict[str, object]:
    return {
        "weights": [round(float(weight), 4) for weight in model.coef_[0]],
        "constant": round(float(model.intercept_[0]), 4),
    }


def main() -> None:
    train, dev = read("train"), read("dev")
    values, right = matrix(train), answers(train)
    fold = np.repeat(np.arange(len(train)), [len(d.positions) for d in train]) % FOLDS
    held_out = np.zeros(len(right))
    for part in range(FOLDS):
        model = linear(values[fold != part], right[fold != part], PENALTY)
        held_out[fold == part] = model.decision_function(values[fold == part])
    first = linear(values, right, PENALTY)
    weights = first.coef_[0].copy()
    weights[bucket("bias", SIZE)] += first.intercept_[0]  # every word has this trait once
    second = linear(together(train, held_out), right, 1.0)
    on_dev = second.decision_function(together(dev, matrix(dev) @ weights))
    print(f"dev, without a finder: {average_precision_score(answers(dev), on_dev):.3f}")
    finders = {}
    for finder, (accept, show) in BOUNDS.items():
        last = with_finder(dev, on_dev, finder)
        third = linear(last, answers(dev), 1.0)
        scores = cross_predicted(dev, last)
        print(f"dev by folds, with {finder}: {average_precision_score(answers(dev), scores):.3f}")
        finders[finder] = {"finder": step(third), "accept": accept, "show": show}
    np.savez_compressed(HERE / "weights.npz", weights=weights.astype(np.float16))
    settings = {"together": step(second), "finders": finders}
    (HERE / "model.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
