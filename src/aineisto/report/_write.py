"""Write a study's report as one page of HTML that needs nothing but itself."""

from __future__ import annotations

import os
from importlib.resources import files
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import pandas as pd
from markupsafe import Markup

from aineisto._errors import AineistoError
from aineisto.codebook import Codebook
from aineisto.report import _appendix, _sections
from aineisto.report._blocks import Numbering
from aineisto.report._names import Names
from aineisto.report._summary import Summary, build_summary
from aineisto.report._texts import texts

if TYPE_CHECKING:
    from aineisto.corpus import Corpus

_SECTIONS = (
    _sections.who,
    _sections.stance,
    _sections.groups,
    _sections.distribution,
    _sections.themes,
    _sections.actors,
    _appendix.agreement,
    _appendix.methods,
)


def write_report(
    corpus: Corpus,
    codebook: Codebook,
    codings: pd.DataFrame,
    path: str | PathLike[str],
    *,
    lang: str = "fi",
    title: str | None = None,
) -> Path:
    """Write the report of a study as one HTML file.

    The page holds its figures, its style and its text, asks the network for nothing, follows the
    reader's light or dark setting and prints on A4.

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
        Where to write; an older file is replaced only once the new one is whole.
    lang : {"fi", "en"}
        Language of the report.
    title : str, optional
        Title of the page; the codebook's name when left out.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    AineistoError
        When the language is unknown or the file cannot be written.
    """
    texts(lang)  # an unknown language is refused before the work, not after it
    page = render(build_summary(corpus, codebook, codings), lang=lang, title=title)
    return _write_whole(page, Path(path))


def render(summary: Summary, *, lang: str = "fi", title: str | None = None) -> str:
    """Return the page of a summary as HTML."""
    t = texts(lang)
    names = Names(summary.codebook, t)
    numbered = Numbering()
    sections = [make(summary, names, numbered) for make in _SECTIONS]
    template = _environment().get_template("report.html.j2")
    page = template.render(
        t=t,
        lang=lang,
        title=title or summary.codebook.name or t("title"),
        kind=t("title"),
        made=t("made_on", date=names.date(summary.methods.date), version=summary.methods.aineisto),
        style=_style(),
        status=_status(summary, names),
        status_kind=_overall(summary),
        key_figures=_key_figures(summary, names),
        abstract=_sections.abstract(summary, names),
        sections=sections,
    )
    return page.lstrip()


def _environment() -> jinja2.Environment:
    loader = jinja2.FunctionLoader(_template)
    return jinja2.Environment(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _template(name: str) -> str:
    return files("aineisto.report").joinpath("templates", name).read_text(encoding="utf-8")


def _style() -> Markup:
    return Markup(_template("style.css"))  # our own file: no text of the study in it


def _overall(summary: Summary) -> str:
    kinds = {source.source for source in summary.sources.values()} - {"none"}
    if not kinds:
        return "none"
    return kinds.pop() if len(kinds) == 1 else "mixed"


def _status(summary: Summary, names: Names) -> str:
    t = names.t
    overall = _overall(summary)
    if overall != "mixed":
        return t(f"lead_{overall}")
    families = [
        t(
            "mixed_family",
            family=t(f"family_{source.family}"),
            people=names.count(source.people),
            machine=names.count(source.machine),
        )
        for source in summary.sources.values()
        if source.source != "none"
    ]
    return t("lead_mixed", families="; ".join(families))


def _key_figures(summary: Summary, names: Names) -> list[tuple[str, str]]:
    shown: list[tuple[str, Any]] = [
        (name, getattr(summary.counts, name))
        for name in ("documents", "participants", "groups", "statements", "words")
    ]
    return [
        (names.count(value), names.t(f"key_{name}_one" if value == 1 else f"key_{name}"))
        for name, value in shown
    ]


def _write_whole(page: str, path: Path) -> Path:
    """Write beside the file and move into place, so that no half-written page is ever seen."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            draft.write_text(page, encoding="utf-8")
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise AineistoError(
            f"The report cannot be written ({error.strerror}).",
            file=path,
            remedy="Give a file in a folder that exists and can be written to.",
        ) from error
    return path
