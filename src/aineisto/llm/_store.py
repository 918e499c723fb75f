"""The file of answers: each is on the disk before the next is asked for."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from os import PathLike
from threading import RLock
from typing import Any

import pandas as pd

from aineisto.codings import now
from aineisto.core.checks import as_path
from aineisto.core.errors import ModelError

#: The name of the file where no other is given.
ANSWERS = "llm-answers.sqlite"
#: Marks the file (``PRAGMA application_id``): "AILM" in ASCII.
_MARK = 0x41494C4D
_COLUMNS = (
    "key", "coder", "statement_id", "family", "vote", "options", "answer", "problem", "tries",
    "characters", "prompt_tokens", "answer_tokens", "seconds", "created",
)  # fmt: skip
_AT_ONCE = 500


@dataclass(frozen=True)
class Answer:
    """One answer, or that there was none.

    Attributes
    ----------
    key : str
        Hash of the prompt, the model and its settings.
    coder, statement_id, family, vote
        Who was asked about what, and the how-manieth time.
    options : tuple
        The codes in the order in which they were offered.
    answer : str
        The model's words; where they would not do twice, the last ones.
    problem : str
        What is wrong with them; empty where nothing is.
    tries : int
        How often it was asked.
    characters : int
        Length of the prompt.
    prompt_tokens, answer_tokens : int or None
        As the server counts them.
    seconds : float
        How long it took.
    """

    key: str
    coder: str
    statement_id: str
    family: str
    vote: int
    options: tuple[str | int, ...]
    answer: str
    problem: str = ""
    tries: int = 1
    characters: int = 0
    prompt_tokens: int | None = None
    answer_tokens: int | None = None
    seconds: float = 0.0
    created: str = field(default_factory=now)


class Answers:
    """The answers of a study's language models, in one SQLite file that only its owner may read.

    Nothing in it is ever changed. Several processes may have it open at once.

    Raises
    ------
    ModelError
        When the file cannot be opened or written, or is another kind of file.

    Examples
    --------
    >>> with Answers("llm-answers.sqlite") as stored:
    ...     print(len(stored), stored.frame().columns[:4].tolist())
    ...
    0 ['key', 'coder', 'statement_id', 'family']
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self.path = as_path(path)
        self._lock = RLock()
        if str(path) != ":memory:":
            self._make_private()
        with self._named():
            self._db = sqlite3.connect(
                str(path), isolation_level=None, timeout=30.0, check_same_thread=False
            )
            self._db.execute("PRAGMA busy_timeout = 30000")
            self._open()

    def _make_private(self) -> None:
        try:
            # Answers quote what people said.
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise self._error(error.strerror or str(error)) from error

    def _open(self) -> None:
        mark = self._db.execute("PRAGMA application_id").fetchone()[0]
        empty = not self._db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        if mark != _MARK and not empty:
            raise ModelError(
                "This is no file of a language model's answers.",
                file=self.path,
                remedy="Give another name for the answers.",
            )
        self._db.execute("PRAGMA journal_mode = WAL")
        # FULL: an answer that was stored outlives a power cut.
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA fullfsync = ON")
        if mark != _MARK:
            self._db.execute(f"PRAGMA application_id = {_MARK}")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, coder TEXT NOT NULL, "
            "statement_id TEXT NOT NULL, family TEXT NOT NULL, vote INTEGER NOT NULL, "
            "options TEXT NOT NULL, answer TEXT NOT NULL, problem TEXT NOT NULL, "
            "tries INTEGER NOT NULL, characters INTEGER NOT NULL, prompt_tokens INTEGER, "
            "answer_tokens INTEGER, seconds REAL NOT NULL, created TEXT NOT NULL)"
        )

    def put(self, answer: Answer) -> None:
        """Store an answer; when this returns it is on the disk."""
        row = {name: getattr(answer, name) for name in _COLUMNS}
        row["options"] = json.dumps(answer.options, ensure_ascii=False)
        marks = ", ".join(f":{name}" for name in _COLUMNS)
        with self._named():
            self._db.execute(f"INSERT OR IGNORE INTO answers VALUES ({marks})", row)

    def __contains__(self, key: str) -> bool:
        with self._named():
            found = self._db.execute("SELECT 1 FROM answers WHERE key = ?", (key,)).fetchone()
        return found is not None

    def __len__(self) -> int:
        with self._named():
            return int(self._db.execute("SELECT COUNT(*) FROM answers").fetchone()[0])

    def of(self, keys: Sequence[str]) -> dict[str, Answer]:
        """Return the answers that are stored, by key."""
        found = {}
        for first in range(0, len(keys), _AT_ONCE):
            part = keys[first : first + _AT_ONCE]
            marks = ", ".join("?" for _ in part)
            with self._named():
                rows = self._db.execute(
                    f"SELECT {', '.join(_COLUMNS)} FROM answers WHERE key IN ({marks})", part
                ).fetchall()
            for row in rows:
                values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
                values["options"] = tuple(json.loads(values["options"]))
                found[values["key"]] = Answer(**values)
        return found

    def frame(self) -> pd.DataFrame:
        """Return all answers, oldest first: the columns of `Answer`."""
        with self._named():
            rows = self._db.execute(
                f"SELECT {', '.join(_COLUMNS)} FROM answers ORDER BY rowid"
            ).fetchall()
        frame = pd.DataFrame(rows, columns=list(_COLUMNS))
        options: list[Any] = [tuple(json.loads(text)) for text in frame["options"]]
        return frame.assign(options=pd.Series(options, dtype="object"))

    def close(self) -> None:
        """Close the file."""
        with self._named():
            self._db.close()

    def __enter__(self) -> Answers:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @contextmanager
    def _named(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except sqlite3.Error as error:
                raise self._error(str(error)) from error

    def _error(self, why: str) -> ModelError:
        return ModelError(
            f"The language model's answers cannot be kept ({why}).",
            file=self.path,
            remedy="Choose a folder that you may write to and that has room; a damaged file can "
            "be moved away: then everything is asked again.",
        )
