"""Transcripts as documents, participants and statements, with offsets that hold."""

from aineisto.corpus._corpus import (
    DOCUMENT_COLUMNS,
    INTERVIEWEE,
    INTERVIEWER,
    PROBLEM_COLUMNS,
    STATEMENT_COLUMNS,
    Corpus,
)
from aineisto.corpus._edits import Edit, EditMap
from aineisto.corpus._read import read
from aineisto.corpus._sentences import split_sentences

__all__ = [
    "DOCUMENT_COLUMNS",
    "INTERVIEWEE",
    "INTERVIEWER",
    "PROBLEM_COLUMNS",
    "STATEMENT_COLUMNS",
    "Corpus",
    "Edit",
    "EditMap",
    "read",
    "split_sentences",
]
