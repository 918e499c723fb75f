"""The study project: suggestions and decisions in one file, nothing overwritten."""

from aineisto.project._choices import Choice
from aineisto.project._decisions import Decision
from aineisto.project._project import Project
from aineisto.project._statements import Neighbour, StatementView, Suggestion

__all__ = ["Choice", "Decision", "Neighbour", "Project", "StatementView", "Suggestion"]
