"""A study on disk: from a folder of interviews to its tables, report and project file."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.codings import (
    NO_THEME,
    read_codings,
    read_sheets,
    same_coders,
    same_codes,
    write_codings,
)
from aineisto.core.checks import as_path
from aineisto.core.data import data_path
from aineisto.core.errors import AineistoError, ProjectError
from aineisto.core.whole import whole_files, write_whole
from aineisto.corpus import Corpus

if TYPE_CHECKING:
    from aineisto.llm import LanguageModelCoder, Plan

PROJECT = "study.aineisto"
ANSWERS = "llm-answers.sqlite"
STATEMENTS = "statements.csv"
CODINGS = "codings.csv"
REPORT = "report.html"
DEMO = "corpora/demo-study"


@dataclass(frozen=True)
class StudyFolder:
    """A written study: its folder, and what its project holds.

    ``agreement`` is None where nobody coded blind; ``tally`` is how a language model's answers
    turned out, None where none was asked.
    """

    folder: Path
    codings: pd.DataFrame
    agreement: pd.DataFrame | None
    tally: pd.DataFrame | None = None

    @property
    def project(self) -> Path:
        """The project file."""
        return self.folder / PROJECT

    @property
    def report(self) -> Path:
        """The report."""
        return self.folder / REPORT


def write_study(
    corpus: Corpus,
    codebook: Codebook,
    out: str | PathLike[str],
    *,
    sheets: Sequence[str | PathLike[str]] = (),
    lang: str = "fi",
    overwrite: bool = False,
    progress: bool = False,
    llm: LanguageModelCoder | None = None,
) -> StudyFolder:
    """Pre-code a corpus and write the project file, the tables and the report.

    The files are made in a temporary folder beside `out` and moved there when all are whole.

    Parameters
    ----------
    corpus, codebook
        What is pre-coded, and with what.
    out : path-like
        Folder of the result; made where it is missing.
    sheets : sequence of path-like
        Blind coding sheets of people, stored beside the machine's suggestions.
    lang : {"fi", "en"}
        Language of the report.
    overwrite : bool
        Replace a project that is already there; what people decided in it is kept in a copy.
        Without it that is an error: a project may hold decisions that are nowhere else.
    progress : bool
        Show progress on standard error.
    llm : LanguageModelCoder, optional
        A language model that codes beside the machine coders. Its answers are kept in `out`, so
        that a run that was stopped goes on where it was.

    Raises
    ------
    ProjectError
        When the folder cannot be written to, or holds a project already.
    """
    from aineisto.project import Project
    from aineisto.store import retire

    target = as_path(out, error=ProjectError)
    if (target / PROJECT).exists() and not overwrite:
        raise ProjectError(
            "A project is already there and may hold decisions.",
            file=target / PROJECT,
            remedy="Choose another folder with --out, or replace it with --overwrite.",
        )
    others = sorted(path for path in target.glob("*.aineisto") if path.name != PROJECT)
    if others and not overwrite:
        raise ProjectError(
            "Another project lies in this folder; its tables and report would be replaced.",
            file=others[0],
            remedy="Choose another folder with --out, or replace them with --overwrite.",
        )
    own = [target / name for name in (STATEMENTS, CODINGS, REPORT) if (target / name).exists()]
    if own and not overwrite:
        raise ProjectError(
            "A file of this name is there, and no project that it belongs to.",
            file=own[0],
            remedy="Choose another folder with --out, or replace it with --overwrite.",
        )
    with whole_files(target, "The study", error=ProjectError) as folder:
        with Project.create(folder / PROJECT, corpus, codebook) as project:
            if sheets:  # before there is a suggestion that they could have shown
                project.import_sheet(*sheets)
            project.precode(progress=progress)
            if llm is not None:
                llm = replace(llm, answers=llm.answers or target / ANSWERS)
                project.precode(progress=progress, coders=[llm])
            codings = project.codings
            blind = (codings["status"] == "blind").any()
            agreement = project.agreement(by_code=False) if blind else None
            project.report(folder / REPORT, lang=lang, progress=progress)
        corpus.statements.to_csv(folder / STATEMENTS, index=False, lineterminator="\n")
        write_codings(codings, folder / CODINGS)
        if (target / PROJECT).exists():
            retire(target / PROJECT)
    return StudyFolder(target, codings, agreement, None if llm is None else llm.tally)


def dry_run(
    corpus: Corpus, codebook: Codebook, out: str | PathLike[str], llm: LanguageModelCoder
) -> Plan:
    """Return how much `write_study` would ask a language model; its probe's answers are kept."""
    target = as_path(out, error=ProjectError)
    with whole_files(target, "The study", error=ProjectError):
        answers = llm.answers or target / ANSWERS
        return replace(llm, answers=answers).dry_run(corpus, codebook)


def copy_demo(out: str | PathLike[str]) -> Path:
    """Copy the demo study's interviews, codebook, participants and sheets into a folder.

    Examples
    --------
    >>> copied = aineisto.copy_demo("study")
    >>> sorted(path.name for path in copied.iterdir())
    ['codebook.toml', 'coders', 'interviews', 'participants.csv']
    """
    source, target = data_path(DEMO), as_path(out, error=ProjectError)
    try:
        shutil.copytree(
            source,
            target,
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("source", "*.md"),
            copy_function=lambda old, new: write_whole(new, Path(old).read_bytes()),
        )
    except OSError as error:
        raise ProjectError(
            f"The demo study cannot be copied ({error}).",
            file=target,
            remedy="Choose a folder that you may write to and that has room.",
        ) from error
    return target


