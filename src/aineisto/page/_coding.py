"""Coding, blind or in review, and disputes settled: with the widgets of the notebook."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from aineisto.core.errors import AineistoError
from aineisto.page._desk import LARGEST_FORM, Desk, body, fields, names, one


async def choose(desk: Desk, request: Request) -> Response:
    """Show who codes and how: blind, or with suggestions."""
    project = desk.project
    coders = [coder.removeprefix("human:") for coder in project.coders]
    return desk.page(
        request,
        "coding",
        coders=coders,
        answers=len(project.corpus.answers),
        theme=request.query_params.get("theme", ""),
    )


async def begin(desk: Desk, request: Request) -> Response:
    """Open a session and lead to it."""
    form = await fields(request)
    coder, blind = one(form, "coder"), one(form, "mode") == "blind"
    if not coder:
        raise AineistoError(
            desk.text(request, "no_coder"), remedy=desk.text(request, "no_coder_remedy")
        )
    size = one(form, "n")
    options: dict[str, Any] = {
        "blind": blind,
        "n": int(size) if blind and size.isdigit() and int(size) else None,
        "strategy": "in_order" if blind else one(form, "strategy", "in_order"),
    }
    theme = one(form, "theme")
    if theme:  # the statements of a theme that was split
        codings = desk.project.codings
        of_theme = (codings["family"] == "theme") & (codings["code"] == theme)
        wanted = set(codings.loc[of_theme, "statement_id"])
        answers = desk.project.corpus.answers["statement_id"]
        options |= {"statements": [one for one in answers if one in wanted], "families": ["theme"]}
    name = desk.bench.begin(coder, desk.lang(request), **options)
    return RedirectResponse(f"/coding/{name}?{urlencode({'coder': coder})}", 303)


async def session(desk: Desk, request: Request) -> Response:
    """Show the widget of a session."""
    name = request.path_params["name"]
    return desk.page(request, "session", session=name, front_end=desk.bench.front_end(name))


async def state(desk: Desk, request: Request) -> Response:
    """Return what a session's widget shows."""
    return JSONResponse(desk.bench.state(request.path_params["name"]))


async def obey(desk: Desk, request: Request) -> Response:
    """Do what the coder chose."""
    try:
        command = json.loads(await body(request, LARGEST_FORM))
    except ValueError as error:
        raise AineistoError("The command is no JSON.", remedy="Load the page again.") from error
    if not isinstance(command, dict) or "action" not in command:
        raise AineistoError("The command says nothing.", remedy="Load the page again.")
    return JSONResponse(desk.bench.obey(request.path_params["name"], command))


async def recording(desk: Desk, request: Request) -> Response:
    """Return the recording of the statement's document."""
    sound = desk.bench.recording(request.path_params["name"])
    return Response(sound, media_type="application/octet-stream")


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
