"""Seconds that a coder waits: a session's beginning, `next` with `decide`, a refit."""

import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from studies import invented, project_of

from aineisto.codings import make_codings
from aineisto.language import Embedder
from aineisto.project import Project
from aineisto.review import ReviewSession, learn
from aineisto.review._background import AHEAD
from aineisto.stance import StanceClassifier

LABELS = 200
WHOLE = 1_000  # above it, the whole study is not judged anew here


def measure(sizes):
    return {str(size): _of(size) for size in sizes}


def _of(size):
    rng = np.random.default_rng(size)  # texts of its own: what a process has read, it knows
    study = invented(size, rng)
    StanceClassifier().predict(["Hyvin toimii."])  # what is loaded once is not counted
    with (
        tempfile.TemporaryDirectory() as folder,
        project_of(study, Path(folder) / "s.aineisto") as project,
    ):
        answers = project.corpus.answers
        project.add_judgements(_suggested(answers["statement_id"], rng), complete=True)
        truth = dict(zip(answers["statement_id"], _in_order(study), strict=True))
        start = time.perf_counter()
        session = ReviewSession(project, "anna", families=["stance"], learn_every=None)
        begun = time.perf_counter() - start
        decided = [_timed(lambda: _decide(session, truth)) for _ in range(LABELS)]
        passed = [_timed(session.next) for _ in range(20)]
        ahead = session.queue[LABELS : LABELS + AHEAD]
        # The first one reads what comes next, the others know it: a process reads a text once.
        refits = [_timed(lambda: learn(project, "anna", statements=ahead)) for _ in range(3)]
        meanwhile = _while_it_learns(project, truth)
        opened = _timed(lambda: _open(project.path))
        # What asks for every statement takes as long as there are statements.
        whole = {}
        if size <= WHOLE:
            whole = {
                "refit_of_all_s": round(_timed(lambda: learn(project, "anna")), 2),
                "advice_s": round(_timed(session.advice), 2),
            }
    return {
        "open_and_session_s": round(opened, 3),
        "session_s": round(begun, 3),
        "decide_and_next_s": round(statistics.median(decided), 4),
        "decide_and_next_worst_s": round(max(decided), 4),
        "next_s": round(statistics.median(passed), 4),
        "refit_first_s": round(refits[0], 2),
        "refit_s": round(min(refits), 2),
        "decide_and_next_while_it_learns_s": round(statistics.median(meanwhile), 4),
        "decide_and_next_while_it_learns_worst_s": round(max(meanwhile), 4),
        **whole,
        "labels": LABELS,
        "judged_in_a_refit": AHEAD,
        "embedder": Embedder("default").version,
    }


def _open(path):
    with Project.open(path) as project:
        ReviewSession(project, "anna", families=["stance"], learn_every=None)


def _while_it_learns(project, truth):
    """Time decisions while a lesson is under way."""
    session = ReviewSession(project, "anna", families=["stance"], learn_every=10_000)
    session.wait()
    times = []
    for _ in range(2):
        session._background.note(10_000)
        while session.learning:
            times.append(_timed(lambda: _decide(session, truth)))
            time.sleep(0.05)
    return times


def _suggested(identifiers, rng):
    return make_codings(
        pd.DataFrame(
            {
                "statement_id": identifiers,
                "family": "stance",
                "code": "stance",
                "value": rng.integers(-2, 3, len(identifiers)),
                "confidence": rng.random(len(identifiers)),
                "coder": "machine:stance-cold@0.1",
                "status": "suggested",
            }
        )
    )


def _in_order(study):
    groups = study.groupby("respondent", sort=False)
    return [value for _, group in groups for value in group["stance"]]


def _decide(session, truth):
    session.decide(value=int(truth[session.current.statement_id]))


def _timed(act):
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
