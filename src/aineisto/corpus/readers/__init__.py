"""Readers of files: one module a format, each of which returns the document as a `Source`."""

from aineisto.corpus.readers._formats import FORMATS, read_source
from aineisto.corpus.readers._plain import read_string
from aineisto.corpus.readers._tables import Table, read_table

__all__ = [
    "FORMATS",
    "Table",
    "read_source",
    "read_string",
    "read_table",
]
