"""The report: a study as figures, tables, quotations and a document of its own.

How a number gets into it: `_codes` chooses the codings that count, a module a section (`_stance`,
`_themes`, `_actors`, `_agreement`, `_coding`, `_team`) makes frames of them with the intervals of
`aineisto.reliability`, `_summary` gathers these; `_tables`, `figures` and `_sections` write them in
a language, and `_html`, `_docx`, `_markdown` as a file.
"""

from typing import TYPE_CHECKING, Any

from aineisto.report._quotations import quotations
from aineisto.report._summary import Summary, build_summary

if TYPE_CHECKING:
    from aineisto.report import figures
    from aineisto.report._gallery import Figure, figures_of
    from aineisto.report._methods import methods_paragraph
    from aineisto.report._tables import tables
    from aineisto.report._work import TeamWork
    from aineisto.report._write import write_report

__all__ = [
    "Figure",
    "Summary",
    "TeamWork",
    "build_summary",
    "figures",
    "figures_of",
    "methods_paragraph",
    "quotations",
    "tables",
    "write_report",
]

#: Where names live that take altair, jinja2 or python-docx, which are slow to import.
_LATER = {
    "Figure": "_gallery",
    "TeamWork": "_work",
    "figures_of": "_gallery",
    "methods_paragraph": "_methods",
    "tables": "_tables",
    "write_report": "_write",
}


def __getattr__(name: str) -> Any:
    import importlib

    if name == "figures":
        return importlib.import_module("aineisto.report.figures")
    if name in _LATER:
        return getattr(importlib.import_module(f"aineisto.report.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
