"""Coding, blind or in review, and disputes settled: with the widgets of the notebook."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from aineisto.core.errors import AineistoError
from aineisto.page._open_study import (
    LARGEST_FORM,
    OpenStudy,
    body,
    coder_of,
    form_count,
    form_field,
    form_fields,
    people_of,
)


async def choose(study: OpenStudy, request: Request) -> Response:
    """Show who codes and how: blind, or with suggestions."""
    project = study.project
    coders = [coder.removeprefix("human:") for coder in project.coders]
    theme = request.query_params.get("theme", "")
    labels = project.codebook.theme_labels(study.lang(request))
    return study.page(
        request,
        "coding",
        coders=coders,
        answers=len(project.corpus.answers),
        theme=theme,
        theme_name=labels.get(theme, theme),
    )


async def begin(study: OpenStudy, request: Request) -> Response:
    """Open a session and lead to it."""
    form = await form_fields(request)
    coder, blind = coder_of(form), form_field(form, "mode") == "blind"
    options: dict[str, Any] = {
        "blind": blind,
        "n": form_count(form, "n") if blind else None,
        "strategy": "in_order" if blind else form_field(form, "strategy", "in_order"),
    }
    theme = form_field(form, "theme")
    if theme:  # the statements of a theme that was split, decided though they are
        codings = study.project.codings
        of_theme = (codings["family"] == "theme") & (codings["code"] == theme)
        wanted = set(codings.loc[of_theme, "statement_id"])
        answers = study.project.corpus.answers["statement_id"]
        options |= {"statements": [one for one in answers if one in wanted], "families": ["theme"]}
        options["anew"] = True
    name = study.sessions.begin(coder, study.lang(request), **options)
    return RedirectResponse(f"/coding/{name}?{urlencode({'coder': coder})}", 303)


async def session(study: OpenStudy, request: Request) -> Response:
    """Show the widget of a session."""
    name = request.path_params["name"]
    study.sessions.speak(name, study.lang(request))
    return study.page(request, "session", session=name, front_end=study.sessions.front_end(name))


async def state(study: OpenStudy, request: Request) -> Response:
    """Return what a session's widget shows."""
    return JSONResponse(study.sessions.state(request.path_params["name"]))


async def handle(study: OpenStudy, request: Request) -> Response:
    """Do what the coder chose."""
    try:
        command = json.loads(await body(request, LARGEST_FORM))
    except ValueError as error:
        raise AineistoError("The command is no JSON.", remedy="Load the page again.") from error
    if not isinstance(command, dict) or "action" not in command:
        raise AineistoError("The command says nothing.", remedy="Load the page again.")
    return JSONResponse(study.sessions.handle(request.path_params["name"], command))


async def recording(study: OpenStudy, request: Request) -> Response:
    """Return the recording of the statement's document."""
    sound = study.sessions.recording(request.path_params["name"])
    return Response(sound, media_type="application/octet-stream")


async def disputes(study: OpenStudy, request: Request) -> Response:
    """Show how many disputes are open, and ask who sits."""
    table = study.project.disputes()
    people = sorted({coder for coders in table["coders"] for coder in coders}) if len(table) else []
    return study.page(
        request,
        "disputes",
        open=len(table),
        settled=len(study.project.consensus),
        people=", ".join(coder.removeprefix("human:") for coder in people),
    )


async def settle(study: OpenStudy, request: Request) -> Response:
    """Open a session for those who sit and lead to it."""
    form = await form_fields(request)
    name = study.sessions.settle(people_of(form), study.lang(request))
    return RedirectResponse(f"/disputes/{name}", 303)
