"""What the project holds, as frames: codings, decisions, memos, history."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pandas as pd

from aineisto.codings import make_codings
from aineisto.core.errors import ProjectError
from aineisto.store._store import Store

_DAYS = {"today": 0, "tänään": 0, "yesterday": 1, "eilen": 1}
_CODE = 'code, value, score, "start", "end"'
_WHOLE_NUMBERS = ("decision", "act", "undoes", "value", "start", "end", "run", "codebook")
_REAL_NUMBERS = ("score", "confidence")


def codings(store: Store) -> pd.DataFrame:
    """Return the latest machine judgements and the humans' standing decisions."""
    frame = store.frame(
        f"""SELECT statement_id, family, {_CODE}, coder, confidence, evidence, status, created
        FROM (
            SELECT statement_id, family, {_CODE}, coder, confidence, evidence,
                'suggested' AS status, created, 0 AS human, judgement AS number
            FROM machine_codings
            UNION ALL
            SELECT d.statement_id, d.family, {_CODE}, d.coder, confidence, evidence,
                d.status, d.created, 1, decision_code
            FROM standing AS d JOIN decision_codes AS c USING (decision)
        ) AS c
        ORDER BY (SELECT position FROM statements AS s WHERE s.statement_id = c.statement_id),
            family, human, coder, number"""
    )
    return make_codings(frame)


def standing(store: Store, coder: str) -> pd.DataFrame:
    """Return one coder's standing decisions as codings, oldest first."""
    frame = store.frame(
        f"""SELECT d.statement_id, d.family, {_CODE}, d.coder, confidence, evidence, d.status,
            d.created FROM standing AS d JOIN decision_codes AS c USING (decision)
        WHERE d.coder = ? ORDER BY decision_code""",
        (coder,),
    )
    return make_codings(frame)


def decisions(store: Store) -> pd.DataFrame:
    """Return every row of the decisions, one line a code, undone ones and undos too."""
    frame = store.frame(
        f"""SELECT d.decision, act, kind, undoes, statement_id, family, coder,
            IFNULL(state, status) AS status, {_CODE},
            confidence, evidence, d.run, d.codebook, created, stored
        FROM decisions AS d LEFT JOIN decision_codes AS c USING (decision)
        ORDER BY d.decision, c.decision_code"""
    )
    return _typed(frame)


def in_force(store: Store, coder: str) -> pd.DataFrame:
    """Return a coder's decisions and skips that are not undone, oldest first."""
    return _typed(
        store.frame(
            "SELECT decision, kind, statement_id, family, status FROM in_force "
            "WHERE coder = ? ORDER BY decision",
            (coder,),
        )
    )


def models(store: Store) -> pd.DataFrame:
    """Return which machine coder ran with what, run by run."""
    frame = store.frame(
        "SELECT run, family, coder, parameters, r.created FROM run_models "
        "JOIN models USING (model) JOIN runs AS r USING (run) ORDER BY run, family"
    )
    return _typed(frame).assign(parameters=[json.loads(text) for text in frame["parameters"]])


def memos(store: Store) -> pd.DataFrame:
    """Return the memos, oldest first."""
    return _typed(store.frame("SELECT statement_id, coder, text, created FROM memos ORDER BY memo"))


def history(store: Store, since: str | datetime | None = None) -> pd.DataFrame:
    """Return what happened, oldest first; from a moment on when one is given."""
    return _typed(
        store.frame(
            'SELECT "at", who, event, statement_id, family, detail FROM history '
            'WHERE "at" >= ? ORDER BY "at", part, number',
            ("" if since is None else _moment(since, store),),
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
