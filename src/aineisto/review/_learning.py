"""The machine learns from a coder, and judges anew what the coder has not decided yet."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from aineisto.review._labelled import Labelled, labelled
from aineisto.review._measure import linear_kappa

if TYPE_CHECKING:
    from aineisto.project import Project
    from aineisto.stance import StanceClassifier
    from aineisto.themes import ThemeAssigner

#: Families that can be learnt.
LEARNT = ("stance", "theme")
#: Fewer decisions than this teach nothing (as `StanceClassifier` has it).
LEAST_LABELS = 10
_FOLDS = 5


@dataclass(frozen=True)
class Gain:
    """What learning from a coder brought.

    Attributes
    ----------
    family : {"stance", "theme"}
        What was learnt.
    labels : int
        Decisions learnt from.
    before, after : float
        Agreement with those decisions of the machine that knows nothing of the study, and of one
        that learnt from the other respondents' statements. Stance: Cohen's kappa with linear
        weights. Theme: the share of statements whose likeliest code is one of the coder's.
    """

    family: str
    labels: int
    before: float
    after: float


@dataclass(frozen=True)
class Lesson:
    """A fitted model with its gain and the run in which its judgements were stored.

    Where it is worse than the one that knows nothing, both are None.
    """

    gain: Gain
    model: Any
    run: int | None


def learn(
    project: Project, coder: str, family: str = "stance", *, store: bool = True
) -> Lesson | None:
    """Fit the family's model on a coder's standing decisions and store what it now suggests.

    The judgements of the coder's undecided statements are a new run; earlier judgements stay.
    Where learning did not raise the agreement, nothing is stored: no suggestion is replaced by a
    worse one.

    Returns None when there are too few decisions, or they are all the same.
    """
    known = labelled(project, coder, family)
    if len(known.rows) < LEAST_LABELS or len(set(known.labels)) < 2:
        return None
    teach = _teach_stance if family == "stance" else _teach_themes
    model, gain = teach(project, known)
    if gain.after < gain.before:
        return Lesson(gain, None, None)
    run = _store(project, coder, gain, model.code(known.open)) if store else None
    return Lesson(gain, model, run)


def _store(project: Project, coder: str, gain: Gain, codings: pd.DataFrame) -> int | None:
    from aineisto._precode import in_document

    if codings.empty:
        return None
    learnt = {"learnt_from": coder.removeprefix("human:"), **asdict(gain)}
    return project.add_judgements(
        in_document(codings, project.corpus),
        parameters=dict.fromkeys(codings["coder"].unique(), learnt),
    )


def fit_stance(project: Project, known: Labelled) -> StanceClassifier:
    """Return a stance classifier fitted on a coder's decisions, respondents held out whole."""
    from aineisto.stance import StanceClassifier

    rows = known.rows
    scale = tuple(point.value for point in project.codebook.scale)
    respondents = rows["participant"].fillna("").astype(str)
    # One respondent cannot be left out of one: then single statements are.
    groups = respondents.tolist() if respondents.nunique() > 1 else None
    return StanceClassifier(scale).fit(
        rows["clean"].tolist(), np.array(known.labels), rows["question"].tolist(), groups
    )


def _teach_stance(project: Project, known: Labelled) -> tuple[StanceClassifier, Gain]:
    from aineisto.stance import StanceClassifier

    model = fit_stance(project, known)
    truth = np.array(known.labels)
    cold = StanceClassifier(model.scale).predict(known.rows["clean"].tolist())
    held_out = model.classes_[np.searchsorted(model.cuts_, model.held_out_)]
    before, after = (linear_kappa(truth, guess) for guess in (cold, held_out))
    return model, Gain("stance", len(truth), before, after)


def _teach_themes(project: Project, known: Labelled) -> tuple[ThemeAssigner, Gain]:
    from aineisto.themes import ThemeAssigner

    codebook = project.codebook
    texts = known.rows["clean"].tolist()
    codes = known.labels
    cold = ThemeAssigner(codebook)
    guesses = np.empty(len(texts), dtype=object)
    folds = _folds(known.rows["participant"])
    for fold in np.unique(folds):
        held = np.flatnonzero(folds == fold)
        rest = np.flatnonzero(folds != fold)
        if len(rest) == 0:
            guesses[held] = cold.predict([texts[row] for row in held])
            continue
        taught = ThemeAssigner(codebook).fit([texts[r] for r in rest], [codes[r] for r in rest])
        guesses[held] = taught.predict([texts[row] for row in held])
    before, after = (_hits(guess, codes) for guess in (cold.predict(texts), guesses))
    model = ThemeAssigner(codebook).fit(texts, codes)
    return model, Gain("theme", len(texts), before, after)


def _folds(participants: pd.Series) -> np.ndarray:
    """Return the fold of each statement: respondents stay whole where there are several."""
    numbers = pd.factorize(participants.fillna(""))[0]
    one = len(np.unique(numbers)) < 2
    return (np.arange(len(numbers)) if one else numbers) % _FOLDS


def _hits(guesses: np.ndarray, codes: list[Any]) -> float:
    return float(np.mean([guess in chosen for guess, chosen in zip(guesses, codes, strict=True)]))
