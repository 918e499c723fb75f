"""The tasks of ``run.py``: what is measured, on which data, and how it is scored."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

#: Questions of the election that are far apart, and near each other; and others, to choose on.
EASY = (136, 129, 137, 148, 139, 152, 128)
HARD = (136, 127, 134, 129, 131, 135, 144, 147)
CHOOSING = (130, 133, 138, 140, 143, 146, 149, 150)
NAME_TYPES = ("PER", "ORG", "LOC", "PRO", "EVENT", "DATE")
FOUR_TYPES = ("PER", "ORG", "LOC", "PRO")
#: spaCy's Finnish labels in the terms of the Turku NER corpus.
OF_SPACY = {
    "PERSON": "PER",
    "ORG": "ORG",
    "GPE": "LOC",
    "LOC": "LOC",
    "FAC": "LOC",
    "PRODUCT": "PRO",
    "WORK_OF_ART": "PRO",
    "EVENT": "EVENT",
    "DATE": "DATE",
}
Encode = Callable[[list[str]], np.ndarray]
Spans = set[tuple[int, int, str]]
Names = Callable[[list[list[str]], list[int]], list[Spans]]
Tags = Callable[[list[list[str]]], list[list[tuple[str, str]]]]


# --- Sentence vectors -----------------------------------------------------------------------


def retrieval(data: Path, encode: Encode, part: str) -> float:
    """Return how often the nearest of all second texts is a paraphrase's own (label 4)."""
    path = data / "turku-paraphrase" / f"{part}_release1.json"
    pairs = [p for p in json.loads(path.read_text(encoding="utf-8")) if p["label"] == "4"]
    first, second = (encode([p[side] for p in pairs]) for side in ("txt1", "txt2"))
    return float(np.mean((first @ second.T).argmax(axis=1) == np.arange(len(pairs))))


def v_measure(vectors: np.ndarray, codes: Sequence[object]) -> float:
    """Return V of k-means on centred vectors, the mean of three seeds."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import v_measure_score

    centred = vectors - vectors.mean(axis=0)
    centred /= np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
    number = len(set(codes))
    found = (KMeans(number, n_init=10, random_state=seed).fit_predict(centred) for seed in range(3))
    return float(np.mean([v_measure_score(codes, labels) for labels in found]))


def few_shot(vectors: np.ndarray, codes: np.ndarray, shots: int = 8, draws: int = 10) -> float:
    """Return accuracy of logistic regression on `shots` texts of each topic, over `draws`."""
    from sklearn.linear_model import LogisticRegression

    centred = vectors - vectors.mean(axis=0)
    centred /= np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
    right = []
    for seed in range(draws):
        order = np.random.default_rng(seed).permutation(len(codes))
        taught = np.concatenate([order[codes[order] == code][:shots] for code in np.unique(codes)])
        rest = np.setdiff1d(order, taught)
        model = LogisticRegression(C=10, max_iter=1000).fit(centred[taught], codes[taught])
        right.append(model.score(centred[rest], codes[rest]))
    return float(np.mean(right))


def comments(data: Path, questions: tuple[int, ...]) -> pd.DataFrame:
    frame = pd.read_csv(data / "vaalikone2015" / "comments.tsv", sep="\t")
    return pd.concat([frame[frame["qid"] == q].sample(60, random_state=0) for q in questions])


def sentence_measures(data: Path, encode: Encode, dev: bool) -> dict[str, float]:
    """Return every measure of sentence vectors; with `dev`, those that may be chosen on."""
    if dev:
        frame = comments(data, CHOOSING)
        return {
            "paraphrase R@1, dev": retrieval(data, encode, "dev"),
            "other questions V": v_measure(encode(frame["text"].tolist()), frame["qid"].tolist()),
        }
    measures = {"paraphrase R@1": retrieval(data, encode, "test")}
    folder = data / "sib200-fin"
    sib = pd.concat([pd.read_csv(folder / f"{part}.tsv", sep="\t") for part in ("train", "dev")])
    vectors = encode(sib["text"].tolist())
    measures["SIB V"] = v_measure(vectors, sib["category"].tolist())
    for name, questions in (("easy V", EASY), ("hard V", HARD)):
        frame = comments(data, questions)
        measures[name] = v_measure(encode(frame["text"].tolist()), frame["qid"].tolist())
    measures["SIB 8-shot"] = few_shot(vectors, sib["category"].to_numpy())
    return measures


# --- Names ----------------------------------------------------------------------------------


def read_names(data: Path, part: str) -> tuple[list[list[str]], list[int], list[Spans]]:
    """Return words, number of the document and names (first, last + 1, type) of sentences."""
    words: list[list[str]] = []
    documents: list[int] = []
    names: list[Spans] = []
    rows: list[tuple[str, str]] = []
    document = 0
    text = (data / "turku-ner/data/conll" / f"{part}.tsv").read_text(encoding="utf-8")
    for line in [*text.splitlines(), ""]:
        cells = line.split("\t")
        if line.startswith("-DOCSTART-"):
            document += 1
        elif line.strip():
            rows.append((cells[0], cells[1]))
        elif rows:
            words.append([word for word, _ in rows])
            documents.append(document)
            names.append(spans([label for _, label in rows]))
            rows = []
    return words, documents, names


def spans(labels: list[str]) -> Spans:
    found: Spans = set()
    start = None
    for place, label in enumerate([*labels, "O"]):
        if start is not None and label != f"I-{labels[start][2:]}":
            found.add((start, place, labels[start][2:]))
            start = None
        if label[:2] == "B-":
            start = place
    return found


def name_measures(data: Path, find: Names, part: str) -> dict[str, float]:
    """Return strict F1 (span and type) of four types, six types, and each type."""
    words, documents, wanted = read_names(data, part)
    found = find(words, documents)

    def f1(types: tuple[str, ...]) -> float:
        pairs = [
            ({s for s in a if s[2] in types}, {s for s in b if s[2] in types})
            for a, b in zip(found, wanted, strict=True)
        ]
        both = sum(len(a & b) for a, b in pairs)
        return 2 * both / max(1, sum(len(a) + len(b) for a, b in pairs))

    return {
        "4 types": f1(FOUR_TYPES),
        "6 types": f1(NAME_TYPES),
        **{name: f1((name,)) for name in NAME_TYPES},
    }


# --- Tags -----------------------------------------------------------------------------------


def read_tags(path: Path) -> list[list[tuple[str, str, str]]]:
    """Return form, UPOS and features of every word, by sentence."""
    sentences: list[list[tuple[str, str, str]]] = [[]]
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) == 10 and cells[0].isdigit():
            sentences[-1].append((cells[1], cells[3], cells[5]))
        elif not line and sentences[-1]:
            sentences.append([])
    return [sentence for sentence in sentences if sentence]


def as_features(text: str) -> frozenset[str]:
    return frozenset(text.split("|")) - {"", "_"}


def tag_measures(path: Path, tag: Tags) -> dict[str, float]:
    """Return shares of words with the right UPOS, all features right, and both."""
    sentences = read_tags(path)
    found = tag([[form for form, _, _ in sentence] for sentence in sentences])
    upos, feats = [], []
    for sentence, tags in zip(sentences, found, strict=True):
        for (_, right, features), (said, said_features) in zip(sentence, tags, strict=True):
            upos.append(said == right)
            feats.append(as_features(features) == as_features(said_features))
    both = np.logical_and(upos, feats)
    return {"UPOS": np.mean(upos), "features": np.mean(feats), "both": np.mean(both)}
