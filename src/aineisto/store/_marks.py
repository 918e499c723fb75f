"""Marks on coding sheets: what a project showed to whom, signed so that no file can claim it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping

from aineisto.codings import coder_key
from aineisto.store._store import Store

BLIND, SHOWN = "blind", "shown"
_KEY = "sheet_key"
_LENGTH = 16  # hexadecimal digits: 64 bits


class Marks:
    """The marks of one project's sheets; `found` are those that sheets bring back.

    A mark is ``blind:…`` or ``shown:…`` with a code that follows from the project's key, the
    coder, the statement and that word.
    """

    def __init__(self, store: Store, found: Mapping[tuple[str, str], str] | None = None) -> None:
        self._key = _key(store)
        self._found = {
            (coder_key(coder), statement): mark
            for (coder, statement), mark in (found or {}).items()
        }

    def make(self, coder: str, statements: Iterable[str], shown: bool) -> dict[str, str]:
        """Return the mark of each statement on a coder's sheet."""
        word = SHOWN if shown else BLIND
        return {name: f"{word}:{self._code(coder, name, word)}" for name in statements}

    def of(self, coder: str, statement: str) -> str:
        """Return what the sheet's mark says, empty where there is none of this project's."""
        word, _, code = self._found.get((coder_key(coder), statement), "").partition(":")
        right = word in (BLIND, SHOWN) and hmac.compare_digest(
            code.encode(), self._code(coder, statement, word).encode()
        )
        return word if right else ""

    def _code(self, coder: str, statement: str, word: str) -> str:
        name = coder_key(coder).removeprefix("human:")
        text = "\n".join((word, name, statement)).encode()
        return hmac.new(self._key, text, hashlib.sha256).hexdigest()[:_LENGTH]


def _key(store: Store) -> bytes:
    """Return the project's key, made where it is missing."""
    sql = "SELECT value FROM study WHERE key = ?"
    found = store.rows(sql, (_KEY,))
    if not found:
        with store.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO study VALUES (?, ?)", (_KEY, secrets.token_hex(32))
            )
        found = store.rows(sql, (_KEY,))
    return bytes.fromhex(found[0][0])
