"""Models that have learnt from a coder, one kind for each family."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

from aineisto.core.statistics import conformal_threshold
from aineisto.review._labelled import Dialogue, Labelled

if TYPE_CHECKING:
    from aineisto.language import Reading
    from aineisto.stance import SelectiveCoverage, StanceClassifier
    from aineisto.store import ProjectFile, StatementView
    from aineisto.themes import ThemeAssigner

_FOLDS = 5


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
        asked, context = rows["question"].tolist(), dialogue.of(rows["statement_id"])
        together = _judged_together(project, "machine:stance")
        unfitted: StanceClassifier = StanceClassifier(scale, cues=cues, together=together)
        before_fit = unfitted.predict(texts, question=asked, context=context)
        self.model = unfitted.fit(texts, truth, question=asked, respondent=groups, context=context)
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
        texts, questions = rest["clean"].tolist(), rest["question"].tolist()
        context = self._dialogue.of(rest["statement_id"])
        return self.model.selective_coverage(
            agreement, texts, questions, context, judged=judged, seed=seed
        )

    def candidates(self, statement: StatementView, level: float) -> tuple[int, ...]:
        """Return the steps of the scale that cannot be ruled out at a level."""
        context = self._dialogue.of([statement.statement_id])
        (chosen,) = self.model.predict_set(
            [statement.text], [statement.question], context=context, level=level
        )
        return tuple(int(value) for value in self.model.classes_[chosen])


class FittedThemes:
    """`ThemeAssigner` fitted on a coder's decisions, respondents held out by fives."""

    def __init__(self, project: ProjectFile, known: Labelled, dialogue: Dialogue) -> None:
        from aineisto.themes import ThemeAssigner

        texts, codes = known.rows["clean"].tolist(), known.labels
        asked = known.rows["question"].tolist()
        self._dialogue, context = dialogue, dialogue.of(known.rows["statement_id"])
        # One assigner is fitted again and again: what it knows of the codebook stays.
        together = _judged_together(project, "machine:themes")
        self.model: ThemeAssigner = ThemeAssigner(project.codebook, together=together)
        classes = self.model.classes_
        cold = self.model.predict_proba(texts, question=asked, context=context)
        folds = _folds(known.rows["participant"])
        proba = _cross_fitted(self.model, texts, codes, folds, asked, context)
        guesses = classes[proba.argmax(axis=1)]
        hit = _hits(guesses, codes)
        self._missed, self._doubt = 1.0 - hit, 1.0 - proba.max(axis=1)
        self._chance = chance_misses(codes, guesses)
        self._respondents = known.rows["participant"].fillna("").to_numpy()
        column = {code: k for k, code in enumerate(classes)}
        self._nonconformity = np.array(
            [
                1.0 - max(row[column[code]] for code in chosen)
                for row, chosen in zip(proba, codes, strict=True)
            ]
        )
        self.model.fit(texts, codes, question=asked, context=context)
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

        left = rest["clean"].tolist()
        doubt = np.empty(0)
        if left:
            context = self._dialogue.of(rest["statement_id"])
            asked = rest["question"].tolist()
            doubt = 1.0 - self.model.predict_proba(left, question=asked, context=context).max(1)
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
        context = self._dialogue.of([statement.statement_id])
        asked = [statement.question]
        (proba,) = self.model.predict_proba([statement.text], question=asked, context=context)
        order = np.argsort(-proba, kind="stable")
        threshold = conformal_threshold(self._nonconformity, level)
        return tuple(
            str(self.model.classes_[k])
            for place, k in enumerate(order)
            if place == 0 or 1.0 - proba[k] <= threshold
        )


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


def _cross_fitted(
    model: ThemeAssigner,
    texts: list[str],
    codes: list[Any],
    folds: np.ndarray,
    asked: list[str],
    context: Reading | None,
) -> np.ndarray:
    """Return each text's probabilities by a model fitted without its fold."""
    # Of the model that knows nothing, for a single fold.
    proba = model.predict_proba(texts, question=asked, context=context)
    for fold in np.unique(folds):
        held, rest = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
        if len(rest):
            known, around = (context and context.take(rows) for rows in (rest, held))
            labels, led = [codes[row] for row in rest], [asked[row] for row in rest]
            model.fit([texts[row] for row in rest], labels, question=led, context=known)
            some, of_some = [texts[row] for row in held], [asked[row] for row in held]
            proba[held] = model.predict_proba(some, question=of_some, context=around)
    return proba


def _folds(participants: pd.Series) -> np.ndarray:
    """Return the fold of each statement: respondents stay whole where there are several."""
    numbers = pd.factorize(participants.fillna(""))[0]
    one = len(np.unique(numbers)) < 2
    return (np.arange(len(numbers)) if one else numbers) % _FOLDS


def _hits(guesses: np.ndarray, codes: list[Any]) -> np.ndarray:
    return np.array([guess in chosen for guess, chosen in zip(guesses, codes, strict=True)], float)
