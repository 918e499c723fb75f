"""What a table is chosen on: topics of documents, and paraphrases. Nothing of it is learned from.

    python topics.py --data PATH        # measures of the table in this folder

Documents of Turku NER train were given a topic by reading their beginnings. A few-shot classifier
is taught on half of the documents and tested on the others, so that names and words that only
one document uses do not help it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from unigram import untokenise

HERE = Path(__file__).resolve().parent
#: Numbers of documents that have 14 usable sentences or more, in the order of the file.
_NUMBERS = {
    "politics": "29 30 32 34 35 38 41 43 40 210 231 244 280 288 198 290",
    "economy": "42 44 46 186 187 188 189 191 193 196 197 199 201 204 207 209 215 221 233 289",
    "technology": "15 16 17 18 203 206 254 278 291 296",
    "nature": "249 251 273 256 293 295 212",
    "health": "225 226 227 228 238 274 194 286 195",
    "sport": "170 173 247 252 253 255 279",
    "culture": "0 243 258 262 275 269 285",
    "places": "242 259 260 266 70",
    "vehicles": "246 250 277 208 205 158 159 47",
    "education": "218 222 223 224 230 239 240 211 216 220 178 185 214",
    "home": "11 24 27 12 7 9 10 21",
    "history": "267 268 270 276 248 284",
    "law": "272 281 257 294 282 202",
}
TOPICS = {topic: [int(number) for number in row.split()] for topic, row in _NUMBERS.items()}


def documents(data: Path) -> list[list[str]]:
    """Return the sentences of every document of Turku NER train."""
    found: list[list[str]] = []
    words: list[str] = []
    lines = (data / "turku-ner/data/conll/train.tsv").read_text(encoding="utf-8").splitlines()
    for line in [*lines, ""]:
        if line.startswith("-DOCSTART-"):
            found.append([])
            words = []
        elif line.strip():
            words.append(line.split("\t")[0])
        elif words:
            found[-1].append(untokenise(" ".join(words)))
            words = []
    return found


def labelled(data: Path) -> list[tuple[int, str, list[str]]]:
    """Return number, topic and sentences of the documents that were given a topic."""
    usable = [
        list(dict.fromkeys(text for text in document if 30 <= len(text) <= 240))
        for document in documents(data)
    ]
    long = [document for document in usable if len(document) >= 14]
    return [(number, topic, long[number]) for topic in TOPICS for number in TOPICS[topic]]


def paraphrases(data: Path) -> list[dict[str, str]]:
    path = data / "turku-paraphrase/dev_release1.json"
    return json.loads(path.read_text(encoding="utf-8"))


def held_out(data: Path) -> set[str]:
    """Return every text that chooses, to be left out of what a table learns from."""
    texts = {pair[side] for pair in paraphrases(data) for side in ("txt1", "txt2")}
    return texts.union(*(document for _, _, document in labelled(data)))


def measure(data: Path, encode: Callable[[list[str]], np.ndarray]) -> dict[str, float]:
    """Return accuracy with 8 sentences a topic, V of k-means, and R@1 of paraphrases."""
    from sklearn.cluster import KMeans
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import v_measure_score

    rows = [
        (number, topic, text)
        for number, topic, document in labelled(data)
        for text in document[:18]
        if len(text) >= 40
    ]
    owner = np.array([number for number, _, _ in rows])
    codes = np.array([topic for _, topic, _ in rows])
    vectors = encode([text for _, _, text in rows])
    right, together = [], []
    for seed in range(20):
        random = np.random.default_rng(seed)
        taught, asked = [], []
        for topic in TOPICS:
            numbers = random.permutation(TOPICS[topic])
            half = np.isin(owner, numbers[: len(numbers) // 2])
            taught.append(random.permutation(np.flatnonzero(half))[:8])
            asked.append(random.permutation(np.flatnonzero((codes == topic) & ~half))[:40])
        shots, rest = np.concatenate(taught), np.concatenate(asked)
        both = np.concatenate([shots, rest])
        centred = vectors - vectors[both].mean(axis=0)
        centred /= np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
        model = LogisticRegression(C=10, max_iter=300).fit(centred[shots], codes[shots])
        right.append(model.score(centred[rest], codes[rest]))
        if seed < 8:
            means = KMeans(len(TOPICS), n_init=3, random_state=seed).fit(centred[both])
            together.append(v_measure_score(codes[both], means.labels_))
    pairs = [pair for pair in paraphrases(data) if pair["label"] == "4"]
    first, second = (encode([pair[side] for pair in pairs]) for side in ("txt1", "txt2"))
    nearest = (first @ second.T).argmax(axis=1)
    return {
        "8 sentences a topic": float(np.mean(right)),
        "V": float(np.mean(together)),
        "R@1": float(np.mean(nearest == np.arange(len(pairs)))),
    }


def main() -> None:
    from aineisto.language import Embedder

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=HERE / "../../../shared/data")
    parser.add_argument("--model", default="fast", help="any name or folder that Embedder takes")
    options = parser.parse_args()
    for name, value in measure(options.data, Embedder(options.model).encode).items():
        print(f"{name}: {value:.3f}")


if __name__ == "__main__":
    main()
