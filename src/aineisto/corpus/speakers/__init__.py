"""Who speaks: the labels of a transcript, the roles behind them, and the turns of a document."""

from aineisto.corpus.speakers._document import Document, Turn, build_document
from aineisto.corpus.speakers._names import (
    INTERVIEWEE_WORDS,
    INTERVIEWER_WORDS,
    is_note,
    label_key,
    label_word,
    role_of,
)
from aineisto.corpus.speakers._nobody import is_speaker, of_nobody

__all__ = [
    "INTERVIEWEE_WORDS",
    "INTERVIEWER_WORDS",
    "Document",
    "Turn",
    "build_document",
    "is_note",
    "is_speaker",
    "label_key",
    "label_word",
    "of_nobody",
    "role_of",
]
