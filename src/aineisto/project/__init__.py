"""A study in one file: coded, decided, measured and reported."""

from aineisto.project._project import Project
from aineisto.store import (
    Choice,
    Decision,
    Neighbour,
    StatementView,
    Suggestion,
    merge_projects,
)

__all__ = [
    "Choice",
    "Decision",
    "Neighbour",
    "Project",
    "StatementView",
    "Suggestion",
    "merge_projects",
]
