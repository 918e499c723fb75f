"""The machine learns from a coder, and judges anew what the coder has not decided yet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import pandas as pd

from aineisto.core.renamed import OldName
from aineisto.review._fitted import FITTED, Fitted, Improvement
from aineisto.review._labelled import Dialogue, Labelled, labelled

if TYPE_CHECKING:
    from aineisto.corpus import Corpus
    from aineisto.store import ProjectFile

#: Families that can be learnt.
LEARNT = tuple(FITTED)
#: Fewer decisions than this teach nothing (as `StanceClassifier` has it).
LEAST_LABELS = 10


@dataclass(frozen=True)
class TrainingRun:
    """What was learnt: the improvement, the fitted model and the run of its judgements.

    Where the model is worse than the one that knows nothing, ``model`` and ``run`` are None.

    Examples
    --------
    >>> improvement = Improvement("stance", labels=34, before=0.4, after=0.5)
    >>> TrainingRun(improvement, model=None, run=None).improvement.labels
    34
    """

    gain = OldName("improvement")

    improvement: Improvement
    model: Fitted | None
    run: int | None


def learn(
    project: ProjectFile,
    coder: str,
    family: str = "stance",
    *,
    statements: Collection[str] | None = None,
    store: bool = True,
) -> TrainingRun | None:
    """Fit the family's model on a coder's standing decisions and store what it now suggests.

    The judgements of the coder's undecided statements are a new run; earlier judgements stay.
    Where learning did not raise the agreement, nothing is stored: no suggestion is replaced by a
    worse one.

    Parameters
    ----------
    project, coder
        Whose decisions are learnt from.
    family : {"stance", "theme"}
        What is learnt.
    statements : collection of str, optional
        Judge only these of the undecided statements anew. Fitting takes as long as there are
        decisions, judging as long as there are statements.
    store : bool, default True
        Whether to store what the model suggests.

    Returns
    -------
    TrainingRun or None
        None when there are too few decisions, or they are all the same.

    Examples
    --------
    >>> made = learn(project, "a", store=False)
    >>> made.improvement.labels, made.run is None
    (34, True)
    """
    corpus = project.corpus
    known = labelled(project, coder, family, corpus.answers)
    dialogue = Dialogue(corpus, project.codebook, project.readings)
    return fit_and_suggest(
        project, coder, family, known, corpus, dialogue, statements=statements, store=store
    )


def fit_and_suggest(
    project: ProjectFile,
    coder: str,
    family: str,
    known: Labelled,
    corpus: Corpus,
    dialogue: Dialogue,
    *,
    statements: Collection[str] | None,
    store: bool,
) -> TrainingRun | None:
    """Learn from what is `known`; see `learn`."""
    if not has_enough_labels(known):
        return None
    fitted = FITTED[family](project, known, dialogue)
    if fitted.improvement.after < fitted.improvement.before:
        return TrainingRun(fitted.improvement, None, None)
    rows = known.among(statements) if store else known.rows.head(0)
    codings = fitted.code(rows, known.answers) if len(rows) else rows
    run = _store(project, coder, corpus, fitted.improvement, codings) if len(codings) else None
    return TrainingRun(fitted.improvement, fitted, run)


def has_enough_labels(known: Labelled) -> bool:
    """Tell whether there is enough to learn from."""
    return len(known.rows) >= LEAST_LABELS and len(set(known.labels)) > 1


def _store(
    project: ProjectFile,
    coder: str,
    corpus: Corpus,
    improvement: Improvement,
    codings: pd.DataFrame,
) -> int:
    from aineisto.coders import in_document

    learnt = {"learnt_from": coder.removeprefix("human:"), **asdict(improvement)}
    return project.add_judgements(
        in_document(codings, corpus),
        parameters=dict.fromkeys(codings["coder"].unique(), learnt),
    )
