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
    status = await study.cached("status", project.status)
    steps = await study.cached("steps", project.next_steps)
    return study.page(
        request,
        "overview",
        steps=steps,
        status=status.astype("object").where(status.notna(), None).to_dict("records"),
        counts={
            "documents": len(project.corpus.documents),
            "participants": len(project.corpus.participants),
            "statements": len(project.corpus.answers),
        },
    )


async def reading(study: OpenStudy, request: Request) -> Response:
    """Show how each transcript was read."""
    corpus = study.project.corpus
    table = await study.cached("reading", corpus.check)
    rows = told_rows(table, study.lang(request))
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
        found = await study.aside(
            lambda: study.project.corpus.search(
                query,
                compounds="compounds" in asked,
                interviewer="interviewer" in asked,
            )
        )
        hits = [{**hit, "time": clock(hit["time_start"])} for hit in found.to_dict("records")]
    return study.page(
        request, "search", query=query, hits=hits[:_SHOWN], found=len(hits), asked=asked
    )


async def figures(study: OpenStudy, request: Request) -> Response:
    """Show the study's figures."""
    return study.page(request, "figures", figures=await _figures(study, request))


async def picture(study: OpenStudy, request: Request) -> Response:
    """Return a figure as a picture for print."""
    drawn = await _figures(study, request)
    number = request.path_params["number"]
    if not 1 <= number <= len(drawn):
        raise HTTPException(404)
    return Response(drawn[number - 1].png, media_type="image/png")


async def _figures(study: OpenStudy, request: Request) -> list[Figure]:
    project, lang = study.project, study.lang(request)
    return await study.cached(
        f"figures-{lang}",
        lambda: figures_of(project.corpus, project.codebook, project.codings, lang=lang),
    )


async def report(study: OpenStudy, request: Request) -> Response:
    """Show the report within the page."""
    return study.page(request, "report")


async def report_page(study: OpenStudy, request: Request) -> Response:
    """Return the report as the page that it is."""
    return HTMLResponse(await _written(study, request, ".html"))


async def report_word(study: OpenStudy, request: Request) -> Response:
    """Return the report as a Word document."""
    name = f"{study.project.path.stem}.docx"
    return Response(
        await _written(study, request, ".docx"),
        media_type=_WORD,
        headers={"Content-Disposition": f'attachment; filename="{_plain(name)}"'},
    )


async def _written(study: OpenStudy, request: Request, ending: str) -> bytes:
    lang = study.lang(request)

    def write() -> bytes:
        with passing_folder() as folder:
            return study.project.report(
                folder / f"report{ending}", lang=lang, progress=False
            ).read_bytes()

    return await study.cached(f"report-{lang}{ending}", write)


def _plain(name: str) -> str:
    return (
        "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in name[:-5])
        + name[-5:]
    )


async def precode(study: OpenStudy, request: Request) -> Response:
    """Let the machine suggest, anew after a change of the codebook."""
    await study.aside(lambda: study.project.precode(progress=False))
    return RedirectResponse("/?said=precoded", 303)
