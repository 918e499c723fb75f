"""Commands of the daily work: `aineisto open`, `merge`, `disputes`, `codebook`, `round`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aineisto._options import StudyPath, lang_option
from aineisto._told import as_text, errors_in_one_line, opened, tell_some
from aineisto.core.checks import as_path
from aineisto.core.codings import FAMILIES
from aineisto.core.errors import CodebookError
from aineisto.core.shown import shortened

if TYPE_CHECKING:
    import pandas as pd

    from aineisto.codebook import Codebook

_path = click.Path(path_type=Path)


@click.command("open")
@click.argument("study", type=StudyPath())
@lang_option("Language of the page, which can be changed on it.")
@click.option("--media", type=_path, help="A recording, or a folder called as the documents are.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="Port on this machine.  [default: one that is free]",
)
@click.option("--browser/--no-browser", default=True, help="Open the address in the browser.")
def open_study(study: Path, **options: Any) -> None:
    """Open a study in the browser, to code, settle, search and read its report.

    STUDY is a project file, or a folder with study.aineisto in it. The page is seen on this machine
    alone, by the address that is printed; Ctrl+C or closing the terminal closes it.
    """
    from aineisto.page import serve

    def tell(address: str) -> None:
        click.echo(f"Open:  {address}\nCtrl+C closes it; every decision is already saved.")

    with opened(study) as project:
        serve(project, tell=tell, **options)


@click.command()
@click.argument("one", metavar="A", type=StudyPath())
@click.argument("other", metavar="B", type=StudyPath())
@click.option("--out", required=True, type=_path, help="The new project; A and B stay as they are.")
def merge(one: Path, other: Path, out: Path) -> None:
    """Merge two copies of a study that were coded apart: decisions of both, none lost.

    Where the same coder decided the same statement in both and differently, the later decision
    stands, and the conflict is listed.
    """
    from aineisto.project import merge_projects

    with errors_in_one_line():
        merged = merge_projects(one, other, out)
        click.echo(f"Merged:  {out}, with {merged.added} new events from {other}")
        tell_some(
            f"{len(merged.conflicts)} decisions differ; the later stands:",
            [as_text(merged.conflicts)] if len(merged.conflicts) else [],
        )


@click.command()
@click.argument("project", type=StudyPath())
@click.option(
    "--people", required=True, metavar="A,B", help="Who settles them, two or more: anna,ville."
)
@click.option("--out", required=True, type=_path, help="The sheet to write (xlsx or csv).")
@click.option(
    "--family", type=click.Choice(FAMILIES), help="Disputes over one family.  [default: all]"
)
@click.option("--code", help="Only disputes over this theme or actor.")
@click.option(
    "--least", type=click.FloatRange(0, 1), default=0.0, help="Only those at least so far apart."
)
@lang_option("Language of the columns and the instructions.")
def disputes(project: Path, people: str, out: Path, lang: str, **options: Any) -> None:
    """Write what coders dispute as a sheet, to settle away from the computer.

    Both codes and memos stand beside each statement, the widest apart first. `aineisto
    import-sheet` brings back what was settled. Those who sit see each other's codes: from now on
    they cannot change their own of what is on the sheet.
    """
    names = [name.strip() for name in people.split(",") if name.strip()]
    with opened(project) as study:
        rows = study.write_disputes(out, names, lang, **options)
        click.echo(f"Sheet:  {out}, {len(rows)} disputes")


@click.command()
@click.argument("project", type=StudyPath())
@click.argument("new", metavar="[NEW]", required=False, type=_path)
@click.option("--out", type=_path, help="Write the project's codebook to this file, to be edited.")
def codebook(project: Path, new: Path | None, out: Path | None) -> None:
    """Give a project a new version of its codebook, or write the one that it has.

    NEW is the whole codebook (TOML, CSV, xlsx or QDC). Begin from the project's own, in which what
    was merged on the page is written: aineisto codebook study.aineisto --out codebook.toml. What
    was decided stays; it is told what of it has no place in the new version. Without NEW and --out
    the changes of all versions are listed.
    """
    from aineisto import Codebook

    with opened(project) as study:
        if new is not None:
            changes = study.update_codebook(Codebook.load(new))
            click.echo(as_text(_shown(changes)) if len(changes) else "Nothing has changed.")
        if out is not None:
            _refuse_edited(out, study.codebook)
            study.codebook.save(out)
            click.echo(f"Codebook:  {out}")
        if new is None and out is None:
            changes = study.codebook_changes
            click.echo(as_text(_shown(changes)) if len(changes) else "There is one version.")


def _refuse_edited(out: Path, own: Codebook) -> None:
    """Refuse to write over another codebook: somebody may be editing it."""
    if as_path(out).exists() and type(own).load(out) != own:
        raise CodebookError(
            "Another codebook is there, which may have been edited.",
            file=out,
            remedy="Give it to the project (aineisto codebook STUDY NEW), choose another name, or "
            "take the file away first.",
        )


def _shown(changes: pd.DataFrame) -> pd.DataFrame:
    """Return changes with long texts cut."""
    texts = ["before", "after"]
    return changes.assign(**{name: changes[name].map(shortened) for name in texts})


@click.command("round")
@click.argument("project", type=StudyPath())
@click.argument("name", required=False)
@click.option("--training", is_flag=True, help="Practice: its codes are in no other agreement.")
def round_(project: Path, name: str | None, training: bool) -> None:
    """Begin a round of coding, or tell the agreement of each round.

    What is decided from now on belongs to the round NAME. Without NAME people's agreement in each
    round is told.
    """
    with opened(project) as study:
        if name is not None:
            number = study.begin_round(name, training=training)
            click.echo(f"Round {number}:  {name}")
            return
        table = study.agreement_by_round(by_code=False)
        if table.empty:
            click.echo("Nobody has coded anything.")
            return
        people = table[(table["kind"] == "human-human") & table["value"].notna()]
        told = people[people["coefficient"].isin(["percent_agreement", "krippendorff_alpha"])]
        names = ["round", "name", "family", "coders", "coefficient", "value", "low", "high", "n"]
        shown = told[names].round({"value": 2, "low": 2, "high": 2})
        click.echo(as_text(shown) if len(shown) else "No round has codes of two people made blind.")
