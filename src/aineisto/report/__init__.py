"""The report: a study as figures, tables and one page of HTML."""

from typing import TYPE_CHECKING, Any

from aineisto.report._summary import Summary, build_summary

if TYPE_CHECKING:
    from aineisto.report import figures
    from aineisto.report._write import write_report

__all__ = ["Summary", "build_summary", "figures", "write_report"]


def __getattr__(name: str) -> Any:
    # Altair and jinja2 take a second to import: only where a figure or a page is asked for.
    if name == "write_report":
        from aineisto.report._write import write_report

        return write_report
    if name == "figures":
        import importlib

        return importlib.import_module("aineisto.report.figures")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
