"""The adjudication widget: disputes in a notebook, both codes beside the statement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import traitlets

from aineisto.codings import NO_THEME, STANCE
from aineisto.review._labels import ADJUDICATION
from aineisto.review._widget import STATIC, ReviewWidget

if TYPE_CHECKING:
    from aineisto.review._adjudication import AdjudicationSession, OwnCode
    from aineisto.review._media import Place
    from aineisto.store import StatementView

_SCRIPT = (STATIC / "widget.js").read_text(encoding="utf-8")
_SCRIPT = _SCRIPT.replace("export default mount(Review);", "")


class AdjudicationWidget(ReviewWidget):
    """Disputes to be settled, one at a time: the statement, each coder's code, their memos.

    Keys: 1–5 and letters choose as in `ReviewWidget`, Enter settles once a reason is written, n
    goes on, m goes to the reason, u takes the last back.

    Parameters
    ----------
    session : AdjudicationSession
        Whose queue is shown.
    lang, media
        As in `ReviewWidget`.

    Examples
    --------
    >>> session = AdjudicationSession(project, ["a", "b"])
    >>> widget = AdjudicationWidget(session, lang="en")
    """

    _esm: Any = _SCRIPT + (STATIC / "adjudication.js").read_text(encoding="utf-8")

    session: Any
    dispute: Any = traitlets.Dict(allow_none=True).tag(sync=True)

    def __init__(
        self,
        session: AdjudicationSession,
        lang: str = "fi",
        media: Place | Mapping[str, Place] | None = None,
    ) -> None:
        super().__init__(session, lang, media)  # type: ignore[arg-type]

    def _prepare(self) -> None:
        self.labels = {**self.labels, **ADJUDICATION[self.lang]}
        self.blind = True  # no suggestion is shown
        self._all = {STANCE: self._scale(), "theme": self._themes()}

    @property
    def _actions(self) -> dict[str, Callable[[Mapping[str, Any]], str]]:
        return {"settle": self._settle, "next": self._next, "undo": self._undo}

    @property
    def _of(self) -> str | None:
        return self.statement and f"{self.statement['id']} {self.dispute['family']}"

    def _go_to(self, of: str) -> StatementView | None:
        dispute = self.session.show(*of.rsplit(" ", 1))
        return dispute and dispute.statement

    def _settle(self, command: Mapping[str, Any]) -> str:
        self.session.settle(
            value=command.get("value"), codes=command.get("codes"), reason=command["reason"]
        )
        return self.labels["settled"]

    def _refresh(self) -> None:
        session = self.session
        current, progress = session.current, session.progress
        family = "" if current is None else current.family
        codebook = session.project.codebook
        with self.hold_sync():
            self.scale = self._all[STANCE] if family == STANCE else []
            self.themes = self._all["theme"] if family == "theme" else []
            self.actors = family == "actor"
            self.register = [entry.name for entry in codebook.actors] if self.actors else []
            self.progress = vars(progress)
            self.dispute = current and {
                "family": family,
                "people": list(session.people),
                "codes": [self._own(code, family) for code in current.codes],
            }
            self.statement = self._show(None if current is None else current.statement)

    def _own(self, code: OwnCode, family: str) -> dict[str, Any]:
        """Return a coder's code as it is shown."""
        options = {one.get("value", one.get("code")): one["label"] for one in self._all_options()}
        if family == STANCE:
            labels = [options[code.value]]
        elif family == "theme":
            labels = [options.get(one, one) for one in code.codes or (NO_THEME,)]
        else:
            labels = list(code.codes) or [self.labels["no_actor"]]
        return {
            "coder": code.coder,
            "label": ", ".join(labels),
            "value": code.value,
            "codes": list(code.codes),
            "memos": list(code.memos),
        }

    def _all_options(self) -> list[dict[str, Any]]:
        return [*self._all[STANCE], *self._all["theme"]]
