"""In which order statements come to a coder."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from aineisto._errors import AineistoError

Order = Callable[[pd.DataFrame], list[str]]


def in_order(statements: pd.DataFrame) -> list[str]:
    """Return the statements as the documents have them."""
    return statements["statement_id"].tolist()


def by_topic(statements: pd.DataFrame) -> list[str]:
    """Return the statements so that all topics come early: one of each, then again.

    The topic is the suggested theme, where there is none the question.
    """
    topic = statements["topic"].where(statements["topic"] != "", statements["question"])
    return _in_turn(statements["statement_id"], topic)


def doubtful_last(statements: pd.DataFrame) -> list[str]:
    """Return the statements from the surest suggestion to the least sure.

    Those without a suggestion come last.
    """
    order = statements.sort_values("confidence", ascending=False, kind="stable", na_position="last")
    return order["statement_id"].tolist()


STRATEGIES: dict[str, Order] = {
    "in_order": in_order,
    "by_topic": by_topic,
    "doubtful_last": doubtful_last,
}


def order_by(strategy: str) -> Order:
    """Return the order of a strategy's name."""
    if strategy not in STRATEGIES:
        raise AineistoError(
            f"There is no queue strategy {strategy!r}.",
            remedy=f"Use one of {', '.join(STRATEGIES)}.",
        )
    return STRATEGIES[strategy]


def _in_turn(identifiers: pd.Series, topics: pd.Series) -> list[str]:
    turn = topics.groupby(topics, sort=False).cumcount()
    order = turn.sort_values(kind="stable").index
    return identifiers.loc[order].tolist()
