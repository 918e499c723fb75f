"""Fit how reader, meaning and words of a statement, and of what stands around it, are weighed.

    python benchmarks/themes/calibrate_reader.py PATH_OF_DATA

On studies that took no part in training the encoder (``apart`` in ``benchmarks/speech/study.py``);
S3 stays the test. Prints the part ``"read"`` of
``src/aineisto/themes/calibration.json``, with what is measured on each of them from the others.
"""

import json
import sys
from pathlib import Path
from unittest.mock import patch

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit, logit, softmax
from sklearn.metrics import f1_score

sys.path.append(str(Path(__file__).parent.parent / "speech"))
from study import apart, load

from aineisto.core.shares import with_shares
from aineisto.language import read_corpus
from aineisto.themes import ThemeAssigner
from aineisto.themes import _utilities as utilities
from aineisto.themes._prior import ReadPrior, read_prior

RIDGE = 0.002
AROUND = [(0.5, 0.5, 0.3), (0.7, 0.4, 0.2), (0.85, 0.5, 0.3), (1.0, 0.7, 0.7)]


class Parts(ReadPrior):
    """In the place of the constants: keeps what they would weigh."""

    def of_reading(self, *parts):
        self.__dict__["kept"] = parts
        return super().of_reading(*parts)


def features(study, around, asked=True):
    """Return near, meaning, wording (n, k) and aside (n,) of the agreed statements.

    `asked`: with what the interviewer says; else the guide's questions stand for it.
    """
    corpus, codebook, gold = study
    frame = (corpus.statements if asked else corpus.answers).reset_index(drop=True)
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
    near, meaning, wording, aside = parts
    scales = np.exp(p[:3])
    themes = scales[0] * near + scales[1] * meaning + scales[2] * wording
    return np.column_stack([themes, p[3] * aside + p[4]])


def fit(studies):
    """Return the constants at which the right themes of some studies surprise least."""
    many = sum(len(truth) for _, truth, _ in studies)

    def loss(p):
        surprise = 0.0
        for parts, truth, _ in studies:
            right = softmax(judged(p, parts), axis=1)[np.arange(len(truth)), truth]
            surprise -= np.log(np.maximum(right, 1e-9)).sum()
        return surprise / many + RIDGE * (p @ p)

    return minimize(loss, np.array([-1.0, -1.0, 0.0, 1.0, 0.0]), method="L-BFGS-B").x


def asked(p, how, parts, known):
    """Return utilities with the shares of the questions; `how`: sharpness and strength, as logs."""
    sharpness, strength = np.exp(how)
    of = known["question"].fillna("").to_numpy(str)
    return with_shares(judged(p, parts), of, sharpness=sharpness, strength=strength)


def fit_shares(p, studies):
    """Return how far the shares of the questions count, and what is said without them."""

    def loss(how):
        surprise = 0.0
        for parts, truth, known in studies:
            right = softmax(asked(p, how, parts, known), axis=1)[np.arange(len(truth)), truth]
            surprise -= np.log(np.maximum(right, 1e-9)).sum()
        return surprise

    return minimize(loss, np.log([0.7, 0.7]), method="Nelder-Mead").x


def fit_guided(p, how, around, studies):
    """Return what utilities are multiplied by where the guide stands for the interviewer."""
    read = [features(study, around, asked=False) for study in studies]
    found = [(asked(p, how, parts, known), truth) for parts, truth, known in read]

    def loss(factor):
        rows = [softmax(factor * u, axis=1)[np.arange(len(t)), t] for u, t in found]
        return -np.log(np.maximum(np.concatenate(rows), 1e-9)).mean()

    best = minimize_scalar(loss, bounds=(0.3, 1.5), method="bounded").x
    print("guided", best, "log loss", loss(1.0), "to", loss(best))
    return best


def second(p, how, studies):
    """Fit how probable the second likeliest theme is, given its probability as the main one."""
    chances, applies = [], []
    for (parts, _, known), codes in studies:
        proba = softmax(asked(p, how, parts, known), axis=1)
        next_ = np.argsort(-proba[:, :-1], axis=1)[:, 1]
        chances.append(proba[np.arange(len(proba)), next_])
        said = zip(known["theme"], known["theme2"].fillna(""), strict=True)
        applies += [float(codes[one] in pair) for one, pair in zip(next_, said, strict=True)]
    p, applies = np.clip(np.concatenate(chances), 1e-4, 1 - 1e-4), np.array(applies)

    def loss(q):
        r = np.clip(expit(q[0] + q[1] * logit(p)), 1e-6, 1 - 1e-6)
        return -(applies * np.log(r) + (1 - applies) * np.log(1 - r)).mean()

    return minimize(loss, np.array([0.0, 1.0]), method="L-BFGS-B").x


def measured(found, truth):
    """Return what utilities make of a study: first, three, F1 of none, log loss."""
    proba, themed = softmax(found, axis=1), truth < found.shape[1] - 1
    order = np.argsort(-found[:, :-1], axis=1)[:, :3]
    return (
        (order[:, 0] == truth)[themed].mean(),
        (order == truth[:, None]).any(axis=1)[themed].mean(),
        f1_score(~themed, found.argmax(axis=1) == found.shape[1] - 1),
        -np.log(proba[np.arange(len(truth)), truth]).mean(),
    )


def main():
    studies = [load(folder) for folder in apart(Path(sys.argv[1]))]
    best = None
    for around in AROUND:
        read = [features(study, around) for study in studies]
        surprise = 0.0
        for place, (parts, truth, known) in enumerate(read):
            others = [one for other, one in enumerate(read) if other != place]
            p = fit(others)
            how = fit_shares(p, others)
            found = measured(judged(p, parts), truth)
            shared = measured(asked(p, how, parts, known), truth)
            values = (f"{value:.3f}" for value in (*found, *shared))
            print(around, len(truth), *values, flush=True)
            surprise += found[3] * len(truth)
        if best is None or surprise < best[0]:
            p = fit(read)
            how = fit_shares(p, read)
            books = [list(study[1].theme_codes) for study in studies]
            best = surprise, around, p, how, second(p, how, list(zip(read, books, strict=True)))
    _, around, p, how, pair = best
    scales = dict(zip(("near", "meaning", "wording"), np.exp(p[:3]), strict=True))
    rest = {"aside": p[3], "none": p[4], "second": pair[0], "second_slope": pair[1]}
    rest |= dict(zip(("asked", "before", "after"), around, strict=True))
    rest |= {"together": np.exp(how[0]), "question": np.exp(how[1])}
    rest["guided"] = fit_guided(p, how, around, studies)
    constants = scales | rest | {"none_words": 0.0, "few": 0.0}
    constants = {name: round(float(value), 3) for name, value in constants.items()}
    print(json.dumps({"read": constants}, indent=1))
    path = Path(utilities.__file__).with_name("calibration.json")
    whole = json.loads(path.read_text(encoding="utf-8")) | {"read": constants}
    path.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
