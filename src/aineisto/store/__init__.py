"""The file of a study (SQLite): suggestions and decisions, nothing overwritten.

How a decision is stored: `_file` takes it, `_choices` checks it against the codebook, `_decisions`
writes it with what the coder had seen, in one transaction of `_store`. `_views` reads it back.
"""

from aineisto.store._choices import Choice
from aineisto.store._decisions import Decision, SeenOthersError
from aineisto.store._file import ProjectFile
from aineisto.store._merge import Merged, merge_projects
from aineisto.store._sheets import said_before
from aineisto.store._statements import Neighbour, StatementView, Suggestion
from aineisto.store._store import retire

__all__ = [
    "Choice",
    "Decision",
    "Merged",
    "Neighbour",
    "ProjectFile",
    "SeenOthersError",
    "StatementView",
    "Suggestion",
    "merge_projects",
    "retire",
    "said_before",
]
