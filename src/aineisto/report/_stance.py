"""Means of the stance by question and group, with how sure one can be of their sign."""

from __future__ import annotations

from typing import Any

import pandas as pd

from aineisto.reliability import LEAST_RESPONDENTS
from aineisto.report._codes import MACHINE, MARKED, answer_values, rests_on, source_of
from aineisto.report._quotations import Quotation, one

#: A mean of fewer answers than this is shown, but marked.
SMALL = 3
#: The row of every question, or the column of every group, together.
ALL = "__all__"
#: The row of every statement, whether or not it belongs to a question.
ALL_STATEMENTS = "__statements__"


_DIRECTION = ("level", "z", "se", "df", "margin", "low", "high", "probability", "verdict")


def question_order(values: pd.DataFrame, known: list[str]) -> list[str]:
    """Return the questions that were answered: the codebook's order first, then the others."""
    found = [str(name) for name in values["question"].unique() if name]
    return [q for q in known if q in found] + [q for q in found if q not in known]


def with_all(groups: list[str], of: pd.DataFrame) -> list[str]:
    """Return the groups and all of them together, unless that is the same.

    One group is not everybody where some statements `of` are of people without a group.
    """
    whole = len(groups) == 1 and set(of["group"]) <= set(groups)
    return groups if whole else [*groups, ALL]


def stance_by_question(values: pd.DataFrame, questions: list[str]) -> pd.DataFrame:
    """Return the mean stance of each question and, last, of all answers together.

    Returns
    -------
    DataFrame
        ``question``, ``mean``, ``sd`` (divisor n − 1), ``n`` (answers), ``respondents``,
        ``statements``, the direction's ``level``, ``z``, ``se``, ``df``, ``margin``, ``low``,
        ``high``, ``probability`` and ``verdict`` by respondent (`aineisto.reliability
        .direction_table`), ``low95`` and ``high95`` (`mean_interval`; missing of fewer than five
        people), ``accepted`` and ``unknown`` (shares of the answers that rest on an accepted
        suggestion, and on a code not known to be blind), ``source`` and ``quotation``.
    """
    from aineisto.reliability import direction_table

    asked = values[values["question"] != ""]
    answers = answer_values(asked, ["question"])
    if answers.empty:
        # A study without an interview guide: one answer a respondent, and one mean.
        asked, answers = values, answer_values(values, []).assign(question="")
    if answers.empty:
        return pd.DataFrame(columns=_COLUMNS)
    table = direction_table(answers, by="question", value="value", respondent="respondent")
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


def _answers_to(values: pd.DataFrame, questions: list[str]) -> pd.DataFrame:
    return answer_values(values[values["question"].isin(questions)], ["question"])


def stance_tests(values: pd.DataFrame, questions: list[str]) -> pd.DataFrame:
    """Return what a statistician would say of the same means (`reliability.direction_tests`).

    Returns
    -------
    DataFrame
        The questions' rows of `direction_tests`, in order; empty without questions. Of fewer than
        five people there is no interval and no p, and Holm's correction is for the others.
    """
    from aineisto.reliability import direction_tests, holm

    answers = _answers_to(values, questions)
    if answers.empty:
        return pd.DataFrame()
    tests = direction_tests(answers, by="question", respondent="respondent")
    tests = tests[tests["question"] != "all"].reset_index(drop=True)
    unsure = ["low", "high", "ordinal_low", "ordinal_high", "p", "p_holm"]
    tests.loc[tests["respondents"] < LEAST_RESPONDENTS, unsure] = float("nan")
    # Corrected for the tests that are told, no others.
    return tests.assign(p_holm=holm(tests["p"]))


_COLUMNS = [
    "question", "mean", "sd", "n", "respondents", "statements", *_DIRECTION, "low95", "high95",
    "accepted", "unknown", "source", "quotation",
]  # fmt: skip


def _row(sure: dict[str, Any], answers: pd.DataFrame, statements: pd.DataFrame) -> dict[str, Any]:
    from aineisto.reliability import mean_interval

    mean = float(answers["value"].mean())
    interval = mean_interval(answers["value"], respondent=answers["respondent"])
    # One or two people's interval says nothing, at whatever level.
    few = interval.respondents < LEAST_RESPONDENTS
    hidden = dict.fromkeys(("low", "high", "margin", "level", "z", "probability"), float("nan"))
    return (
        sure
        | (hidden if few else {})
        | {
            "mean": mean,
            "statements": len(statements),
            "low95": float("nan") if few else interval.low,
            "high95": float("nan") if few else interval.high,
            **{status: float(answers[status].mean()) for status in MARKED},
            "source": source_of(answers["source"]),
            "quotation": representative_quotation(statements, mean),
        }
    )


def stance_as_in_the_model(values: pd.DataFrame, questions: list[str]) -> pd.DataFrame:
    """Return the model report's own table: its method, which takes answers as independent.

    The questions' rows of `aineisto.reliability.direction_table` without respondents, in order.
    All answers together are left out, since there the answers of one person are several.
    """
    from aineisto.reliability import direction_table

    answers = _answers_to(values, questions)
    if answers.empty:
        return pd.DataFrame()
    table = direction_table(answers, by="question").iloc[:-1]
    order = {question: place for place, question in enumerate(questions)}
    return table.sort_values("question", key=lambda q: q.map(order), ignore_index=True)


