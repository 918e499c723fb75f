"""The command line: `aineisto demo`, `precode`, `agree`, `report`, `status`, `sheet` …

Exit codes: 0 all went well; 1 an error, told in one line; 2 the command was not understood; 3 the
work was done, but some files were left out and are listed.
"""

from __future__ import annotations

import gc
import io
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aineisto import __version__
from aineisto._options import StudyPath, coder_of, lang_option, llm_options, role_option
from aineisto._told import (
    as_text,
    errors_in_one_line,
    opened,
    tell_agreement,
    tell_problems,
    tell_some,
    tell_study,
    warnings_below,
)
from aineisto._working import codebook, disputes, merge, open_study, round_
from aineisto.core.errors import AineistoError, AineistoWarning

if TYPE_CHECKING:
    from aineisto.llm import LanguageModelCoder

LEFT_OUT = 3
_FEW = 3  # documents, of which `check` tells one by one

_path = click.Path(path_type=Path)
_lang = lang_option("Language of the report.")
_interviewer = click.option(
    "--interviewer",
    multiple=True,
    help="Label of the interviewer in the transcripts, where it cannot be known.",
)
_overwrite = click.option(
    "--overwrite",
    is_flag=True,
    help="Replace a project that is already there; people's decisions are kept in a copy.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="aineisto")
def main() -> None:
    """Mine Finnish interviews: themes, stance and actors, coded by machine, decided by people.

    Nothing leaves this machine unless you name another. Begin with:  aineisto demo
    """
    # Words and models stay for as long as the command runs: to look through them every time a few
    # hundred objects were made took a tenth of its time.
    gc.set_threshold(50_000)
    # What a terminal or a file of another encoding cannot hold is written as \u2026.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")


@main.command()
@click.option(
    "--out",
    type=_path,
    default=Path("aineisto-demo"),
    show_default=True,
    help="Folder of the result.",
)
@_lang
@_overwrite
def demo(out: Path, lang: str, overwrite: bool) -> None:
    """Run the bundled demo study from end to end.

    Fourteen invented interviews are read and pre-coded, compared with two human coders and
    reported. The interviews, the codebook and the coders' sheets are copied beside the result.
    """
    from aineisto import _study

    with errors_in_one_line():
        if (out / _study.PROJECT).exists() and not overwrite:
            raise AineistoError(
                "The demo study is already there.",
                file=out,
                remedy=f"Open {out / _study.REPORT}, or run again with --overwrite.",
            )
        folder = _study.copy_demo(out)
        _precode(
            [folder / "interviews"],
            folder / "codebook.toml",
            folder / "participants.csv",
            out,
            sheets=sorted((folder / "coders").glob("*.csv")),
            lang=lang,
            overwrite=overwrite,
        )


@main.command()
@click.argument("paths", nargs=-1, required=True, type=_path)
@click.option(
    "--codebook",
    required=True,
    type=_path,
    help="Themes, scale, questions, actors (TOML, CSV, xlsx or QDC).",
)
@click.option("--participants", type=_path, help="Table of participants (CSV or xlsx).")
@_interviewer
@role_option
@click.option("--out", required=True, type=_path, help="Folder of the result.")
@_lang
@_overwrite
@llm_options
def precode(
    paths: tuple[Path, ...],
    codebook: Path,
    participants: Path | None,
    interviewer: tuple[str, ...],
    roles: dict[str, str],
    out: Path,
    lang: str,
    overwrite: bool,
    dry_run: bool,
    **model: Any,
) -> None:
    """Read interviews and suggest themes, stance and actors for every statement.

    PATHS are transcripts or folders of them: docx, odt, rtf, pdf, txt, vtt, srt, json, csv, xlsx …
    OUT gets statements.csv, codings.csv, report.html and the project file study.aineisto.
    `aineisto report` writes the report as Word or Markdown, too.

    With --llm and --model a language model on this machine codes beside them, as a coder of its
    own; its answers are kept in llm-answers.sqlite, and the same command goes on where it was.
    """
    with errors_in_one_line():
        coder = coder_of(**model, dry_run=dry_run)
        _precode(
            list(paths),
            codebook,
            participants,
            out,
            interviewer=interviewer,
            roles=roles,
            lang=lang,
            overwrite=overwrite,
            llm=coder,
            dry_run=dry_run,
        )


def _precode(
    paths: list[Path],
    codebook_file: Path,
    participants: Path | None,
    out: Path,
    *,
    interviewer: tuple[str, ...] = (),
    roles: dict[str, str] | None = None,
    llm: LanguageModelCoder | None = None,
    dry_run: bool = False,
    **options: Any,
) -> None:
    from aineisto import Codebook, _study, read
    from aineisto.language import shared_lemmatizer

    codebook = Codebook.load(codebook_file)
    progress = sys.stderr.isatty()
    with warnings_below():
        # What is left out is listed below.
        warnings.filterwarnings("ignore", ".*see corpus.problems", AineistoWarning)
        corpus = read(
            paths,
            participants=participants,
            guide=codebook if codebook.questions else None,
            interviewer=interviewer or None,
            roles=roles or None,
            progress=progress,
        )
    if llm is not None and dry_run:
        click.echo(str(_study.dry_run(corpus, codebook, out, llm)))
        return
    click.echo(shared_lemmatizer().describe())
    study = _study.write_study(corpus, codebook, out, progress=progress, llm=llm, **options)
    tell_study(corpus, study)
    tell_problems(corpus)
    if len(corpus.left_out):
        sys.exit(LEFT_OUT)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=_path)
