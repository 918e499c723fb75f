"""The review widget: what a session shows, in a notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from aineisto.codings import NO_THEME
from aineisto.core.errors import AineistoError
from aineisto.core.text import clock, decimal
from aineisto.corpus import INTERVIEWEE
from aineisto.review._advice import recall_notes
from aineisto.review._choice import NothingChosenError, SettledMeanwhileError
from aineisto.review._labels import LABELS
from aineisto.review._media import Media, Place, sound_of, times_of
from aineisto.store import SeenOthersError

if TYPE_CHECKING:
    from aineisto.codebook import Question
    from aineisto.review._fitted import Improvement
    from aineisto.review._session import ReviewSession
    from aineisto.store import Neighbour, StatementView, Suggestion

STATIC = Path(__file__).parent / "static"
# Letters that pick a theme; the others are commands (m memo, n next, s skip, u undo, x reject).
_THEME_KEYS = "qwertyiopadfghjklzcvb"
# The agreement with others is counted anew after so many decisions.
_COUNT_EVERY = 10


class ReviewWidget(anywidget.AnyWidget):
    """Statements to be coded, one at a time, by keyboard or mouse.

    Keys: 1–5 the steps of the scale, letters the themes, Enter accepts the suggestion or saves
    what was chosen, x rejects the suggestions where nothing was chosen, s skips, n goes on, u
    undoes, m opens a memo, + names an actor, the full stop takes the words that are selected in
    the statement as the place that shows it. Every decision is in the project file before the next
    statement appears.

    Parameters
    ----------
    session : ReviewSession
        Whose queue is shown.
    lang : {"fi", "en"}
        Language of the labels.
    media : path, address or mapping, optional
        The recording, a folder of recordings called as the documents are, or a mapping from
        document to recording: a button plays it from where the statement begins. It goes to the
        notebook's page and nowhere else.

    Attributes
    ----------
    problem : str
        The last error's message, empty when all is well.

    Examples
    --------
    >>> session = ReviewSession(project, "cecilia", blind=True)
    >>> widget = ReviewWidget(session, lang="en")
    """

    _esm: Any = STATIC / "widget.js"
    _css = STATIC / "widget.css"

    lang = traitlets.Unicode("fi").tag(sync=True)
    labels = traitlets.Dict().tag(sync=True)
    scale: traitlets.List = traitlets.List().tag(sync=True)
    themes: traitlets.List = traitlets.List().tag(sync=True)
    actors = traitlets.Bool().tag(sync=True)
    register: traitlets.List = traitlets.List().tag(sync=True)
    blind = traitlets.Bool().tag(sync=True)
    coder = traitlets.Unicode().tag(sync=True)
    statement: Any = traitlets.Dict(allow_none=True).tag(sync=True)
    progress = traitlets.Dict().tag(sync=True)
    media = traitlets.Unicode().tag(sync=True)  # address or name of the recording that is loaded
    recording = traitlets.Bytes(b"").tag(sync=True)  # its sound, where it is a file
    message = traitlets.Unicode().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)
    # The front end writes a numbered command and waits until `answered` has its number.
    command = traitlets.Dict().tag(sync=True)
    answered = traitlets.Int(0).tag(sync=True)

    def __init__(
        self,
        session: ReviewSession,
        lang: str = "fi",
        media: Place | Mapping[str, Place] | None = None,
    ) -> None:
        if lang not in LABELS:
            raise AineistoError(
                f"The widget has no labels in {lang!r}.", remedy=f"Use {' or '.join(LABELS)}."
            )
        recordings = Media(media)
        super().__init__()
        self.session = session
        self._recordings = recordings
        self._times = times_of(session.project.corpus.statements)
        codebook = session.project.codebook
        self.lang = lang
        self.labels = LABELS[lang]
        self._prepare()
        guide = (*session.project.corpus.questions, *codebook.questions)
        self._questions = {entry.code: _question(entry, lang) for entry in guide}
        self._agreement: tuple[int, list[str]] = (-_COUNT_EVERY, [])
        self._refresh()

    def _prepare(self) -> None:
        """Set what stays the same for all statements."""
        session, codebook = self.session, self.session.project.codebook
        self.blind, self.coder = session.blind, session.coder
        self.scale = self._scale() if "stance" in session.families else []
        self.themes = self._themes() if "theme" in session.families else []
        self.actors = "actor" in session.families
        self.register = [entry.name for entry in codebook.actors] if self.actors else []

    def _scale(self) -> list[dict[str, Any]]:
        return _scale(self.session.project.codebook, self.lang)

    def _themes(self) -> list[dict[str, str]]:
        return _themes(self.session.project.codebook, self.lang)

    @property
    def _actions(self) -> dict[str, Callable[[Mapping[str, Any]], str]]:
        return {
            "decide": self._decide,
            "skip": self._skip,
            "next": self._next,
            "undo": self._undo,
            "memo": self._memo,
        }

    @traitlets.observe("command")
    def _obey(self, change: Mapping[str, Any]) -> None:
        command = change["new"]
        actions = self._actions
        message = problem = ""
        try:
            # Where the study is open in two windows, one may still show what the other has left.
            if command["action"] != "undo" and not self._at(command):
                problem = self.labels["moved"]
            else:
                self._keep_draft(command)
                message = actions[command["action"]](command)
        except NothingChosenError as error:
            problem = self.labels[f"need_{error.family}"]
        except SettledMeanwhileError:
            problem = self.labels["settled_meanwhile"]
        except SeenOthersError as error:
            problem = self.labels["seen_others"].format(coder=error.coder)
        except AineistoError as error:
            problem = self.labels["in_english"].format(error=error)
        except Exception as error:
            # A notebook swallows what an observer raises: show it, then let it go on.
            self.problem = f"{type(error).__name__}: {error}"
            self.answered = int(command.get("number", 0))
            raise
        self.message, self.problem = message, problem
        self._refresh()
        self.answered = int(command.get("number", 0))

    @property
    def _of(self) -> str | None:
        """What the coder decides about now, as a command names it."""
        return self.statement and str(self.statement["id"])

    def _at(self, command: Mapping[str, Any]) -> bool:
        """Be at what a command is of, where that is still open and suggested as it was shown."""
        of = command.get("of", self._of)
        if of == self._of:
            return True
        view = of and self._go_to(str(of))
        if not view:
            return False
        self._refresh()
        shown = [[entry.family, entry.code, entry.value] for entry in view.suggestions]
        return bool(shown == command.get("suggested", []))

    def _go_to(self, of: str) -> StatementView | None:
        return self.session.show(of)

    def _keep_draft(self, command: Mapping[str, Any]) -> None:
        """Save the memo that was being written when the coder left the statement."""
        is_shown = self._of is not None and command.get("of", self._of) == self._of
        if is_shown and command.get("memo") and command["action"] != "decide":
            self.session.memo(command["memo"])

    def _decide(self, command: Mapping[str, Any]) -> str:
        span = command.get("span")
        made = self.session.decide(
            value=command.get("value"),
            codes=command.get("codes"),
            memo=command.get("memo", ""),
            actors=command.get("actors"),
            span=None if span is None else (int(span[0]), int(span[1])),
            reject=bool(command.get("reject", False)),
        )
        return self.labels["saved" if made else "kept"]

    def _skip(self, command: Mapping[str, Any]) -> str:
        self.session.skip()
        return self.labels["passed"]

    def _next(self, command: Mapping[str, Any]) -> str:
        self.session.next()
        return ""

    def _undo(self, command: Mapping[str, Any]) -> str:
        return self.labels["undone" if self.session.undo() else "nothing"]

    def _memo(self, command: Mapping[str, Any]) -> str:
        self.session.memo(command["text"])
        return self.labels["memo_saved"]

    def _refresh(self) -> None:
        progress = self.session.progress
        with self.hold_sync():
            self.statement = self._show(self.session.current)
            self.progress = {
                **vars(progress),
                "acceptance": progress.acceptance,
                "learnt": [self._improvement(one) for one in self.session.improvements.values()],
                "notes": self._notes(),
                "agreement": self._agreed(progress.done),
            }

    def _notes(self) -> list[str]:
        """Return the stopping advice, for rare codes too, and why the machine could not learn."""
        session = self.session
        advices = session.advices.values()
        notes = [advice.text(self.lang) for advice in advices if advice.reason != "few"]
        notes += recall_notes(session, self.lang)
        if problem := self.session.problem:
            sentence = problem if problem.endswith((".", "!", "?")) else f"{problem}."
            notes.append(self.labels["not_learnt"].format(problem=sentence))
        return notes

    def _agreed(self, done: int) -> list[str]:
        """Return the agreement so far with each other coder, as the widget says it."""
        counted, texts = self._agreement
        if abs(done - counted) >= _COUNT_EVERY:
            texts = [
                self.labels["agreement"].format(
                    family=self.labels[entry.family].lower(),
                    other=entry.other,
                    alpha=decimal(entry.alpha, 2, self.lang),
                    n=entry.n,
                )
                for entry in self.session.agreement_so_far
            ]
            self._agreement = (done, texts)
        return texts

    def _improvement(self, improvement: Improvement) -> str:
        """Return what learning brought, as the widget says it."""
        return self.labels["gain"].format(
            family=self.labels[improvement.family].lower(),
            labels=improvement.labels,
            before=decimal(improvement.before, 2, self.lang),
            after=decimal(improvement.after, 2, self.lang),
        )

    def _show(self, view: StatementView | None) -> dict[str, Any] | None:
        if view is None:
            return None
        marks = [(each.family, span) for each in view.suggestions for span in each.marks]
        found = {} if self.blind else self.session.candidates
        return {
            "id": view.statement_id,
            "speaker": view.speaker or view.participant,
            "question": self._questions.get(view.question, view.question),
            "time": self._times.get(view.statement_id),
            "clock": clock(self._times.get(view.statement_id)),
            "plays": self._load(view.document),
            "segments": segments(view.text, marks),
            "before": [self._neighbour(entry, view) for entry in view.before],
            "after": [self._neighbour(entry, view) for entry in view.after],
            "suggestions": [self._suggestion(entry) for entry in view.suggestions],
            "candidates": {family: list(codes) for family, codes in found.items()},
        }

    def _load(self, document: str) -> bool:
        """Load the recording of a document, and tell whether there is one."""
        place = self._recordings.of(document)
        name = "" if place is None else str(place)
        if name != self.media:
            self.recording = sound_of(place) if isinstance(place, Path) else b""
            self.media = name
        return place is not None

    def _neighbour(self, entry: Neighbour, view: StatementView) -> dict[str, str]:
        # Where the transcript names no one, the document's participant answers.
        own = (view.speaker or view.participant) if entry.role == INTERVIEWEE else ""
        speaker = entry.speaker or own or self.labels.get(entry.role, "")
        return {"speaker": speaker, "role": entry.role, "text": entry.text}

    def _suggestion(self, entry: Suggestion) -> dict[str, Any]:
        options = (*self.scale, *self.themes)
        meant = entry.value if entry.family == "stance" else entry.code
        labels = [
            each["label"] for each in options if meant in (each.get("value"), each.get("code"))
        ]
        fields = ("family", "code", "value", "confidence")
        shown = {name: getattr(entry, name) for name in fields}
        return {**shown, "label": labels[0] if labels else entry.code}


def segments(text: str, marks: list[tuple[str, tuple[int, int]]]) -> list[dict[str, Any]]:
    """Cut a text where marks (a family and a span) begin and end.

    The front end gets pieces, not offsets: JavaScript counts UTF-16 units, not code points.
    """
    edges = sorted({0, len(text), *(edge for _, span in marks for edge in span)})
    return [
        {
            "text": text[start:end],
            "marked": sorted({of for of, (low, high) in marks if low <= start and end <= high}),
        }
        for start, end in pairwise(edges)
    ]


def _question(entry: Question, lang: str) -> str:
    """Return a question's short name and its words."""
    name = entry.label(lang)
    return f"{name}: {entry.text}" if entry.text and entry.text != name else name


def signed(value: int) -> str:
    """Return a step of the scale with its sign: −2 … 0 … +2."""
    return f"{value:+d}".replace("-", "−") if value else "0"


def _scale(codebook: Any, lang: str) -> list[dict[str, Any]]:
    return [
        {
            "value": point.value,
            "label": f"{signed(point.value)} {point.label(lang)}",
            "key": str(number),
        }
        for number, point in enumerate(codebook.scale, start=1)
    ]


def _themes(codebook: Any, lang: str) -> list[dict[str, str]]:
    labels = codebook.theme_labels(lang)
    entries = [(theme.code, labels[theme.code], theme.definition) for theme in codebook.themes]
    entries.append((NO_THEME, LABELS[lang]["none"], ""))
    keys = _THEME_KEYS.ljust(len(entries))
    return [
        {"code": code, "label": label, "definition": definition, "key": key.strip()}
        for (code, label, definition), key in zip(entries, keys, strict=False)
    ]
