"""A study: its file, and what the coders, the review and the report make of it."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from aineisto.codings import FAMILIES
from aineisto.core import __version__
from aineisto.store import ProjectFile

if TYPE_CHECKING:
    from aineisto.review import ReviewWidget


class Project(ProjectFile):
    """A study in one SQLite file, usually ``study.aineisto``.

    Machine judgements and human decisions are only ever added: a new run of the coders stands
    beside the old one, an undo is a row of its own. What a call acknowledged is on the disk.
    Several processes may have the file open and code at once.

    Made by `Project.create` or `Project.open`; closed by `close` or the end of a ``with`` block.

    Examples
    --------
    >>> project = Project.open("study.aineisto")                    # doctest: +SKIP
    >>> statement = project.next("anna")                            # doctest: +SKIP
    >>> project.decide(statement.statement_id, "anna", value=1)     # doctest: +SKIP
    """

    def precode(self, progress: bool | None = None) -> pd.DataFrame:
        """Let the machine coders suggest codes for every statement, and store that.

        Returns the judgements of this run: the codings table.
        """
        from aineisto.coders import precode

        codings = precode(self.corpus, self.codebook, progress=progress)
        parameters = {coder: {"aineisto": __version__} for coder in codings["coder"].unique()}
        self.add_judgements(codings, complete=True, parameters=parameters, families=FAMILIES)
        return codings

    def agreement(self, *, training: bool = False, **options: Any) -> pd.DataFrame:
        """Return the agreement of the coders, as `aineisto.reliability.agreement` with `options`.

        Intervals resample whole respondents: the corpus's participants. Codes of training rounds
        are left out unless `training` is set.
        """
        from aineisto.reliability import agreement

        rounds = self.rounds
        left_out = set() if training else set(rounds.loc[rounds["training"], "round"])
        codings = self.codings
        if left_out:
            codings = codings[~self._rounds_of(codings).isin(left_out)]
        return agreement(codings, **{**self._comparable(), **options})

    def agreement_by_round(self, **options: Any) -> pd.DataFrame:
        """Return `agreement` round by round, with ``round``, ``name`` and ``training`` before it.

        Round 0 is what was coded before any round. A machine's suggestions count in each.
        """
        from aineisto.reliability import agreement

        codings, rounds = self.codings, self.rounds.set_index("round")
        numbers = self._rounds_of(codings)
        parts = []
        for number in sorted(set(numbers[numbers >= 0])):
            here = codings[(numbers == number) | (numbers < 0)]
            found = agreement(here, **{**self._comparable(), **options})
            known = number in rounds.index
            found.insert(0, "training", bool(known and rounds.at[number, "training"]))
            found.insert(0, "name", rounds.at[number, "name"] if known else "")
            found.insert(0, "round", int(number))
            parts.append(found)
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()

    def disputes(self, **options: Any) -> pd.DataFrame:
        """Return what people dispute, as `aineisto.reliability.disputes`, with their ``memos``."""
        from aineisto.reliability import disputes

        found, memos = disputes(self.codings, **options), self.memos
        told = memos["coder"].str.removeprefix("human:") + ": " + memos["text"]
        by_statement = told.groupby(memos["statement_id"]).agg("; ".join)
        return found.assign(memos=found["statement_id"].map(by_statement).fillna("").astype(str))

    def _comparable(self) -> dict[str, Any]:
        statements = self.corpus.statements.set_index("statement_id")
        steps = tuple(point.value for point in self.codebook.scale)
        return {"respondent": statements["participant"], "scale": steps}

    def _rounds_of(self, codings: pd.DataFrame) -> pd.Series:
        """Return the round of each row's decision; −1 for the machine's rows."""
        keys = ["statement_id", "family", "coder"]
        known = self.round_of.set_index(keys)["round"]
        found = known.reindex(pd.MultiIndex.from_frame(codings[keys])).fillna(-1)
        return pd.Series(found.to_numpy(dtype=int), index=codings.index)

    def status(self) -> pd.DataFrame:
        """Return how far each coder is: a row for each family and coder, the machine's too.

        Numbers of statements ``decided`` (of these ``blind``, ``accepted``, ``changed``,
        ``rejected``), ``skipped``, ``open``, ``suggested``; ``agreement``: Krippendorff's alpha
        with people's blind codes, mean over the pairs, missing where there is none.
        """
        return self.progress(self.agreement(by_code=False, n_boot=0))

    def report(self, path: str | PathLike[str], lang: str = "fi") -> Path:
        """Write the study's report, one HTML page, and return its path."""
        from aineisto.report import write_report

        codebook = self.codebook
        title = codebook.name or self.path.stem
        write_report(self.corpus, codebook, self.codings, path, lang=lang, title=title)
        return Path(path)

    def review(
        self, coder: str, lang: str = "fi", media: Any = None, **options: Any
    ) -> ReviewWidget:
        """Return a notebook's widget of a coder's `aineisto.review.ReviewSession` (`options`).

        `media` is the recording, a folder of recordings called as the documents are, or a mapping
        from document to recording, to be played from where a statement begins.
        """
        from aineisto.review import ReviewSession, ReviewWidget

        return ReviewWidget(ReviewSession(self, coder, **options), lang=lang, media=media)
