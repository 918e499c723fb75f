"""One file that holds the corpus, the suggestions and the decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any

import pandas as pd

from aineisto.codings import is_machine, read_marked_sheets
from aineisto.core.checks import as_count, as_names
from aineisto.store import (
    _decisions,
    _imported,
    _judgements,
    _samples,
    _sheets,
    _statements,
    _status,
    _team,
)
from aineisto.store._choices import Choice
from aineisto.store._codebooks import kept_code, recoded_view
from aineisto.store._decisions import Decision
from aineisto.store._statements import StatementView
from aineisto.store._team_file import TeamFile


class ProjectFile(TeamFile):
    """What the file of a study holds: its corpus and codebook, the suggestions, the decisions.

    `aineisto.Project` is this and what the coders, the review and the report make of it.

    Examples
    --------
    >>> len(project.codings) == len(codings)
    True
    >>> project.next("cecilia").participant
    'haastateltava08'
    """

    # What the machine says

    def add_judgements(
        self,
        codings: pd.DataFrame,
        *,
        complete: bool = False,
        parameters: Mapping[str, Mapping[str, Any]] | None = None,
        families: Sequence[str] = (),
    ) -> int:
        """Store machine judgements as a new run and return its number; earlier runs stay.

        Parameters
        ----------
        codings : DataFrame
            The codings table, every coder ``machine:…``.
        complete : bool, default False
            The run looked at every statement: what earlier runs said in its families no longer
            stands. Otherwise only what it says anew replaces what the same coder said before.
        parameters : mapping, optional
            By coder: what it ran with, as JSON values.
        families : sequence of str
            Families in which a complete run found nothing, besides those in the table.

        Raises
        ------
        CodingsError
            When the table breaks a rule or holds a human's decisions.
        ProjectError
            When a statement is not in the project.
        """
        return _judgements.add_judgements(
            self._store,
            codings,
            complete=complete,
            parameters=parameters or {},
            families=as_names(families, "families"),
        )

    def note(self, event: str, detail: Mapping[str, Any], who: str = "") -> None:
        """Note an event in the project's log; `detail` holds JSON values."""
        with self._store.transaction() as connection:
            _judgements.write_log(connection, who, event, detail)

    # What people decide

    def next(self, coder: str, family: str = "stance", blind: bool = False) -> StatementView | None:
        """Return the next statement that a coder has neither decided nor skipped.

        None when every statement is done.

        Parameters
        ----------
        coder, family : str
            The coder's name, and what is coded: stance, theme or actor.
        blind : bool, default False
            Leave the suggestions out. When they are shown, the project remembers it.
        """
        statement_id = _statements.next_statement(self._store, coder, family)
        if statement_id is None:
            return None
        return self.view(statement_id, coder, (family,), blind=blind)

    def view(
        self, statement_id: str, coder: str, families: Sequence[str], *, blind: bool = False
    ) -> StatementView:
        """Return a statement in its context, with the suggestions unless coding is blind."""
        families = as_names(families, "families")
        if not blind:
            _statements.note_shown(self._store, statement_id, coder, families)
        shown = _statements.view(self._store, statement_id, () if blind else families)
        return recoded_view(shown, self.codebook, self._codebooks.taken_out())

    def decide(
        self,
        statement_id: str,
        coder: str,
        family: str = "stance",
        code: str | None = None,
        value: int | None = None,
        memo: str = "",
        blind: bool = False,
        *,
        codes: Sequence[str] = (),
        start: int | None = None,
        end: int | None = None,
        evidence: str = "",
        rejected: bool = False,
    ) -> Decision:
        """Store a coder's decision about one family of a statement.

        Its status is ``accepted`` when it equals the suggestion that the coder saw (the latest
        one when nothing is known), ``changed`` when it differs, ``rejected`` when it only takes
        the suggestion away, and ``blind`` when it was made blind or there was no suggestion.
        A decision about a statement whose suggestion this coder has seen is never blind.

        Parameters
        ----------
        statement_id, coder, family : str
            What is decided, by whom, and whether its stance, theme or actor.
        code, value : str, int, optional
            A theme or an actor; a stance, −2…2.
        memo, blind : str, bool
            A note to keep with the statement; whether the coder saw no suggestion.
        codes : sequence of str
            Several themes or actors. Without any, no theme applies or no actor is mentioned.
        start, end, evidence : int, int, str
            Where the document's text shows it, in code points, end exclusive; and the words.
        rejected : bool
            The suggestion is wrong and nothing else is said; then give no code and no value.

        Raises
        ------
        CodingsError, CodebookError, ProjectError
            When the value, the code or the statement does not exist; nothing is stored then.
        """
        given = (*as_names(codes, "codes"), *(() if code is None else (code,)))
        choice = Choice(
            family, given, value, start=start, end=end, evidence=evidence, rejected=rejected
        )
        return self.decide_all(statement_id, coder, [choice], memo=memo, blind=blind)[0]

    def decide_all(
        self,
        statement_id: str,
        coder: str,
        choices: Sequence[Choice],
        *,
        memo: str = "",
        blind: bool = False,
    ) -> list[Decision]:
        """Store a coder's choices in several families as one act: all, or nothing."""
        return _decisions.decide(
            self._store,
            self.codebook,
            statement_id,
            coder,
            choices,
            memo=memo,
            blind=blind,
            gone=self._codebooks.taken_out(),
        )

    def skip(
        self, statement_id: str, coder: str, families: Sequence[str] = ("stance",)
    ) -> list[Decision]:
        """Leave a statement: `next` passes it until the skip is undone."""
        return _decisions.skip(self._store, statement_id, coder, as_names(families, "families"))

    def undo(self, coder: str, decision: int | None = None) -> list[Decision]:
        """Take back the coder's last act; again for the one before. Empty: nothing is left.

        Parameters
        ----------
        coder : str
            Whose act; ``konsensus``: what was settled.
        decision : int, optional
            The number of a decision whose act is taken back instead of the last one.
        """
        return _decisions.undo(self._store, coder, decision)

    def memo(self, text: str, coder: str, statement_id: str | None = None) -> None:
        """Store a note about a statement, or about the study."""
        who = _decisions.person(self._store, coder)
        with self._store.transaction() as connection:
            _decisions.add_memo(connection, statement_id, who, text)

    def add_decisions(self, codings: pd.DataFrame, *, vouched: str = "") -> int:
        """Store human decisions made elsewhere, such as on a coding sheet: all, or nothing.

        Returns how many were new: one equal to the coder's standing decision is not stored twice.
        Codes that claim to be blind are so where the project had nothing to suggest; otherwise
        that is not known (status ``unknown``, with a warning), unless somebody vouches for it.

        Parameters
        ----------
        codings : DataFrame
            The codings table, every coder ``human:…``.
        vouched : str
            Who vouches, and how it is known, that no suggestion was in sight: kept in the log.

        Raises
        ------
        CodingsError, CodebookError, ProjectError
            When the table breaks a rule, or names a code or statement that does not exist.
        """
        return _imported.add_decisions(self._store, self.codebook, codings, vouched=vouched)

    def blind_audit(
        self, coder: str, n: int = 50, seed: int = 0, group: str = "group"
    ) -> list[str]:
        """Draw statements that a coder codes blind, to see what suggestions do to her codes.

        Drawn by chance from those that she has neither decided nor seen a suggestion of, in the
        strata of `blind_sample`, and kept: a session with suggestions passes them until they are
        coded blind, as in ``review(coder, blind=True, statements=project.audit(coder))``. What
        was drawn before is returned again, with more where `n` is larger.
        """
        kept = _team.kept_for_audit(self._store, coder)
        left_out = self.seen(coder) | set(self.in_force(coder)["statement_id"]) | set(kept)
        drawn = [one for one in self.blind_sample(None, seed, group) if one not in left_out]
        added = drawn[: max(0, n - len(kept))]
        if added:
            _team.keep_for_audit(self._store, coder, added)
        return kept + added

    def rare_sample(
        self,
        code: str,
        coder: str,
        n: int = 50,
        *,
        family: str = "theme",
        at_random: bool = False,
        seed: int = 0,
    ) -> list[str]:
        """Return statements to read next for a rare code, none of which the coder has decided.

        First read the likeliest: those for which the machine suggests the code, the surest first,
        then the others as they stand. When these bring no more, read some drawn by chance from
        all that are left (`at_random`): they tell whether one may stop (`recall_advice`), whatever
        the machine's ranking is worth. What was drawn and not yet read comes first again.
        """
        n = as_count(n, "n")
        if family == "theme":
            self.codebook.theme(code)  # refused where the codebook lacks it
        answers = self.corpus.answers["statement_id"].tolist()
        if at_random:
            return _samples.draw_rare(
                self._store, answers, coder, family, self._once_called(family, code), n, seed
            )
        machine = self.codings
        rows = machine[is_machine(machine["coder"]) & (machine["family"] == family)]
        sure = rows[rows["code"] == code].groupby("statement_id")["confidence"].max()
        known = _samples.read_for_code(self._store, coder, family, self._once_called(family, code))
        # One that is suggested without a confidence still goes before those that are not.
        score = sure.astype(float).fillna(0.0).to_dict()
        left = [name for name in answers if name not in known]
        return sorted(left, key=lambda name: -score.get(name, -1.0))[:n]

    def rare_counts(
        self, code: str, coder: str, family: str = "theme"
    ) -> tuple[int, int, int, int]:
        """Return what a search for a rare code has brought, as `recall_advice` asks it.

        How many were found before the first draw by chance; how many statements were left then;
        how many drawn ones have been read since; and how many of these have the code.
        """
        return _samples.rare_counts(self._store, coder, family, self._once_called(family, code))

    @property
    def rare_searches(self) -> list[tuple[str, str, str]]:
        """Who has drawn statements by chance for which rare code: coder, family and code."""
        now = kept_code(self.codebook)
        found = _samples.rare_searches(self._store)
        named = [(who, family, now.get(code, code) if family == "theme" else code)
                 for who, family, code in found]  # fmt: skip
        return list(dict.fromkeys(named))

    def _once_called(self, family: str, code: str) -> tuple[str, ...]:
        """Return a code and those that were merged into it: what was coded so counts as it."""
        themes = self.codebook.themes if family == "theme" else ()
        return code, *(gone for theme in themes if theme.code == code for gone in theme.merged)

    def blind_sample(self, n: int | None = None, seed: int = 0, group: str = "group") -> list[str]:
        """Draw statements for blind coding, stratified by group and question.

        `n` of them, all in a mixed order when None; the same `seed` draws the same sample;
        `group` is the participants' attribute to stratify by, without it by question alone.
        """
        size = None if n is None else as_count(n, "n")
        return _samples.blind_sample(self.corpus, size, seed, group)

    def meant_blind(self) -> list[str]:
        """Return the statements that somebody is to code blind, as far as the project knows.

        They stand on blind sheets that it wrote, or are kept by `blind_audit`.
        """
        return _team.meant_blind(self._store)

    def write_sheet(
        self,
        path: str | PathLike[str],
        coder: str,
        blind: bool = True,
        n: int | None = None,
        lang: str = "fi",
        seed: int = 0,
    ) -> pd.DataFrame:
        """Write a coding sheet for a person and return the statements that are on it.

        Parameters
        ----------
        path : path-like
            The sheet: ``.xlsx`` or ``.csv``.
        coder : str
            Who is to fill it.
        blind : bool, default True
            Show no suggestion and draw the sample of `blind_sample`, less what this coder has
            already seen a suggestion of: these codes enter the agreement figures. False: the
            statements in their order with the machine's suggestions, which count as seen from
            now on.
        n : int, optional
            How many statements; all when None.
        lang : {"fi", "en"}
            Language of the instructions and of a workbook's columns.
        seed : int, default 0
            Of the blind sample: another one draws another sample, such as for a second round;
            coders with the same one get the same statements.

        Returns
        -------
        DataFrame
            The rows: ``statement_id``, ``document``, ``participant``, ``question``, ``before``
            (what was asked and said before, with who speaks) and ``clean`` (what is coded).

        Raises
        ------
        CodingsError
            When the sheet cannot be written.
        """
        return _sheets.write(self, self._store, path, coder, blind=blind, n=n, lang=lang, seed=seed)

    def import_sheet(self, *paths: str | PathLike[str], vouched: str = "") -> pd.DataFrame:
        """Store the decisions of filled coding sheets, all or none, and return what was read.

        Parameters
        ----------
        *paths : path-like
            The sheets (xlsx or csv), as many as there are.
        vouched : str
            For sheets that are not this project's: who vouches, and how it is known, that no
            suggestion was in sight; kept in the log.

        Returns
        -------
        DataFrame
            The codings table of the sheets, with the status that the project gave each: ``blind``
            where the sheet is one of this project's and showed no suggestion, or where the
            project has none; ``unknown`` where that cannot be told. ``new`` tells whether it was
            stored now; a sheet that is read again stores nothing twice.

        Raises
        ------
        CodingsError, CodebookError, ProjectError
            Naming the sheet, the row and the remedy; nothing is stored then.
        """
        codings, marks = read_marked_sheets(paths, self.codebook, self.corpus.statements)
        return _imported.add_sheets(self._store, self.codebook, codings, marks, vouched)

    def progress(self, agreement: pd.DataFrame) -> pd.DataFrame:
        """Return how far each coder is, with what each agrees with people's blind codes.

        `agreement` is a table of `aineisto.reliability.agreement`, all codes together. Columns as
        of `aineisto.Project.status`.
        """
        return _status.status(self._store, agreement)
