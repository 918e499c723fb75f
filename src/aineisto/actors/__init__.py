"""Actors: the register of Finnish public actors, and finding them in text."""

from aineisto.actors._recognizer import ActorRecognizer
from aineisto.actors._register import builtin_register, merge_register

__all__ = ["ActorRecognizer", "builtin_register", "merge_register"]
