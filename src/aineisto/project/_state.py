"""The state of the work: what comes next, what the report tells of it, how a notebook shows it."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import starmap
from typing import TYPE_CHECKING, Any

import pandas as pd

from aineisto.codings import is_human, is_machine
from aineisto.core.shown import Markup, ShownFrame, decimal, heads, say, size_of, table, word

if TYPE_CHECKING:
    from aineisto.project._project import Project
    from aineisto.report import TeamWork

#: What a notebook shows; the codes stand with those who gave them.
_SHOWN = ("statement_id", "clean", "family", "codes")
_MOST = 20  # rows
#: What comes next, by its name: the call that does it.
STEPS = {
    "check": "project.corpus.check()",
    "precode": "project.precode()",
    "blind": "project.review({0}, blind=True)",
    "second": "project.review({1}, blind=True)",
    "disputes": "project.disputes()",
    "review": "project.review({0})",
    "report": 'project.report("report.html")',
}
_COLUMNS = ("family", "coder", "decided", "blind", "open", "suggested", "agreement")


class Disputed(ShownFrame):
    """A frame of disputes that shows whole statements and who gave what; else a DataFrame."""

    _needed = frozenset({*_SHOWN, "coders"})

    def _repr_html_(self) -> str:
        shown = self.head(_MOST)
        rows = shown[[*_SHOWN[:-1], "coders", "codes"]].itertuples(index=False, name=None)
        more = len(self) - len(shown)
        note = say("more_rows", n=more) if more else ""
        return table(heads(_SHOWN), starmap(_cells, rows), note)


def _cells(
    statement: str, text: str, family: str, coders: tuple[str, ...], codes: tuple[str, ...]
) -> tuple[str, ...]:
    pairs = zip(coders, codes, strict=True)
    given = (Markup("{}: {}").format(who.removeprefix("human:"), code) for who, code in pairs)
    return statement, text, word(family), Markup("<br>").join(given)


def disputed(found: pd.DataFrame, statements: pd.DataFrame, memos: pd.DataFrame) -> Disputed:
    """Return disputes with the ``clean`` text and the ``memos`` of their statements.

    Examples
    --------
    >>> from aineisto.reliability import disputes
    >>> found = disputed(disputes(codings, family="stance"), corpus.statements, project.memos)
    >>> found[["clean", "codes"]].iloc[0].tolist()
    ['Ko on ongelma, niin soitetaan, ei laiteta kirjettä.', ('+2', '0')]
    """
    of = found["statement_id"]
    told = memos["coder"].str.removeprefix("human:") + ": " + memos["text"]
    by_statement = told.groupby(memos["statement_id"]).agg("; ".join)
    made = found.assign(memos=of.map(by_statement).astype(object).fillna("").astype(str))
    made.insert(1, "clean", of.map(statements.set_index("statement_id")["clean"]))
    return Disputed(made)


def next_steps(project: Project) -> list[dict[str, Any]]:
    """Return what comes next in a study, the first first; see `Project.next_steps`."""
    codings = project.codings
    people = codings[is_human(codings["coder"])]
    blind = people[people["status"] == "blind"]
    blind_coders = blind["coder"].nunique()
    suggested = bool(is_machine(codings["coder"]).any())
    answers = set(project.corpus.answers["statement_id"])
    disputes = len(project.disputes()) if blind_coders > 1 else 0
    unread = answers - set(people["statement_id"])
    corpus = project.corpus
    problems = len(corpus.problems) + (len(corpus.documents) if corpus.none_recognised else 0)
    wanted = {
        "check": bool(problems) and people.empty,
        "precode": not suggested or project.suggests_old_themes,
        "blind": not blind_coders,
        "second": blind_coders == 1,
        "disputes": disputes > 0,
        "review": suggested and bool(unread),
        "report": not people.empty,
    }
    return [
        {"step": step, "disputes": disputes, "open": len(unread), "problems": problems}
        for step, is_wanted in wanted.items()
        if is_wanted
    ]


def shown(project: Project) -> str:
    """Return a project as a page of a notebook: size, coders, what comes next."""
    corpus, codebook = project.corpus, project.codebook
    named = [coder.removeprefix("human:") for coder in project.coders]
    first, second = (repr(name) for name in [*named, "anna", "bertta"][:2])
    steps = Markup("").join(
        Markup("<li>{}: <code>{}</code></li>").format(
            say(f"step_{one['step']}", **one), STEPS[one["step"]].format(first, second)
        )
        for one in next_steps(project)
    )
    told = Markup("<p><b>{}</b> ({})<br>{}</p>").format(
        codebook.name or project.path.stem, project.path.name, size_of(corpus)
    )
    status = project.status()[list(_COLUMNS)].astype("object")
    rows = [
        [_cell(name, value) for name, value in row.items()]
        for row in status.where(status.notna(), "").to_dict("records")
    ]
    work = table(heads(_COLUMNS), rows) if rows else ""
    following = Markup("<p>{}:</p><ul>{}</ul>").format(say("next"), steps)
    return f"{told}{work}{following}"


def _cell(name: Any, value: Any) -> str:
    if name == "family":
        return word(value)
    return decimal(value) if name == "agreement" and value != "" else str(value)


_RARE = [
    "coder", "family", "code", "found", "left", "drawn", "drawn_found", "unread", "p",
    "missed_at_most", "more", "stop",
]  # fmt: skip


def rare_advice(project: Project, recall: float, confidence: float) -> pd.DataFrame:
    """Return for each search for a rare code what it brought and whether to go on."""
    from aineisto.reliability import recall_advice

    rows = []
    for coder, family, code in project.rare_searches:
        counted = project.rare_counts(code, coder, family)
        _, left, drawn, found = counted
        advice = asdict(recall_advice(*counted, recall=recall, confidence=confidence))
        del advice["recall"]
        told = {"left": left, "drawn": drawn, "drawn_found": found, "unread": left - drawn}
        rows.append({"coder": coder, "family": family, "code": code} | told | advice)
    return pd.DataFrame(rows, columns=_RARE)


def team_work(project: Project) -> TeamWork:
    """Return rounds, versions, who settled what, searches for rare codes, and what was sent."""
    from aineisto.report import TeamWork

    rounds = project.rounds
    practised = set(rounds.loc[rounds["training"], "round"])
    made = project.round_of
    made = made[made["round"].isin(practised)][["statement_id", "family", "coder"]]
    return TeamWork(
        rounds=rounds,
        agreement=project.agreement_by_round(by_code=False) if len(rounds) else pd.DataFrame(),
        changes=project.codebook_changes,
        consensus=project.consensus,
        rare=project.rare_advice(),
        training=frozenset(made.itertuples(index=False, name=None)),
        sent=_sent(project.log),
    )


def _sent(log: pd.DataFrame) -> pd.DataFrame:
    """Return for whom statements were sent where, whether or not codes came back."""
    events = log[log["event"] == "sent"]
    rows = [
        {"coder": who, **json.loads(detail)}
        for who, detail in zip(events["who"], events["detail"], strict=True)
    ]
    names = ["coder", "host", "pseudonymised"]
    return pd.DataFrame(rows, columns=names).drop_duplicates(ignore_index=True)
