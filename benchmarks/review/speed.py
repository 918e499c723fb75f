"""Seconds that a coder waits: a session's beginning, `next` with `decide`, a refit."""

import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
from studies import invented, project_of

from aineisto.review import ReviewSession, learn
from aineisto.stance import StanceClassifier

LABELS = 200


def measure(sizes):
    return {str(size): _of(size) for size in sizes}


def _of(size):
    study = invented(size, np.random.default_rng(0))
    with (
        tempfile.TemporaryDirectory() as folder,
        project_of(study, Path(folder) / "s.aineisto") as project,
    ):
        answers = project.corpus.answers
        project.add_judgements(StanceClassifier().code(answers).assign(start=None, end=None))
        truth = dict(zip(answers["statement_id"], _in_order(study), strict=True))
        start = time.perf_counter()
        session = ReviewSession(project, "anna", families=["stance"], learn_every=None)
        begun = time.perf_counter() - start
        decided = [_timed(lambda: _decide(session, truth)) for _ in range(LABELS)]
        passed = [_timed(session.next) for _ in range(20)]
        refit = _timed(lambda: learn(project, "anna"))
        advice = _timed(session.advice)
    return {
        "session_s": round(begun, 3),
        "decide_and_next_s": round(statistics.median(decided), 4),
        "decide_and_next_worst_s": round(max(decided), 4),
        "next_s": round(statistics.median(passed), 4),
        "refit_s": round(refit, 2),
        "advice_s": round(advice, 2),
        "labels": LABELS,
    }


def _in_order(study):
    groups = study.groupby("respondent", sort=False)
    return [value for _, group in groups for value in group["stance"]]


def _decide(session, truth):
    session.decide(value=int(truth[session.current.statement_id]))


def _timed(act):
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
