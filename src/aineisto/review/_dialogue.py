"""Statements of a corpus as the encoder has read them in their dialogue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from aineisto.language import can_read, read_corpus

if TYPE_CHECKING:
    from aineisto.corpus import Corpus
    from aineisto.language import Kept, Reading


class Dialogue:
    """The statements of a corpus, each in its dialogue.

    They are read when the first is asked for, once a process, or taken from where a project keeps
    its readings.
    """

    def __init__(self, corpus: Corpus, kept: Kept | None = None) -> None:
        self._corpus, self._kept = corpus, kept
        self._read: tuple[Reading, dict[str, int]] | None = None

    def of(self, statements: Iterable[str]) -> Reading | None:
        """Return the reading of some statements by their names; None without the encoder."""
        if not can_read():
            return None
        if self._read is None:
            names = self._corpus.statements["statement_id"].tolist()
            whole = read_corpus(self._corpus.statements, self._corpus.questions, self._kept)
            self._read = whole, {name: row for row, name in enumerate(names)}
        reading, row = self._read
        return reading.take([row[name] for name in statements])
