"""From the stored answers about statements to their codings: one vote, or several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aineisto.codebook import Codebook
from aineisto.codings import NO_THEME, STANCE, make_codings
from aineisto.llm._answers import Judged, OffSchemaError, parse_answer
from aineisto.llm._ask import Questions, collected
from aineisto.llm._store import Answer, Answers

#: Columns of the counts.
COUNT_COLUMNS = (
    "family", "asked", "answered", "retried", "no_answer", "quotations", "not_in_text", "problems",
)  # fmt: skip


@dataclass
class AnswerCounts:
    """How a family's answers turned out."""

    family: str
    asked: int = 0
    answered: int = 0
    retried: int = 0
    quotations: int = 0
    not_in_text: int = 0
    problems: Counter[str] = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.problems = Counter()

    def row(self) -> dict[str, Any]:
        """Return it as a row."""
        told = {"no_answer": self.asked - self.answered, "problems": dict(self.problems)}
        return {**vars(self), **told}


def counts_frame(counts: Iterable[AnswerCounts]) -> pd.DataFrame:
    """Return counts of answers as a frame."""
    return pd.DataFrame([one.row() for one in counts], columns=list(COUNT_COLUMNS))


def judge(
    family: str, votes: Sequence[Answer], statement: str, counts: AnswerCounts
) -> list[list[Judged]]:
    """Return what each vote says that is an answer, and count how they turned out."""
    found = []
    for vote in votes:
        counts.asked += 1
        counts.retried += vote.tries > 1
        problem = vote.problem
        if not problem:
            try:
                judged = parse_answer(family, vote.answer, statement, vote.options)
            except OffSchemaError as error:  # stored by an aineisto of other rules
                problem = str(error)
        if problem:
            counts.problems[problem] += 1
            continue
        counts.answered += 1
        counts.quotations += sum(one.quoted for one in judged)
        counts.not_in_text += sum(one.quoted and not one.located for one in judged)
        if family == "actor":  # a mention that does not stand in the statement is none
            judged = [one for one in judged if one.located]
        found.append(judged)
    return found


def rows_of(
    family: str, votes: Sequence[Sequence[Judged]], steps: Sequence[int]
) -> list[dict[str, Any]]:
    """Return a statement's rows of the codings table, without keys, places in the statement.

    Of one vote the confidence is what the model says of itself; of several it is the share of
    them that agree. ``score`` is the mean of the votes' stances. A theme or a mention stands when
    half of the votes have it.
    """
    if not votes:
        return []
    if family == "stance":
        return [_stance([vote[0] for vote in votes], steps)]
    key = _by_code if family == "theme" else _by_place
    groups: dict[Any, list[Judged]] = {}
    for vote in votes:
        for group, one in {key(one): one for one in vote}.items():
            groups.setdefault(group, []).append(one)
    chosen = [same for same in groups.values() if 2 * len(same) >= len(votes)]
    if family == "theme":
        themes = [same for same in chosen if same[0].code != NO_THEME]
        none = groups.get(NO_THEME, [])
        sure = len(none) / len(votes) if len(votes) > 1 or not none else none[0].confidence
        if not themes:
            return [{"code": NO_THEME, "confidence": sure}]
        chosen = themes
    return [_row(same, len(votes)) for same in chosen]


def _by_code(one: Judged) -> Any:
    return one.code


def _by_place(one: Judged) -> Any:
    return one.code, one.start


def _row(same: Sequence[Judged], votes: int) -> dict[str, Any]:
    shown = next((one for one in same if one.located), same[0])
    sure = same[0].confidence if votes == 1 else len(same) / votes
    return {"code": shown.code, "confidence": sure, "start": shown.start, "end": shown.end}


