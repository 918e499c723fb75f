"""Who speaks: the labels of a transcript, the roles behind them, and the turns of a document."""

from aineisto.corpus.speakers._document import Document, Turn, build_document
from aineisto.corpus.speakers._labels import (
    INTERVIEWEE_WORDS,
    INTERVIEWER_WORDS,
    find_labels,
    label_key,
    label_word,
)

__all__ = [
    "INTERVIEWEE_WORDS",
    "INTERVIEWER_WORDS",
    "Document",
    "Turn",
    "build_document",
    "find_labels",
    "label_key",
    "label_word",
]
