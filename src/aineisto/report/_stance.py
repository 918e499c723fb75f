"""Means of the stance by question and group, with how sure one can be of their sign."""

from __future__ import annotations

from typing import Any

import pandas as pd

from aineisto.report._codes import answer_values, source_of
from aineisto.report._quotations import Quotation, one

#: A mean of fewer answers than this is shown, but marked.
SMALL = 3
#: The row of every question, or the column of every group, together.
ALL = "__all__"
#: The row of every statement, whether or not it belongs to a question.
ALL_STATEMENTS = "__statements__"

_DIRECTION = ("level", "z", "se", "margin", "low", "high", "probability", "verdict")


def question_order(values: pd.DataFrame, known: list[str]) -> list[str]:
    """Return the questions that were answered: the codebook's order first, then the others."""
    found = [str(name) for name in values["question"].unique() if name]
    return [q for q in known if q in found] + [q for q in found if q not in known]


def with_all(groups: list[str]) -> list[str]:
    """Return the groups and all of them together, unless that is the same."""
    return groups if len(groups) == 1 else [*groups, ALL]


def stance_by_question(values: pd.DataFrame, questions: list[str]) -> pd.DataFrame:
    """Return the mean stance of each question and, last, of all answers together.

    Returns
    -------
    DataFrame
        ``question``, ``mean``, ``sd`` (divisor n − 1), ``n`` (answers), ``statements``, the
        direction's ``level``, ``z``, ``se``, ``margin``, ``low``, ``high``, ``probability`` and
        ``verdict`` (see `aineisto.reliability.direction`), ``low95`` and ``high95`` (Student's t),
        ``source`` and ``quotation``.
    """
    from aineisto.reliability import direction_table

    asked = values[values["question"] != ""]
    answers = answer_values(asked, ["question"])
    if answers.empty:
        # A study without an interview guide: one answer a respondent, and one mean.
        asked, answers = values, answer_values(values, []).assign(question="")
    if answers.empty:
        return pd.DataFrame(columns=_COLUMNS)
    table = direction_table(answers, by="question", value="value")
    order = [question for question in questions if question in set(answers["question"])]
    rows = []
    for sure in table.to_dict("records")[:-1]:
        if sure["question"]:
            part = answers[answers["question"] == sure["question"]]
            rows.append(_row(sure, part, asked[asked["question"] == sure["question"]]))
    rows.sort(key=lambda row: order.index(row["question"]))
    every = table.to_dict("records")[-1] | {"question": ALL}
    rows.append(_row(every, answers, asked))
    return pd.DataFrame(rows, columns=_COLUMNS)


def stance_tests(values: pd.DataFrame, questions: list[str]) -> pd.DataFrame:
    """Return what a statistician would say of the same means (`reliability.direction_tests`).

    Returns
    -------
    DataFrame
        The questions' rows of `direction_tests`, in order; empty without questions.
    """
    from aineisto.reliability import direction_tests

    answers = answer_values(values[values["question"].isin(questions)], ["question"])
    if answers.empty:
        return pd.DataFrame()
    tests = direction_tests(answers, by="question", respondent="respondent")
    return tests[tests["question"] != "all"].reset_index(drop=True)


_COLUMNS = [
    "question", "mean", "sd", "n", "statements", *_DIRECTION, "low95", "high95", "source",
    "quotation",
]  # fmt: skip


#: The direction's interval is normal: with fewer answers than this it is too narrow to be told.
_FEW_ANSWERS = 8


def _row(sure: dict[str, Any], answers: pd.DataFrame, statements: pd.DataFrame) -> dict[str, Any]:
    from aineisto.reliability import mean_interval

    mean = float(answers["value"].mean())
    # All answers together hold several of each respondent, who is then drawn whole.
    people = answers["respondent"] if answers["respondent"].duplicated().any() else None
    interval = mean_interval(answers["value"], respondent=people)
    few = {"verdict": "few"} if 1 < sure["n"] < _FEW_ANSWERS else {}
    return (
        sure
        | few
        | {
            "mean": mean,
            "statements": len(statements),
            "low95": interval.low,
            "high95": interval.high,
            "source": source_of(answers["source"]),
            "quotation": telling(statements, mean),
        }
    )


def telling(statements: pd.DataFrame, mean: float) -> Quotation | None:
    """Return a quotation that agrees in sign with a mean, or the surest of all."""
    same = statements[statements["value"] * mean > 0] if mean else statements
    return one(same if len(same) else statements)


def stance_by_group(values: pd.DataFrame, questions: list[str], groups: list[str]) -> pd.DataFrame:
    """Return the mean stance of each question in each group, and in all groups together.

    Returns
    -------
    DataFrame
        ``question``, ``group``, ``mean``, ``n``, ``small`` (n < 3), ``source``, ``quotation``;
        a cell without an answer is left out.
    """
    asked = values[values["question"] != ""]
    rows = []
    for question in questions:
        here = asked[asked["question"] == question]
        for group in with_all(groups):
            part = here if group == ALL else here[here["group"] == group]
            if part.empty:
                continue
            answers = answer_values(part, [])
            mean, n = float(answers["value"].mean()), len(answers)
            source = source_of(answers["source"])
            rows.append((question, group, mean, n, n < SMALL, source, telling(part, mean)))
    names = ["question", "group", "mean", "n", "small", "source", "quotation"]
    return pd.DataFrame(rows, columns=names)


def stance_distribution(
    codes: pd.DataFrame, questions: list[str], scale: list[int]
) -> pd.DataFrame:
    """Return how the statements of each question fall on the scale.

    Returns
    -------
    DataFrame
        ``question``, ``value``, ``statements`` (a statement coded by two people as two values
        counts half to each), ``share`` of the question's statements, ``n`` statements of the
        question, ``quotation``. Statements outside the questions stand last, under ``""``.
    """
    stance = codes[codes["family"] == "stance"]
    rows = []
    for question in [*questions, ""]:
        here = stance[stance["question"] == question]
        total = float(here["weight"].sum())
        for value in scale if total else []:
            part = here[here["value"] == value]
            number = float(part["weight"].sum())
            said = one(part.assign(value=value))
            rows.append((question, value, number, number / total, total, said))
    names = ["question", "value", "statements", "share", "n", "quotation"]
    return pd.DataFrame(rows, columns=names)
