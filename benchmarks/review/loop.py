"""A simulated coder on vaalikone 2015: what learning saves, and whether the advice holds.

The coder's stance is the candidate's own answer; the study is 400 comments on eight questions.
Agreement is that of the whole study (what is decided, and the machine's suggestion for the rest)
with the coder's codes of all of it: Cohen's kappa with linear weights.
"""

import tempfile
from pathlib import Path

import numpy as np
from studies import drawn, project_of, vaalikone

from aineisto.project import Choice
from aineisto.review import advise
from aineisto.review._fitted import linear_kappa
from aineisto.stance import StanceClassifier, chance_error

SIZE, STEP, STUDIES = 400, 20, 5
TARGETS = (0.5, 0.6, 0.7, 0.8)
ASKED = (0.3, 0.4, 0.5, 0.6)
ADVICE_LABELS, ADVICE_STUDIES, ADVICE_SIZE = 300, 8, 900


def decisions_needed(data):
    frame = vaalikone(data)
    if frame is None:
        return None
    curves = [_curves(drawn(frame, np.random.default_rng(n), SIZE)) for n in range(STUDIES)]
    steps = list(range(0, SIZE, STEP))
    result = {"statements": SIZE, "studies": STUDIES, "learn_every": STEP}
    for place, name in enumerate(("cold", "learning")):
        mean = np.mean([curve[place] for curve in curves], axis=0)
        result[name] = {
            "agreement_of_suggestions": {
                str(n): round(float(np.mean([c[place + 2][n // STEP] for c in curves])), 3)
                for n in (0, 60, 100, 200, 300)
            },
            "decisions_to": {
                str(target): next(
                    (n for n, a in zip(steps, mean, strict=True) if a >= target), SIZE
                )
                for target in TARGETS
            },
        }
    return result


def _curves(study):
    """Return agreement of the whole and of the suggestions alone, cold and learning."""
    texts, truth = study["text"].tolist(), study["stance"].to_numpy()
    cold = StanceClassifier().predict(texts)
    whole, alone = ([], []), ([], [])
    for n in range(0, SIZE, STEP):
        for place, suggested in enumerate((cold, _learnt(study, n, cold))):
            codes = np.r_[truth[:n], suggested[n:]]
            whole[place].append(linear_kappa(truth, codes))
            alone[place].append(linear_kappa(truth[n:], suggested[n:]))
    return (*whole, *alone)


def _learnt(study, n, cold):
    if n < STEP:
        return cold
    known = study.head(n)
    truth = known["stance"].to_numpy()
    model = StanceClassifier().fit(
        known["text"].tolist(), truth, known["qid"].tolist(), known["respondent"].tolist()
    )
    # As in a session: what is no better on respondents it has not seen replaces nothing.
    unseen = model.classes_[np.searchsorted(model.cuts_, model.held_out_)]
    if linear_kappa(truth, unseen) < linear_kappa(truth, cold[:n]):
        return cold
    return model.predict(study["text"].tolist(), study["qid"].tolist())


def advice_kept(data):
    """Ask for an agreement and see what the part left to the machine then has."""
    frame = vaalikone(data)
    if frame is None:
        return None
    found = {asked: [] for asked in ASKED}
    for number in range(ADVICE_STUDIES):
        study = drawn(frame, np.random.default_rng(100 + number), ADVICE_SIZE)
        with (
            tempfile.TemporaryDirectory() as folder,
            project_of(study, Path(folder) / "s.aineisto") as project,
        ):
            for asked, row in _asked(project, study, number):
                found[asked].append(row)
    return {str(asked): _summary(rows) for asked, rows in found.items()}


def _asked(project, study, seed):
    answers = project.corpus.answers
    values = [v for _, group in study.groupby("respondent", sort=False) for v in group["stance"]]
    truth = dict(zip(answers["statement_id"], values, strict=True))
    for name in np.random.default_rng(seed).permutation(list(truth))[:ADVICE_LABELS]:
        project.decide_all(name, "anna", [Choice("stance", value=truth[name])], blind=True)
    for asked in ASKED:
        yield asked, _outcome(project, answers, truth, advise(project, "anna", asked))


def _outcome(project, answers, truth, advice):
    chosen = answers[answers["statement_id"].isin(advice.statements)]
    row = {"share": advice.share, "low": advice.low, "kept": None}
    if len(chosen):
        model = _taught(project, answers, truth)
        guess = model.predict(chosen["clean"].tolist(), chosen["question"].tolist())
        right = np.array([truth[name] for name in chosen["statement_id"]])
        everyone = np.array(list(truth.values()))
        chance = chance_error(everyone, everyone)
        row["kept"] = 1 - float(np.abs(right - guess).mean()) / chance
    return row


def _taught(project, answers, truth):
    decided = set(project.in_force("anna")["statement_id"])
    known = answers[answers["statement_id"].isin(decided)]
    labels = [truth[name] for name in known["statement_id"]]
    return StanceClassifier().fit(
        known["clean"].tolist(), labels, known["question"].tolist(), known["participant"].tolist()
    )


def _summary(rows):
    kept = [row["kept"] for row in rows if row["kept"] is not None]
    return {
        "studies": len(rows),
        "automatable": len(kept),
        "share": round(float(np.mean([row["share"] for row in rows])), 3),
        "low": round(float(np.mean([row["low"] for row in rows])), 3),
        "agreement_of_the_part": [round(value, 2) for value in kept],
    }
