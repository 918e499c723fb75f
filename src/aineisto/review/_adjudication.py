"""Adjudication: what coders dispute, one after another, until they have settled it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any

import pandas as pd

from aineisto.codebook import name_actors
from aineisto.codings import (
    NO_THEME,
    STANCE,
    check_new,
    is_blind,
    is_human,
    write_disputes,
)
from aineisto.core.checks import as_names
from aineisto.core.errors import AineistoError, CodingsError
from aineisto.corpus import interview_dates
from aineisto.review._choice import SettledMeanwhileError
from aineisto.review._dispute import Dispute, OwnCode, sheet_rows
from aineisto.review._queue import next_open
from aineisto.store import Choice, Decision

if TYPE_CHECKING:
    from aineisto.store import ProjectFile


@dataclass(frozen=True)
class Settled:
    """How many of a queue's disputes are settled, of how many."""

    done: int
    total: int


class AdjudicationSession:
    """Disputes before those who settle them, the widest apart first.

    What is settled is a row of its own (``human:konsensus``, with who sat and why); the coders'
    codes stay as they are, and agreement is of those. Who has seen a dispute here can no longer
    change their own code of it.

    Parameters
    ----------
    project : Project
        The study.
    people : sequence of str
        Who sits, two or more.
    family : {"theme", "stance", "actor"}, optional
        Disputes over one family; all when None.
    code : str, optional
        Only those over this theme or actor.
    least : float, default 0
        Only those at least so far apart, 0…1; see `aineisto.reliability.disputes`.
    settled : bool, default False
        Also those that are settled, to settle them anew.

    Attributes
    ----------
    current : Dispute or None
        The dispute before those who sit; None at the end.
    queue : list of tuple of str
        Statement and family of each dispute.

    Raises
    ------
    ProjectError
        When fewer than two sit.

    Examples
    --------
    >>> session = AdjudicationSession(project, ["a", "b"], family="stance")
    >>> dispute = session.next()
    >>> [(own.coder, own.value) for own in dispute.codes]
    [('a', 1), ('b', 2)]
    """

    def __init__(
        self,
        project: ProjectFile,
        people: Sequence[str],
        *,
        family: str | None = None,
        code: str | None = None,
        least: float = 0.0,
        settled: bool = False,
    ) -> None:
        from aineisto.reliability import disputes

        self.project = project
        self.people = as_names(people, "people")
        codings = project.codings
        days = interview_dates(project.corpus)
        named = name_actors(codings, project.codebook.actors, days)
        found = disputes(named, family=family, code=code, least=least, settled=settled)
        self._distance = {
            (row.statement_id, row.family): float(row.distance) for row in found.itertuples()
        }
        self.queue = list(self._distance)
        self._own = codings[is_human(codings["coder"]) & is_blind(codings)]
        self._memos = project.memos
        self._made: dict[tuple[str, str], int] = {}  # the number of what was settled here
        self._anew = settled
        self._stood: tuple[Any, ...] | None = None
        self._passed: set[tuple[str, str]] = set()
        self.current: Dispute | None = None
        self.next()

    def next(self) -> Dispute | None:
        """Go to the next dispute that this session has not settled, and return it."""
        if self.current is not None:
            self._passed.add(self._key())
        return self._show(next_open(self.queue, self._closed(), self._passed))

    def show(self, statement_id: str, family: str) -> Dispute | None:
        """Go to a dispute that this session has not settled, and return it; else None, and stay."""
        key = (statement_id, family)
        return None if key not in self.queue or key in self._closed() else self._show(key)

    def _closed(self) -> set[tuple[str, str]]:
        return {*self._made, *(() if self._anew else self._standing())}

    def settle(
        self,
        value: int | None = None,
        codes: Sequence[str] | None = None,
        *,
        like: str = "",
        reason: str,
    ) -> list[Decision]:
        """Settle the current dispute and go to the next.

        Parameters
        ----------
        value : int, optional
            The stance settled on.
        codes : sequence of str, optional
            The themes or actors settled on; empty: none.
        like : str
            A coder whose code is taken, where neither of the others is given.
        reason : str
            Why you settled so.

        Raises
        ------
        CodingsError, CodebookError, ProjectError
            When nothing is chosen, a code does not exist, no reason is given, or others settled it
            meanwhile; nothing is stored.
        """
        current = self._dispute()
        choice = self._choice(current, value, codes, like)
        key = self._key()
        if self._standing().get(key) != self._stood:
            self.next()
            raise SettledMeanwhileError(key[0])
        made = self.project.settle(key[0], choice, self.people, reason)
        self._made[key] = made[0].decision
        self.next()
        return made

    def undo(self) -> bool:
        """Take back what this session settled last and show it; False where there is none."""
        if not self._made:
            return False
        key, decision = self._made.popitem()
        self.project.undo("konsensus", decision)
        self._passed.discard(key)
        self._show(key)
        return True

    def write_sheet(self, path: str | PathLike[str], lang: str = "fi") -> pd.DataFrame:
        """Write the queue as a sheet, to be settled away from the computer; return its rows.

        Those who sit see each other's codes on it, as they do here. What they settle is read by
        `aineisto.Project.import_disputes`.

        Parameters
        ----------
        path : path-like
            The sheet: ``.xlsx`` or ``.csv``.
        lang : {"fi", "en"}
            Language of the instructions, a workbook's columns and the codes' names.

        Raises
        ------
        CodingsError
            When the file is there already or cannot be written.
        """
        check_new(path)
        rows = sheet_rows([self._open(*key) for key in self.queue], self.project, lang)
        rows["people"] = [text or ", ".join(self.people) for text in rows["people"]]
        write_disputes(rows, path, self.project.codebook, lang)
        self.project.note("dispute sheet", {"disputes": len(rows), "people": list(self.people)})
        return rows

    @property
    def progress(self) -> Settled:
        """How far those who sit are."""
        return Settled(len(self._made), len(self.queue))

    def _show(self, key: tuple[str, str] | None) -> Dispute | None:
        self.current = None if key is None else self._open(*key)
        self._stood = None if key is None else self._standing().get(key)
        return self.current

    def _standing(self) -> dict[tuple[str, str], tuple[Any, ...]]:
        """Return what stands settled, by statement and family: others may settle at once."""
        rows = self.project.consensus.itertuples(index=False)
        return {(row.statement_id, row.family): tuple(row) for row in rows}

    def _open(self, statement_id: str, family: str) -> Dispute:
        statement = self.project.open_dispute(statement_id, family, self.people)
        rows = self._own[
            (self._own["statement_id"] == statement_id) & (self._own["family"] == family)
        ]
        coders = sorted(rows["coder"].unique())
        if family == "actor":  # whoever read it blind and named no one said that too
            coders = self._readers(statement_id)
        codes = tuple(
            self._code(name, rows[rows["coder"] == name], statement_id) for name in coders
        )
        return Dispute(statement, family, codes, self._distance[statement_id, family])

    def _readers(self, statement_id: str) -> list[str]:
        actors = set(self._own.loc[self._own["family"] == "actor", "coder"])
        here = self._own[self._own["statement_id"] == statement_id]
        return sorted(actors & set(here["coder"]))

    def _code(self, coder: str, rows: pd.DataFrame, statement_id: str) -> OwnCode:
        notes = self._memos[
            (self._memos["coder"] == coder) & (self._memos["statement_id"] == statement_id)
        ]
        stance = rows.loc[rows["family"] == STANCE, "value"]
        return OwnCode(
            coder.removeprefix("human:"),
            int(stance.iloc[0]) if len(stance) else None,
            tuple(sorted(set(rows["code"]) - {NO_THEME, STANCE})),
            tuple(notes["text"]),
        )

    def _dispute(self) -> Dispute:
        if self.current is None:
            raise CodingsError(
                "No dispute is left in this session.",
                remedy="Undo the last one, or begin a session with settled=True.",
            )
        return self.current

    def _key(self) -> tuple[str, str]:
        current = self._dispute()
        return current.statement.statement_id, current.family

    def _choice(
        self, current: Dispute, value: int | None, codes: Sequence[str] | None, like: str
    ) -> Choice:
        if value is None and codes is None and like:
            own = {one.coder: one for one in current.codes}
            name = like.removeprefix("human:")
            if name not in own:
                raise AineistoError(
                    f"{name!r} has no code of this {current.family}.",
                    place=current.statement.statement_id,
                    remedy=f"Take that of {' or '.join(own)}.",
                )
            value, codes = own[name].value, own[name].codes
        chosen: Any = value if current.family == STANCE else codes
        if chosen is None:
            raise CodingsError(
                f"Nothing is chosen for the {current.family} of this statement.",
                place=current.statement.statement_id,
                remedy="Choose a code, or take that of a coder.",
            )
        if current.family == STANCE:
            return Choice(STANCE, value=chosen)
        return Choice(current.family, as_names(chosen, "codes"))
