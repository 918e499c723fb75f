"""In which order statements come to a coder."""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Sequence
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pandas as pd

from aineisto.codings import NO_THEME, suggestions
from aineisto.core.checks import as_names
from aineisto.core.errors import AineistoError, CodingsError

if TYPE_CHECKING:
    from aineisto.store import ProjectFile

Entry = TypeVar("Entry", bound=Hashable)
Order = Callable[[pd.DataFrame], list[str]]


def in_order(statements: pd.DataFrame) -> list[str]:
    """Return the statements as the documents have them."""
    return statements["statement_id"].tolist()


def by_topic(statements: pd.DataFrame) -> list[str]:
    """Return the statements so that all topics come early: one of each, then again.

    The topic is the suggested theme, where there is none the question.
    """
    topic = _topics(statements)
    turn = topic.groupby(topic, sort=False).cumcount()
    return _sorted(statements, turn)


def by_variance(statements: pd.DataFrame) -> list[str]:
    """Return the statements so that topics of which people say unlike things come oftenest.

    Each beginning of the queue holds the topics about in proportion to their size times the
    standard deviation of their suggested stances, which is where a decision tells most of the
    mean (Neyman 1934, *On the two different aspects of the representative method*).
    """
    topic = _topics(statements)
    spread = statements["value"].groupby(topic).transform("std", ddof=0).fillna(0.0)
    # A topic of one mind comes seldom, but it comes.
    spread = spread.clip(lower=max(float(spread.max()) / 10, 1e-9))
    rank = topic.groupby(topic, sort=False).cumcount() + 0.5
    size = topic.groupby(topic).transform("size")
    return _sorted(statements, rank / (size * spread))


def doubtful_last(statements: pd.DataFrame) -> list[str]:
    """Return the statements from the surest suggestion to the least sure.

    Those without a suggestion come last.
    """
    return _sorted(statements, -statements["confidence"])


def doubtful_first(statements: pd.DataFrame) -> list[str]:
    """Return the statements from the least sure suggestion to the surest.

    Those without a suggestion come first.
    """
    return _sorted(statements, statements["confidence"], na_position="first")


STRATEGIES: dict[str, Order] = {
    "in_order": in_order,
    "by_topic": by_topic,
    "by_variance": by_variance,
    "doubtful_last": doubtful_last,
    "doubtful_first": doubtful_first,
}


def order_by(strategy: str) -> Order:
    """Return the order of a strategy's name."""
    if strategy not in STRATEGIES:
        raise AineistoError(
            f"There is no queue strategy {strategy!r}.",
            remedy=f"Use one of {', '.join(STRATEGIES)}.",
        )
    return STRATEGIES[strategy]


def with_suggestions(
    answers: pd.DataFrame, codings: pd.DataFrame, families: Sequence[str]
) -> pd.DataFrame:
    """Add to statements what a strategy looks at.

    Columns ``topic`` (the suggested theme or empty), ``confidence`` (of the least sure suggestion)
    and ``value`` (the suggested stance).
    """
    machine = suggestions(codings)
    themes = machine[(machine["family"] == "theme") & (machine["code"] != NO_THEME)]
    surest = themes.sort_values("confidence", ascending=False, kind="stable")
    topic = surest.drop_duplicates("statement_id").set_index("statement_id")["code"]
    asked = machine[machine["family"].isin(list(families))]
    confidence = asked.groupby("statement_id")["confidence"].min()
    stance = machine[machine["family"] == "stance"]
    value = stance.drop_duplicates("statement_id").set_index("statement_id")["value"]
    identifiers = answers["statement_id"]
    return answers.reset_index(drop=True).assign(
        topic=identifiers.map(topic).astype("object").fillna("").to_numpy(),
        confidence=pd.to_numeric(identifiers.map(confidence)).astype(float).to_numpy(),
        value=pd.to_numeric(identifiers.map(value)).astype(float).to_numpy(),
    )


def _topics(statements: pd.DataFrame) -> pd.Series:
    return statements["topic"].where(statements["topic"] != "", statements["question"])


def _sorted(statements: pd.DataFrame, key: pd.Series, na_position: str = "last") -> list[str]:
    missing = np.inf if na_position == "last" else -np.inf
    order = np.argsort(key.astype(float).fillna(missing).to_numpy(), kind="stable")
    return statements["statement_id"].iloc[order].tolist()


def next_open(queue: Sequence[Entry], closed: Container[Entry], passed: set[Entry]) -> Entry | None:
    """Return the first of a queue that is neither closed nor passed; None where all are closed.

    Where only passed ones are left, they are passed no longer: they come again.
    """
    fresh = next((one for one in queue if one not in closed and one not in passed), None)
    if fresh is None:
        passed.clear()
        fresh = next((one for one in queue if one not in closed), None)
    return fresh


def known_answers(statements: Sequence[str], project: ProjectFile) -> tuple[str, ...]:
    """Return the statements of a queue of one's own.

    Raises
    ------
    CodingsError
        When the project has no such answer.
    """
    names = as_names(statements, "statements")
    answers = set(project.corpus.answers["statement_id"])
    for name in names:
        if name not in answers:
            raise CodingsError(
                f"The project has no answer {name!r}.",
                file=project.path,
                remedy='Give values of its column: project.corpus.answers["statement_id"].',
            )
    return names
