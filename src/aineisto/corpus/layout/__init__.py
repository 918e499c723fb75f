"""How a text is set on its pages: lines, hyphens, headers and footers, and what it says without."""

from aineisto.corpus.layout._lines import (
    bullet,
    is_set_off,
    is_wrapped,
    mend_lines,
    physical_lines,
    tidy_edits,
)

__all__ = ["bullet", "is_set_off", "is_wrapped", "mend_lines", "physical_lines", "tidy_edits"]
