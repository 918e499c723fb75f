"""The demo study's first coder, simulated: her blind codes in the order of the interviews.

The machine begins from a prior that knows Finnish and no study, with the codebook's own cues.
Agreement is that of all her codes (what is decided, and the machine's suggestion for the rest):
stance by Cohen's kappa with linear weights, themes by the share of statements whose likeliest code
is one of hers.
"""

import csv
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from aineisto.codebook import Codebook
from aineisto.review._fitted import FITTED, linear_kappa
from aineisto.review._labelled import Labelled
from aineisto.review._learning import has_enough_labels
from aineisto.stance import StanceClassifier
from aineisto.themes import ThemeAssigner

STUDY = Path(__file__).parents[2] / "corpora" / "demo-study"
STEP, ORDERS = 20, 5
TARGETS = {"stance": (0.5, 0.6, 0.7, 0.8), "theme": (0.7, 0.8, 0.9)}

COLD = {
    "stance": lambda book: StanceClassifier([p.value for p in book.scale], cues=book.cues),
    "theme": ThemeAssigner,
}


def decisions_needed():
    with (STUDY / "coders" / "coder_a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    book = Codebook.load(STUDY / "codebook.toml")
    labels = {
        "stance": [int(row["stance"]) for row in rows],
        "theme": [_themes(row) for row in rows],
    }
    result = {"statements": len(rows), "learn_every": STEP, "orders": ORDERS}
    for family, codes in labels.items():
        curves = [_curves(family, book, rows, codes, seed) for seed in range(ORDERS)]
        result[family] = {
            name: _needed(family, [curve[place] for curve in curves], len(rows))
            for place, name in enumerate(("cold", "learning"))
        }
    return result


def _lesson(family, book, rows, labels):
    """Return what a session's lesson makes of decisions, or None where it replaces nothing."""
    frame = _statements(rows)
    names = frozenset(frame["statement_id"])
    known = Labelled(frame, labels, np.ones(len(rows), dtype=bool), frame, names)
    if not has_enough_labels(known):
        return None
    project = SimpleNamespace(codebook=book, models=pd.DataFrame(columns=["coder"]))
    fitted = FITTED[family](project, known, SimpleNamespace(of=lambda names: None))
    return fitted.model if fitted.improvement.after >= fitted.improvement.before else None


def _suggested(model, rows):
    frame = _statements(rows)
    texts = frame["clean"].tolist()
    if isinstance(model, StanceClassifier):
        return model.predict(texts, frame["question"].tolist())
    return model.classes_[model.predict_proba(texts).argmax(axis=1)]


def _statements(rows):
    frame = pd.DataFrame(rows).rename(columns={"text": "clean"})
    return frame.assign(participant=frame["statement_id"].str.partition(":")[0])


def _curves(family, book, rows, labels, seed):
    """Return the agreement after each lesson: the prior's, and that of what is learnt."""
    # Interviews in a drawn order, each one whole: that is how a coder reads.
    documents = [row["statement_id"].partition(":")[0] for row in rows]
    names = sorted(set(documents))
    place = {name: k for k, name in enumerate(np.random.default_rng(seed).permutation(names))}
    order = sorted(range(len(rows)), key=lambda k: (place[documents[k]], rows[k]["statement_id"]))
    rows, labels = [rows[k] for k in order], [labels[k] for k in order]
    cold = learnt = _suggested(COLD[family](book), rows)
    curves = ([], [])
    for n in range(0, len(rows), STEP):
        if n:
            model = _lesson(family, book, rows[:n], labels[:n])
            learnt = learnt if model is None else _suggested(model, rows)
        for curve, suggested in zip(curves, (cold, learnt), strict=True):
            curve.append(_agreed(family, labels, n, suggested))
    return curves


def _agreed(family, labels, n, suggested):
    """Return the agreement of the whole, and of the suggestions alone."""
    if family == "stance":
        truth = np.array(labels)
        whole = np.r_[truth[:n], suggested[n:]]
        return linear_kappa(truth, whole), linear_kappa(truth[n:], suggested[n:])
    hits = [guess in codes for codes, guess in zip(labels[n:], suggested[n:], strict=True)]
    return (n + sum(hits)) / len(labels), float(np.mean(hits))


def _needed(family, curves, size):
    whole, alone = np.mean(curves, axis=0).T
    steps = range(0, size, STEP)
    return {
        "agreement_of_suggestions": {
            str(n): round(float(alone[n // STEP]), 3) for n in (0, 40, 80, 120)
        },
        "decisions_to": {
            str(target): next((n for n, a in zip(steps, whole, strict=True) if a >= target), size)
            for target in TARGETS[family]
        },
    }


def _themes(row):
    return tuple(filter(None, (row["theme"], row["theme2"]))) or ("none",)
