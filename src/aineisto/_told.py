"""What the command line says of what was done, and of what went wrong."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aineisto.core.errors import AineistoError, AineistoWarning

if TYPE_CHECKING:
    import pandas as pd

    from aineisto._study import StudyFolder
    from aineisto.corpus import Corpus
    from aineisto.project import Project

_MANY = 10  # problems, from which like ones are told together


@contextmanager
def errors_in_one_line() -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always", AineistoWarning)
            plain = warnings.showwarning
            warnings.showwarning = lambda message, kind, *where: (
                click.echo(f"aineisto: {message}", err=True)
                if issubclass(kind, AineistoWarning)
                else plain(message, kind, *where)
            )
            yield
    except AineistoError as error:
        click.echo(f"aineisto: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:  # the reader of a pipe has what it wanted: click ends the command
        raise
    except OSError as error:
        where = "" if error.filename is None else f"{error.filename}: "
        click.echo(
            f"aineisto: {where}{error.strerror or error}. Check the path, your rights to it and "
            "the room on the disk.",
            err=True,
        )
        sys.exit(1)
    except KeyboardInterrupt:
        click.echo("aineisto: stopped; nothing half-written was kept.", err=True)
        sys.exit(130)


@contextmanager
def opened(path: Path) -> Iterator[Project]:
    """Open a project for a command, whose errors are told in one line."""
    with errors_in_one_line():
        from aineisto.project import Project  # here, since it takes a while to stop in

        with Project.open(path) as project:
            yield project


@contextmanager
def warnings_below() -> Iterator[None]:
    """Tell the library's warnings when the work is done, below what it tells as it goes."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", AineistoWarning)
        yield
    for warning in told:
        click.echo(f"aineisto: {warning.message}", err=True)


def tell_study(corpus: Corpus, study: StudyFolder) -> None:
    from aineisto.codings import is_language_model, is_machine

    codings = study.codings
    model = is_language_model(codings["coder"])
    off_guide = corpus.off_guide()
    to_none = off_guide.loc[off_guide["question"] == "", "answers"].sum()
    beside = off_guide["answers"].sum()
    click.echo(
        f"{len(corpus.documents)} documents, {len(corpus.answers)} statements of interviewees; "
        f"suggested: {_counted(codings[is_machine(codings['coder']) & ~model])}."
    )
    if beside:
        click.echo(
            f"{beside} statements follow a turn that asks no question of the guide; they count to "
            f"the one asked last{f', {to_none} of them to none' if to_none else ''}. "
            "corpus.check() or aineisto check --guide lists the turns."
        )
    for coder, rows in codings[model].groupby("coder"):
        click.echo(f"Beside them {coder}: {_counted(rows)}.")
    if study.tally is not None:
        n = study.tally.sum(numeric_only=True)
        click.echo(
            f"Its answers: {n['asked']} questions, {n['no_answer']} without a usable answer; "
            f"{n['not_in_text']} of {n['quotations']} quotations are not in the text."
        )
    if study.agreement is not None:
        tell_agreement(study.agreement)
    click.echo(f"Project: {study.project}")
    click.echo(f"Report:  {study.report}")


def _counted(codings: pd.DataFrame) -> str:
    n = codings["family"].value_counts()
    return (
        f"{n.get('theme', 0)} themes, {n.get('stance', 0)} stances, "
        f"{n.get('actor', 0)} mentions of actors"
    )


def tell_problems(corpus: Corpus) -> None:
    """Tell the files that were left out, and the places in the others to look at."""
    from aineisto.corpus import by_kind

    out = corpus.left_out
    others = corpus.problems.drop(out.index)
    for heading, rows in (("left out:", out), ("to look at:", others)):
        if len(rows):
            click.echo(f"{len(rows)} {heading}", err=True)
        if len(rows) > _MANY:
            for line in by_kind(corpus, rows):
                click.echo(f"  {line}", err=True)
            click.echo("  Each with its place: aineisto check --details, or the report.", err=True)
            continue
        for row in rows.itertuples(index=False):
            where = ", ".join(part for part in (row.file, row.place) if part)
            click.echo(f"  {where}: {row.problem} {row.remedy}", err=True)


def tell_some(heading: str, lines: list[str], most: int = 10) -> None:
    if lines:
        click.echo(heading, err=True)
        for line in lines[:most]:
            click.echo(f"  {line}", err=True)
        if len(lines) > most:
            click.echo(f"  … and {len(lines) - most} more", err=True)


def tell_agreement(table: pd.DataFrame) -> None:
    from aineisto._study import agreement_at_a_glance

    shown = agreement_at_a_glance(table)
    click.echo(shown.to_string(index=False, na_rep=""))
    if (shown["alpha 95 %"] == "–").any():
        click.echo("–: no interval; --csv says why, in the column note.", err=True)


def as_text(frame: pd.DataFrame) -> str:
    return frame.astype("object").to_string(index=False, na_rep="")
