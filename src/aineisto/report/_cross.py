"""What goes together: actors with themes, and numbers with whose codes they rest on."""

from __future__ import annotations

import pandas as pd

from aineisto.report._codes import MACHINE, PEOPLE, answer_values, source_of
from aineisto.report._quotations import one
from aineisto.report._stance import ALL


def actors_by_theme(codes: pd.DataFrame, actors: list[str], themes: list[str]) -> pd.DataFrame:
    """Return how often an actor is mentioned in a statement that carries a theme.

    Returns
    -------
    DataFrame
        ``actor``, ``theme``, ``statements`` (that mention the one and carry the other), ``share``
        of the actor's statements coded for themes, ``n`` of these, ``source``, ``quotation``; in
        the order given.
    """
    rows = []
    coded = codes[codes["family"] == "theme"]
    mentions = codes[codes["family"] == "actor"]
    for actor in actors:
        said = mentions[mentions["code"] == actor]
        here = coded[coded["statement_id"].isin(said["statement_id"])]
        n = int(here["statement_id"].nunique())
        for theme in themes if n else []:
            part = here[here["code"] == theme]
            number = float(part["weight"].sum())
            whose = pd.concat([part["source"], said["source"]])
            rows.append((actor, theme, number, number / n, n, source_of(whose), one(part)))
    names = ["actor", "theme", "statements", "share", "n", "source", "quotation"]
    return pd.DataFrame(rows, columns=names)


def stance_by_source(values: pd.DataFrame, questions: list[str]) -> pd.DataFrame:
    """Return the mean stance of each question from people's codes and from the machine's alone.

    Where both are in a study, each statement counts on one side only: people's, once a person has
    coded it.

    Returns
    -------
    DataFrame
        ``question``, then for ``people`` and ``machine`` each: ``mean_…`` of the answers (NaN
        without any), ``n_…`` answers and ``statements_…``.
    """
    asked = values[values["question"] != ""]
    rows = []
    for question in [*questions, ALL]:
        here = asked if question == ALL else asked[asked["question"] == question]
        row: dict[str, object] = {"question": question}
        for source in (PEOPLE, MACHINE):
            part = here[here["source"] == source]
            answers = answer_values(part, ["question"])["value"] if len(part) else pd.Series([])
            row[f"mean_{source}"] = float(answers.mean()) if len(answers) else float("nan")
            row[f"n_{source}"] = len(answers)
            row[f"statements_{source}"] = len(part)
        rows.append(row)
    return pd.DataFrame(rows)


def quote_groups(groups: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """Return the groups with a ``quotation`` each: the surest statement that takes a stand."""
    telling = values[values["value"] != 0]
    quotations = [one(telling[telling["group"] == name]) for name in groups["group"]]
    return groups.assign(quotation=pd.Series(quotations, index=groups.index, dtype=object))
