"""Coding and settling in the browser: the notebook's widgets, their state carried by requests.

The front ends are the widgets' own (`aineisto/review/static`); so is what they talk to. Only the
way between them is another: a request instead of a kernel's message.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from aineisto.core.errors import AineistoError
from aineisto.review import AdjudicationSession, AdjudicationWidget, ReviewSession, ReviewWidget

if TYPE_CHECKING:
    from aineisto.project import Project

#: Sessions that are open at once; the oldest is let go of. Nothing is lost with it.
_MOST = 12
_KINDS = (ReviewWidget, AdjudicationWidget)
_BY_REQUEST = "recording"  # bytes: fetched apart from the rest


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

    def begin(self, coder: str, lang: str, **options: Any) -> str:
        """Open a session of `ReviewSession` and return its name."""
        session = ReviewSession(self._project, coder, **options)
        return self._keep(ReviewWidget(session, lang=lang, media=self._media))

    def settle(self, people: list[str], lang: str) -> str:
        """Open a session of `AdjudicationSession` and return its name."""
        session = AdjudicationSession(self._project, people)
        return self._keep(AdjudicationWidget(session, lang=lang, media=self._media))

    def front_end(self, name: str) -> str:
        """Return the name of the script that shows a session."""
        settles = isinstance(self._widget(name), AdjudicationWidget)
        return "adjudication.js" if settles else "widget.js"

    def _keep(self, widget: ReviewWidget) -> str:
        name = secrets.token_urlsafe(9)
        while len(self._open) >= _MOST:
            self._open.pop(next(iter(self._open)))
        self._open[name] = widget
        return name

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
            raise AineistoError(
                "This coding session is no longer open; every decision is in the study.",
                remedy="Begin again from the page “Coding”.",
            )
        return found
