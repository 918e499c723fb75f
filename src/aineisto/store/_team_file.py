"""What coders do together with a study's file: settle disputes, code in rounds."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from os import PathLike

import pandas as pd

from aineisto.codings import is_human, read_disputes
from aineisto.core.errors import AineistoWarning, ArgumentTypeError
from aineisto.store import _imported, _statements, _team
from aineisto.store._choices import Choice
from aineisto.store._decisions import Decision
from aineisto.store._imported import moved_codings
from aineisto.store._open_file import OpenFile
from aineisto.store._statements import StatementView


class TeamFile(OpenFile):
    """A project's file in which several people code."""

    def settle(
        self,
        statement_id: str,
        choices: Choice | Sequence[Choice],
        people: Sequence[str],
        reason: str,
    ) -> list[Decision]:
        """Store what coders settled about a statement: the consensus, beside their own codes.

        The codes of ``human:konsensus`` (status ``consensus``) are those that results count; the
        coders' own stay as they are, and agreement is of those. Settled anew, the later stands.

        Parameters
        ----------
        statement_id : str
            What was disputed.
        choices : Choice or sequence of Choice
            What was settled, one for each family.
        people, reason : sequence of str, str
            Who sat, two or more; and why they settled so.

        Raises
        ------
        CodingsError, CodebookError, ProjectError
            When a code or the statement does not exist, or nobody sat or no reason is given.
        """
        settled = [choices] if isinstance(choices, Choice) else list(choices)
        return _team.settle(self._store, self.codebook, statement_id, settled, people, reason)

    def open_dispute(self, statement_id: str, family: str, people: Sequence[str]) -> StatementView:
        """Return a statement to settle, and note that these people see each other's codes of it.

        From then on none of them can decide that family of it alone: their codes, which agreement
        is counted from, stay as they were.
        """
        _team.open_dispute(self._store, statement_id, family, people)
        return _statements.view(self._store, statement_id)

    def import_disputes(self, *paths: str | PathLike[str]) -> pd.DataFrame:
        """Store what was settled on sheets of disputes, all or nothing, and return it.

        Each row with a consensus is one of `settle`; the coders' own codes stay as they are. A
        dispute that was settled otherwise before is settled anew, and a warning says so.

        Parameters
        ----------
        *paths : path-like
            Sheets of `aineisto.Project.write_disputes`, filled in.

        Returns
        -------
        DataFrame
            ``statement_id``, ``family``, ``consensus``, ``people``, ``reason``, and whether it is
            ``new``; a sheet that is read again stores nothing twice.

        Raises
        ------
        CodingsError, CodebookError, ProjectError
            Naming the sheet, the cell and the remedy; nothing is stored then.
        """
        settled = read_disputes(paths, self.codebook, self.corpus.statements)
        found, replaced = _team.settle_all(self._store, self.codebook, settled)
        if len(replaced):
            first = replaced.iloc[0]
            warnings.warn(
                f"{len(replaced)} disputes were settled otherwise before, such as the "
                f"{first['family']} of {first['statement_id']!r} ({first['consensus']}, by "
                f"{first['people']}). The sheet stands now; project.decisions keeps both.",
                AineistoWarning,
                stacklevel=2,
            )
        return found

    def take_decisions(self, old: OpenFile) -> pd.DataFrame:
        """Take people's standing codes along from a project of the same interviews.

        For interviews that were read anew: with a transcript corrected, questions recognised,
        people added or one who withdrew. A code stays at the words that it was given to, whatever
        their identifier is now. Memos, rounds and what was undone stay in the old file. Codes
        are stored once, and all or none of them.

        Parameters
        ----------
        old : Project
            The project that people coded in.

        Returns
        -------
        DataFrame
            The codes that were left behind, because their statement has other words now or is
            gone: rows of the old project's `codings`.

        Warns
        -----
        AineistoWarning
            When codes were left behind.

        Raises
        ------
        CodingsError, CodebookError
            When the codebook here lacks a code.
        """
        if not isinstance(old, OpenFile):
            raise ArgumentTypeError(
                "Codes are taken from an open project.", remedy="Open it: Project.open(path)."
            )
        codings = old.codings
        codings = codings[is_human(codings["coder"])]
        moved, left = moved_codings(codings, old.corpus, self.corpus)
        if len(moved):
            _imported.add_decisions(self._store, self.codebook, moved)
        if len(left):
            names = list(dict.fromkeys(left["statement_id"]))
            keys = ["statement_id", "family", "coder"]
            warnings.warn(
                f"{len(left[keys].drop_duplicates())} of "
                f"{len(codings[keys].drop_duplicates())} decisions stay in {old.path}: the words "
                f"of their {len(names)} statements are others now, or gone (the first is "
                f"{names[0]!r} there). Code them anew.",
                AineistoWarning,
                stacklevel=2,
            )
        return left

    def begin_round(self, name: str, *, training: bool = False, note: str = "") -> int:
        """Begin a round of coding with the codebook as it is, and return its number.

        Decisions made from now on belong to it. A training round's codes are not counted as
        agreement of the study (`aineisto.Project.agreement_by_round` shows them apart).
        """
        return _team.begin_round(self._store, name, training, note)
