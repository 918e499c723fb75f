"""The pages of a study, and where each is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from aineisto.core.errors import AineistoError
from aineisto.page import _results, _work
from aineisto.page._open_study import OpenStudy, say_error
from aineisto.review import AdjudicationWidget

if TYPE_CHECKING:
    from aineisto.project import Project

_STATIC = {
    "page.js": ("aineisto.page", "static", "text/javascript"),
    "page.css": ("aineisto.page", "static", "text/css"),
    "widget.js": ("aineisto.review", "static", "text/javascript"),
    "adjudication.js": ("aineisto.review", "static", "text/javascript"),
    "widget.css": ("aineisto.review", "static", "text/css"),
    "figures.css": ("aineisto.report", "templates", "text/css"),
}
Handler = Callable[[OpenStudy, Request], Awaitable[Response]]
_ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/", _results.overview),
    ("GET", "/reading", _results.reading),
    ("GET", "/search", _results.search),
    ("GET", "/figures", _results.figures),
    ("GET", "/figures/{number:int}.png", _results.picture),
    ("GET", "/report", _results.report),
    ("GET", "/report.html", _results.report_page),
    ("GET", "/report.docx", _results.report_word),
    ("POST", "/precode", _results.precode),
    ("GET", "/coding", _work.choose),
    ("POST", "/coding", _work.begin),
    ("GET", "/coding/{name}", _work.session),
    ("GET", "/api/coding/{name}", _work.state),
    ("POST", "/api/coding/{name}", _work.handle),
    ("GET", "/api/coding/{name}/recording", _work.recording),
    ("GET", "/disputes", _work.disputes),
    ("POST", "/disputes", _work.settle),
    ("POST", "/disputes/sheet", _work.disputes_sheet),
    ("GET", "/disputes/{name}", _work.session),
    ("GET", "/themes", _work.themes),
    ("POST", "/themes/rename", _work.rename),
    ("POST", "/themes/merge", _work.merge),
    ("POST", "/themes/split", _work.split),
    ("GET", "/share", _work.share),
    ("POST", "/share/sheet", _work.sheet),
    ("POST", "/share/sheets", _work.take),
    ("GET", "/share/copy", _work.copy),
)


def make_app(project: Project, *, lang: str = "fi", media: Any = None) -> Starlette:
    """Return the application that serves a study; `aineisto.page.serve` puts a guard before it.

    Requests are answered one at a time, since a study has one reader here.

    Examples
    --------
    >>> from starlette.testclient import TestClient
    >>> TestClient(make_app(project)).get("/").status_code
    200
    """
    study = OpenStudy(project, lang, media)
    routes = [
        Route(path, _at(study, handler), methods=[method], name=f"{method} {path}")
        for method, path, handler in _ROUTES
    ]
    routes.append(Route("/static/{name}", _static))

    async def told(request: Request, error: Exception) -> Response:
        assert isinstance(error, AineistoError)
        lang = study.lang(request)
        if error.is_told(lang):
            text = error.told(lang)
        else:  # most of what the library says, it says in English
            text = study.text(request, "in_english", error=say_error(error))
        return study.problem(request, text, 400)

    async def nowhere(request: Request, error: Exception) -> Response:
        code = error.status_code if isinstance(error, HTTPException) else 404
        return study.problem(request, study.text(request, "no_page"), code)

    return Starlette(
        routes=routes, exception_handlers={AineistoError: told, HTTPException: nowhere}
    )


def _at(study: OpenStudy, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        chosen = parse_qs(request.url.query).get("lang", [""])[0]
        if request.method == "GET" and chosen in study.languages:
            # The choice is kept, and the address is without it.
            rest = request.url.remove_query_params("lang")
            back = RedirectResponse(f"{rest.path}{'?' if rest.query else ''}{rest.query}", 303)
            back.set_cookie("aineisto-lang", chosen, httponly=True, samesite="strict")
            return back
        return await handler(study, request)

    return answer


async def _static(request: Request) -> Response:
    place = _STATIC.get(request.path_params["name"])
    if place is None:
        return PlainTextResponse("", status_code=404)
    package, folder, kind = place
    name = request.path_params["name"]
    script = str(AdjudicationWidget._esm) if name == "adjudication.js" else None
    content = script.encode() if script else (files(package) / folder / name).read_bytes()
    return Response(content, media_type=kind)
