"""Mean stance with the machine as a covariate: from the codings table, and cross-fitted scores."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from aineisto.codings import STANCE, suggestions
from aineisto.core.codings import scores
from aineisto.core.errors import AineistoError, AineistoWarning, CodingsError
from aineisto.core.statistics import drawn_folds
from aineisto.reliability._numbers import numbers_of
from aineisto.reliability._ppi import ALL, ppi_mean
from aineisto.reliability._select import AFTER, check_statements, judgements, noted


def ppi_table(
    codings: pd.DataFrame,
    statements: pd.DataFrame,
    by: str | Sequence[str] = "question",
    *,
    unit: str = "statement",
    respondent: str | None = "participant",
    score: Mapping[str, float] | pd.Series | None = None,
    weights: Mapping[str, float] | pd.Series | None = None,
    include_suggested: bool = True,
    level: float = 0.95,
    machine_only: bool = False,
    machine: str | None = None,
) -> pd.DataFrame:
    """Return mean stances from human codes with the machine's score as a covariate.

    Human codes decide where the mean lies; what the machine says about the statements that
    nobody coded makes the interval shorter, and only as far as it is worth something (see
    `ppi_mean`). Statements must have been picked for coding at random, or evenly through the
    material: codes of the statements that the machine was unsure of, or that a coder found
    telling, speak for those alone unless `weights` make up for it.

    Parameters
    ----------
    codings : DataFrame
        The codings table; rows of the family ``stance`` are read.
    statements : DataFrame
        A corpus's statements: ``statement_id``, the columns of `by` and `respondent`. Where it
        has ``role``, interviewers' statements are left out.
    by : str or sequence of str
        Column or columns that make the groups, for example ``["question", "group"]``.
    unit : {"statement", "answer"}
        What is counted. ``statement``: every statement alike; one that several people coded has
        the median of their codes. ``answer``: all that a respondent says in a group (to a
        question, if statements have one), by `aineisto.codings.answer_value`; an answer counts as
        coded by people when every statement of it is.
    respondent : str, optional
        Column of respondents, whom intervals count; None takes units as independent.
    score : mapping of statement_id → float, optional
        The machine's score. By default the ``score`` (else the ``value``) of the machine coder
        that coded last; where that one did not judge all that people coded, as one that learns in
        a review and judges what is open, people's codes stand alone (`whole` of `ppi_mean`).
        A score must not have been learned from the statement's own code. What people coded and a
        given score, or `machine`, lacks is left out: the note says how much, and a warning.
    weights : mapping of statement_id → float, optional
        One over the probability with which a statement was drawn for coding.
    include_suggested : bool
        Let codes count that people made after seeing a suggestion; the note then says so.
    level, machine_only
        As in `ppi_mean`.
    machine : str, optional
        The machine coder whose score is taken, as its name stands in the codings: a language
        model, ``machine:llm:…``, is taken only when it is named or nothing else coded.

    Returns
    -------
    DataFrame
        One row a group, then ``all``: the columns of `by` and those of `ppi_mean`. A group
        without human codes has no mean and says so, unless `machine_only` is set: then its
        ``source`` is ``machine`` and it has no interval.

    Raises
    ------
    AineistoError
        When a column is not there, the machine scored nothing, or no statement has a human code
        and `machine_only` is not set.

    Warns
    -----
    AineistoWarning
        When people coded statements that have no score of the one that was asked for.

    Examples
    --------
    >>> both = pd.concat([codings, stances])
    >>> ppi_table(both, corpus.statements)[["question", "mean", "low", "high"]].round(2)
           question  mean   low  high
    0    tavoitteet  0.40 -0.98  1.78
    1        hyodyt -0.08 -3.02  2.85
    2       asiakas  0.80 -1.91  3.51
    3     rakenteet  0.83  0.47  1.19
    4        roolit -0.42 -4.16  3.33
    5  investoinnit  0.25 -1.39  1.89
    6           all  0.28 -0.68  1.24
    """
    names = [by] if isinstance(by, str) else list(by)
    if unit not in ("statement", "answer"):
        raise AineistoError(f"There is no unit {unit!r}.", remedy="Use statement or answer.")
    if unit == "answer" and weights is not None:
        raise AineistoError(
            "Weights belong to statements.", remedy="Use unit='statement' with weights."
        )
    needed = [*names, *([respondent] if respondent else [])]
    whole = score is None and machine is None
    human, seen = _human_codes(codings, include_suggested)
    frame = _scored(codings, statements, needed, score, machine)
    frame["human"] = frame["statement_id"].map(human).astype(float)
    # What people coded goes on without a score, too: `ppi_mean` tells what it leaves out.
    frame = frame[frame["machine"].notna() | frame["human"].notna()].copy()
    if not whole:
        _tell_left_out(frame)
    frame["group"] = list(frame[names].itertuples(index=False, name=None))
    frame["who"] = frame[respondent] if respondent else frame["statement_id"]
    if unit == "answer":
        frame = _answers(frame)
        if len(human) and not machine_only and not frame["human"].notna().any():
            raise AineistoError(
                "No answer has human codes for all of its statements.",
                remedy="Code whole answers, or count statements with unit='statement'.",
            )
    table = ppi_mean(
        frame["human"],
        frame["machine"],
        by=frame["group"],
        respondent=frame["who"],
        weights=None if weights is None else _looked_up(frame, weights),
        level=level,
        machine_only=machine_only,
        whole=whole,
    )
    if seen:
        coded = table["n_labels"] > 0
        table.loc[coded, "note"] = [noted(note, AFTER) for note in table.loc[coded, "note"]]
    groups = [(ALL,) * len(names) if group == ALL else group for group in table["group"]]
    keys = pd.DataFrame(groups, columns=names, index=table.index)
    return pd.concat([keys, table.drop(columns="group")], axis=1)


def _scored(
    codings: pd.DataFrame,
    statements: pd.DataFrame,
    needed: list[str],
    score: Mapping[str, float] | pd.Series | None,
    machine: str | None,
) -> pd.DataFrame:
    """Return the interviewees' statements with the machine's score, where it scored any."""
    check_statements(statements, needed)
    frame = statements.copy()
    if "role" in frame:
        frame = frame[frame["role"] != "interviewer"].copy()
    found = _machine_scores(codings, machine) if score is None else pd.Series(score, dtype=float)
    frame["machine"] = frame["statement_id"].map(found).astype(float)
    if frame["machine"].isna().all():
        raise CodingsError(
            "The machine scored none of the statements.",
            remedy="Pre-code them first, or give `score`.",
        )
    return frame


def _tell_left_out(frame: pd.DataFrame) -> None:
    lacking = frame.loc[frame["human"].notna() & frame["machine"].isna(), "statement_id"]
    if len(lacking):
        coded = int(frame["human"].notna().sum())
        warnings.warn(
            f"Of {coded} statements that people coded {len(lacking)} have no score of the machine "
            f"and are left out of the means, such as {lacking.iloc[0]!r}. Without `machine` and "
            "`score` people's codes stand alone where one has no score.",
            AineistoWarning,
            stacklevel=3,
        )


def _machine_scores(codings: pd.DataFrame, machine: str | None) -> pd.Series:
    rows = suggestions(codings) if machine is None else codings[codings["coder"] == machine]
    rows = rows[rows["family"] == STANCE]
    rows = rows.sort_values("created", kind="stable")
    if rows.empty:
        return pd.Series(dtype=float)
    newest = rows[rows["coder"] == rows["coder"].iloc[-1]]
    return scores(newest.drop_duplicates("statement_id", keep="last").set_index("statement_id"))


def _human_codes(codings: pd.DataFrame, include_suggested: bool) -> tuple[pd.Series, bool]:
    """Return the median of people's codes of each statement, and whether any saw a suggestion."""
    one = judgements(codings, family=STANCE, include_suggested=include_suggested)[0]
    humans = [name for name in one.humans if name in one.table]
    return one.table[humans].median(axis=1).dropna(), bool(one.seen.intersection(humans))


def _looked_up(frame: pd.DataFrame, weights: Mapping[str, float] | pd.Series) -> np.ndarray:
    found = frame["statement_id"].map(pd.Series(weights, dtype=float))
    return found.to_numpy(dtype=float)


def _answers(frame: pd.DataFrame) -> pd.DataFrame:
    from aineisto.codings import answer_value

    keys = ["group", "who", *(["question"] if "question" in frame else [])]

    def value(codes: pd.Series) -> float:
        return answer_value(codes) if codes.notna().all() else float("nan")

    grouped = frame.groupby(keys, sort=False, dropna=False)
    found = grouped.agg(human=("human", value), machine=("machine", "mean")).reset_index()
    # A mean over a part of what people coded is no score of their answer.
    lacking = (frame["human"].notna() & frame["machine"].isna()).groupby(
        [frame[key] for key in keys], sort=False, dropna=False
    )
    return found.assign(machine=found["machine"].mask(lacking.any().to_numpy()))


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
