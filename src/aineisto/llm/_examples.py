"""Examples for a prompt from people's decisions: per code, unlike each other, never a leak."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aineisto.codings import NO_THEME, is_human
from aineisto.llm._prompt import Statement, as_data

#: Decisions that were made in sight of a suggestion and stand, or that coders settled together.
#: Blind codes measure: a model that has read them cannot be measured by them.
_MAY_TEACH = ("accepted", "changed", "consensus")


@dataclass(frozen=True)
class Example:
    """A statement with what a person decided about it."""

    statement_id: str
    respondent: str
    code: str
    text: str
    data: str
    answer: str


class Examples:
    """Examples of one family, from which each respondent gets those of others.

    Parameters
    ----------
    family : str
        ``stance``, ``theme`` or ``actor``.
    decisions : DataFrame
        The codings table. Statements that anybody coded blind give no example.
    statements : mapping of statement_id → Statement
        What a model reads of each.
    respondents : mapping of statement_id → str
        Who said it.
    each : int
        Examples of each code.
    exclude : collection of str
        Statements that are no examples: a blind sample that is still to be coded.
    """

    def __init__(
        self,
        family: str,
        decisions: pd.DataFrame,
        statements: Mapping[str, Statement],
        respondents: Mapping[str, str],
        each: int,
        exclude: Collection[str] = (),
    ) -> None:
        self._each = each
        self._found = _candidates(family, decisions, statements, respondents, set(exclude))
        self._vectors = _vectors([one.text for one in self._found])
        self._of: dict[str, list[Example]] = {}

    def without(self, respondent: str) -> list[Example]:
        """Return the examples for statements of a respondent: none is this respondent's own."""
        if respondent not in self._of:
            self._of[respondent] = self._choose(respondent)
        return self._of[respondent]

    def _choose(self, respondent: str) -> list[Example]:
        """Return of each code those furthest from what is chosen, of new respondents first."""
        found = self._found
        free: dict[str, list[int]] = {}
        for at, one in enumerate(found):
            if one.respondent != respondent:
                free.setdefault(one.code, []).append(at)
        near = np.zeros(len(found))
        taken: Counter[str] = Counter()
        chosen: list[Example] = []
        for _ in range(self._each):
            for code in sorted(free):
                if not free[code]:
                    continue
                best = min(
                    free[code],
                    key=lambda at: (
                        taken[found[at].respondent], near[at], found[at].statement_id
                    ),
                )  # fmt: skip
                free[code].remove(best)
                taken[found[best].respondent] += 1
                near = np.maximum(near, _nearness(self._vectors, best))
                chosen.append(found[best])
        return chosen


def _candidates(
    family: str,
    decisions: pd.DataFrame,
    statements: Mapping[str, Statement],
    respondents: Mapping[str, str],
    exclude: set[str],
) -> list[Example]:
    people = decisions[is_human(decisions["coder"])]
    kept_apart = set(people.loc[people["status"] == "blind", "statement_id"]) | exclude
    rows = people[(people["family"] == family) & people["status"].isin(_MAY_TEACH)]
    rows = rows.sort_values("created", kind="stable")
    found = []
    for name, part in rows.groupby("statement_id", sort=True):
        name = str(name)
        if name in kept_apart or name not in statements or part["coder"].nunique() > 1:
            continue  # where two people decided, neither answer is the example
        answer = _answer(family, part)
        if answer is None:
            continue
        code = str(part["value" if family == "stance" else "code"].iloc[-1])
        who, read = respondents.get(name, ""), statements[name]
        found.append(Example(name, who, code, read.text, read.data(), answer))
    return found


def _answer(family: str, part: pd.DataFrame) -> str | None:
    """Return a person's decision as the answer that a model should have given.

    How sure a person was is not known: examples are given as sure.
    """
    if family == "stance":
        last = part.iloc[-1]
        value = {"evidence": last["evidence"], "value": int(last["value"]), "confidence": 1.0}
        return as_data(value)
    items: list[dict[str, Any]] = [
        {"evidence": row.evidence, "code": row.code, "confidence": 1.0}
        for row in part.drop_duplicates(["code", "start"]).itertuples()
    ]
    if family == "actor":
        return as_data({"actors": items}) if all(item["evidence"] for item in items) else None
    if NO_THEME in {item["code"] for item in items} and len(items) > 1:
        return None
    return as_data({"themes": items})


def _vectors(texts: Sequence[str]) -> Any:
    """Return texts by the parts of their words, sparse; None where there is nothing to compare."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    parts = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), sublinear_tf=True)
    try:
        return parts.fit_transform(texts) if len(texts) > 1 else None
    except ValueError:  # nothing but signs
        return None


def _nearness(vectors: Any, at: int) -> np.ndarray | float:
    """Return how alike texts are to one of them, 0…1."""
    return 0.0 if vectors is None else np.round((vectors @ vectors[at].T).toarray()[:, 0], 9)
