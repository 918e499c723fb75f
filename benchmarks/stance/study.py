"""A study played on vaalikone 2015: eight questions, respondents held out, labels one by one.

The coder's stance is the candidate's own answer. Labels come in the order of the queue, or drawn
at random; the machine as it ships learns at each size. Against it: the static table in place of the
encoder, n-grams alone, the text without its question, and TF-IDF with logistic regression, which is
given the question as well.

While the learning was tried out, other questions served (those of the 26 commonest that no study
here draws), and of them only respondents that `all_labels` does not hold out.
"""

import csv
import time
from functools import partial

import numpy as np
import pandas as pd
from measures import doubt, kappa, linear_kappa

from aineisto.codings import SCALE
from aineisto.stance import StanceClassifier

SIZES = (20, 50, 100, 200, 500, 1000)
TARGETS = (0.4, 0.5, 0.6, 0.7)
ASKED = (0.4, 0.5, 0.6)
QUEUE = "by_topic"
COMMON = 26


def comments(data):
    """Return the comments with their stance."""
    frame = pd.read_csv(
        data / "vaalikone2015" / "comments.tsv", sep="\t", quoting=csv.QUOTE_NONE, dtype=str
    ).dropna()
    return frame.assign(stance=frame["stance"].astype(int))


def play(data, _, runs=3):
    """Return the mean curves of several studies, the work saved and whether verdicts held."""
    frame = comments(data)
    played = [_Study(frame, run).play() for run in range(runs)]
    curves = {
        way: {
            f"n={n}": {
                key: round(float(np.mean([p["curves"][way][n][key] for p in played])), 3)
                for key in played[0]["curves"][way][n]
            }
            for n in SIZES
        }
        for way in played[0]["curves"]
    }
    saved = {
        f"agreement {target}": {
            way: round(float(np.mean([p["saved"][way][target] for p in played])), 3)
            for way in curves
        }
        for target in TARGETS
    }
    verdicts = {f"agreement {asked}": [p["verdicts"][asked] for p in played] for asked in ASKED}
    return {
        "runs": runs,
        "curves": curves,
        "share left to the machine": saved,
        "verdicts": verdicts,
    }


