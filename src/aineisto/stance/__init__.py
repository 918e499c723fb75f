"""Ordinal stance of statements, −2…2: a prior before the first label, better with each."""

from typing import Any

from aineisto.codebook import CueGroup
from aineisto.codings import answer_value, answers
from aineisto.core.renamed import renamed
from aineisto.stance._classifier import StanceClassifier
from aineisto.stance._coverage import SelectiveCoverage, chance_error, selective_coverage
from aineisto.stance._prior import prior_of

__all__ = [
    "CueGroup",
    "SelectiveCoverage",
    "StanceClassifier",
    "answer_value",
    "answers",
    "chance_error",
    "prior_of",
    "selective_coverage",
]

_OLD = {"Verdict": "SelectiveCoverage", "verdict": "selective_coverage"}


def __getattr__(name: str) -> Any:
    return renamed(__name__, name, _OLD)
