"""Vectors kept on disk, so that a text is encoded once by each version of a model."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from hashlib import blake2b
from os import PathLike
from pathlib import Path

import numpy as np

from aineisto.core.errors import ModelError

FILE = "vectors.sqlite"
#: Seconds to wait while another process writes.
_PATIENCE = 60.0
# Questions to the database have at most so many parameters.
_ASKED_AT_ONCE = 500
_TABLE = """
create table if not exists vectors (
    model text not null, text blob not null, vector blob not null, primary key (model, text)
) without rowid
"""


class VectorCache:
    """A folder with vectors under the hash of their text and the version of their model.

    Parameters
    ----------
    folder : path-like
        Made if it is not there. Any number of processes may use it at once.

    Raises
    ------
    ModelError
        When the folder cannot be written or its file is damaged; names the file.
    """

    def __init__(self, folder: str | PathLike[str]) -> None:
        self.folder = Path(folder)
        self._file = self.folder / FILE
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ModelError(
                f"Vectors cannot be kept in this folder ({error.strerror}).",
                file=self.folder,
                remedy="Give another folder as cache=, or none.",
            ) from error

    def get(self, model: str, texts: Sequence[str]) -> dict[str, np.ndarray]:
        """Return the vectors that are kept, by text."""
        texts_of = {_hash(text): text for text in texts}
        keys = list(texts_of)
        found: dict[str, np.ndarray] = {}
        with self._open() as base:
            for start in range(0, len(keys), _ASKED_AT_ONCE):
                some = keys[start : start + _ASKED_AT_ONCE]
                marks = ",".join("?" * len(some))
                rows = base.execute(
                    f"select text, vector from vectors where model = ? and text in ({marks})",
                    [model, *some],
                )
                found |= {texts_of[key]: np.frombuffer(vector, "<f4") for key, vector in rows}
        return found

    def put(self, model: str, vectors: Mapping[str, np.ndarray]) -> None:
        """Keep vectors; those that are there already stay as they are."""
        rows = [
            (model, _hash(text), np.asarray(vector, dtype="<f4").tobytes())
            for text, vector in vectors.items()
        ]
        with self._open() as base:
            # The lock is taken before the first row: two writers wait for each other in turn.
            base.execute("begin immediate")
            base.executemany("insert or ignore into vectors values (?, ?, ?)", rows)
            base.execute("commit")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            # A connection of one's own for every call: none is shared by threads or forks.
            with closing(
                sqlite3.connect(self._file, timeout=_PATIENCE, isolation_level=None)
            ) as base:
                base.execute(_TABLE)
                yield base
        except sqlite3.Error as error:
            raise ModelError(
                f"Kept vectors cannot be read or written ({error}).",
                file=self._file,
                remedy="Delete the file; it is made anew.",
            ) from error


def _hash(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=20).digest()
