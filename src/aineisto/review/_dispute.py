"""A dispute: a statement, and what each coder gave; and a row of a sheet that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.codings import STANCE, named, none_named
from aineisto.core.shown import word
from aineisto.core.text import clock
from aineisto.corpus import INTERVIEWEE
from aineisto.review._media import times_of
from aineisto.store import Neighbour, StatementView, said_before

if TYPE_CHECKING:
    from aineisto.store import ProjectFile


@dataclass(frozen=True)
class OwnCode:
    """What one coder gave, before any talk.

    Attributes
    ----------
    coder : str
        The coder's name.
    value : int or None
        The stance.
    codes : tuple of str
        The themes or the actors; empty: none.
    memos : tuple of str
        What the coder noted about the statement.

    Examples
    --------
    >>> session = AdjudicationSession(project, ["a", "b"], family="stance")
    >>> [own.coder for own in session.next().codes]
    ['a', 'b']
    """

    coder: str
    value: int | None
    codes: tuple[str, ...]
    memos: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dispute:
    """A statement on which coders differ in one family.

    Attributes
    ----------
    statement : StatementView
        The statement in its context, without suggestions.
    family : {"stance", "theme", "actor"}
        What is disputed.
    codes : tuple of OwnCode
        What each coder gave.
    distance : float
        Of the two furthest apart, 0…1.

    Examples
    --------
    >>> session = AdjudicationSession(project, ["a", "b"], family="stance")
    >>> dispute = session.next()
    >>> dispute.family, dispute.distance
    ('stance', 0.0625)
    """

    statement: StatementView
    family: str
    codes: tuple[OwnCode, ...]
    distance: float


def sheet_rows(disputes: Sequence[Dispute], project: ProjectFile, lang: str) -> pd.DataFrame:
    """Return disputes as rows of a sheet, with what stands settled of them."""
    codebook = project.codebook
    questions = {question.code: question.label(lang) for question in codebook.questions}
    settled = project.consensus.set_index(["statement_id", "family"])
    coders = sorted({own.coder for one in disputes for own in one.codes})
    statements = project.corpus.statements
    heard = times_of(statements)
    before = dict(zip(statements["statement_id"], said_before(statements, lang), strict=True))
    rows = []
    for one in disputes:
        shown = one.statement
        row = {
            "statement_id": shown.statement_id,
            **({"time": clock(heard.get(shown.statement_id))} if heard else {}),
            "question": questions.get(shown.question, shown.question),
            "before": before[shown.statement_id],
            "text": shown.text,
            "after": _said(shown.after, shown, lang),
            "family": one.family,
        }
        for coder in coders:
            row |= {f"codes: {coder}": "", f"memo: {coder}": ""}
        for own in one.codes:
            row[f"codes: {own.coder}"] = _text(own, one.family, codebook, lang)
            row[f"memo: {own.coder}"] = " / ".join(own.memos)
        key = (shown.statement_id, one.family)
        for name in ("consensus", "people", "reason"):
            row[name] = str(settled.at[key, name]) if key in settled.index else ""
        rows.append(row)
    return pd.DataFrame(rows, columns=None if rows else _EMPTY)


_EMPTY = ["statement_id", "text", "family", "consensus", "people", "reason"]


def _said(around: Sequence[Neighbour], shown: StatementView, lang: str) -> str:
    return "\n".join(f"{_name(one, shown, lang)}: {one.text}" for one in around)


def _name(one: Neighbour, shown: StatementView, lang: str) -> str:
    own = shown.participant if one.speaker == shown.speaker else one.speaker
    return (own if one.role == INTERVIEWEE else "") or word(one.role, lang).capitalize()


def _text(own: OwnCode, family: str, codebook: Codebook, lang: str) -> str:
    """Return a coder's code with its name, the code last, as the consensus is to be written."""
    if family == STANCE:
        names = {point.value: point.label(lang) for point in codebook.scale}
        return named(str(own.value), names.get(own.value or 0, ""))
    if not own.codes:
        return none_named(family, lang)
    labels = codebook.theme_labels(lang)
    shown = labels if family == "theme" else {}
    return "; ".join(named(code, shown.get(code, code)) for code in own.codes)
