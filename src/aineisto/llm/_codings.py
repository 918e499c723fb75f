"""From the stored answers of a run to its codings, and how the answers turned out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.codings import make_codings
from aineisto.llm._ask import Questions, collected
from aineisto.llm._store import Answers
from aineisto.llm._votes import Tally, judge, rows_of, tally_frame


def codings_of(
    questions: Questions, answers: Answers, codebook: Codebook, coder: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a coder's codings, places in the statement, and the tally of its answers."""
    tallies = {family: Tally(family) for family in questions.families}
    steps = [point.value for point in codebook.scale]
    shared = {"coder": coder, "status": "suggested"}
    rows = []
    for family, name, stored in collected(questions, answers):
        text = questions.statements[name].text
        votes = judge(family, stored, text, tallies[family])
        for row in rows_of(family, votes, steps):
            start, end = row.get("start"), row.get("end")
            row["evidence"] = "" if start is None else text[start:end]
            rows.append({"statement_id": name, "family": family, **shared, **row})
    if not codebook.actors:
        _name_as_register([row for row in rows if row["family"] == "actor"])
    return make_codings(rows), tally_frame(tallies.values())


def _name_as_register(mentions: Sequence[dict[str, Any]]) -> None:
    """Give actors that the register knows its names, so that coders can be compared."""
    if not mentions:
        return
    from aineisto.actors import ActorRecognizer

    found = ActorRecognizer().find([row["evidence"] for row in mentions])
    names = found.drop_duplicates("text").set_index("text")["actor"]
    for place, row in enumerate(mentions):
        row["code"] = names.get(place, row["code"])
