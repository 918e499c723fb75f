"""Corpora that outgrow one machine: one pure function of a partition, and who runs it."""

from aineisto.scale._annotate import annotate, annotated_columns
from aineisto.scale._run import annotate_file

__all__ = ["annotate", "annotate_file", "annotated_columns"]
