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

    def agreement(self, **options: Any) -> pd.DataFrame:
        """Return the agreement of the coders, as `aineisto.reliability.agreement` with `options`.

        Intervals resample whole respondents: the corpus's participants.
        """
        from aineisto.reliability import agreement

        statements = self.corpus.statements.set_index("statement_id")
        steps = tuple(point.value for point in self.codebook.scale)
        defaults = {"respondent": statements["participant"], "scale": steps}
        return agreement(self.codings, **{**defaults, **options})

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
