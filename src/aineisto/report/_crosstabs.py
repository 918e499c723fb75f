"""What goes together: actors with themes, and numbers with whose codes they rest on."""

from __future__ import annotations

import pandas as pd

from aineisto.codings import STANCE
from aineisto.reliability import LEAST_RESPONDENTS
from aineisto.report._codes import MACHINE, MARKED, PEOPLE, newest_machine, source_of
from aineisto.report._quotations import one
from aineisto.report._stance import ALL_STATEMENTS
from aineisto.report._themes import ThemeSummary, statements_of, theme_branches


def actors_by_theme(
    codes: pd.DataFrame, actors: list[str], themes: tuple[ThemeSummary, ...]
) -> pd.DataFrame:
    """Return how often an actor is mentioned in a statement that carries a theme, or one below it.

    Returns
    -------
    DataFrame
        ``actor``, ``theme``, ``statements`` (that mention the one and carry the other's branch, a
        statement once), ``share`` of the actor's statements coded for themes, ``n`` of these,
        ``source``, ``accepted``, ``unknown``, ``quotation``; in the order given.
    """
    rows = []
    coded = codes[codes["family"] == "theme"]
    mentions = codes[codes["family"] == "actor"]
    branches = theme_branches(themes)
    for actor in actors:
        said = mentions[mentions["code"] == actor]
        here = coded[coded["statement_id"].isin(said["statement_id"])]
        n = int(here["statement_id"].nunique())
        for theme, branch in branches.items() if n else ():
            part = here[here["code"].isin(branch)]
            number = statements_of(part)
            whose = pd.concat([part, said])
            basis = [source_of(whose["source"]), *(bool(whose[name].any()) for name in MARKED)]
            rows.append((actor, theme, number, number / n, n, *basis, one(part)))
    names = ["actor", "theme", "statements", "share", "n", "source", *MARKED, "quotation"]
    return pd.DataFrame(rows, columns=names)


def stance_by_source(
    table: pd.DataFrame, answers: pd.DataFrame, values: pd.DataFrame, questions: list[str]
) -> pd.DataFrame:
    """Return the mean stance of each question's statements, by whose codes it rests on.

    Empty unless both people and the machine coded stances. The unit is the statement, since people
    seldom code whole answers.

    Returns
    -------
    DataFrame
        ``question``; ``people``, ``people_low``, ``people_high``, ``n_people``: people's codes
        alone; ``machine``, ``n_machine``: suggestions for the other statements, without an
        interval, because nothing tells how far they are off; ``joint``, ``joint_low``,
        ``joint_high``, ``effective``: people's codes with the machine's score as covariate (see
        `aineisto.reliability.ppi_mean`), and how many codes of people alone would tell as much
        (no intervals of fewer than five people); missing where the newest machine did not judge
        all that people coded, as one that learnt from them and judged what was open;
        ``accepted``, ``unknown`` (whether any of people's codes rests on an accepted suggestion,
        or is not known to be blind); ``quotation``.
    """
    from aineisto.reliability import ppi_mean

    if set(values["source"]) != {PEOPLE, MACHINE}:
        return pd.DataFrame()
    # People's codes are those that count: the consensus where there is one.
    human = values[values["source"] == PEOPLE].set_index("statement_id")["value"]
    machine = newest_machine(table[table["family"] == STANCE])
    machine = machine.drop_duplicates("statement_id", keep="last").set_index("statement_id")
    score = machine["score"].fillna(machine["value"].astype("Float64")).astype(float)
    coded = answers["statement_id"].map(human).astype(float)
    if not coded.notna().any():
        return pd.DataFrame()
    # Two machines' scores are of two scales: where none is of all codes, people's stand alone.
    found = ppi_mean(
        coded,
        answers["statement_id"].map(score),
        by=answers["question"],
        respondent=answers["respondent"],
        whole=True,
    )
    found.loc[found["lambda"].isna(), ["mean", "low", "high", "effective"]] = float("nan")
    # No question is called as the row of all is.
    found = found.set_index(pd.Index([*found["group"].iloc[:-1], ALL_STATEMENTS]))
    rows = []
    for question in [*questions, ALL_STATEMENTS]:
        if question not in found.index:
            continue
        here = values if question == ALL_STATEMENTS else values[values["question"] == question]
        alone = here[here["source"] == MACHINE]
        sure = found.loc[question].copy()
        own = here[here["source"] == PEOPLE]
        if own["respondent"].nunique() < LEAST_RESPONDENTS:
            sure[["labels_low", "labels_high", "low", "high", "effective"]] = float("nan")
        same = own[own["value"] * sure["labels_mean"] > 0]
        rows.append(
            {
                "question": question,
                "people": sure["labels_mean"],
                "people_low": sure["labels_low"],
                "people_high": sure["labels_high"],
                "n_people": int(sure["n_labels"]),
                "machine": float(alone["value"].mean()) if len(alone) else float("nan"),
                "n_machine": len(alone),
                "joint": sure["mean"],
                "joint_low": sure["low"],
                "joint_high": sure["high"],
                "effective": sure["effective"],
                **{status: bool(own[status].any()) for status in MARKED},
                "quotation": one(same),
            }
        )
    return pd.DataFrame(rows)


def is_sharpened(sources: pd.DataFrame) -> bool:
    """Tell whether the machine's score sharpened any mean of what `stance_by_source` returns."""
    return "joint" in sources and bool(sources["joint"].notna().any())


def quote_groups(groups: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """Return the groups with a ``quotation`` each: the surest statement that takes a stand."""
    taking_a_stand = values[values["value"] != 0]
    quotations = [one(taking_a_stand[taking_a_stand["group"] == name]) for name in groups["group"]]
    return groups.assign(quotation=pd.Series(quotations, index=groups.index, dtype=object))
