"""Models that have learnt from a coder, one kind for each family."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

from aineisto.core.coder import held_out_proba, nonconformity
from aineisto.core.statistics import conformal_threshold, folds_of, label_sets
from aineisto.review._labelled import Dialogue, Labelled, beside

if TYPE_CHECKING:
    from aineisto.stance import SelectiveCoverage, StanceClassifier
    from aineisto.store import ProjectFile, StatementView
    from aineisto.themes import ThemeAssigner


@dataclass(frozen=True)
class Improvement:
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

    Examples
    --------
    >>> found = Improvement("stance", labels=34, before=0.4, after=0.5)
    >>> found.after > found.before
    True
    """

    family: str
    labels: int
    before: float
    after: float


class Fitted(Protocol):
    """A model of a family, fitted on a coder's decisions."""

    model: Any
    improvement: Improvement

    def code(self, statements: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
        """Return suggestions for statements as codings, offsets into ``clean``."""

    def selective_coverage(
        self, rest: pd.DataFrame, agreement: float, judged: np.ndarray, seed: int = 0
    ) -> SelectiveCoverage:
        """Say what share of the rest the model could code at an agreement.

        Judged on those of the decisions that `judged` marks, by models that have not seen the
        respondent.
        """

    def candidates(self, statement: StatementView, level: float) -> tuple[Any, ...]:
        """Return the codes that cannot be ruled out at a level."""


class FittedStance:
    """`StanceClassifier` fitted on a coder's decisions, respondents held out whole."""

    def __init__(self, project: ProjectFile, known: Labelled, dialogue: Dialogue) -> None:
        from aineisto.stance import StanceClassifier

        rows = known.rows
        scale = tuple(point.value for point in project.codebook.scale)
        cues = project.codebook.cues
        truth = np.array(known.labels)
        respondents = rows["participant"].fillna("").astype(str)
        # One respondent cannot be left out of one: then single statements are.
        groups = respondents.tolist() if respondents.nunique() > 1 else None
        texts, self._dialogue = rows["clean"].tolist(), dialogue
        said = beside(dialogue, rows["statement_id"], rows["question"])
        together = _judged_together(project, "machine:stance")
        unfitted: StanceClassifier = StanceClassifier(scale, cues=cues, together=together)
        before_fit = unfitted.predict(texts, **said)
        self.model = unfitted.fit(texts, truth, respondent=groups, **said)
        unseen = np.searchsorted(self.model.cuts_, self.model.held_out_)
        codes = self.model.classes_[unseen]
        before, after = (linear_kappa(truth, guess) for guess in (before_fit, codes))
        self.improvement = Improvement("stance", len(truth), before, after)

    def code(self, statements: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
        """Return suggestions for statements as codings, offsets into ``clean``."""
        return self.model.code(statements, context=self._dialogue.of(statements["statement_id"]))

    def selective_coverage(
        self, rest: pd.DataFrame, agreement: float, judged: np.ndarray, seed: int = 0
    ) -> SelectiveCoverage:
        """Say what share of the rest the model could code at an agreement."""
        said = beside(self._dialogue, rest["statement_id"], rest["question"])
        return self.model.selective_coverage(
            agreement, rest["clean"].tolist(), **said, judged=judged, seed=seed
        )

    def candidates(self, statement: StatementView, level: float) -> tuple[int, ...]:
        """Return the steps of the scale that cannot be ruled out at a level."""
        said = beside(self._dialogue, [statement.statement_id], [statement.question])
        (chosen,) = self.model.predict_set([statement.text], **said, level=level)
        return tuple(int(value) for value in self.model.classes_[chosen])


class FittedThemes:
    """`ThemeAssigner` fitted on a coder's decisions, respondents held out by fives."""

    def __init__(self, project: ProjectFile, known: Labelled, dialogue: Dialogue) -> None:
        from aineisto.themes import ThemeAssigner

        rows, codes = known.rows, known.labels
        texts, self._dialogue = rows["clean"].tolist(), dialogue
        said = beside(dialogue, rows["statement_id"], rows["question"])
        together = _judged_together(project, "machine:themes")
        self.model: ThemeAssigner = ThemeAssigner(project.codebook, together=together)
        classes = self.model.classes_
        cold = self.model.predict_proba(texts, **said)
        self.model.fit(texts, codes, **said)
        respondents = rows["participant"].fillna("")
        # In the order in which they speak.
        folds = folds_of(pd.factorize(respondents)[0], len(rows))
        proba = held_out_proba(self.model, folds)
        guesses = classes[proba.argmax(axis=1)]
        hit = _hits(guesses, codes)
        self._missed, self._doubt = 1.0 - hit, 1.0 - proba.max(axis=1)
        self._chance = chance_misses(codes, guesses)
        self._respondents = respondents.to_numpy()
        self._nonconformity = nonconformity(proba, codes, classes)
        before_fit = _hits(classes[cold.argmax(axis=1)], codes)
        before, after = (float(np.mean(of)) for of in (before_fit, hit))
        self.improvement = Improvement("theme", len(texts), before, after)

    def code(self, statements: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
        """Return suggestions for statements as codings, offsets into ``clean``.

        What was said in the same turn is read with each, whether it is decided or not.
        """
        turns = ["document", "turn"]
        around = answers.merge(statements[turns].drop_duplicates(), on=turns)
        context = self._dialogue.of(around["statement_id"])
        codings = self.model.code(around, self._dialogue.guide, context)
        return codings[codings["statement_id"].isin(statements["statement_id"])]

    def selective_coverage(
        self, rest: pd.DataFrame, agreement: float, judged: np.ndarray, seed: int = 0
    ) -> SelectiveCoverage:
        """Say what share of the rest the model could code at an agreement."""
        from aineisto.stance import selective_coverage

        doubt = np.empty(0)
        if len(rest):
            said = beside(self._dialogue, rest["statement_id"], rest["question"])
            doubt = 1.0 - self.model.predict_proba(rest["clean"].tolist(), **said).max(axis=1)
        return selective_coverage(
            self._missed[judged],
            self._doubt[judged],
            doubt,
            self._chance,
            agreement=agreement,
            groups=self._respondents[judged],
            seed=seed,
        )

    def candidates(self, statement: StatementView, level: float) -> tuple[str, ...]:
        """Return the codes that cannot be ruled out at a level, the likeliest first."""
        said = beside(self._dialogue, [statement.statement_id], [statement.question])
        proba = self.model.predict_proba([statement.text], **said)
        (chosen,) = label_sets(proba, conformal_threshold(self._nonconformity, level))
        order = np.argsort(-proba[0], kind="stable")
        return tuple(str(self.model.classes_[k]) for k in order if chosen[k])


#: Families that can be learnt.
FITTED: dict[str, Callable[[ProjectFile, Labelled, Dialogue], Fitted]] = {
    "stance": FittedStance,
    "theme": FittedThemes,
}


def _judged_together(project: ProjectFile, kind: str) -> bool:
    """Tell whether the newest stored judgements of a coder were made together, as it does if asked.

    What is learnt goes on as the study was pre-coded (`Project.precode`).
    """
    coders = project.models["coder"]
    own = coders[coders.str.startswith(kind)]
    return own.empty or not own.iloc[-1].endswith("+alone")


def chance_misses(truth: Sequence[Collection[str]], guess: Sequence[str]) -> float:
    """Return the share of guesses that miss sets of codes paired with them at random."""
    held = Counter(code for codes in truth for code in set(codes))
    guessed = Counter(guess)
    hits = sum(number * held[code] for code, number in guessed.items())
    return 1.0 - hits / (len(truth) * len(guess))


def linear_kappa(truth: np.ndarray, guess: np.ndarray) -> float:
    """Return Cohen's kappa with linear weights (Cohen 1968); 0 where it is not defined."""
    from aineisto.stance import chance_error

    chance = chance_error(truth, guess)
    return 1.0 - float(np.abs(truth - guess).mean()) / chance if chance else 0.0


def _hits(guesses: np.ndarray, codes: list[Any]) -> np.ndarray:
    return np.array([guess in chosen for guess, chosen in zip(guesses, codes, strict=True)], float)
