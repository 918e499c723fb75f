"""The state of the work, what comes next, and how a project shows both in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aineisto.codings import is_human, is_machine
from aineisto.core.shown import Markup, decimal, heads, say, size_of, table, word

if TYPE_CHECKING:
    from aineisto.project._project import Project

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
