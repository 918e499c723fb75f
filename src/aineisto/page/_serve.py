"""The server: on this machine alone, as long as its terminal is open, and who may ask it.

That is a browser that was given an address with a token.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import webbrowser
from collections.abc import Callable
from secrets import compare_digest
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from aineisto.core.errors import AineistoError
from aineisto.page._app import make_app
from aineisto.page._open_study import in_all_languages

#: Sent with every answer: nothing from elsewhere is loaded, and nobody else may frame the page.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'self'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # With "no-referrer" a browser would name no origin in a form of the page itself.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_SAFE = ("GET", "HEAD")


class Guard:
    """Lets through what carries the token and comes from the page itself.

    The address with a token is answered with a cookie of the session and led to the address
    without it, so that it stays in no history. One token opens the page as often as it is given:
    it is told in the terminal. The other opens it once: it is in the browser's command line, which
    every user of the machine can read. The cookie's secret is neither. The host is checked, since
    another site's name may be made to lead to this machine (DNS rebinding); the origin, since
    another site's page may post to it.

    Parameters
    ----------
    app
        The application behind it.
    token : str
        What the address carries that is told.
    once : str
        What the address carries that the browser is started with; empty: there is none.
    port : int
        That of the server; it is in the cookie's name, since cookies are not kept apart by ports.
    """

    def __init__(self, app: Any, token: str, port: int, once: str = "") -> None:
        self.app = app
        self.token = token
        self.once = once
        self.came = False  # the browser that was started
        self.secret = secrets.token_urlsafe(24)
        self.cookie = f"aineisto-{port}"
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        answer = self._refusal(scope, headers) or self._entrance(scope, headers)
        if answer is None and not self._known(headers):
            answer = _no(401, in_all_languages("no_token"))

        async def guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await (answer or self.app)(scope, receive, guarded)

    def _refusal(self, scope: Any, headers: Headers) -> Response | None:
        host = headers.get("host", "")
        if host not in self.hosts:
            return _no(421, "This server answers by its own address alone.")
        origin = headers.get("origin")
        if origin is not None and origin != f"http://{host}":
            return _no(403, "Another site's page may not ask.")
        # A browser tells where a request comes from; one that tells nothing may only read.
        if scope["method"] not in _SAFE and origin is None:
            return _no(403, "A request that changes something names its origin.")
        return None

    def _entrance(self, scope: Any, headers: Headers) -> Response | None:
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if not given or scope["method"] not in _SAFE:
            return None
        first = bool(self.once) and _same(given, self.once)
        if first and (self._known(headers) or not self.came):
            self.came = True
        elif not _same(given, self.token):
            return _no(401, in_all_languages("no_token"))
        answer = RedirectResponse(scope["path"], status_code=303)
        answer.set_cookie(self.cookie, self.secret, httponly=True, samesite="strict")
        return answer

    def _known(self, headers: Headers) -> bool:
        given = cookie_parser(headers.get("cookie", "")).get(self.cookie, "")
        return _same(given, self.secret)


def _same(given: str, secret: str) -> bool:
    return compare_digest(given.encode(), secret.encode())


def _no(status: int, why: str) -> Response:
    return PlainTextResponse(f"{why}\n", status_code=status)


if TYPE_CHECKING:
    from aineisto.project import Project

_HOST = "127.0.0.1"


def serve(
    project: Project,
    *,
    lang: str = "fi",
    port: int = 0,
    media: Any = None,
    browser: bool = True,
    tell: Callable[[str], None] = print,
) -> None:
    """Serve a study to this machine's browser until it is stopped.

    Parameters
    ----------
    project : Project
        The study; it stays open afterwards.
    lang : {"fi", "en"}
        Language of the page, which the reader may change.
    port : int, default 0
        0 takes one that is free.
    media : path or mapping, optional
        Recordings, as for `ReviewWidget`.
    browser : bool, default True
        Open the address in the browser.
    tell : callable
        Is given the address, with its token.

    Raises
    ------
    AineistoError
        When the port is taken.
    """
    import uvicorn

    token, once = secrets.token_urlsafe(24), secrets.token_urlsafe(24) if browser else ""
    with _listen(port) as listening:
        taken = listening.getsockname()[1]
        app = Guard(make_app(project, lang=lang, media=media), token, taken, once)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)
        address = f"http://{_HOST}:{taken}/?token="
        tell(f"{address}{token}")
        if browser:
            webbrowser.open(f"{address}{once}")
        if hasattr(signal, "SIGHUP"):  # the terminal was closed
            signal.signal(signal.SIGHUP, server.handle_exit)
        server.run(sockets=[listening])


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":  # else the port of a server that was just closed is not free at once
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((_HOST, port))
    except OSError as error:
        listening.close()
        raise AineistoError(
            f"Port {port} cannot be had ({error.strerror}).",
            remedy="Leave --port away: one that is free is taken.",
        ) from error
    return listening
