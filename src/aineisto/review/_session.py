"""A review session: a queue of statements and what one coder decides about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from aineisto.codings import FAMILIES, coder_key, coder_name
from aineisto.core.checks import as_names, of_kind
from aineisto.core.errors import AineistoError, CodingsError
from aineisto.core.renamed import OldName
from aineisto.core.statistics import check_agreement
from aineisto.review._advice import Advice, advise
from aineisto.review._background import BackgroundLearner
from aineisto.review._choice import choice_of, code_of, families_of
from aineisto.review._fitted import Improvement
from aineisto.review._progress import Ledger, Progress, SoFar, agreement_so_far
from aineisto.review._queue import known_answers, next_open, order_by, with_suggestions
from aineisto.store import Choice, Decision, StatementView

if TYPE_CHECKING:
    from aineisto.reliability import RecallAdvice
    from aineisto.store import ProjectFile

_MOST_CANDIDATES = 3


class ReviewSession:
    """Statements before one coder, one after another.

    Parameters
    ----------
    project : Project
        Where decisions go, at once.
    coder : str
        The coder's name.
    families : sequence of {"stance", "theme", "actor"}, optional
        What is decided about each statement. By default stance, theme where the codebook has any,
        and actor where the machine has suggested any and the session is not blind.
    strategy : {"in_order", "by_topic", "by_variance", "doubtful_last", "doubtful_first"}
        The order of the queue: as the documents have the statements; a statement of each topic in
        turn; oftenest of the topics whose suggested stances vary most; from the surest suggestion
        to the least sure, which is easy to begin with; from the least sure, from which the
        machine learns most.
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
        statements that come next anew (`learn` all of them): a new run beside the old ones. None:
        it does not. A blind session neither learns nor shows what was learnt.
    agreement : float, default 0.8
        Asked for in the stopping advice.
    statements : sequence of str, optional
        A queue of one's own, such as `Project.audit` keeps, in its order unless `strategy` gives
        another; in a blind session those are left out whose suggestion the coder has seen.
    anew : bool, default False
        Let statements come again that the coder decided before the newest round, or before the
        codebook had the themes that it has. Both decisions stay in the file; the later stands.

    Raises
    ------
    AineistoError
        When the strategy or a family is unknown.

    Examples
    --------
    >>> session = ReviewSession(project, "cecilia", families=["stance"], blind=True, n=10)
    >>> view = session.next()
    >>> decided = session.decide(value=0)
    >>> session.progress.done
    1
    >>> undone = session.undo()
    >>> session.progress.done
    0
    """

    def __init__(
        self,
        project: ProjectFile,
        coder: str,
        *,
        families: Sequence[str] | None = None,
        strategy: str = "in_order",
        blind: bool = False,
        n: int | None = None,
        seed: int = 0,
        group: str = "group",
        learn_every: int | None = 20,
        agreement: float = 0.8,
        statements: Sequence[str] | None = None,
        anew: bool = False,
    ) -> None:
        check_agreement(agreement)
        order = order_by(strategy)
        families = (
            families_of(project, blind=blind)
            if families is None
            else as_names(families, "families")
        )
        unknown = [family for family in families if family not in FAMILIES]
        if unknown or not families:
            raise AineistoError(
                f"There is no family {unknown[0]!r}." if unknown else "No family is to be coded.",
                remedy=f"Use some of {', '.join(FAMILIES)}.",
            )
        of_kind(coder, str, "coder", 'Give the coder\'s name, such as "anna".')
        if statements is not None:
            statements = known_answers(statements, project)
        self.project = project
        self.coder = self._spelt(coder)
        self.families = tuple(families)
        self.blind = blind
        self.agreement = agreement
        self._corpus = project.corpus
        self._steps = len(project.codebook.scale)
        if blind:
            seen = project.seen(coder)
            sample = project.blind_sample(n, seed, group) if statements is None else statements
            self.queue = [identifier for identifier in sample if identifier not in seen]
        else:
            answers = self._corpus.answers
            if statements is not None and strategy != "in_order":
                answers, statements = answers[answers["statement_id"].isin(statements)], None
            if strategy != "in_order":
                answers = with_suggestions(answers, project.codings, self.families)
            # What is kept for blind codes is not shown with a suggestion before.
            decided = set(project.in_force(coder)["statement_id"])
            kept = set(project.audit(coder)) - decided
            wanted = order(answers) if statements is None else list(statements)
            self.queue = [identifier for identifier in wanted if identifier not in kept]
        self._members = set(self.queue)
        self._passed: set[str] = set()
        after = project.decided_before() if anew else 0
        self._ledger = Ledger(partial(project.acts, self.coder), self.families, after)
        self.current: StatementView | None = None
        self._background = None if blind or not learn_every else self._engage(learn_every)
        self.next()

    def _spelt(self, coder: str) -> str:
        """Return the coder's name as it is stored: “Anna” is “anna” where anna has coded."""
        name = coder_name(coder).removeprefix("human:")
        key = coder_key(f"human:{name}")
        known = [one for one in self.project.coders if coder_key(one) == key]
        return (known or [name])[0].removeprefix("human:")

    def next(self) -> StatementView | None:
        """Go to the next statement that is open, and return it; None at the end.

        A statement left without a decision comes again when the queue has been gone through.
        """
        if self.current is not None:
            self._passed.add(self.current.statement_id)
        closed = self._ledger.read().closed()
        return self._show(next_open(self.queue, closed, self._passed))

    def show(self, statement_id: str) -> StatementView | None:
        """Go to a statement of the queue that is open, and return it; else None, and stay."""
        left = self._members - self._ledger.read().closed()
        return self._show(statement_id) if statement_id in left else None

    def _ahead(self, most: int) -> list[str]:
        """Return the statements that come next, the current one left out."""
        current = self.current.statement_id if self.current else ""
        left_out = self._ledger.closed() | self._passed | {current}
        return list(islice((one for one in self.queue if one not in left_out), most))

    def decide(
        self,
        value: int | None = None,
        codes: Sequence[str] | None = None,
        memo: str = "",
        *,
        actors: Sequence[str] | None = None,
        span: tuple[int, int] | None = None,
        reject: bool = False,
    ) -> list[Decision]:
        """Decide about the current statement and go to the next.

        Where the coder has decided in one family already, as blind codes of stance before actors
        are looked at, her code stands until she gives another: no suggestion replaces it.

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
        reject : bool, default False
            Where nothing is chosen, reject the suggestion instead of accepting it.

        Raises
        ------
        CodingsError
            When a family has neither a choice nor a suggestion to accept; nothing is stored.
        """
        statement = self._statement()
        given = {"stance": value, "theme": codes, "actor": actors}
        still_open = self._ledger.read().open_families(statement.statement_id)
        choices = [
            choice_of(statement, family, given.get(family), reject=reject)
            for family in self.families
            if family in still_open or given.get(family) is not None
        ]
        if span is not None:
            choices = [self._located(statement, choice, span) for choice in choices]
        made = self.project.decide_all(
            statement.statement_id, self.coder, choices, memo=memo, blind=self.blind
        )
        self._count(1)
        self.next()
        return made

    def accept(self) -> list[Decision]:
        """Accept what is suggested for the current statement and go to the next."""
        return self.decide()

    def reject(self) -> list[Decision]:
        """Reject what is suggested for the current statement and go to the next.

        The suggestions are taken off and nothing is put in their place. Nothing is learnt from
        that: a code of your own teaches more.
        """
        return self.decide(reject=True)

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

    gains = OldName("improvements")

    @property
    def improvements(self) -> dict[str, Improvement]:
        """What the last learning brought, by family; empty before it and in blind coding."""
        return {} if self._background is None else self._background.improvements

    @property
    def learning(self) -> bool:
        """Whether the machine is learning now."""
        return self._background is not None and self._background.busy

    @property
    def problem(self) -> str:
        """Why the last learning failed; empty when it did not."""
        return "" if self._background is None else self._background.problem

    def learn(self) -> dict[str, Improvement]:
        """Learn now, judge every undecided statement anew, and return what it brought.

        The training runs in the background judge only what comes next: do this before a report. It
        takes some seconds for a thousand statements that the process has not read yet.
        """
        if self._background is not None:
            self._background.learn_all()
        return self.improvements

    def wait(self, timeout: float | None = None) -> None:
        """Wait until the machine has learnt, at most so many seconds."""
        if self._background is not None:
            self._background.wait(timeout)

    @property
    def candidates(self) -> dict[str, tuple[Any, ...]]:
        """The codes of the current statement that cannot be ruled out at a level of 0.9.

        By family: stances ascending, themes the likeliest first; the conformal set of a split on
        the coder's own decisions, before these suffice (stance only) on other Finnish text, which
        is no promise. A family is absent where nothing is suggested, in blind coding, and where
        more than three codes are left.
        """
        if self._background is None or self.current is None:
            return {}
        found = {}
        for family in self._background.families:
            shown = [code_of(each) for each in self.current.suggestions if each.family == family]
            codes = self._background.candidates(self.current, family) if shown else ()
            # What is suggested may come from an earlier training run than the set.
            codes = tuple(dict.fromkeys([*codes, *shown])) if codes else ()
            if family == "stance":
                codes = tuple(sorted(codes))
            if 0 < len(codes) <= _MOST_CANDIDATES:
                found[family] = codes
        return found

    @property
    def advices(self) -> dict[str, Advice]:
        """The stopping advice after the last training run, by family; shares are of a sample."""
        return {} if self._background is None else self._background.advice

    def advice(self, agreement: float | None = None, family: str = "stance") -> Advice:
        """Say how much of the rest the machine could code at an agreement; see `advise`."""
        asked = self.agreement if agreement is None else agreement
        return advise(self.project, self.coder, asked, family)

    def recall_advice(
        self, code: str, family: str = "theme", *, recall: float = 0.95, confidence: float = 0.95
    ) -> RecallAdvice:
        """Say whether one may stop looking for a rare code; see `Project.rare_sample`.

        It is `aineisto.reliability.recall_advice` on what the coder has read of the statements
        drawn by chance.
        """
        from aineisto.reliability import recall_advice

        counted = self.project.rare_counts(code, self.coder, family)
        return recall_advice(*counted, recall=recall, confidence=confidence)

    def _engage(self, every: int) -> BackgroundLearner:
        learner = BackgroundLearner(
            self.project,
            self._corpus,
            self.coder,
            self.families,
            every,
            self.agreement,
            self._ahead,
        )
        if learner.families:
            rows = self.project.in_force(self.coder)
            mine = rows[(rows["kind"] == "decide") & (rows["family"] == learner.families[0])]
            learner.resume(mine["statement_id"].nunique())
        return learner

    def _count(self, decisions: int) -> None:
        if self._background is not None:
            self._background.note(decisions)

    @property
    def progress(self) -> Progress:
        """How far the coder is."""
        return self._ledger.read().progress(self._members)

    @property
    def agreement_so_far(self) -> list[SoFar]:
        """How far the coder's blind codes agree with those of each other person."""
        return agreement_so_far(self.project, self.coder, self.families)

    def _show(self, statement_id: str | None) -> StatementView | None:
        self.current = None
        if statement_id is not None:
            # Of what she has decided, blind perhaps, she is shown no suggestion afterwards.
            families = self._ledger.read().open_families(statement_id)
            self.current = self.project.view(statement_id, self.coder, families, blind=self.blind)
        return self.current

    def _statement(self) -> StatementView:
        if self.current is None:
            raise CodingsError(
                "No statement is left in this session.",
                remedy="Undo the last decision, or begin a session with another queue.",
            )
        return self.current

    def _located(self, statement: StatementView, choice: Choice, span: tuple[int, int]) -> Choice:
        """Return a choice with its place in the document."""
        start, end = span
        if not 0 <= start < end <= len(statement.text):
            raise CodingsError(
                f"The place {start}–{end} is not in the statement.",
                place=statement.statement_id,
                remedy=f"Mark something between 0 and {len(statement.text)}.",
            )
        if choice.family == "actor" or choice.rejected:  # these have places of their own
            return choice
        low, high = self._corpus.locate(statement.statement_id, start, end)
        return replace(choice, start=low, end=high, evidence=statement.text[start:end])
