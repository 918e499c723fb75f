"""Actors: the register of Finnish public actors, finding them in text, and who speaks of whom."""

from aineisto.actors._accept import accept_actors, merge_proposals
from aineisto.actors._figures import actor_heatmap, actor_network
from aineisto.actors._recognizer import ActorRecognizer
from aineisto.actors._tables import (
    actor_quotations,
    actor_table,
    actor_themes,
    co_mentions,
    contested,
    speakers_of,
)
from aineisto.codebook import builtin_register, current_actor, merge_register, name_actors

__all__ = [
    "ActorRecognizer",
    "accept_actors",
    "actor_heatmap",
    "actor_network",
    "actor_quotations",
    "actor_table",
    "actor_themes",
    "builtin_register",
    "co_mentions",
    "contested",
    "current_actor",
    "merge_proposals",
    "merge_register",
    "name_actors",
    "speakers_of",
]
