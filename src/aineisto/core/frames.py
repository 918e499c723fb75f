"""The frames of a corpus, as functions that need no more of it see them."""

from __future__ import annotations

from typing import Protocol

import pandas as pd


class CorpusFrames(Protocol):
    """What a corpus is to those who only look at its frames: see `aineisto.corpus.Corpus`."""

    @property
    def statements(self) -> pd.DataFrame:
        """One row a unit of coding."""

    @property
    def participants(self) -> pd.DataFrame:
        """One row a participant."""

    def locate(self, statement_id: str, start: int, end: int) -> tuple[int, int]:
        """Return the place in the document of a place in the statement's clean text."""
