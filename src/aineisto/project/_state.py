"""The state of the work, what comes next, and how a project shows both in a notebook."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from aineisto.codings import is_human, is_machine

if TYPE_CHECKING:
    from aineisto.project._project import Project

#: What comes next, by its name: in words, and the call that does it.
STEPS = {
    "check": ("Look over how the transcripts were read", "project.corpus.check()"),
    "precode": ("Let the machine suggest codes", "project.precode()"),
    "blind": (
        "Code a sample blind, before suggestions are seen",
        "project.review({0}, blind=True)",
    ),
    "second": ("Let a second person code the same sample blind", "project.review({1}, blind=True)"),
    "disputes": ("Settle what the coders dispute ({disputes})", "project.disputes()"),
    "review": ("Decide what the machine suggests ({open} open)", "project.review({0})"),
    "report": ("Write the report", 'project.report("report.html")'),
}


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
    problems = len(project.corpus.problems)
    wanted = {
        "check": bool(problems) and people.empty,
        "precode": not suggested,
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
    status = project.status()
    columns = ["family", "coder", "decided", "blind", "open", "suggested", "agreement"]
    named = [coder.removeprefix("human:") for coder in project.coders]
    first, second = (repr(name) for name in [*named, "anna", "bertta"][:2])
    steps = "".join(
        f"<li>{escape(STEPS[one['step']][0].format(**one))}: "
        f"<code>{escape(STEPS[one['step']][1].format(first, second))}</code></li>"
        for one in next_steps(project)
    )
    known = status[columns].astype("object")
    table = known.where(known.notna(), "").to_html(
        index=False, border=0, float_format=lambda value: f"{value:.2f}"
    )
    return (
        f"<p><b>{escape(codebook.name or project.path.stem)}</b> ({escape(project.path.name)}): "
        f"{len(corpus.documents)} documents, {len(corpus.participants)} participants, "
        f"{len(corpus.answers)} statements to code</p>{table if len(status) else ''}"
        f"<p>Next:</p><ul>{steps}</ul>"
    )
