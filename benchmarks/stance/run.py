"""Measure the stance prior and what labels add.

Prints a table and writes ``benchmarks/results/stance.json``.

    python benchmarks/stance/run.py            # all parts whose data are there
    python benchmarks/stance/run.py speed

Data under ``AINEISTO_DATA``, or ``../shared/data`` beside the repository. The interview report's
codes are read only here; cues, rules and cut points were made without them.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from aineisto.stance import StanceClassifier
from aineisto.stance._ordinal import classify, quadratic_kappa
from aineisto.stance._prior import shared_prior

REPOSITORY = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("AINEISTO_DATA", REPOSITORY.parent / "shared" / "data"))
SEED = 0


def expected_calibration_error(proba: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Return the mean gap between confidence and share right, over bins of confidence."""
    place = np.minimum((proba * bins).astype(int), bins - 1)
    gaps = [
        abs(proba[place == b].mean() - right[place == b].mean()) * np.mean(place == b)
        for b in np.unique(place)
    ]
    return float(np.sum(gaps))


def auc(scores: np.ndarray, truth: np.ndarray) -> float:
    """Return the chance that a positive statement scores above a negative one."""
    from sklearn.metrics import roc_auc_score

    polar = truth != 0
    return float(roc_auc_score(truth[polar] > 0, scores[polar]))


def finnsentiment() -> dict[str, float]:
    """Parts 19–20 (2,700 sentences); the prior learnt on 1–16 and was weighed on 17–18."""
    frame = pd.read_csv(
        DATA / "finnsentiment" / "FinnSentiment-1.1.tsv",
        sep="\t",
        header=None,
        quoting=csv.QUOTE_NONE,
        dtype=str,
        keep_default_na=False,
    )
    test = frame[frame[16].astype(int) > 18]
    truth = test[4].astype(int).to_numpy() - 3
    prior = shared_prior()
    texts = test[19].tolist()
    online = prior.online_scores(texts)
    guess = classify(online, prior.finnsentiment_cuts)
    cold = StanceClassifier(embedder=None)
    sets = cold.predict_set(texts, level=0.9)
    return {
        "n": len(test),
        "QWK": quadratic_kappa(truth + 2, guess, 5),
        "accuracy": float(np.mean(guess - 2 == truth)),
        "MAE": float(np.mean(np.abs(guess - 2 - truth))),
        "AUC + against −": auc(online, truth),
        "as shipped for interviews: AUC": auc(prior.scores(texts), truth),
        "cold 90 % sets: coverage": float(np.mean(sets[np.arange(len(truth)), truth + 2])),
        "cold 90 % sets: size": float(sets.sum(axis=1).mean()),
    }


def interview_report() -> dict[str, float]:
    """The report's 75 statements that two coders coded; the machine cold, as shipped."""
    import krippendorff

    folder = DATA / "interview-report"
    coders = [
        pd.read_csv(folder / f"coder_{name}.csv").set_index("statement_id")["stance"]
        for name in ("a", "b")
    ]
    texts = pd.read_csv(folder / "statements.csv").set_index("statement_id")["text"]
    both = pd.concat(coders, axis=1, keys=["a", "b"]).dropna().astype(int)
    # Agreed code, else the mean rounded towards neutral.
    consensus = np.trunc(both.mean(axis=1)).astype(int).to_numpy()
    statements = texts.loc[both.index].tolist()
    cold = StanceClassifier(embedder=None)
    guess, scores = cold.predict(statements), cold.decision_score(statements)

    def alpha(*rows: np.ndarray) -> float:
        return float(krippendorff.alpha(np.array(rows, float), level_of_measurement="ordinal"))

    sets = cold.predict_set(statements, level=0.9)
    proba = cold.predict_proba(statements)
    return {
        "n": len(both),
        "alpha of the two coders": alpha(both["a"].to_numpy(), both["b"].to_numpy()),
        "alpha cold against consensus": alpha(guess, consensus),
        "AUC + against −": auc(scores, consensus),
        "QWK": quadratic_kappa(consensus + 2, guess + 2, 5),
        "within one": float(np.mean(np.abs(guess - consensus) <= 1)),
        "accuracy": float(np.mean(guess == consensus)),
        "mean confidence": float(proba[np.arange(len(guess)), guess + 2].mean()),
        "90 % sets: coverage": float(np.mean(sets[np.arange(len(guess)), consensus + 2])),
        "90 % sets: size": float(sets.sum(axis=1).mean()),
    }


