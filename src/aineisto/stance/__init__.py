"""Ordinal stance of statements, −2…2: a prior before the first label, better with each.

How a statement gets its stance: `_classifier` asks `_zero_shot`, which pools what the encoder reads
in the dialogue with what `_prior` makes of cue words, lexicon and n-grams; after `fit`, `_linear`
(or `_kernel`) scores what was learnt and `_readout` makes probabilities of both.
"""

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