@click.option("--participants", type=_path, help="Table of participants (CSV or xlsx).")
@click.option("--guide", type=_path, help="Interview guide: a codebook or a text of questions.")
@_interviewer
@role_option
@click.option("--encoding", help="Encoding of text files, where it is not recognised.")
@click.option("--details", is_flag=True, help="Tell of every document, however many they are.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV: a row a document.")
def check(
    paths: tuple[Path, ...],
    participants: Path | None,
    guide: Path | None,
    interviewer: tuple[str, ...],
    roles: dict[str, str],
    encoding: str | None,
    details: bool,
    as_csv: bool,
) -> None:
    """Tell how transcripts are read: who speaks, how much, what is not used, what is unsure.

    PATHS are transcripts or folders of them. Of more than three documents is told what to look at,
    like remarks together; --details tells of each. Nothing is written.
    """
    from aineisto import read
    from aineisto.corpus import described, summarised

    with errors_in_one_line(), warnings.catch_warnings():
        warnings.simplefilter("ignore", AineistoWarning)  # they stand in the table
        corpus = read(
            list(paths),
            participants=participants,
            guide=guide,
            interviewer=interviewer or None,
            roles=roles or None,
            encoding=encoding,
        )
        table = corpus.check()
        if as_csv:
            click.echo(table.to_csv(index=False), nl=False)
        elif details or len(table) <= _FEW:
            click.echo(described(table))
        else:
            click.echo(summarised(corpus, table))
            click.echo("\nOf each document: --details, or --csv for a table.")
    if len(corpus.left_out):
        sys.exit(LEFT_OUT)


@main.command()
@click.argument("files", nargs=-1, required=True, type=StudyPath())
@click.option("--codebook", type=_path, help="Check the sheets' codes against this codebook.")
@click.option("--by-code", is_flag=True, help="A row for each code too.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, every coefficient and interval.")
def agree(files: tuple[Path, ...], codebook: Path | None, by_code: bool, as_csv: bool) -> None:
    """Tell how far coders agree.

    FILES are coding sheets (CSV or xlsx, one a coder), codings tables, or one project. Only codes
    made without seeing a suggestion count.
    """
    from aineisto import Codebook, _study

    with errors_in_one_line():
        loaded = None if codebook is None else Codebook.load(codebook)
        found = _study.compare(files, loaded, by_code=by_code)
        if as_csv:
            click.echo(found.table.to_csv(index=False), nl=False)
        else:
            tell_agreement(found.table)
        tell_some(found.heading, found.one_sided)


@main.command()
@click.argument("project", type=StudyPath())
@click.option("--out", required=True, type=_path, help="The file to write: .html, .docx or .md.")
@_lang
def report(project: Path, out: Path, lang: str) -> None:
    """Write a project's report: an HTML page that opens offline, Word, or Markdown."""
    with opened(project) as study:
        study.report(out, lang=lang)
        click.echo(f"Report:  {out}")


