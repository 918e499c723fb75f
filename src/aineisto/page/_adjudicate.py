"""What coders dispute, talked over and settled with the notebook's widget."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from aineisto.core.errors import AineistoError
from aineisto.page._desk import Desk, fields, names


async def disputes(desk: Desk, request: Request) -> Response:
    """Show how many disputes are open, and ask who sits."""
    table = desk.project.disputes()
    people = sorted({coder for coders in table["coders"] for coder in coders}) if len(table) else []
    return desk.page(
        request,
        "disputes",
        open=len(table),
        settled=len(desk.project.consensus),
        people=", ".join(coder.removeprefix("human:") for coder in people),
    )


async def settle(desk: Desk, request: Request) -> Response:
    """Open a session for those who sit and lead to it."""
    form = await fields(request)
    people = names(form, "people")
    if len(people) < 2:
        raise AineistoError(
            desk.text(request, "too_few"), remedy=desk.text(request, "too_few_remedy")
        )
    return RedirectResponse(f"/disputes/{desk.bench.settle(people, desk.lang(request))}", 303)
