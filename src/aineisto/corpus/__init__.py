"""Transcripts as documents, participants and statements, with offsets that hold.

What happens to a file, in this order: `readers` (one module a format) make a `Source` of it, a
text with its paragraphs; `layout` joins broken lines and leaves headers and footers out of the
clean copy; `speakers` find the labels, the roles and the turns; `_statements` cuts turns into
statements; `_guide` says which question is answered; `_read` brings the documents of a study
together.
"""

from aineisto.corpus._check import CHECK_COLUMNS, described, told_rows
from aineisto.corpus._corpus import (
    DOCUMENT_COLUMNS,
    INTERVIEWEE,
    INTERVIEWER,
    PROBLEM_COLUMNS,
    STATEMENT_COLUMNS,
    Corpus,
)
from aineisto.corpus._dates import interview_dates
from aineisto.corpus._edits import Edit, EditMap
from aineisto.corpus._guide import guide_of
from aineisto.corpus._off_guide import asks_anything
from aineisto.corpus._read import read
from aineisto.corpus._remarks import told_problems
from aineisto.corpus._summary import by_kind, summarised
from aineisto.language.sentences import split_sentences

__all__ = [
    "CHECK_COLUMNS",
    "DOCUMENT_COLUMNS",
    "INTERVIEWEE",
    "INTERVIEWER",
    "PROBLEM_COLUMNS",
    "STATEMENT_COLUMNS",
    "Corpus",
    "Edit",
    "EditMap",
    "asks_anything",
    "by_kind",
    "described",
    "guide_of",
    "interview_dates",
    "read",
    "split_sentences",
    "summarised",
    "told_problems",
    "told_rows",
]
