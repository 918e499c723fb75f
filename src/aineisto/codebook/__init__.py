"""The codebook: themes, the ordinal scale, the interview guide, the register of actors."""

from aineisto.codebook._codebook import (
    DEFAULT_SCALE,
    ActorEntry,
    Codebook,
    Question,
    ScalePoint,
    Theme,
)

__all__ = ["DEFAULT_SCALE", "ActorEntry", "Codebook", "Question", "ScalePoint", "Theme"]
