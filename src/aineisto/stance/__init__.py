"""Ordinal stance of statements, −2…2: a prior before the first label, better with each."""

from aineisto.codebook import CueGroup
from aineisto.codings import answer_value, answers
from aineisto.stance._classifier import StanceClassifier
from aineisto.stance._prior import prior_of
from aineisto.stance._verdict import Verdict, chance_error, verdict

__all__ = [
    "CueGroup",
    "StanceClassifier",
    "Verdict",
    "answer_value",
    "answers",
    "chance_error",
    "prior_of",
    "verdict",
]
