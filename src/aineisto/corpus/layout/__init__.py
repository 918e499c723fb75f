"""How a text is set on its pages: lines, hyphens, headers and footers, and what it says without."""

from aineisto.corpus.layout._headers import LineMarks, line_marks, physical_lines
from aineisto.corpus.layout._lines import (
    bullet,
    is_set_off,
    is_wrapped,
    join_hyphen,
    mend_lines,
    tidy_edits,
)

__all__ = [
    "LineMarks",
    "bullet",
    "is_set_off",
    "is_wrapped",
    "join_hyphen",
    "line_marks",
    "mend_lines",
    "physical_lines",
    "tidy_edits",
]
