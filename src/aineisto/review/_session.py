"""A review session: a queue of statements and what one coder decides about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from aineisto._errors import AineistoError, CodingsError
from aineisto.codings import FAMILIES, NO_THEME, is_machine
from aineisto.project import Choice, Decision, StatementView
from aineisto.review._advice import Advice, advise
from aineisto.review._learning import Gain
from aineisto.review._queue import order_by
from aineisto.review._teacher import Teacher

if TYPE_CHECKING:
    from aineisto.project import Project

_SHOWN = ("stance", "theme")


@dataclass(frozen=True)
class Progress:
    """How far a coder is in a session's queue.

    Attributes
    ----------
    done, skipped, total : int
        Statements decided in every family of the session; skipped; in the queue.
    accepted, changed : int
        The coder's standing decisions in the queue that equal the suggestion, and that differ.
    """

    done: int
    skipped: int
    total: int
    accepted: int
    changed: int

    @property
    def acceptance(self) -> float | None:
        """Share of suggestions that the coder accepted; None before the first.

        It is no agreement figure: who sees a suggestion is drawn to it. Blind coding measures
        agreement.
        """
        judged = self.accepted + self.changed
        return self.accepted / judged if judged else None


class ReviewSession:
    """Statements before one coder, one after another.

    Parameters
    ----------
    project : Project
        Where decisions go, at once.
    coder : str
        The coder's name.
    families : sequence of {"stance", "theme", "actor"}
        What is decided about each statement; stance and theme by default.
    strategy : {"in_order", "by_topic", "doubtful_last"}
        The order of the queue.
    blind : bool, default False
        Show no suggestions and draw a sample stratified by group and question. Statements whose
        suggestion the coder has already seen are left out of it.
    n : int, optional
        Size of the blind sample; all statements when None.
    seed : int, default 0
        Of the sample: coders with the same seed get the same one.
    group : str, default "group"
        The participants' attribute to stratify by; when they lack it, by question alone.
    learn_every : int or None, default 20
        After so many decisions the machine learns from them, in the background, and judges the
        undecided statements anew: a new run beside the old ones. None: it does not. A blind
        session neither learns nor shows what was learnt.

    Raises
    ------
    AineistoError
        When the strategy or a family is unknown.
    """

    def __init__(
        self,
        project: Project,
        coder: str,
        *,
        families: Sequence[str] = _SHOWN,
        strategy: str = "in_order",
        blind: bool = False,
        n: int | None = None,
        seed: int = 0,
        group: str = "group",
        learn_every: int | None = 20,
    ) -> None:
        order = order_by(strategy)
        unknown = [family for family in families if family not in FAMILIES]
        if unknown or not families:
            raise AineistoError(
                f"There is no family {unknown[0]!r}." if unknown else "No family is to be coded.",
                remedy=f"Use some of {', '.join(FAMILIES)}.",
            )
        self.project = project
        self.coder = coder.removeprefix("human:")
        self.families = tuple(families)
        self.blind = blind
        if blind:
            seen = project.seen(coder)
            sample = project.blind_sample(n, seed, group)
            self.queue = [identifier for identifier in sample if identifier not in seen]
        else:
            answers = project.corpus.answers.reset_index(drop=True)
            self.queue = order(_with_suggestions(answers, project.codings, self.families))
        self._passed: set[str] = set()
        self._corpus = project.corpus
        self._teacher = None if blind or not learn_every else self._engage(learn_every)
        self.current: StatementView | None = None
        self.next()

    def next(self) -> StatementView | None:
        """Go to the next statement that is open, and return it; None at the end.

        A statement left without a decision comes again when the queue has been gone through.
        """
        if self.current is not None:
            self._passed.add(self.current.statement_id)
        closed = self._closed()
        open_ones = [identifier for identifier in self.queue if identifier not in closed]
        fresh = [identifier for identifier in open_ones if identifier not in self._passed]
        if not fresh:
            self._passed.clear()
            fresh = open_ones
        return self._show(fresh[0]) if fresh else self._show(None)

    def decide(
        self,
        value: int | None = None,
        codes: Sequence[str] | None = None,
        memo: str = "",
        *,
        actors: Sequence[str] | None = None,
        span: tuple[int, int] | None = None,
    ) -> list[Decision]:
        """Decide about the current statement and go to the next.

        Parameters
        ----------
        value : int, optional
            The stance; None accepts the suggestion.
        codes : sequence of str, optional
            The themes, empty: none applies; None accepts the suggestion.
        memo : str
            A note.
        actors : sequence of str, optional
            The actors that are mentioned; None accepts the suggested ones, or that there is none.
        span : (int, int), optional
            Where the current statement's text shows it, end exclusive: the place of the stance
            and of the themes.

        Raises
        ------
        CodingsError
            When a family has neither a choice nor a suggestion to accept; nothing is stored.
        """
        statement = self._statement()
        given = {"stance": value, "theme": codes, "actor": actors}
        choices = [self._choice(statement, family, given.get(family)) for family in self.families]
        if span is not None:
            choices = [self._placed(statement, choice, span) for choice in choices]
        made = self.project.decide_all(
            statement.statement_id, self.coder, choices, memo=memo, blind=self.blind
        )
        self._count(1)
        self.next()
        return made

    def accept(self) -> list[Decision]:
        """Accept what is suggested for the current statement and go to the next."""
        return self.decide()

    def skip(self) -> list[Decision]:
        """Leave the current statement for good, until the skip is undone, and go on."""
        made = self.project.skip(self._statement().statement_id, self.coder, self.families)
        self.next()
        return made

    def undo(self) -> list[Decision]:
        """Take the coder's last act back and show its statement again."""
        undone = self.project.undo(self.coder)
        if undone:
            self._count(-1)
            self._passed.discard(undone[0].statement_id)
            self._show(undone[0].statement_id)
        return undone

    def memo(self, text: str) -> None:
        """Note something about the current statement."""
        self.project.memo(text, self.coder, self._statement().statement_id)

    # What the machine learns

    @property
    def gains(self) -> dict[str, Gain]:
        """What the last learning brought, by family; empty before it and in blind coding."""
        return {} if self._teacher is None else self._teacher.gains

    @property
    def learning(self) -> bool:
        """Whether the machine is learning now."""
        return self._teacher is not None and self._teacher.busy

    @property
    def problem(self) -> str:
        """Why the last learning failed; empty when it did not."""
        return "" if self._teacher is None else self._teacher.problem

    def wait(self, timeout: float | None = None) -> None:
        """Wait until the machine has learnt, at most so many seconds."""
        if self._teacher is not None:
            self._teacher.wait(timeout)

    @property
    def candidates(self) -> tuple[int, ...]:
        """The stances of the current statement that cannot be ruled out at a level of 0.9.

        The conformal set of `StanceClassifier.predict_set`; empty before the machine has learnt,
        in blind coding, and where it rules nothing out.
        """
        if self._teacher is None or self.current is None or "stance" not in self.families:
            return ()
        stances = [e.value for e in self.current.suggestions if e.family == "stance"]
        shown = {value for value in stances if value is not None}
        found = self._teacher.candidates(self.current) if shown else ()
        # What is suggested may come from an earlier lesson than the set.
        candidates = tuple(sorted({*found, *shown})) if found else ()
        return candidates if len(candidates) < len(self.project.codebook.scale) else ()

    def advice(self, agreement: float = 0.8) -> Advice:
        """Say how much of the rest the machine could code at an agreement; see `advise`."""
        return advise(self.project, self.coder, agreement)

    def _engage(self, every: int) -> Teacher:
        teacher = Teacher(self.project, self.coder, self.families, every)
        if teacher.families:
            rows = self._in_force()
            mine = rows[(rows["kind"] == "decide") & (rows["family"] == teacher.families[0])]
            teacher.resume(mine["statement_id"].nunique())
        return teacher

    def _count(self, decisions: int) -> None:
        if self._teacher is not None:
            self._teacher.note(decisions)

    @property
    def progress(self) -> Progress:
        """How far the coder is."""
        rows = self._in_force()
        queue = set(self.queue)
        done = self._done(rows) & queue
        decided = rows[(rows["kind"] == "decide") & rows["statement_id"].isin(queue)]
        statuses = decided.drop_duplicates(["statement_id", "family"], keep="last")["status"]
        return Progress(
            done=len(done),
            skipped=len((self._closed(rows) & queue) - done),
            total=len(self.queue),
            accepted=int((statuses == "accepted").sum()),
            changed=int(statuses.isin(["changed", "rejected"]).sum()),
        )

    def _show(self, statement_id: str | None) -> StatementView | None:
        self.current = (
            None
            if statement_id is None
            else self.project.view(statement_id, self.coder, self.families, blind=self.blind)
        )
        return self.current

    def _statement(self) -> StatementView:
        if self.current is None:
            raise CodingsError(
                "No statement is left in this session.",
                remedy="Undo the last decision, or begin a session with another queue.",
            )
        return self.current

    def _choice(
        self, statement: StatementView, family: str, given: int | Sequence[str] | None
    ) -> Choice:
        if isinstance(given, int):
            return Choice(family, value=given)
        if given is not None:
            return Choice(family, tuple(given))
        suggested = [entry for entry in statement.suggestions if entry.family == family]
        if not suggested and family != "actor":
            raise CodingsError(
                f"There is no suggestion for the {family} of this statement to accept.",
                place=statement.statement_id,
                remedy="Choose one.",
            )
        if family == "stance":
            return Choice(family, value=suggested[0].value)
        return Choice(family, tuple(entry.code for entry in suggested))

    def _placed(self, statement: StatementView, choice: Choice, span: tuple[int, int]) -> Choice:
        """Return a choice with its place in the document."""
        start, end = span
        if not 0 <= start < end <= len(statement.text):
            raise CodingsError(
                f"The place {start}–{end} is not in the statement.",
                place=statement.statement_id,
                remedy=f"Mark something between 0 and {len(statement.text)}.",
            )
        if choice.family == "actor":  # an actor's place is its mention
            return choice
        low, high = self._corpus.locate(statement.statement_id, start, end)
        return replace(choice, start=low, end=high, evidence=statement.text[start:end])

    def _in_force(self) -> pd.DataFrame:
        return self.project.in_force(self.coder)

    def _done(self, rows: pd.DataFrame) -> set[str]:
        decided = [
            set(rows.loc[(rows["kind"] == "decide") & (rows["family"] == family), "statement_id"])
            for family in self.families
        ]
        return set.intersection(*decided)

    def _closed(self, rows: pd.DataFrame | None = None) -> set[str]:
        """Return the statements that are decided or skipped in every family."""
        rows = self._in_force() if rows is None else rows
        closed = [
            set(rows.loc[rows["family"] == family, "statement_id"]) for family in self.families
        ]
        return set.intersection(*closed)


def _with_suggestions(
    answers: pd.DataFrame, codings: pd.DataFrame, families: Sequence[str]
) -> pd.DataFrame:
    """Add to statements their suggested topic and how sure the least sure suggestion is."""
    machine = codings[is_machine(codings["coder"])]
    themes = machine[(machine["family"] == "theme") & (machine["code"] != NO_THEME)]
    surest = themes.sort_values("confidence", ascending=False, kind="stable")
    topic = surest.drop_duplicates("statement_id").set_index("statement_id")["code"]
    asked = machine[machine["family"].isin(families)]
    confidence = asked.groupby("statement_id")["confidence"].min()
    identifiers = answers["statement_id"]
    return answers.assign(
        topic=identifiers.map(topic).astype("object").fillna(""),
        confidence=pd.to_numeric(identifiers.map(confidence)),
    )
