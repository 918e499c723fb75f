"""What every page has: the study, the reader's language, the templates, the forms' fields.

The sessions of coding that are open are the notebook's widgets, their front ends theirs too
(`aineisto/review/static`). Only the way between them is another: a request instead of a kernel's
message.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qs, urlencode

import jinja2
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from aineisto.codings import CONSENSUS, coder_key
from aineisto.core.errors import AineistoError, Said, in_language
from aineisto.review import AdjudicationSession, AdjudicationWidget, ReviewSession, ReviewWidget

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
#: Sessions that are open at once; the oldest is let go of. Nothing is lost with it.
_MOST = 12
Made = TypeVar("Made")
_KINDS = (ReviewWidget, AdjudicationWidget)
_OWN = ("lang", "said")  # of an address: what is no part of what was asked for
_BY_REQUEST = "recording"  # bytes: fetched apart from the rest


class PageError(AineistoError):
    """What the page will not do, by the key of its text, and of the remedy's: ``…_remedy``.

    It is told in the reader's language.
    """

    def __init__(self, key: str, **values: Any) -> None:
        self.key, self.values = key, values
        problem, remedy = (
            Said(say("en", one, **given), say("fi", one, **given))
            for one, given in ((key, values), (f"{key}_remedy", {}))
        )
        super().__init__(problem, remedy=remedy)

    def __reduce__(self):
        return (_page_error, (self.key, self.values))


def _page_error(key: str, values: dict[str, Any]) -> PageError:
    return PageError(key, **values)


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
        self._aside = Lock()

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
        codebook, asked = self.project.codebook, request.query_params
        html = (
            _environment()
            .get_template(f"{name}.html.j2")
            .render(
                t=lambda key, **values: say(lang, key, **values),
                lang=lang,
                languages=self.languages,
                pages=PAGES,
                here=request.url.path,
                asked_for=urlencode([one for one in asked.multi_items() if one[0] not in _OWN]),
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

    async def aside(self, make: Callable[[], Made]) -> Made:
        """Return what `make` gives, which takes a while: who codes meanwhile does not wait for it.

        One at a time.
        """

        def alone() -> Made:
            with self._aside:
                return make()

        return await run_in_threadpool(alone)

    async def cached(self, name: str, make: Callable[[], Made]) -> Made:
        """Return what `make` gives, made anew only where something was stored since."""

        def known() -> Made:
            stamp = len(self.project.log)
            if name not in self._cache or self._cache[name][0] != stamp:
                self._cache[name] = (stamp, make())
            made: Made = self._cache[name][1]
            return made

        return await self.aside(known)


class Sessions:
    """The coding sessions that are open in the browser.

    Parameters
    ----------
    project : Project
        The study.
    media : path or mapping, optional
        Recordings, as for `ReviewWidget`.
    """

    def __init__(self, project: Project, media: Any = None) -> None:
        self._project = project
        self._media = media
        self._open: dict[str, ReviewWidget] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._open

    def begin(self, name: str, coder: str, lang: str, **options: Any) -> None:
        """Open a session of `ReviewSession` under a name."""
        session = ReviewSession(self._project, coder, **options)
        self._keep(name, ReviewWidget(session, lang=lang, media=self._media))

    def settle(self, name: str, people: list[str], lang: str) -> None:
        """Open a session of `AdjudicationSession` under a name."""
        session = AdjudicationSession(self._project, people)
        self._keep(name, AdjudicationWidget(session, lang=lang, media=self._media))

    def speak(self, name: str, lang: str) -> None:
        """Let a session speak the language of the page that shows it."""
        widget = self._widget(name)
        if widget.lang != lang:
            self._open[name] = type(widget)(widget.session, lang=lang, media=self._media)

    def front_end(self, name: str) -> str:
        """Return the name of the script that shows a session."""
        settles = isinstance(self._widget(name), AdjudicationWidget)
        return "adjudication.js" if settles else "widget.js"

    def whose(self, name: str) -> str:
        """Return the coder of a session; of one that settles, nobody's name."""
        return str(self._widget(name).coder)

    def _keep(self, name: str, widget: ReviewWidget) -> None:
        while len(self._open) >= _MOST:
            self._open.pop(next(iter(self._open)))
        self._open[name] = widget

    def state(self, name: str) -> dict[str, Any]:
        """Return what the front end shows."""
        widget = self._widget(name)
        kinds = [kind for kind in _KINDS if isinstance(widget, kind)]
        shared = [trait for kind in kinds for trait in kind.class_own_traits(sync=True)]
        return {trait: getattr(widget, trait) for trait in shared if trait != _BY_REQUEST}

    def handle(self, name: str, command: dict[str, Any]) -> dict[str, Any]:
        """Do what the coder chose, and return what the front end shows then."""
        widget = self._widget(name)
        widget.command = command
        return self.state(name)

    def recording(self, name: str) -> bytes:
        """Return the sound of the recording that is loaded; empty where there is none."""
        return bytes(self._widget(name).recording)

    def _widget(self, name: str) -> ReviewWidget:
        found = self._open.get(name)
        if found is None:
            raise PageError("closed")
        return found


