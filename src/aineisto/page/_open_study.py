"""What every page has: the study, the reader's language, the templates, the forms' fields."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from aineisto.core.errors import AineistoError
from aineisto.page._sessions import Sessions

if TYPE_CHECKING:
    from aineisto.project import Project

#: A form is small; a sheet or a copy of a study may be so large (bytes).
LARGEST_FORM, LARGEST_FILE = 1 << 20, 1 << 28
#: The pages in the order of the work, and their names in the texts.
PAGES = (
    ("/", "overview"),
    ("/reading", "reading"),
    ("/coding", "coding"),
    ("/disputes", "disputes"),
    ("/themes", "themes"),
    ("/search", "search"),
    ("/figures", "figures"),
    ("/report", "report"),
    ("/share", "share"),
)


class OpenStudy:
    """A study that lies open in the browser.

    Parameters
    ----------
    project : Project
        The study.
    lang : {"fi", "en"}
        Language until the reader chooses another.
    media : path or mapping, optional
        Recordings, as for `ReviewWidget`.
    """

    def __init__(self, project: Project, lang: str, media: Any = None) -> None:
        self.project = project
        self.sessions = Sessions(project, media)
        self.languages = tuple(_texts())
        if lang not in self.languages:
            raise AineistoError(
                f"The page is not written in {lang!r}.", remedy=f"Use {' or '.join(_texts())}."
            )
        self._lang = lang
        self._cache: dict[str, tuple[int, Any]] = {}

    def lang(self, request: Request) -> str:
        """Return the reader's language."""
        chosen = request.cookies.get("aineisto-lang", "")
        return chosen if chosen in self.languages else self._lang

    def text(self, request: Request, key: str, **values: Any) -> str:
        """Return a text in the reader's language."""
        return say(self.lang(request), key, **values)

    def page(
        self, request: Request, name: str, *, status_code: int = 200, **shown: Any
    ) -> HTMLResponse:
        """Return a page of a template."""
        lang = self.lang(request)
        codebook = self.project.codebook
        html = (
            _environment()
            .get_template(f"{name}.html.j2")
            .render(
                t=lambda key, **values: say(lang, key, **values),
                lang=lang,
                languages=self.languages,
                pages=PAGES,
                here=request.url.path,
                page=name,
                study=codebook.name or self.project.path.stem,
                said=request.query_params.get("said", ""),
                **shown,
            )
        )
        return HTMLResponse(html, status_code=status_code)

    def problem(self, request: Request, problem: str, status_code: int) -> Response:
        """Return the page that tells what went wrong and what to do."""
        if request.url.path.startswith(("/api/", "/share/sheets")):
            return Response(problem, status_code=status_code, media_type="text/plain")
        return self.page(request, "problem", status_code=status_code, problem=problem)

    def cached(self, name: str, make: Any) -> Any:
        """Return what `make` gives, made anew only where something was stored since."""
        stamp = len(self.project.log)
        if name not in self._cache or self._cache[name][0] != stamp:
            self._cache[name] = (stamp, make())
        return self._cache[name][1]


async def form_fields(request: Request) -> dict[str, list[str]]:
    """Return the fields of a form, without the spaces around them and without the empty ones."""
    sent = parse_qs((await body(request, LARGEST_FORM)).decode("utf-8"), keep_blank_values=False)
    return {name: [one.strip() for one in given if one.strip()] for name, given in sent.items()}


def form_field(form: dict[str, list[str]], name: str, default: str = "") -> str:
    """Return one field of a form."""
    return (form.get(name) or [default])[0]


def listed_names(form: dict[str, list[str]], name: str) -> list[str]:
    """Return the names that a field of a form lists, parted by commas."""
    return [part.strip() for part in form_field(form, name).split(",") if part.strip()]


async def body(request: Request, most: int) -> bytes:
    """Return what a request carries, if it is not too much.

    Raises
    ------
    AineistoError
        When it is larger than `most` bytes.
    """
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise AineistoError(
                f"That is larger than {most >> 20} MB.", remedy="Use the command line."
            )
        parts.append(part)
    return b"".join(parts)


def say(lang: str, key: str, **values: Any) -> str:
    """Return a text of the page in a language."""
    text: str = _texts()[lang][key]
    return text.format(**values) if values else text


@cache
def _texts() -> dict[str, dict[str, str]]:
    written = (files("aineisto.page") / "texts.toml").read_text(encoding="utf-8")
    return tomllib.loads(written)


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("aineisto.page", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