@main.command()
@click.argument("project", type=StudyPath())
@click.option(
    "--since",
    metavar="WHEN",
    help='Tell also what changed from then on: "yesterday", "today" or 2026-03-01.',
)
def status(project: Path, since: str | None) -> None:
    """Tell how far each coder is and how they agree so far."""
    with opened(project) as study:
        changed = None if since is None else study.since(since)
        click.echo(as_text(study.status().round(2)))
        if changed is not None:
            click.echo(f"\nSince {since}: {len(changed)} events")
        if changed is not None and len(changed):
            kinds = changed.groupby(["who", "event", "family"], sort=False)["at"]
            told = kinds.agg(events="size", first="min", last="max").reset_index()
            click.echo(as_text(told[[*told.columns[1:], "who"]]))


@main.command()
@click.argument("project", type=StudyPath())
@click.option(
    "--out", type=_path, help="The copy.  [default: PROJECT.DATE-backup beside the project]"
)
def backup(project: Path, out: Path | None) -> None:
    """Copy a project, also while others code in it.

    A file manager's copy of a project that is open may be taken in the middle of a decision.
    """
    from datetime import datetime

    with opened(project) as study:
        target = out or project.with_name(f"{project.name}.{datetime.now():%Y-%m-%d-%H%M%S}-backup")
        click.echo(f"Backup:  {study.backup(target)}")


@main.command()
@click.argument("source", metavar="IN.parquet", type=_path)
@click.argument("target", metavar="OUT.parquet", type=_path)
@click.option("--codebook", type=_path, help="Themes, scale and actors (TOML, CSV, xlsx or QDC).")
@click.option("--text", help="Column of the text.  [default: clean, else text]")
@click.option("--models", type=click.Choice(["fast", "accurate"]), default="fast")
@click.option("--engine", type=click.Choice(["local", "dask"]), default="local", show_default=True)
@click.option("--scheduler", help="Dask cluster: tcp://HOST:PORT; else one is made here.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes of a cluster made here.")
@click.option("--rows", type=click.IntRange(min=1), default=5000, help="Rows of a partition.")
@click.option("--overwrite", is_flag=True, help="Replace OUT, and begin anew.")
def annotate(source: Path, target: Path, **options: Any) -> None:
    """Annotate the statements of a Parquet file: lemmas, theme, stance, actors.

    Every row is read alone, a partition at a time. Stopped, it goes on where it was with the same
    command; OUT is there only when it is whole.
    """
    from aineisto.scale import annotate_file

    with errors_in_one_line():
        annotate_file(source, target, progress=sys.stderr.isatty(), **options)
        click.echo(f"Annotated:  {target}")


@main.command()
@click.argument("project", type=StudyPath())
@click.option("--coder", required=True, help="Name of the coder.")
@click.option("--out", required=True, type=_path, help="The sheet to write (xlsx or csv).")
@click.option(
    "--suggestions",
    is_flag=True,
    help="Show the machine's suggestions: then the codes are not blind.",
)
@click.option(
    "--n", type=click.IntRange(min=1), help="Size of a sample spread over groups and questions."
)
@click.option(
    "--seed", default=0, show_default=True, help="Another one draws another sample: a new round."
)
@lang_option("Language of the columns and the instructions.")
def sheet(
    project: Path, coder: str, out: Path, suggestions: bool, n: int | None, seed: int, lang: str
) -> None:
    """Write a coding sheet for a person."""
    with opened(project) as study:
        study.write_sheet(out, coder, blind=not suggestions, n=n, lang=lang, seed=seed)
        click.echo(f"Sheet:  {out}")


@main.command("import-sheet")
@click.argument("project", type=StudyPath())
@click.argument("sheets", nargs=-1, required=True, type=_path)
@click.option(
    "--vouched",
    default="",
    metavar="WHO AND HOW",
    help="For sheets that are not this project's: who vouches that no suggestion was in sight.",
)
def import_sheet(project: Path, sheets: tuple[Path, ...], vouched: str) -> None:
    """Store coded sheets, or sheets of disputes, in a project; with any deviation, nothing."""
    from aineisto.codings import open_sheet

    with opened(project) as study:
        with warnings_below():
            read = [open_sheet(path) for path in sheets]
            if all(sheet.is_of_disputes for sheet in read):
                stored = study.import_disputes(*read).assign(coder="")
            else:
                stored = study.import_sheet(*read, vouched=vouched)
        new = stored[stored["new"]]
        click.echo(f"{len(new.groupby(['statement_id', 'family', 'coder']))} decisions stored")


main.add_command(open_study)
main.add_command(merge)
main.add_command(disputes)
main.add_command(codebook)
main.add_command(round_)

if __name__ == "__main__":
    main()
