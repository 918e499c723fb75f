"""The codebook: themes, the ordinal scale and its cues, the interview guide, the actors."""

from aineisto.codebook._codebook import Codebook
from aineisto.codebook._records import (
    DEFAULT_SCALE,
    ActorEntry,
    CueGroup,
    Question,
    ScalePoint,
    Theme,
)
from aineisto.codebook._register import (
    as_of,
    builtin_register,
    current_actor,
    current_actors,
    merge_register,
    name_actors,
    spellings,
)

__all__ = [
    "DEFAULT_SCALE",
    "ActorEntry",
    "Codebook",
    "CueGroup",
    "Question",
    "ScalePoint",
    "Theme",
    "as_of",
    "builtin_register",
    "current_actor",
    "current_actors",
    "merge_register",
    "name_actors",
    "spellings",
]
