"""From statements to answers: a participant's stance to a question."""

from __future__ import annotations

import pandas as pd

from aineisto.core.codings import is_human
from aineisto.core.errors import ArgumentError

_KEYS = ["participant", "question"]


def answer_value(values: pd.Series) -> float:
    """Return one respondent's stance from the stances of her statements.

    The median of the statements that take a stand (are not 0), and 0 where none does: most
    sentences of an interview tell and do not judge, so that the median of all is nearly always 0.

    Parameters
    ----------
    values : Series of numbers
        Stances −2…2 of a respondent's statements, at least one.

    Examples
    --------
    >>> answer_value(pd.Series([0, 0, -1, -2]))
    -1.5
    >>> answer_value(pd.Series([0, 0]))
    0.0
    """
    stands = values[values != 0]
    return float(stands.median()) if len(stands) else 0.0


def answer_value_by(frame: pd.DataFrame, keys: list[str], value: str = "value") -> pd.Series:
    """Return `answer_value` of each group of rows, of all of them at once.

    Examples
    --------
    >>> rows = pd.DataFrame({"who": ["b", "b", "b", "a"], "value": [0, -1, -2, 0]})
    >>> answer_value_by(rows, ["who"]).to_dict()
    {'b': -1.5, 'a': 0.0}
    """
    everyone = frame.groupby(keys, sort=False).size().index
    stands = frame[frame[value] != 0].groupby(keys, sort=False)[value].median()
    return stands.astype(float).reindex(everyone, fill_value=0.0)


def answers(
    statements: pd.DataFrame, codings: pd.DataFrame, judgements: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return each participant's stance to each question, by `answer_value` or as the coder judged.

    A human's code goes before the machine's. Where several people coded a statement, it has the
    median of their values, so that a statement never counts twice; of one coder's codes of a
    statement the newest counts. Rejected codes are left out.

    Parameters
    ----------
    statements : DataFrame
        ``statement_id``, ``participant``, ``question``.
    codings : DataFrame
        Codings; rows of other families are passed over.
    judgements : DataFrame, optional
        The coder's own judgement of whole answers: ``participant``, ``question``, ``stance``. It
        goes before the median; several of one answer have their median.

    Returns
    -------
    DataFrame
        ``participant``, ``question``, ``stance`` (on the scale), ``n`` (coded statements),
        ``n_human`` (of them, coded by people), ``source`` ("coder" where the answer was judged as
        a whole, else "median"), in order of participant and question.

    Raises
    ------
    AineistoError
        When a column is missing, or a judgement is of an answer that the statements lack.

    Examples
    --------
    >>> answers(corpus.statements, codings).head(3)
           participant      question  stance  n  n_human  source
    0  haastateltava08       asiakas    1.75  2        2  median
    1  haastateltava08        hyodyt    -1.0  2        2  median
    2  haastateltava08  investoinnit    0.75  2        2  median
    """
    _need(statements, ("statement_id", *_KEYS), "statements", "Give a corpus's statements.")
    per_statement = _per_statement(codings)
    # What several say at once, or someone unknown, is nobody's answer.
    statements = statements[statements["participant"].fillna("") != ""]
    joined = statements[["statement_id", *_KEYS]].merge(per_statement, on="statement_id")
    frame = joined.groupby(_KEYS, as_index=False).agg(
        stance=("stance", answer_value), n=("stance", "size"), n_human=("human", "sum")
    )
    frame["source"] = "median"
    if judgements is not None:
        frame = _with_judgements(frame, statements, judgements)
    return frame.astype({"stance": "Float64", "n": "int64", "n_human": "int64", "source": "str"})


def _per_statement(codings: pd.DataFrame) -> pd.DataFrame:
    stance = codings[(codings["family"] == "stance") & (codings["status"] != "rejected")]
    stance = stance.sort_values("created", kind="stable").drop_duplicates(
        ["statement_id", "coder"], keep="last"
    )
    human = is_human(stance["coder"])
    judged = stance.assign(human=human.astype(bool), stance=stance["value"].astype(float))
    by_people = set(judged.loc[judged["human"], "statement_id"])
    judged = judged[judged["human"] | ~judged["statement_id"].isin(by_people)]
    return judged.groupby("statement_id", as_index=False).agg(
        stance=("stance", "median"), human=("human", "any")
    )


def _with_judgements(
    frame: pd.DataFrame, statements: pd.DataFrame, judgements: pd.DataFrame
) -> pd.DataFrame:
    """Put the coder's judgements of whole answers in the place of medians."""
    _need(
        judgements,
        (*_KEYS, "stance"),
        "judgements",
        "Give a row for each answer: participant, question, stance.",
    )
    asked = pd.MultiIndex.from_frame(statements[_KEYS].drop_duplicates())
    own = judgements.groupby(_KEYS)["stance"].median()
    strange = own.index.difference(asked)
    if len(strange):
        participant, question = strange[0]
        raise ArgumentError(
            f"{participant!r} says nothing to the question {question!r}.",
            place="judgements",
            remedy="Write participant and question as they are in the statements.",
        )
    table = frame.set_index(_KEYS)
    table = table.reindex(table.index.union(own.index)).fillna({"n": 0, "n_human": 0})
    table.loc[own.index, "stance"] = own.astype(float)
    table.loc[own.index, "source"] = "coder"
    return table.sort_index().reset_index()


def _need(frame: pd.DataFrame, columns: tuple[str, ...], name: str, remedy: str) -> None:
    missing = [column for column in columns if column not in frame]
    if missing:
        raise ArgumentError(f"The {name} lack the columns {', '.join(missing)}.", remedy=remedy)
