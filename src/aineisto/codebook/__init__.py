"""The codebook: themes, the ordinal scale and its cues, the interview guide, the actors."""

from aineisto.codebook._codebook import (
    DEFAULT_SCALE,
    ActorEntry,
    Codebook,
    CueGroup,
    Question,
    ScalePoint,
    Theme,
)

__all__ = ["DEFAULT_SCALE", "ActorEntry", "Codebook", "CueGroup", "Question", "ScalePoint", "Theme"]
