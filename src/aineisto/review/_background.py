"""Learning in the background while a coder goes on."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Sequence
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from aineisto.core.errors import AineistoError
from aineisto.review._advice import Advice, advise_from
from aineisto.review._fitted import Improvement
from aineisto.review._labelled import Dialogue, labelled
from aineisto.review._learning import LEARNT, LEAST_LABELS, TrainingRun, fit_and_suggest

if TYPE_CHECKING:
    from aineisto.corpus import Corpus
    from aineisto.stance import StanceClassifier
    from aineisto.store import ProjectFile, StatementView

#: So many of the statements that come next are judged anew in a training run, so that it takes as
#: long in a large study as in a small one; the next one comes long before they are used up.
AHEAD = 200
#: The stopping advice's shares are estimated on so many of the undecided statements.
_ADVICE_SAMPLE = 500
#: At the end of a program a family that is being learnt is waited for so long, in seconds.
_LAST_WAIT = 30.0
_ENDING = Event()
_THREADS: WeakSet[Thread] = WeakSet()


@atexit.register
def _end() -> None:
    """Let training runs end with the program: cut off in native code, they abort it."""
    _ENDING.set()
    for thread in list(_THREADS):
        thread.join(_LAST_WAIT)


class BackgroundLearner:
    """Has the machine learn from a coder after every so many decisions.

    Parameters
    ----------
    project, corpus
        Where decisions come from and judgements go to; the project's corpus.
    coder : str
        The coder's name.
    families : sequence of str
        What the session decides; stance and themes are learnt.
    every : int
        After how many decisions the machine learns again.
    agreement : float
        Asked for in the stopping advice.
    ahead : callable
        Returns the statements that come next in the queue, at most so many.
    """

    def __init__(
        self,
        project: ProjectFile,
        corpus: Corpus,
        coder: str,
        families: Sequence[str],
        every: int,
        agreement: float,
        ahead: Callable[[int], list[str]],
    ) -> None:
        self._project = project
        self._corpus = corpus
        self._dialogue = Dialogue(corpus, project.codebook, project.readings)
        self._answers = corpus.answers
        self._coder = coder
        self.families = [family for family in LEARNT if family in families]
        self._every = every
        self._agreement = agreement
        self._ahead = ahead
        self._since = 0
        self._lock = Lock()
        self._thread: Thread | None = None
        self._runs: dict[str, TrainingRun] = {}
        self._advice: dict[str, Advice] = {}
        self._unfitted: StanceClassifier | None = None
        self._problems: dict[str, str] = {}

    def resume(self, decided: int) -> None:
        """Go on where an earlier session ended.

        Decisions that were not learnt from count. Where they do not suffice for a training run, the
        model of the last one is fitted again and nothing is stored.
        """
        self._since = max(decided - self._learnt(), 0)
        if decided >= LEAST_LABELS and self._since < self._every:
            self._begin([], store=False)
        self.note(0)

    def _learnt(self) -> int:
        """Return from how many decisions the newest stored training run was."""
        runs = [
            known["labels"]
            for known in self._project.models["parameters"]
            if known.get("learnt_from") == self._coder and known["family"] == self.families[0]
        ]
        return runs[-1] if runs else 0

    def note(self, decisions: int) -> None:
        """Count decisions (an undo: −1) and begin to learn where they suffice.

        A training run that is still under way is not overtaken; the next decision asks again.
        """
        self._since += decisions
        if self._since >= self._every and not self.busy:
            self._since = 0
            self._begin(self._ahead(AHEAD), store=True)

    def _begin(self, statements: list[str], *, store: bool) -> None:
        if self.families:
            self._thread = Thread(
                target=self._learn, args=(statements, store), name="aineisto-learns", daemon=True
            )
            _THREADS.add(self._thread)
            self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether the machine is learning now."""
        return self._thread is not None and self._thread.is_alive()

    def wait(self, timeout: float | None = None) -> None:
        """Wait until the machine has learnt, also what was decided during its last training run."""
        if self._thread is not None:
            self._thread.join(timeout)
            self.note(0)
            self._thread.join(timeout)

    def learn_all(self) -> None:
        """Learn now and judge every undecided statement anew."""
        self.wait()
        self._since = 0
        self._learn(None, True)

    @property
    def improvements(self) -> dict[str, Improvement]:
        """The newest improvement of each family."""
        with self._lock:
            return {family: learnt.improvement for family, learnt in self._runs.items()}

    @property
    def problem(self) -> str:
        """Why the last training run failed; empty where it did not."""
        with self._lock:
            return " ".join(self._problems.values())

    @property
    def advice(self) -> dict[str, Advice]:
        """The newest stopping advice of each family."""
        with self._lock:
            return dict(self._advice)

    def candidates(
        self, statement: StatementView, family: str, level: float = 0.9
    ) -> tuple[Any, ...]:
        """Return the codes of a statement that cannot be ruled out; empty where none can."""
        with self._lock:
            learnt = self._runs.get(family)
        if learnt is not None and learnt.model is not None:
            return learnt.model.candidates(statement, level)
        return self._prior_candidates(statement, level) if family == "stance" else ()

    def _prior_candidates(self, statement: StatementView, level: float) -> tuple[int, ...]:
        from aineisto.stance import StanceClassifier

        if self._unfitted is None:
            scale = tuple(point.value for point in self._project.codebook.scale)
            self._unfitted = StanceClassifier(scale)
        context = self._dialogue.of([statement.statement_id])
        (chosen,) = self._unfitted.predict_set([statement.text], context=context, level=level)
        return tuple(int(value) for value in self._unfitted.classes_[chosen])

    def _learn(self, statements: list[str] | None, store: bool) -> None:
        for family in self.families:
            if _ENDING.is_set():
                return
            try:
                self._learn_family(family, statements, store)
            except AineistoError as error:
                # The coder goes on without: a suggestion is a help, not a condition.
                self._note_problem(family, str(error))
            except Exception as error:
                # A thread's error ends on standard error, where a coder does not look.
                self._note_problem(family, f"{type(error).__name__}: {error}")
                raise

    def _learn_family(self, family: str, statements: list[str] | None, store: bool) -> None:
        known = labelled(self._project, self._coder, family, self._answers)
        learnt = fit_and_suggest(
            self._project,
            self._coder,
            family,
            known,
            self._corpus,
            self._dialogue,
            statements=statements,
            store=store,
        )
        if learnt is None:
            return
        rest = known.among(most=_ADVICE_SAMPLE)
        advice = advise_from(learnt.model, known, rest, self._agreement, family)
        with self._lock:
            self._runs[family] = learnt
            self._advice[family] = advice
            self._problems.pop(family, None)

    def _note_problem(self, family: str, problem: str) -> None:
        with self._lock:
            self._problems[family] = problem
