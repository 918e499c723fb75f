"""Whether to go on: what the machine could code of the rest, and whether a rare code is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from aineisto.core.checks import one_of
from aineisto.core.errors import AineistoError
from aineisto.core.options import LANGUAGES
from aineisto.core.statistics import check_agreement
from aineisto.review._fitted import FITTED, Fitted
from aineisto.review._labelled import Dialogue, Labelled, labelled
from aineisto.review._labels import ADVICE, LABELS, RECALL
from aineisto.review._learning import has_enough_labels

if TYPE_CHECKING:
    from aineisto.review._session import ReviewSession
    from aineisto.store import ProjectFile

#: With fewer labels nothing is promised.
LEAST_FOR_ADVICE = 50
#: With so many blind decisions, those alone are the measure.
_ENOUGH_BLIND = 50


@dataclass(frozen=True)
class Advice:
    """How much of a coder's undecided statements the machine could code.

    Attributes
    ----------
    family : {"stance", "theme"}
        What would be coded.
    agreement : float
        What was asked for: one minus the mean difference from the coder over what chance would
        give. Stance: over all labels this is Cohen's kappa with linear weights. Theme: a hit is a
        code that is one of the coder's; with one code a statement this is Cohen's kappa.
    share, low, high : float
        Share of the undecided statements, 0…1: the estimate and its 90 % interval (respondents
        resampled).
    statements : tuple of str
        Those that the machine may code, the surest first: as many as `low` says, so that the
        advice errs on the coder's side.
    labels : int
        Decisions that the advice rests on.
    blind : bool
        Whether all of these were made without a suggestion in sight. Who sees a suggestion is
        drawn to it: otherwise the agreement is flattered.
    reason : {"", "few", "unsure", "done"}
        Why nothing can be left to the machine: too few decisions, no part of it is sure, or
        nothing is left. Empty when something can.

    Examples
    --------
    >>> print(advise(project, "a").text("en"))
    Stance: no advice yet: 34 decisions; 50 are needed, of different codes.
    """

    family: str
    agreement: float
    share: float
    low: float
    high: float
    statements: tuple[str, ...]
    labels: int
    blind: bool
    reason: str = ""

    @property
    def automatable(self) -> bool:
        """Whether the machine may code anything."""
        return not self.reason

    def text(self, lang: str = "fi") -> str:
        """Return the advice as a sentence, in Finnish (``"fi"``) or English (``"en"``).

        Raises
        ------
        AineistoError
            When it has no words in the language.
        """
        one_of(lang, LANGUAGES, "language")
        words, comma = ADVICE[lang], lang == "fi"
        shares = {name: f"{100 * getattr(self, name):.0f}" for name in ("share", "low", "high")}
        agreement = f"{self.agreement:g}"
        return words[self.reason].format(
            **shares,
            family=LABELS[lang][self.family],
            agreement=agreement.replace(".", ",") if comma else agreement,
            labels=self.labels,
            least=LEAST_FOR_ADVICE,
            blind=words["blind"] if self.blind else "",
        )

    def __str__(self) -> str:
        return self.text("en")


def advise(
    project: ProjectFile,
    coder: str,
    agreement: float = 0.8,
    family: str = "stance",
    *,
    seed: int = 0,
) -> Advice:
    """Say how much of a coder's undecided statements the machine could code.

    The gate is the absolute error that the model expects of a statement (El-Yaniv & Wiener 2010,
    *On the foundations of noise-free selective classification*, call it selective prediction);
    how far it may open is read off predictions of respondents that the model has not seen. The
    kappa of the accepted part is no gate: it falls as sure neutrals are picked.

    Parameters
    ----------
    project, coder
        Whose decisions are learnt from, and whose undecided statements are looked at.
    agreement : float, default 0.8
        Asked for, above 0 and at most 1.
    family : {"stance", "theme"}
        What would be coded.
    seed : int
        Of the resampling.

    Raises
    ------
    AineistoError
        When the agreement does not lie in that range, or the family cannot be learnt.

    Examples
    --------
    >>> advice = advise(project, "a")
    >>> advice.labels, 0 <= advice.low <= advice.share <= 1
    (34, True)
    """
    check_agreement(agreement)
    if family not in FITTED:
        raise AineistoError(
            f"The machine learns no {family!r}.", remedy=f"Use {' or '.join(FITTED)}."
        )
    known = labelled(project, coder, family, project.corpus.answers)
    fitted = None
    if _enough(known):
        dialogue = Dialogue(project.corpus, project.codebook, project.readings)
        fitted = FITTED[family](project, known, dialogue)
    return advise_from(fitted, known, known.open, agreement, family, seed=seed)


def advise_from(
    fitted: Fitted | None,
    known: Labelled,
    rest: pd.DataFrame,
    agreement: float,
    family: str,
    *,
    seed: int = 0,
) -> Advice:
    """Advise from a model that has learnt; `rest` may be a sample of what is open."""
    blind = int(known.blind.sum()) >= _ENOUGH_BLIND
    judged = known.blind if blind else np.ones(len(known.labels), dtype=bool)
    n = int(judged.sum())
    kinds = {label for label, counts in zip(known.labels, judged, strict=True) if counts}
    if fitted is None or not _enough(known) or len(kinds) < 2:
        return _none(family, agreement, n, blind)
    found = fitted.selective_coverage(rest, agreement, judged, seed)
    certain = tuple(rest["statement_id"].iloc[list(found.rows)])
    shares = (found.share, found.low, found.high)
    return Advice(family, agreement, *shares, certain, n, blind, found.reason)


def _enough(known: Labelled) -> bool:
    return len(known.labels) >= LEAST_FOR_ADVICE and has_enough_labels(known)


def _none(family: str, agreement: float, n: int, blind: bool) -> Advice:
    return Advice(family, agreement, 0.0, 0.0, 0.0, (), n, blind, "few")


def recall_notes(session: ReviewSession, lang: str) -> list[str]:
    """Return the advice on each rare code that a coder looks for among statements drawn by chance.

    The recall and the confidence are 95 %; see `ReviewSession.recall_advice`.
    """
    names = session.project.codebook.theme_labels(lang)
    notes = []
    for who, family, code in session.project.rare_searches:
        if who.removeprefix("human:") != session.coder or family not in session.families:
            continue
        advice = session.recall_advice(code, family)
        notes.append(
            RECALL[lang]["stop" if advice.stop else "on"].format(
                code=names.get(code, code) if family == "theme" else code,
                found=advice.found,
                missed=advice.missed_at_most,
                more=advice.more,
            )
        )
    return notes
