"""What there is to choose, and what a coder chose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aineisto.core.checks import as_names
from aineisto.core.errors import CodingsError
from aineisto.store import Choice, StatementView, Suggestion

if TYPE_CHECKING:
    from aineisto.store import ProjectFile


class NothingChosenError(CodingsError):
    """A family has neither a choice nor a suggestion that could be accepted."""

    def __init__(self, family: str, statement_id: str) -> None:
        self.family = family
        super().__init__(
            f"There is no suggestion for the {family} of this statement to accept.",
            place=statement_id,
            remedy="Choose one.",
        )

    def __reduce__(self):
        return (type(self), (self.family, self.place))


class SettledMeanwhileError(CodingsError):
    """Others settled what those who sit here had before them."""

    def __init__(self, statement_id: str) -> None:
        super().__init__(
            "This was settled elsewhere while it was shown here; what was settled there stands.",
            place=statement_id,
            remedy="Go on, or begin a session with settled=True to settle it anew.",
        )

    def __reduce__(self):
        return (type(self), (self.place,))


def choice_of(
    statement: StatementView,
    family: str,
    given: int | Sequence[str] | None,
    *,
    reject: bool,
) -> Choice:
    """Return what a coder gave in a family, or the suggestion that she accepts or rejects."""
    if isinstance(given, int):
        return Choice(family, value=given)
    if given is not None:
        return Choice(family, as_names(given, "codes" if family == "theme" else "actors"))
    suggested = [entry for entry in statement.suggestions if entry.family == family]
    if not suggested and family != "actor":
        raise NothingChosenError(family, statement.statement_id)
    if reject and suggested:
        return Choice(family, rejected=True)
    if family == "stance":
        return Choice(family, value=suggested[0].value)
    return Choice(family, tuple(entry.code for entry in suggested))


def code_of(suggestion: Suggestion) -> int | str | None:
    """Return the code that is suggested, of a stance its value."""
    return suggestion.value if suggestion.family == "stance" else suggestion.code


def families_of(project: ProjectFile, *, blind: bool) -> list[str]:
    """Return what there is to decide in a project."""
    suggested = set(project.models["family"])
    there = {"stance": True, "theme": bool(project.codebook.themes), "actor": "actor" in suggested}
    return [family for family, has in there.items() if has and not (blind and family == "actor")]
