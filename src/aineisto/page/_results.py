"""What is only looked at: the state of the work, the reading, words, figures, the report."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from aineisto.core.text import clock
from aineisto.core.whole import passing_folder
from aineisto.corpus import told_rows
from aineisto.page._open_study import OpenStudy, PageError
from aineisto.report import Figure, figures_of

_SHOWN = 200  # hits of a search
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def overview(study: OpenStudy, request: Request) -> Response:
    """Show the state of the work and what comes next."""
    project = study.project
    status = study.cached("status", project.status)
    return study.page(
        request,
        "overview",
        steps=project.next_steps(),
        status=status.astype("object").where(status.notna(), None).to_dict("records"),
        counts={
            "documents": len(project.corpus.documents),
            "participants": len(project.corpus.participants),
            "statements": len(project.corpus.answers),
        },
    )


async def reading(study: OpenStudy, request: Request) -> Response:
    """Show how each transcript was read."""
    table, lang = study.cached("reading", study.project.corpus.check), study.lang(request)
    rows = told_rows(table, lang)
    corpus = study.project.corpus
    return study.page(
        request,
        "reading",
        rows=rows,
        guide=len(corpus.questions),
        recognised=not corpus.none_recognised,
    )


async def search(study: OpenStudy, request: Request) -> Response:
    """Show a word in all its forms, in its context."""
    asked = request.query_params
    query = asked.get("q", "").strip()
    hits: list[dict[str, Any]] = []
    if query and not any(character.isalnum() for character in query):
        raise PageError("no_word")
    if query:
        found = study.project.corpus.search(
            query,
            compounds="compounds" in asked,
            interviewer="interviewer" in asked,
        )
        hits = [{**hit, "time": clock(hit["time_start"])} for hit in found.to_dict("records")]
    return study.page(
        request, "search", query=query, hits=hits[:_SHOWN], found=len(hits), asked=asked
    )


async def figures(study: OpenStudy, request: Request) -> Response:
    """Show the study's figures."""
    return study.page(request, "figures", figures=_figures(study, request))


async def picture(study: OpenStudy, request: Request) -> Response:
    """Return a figure as a picture for print."""
    drawn = _figures(study, request)
    number = request.path_params["number"]
    if not 1 <= number <= len(drawn):
        raise HTTPException(404)
    return Response(drawn[number - 1].png, media_type="image/png")


def _figures(study: OpenStudy, request: Request) -> list[Figure]:
    project, lang = study.project, study.lang(request)
    found: list[Figure] = study.cached(
        f"figures-{lang}",
        lambda: figures_of(project.corpus, project.codebook, project.codings, lang=lang),
    )
    return found


async def report(study: OpenStudy, request: Request) -> Response:
    """Show the report within the page."""
    return study.page(request, "report")


async def report_page(study: OpenStudy, request: Request) -> Response:
    """Return the report as the page that it is."""
    return HTMLResponse(_written(study, request, ".html"))


async def report_word(study: OpenStudy, request: Request) -> Response:
    """Return the report as a Word document."""
    name = f"{study.project.path.stem}.docx"
    return Response(
        _written(study, request, ".docx"),
        media_type=_WORD,
        headers={"Content-Disposition": f'attachment; filename="{_plain(name)}"'},
    )


def _written(study: OpenStudy, request: Request, ending: str) -> bytes:
    lang = study.lang(request)

    def write() -> bytes:
        with passing_folder() as folder:
            return study.project.report(
                folder / f"report{ending}", lang=lang, progress=False
            ).read_bytes()

    content: bytes = study.cached(f"report-{lang}{ending}", write)
    return content


def _plain(name: str) -> str:
    return (
        "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in name[:-5])
        + name[-5:]
    )


async def precode(study: OpenStudy, request: Request) -> Response:
    """Let the machine suggest, anew after a change of the codebook."""
    study.project.precode(progress=False)
    return RedirectResponse("/?said=precoded", 303)
