"""What there is to learn from: what a coder has decided, and statements in their dialogue."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from aineisto.corpus import guide_of
from aineisto.language import can_read, read_corpus

if TYPE_CHECKING:
    import pandas as pd

    from aineisto.codebook import Codebook
    from aineisto.corpus import Corpus
    from aineisto.language import Reading, ReadingStore
    from aineisto.store import ProjectFile


@dataclass(frozen=True)
class Labelled:
    """A coder's labelled statements and the others.

    Attributes
    ----------
    rows : DataFrame
        The statements with a code of the coder's.
    labels : list
        Their labels: an int (stance) or a tuple of codes (theme).
    blind : ndarray of bool
        Which of them were decided without a suggestion in sight.
    answers : DataFrame
        All that there is to decide.
    decided : frozenset of str
        Statements with a decision. A suggestion that was only rejected is decided, but says no
        code: that statement is here and not in `rows`.
    """

    rows: pd.DataFrame
    labels: list[Any]
    blind: np.ndarray
    answers: pd.DataFrame
    decided: frozenset[str]

    @property
    def open(self) -> pd.DataFrame:
        """The answers without a decision."""
        return self.among()

    def among(
        self, statements: Collection[str] | None = None, most: int | None = None
    ) -> pd.DataFrame:
        """Return the answers without a decision: some of them, or at most so many drawn."""
        wanted = None if statements is None else set(statements)
        places = [
            place
            for place, name in enumerate(self.answers["statement_id"].tolist())
            if name not in self.decided and (wanted is None or name in wanted)
        ]
        if most is not None and most < len(places):
            places = sorted(np.random.default_rng(0).choice(places, most, replace=False))
        return self.answers.iloc[places].reset_index(drop=True)


def labelled(project: ProjectFile, coder: str, family: str, answers: pd.DataFrame) -> Labelled:
    """Return what a coder has decided in a family; `answers` are the corpus's."""
    mine = project.standing(coder)
    mine = mine[mine["family"] == family]
    found = dict(list(mine[mine["status"] != "rejected"].groupby("statement_id", sort=False)))
    names = answers["statement_id"].tolist()
    rows = answers.iloc[[place for place, name in enumerate(names) if name in found]]
    entries = [found[identifier] for identifier in rows["statement_id"]]
    return Labelled(
        rows.reset_index(drop=True),
        [_label(entry, family) for entry in entries],
        np.array([entry["status"].iloc[0] == "blind" for entry in entries], dtype=bool),
        answers,
        frozenset(mine["statement_id"]),
    )


def _label(entry: pd.DataFrame, family: str) -> int | tuple[str, ...]:
    return int(entry["value"].iloc[0]) if family == "stance" else tuple(entry["code"])


class Dialogue:
    """The statements of a corpus, each in its dialogue.

    They are read when the first is asked for, once a process, or taken from where a project keeps
    its readings.
    """

    def __init__(
        self, corpus: Corpus, codebook: Codebook, kept: ReadingStore | None = None
    ) -> None:
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


def beside(
    dialogue: Dialogue, statements: Iterable[str], questions: Iterable[str]
) -> dict[str, Any]:
    """Return what coders take of statements beside their texts."""
    return {"question": list(questions), "context": dialogue.of(statements)}


def _rows(read: tuple[Reading, dict[str, int]], names: list[str]) -> Reading:
    reading, row = read
    return reading.take([row[name] for name in names])
