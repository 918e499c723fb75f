"""What a project holds, as frames to look at."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from aineisto.codings import CONSENSUS
from aineisto.store import _codebooks, _decisions, _frames, _statements, _team
from aineisto.store._sqlite_errors import reading_project
from aineisto.store._store import Store


class Views:
    """The frames of a project; each call reads the file anew."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def codings(self) -> pd.DataFrame:
        """The latest machine judgements and the people's standing decisions, undone ones out."""
        with reading_project(self._store.path):
            return _frames.codings(self._store)

    def standing(self, coder: str) -> pd.DataFrame:
        """Return a coder's standing decisions, as in `codings`."""
        return _frames.standing(self._store, _decisions.person(self._store, coder))

    @property
    def decisions(self) -> pd.DataFrame:
        """Every row of human decisions: undone ones, skips and undos too; one line a code."""
        with reading_project(self._store.path):
            return _frames.decisions(self._store)

    def in_force(self, coder: str) -> pd.DataFrame:
        """Return a coder's decisions and skips that are not undone, one row a family."""
        return _frames.in_force(self._store, _decisions.person(self._store, coder))

    def acts(
        self, coder: str, after: int = 0
    ) -> list[tuple[int, int | None, str, str, str | None]]:
        """Return a coder's rows after a number, oldest first, as plain tuples.

        Number of the row, the row that it undoes (None: it undoes none), statement, family,
        status (None for a skip or an undo).
        """
        return self._store.rows(
            "SELECT decision, undoes, statement_id, family, IFNULL(state, status) FROM decisions "
            "WHERE coder = ? AND decision > ? ORDER BY decision",
            (_decisions.person(self._store, coder), after),
        )

    def seen(self, coder: str) -> set[str]:
        """Return the statements of which a coder has seen a suggestion."""
        return _statements.seen(self._store, coder)

    @property
    def coders(self) -> list[str]:
        """The people who have decided anything, ``human:…``; what they settled is no person's."""
        rows = self._store.rows(
            "SELECT DISTINCT coder FROM decisions WHERE coder <> ? ORDER BY coder", (CONSENSUS,)
        )
        return [coder for (coder,) in rows]

    @property
    def consensus(self) -> pd.DataFrame:
        """What stands settled: ``statement_id``, ``family``, ``people``, ``reason``, …."""
        return _team.consensus(self._store)

    @property
    def rounds(self) -> pd.DataFrame:
        """The rounds: ``round``, ``name``, ``training``, ``codebook`` (its version), …."""
        return _team.rounds(self._store)

    @property
    def codebook_changes(self) -> pd.DataFrame:
        """What changed from one version of the codebook to the next: a row a field.

        ``codebook`` (the newer version, as in `rounds`), ``created``, ``part`` (themes, scale, …),
        ``code``, ``change`` (``added``, ``removed`` or the field), ``before``, ``after``.
        """
        return _codebooks.changes(self._store)

    @property
    def round_of(self) -> pd.DataFrame:
        """The round of each standing decision, by statement, family and coder."""
        return _team.round_of(self._store)

    def audit(self, coder: str) -> list[str]:
        """Return the statements kept for a coder's blind codes; see `blind_audit`."""
        return _team.kept_for_audit(self._store, coder)

    @property
    def models(self) -> pd.DataFrame:
        """The machine coders of each run, with the ``parameters`` (a dict) that they ran with."""
        with reading_project(self._store.path):
            return _frames.models(self._store)

    @property
    def memos(self) -> pd.DataFrame:
        """The notes: ``statement_id``, ``coder``, ``text``, ``created``."""
        return _frames.memos(self._store)

    @property
    def log(self) -> pd.DataFrame:
        """What happened, oldest first: ``at``, ``who``, ``event``, ``statement_id``, …."""
        return _frames.history(self._store)

    def since(self, timestamp: str | datetime = "yesterday") -> pd.DataFrame:
        """Return what happened from a moment on, like `log`.

        Parameters
        ----------
        timestamp : str or datetime, default "yesterday"
            ``"yesterday"`` or ``"today"`` (``"eilen"``, ``"tänään"``): from the beginning of that
            day; otherwise a date or time, ``"2026-03-01"`` or ``"2026-03-01T09:30"``. Days and
            times without a zone are local.

        Raises
        ------
        ProjectError
            When it is no moment of time.
        """
        return _frames.history(self._store, timestamp)
