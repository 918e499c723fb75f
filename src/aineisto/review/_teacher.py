"""Learning in the background while a coder goes on."""

from __future__ import annotations

from threading import Lock, Thread
from typing import TYPE_CHECKING

from aineisto._errors import AineistoError
from aineisto.review._learning import LEARNT, LEAST_LABELS, Gain, Lesson, learn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aineisto.project import Project, StatementView


class Teacher:
    """Has the machine learn from a coder after every so many decisions.

    Parameters
    ----------
    project : Project
        Where decisions come from and judgements go to.
    coder : str
        The coder's name.
    families : sequence of str
        What the session decides; stance and themes are learnt.
    every : int
        After how many decisions the machine learns again.
    """

    def __init__(self, project: Project, coder: str, families: Sequence[str], every: int) -> None:
        self._project = project
        self._coder = coder
        self.families = [family for family in LEARNT if family in families]
        self._every = every
        self._since = 0
        self._lock = Lock()
        self._thread: Thread | None = None
        self._lessons: dict[str, Lesson] = {}
        self.problem = ""

    def resume(self, decided: int) -> None:
        """Go on where an earlier session ended.

        Decisions that were not learnt from count. Where they do not suffice for a new lesson, the
        model of the last one is fitted again and nothing is stored.
        """
        self._since = max(decided - self._learnt(), 0)
        if decided >= LEAST_LABELS and self._since < self._every:
            self._begin(store=False)
        self.note(0)

    def _learnt(self) -> int:
        """Return from how many decisions the newest stored lesson was."""
        lessons = [
            known["labels"]
            for known in self._project.models["parameters"]
            if known.get("learnt_from") == self._coder and known["family"] == self.families[0]
        ]
        return lessons[-1] if lessons else 0

    def note(self, decisions: int) -> None:
        """Count decisions (an undo: −1) and begin to learn where they suffice.

        A lesson that is still under way is not overtaken; the next decision asks again.
        """
        self._since += decisions
        if self._since >= self._every and not self.busy:
            self._since = 0
            self._begin(store=True)

    def _begin(self, *, store: bool) -> None:
        if self.families:
            self._thread = Thread(
                target=self._learn, args=(store,), name="aineisto-learns", daemon=True
            )
            self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether the machine is learning now."""
        return self._thread is not None and self._thread.is_alive()

    def wait(self, timeout: float | None = None) -> None:
        """Wait until the machine has learnt."""
        if self._thread is not None:
            self._thread.join(timeout)

    @property
    def gains(self) -> dict[str, Gain]:
        """The newest gain of each family."""
        with self._lock:
            return {family: lesson.gain for family, lesson in self._lessons.items()}

    def candidates(self, statement: StatementView, level: float = 0.9) -> tuple[int, ...]:
        """Return the stances that cannot be ruled out; empty before it has learnt."""
        with self._lock:
            lesson = self._lessons.get("stance")
        if lesson is None or lesson.model is None:
            return ()
        (chosen,) = lesson.model.predict_set([statement.text], [statement.question], level=level)
        return tuple(int(value) for value in lesson.model.classes_[chosen])

    def _learn(self, store: bool) -> None:
        for family in self.families:
            try:
                lesson = learn(self._project, self._coder, family, store=store)
            except AineistoError as error:
                # The coder goes on without: a suggestion is a help, not a condition.
                self.problem = str(error)
                continue
            if lesson is not None:
                with self._lock:
                    self._lessons[family] = lesson
                    self.problem = ""