async def form_fields(request: Request) -> dict[str, list[str]]:
    """Return the fields of a form, without the spaces around them and without the empty ones."""
    return fields_of((await body(request, LARGEST_FORM)).decode("utf-8"))


def fields_of(encoded: str) -> dict[str, list[str]]:
    """Return the fields of a form or of an address, as `form_fields` does."""
    sent = parse_qs(encoded, keep_blank_values=False)
    return {name: [one.strip() for one in given if one.strip()] for name, given in sent.items()}


def form_field(form: dict[str, list[str]], name: str, default: str = "") -> str:
    """Return one field of a form."""
    return (form.get(name) or [default])[0]


def form_count(form: dict[str, list[str]], name: str) -> int | None:
    """Return the number above zero that a field of a form holds, if it does."""
    given = form_field(form, name)
    return int(given) or None if given.isdigit() else None


def coder_of(form: dict[str, list[str]]) -> str:
    """Return who codes; refused where a form does not say."""
    coder = form_field(form, "coder")
    if not coder:
        raise PageError("no_coder")
    return _person(coder)


def people_of(form: dict[str, list[str]]) -> list[str]:
    """Return who settles disputes, two or more."""
    listed = [part.strip() for part in form_field(form, "people").split(",") if part.strip()]
    people = {coder_key(name).removeprefix("human:"): _person(name) for name in listed}
    if len(people) < 2:
        raise PageError("too_few")
    return list(people.values())


def _person(name: str) -> str:
    key = coder_key(name).removeprefix("human:")
    if not key.strip() or key.startswith("machine:") or f"human:{key}" == CONSENSUS:
        raise PageError("no_person", name=name)
    return name


async def body(request: Request, most: int) -> bytes:
    """Return what a request carries, if it is not too much.

    Raises
    ------
    PageError
        When it is larger than `most` bytes.
    """
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise PageError("too_large", size=most >> 20)
        parts.append(part)
    return b"".join(parts)


def say(lang: str, key: str, **values: Any) -> str:
    """Return a text of the page in a language."""
    text: str = _texts()[lang][key]
    told = {
        name: in_language(value, lang) if isinstance(value, str) else value
        for name, value in values.items()
    }
    return text.format(**told) if told else text


def say_error(error: AineistoError) -> Said:
    """Return what an error says; what it says in English alone stands behind a word of that."""
    if error.is_told("fi"):
        return Said(error.told("en"), error.told("fi"))
    return Said(str(error), say("fi", "english_message", error=str(error)))


def in_all_languages(key: str) -> str:
    """Return a text in each language, a line each: for a reader who has not come in yet."""
    return "\n".join(say(lang, key) for lang in _texts())


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
