"""What a project holds, as frames to look at."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pandas as pd

from aineisto.codings import CONSENSUS, make_codings
from aineisto.core.errors import ProjectError
from aineisto.store import _codebooks, _decisions, _statements, _team
from aineisto.store._sqlite_errors import reading_project
from aineisto.store._store import Store

_DAYS = {"today": 0, "tänään": 0, "yesterday": 1, "eilen": 1}
_CODE = 'code, value, score, "start", "end"'
_WHOLE_NUMBERS = ("decision", "act", "undoes", "value", "start", "end", "run", "codebook")
_REAL_NUMBERS = ("score", "confidence")


class Views:
    """What the project holds, as frames; each call reads the file anew."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def codings(self) -> pd.DataFrame:
        """The latest machine judgements and the people's standing decisions, undone ones out."""
        with reading_project(self._store.path):
            frame = self._store.frame(
                f"""SELECT statement_id, family, {_CODE}, coder, confidence, evidence, status,
                    created
                FROM (
                    SELECT statement_id, family, {_CODE}, coder, confidence, evidence,
                        'suggested' AS status, created, 0 AS human, judgement AS number
                    FROM machine_codings
                    UNION ALL
                    SELECT d.statement_id, d.family, {_CODE}, d.coder, confidence, evidence,
                        d.status, d.created, 1, decision_code
                    FROM standing AS d JOIN decision_codes AS c USING (decision)
                ) AS c
                ORDER BY
                    (SELECT position FROM statements AS s WHERE s.statement_id = c.statement_id),
                    family, human, coder, number"""
            )
            return make_codings(frame)

    def standing(self, coder: str) -> pd.DataFrame:
        """Return a coder's standing decisions, as in `codings`, oldest first."""
        frame = self._store.frame(
            f"""SELECT d.statement_id, d.family, {_CODE}, d.coder, confidence, evidence, d.status,
                d.created FROM standing AS d JOIN decision_codes AS c USING (decision)
            WHERE d.coder = ? ORDER BY decision_code""",
            (_decisions.person(self._store, coder),),
        )
        return make_codings(frame)

    @property
    def decisions(self) -> pd.DataFrame:
        """Every row of human decisions: undone ones, skips and undos too; one line a code."""
        with reading_project(self._store.path):
            frame = self._store.frame(
                f"""SELECT d.decision, act, kind, undoes, statement_id, family, coder,
                    IFNULL(state, status) AS status, {_CODE},
                    confidence, evidence, d.run, d.codebook, created, stored
                FROM decisions AS d LEFT JOIN decision_codes AS c USING (decision)
                ORDER BY d.decision, c.decision_code"""
            )
            return _typed(frame)

    def in_force(self, coder: str) -> pd.DataFrame:
        """Return a coder's decisions and skips that are not undone, one row a family, in order."""
        frame = self._store.frame(
            "SELECT decision, kind, statement_id, family, status FROM in_force "
            "WHERE coder = ? ORDER BY decision",
            (_decisions.person(self._store, coder),),
        )
        return _typed(frame)

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
    def rounds(self) -> pd.DataFrame:
        """The rounds: ``round``, ``name``, ``training``, ``codebook`` (its version), …."""
        return _team.rounds(self._store)

    @property
    def codebook_changes(self) -> pd.DataFrame:
        """What changed from one version of the codebook to the next: a row a field.

        ``codebook`` (the newer version, as in `rounds`), ``created``, ``part`` (themes, scale, …),
        ``code``, ``change`` (``added``, ``removed`` or the field), ``before``, ``after``: of a
        theme that was removed, the code of the one that took it in.
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
            frame = self._store.frame(
                "SELECT run, family, coder, parameters, r.created FROM run_models "
                "JOIN models USING (model) JOIN runs AS r USING (run) ORDER BY run, family"
            )
            parameters = [json.loads(text) for text in frame["parameters"]]
            return _typed(frame).assign(parameters=parameters)

    @property
    def memos(self) -> pd.DataFrame:
        """The notes, oldest first: ``statement_id``, ``coder``, ``text``, ``created``."""
        return _typed(
            self._store.frame("SELECT statement_id, coder, text, created FROM memos ORDER BY memo")
        )

    @property
    def log(self) -> pd.DataFrame:
        """What happened, oldest first: ``at``, ``who``, ``event``, ``statement_id``, …."""
        return self._history()

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
        return self._history(_moment(timestamp, self._store))

    def _history(self, since: str = "") -> pd.DataFrame:
        return _typed(
            self._store.frame(
                'SELECT "at", who, event, statement_id, family, detail FROM history '
                'WHERE "at" >= ? ORDER BY "at", part, number',
                (since,),
            )
        )


def _moment(since: str | datetime, store: Store) -> str:
    if since in _DAYS:
        midnight = datetime.now().replace(hour=0, minute=0, second=0, microsecond=0)
        since = midnight - timedelta(days=_DAYS[str(since)])
    try:
        moment = datetime.fromisoformat(since) if isinstance(since, str) else since
    except ValueError as error:
        raise ProjectError(
            f"{since!r} is no moment of time.",
            file=store.path,
            remedy='Write it like "yesterday", "2026-03-01" or "2026-03-01T09:30".',
        ) from error
    # A time without a zone is the user's own.
    return moment.astimezone(UTC).replace(microsecond=0).isoformat()


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    kinds = dict.fromkeys(_WHOLE_NUMBERS, "Int64") | dict.fromkeys(_REAL_NUMBERS, "Float64")
    for name in frame.columns:
        column = frame[name]
        if name in kinds:
            frame[name] = pd.Series(column.where(column.notna(), None), dtype=kinds[name])
        else:
            frame[name] = column.where(column.notna(), "").astype(str)
    return frame
