"""Statements of a corpus as the encoder has read them in their dialogue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from aineisto.corpus import guide_of
from aineisto.language import can_read, read_corpus

if TYPE_CHECKING:
    import pandas as pd

    from aineisto.codebook import Codebook
    from aineisto.corpus import Corpus
    from aineisto.language import Kept, Reading


class Dialogue:
    """The statements of a corpus, each in its dialogue.

    They are read when the first is asked for, once a process, or taken from where a project keeps
    its readings.
    """

    def __init__(self, corpus: Corpus, codebook: Codebook, kept: Kept | None = None) -> None:
        self._corpus, self._kept = corpus, kept
        #: What an interviewer would have asked: pre-coding reads with it as well.
        self.guide = guide_of(corpus, codebook)
        self._read: tuple[Reading, dict[str, int]] | None = None

    def of(self, statements: Iterable[str]) -> Reading | None:
        """Return the reading of some statements by their names; None without the encoder.

        For those of one document, that document alone is read: a coder who waits for her first
        statement does not wait for the whole study.
        """
        if not can_read():
            return None
        names = list(statements)
        if self._read is None:
            whole = self._corpus.statements
            documents = whole.loc[whole["statement_id"].isin(names), "document"].unique()
            if len(documents) == 1:
                return _rows(self._reading(whole[whole["document"] == documents[0]]), names)
            self._read = self._reading(whole)
        return _rows(self._read, names)

    def _reading(self, frame: pd.DataFrame) -> tuple[Reading, dict[str, int]]:
        reading = read_corpus(frame, self.guide, self._kept)
        return reading, {name: row for row, name in enumerate(frame["statement_id"])}


def _rows(read: tuple[Reading, dict[str, int]], names: list[str]) -> Reading:
    reading, row = read
    return reading.take([row[name] for name in names])
