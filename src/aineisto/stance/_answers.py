"""From statements to answers: a participant's stance to a question."""

from __future__ import annotations

import pandas as pd

from aineisto._errors import AineistoError
from aineisto.codings import is_human

_KEYS = ["participant", "question"]


def answer_value(values: pd.Series) -> float:
    """Return one respondent's stance from the stances of her statements.

    The median of the statements that take a stand (are not 0), and 0 where none does: most
    sentences of an interview tell and do not judge, so that the median of all is nearly always 0.

    Parameters
    ----------
    values : Series of numbers
        Stances −2…2 of a respondent's statements, at least one.
    """
    stands = values[values != 0]
    return float(stands.median()) if len(stands) else 0.0


def answers(statements: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Return each participant's stance to each question, by `answer_value`.

    A human's code goes before the machine's. Where several people coded a statement, it has the
    median of their values, so that a statement never counts twice; of one coder's codes of a
    statement the newest counts. Rejected codes are left out.

    Parameters
    ----------
    statements : DataFrame
        ``statement_id``, ``participant``, ``question``.
    codings : DataFrame
        Codings; rows of other families are passed over.

    Returns
    -------
    DataFrame
        ``participant``, ``question``, ``stance`` (on the scale), ``n`` (statements),
        ``n_human`` (of them, coded by people), in order of participant and question.
    """
    missing = [name for name in ("statement_id", *_KEYS) if name not in statements]
    if missing:
        raise AineistoError(
            f"The statements lack the columns {', '.join(missing)}.",
            remedy="Give a corpus's statements.",
        )
    stance = codings[(codings["family"] == "stance") & (codings["status"] != "rejected")]
    stance = stance.sort_values("created", kind="stable").drop_duplicates(
        ["statement_id", "coder"], keep="last"
    )
    human = is_human(stance["coder"])
    judged = stance.assign(human=human.astype(bool), stance=stance["value"].astype(float))
    by_people = set(judged.loc[judged["human"], "statement_id"])
    judged = judged[judged["human"] | ~judged["statement_id"].isin(by_people)]
    per_statement = judged.groupby("statement_id", as_index=False).agg(
        stance=("stance", "median"), human=("human", "any")
    )
    joined = statements[["statement_id", *_KEYS]].merge(per_statement, on="statement_id")
    frame = joined.groupby(_KEYS, as_index=False).agg(
        stance=("stance", answer_value), n=("stance", "size"), n_human=("human", "sum")
    )
    return frame.astype({"stance": "Float64", "n": "int64", "n_human": "int64"})
