"""Ordinal stance of statements, −2…2: a prior before the first label, better with each."""

from aineisto.stance._answers import answer_value, answers
from aineisto.stance._classifier import StanceClassifier

__all__ = ["StanceClassifier", "answer_value", "answers"]