def _stance(votes: Sequence[Judged], steps: Sequence[int]) -> dict[str, Any]:
    values = np.array([one.value for one in votes], dtype=float)
    mean = float(values.mean())
    counts = Counter(int(value) for value in values)
    most = max(counts.values())
    # Of values with as many votes the one nearest the mean, then the more neutral one.
    tied = [value for value in steps if counts[value] == most]
    value = min(tied, key=lambda step: (abs(step - mean), abs(step)))
    same = [one for one in votes if one.value == value]
    return {**_row(same, len(votes)), "code": STANCE, "value": value, "score": round(mean, 4)}


def order_effect(
    family: str, answers: Sequence[Answer], statements: Mapping[str, str], n_perm: int, seed: int
) -> dict[str, Any]:
    """Return whether the order in which codes were offered moves what is chosen.

    Of a scale, which is offered upwards or downwards: the mean stance of a statement upwards less
    downwards, tested by exchanging signs. Of themes, which are shuffled: the share of choices
    among the first half of the list less one half, tested by exchanging halves.
    """
    found = []
    for answer in answers:
        if answer.problem or not answer.options:
            continue
        judged = parse_answer(
            family, answer.answer, statements[answer.statement_id], answer.options
        )
        found.append((answer, judged))
    if family == "stance":
        values = _turned(found)
        what = "stance, scale offered upwards less downwards"
    else:
        values = _early(found)
        what = "share chosen from the list's first half, less one half"
    table = {"family": family, "what": what, "effect": np.nan, "p": np.nan, "n": len(values)}
    if len(values) < 2:
        return table
    rng = np.random.default_rng(seed)
    reached = 0
    for _ in range(n_perm):
        signed = float(rng.choice((-1.0, 1.0), size=len(values)) @ values)
        reached += abs(signed) >= abs(values.sum()) - 1e-9
    return {**table, "effect": float(values.mean()), "p": (reached + 1) / (n_perm + 1)}


def _turned(found: Sequence[tuple[Answer, list[Judged]]]) -> np.ndarray:
    ways: dict[str, tuple[list[float], list[float]]] = {}
    for answer, judged in found:
        up = answer.options[0] < answer.options[-1]  # type: ignore[operator]
        ways.setdefault(answer.statement_id, ([], []))[not up].append(float(judged[0].value or 0))
    return np.array([np.mean(up) - np.mean(down) for up, down in ways.values() if up and down])


def _early(found: Sequence[tuple[Answer, list[Judged]]]) -> np.ndarray:
    by_statement: dict[str, list[float]] = {}
    for answer, judged in found:
        middle = (len(answer.options) - 1) / 2
        for one in judged:
            if one.code in answer.options:
                place = answer.options.index(one.code)
                early = 0.5 if place == middle else float(place < middle)
                by_statement.setdefault(answer.statement_id, []).append(early - 0.5)
    return np.array([np.mean(shares) for shares in by_statement.values()])


def codings_of(
    questions: Questions, answers: Answers, codebook: Codebook, coder: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a coder's codings, places in the statement, and how its answers turned out."""
    counts = {family: AnswerCounts(family) for family in questions.families}
    steps = [point.value for point in codebook.scale]
    shared = {"coder": coder, "status": "suggested"}
    rows = []
    for family, name, stored in collected(questions, answers):
        text = questions.statements[name].text
        votes = judge(family, stored, text, counts[family])
        for row in rows_of(family, votes, steps):
            start, end = row.get("start"), row.get("end")
            row["evidence"] = "" if start is None else text[start:end]
            rows.append({"statement_id": name, "family": family, **shared, **row})
    if not codebook.actors:
        _name_as_register([row for row in rows if row["family"] == "actor"])
    return make_codings(rows), counts_frame(counts.values())


def _name_as_register(mentions: Sequence[dict[str, Any]]) -> None:
    """Give actors that the register knows its names, so that coders can be compared."""
    if not mentions:
        return
    from aineisto.actors import ActorRecognizer

    found = ActorRecognizer().find([row["evidence"] for row in mentions])
    names = found.drop_duplicates("text").set_index("text")["actor"]
    for place, row in enumerate(mentions):
        row["code"] = names.get(place, row["code"])
