"""Scores for prediction-powered means by a model that learns from the very codes it helps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from aineisto.core.errors import AineistoError
from aineisto.core.statistics import drawn_folds
from aineisto.reliability._numbers import numbers_of


def cross_fitted_score(
    model: Any,
    texts: Sequence[str],
    values: Any,
    *,
    question: Sequence[str] | None = None,
    respondent: Sequence[str] | None = None,
    folds: int = 10,
    seed: int = 0,
) -> np.ndarray:
    """Return a score of every unit that has not been learned from the unit's own code.

    The coded respondents are dealt into folds; for each fold the model learns from the others'
    codes and scores the fold's units, and all units. Models of different folds differ in level,
    so each fold's scores are taken less the mean that its model gives to all units of the
    question: what is left is what tells units of a question apart, which is what `ppi_mean`
    uses. A unit without a code gets the mean of the folds' scores.

    Parameters
    ----------
    model : estimator
        With ``fit(texts, y, question=…)`` and ``decision_score(texts, question)``, as
        `aineisto.stance.StanceClassifier`; it is cloned and stays as it is.
    texts : sequence of str, length n_units
        All units.
    values : array-like of float, shape (n_units,)
        Human codes, NaN where there is none.
    question, respondent : sequence of str, length n_units, optional
        The question that each unit answers, and its respondent.
    folds, seed : int
        Number of folds, and the seed by which respondents are dealt into them.

    Returns
    -------
    ndarray, shape (n_units,)
        For the argument `score` of `ppi_mean`, with `question` as its `by`.

    Raises
    ------
    AineistoError
        When columns differ in length, there are fewer than two folds' worth of respondents with
        codes, or the model cannot learn from so few.

    References
    ----------
    Zrnic, T. & Candès, E. J. (2024). Cross-prediction-powered inference. *PNAS* 121(15).

    Examples
    --------
    >>> people = codings[codings["family"] == "stance"].groupby("statement_id")["value"].mean()
    >>> score = cross_fitted_score(
    ...     aineisto.StanceClassifier(),
    ...     coded["text"].tolist(),
    ...     coded["statement_id"].map(people),
    ...     respondent=coded["participant"].tolist(),
    ...     folds=2,
    ... )
    >>> len(score) == len(coded)
    True
    """
    from sklearn.base import clone

    y = numbers_of(values)
    size = len(texts)
    asked = np.array([""] * size if question is None else list(question), dtype=object)
    who = np.arange(size) if respondent is None else pd.factorize(pd.Series(list(respondent)))[0]
    if not len(y) == len(asked) == len(who) == size:
        raise AineistoError(
            f"There are {size} texts, {len(y)} values, {len(asked)} questions and {len(who)} "
            "respondents.",
            remedy="Give one of each for every unit.",
        )
    coded = ~np.isnan(y)
    people = np.unique(who[coded])
    if len(people) < 2 or folds < 2:
        raise AineistoError(
            f"{len(people)} respondents with codes cannot be dealt into {folds} folds.",
            remedy="Code statements of two or more respondents; use two or more folds.",
        )
    every = list(texts)
    known = None if question is None else asked
    total, own = np.zeros(size), np.zeros(size)
    dealt = drawn_folds(people, folds, seed)
    for part in dealt:
        held = np.isin(who, part) & coded
        rows = np.flatnonzero(coded & ~held)
        learner = clone(model).fit(
            [every[row] for row in rows],
            y[rows].astype(int),
            question=None if known is None else known[rows],
        )
        score = np.asarray(learner.decision_score(every, known), dtype=float)
        level = pd.Series(score).groupby(asked).transform("mean").to_numpy()
        total += score - level
        own[held] = (score - level)[held]
    return np.where(coded, own, total / len(dealt))