class _Study:
    """One study: a pool of 1,000 statements, and 800 of other respondents to judge by."""

    def __init__(self, frame, run):
        rng = np.random.default_rng(run)
        questions = rng.choice(frame["qid"].value_counts().index[:COMMON], 8, replace=False)
        study = frame[frame["qid"].isin(questions)]
        people = rng.permutation(study["respondent"].unique())
        held = study["respondent"].isin(people[: len(people) // 3])
        self.test = study[held].sample(min(800, int(held.sum())), random_state=run)
        self.pool = study[~held].sample(1000, random_state=run).reset_index(drop=True)
        self.truth = self.test["stance"].to_numpy()

    def play(self):
        """Return curves by way of working, and the verdicts at 500 labels."""
        queue = self._queue()
        ways = {
            "queue": (queue, _learn),
            "queue, static table": (queue, partial(_learn, embedder="fast")),
            "queue, n-grams only": (queue, partial(_learn, embedder=None)),
            "random order": (self.pool, _learn),
            "text only": (queue, _learn_text),
            "TF-IDF + logistic": (queue, _baseline),
        }
        curves, saved = {}, {}
        for way, (pool, learn) in ways.items():
            whole = {}
            curves[way] = {}
            for n in SIZES:
                guess, of_rest, more = learn(pool.head(n), self.test, pool.iloc[n:])
                curves[way][n] = {"QWK": kappa(self.truth, guess), **more}
                codes = np.concatenate([pool["stance"].head(n), of_rest])
                whole[n] = linear_kappa(pool["stance"].to_numpy(), codes)
            saved[way] = {target: _saved(whole, target) for target in TARGETS}
        return {"curves": curves, "saved": saved, "verdicts": self._verdicts(queue)}

    def _queue(self):
        """Return the pool in the order in which the review session asks."""
        from aineisto.review._queue import order_by

        cold = StanceClassifier(SCALE).code(
            pd.DataFrame({"statement_id": self.pool.index.astype(str), "clean": self.pool["text"]})
        )
        asked = pd.DataFrame(
            {
                "statement_id": self.pool.index.astype(str),
                "question": self.pool["qid"],
                "topic": "",
                "value": cold["value"].astype(float).to_numpy(),
                "confidence": cold["confidence"].astype(float).to_numpy(),
            }
        )
        return self.pool.loc[[int(name) for name in order_by(QUEUE)(asked)]].reset_index(drop=True)

    def _verdicts(self, pool, n=500):
        model = _fitted(pool.head(n))
        texts, asked = self.test["text"].tolist(), self.test["qid"].tolist()
        codes = model.predict(texts, asked)
        found = {}
        for agreement in ASKED:
            said = model.selective_coverage(agreement, texts, asked)
            rows = list(said.rows)
            kept = None
            if rows:
                error = np.abs(self.truth[rows] - codes[rows]).mean()
                chance = np.abs(self.truth[:, None] - codes[None, :]).mean()
                kept = round(1 - float(error / chance), 2)
            found[agreement] = {
                "share": round(said.share, 2),
                "low": round(said.low, 2),
                "high": round(said.high, 2),
                "agreement of the part": kept,
            }
        return found


def _fitted(known, embedder="default"):
    return StanceClassifier(SCALE, embedder).fit(
        known["text"].tolist(),
        known["stance"],
        question=known["qid"].tolist(),
        respondent=known["respondent"].tolist(),
    )


def _learn(known, test, rest, embedder="default"):
    model = _fitted(known, embedder)
    started = time.process_time()
    model.fit(
        known["text"].tolist(),
        known["stance"],
        question=known["qid"].tolist(),
        respondent=known["respondent"].tolist(),
    )
    seconds = time.process_time() - started
    texts, asked = test["text"].tolist(), test["qid"].tolist()
    more = doubt(model, texts, test["stance"].to_numpy(), asked)
    more["refit, CPU ms"] = 1000 * seconds
    of_rest = model.predict(rest["text"].tolist(), rest["qid"].tolist())
    return model.predict(texts, asked), of_rest, more


def _learn_text(known, test, rest):
    model = StanceClassifier(SCALE).fit(
        known["text"].tolist(), known["stance"], respondent=known["respondent"].tolist()
    )
    return model.predict(test["text"].tolist()), model.predict(rest["text"].tolist()), {}


def _baseline(known, test, rest):
    from sklearn.compose import make_column_transformer
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder

    model = make_pipeline(
        make_column_transformer(
            (TfidfVectorizer(sublinear_tf=True), "text"),
            (OneHotEncoder(handle_unknown="ignore"), ["qid"]),
        ),
        LogisticRegression(C=10.0, class_weight="balanced", max_iter=300),
    )
    columns = ["text", "qid"]
    model.fit(known[columns], known["stance"])
    of_rest = model.predict(rest[columns]) if len(rest) else np.zeros(0, int)
    return model.predict(test[columns]), of_rest, {}


def _saved(whole, target):
    """Return the share of the pool that need not be coded for the whole to agree so well.

    Between two sizes the agreement is taken to rise evenly.
    """
    for before, n in zip((None, *SIZES), SIZES, strict=False):
        if whole[n] < target:
            continue
        if before is None:
            return 1 - n / SIZES[-1]
        part = (target - whole[before]) / (whole[n] - whole[before])
        return 1 - (before + part * (n - before)) / SIZES[-1]
    return 0.0


def all_labels(data, _, embedder="default"):
    """All labels of the 26 common questions, a third of the respondents held out."""
    frame = comments(data)
    study = frame[frame["qid"].isin(frame["qid"].value_counts().index[:COMMON])]
    people = np.random.default_rng(0).permutation(study["respondent"].unique())
    held = study["respondent"].isin(people[: len(people) // 3])
    known, test = study[~held], study[held].sample(3000, random_state=0)
    started = time.process_time()
    model = _fitted(known, embedder)
    texts, asked = test["text"].tolist(), test["qid"].tolist()
    truth = test["stance"].to_numpy()
    return {
        "labels": len(known),
        "QWK": kappa(truth, model.predict(texts, asked)),
        **doubt(model, texts, truth, asked),
        "CPU s": time.process_time() - started,
    }
