"""Commands of the daily work: `aineisto open`, `aineisto merge`, `aineisto disputes`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from aineisto._options import lang_option
from aineisto._told import as_text, errors_in_one_line, opened, tell_some
from aineisto.core.codings import FAMILIES

_path = click.Path(path_type=Path)


@click.command("open")
@click.argument("study", type=_path)
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
    from aineisto._study import PROJECT
    from aineisto.page import serve

    def tell(address: str) -> None:
        click.echo(f"Open:  {address}\nCtrl+C closes it; every decision is already saved.")

    with opened(study / PROJECT if study.is_dir() else study) as project:
        serve(project, tell=tell, **options)


@click.command()
@click.argument("one", metavar="A", type=_path)
@click.argument("other", metavar="B", type=_path)
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
@click.argument("project", type=_path)
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