def vaalikone(sizes: tuple[int, ...] = (20, 50, 100, 200, 500, 1000), runs: int = 3) -> dict:
    """A study of eight questions, respondents held out; labels in random order."""
    frame = pd.read_csv(
        DATA / "vaalikone2015" / "comments.tsv", sep="\t", quoting=csv.QUOTE_NONE, dtype=str
    ).dropna()
    frame["stance"] = frame["stance"].astype(int)
    results: dict[str, dict[str, float]] = {}
    for n in sizes:
        rows = [_one_study(frame, n, run) for run in range(runs)]
        results[f"n={n}"] = {key: float(np.mean([row[key] for row in rows])) for key in rows[0]}
    return results


def _one_study(frame: pd.DataFrame, n: int, run: int) -> dict[str, float]:
    rng = np.random.default_rng(SEED + run)
    questions = rng.choice(frame["qid"].value_counts().index[:26], 8, replace=False)
    study = frame[frame["qid"].isin(questions)]
    people = rng.permutation(study["respondent"].unique())
    held = study["respondent"].isin(people[: len(people) // 3])
    test = study[held].sample(min(800, int(held.sum())), random_state=SEED + run)
    train = study[~held].sample(n, random_state=SEED + run)
    model = StanceClassifier()
    texts, labels = train["text"].tolist(), train["stance"].to_numpy()
    shared_prior().scores(texts)
    started = time.process_time()
    model.fit(texts, labels, question=train["qid"], respondent=train["respondent"])
    first = time.process_time() - started
    started = time.process_time()
    model.fit(texts, labels, question=train["qid"], respondent=train["respondent"])
    seconds = time.process_time() - started
    truth = test["stance"].to_numpy() + 2
    proba = model.predict_proba(test["text"].tolist(), question=test["qid"])
    guess = model.predict(test["text"].tolist(), question=test["qid"]) + 2
    sets = model.predict_set(test["text"].tolist(), question=test["qid"])
    without = StanceClassifier().fit(texts, labels, respondent=train["respondent"])
    plain = without.predict(test["text"].tolist()) + 2
    rows = np.arange(len(truth))
    return {
        "QWK": quadratic_kappa(truth, guess, 5),
        "QWK text only": quadratic_kappa(truth, plain, 5),
        "coverage": float(np.mean(sets[rows, truth])),
        "set size": float(sets.sum(axis=1).mean()),
        "ECE": expected_calibration_error(proba[rows, guess], guess == truth),
        "fit CPU ms": 1000 * first,
        "refit CPU ms": 1000 * seconds,
    }


def speed() -> dict[str, float]:
    """The demo study's sentences, cold, in a fresh process with loading."""
    import re

    started = time.process_time()
    texts = []
    for file in sorted((REPOSITORY / "corpora" / "demo-study" / "source").glob("*.txt")):
        turns = re.split(r"^(?=[VI]: )", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        answers = [turn[3:] for turn in turns if turn.startswith("V: ")]
        texts += [s for a in answers for s in re.split(r"(?<=[.!?])\s+|\n+", a) if s.strip()]
    frame = pd.DataFrame({"statement_id": [str(i) for i in range(len(texts))], "clean": texts})
    codings = StanceClassifier(embedder=None).code(frame)
    seconds = time.process_time() - started
    shares = codings["value"].value_counts(normalize=True).sort_index()
    return {"sentences": len(texts), "CPU s": seconds} | {
        f"share {value:+d}": float(share) for value, share in shares.items()
    }


PARTS = {
    "speed": speed,
    "finnsentiment": finnsentiment,
    "vaalikone": vaalikone,
    "interview_report": interview_report,
}


def main() -> None:
    target = REPOSITORY / "benchmarks" / "results" / "stance.json"
    results = json.loads(target.read_text(encoding="utf-8")) if target.exists() else {}
    for name in sys.argv[1:] or PARTS:
        try:
            results[name] = PARTS[name]()
        except FileNotFoundError as error:
            print(f"{name}: the data are not there ({error.filename}); set AINEISTO_DATA.")
            continue
        print(f"\n{name}")
        print(
            pd.DataFrame(results[name], index=[""]).T.round(3).to_string()
            if name != "vaalikone"
            else pd.DataFrame(results[name]).T.round(3).to_string()
        )
        target.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
