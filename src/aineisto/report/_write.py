"""Write a study's report: the kind of file follows from its name."""

from __future__ import annotations

import re
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.core.checks import as_path
from aineisto.core.errors import AineistoError
from aineisto.core.progress import shown
from aineisto.core.whole import write_whole
from aineisto.report._content import Report, make_report
from aineisto.report._summary import Summary, build_summary
from aineisto.report._texts import texts

if TYPE_CHECKING:
    from aineisto.corpus import Corpus
    from aineisto.report._work import TeamWork

#: Endings of the files that can be written.
KINDS = (".html", ".docx", ".md")


def write_report(
    corpus: Corpus,
    codebook: Codebook,
    codings: pd.DataFrame,
    path: str | PathLike[str],
    *,
    lang: str = "fi",
    title: str | None = None,
    models: pd.DataFrame | None = None,
    work: TeamWork | None = None,
    progress: bool | None = None,
) -> Path:
    """Write the report of a study as HTML, as a Word document or as Markdown.

    The content is the same in each. The HTML page holds its figures, its style and its text, asks
    the network for nothing, follows the reader's light or dark setting and prints on A4. The
    figures of the Markdown lie as PNG in a folder beside it (``report-figures/`` for
    ``report.md``).

    Parameters
    ----------
    corpus : Corpus
        The interviews.
    codebook : Codebook
        What was coded.
    codings : DataFrame
        The codings table. People's codes count where people coded, the machine's suggestions
        elsewhere; whatever the latter enter is marked.
    path : path-like
        Where to write: ``.html``, ``.docx`` or ``.md``. An older file is replaced only once the
        new one is whole.
    lang : {"fi", "en"}
        Language of the report.
    title : str, optional
        Title of the report; the codebook's name when left out.
    models : DataFrame, optional
        With what each machine coder ran (`aineisto.Project.models`): the paragraph on methods
        tells it of language models, and where statements were sent.
    work : TeamWork, optional
        Rounds, versions of the codebook, who settled what: `aineisto.Project.report` gives them.
    progress : bool, optional
        Whether to show the progress; by default in notebooks and terminals.

    Raises
    ------
    AineistoError
        When the language or the kind of file is unknown or the file cannot be written.

    Examples
    --------
    >>> write_report(corpus, codebook, codings, "report.html").name
    'report.html'
    """
    texts(lang)  # what cannot be is refused before the work, not after it
    target = as_path(path)
    check_kind(target)
    summary = build_summary(corpus, codebook, codings, models, work, progress)
    return save(make_report(summary, lang, title), target, progress)


def check_kind(path: Path) -> None:
    """Refuse a file of a kind that a report is not written as."""
    if path.suffix.lower() not in KINDS:
        ending = f"ends in “{path.suffix}”" if path.suffix else "has no ending"
        raise AineistoError(
            f"A report cannot be written as a file that {ending}.",
            file=path,
            remedy=f"Use one of {', '.join(KINDS)}.",
        )


def render(summary: Summary, *, lang: str = "fi", title: str | None = None) -> str:
    """Return the page of a summary as HTML."""
    from aineisto.report._html import to_html

    return to_html(make_report(summary, lang, title))


def save(report: Report, path: Path, progress: bool | None = False) -> Path:
    """Write a report as the kind of file that its name asks for."""
    kind = path.suffix.lower()
    if kind == ".html":
        from aineisto.report._html import to_html

        return _write(to_html(report, progress).encode(), path)
    for figure in shown(report.figures, "Drawing", "figure", progress):
        _ = figure.png  # drawn once, and kept
    if kind == ".docx":
        from aineisto.report._docx import to_docx

        return _write(to_docx(report), path)
    from aineisto.report._markdown import to_markdown

    folder = path.with_name(f"{path.stem}-figures")
    text, figures = to_markdown(report, folder.name)
    # The text last: it is never there without its figures.
    for name, picture in figures.items():
        _write(picture, folder / name)
    _write(text.encode(), path)
    for old in folder.glob("figure-*.png"):
        if old.name not in figures and re.fullmatch(r"figure-\d+\.png", old.name):
            old.unlink()  # of an earlier report with more figures
    return path


def _write(content: bytes, path: Path) -> Path:
    what, remedy = "The report", "Give a file in a folder that exists and can be written to."
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AineistoError(
            f"{what} cannot be written ({error.strerror}).", file=path, remedy=remedy
        ) from error
    return write_whole(path, content, what, remedy=remedy)