def stance_by_blind_codes(
    blind: pd.DataFrame, stance: pd.DataFrame, codes: pd.DataFrame
) -> pd.DataFrame:
    """Return each mean beside that of the codes that people gave blind.

    Empty where every code that counts is known to be blind; and where the machine's suggestions
    alone are not, of nobody's blind codes.

    Returns
    -------
    DataFrame
        ``question``, ``mean``, ``n``, ``source``, ``accepted``, ``unknown`` (as in
        `stance_by_question`), ``machine`` (share of the answers that hold a machine's
        suggestion), ``blind``, ``n_blind``, ``respondents``, ``low``, ``high`` (by respondent;
        missing of fewer than five people).
    """
    from aineisto.reliability import mean_interval

    codes = codes[codes["family"] == "stance"]
    seen = codes["accepted"] | codes["unknown"] | (codes["status"] == "changed")
    machine = codes[codes["source"] == MACHINE].drop_duplicates(["respondent", "question"])
    if not seen.any() and (blind.empty or machine.empty):
        return pd.DataFrame()
    answers = answer_values(blind, ["question"])
    # A study without an interview guide has one mean, of answers to no question.
    asked = set(stance["question"]) - {ALL} or {""}
    rows = []
    for row in stance.itertuples():
        here = asked if row.question == ALL else {row.question}
        part = answers[answers["question"].isin(here)]
        suggested = machine["question"].isin(here)
        found = mean_interval(part["value"], respondent=part["respondent"])
        few = found.respondents < LEAST_RESPONDENTS
        ends = (float("nan"),) * 2 if few else (found.low, found.high)
        rows.append(
            (row.question, row.mean, row.n, row.source, row.accepted, row.unknown,
             suggested.sum() / row.n, found.mean, found.n, found.respondents, *ends)
        )  # fmt: skip
    names = ["question", "mean", "n", "source", *MARKED, "machine", "blind", "n_blind"]
    return pd.DataFrame(rows, columns=[*names, "respondents", "low", "high"])


def representative_quotation(statements: pd.DataFrame, mean: float) -> Quotation | None:
    """Return a quotation that agrees in sign with a mean, or the surest of all."""
    same = statements[statements["value"] * mean > 0] if mean else statements
    return one(same if len(same) else statements)


def stance_by_group(values: pd.DataFrame, questions: list[str], groups: list[str]) -> pd.DataFrame:
    """Return the mean stance of each question in each group, and in all groups together.

    Returns
    -------
    DataFrame
        ``question``, ``group``, ``mean``, ``n``, ``small`` (n < 3), ``low`` and ``high`` (95%
        interval of `mean_interval`; missing of fewer than five people), ``source``, ``accepted``,
        ``unknown``, ``quotation``; a cell without an answer is left out.
    """
    from aineisto.reliability import mean_interval

    asked = values[values["question"] != ""]
    whole = answer_values(asked, ["question"])
    apart = answer_values(asked, ["question", "group"])
    rows = []
    for question in questions:
        here = asked[asked["question"] == question]
        for group in with_all(groups, asked):
            part = here if group == ALL else here[here["group"] == group]
            if part.empty:
                continue
            answers = whole if group == ALL else apart[apart["group"] == group]
            answers = answers[answers["question"] == question]
            mean, n = float(answers["value"].mean()), len(answers)
            source = source_of(answers["source"])
            rests = [float(answers[status].mean()) for status in MARKED]
            said = representative_quotation(part, mean)
            sure = mean_interval(answers["value"], respondent=answers["respondent"])
            few = sure.respondents < LEAST_RESPONDENTS
            ends = (float("nan"),) * 2 if few else (sure.low, sure.high)
            rows.append((question, group, mean, n, n < SMALL, *ends, source, *rests, said))
    names = ["question", "group", "mean", "n", "small", "low", "high", "source", *MARKED]
    return pd.DataFrame(rows, columns=[*names, "quotation"])


def stance_distribution(
    codes: pd.DataFrame, questions: list[str], scale: list[int]
) -> pd.DataFrame:
    """Return how the statements of each question fall on the scale.

    Returns
    -------
    DataFrame
        ``question``, ``value``, ``statements`` (a statement coded by two people as two values
        counts half to each), ``share`` of the question's statements, ``n`` statements of the
        question, ``quotation``; ``source``, ``accepted``, ``unknown``: what the question's codes
        are. Statements outside the questions stand last, under ``""``.
    """
    stance = codes[codes["family"] == "stance"]
    rows = []
    for question in [*questions, ""]:
        here = stance[stance["question"] == question]
        total, basis = float(here["weight"].sum()), rests_on(here)
        for value in scale if total else []:
            part = here[here["value"] == value]
            number = float(part["weight"].sum())
            said = one(part.assign(value=value))
            rows.append((question, value, number, number / total, total, said, *basis.values()))
    names = ["question", "value", "statements", "share", "n", "quotation", "source", *MARKED]
    return pd.DataFrame(rows, columns=names)
