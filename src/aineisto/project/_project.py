"""A study: its file, and what the coders, the review and the report make of it."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pandas as pd

from aineisto.codebook import Codebook, name_actors
from aineisto.codings import FAMILIES, beside, empty_codings, is_machine
from aineisto.core import __version__
from aineisto.core.checks import as_path, check_columns, one_of, refuse_one_string
from aineisto.core.errors import AineistoWarning, ProjectError
from aineisto.corpus import Corpus, interview_dates
from aineisto.project._differences import attributes_of, differences, remedy_of, what_stands
from aineisto.project._state import disputed, next_steps, rare_advice, shown, team_work
from aineisto.store import ProjectFile

if TYPE_CHECKING:
    from aineisto.llm import LanguageModelCoder, Stacked
    from aineisto.review import AdjudicationWidget, ReviewWidget

#: The name of the library's own coders among those of `Project.precode`.
OWN = "aineisto"


class Project(ProjectFile):
    """A study in one SQLite file, usually ``study.aineisto``.

    Machine judgements and human decisions are only ever added: a new run of the coders stands
    beside the old one, an undo is a row of its own. What a call acknowledged is on the disk;
    several processes may code at once.

    Made by `Project.create` or `Project.open`; closed by `close` or the end of a ``with`` block.

    Examples
    --------
    >>> statement = project.next("cecilia")
    >>> decision = project.decide(statement.statement_id, "cecilia", value=1)
    >>> project.agreement(family="stance", n_boot=0)[["coefficient", "value"]].round(2).head(2)
             coefficient  value
    0  percent_agreement   0.41
    1        cohen_kappa   0.51
    """

    @classmethod
    def open_or_create(cls, path: str | PathLike[str], corpus: Corpus, codebook: Codebook) -> Self:
        """Open the project of a path, or make it where there is none: a cell that runs twice.

        A project that is there is opened as it is, with its own corpus and decisions. If its
        statements are others than those of `corpus`, or have other speakers, roles or questions,
        that is an error; if its codebook or its participants are others than those given, its own
        stand and a warning says so.

        Parameters
        ----------
        path : path-like
            ``study.aineisto``.
        corpus, codebook
            What is coded, and with what.

        Raises
        ------
        ProjectError
            When the file holds other statements or reads them otherwise, or is of no use.
        """
        if not as_path(path, error=ProjectError).exists():
            return cls.create(path, corpus, codebook)
        project = cls.open(path)
        differs = differences(project.corpus.statements, corpus.statements)
        if differs:
            project.close()
            raise ProjectError(
                f"The project holds {differs} than this corpus.",
                file=Path(path),
                remedy=remedy_of(differs),
            )
        for told in what_stands(path, project.corpus, corpus, project.codebook, codebook):
            warnings.warn(told, AineistoWarning, stacklevel=2)
        return project

    def next_steps(self) -> list[dict[str, Any]]:
        """Return what comes next in the study, the first first.

        Each has its ``step`` (``check``, ``precode``, ``blind``, ``second``, ``disputes``,
        ``review`` or ``report``) and the numbers of ``disputes``, ``open`` statements and
        ``problems`` of the reading.
        """
        return next_steps(self)

    def _repr_html_(self) -> str:
        return shown(self)

    def coded(self, lang: str = "fi") -> pd.DataFrame:
        """Return the coded statements with their codes beside, a column for each coder.

        Themes are called by their names in `lang`; what the machine suggests is one column. In a
        notebook it shows whole statements.
        """
        return beside(self.codings, self.corpus.statements, self.codebook, lang)

    def precode(
        self,
        progress: bool | None = None,
        *,
        coders: Sequence[str | LanguageModelCoder] = (OWN,),
        families: Sequence[str] = FAMILIES,
        exclude: Iterable[str] = (),
        together: bool = True,
    ) -> pd.DataFrame:
        """Let machine coders code every statement, and store what they say.

        Parameters
        ----------
        progress : bool, optional
            Show progress on standard error; by default where somebody watches.
        coders : sequence
            ``"aineisto"``: the library's own, whose codes are suggested to people; and language
            models (`aineisto.LanguageModelCoder`), whose codes are shown to nobody. Their answers
            are kept beside the project (``….llm.sqlite``): stopped or killed, the call goes on.
        families : sequence of str
            What language models code.
        exclude : iterable of str
            Statements that no language model gets as an example, besides what is coded blind or on
            blind sheets: a blind sample still to be coded.
        together : bool, default True
            Whether the library's own coders let the answers to a question speak for each other.

        Returns
        -------
        DataFrame
            The judgements of these runs: the codings table.
        """
        refuse_one_string(coders, "coders", "coders")
        parts = []
        for coder in coders:
            if isinstance(coder, str):
                one_of(coder, (OWN,), "coder")
                parts.append(self._precode(progress, together))
            else:
                parts.append(self._ask(coder, progress, families, exclude))
        return pd.concat(parts, ignore_index=True) if parts else empty_codings()

    def _precode(self, progress: bool | None, together: bool) -> pd.DataFrame:
        from aineisto.coders import precode

        of = partial(precode, self.corpus, self.codebook, readings=self.readings)
        codings = of(progress=progress, together=together)
        parameters = {coder: {"aineisto": __version__} for coder in codings["coder"].unique()}
        self.add_judgements(codings, complete=True, parameters=parameters, families=FAMILIES)
        return codings

    def _ask(
        self,
        coder: LanguageModelCoder,
        progress: bool | None,
        families: Sequence[str],
        exclude: Iterable[str],
    ) -> pd.DataFrame:
        """Let a language model code; where the statements go is noted before they do."""
        if coder.answers is None:
            coder = replace(coder, answers=self.path.with_suffix(".llm.sqlite"))
        corpus, parameters = self.corpus, coder.parameters
        if parameters["host"]:
            sent = {"host": parameters["host"], "pseudonymised": coder.pseudonymised}
            self.note("sent", {**sent, "statements": len(corpus.answers)}, coder.coder)
        codings = coder.code(
            corpus,
            self.codebook,
            families,
            decisions=self.codings,
            exclude={*exclude, *self.meant_blind()},
            progress=progress,
        )
        asked = coder.tally["family"].tolist()
        if len(codings):
            of = {coder.coder: parameters}
            self.add_judgements(codings, complete=True, parameters=of, families=asked)
        tally = coder.tally.drop(columns="problems").to_dict("records")
        self.note("answers", {"tally": tally}, coder.coder)
        return codings

    def stack(self, family: str = "stance", *, model: str | None = None) -> Stacked:
        """Suggest what our coder and a language model say together, weighed by blind codes.

        Nothing does this by itself. What comes out is stored as one more machine coder and is from
        then on what people are shown in this family. To see the ``improvement`` first, call
        `aineisto.llm.stack` with `codings`.
        """
        from aineisto.llm import stack

        people, steps = self._people(), self._steps()
        made = stack(self.codings, people, family=family, model=model, scale=steps)
        name = str(made.codings["coder"].iloc[0])
        shown = made.improvement.astype("object").where(made.improvement.notna(), None)
        parameters = {"improvement": shown.to_dict("records")}
        self.add_judgements(made.codings, parameters={name: parameters})
        return made

    def agreement(
        self, *, by: str | None = None, training: bool = False, **options: Any
    ) -> pd.DataFrame:
        """Return the agreement of the coders: a row for each code, coders and coefficient.

        Columns and `options` (``family``, ``coders``, ``by_code`` …) as in `reliability.agreement`.
        Intervals resample whole respondents: the corpus's participants. Codes of training rounds
        are left out unless `training` is set. `by` is an attribute of the participants
        (``"group"``), or ``"register"``: spoken or standard Finnish (`register_of`). Then each of
        its groups has rows of its own, as `aineisto.reliability.agreement_by_subgroup` gives them,
        with ``by_code=True`` for each code too. ``machines=True`` compares machine coders as well.
        """
        from aineisto.language import register_of
        from aineisto.reliability import agreement, agreement_by_subgroup

        codings = self._measured(training)
        if by is None:
            return agreement(codings, **{**self._comparable(), **options})
        known, statements = self.corpus.participants, self.corpus.statements
        if by == "register" and by not in known:
            group = register_of(statements, self.codebook.questions, readings=self.readings)
        else:
            check_columns(known, (by,), "participants", remedy=attributes_of(known))
            group = statements["participant"].map(known.set_index("participant")[by])
        grouped = statements.assign(**{by: group})
        return agreement_by_subgroup(codings, grouped, by, scale=self._steps(), **options)

    def machine_against_people(self, **options: Any) -> pd.DataFrame:
        """Test whether machine coders disagree with people more than people with each other.

        As `aineisto.reliability.machine_against_people` with `options`; of blind codes alone, a
        row for each machine coder. Intervals and the test take whole respondents.
        """
        from aineisto.reliability import machine_against_people

        codings = self._measured(training=False)
        return machine_against_people(codings, **{"respondent": self._people(), **options})

    def agreement_by_round(self, **options: Any) -> pd.DataFrame:
        """Return `agreement` round by round, with ``round``, ``name`` and ``training`` before it.

        Round 0 is what was coded before any round. People's codes are those of that round, by the
        themes that its codebook had, also where they were coded anew since: what was told of a
        round stays so. A machine's suggestions are those of now, and count in each.
        """
        from aineisto.reliability import agreement

        rounds, codings = self.rounds.set_index("round"), self._named()
        machine = codings[is_machine(codings["coder"])]
        parts = []
        for number, rows in self._named(self.round_codings).groupby("round"):
            both = pd.concat([rows[machine.columns], machine], ignore_index=True)
            found = agreement(both, **{**self._comparable(), **options})
            known = number in rounds.index
            found.insert(0, "training", bool(known and rounds.at[number, "training"]))
            found.insert(0, "name", rounds.at[number, "name"] if known else "")
            found.insert(0, "round", int(number))
            parts.append(found)
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()

    def disputes(self, **options: Any) -> pd.DataFrame:
        """Return what people dispute, the widest apart first, with their ``memos``.

        A row for each statement and family: ``clean`` (its text), ``coders`` and their ``codes``,
        ``disputed`` (codes that one gave and another did not), ``distance`` (0…1), ``settled``.
        `options` as in `aineisto.reliability.disputes`: ``family``, ``code``, ``least`` (the
        least distance), ``coders``, ``settled``.
        """
        from aineisto.reliability import disputes

        return disputed(disputes(self._named(), **options), self.corpus.statements, self.memos)

    def _comparable(self) -> dict[str, Any]:
        actors = self.codebook.actors
        return {"respondent": self._people(), "scale": self._steps(), "actors": actors}

    def _named(self, codings: pd.DataFrame | None = None) -> pd.DataFrame:
        """Return the codings with actors by the register's names as of the interviews' dates."""
        found = self.codings if codings is None else codings
        return name_actors(found, self.codebook.actors, interview_dates(self.corpus))

    def _measured(self, training: bool) -> pd.DataFrame:
        """Return the codings that agreement is of, those of training rounds only if asked for."""
        codings, rounds = self._named(), self.rounds
        left_out = set() if training else set(rounds.loc[rounds["training"], "round"])
        return codings[~self._rounds_of(codings).isin(left_out)] if left_out else codings

    def _people(self) -> pd.Series:
        """Return who said each statement, or its document where no participant is named."""
        said = self.corpus.statements.set_index("statement_id")
        return said["participant"].where(said["participant"] != "", said["document"])

    def _steps(self) -> tuple[int, ...]:
        return tuple(point.value for point in self.codebook.scale)

    def _rounds_of(self, codings: pd.DataFrame) -> pd.Series:
        """Return the round of each row's decision; −1 for the machine's rows."""
        keys = ["statement_id", "family", "coder"]
        known = self.round_of.set_index(keys)["round"]
        found = known.reindex(pd.MultiIndex.from_frame(codings[keys])).fillna(-1)
        return pd.Series(found.to_numpy(dtype=int), index=codings.index)

    def rare_advice(self, recall: float = 0.95, confidence: float = 0.95) -> pd.DataFrame:
        """Return for each search for a rare code whether one may stop: a row a search.

        A search is a coder's and a code's for which `rare_sample` has drawn statements at random.
        ``coder``, ``family``, ``code``; ``found`` (in all), ``left`` (unread when the draw began),
        ``drawn`` (of them, read since), ``drawn_found`` (with the code), ``unread``; ``p``,
        ``missed_at_most``, ``more`` and ``stop`` as in `aineisto.reliability.recall_advice`.
        """
        return rare_advice(self, recall, confidence)

    def status(self) -> pd.DataFrame:
        """Return how far each coder is: a row for each family and coder, the machine's too.

        Numbers of statements ``decided`` (of these ``blind``, ``accepted``, ``changed``,
        ``rejected``), ``skipped``, ``open``, ``suggested``; ``agreement``: Krippendorff's alpha
        with people's blind codes, mean over the pairs, missing where there is none.
        """
        return self.progress(self.agreement(by_code=False, n_boot=0))

    def report(
        self, path: str | PathLike[str], lang: str = "fi", progress: bool | None = None
    ) -> Path:
        """Write the study's report (``.html``, ``.docx`` or ``.md``) and return its path.

        `progress` shows how far it is; by default in notebooks and terminals.
        """
        from aineisto.report import write_report

        codebook = self.codebook
        title = codebook.name or self.path.stem
        codings, models = self.codings, self.models
        write_report(
            self.corpus, codebook, codings, path, lang=lang, title=title, models=models,
            work=team_work(self), progress=progress,
        )  # fmt: skip
        return Path(path)

    def review(
        self, coder: str, lang: str = "fi", media: Any = None, **options: Any
    ) -> ReviewWidget:
        """Return a notebook's widget in which a coder decides about one statement after another.

        `options` as in `aineisto.review.ReviewSession`: ``blind``, ``n`` (size of the blind
        sample), ``seed``, ``families``, ``strategy``, ``learn_every``, ``statements``, ``anew`` …
        `media` is the recording, a folder of recordings called as the documents are, or a mapping
        from document to recording, to be played from where a statement begins.
        """
        from aineisto.review import ReviewSession, ReviewWidget

        return ReviewWidget(ReviewSession(self, coder, **options), lang=lang, media=media)

    def adjudicate(
        self, people: Sequence[str], lang: str = "fi", media: Any = None, **options: Any
    ) -> AdjudicationWidget:
        """Return a notebook's widget in which `people` settle what they dispute.

        `options` (``family``, ``code``, ``least``, ``settled``) choose the disputes: see
        `aineisto.review.AdjudicationSession`. `media` as in `review`.
        """
        from aineisto.review import AdjudicationSession, AdjudicationWidget

        session = AdjudicationSession(self, people, **options)
        return AdjudicationWidget(session, lang=lang, media=media)

    def write_disputes(
        self, path: str | PathLike[str], people: Sequence[str], lang: str = "fi", **options: Any
    ) -> pd.DataFrame:
        """Write what `people` dispute as a sheet to settle away from the computer.

        Both codes and memos stand beside the statement, then columns for the consensus, who sat
        and why; `import_disputes` reads them back. From now on those who sit can no longer
        change their own codes of what is on the sheet.

        Parameters
        ----------
        path : path-like
            The sheet: ``.xlsx`` or ``.csv``.
        people : sequence of str
            Who sits, two or more.
        lang : {"fi", "en"}
            Language of the instructions and of a workbook's columns.
        **options
            ``family``, ``code``, ``least``, ``settled``, as in `adjudicate`.

        Returns
        -------
        DataFrame
            The rows of the sheet.
        """
        from aineisto.review import AdjudicationSession

        return AdjudicationSession(self, people, **options).write_sheet(path, lang)