#: Above codes that one coder alone uses, where no codebook tells a theme's name from its code.
_NAMES_OR_CODES = (
    "Look at these, they may be slips, or themes by their name in one sheet and by their code in "
    "another. Add --codebook CODEBOOK.toml, with which names are read as codes:"
)


@dataclass(frozen=True)
class Comparison:
    """How far coders agree, and what only one of them wrote: a hint at slips."""

    table: pd.DataFrame
    one_sided: list[str]
    heading: str = "Look at these, they may be slips:"


def compare(
    paths: Sequence[str | PathLike[str]], codebook: Codebook | None = None, **options: Any
) -> Comparison:
    """Compare the coders of coding sheets, of codings tables, or of one project.

    Parameters
    ----------
    paths : sequence of path-like
        One project file, or any number of coding sheets and codings tables.
    codebook : Codebook, optional
        Sheets are checked against it.
    **options
        As for `agreement`.

    Raises
    ------
    AineistoError
        When there is nothing to compare: fewer than two coders coded the same statement blind.
    """
    from aineisto.project import Project
    from aineisto.reliability import agreement

    files = [as_path(path, error=ProjectError) for path in paths]
    projects = [file for file in files if file.suffix == ".aineisto"]
    if projects and len(files) > 1:
        raise AineistoError(
            "A project's agreement is computed by itself.",
            file=projects[0],
            remedy="Give the project alone, or only coding sheets.",
        )
    if projects:
        with Project.open(projects[0]) as project:
            found = Comparison(project.agreement(**options), [])
    else:
        codings = _codings_of(files, codebook)
        one_sided = _one_sided(codings)
        found = Comparison(agreement(codings, **options), one_sided)
        if codebook is None and any(line.startswith("code ") for line in one_sided):
            found = replace(found, heading=_NAMES_OR_CODES)
    if found.table.empty or not (found.table["n"] > 0).any():
        raise AineistoError(
            "There is nothing to compare: no statement has codes of two coders made blind.",
            file=files[0] if len(files) == 1 else None,
            remedy="Let two people code the same blind sheet. What was coded with suggestions in "
            "view does not count.",
        )
    return found


def _codings_of(files: Sequence[Path], codebook: Codebook | None) -> pd.DataFrame:
    tables = [file for file in files if _is_codings(file)]
    sheets = [file for file in files if file not in tables]
    parts = [read_codings(file) for file in tables]
    if sheets:
        parts.append(read_sheets(sheets, codebook))
    return pd.concat(parts, ignore_index=True)


def _one_sided(codings: pd.DataFrame) -> list[str]:
    """Return the theme codes that one coder alone uses, and the statements one alone coded."""
    codings = same_coders(same_codes(codings[codings["status"] == "blind"]))
    if codings["coder"].nunique() < 2:
        return []
    themes = codings[(codings["family"] == "theme") & (codings["code"] != NO_THEME)]
    return [
        f"{what} of {coders.iloc[0]} only: {name}"
        for what, rows, key in (("code", themes, "code"), ("statement", codings, "statement_id"))
        for name, coders in rows.groupby(key)["coder"]
        if coders.nunique() == 1
    ]


def agreement_at_a_glance(table: pd.DataFrame) -> pd.DataFrame:
    """Return an agreement table as people read it: a row a comparison, a column a coefficient.

    Of the kappas the one weighted most, and alpha with its interval; the metric of each stands in
    the table itself.
    """
    keys = ["family", "code", "coders", "n"]
    names = {
        "percent_agreement": "per cent",
        "cohen_kappa": "kappa",
        "krippendorff_alpha": "alpha",
        "gwet_ac1": "AC",
        "gwet_ac2": "AC",
    }
    shown = table[table["coefficient"].isin(names) & (table["metric"] != "linear")]
    shown = shown.assign(name=shown["coefficient"].map(names))
    wide = shown.pivot_table(
        index=keys, columns="name", values="value", sort=False, observed=True, dropna=False
    )
    wide = wide.reindex(columns=list(dict.fromkeys(names.values()))).dropna(how="all")
    alpha = shown[shown["name"] == "alpha"].set_index(keys)
    interval = alpha["low"].map("{:.2f}".format) + "…" + alpha["high"].map("{:.2f}".format)
    interval[alpha[["low", "high"]].isna().any(axis=1)] = "–"  # too few people, or none asked for
    wide["alpha 95 %"] = interval.reindex(wide.index)
    wide["metric"] = alpha["metric"].reindex(wide.index)
    wide["per cent"] = 100 * wide["per cent"]
    return wide.round({"per cent": 1, "kappa": 2, "alpha": 2, "AC": 2}).reset_index()


def _is_codings(file: Path) -> bool:
    """Tell a codings table from a coding sheet by its header."""
    if file.suffix.lower() != ".csv" or not file.is_file():
        return False
    with file.open("rb") as stream:
        header = stream.readline(4096).decode("utf-8-sig", errors="replace")
    return {"family", "coder", "status"} <= set(header.strip().split(","))
