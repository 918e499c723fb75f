"""Fit how reader, meaning and words of a statement, and of what stands around it, are weighed.

    python benchmarks/themes/calibrate_reader.py PATH_OF_DATA

On S7 of ``coded-interviews``, which took no part in training the encoder; S3 stays the test. Prints
the part ``"read"`` of ``src/aineisto/themes/calibration.json``, with what three folds of
interviewees measure.
"""

import json
import sys
from pathlib import Path
from unittest.mock import patch

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit, softmax
from sklearn.metrics import f1_score

sys.path.append(str(Path(__file__).parent.parent / "speech"))
from study import load

from aineisto.language import read_corpus
from aineisto.themes import ThemeAssigner
from aineisto.themes import _utilities as utilities
from aineisto.themes._prior import ReadPrior, read_prior

STUDY, RIDGE = "S7", 0.002
AROUND = [(0.5, 0.5, 0.3), (0.7, 0.7, 0.6), (1.0, 0.7, 0.7), (1.0, 1.0, 1.0)]


class Parts(ReadPrior):
    """In the place of the constants: keeps what they would weigh."""

    def of_reading(self, *parts):
        self.__dict__["kept"] = parts
        return super().of_reading(*parts)


def features(study, around):
    """Return near, meaning, wording (n, k) and aside (n,) of the agreed statements."""
    corpus, codebook, gold = study
    frame = corpus.statements.reset_index(drop=True)
    known = gold[gold["theme"].notna()].merge(
        frame.reset_index(), on="statement_id", suffixes=("", "_")
    )
    reading = read_corpus(frame, corpus.questions).take(known["index"])
    assigner = ThemeAssigner(codebook, together=False)
    start = read_prior()
    parts = Parts(**{**vars(start), **dict(zip(("asked", "before", "after"), around, strict=True))})
    with patch.object(utilities, "read_prior", lambda: parts):
        assigner.predict_proba(known["clean"].tolist(), context=reading)
    codes = [*codebook.theme_codes]
    truth = [codes.index(code) if code in codes else len(codes) for code in known["theme"]]
    return parts.kept, np.array(truth), known


def judged(p, parts):
    near, meaning, wording, aside, _ = parts
    scales = np.exp(p[:3])
    themes = scales[0] * near + scales[1] * meaning + scales[2] * wording
    return np.column_stack([themes, p[3] * aside + p[4]])


def fit(parts, truth, rows):
    def loss(p):
        proba = softmax(judged(p, parts)[rows], axis=1)
        right = np.maximum(proba[np.arange(len(rows)), truth[rows]], 1e-9)
        return -np.log(right).mean() + RIDGE * (p @ p)

    return minimize(loss, np.array([-1.0, -1.0, 0.0, 1.0, 0.0]), method="L-BFGS-B").x


def second(proba, truth, known, codes):
    """Fit how probable the second likeliest theme is, given its probability as the main one."""
    order = np.argsort(-proba[:, :-1], axis=1)
    p = np.clip(proba[np.arange(len(proba)), order[:, 1]], 1e-4, 1 - 1e-4)
    said = known["theme2"].fillna("").to_numpy()
    applies = np.array(
        [codes[order[i, 1]] in (known["theme"].iloc[i], said[i]) for i in range(len(proba))],
        dtype=float,
    )

    def loss(q):
        r = np.clip(expit(q[0] + q[1] * logit(p)), 1e-6, 1 - 1e-6)
        return -(applies * np.log(r) + (1 - applies) * np.log(1 - r)).mean()

    return minimize(loss, np.array([0.0, 1.0]), method="L-BFGS-B").x


def main():
    study = load(Path(sys.argv[1]) / "coded-interviews/studies" / STUDY)
    best = None
    for around in AROUND:
        parts, truth, known = features(study, around)
        people = np.unique(known["participant"], return_inverse=True)[1] % 3
        found = np.zeros((len(truth), parts[0].shape[1] + 1))
        for fold in range(3):
            rows, held = np.flatnonzero(people != fold), np.flatnonzero(people == fold)
            found[held] = judged(fit(parts, truth, rows), parts)[held]
        proba, themed = softmax(found, axis=1), truth < found.shape[1] - 1
        surprise = -np.log(proba[np.arange(len(truth)), truth]).mean()
        order = np.argsort(-found[:, :-1], axis=1)[:, :3]
        print(
            around,
            "first",
            round(float((order[:, 0] == truth)[themed].mean()), 3),
            "three",
            round(float((order == truth[:, None]).any(axis=1)[themed].mean()), 3),
            "none F1",
            round(float(f1_score(~themed, found.argmax(axis=1) == found.shape[1] - 1)), 3),
            "log loss",
            round(float(surprise), 3),
        )
        if best is None or surprise < best[0]:
            p = fit(parts, truth, np.arange(len(truth)))
            codes = list(study[1].theme_codes)
            best = (
                surprise,
                around,
                p,
                second(softmax(judged(p, parts), axis=1), truth, known, codes),
            )
    _, around, p, pair = best
    scales = dict(zip(("near", "meaning", "wording"), np.exp(p[:3]), strict=True))
    rest = {"aside": p[3], "none": p[4], "second": pair[0], "second_slope": pair[1]}
    rest |= dict(zip(("asked", "before", "after"), around, strict=True))
    unused = {"none_words": 0.0, "few": 0.0, "question": 0.0}
    constants = scales | rest | unused | {"together": 1.0}
    constants = {name: round(float(value), 3) for name, value in constants.items()}
    print(json.dumps({"read": constants}, indent=1))
    path = Path(utilities.__file__).with_name("calibration.json")
    whole = json.loads(path.read_text(encoding="utf-8")) | {"read": constants}
    path.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
