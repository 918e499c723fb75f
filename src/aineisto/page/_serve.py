"""The server: on this machine alone, as long as its terminal is open."""

from __future__ import annotations

import secrets
import signal
import socket
import webbrowser
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aineisto.core.errors import AineistoError
from aineisto.page._app import make_app
from aineisto.page._guard import Guard

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

    token = secrets.token_urlsafe(24)
    with _listen(port) as listening:
        taken = listening.getsockname()[1]
        app = Guard(make_app(project, lang=lang, media=media), token, taken)
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
        address = f"http://{_HOST}:{taken}/?token={token}"
        tell(address)
        if browser:
            webbrowser.open(address)
        if hasattr(signal, "SIGHUP"):  # the terminal was closed
            signal.signal(signal.SIGHUP, server.handle_exit)
        server.run(sockets=[listening])


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.bind((_HOST, port))
    except OSError as error:
        listening.close()
        raise AineistoError(
            f"Port {port} cannot be had ({error.strerror}).",
            remedy="Leave --port away: one that is free is taken.",
        ) from error
    return listening
