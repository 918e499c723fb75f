"""What a coder decides about one family of a statement, checked against the codebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aineisto.codebook import Codebook
from aineisto.codings import FAMILIES, NO_THEME, STANCE
from aineisto.core.checks import as_names
from aineisto.core.errors import CodingsError
from aineisto.store._codebooks import kept_code


@dataclass(frozen=True)
class Choice:
    """A coder's choice in one family.

    Attributes
    ----------
    family : {"stance", "theme", "actor"}
        What is decided.
    codes : tuple of str
        The themes that apply (empty: none does) or the actors that are mentioned (empty: the
        suggested ones are not). Stance needs none.
    value : int, optional
        The stance, a step of the codebook's scale.
    score : float, optional
        The stance as a continuous number, where the coder gave one.
    start, end : int, optional
        Code points into the document's text that show it, end exclusive.
    evidence : str
        The words that show it.
    confidence : float, optional
        How sure the coder is, 0…1.
    rejected : bool, default False
        The suggestion is wrong, and nothing is put in its place; the other fields are not given.

    Examples
    --------
    >>> Choice("theme", codes=("roolit",)).codes
    ('roolit',)
    """

    family: str
    codes: tuple[str, ...] = ()
    value: int | None = None
    score: float | None = None
    start: int | None = None
    end: int | None = None
    evidence: str = ""
    confidence: float | None = None
    rejected: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", as_names(self.codes, "codes"))


#: A choice or a machine's judgement as a row of the codings table, without its keys.
Row = Mapping[str, Any]


def check_choice(choice: Choice, codebook: Codebook) -> Choice:
    """Return a choice in its full form.

    Raises
    ------
    CodingsError, CodebookError
        When the codebook has no such family, step or theme.
    """
    if choice.family not in FAMILIES:
        raise CodingsError(
            f"There is no family {choice.family!r}.", remedy=f"Use one of {', '.join(FAMILIES)}."
        )
    if choice.rejected:
        return Choice(choice.family, rejected=True)
    if choice.family == "stance":
        return _check_stance(choice, codebook)
    if choice.value is not None:
        raise CodingsError(
            f"A {choice.family} has no value ({choice.value}).", remedy="Give codes instead."
        )
    codes = tuple(dict.fromkeys(choice.codes))
    if choice.family == "theme":
        codes = _check_themes(codes, codebook)
    if not all(code.strip() for code in codes):
        raise CodingsError("An actor has no name.", remedy="Leave it out or name it.")
    return _with(choice, codes=codes)


def _check_stance(choice: Choice, codebook: Codebook) -> Choice:
    steps = [point.value for point in codebook.scale]
    if choice.value is None or choice.value not in steps:
        raise CodingsError(
            f"The stance {choice.value} is no step of the scale.",
            remedy=f"Use one of {', '.join(map(str, steps))}.",
        )
    if choice.codes not in ((), (STANCE,)):
        raise CodingsError(
            f"A stance has no codes ({', '.join(choice.codes)}).", remedy="Give its value alone."
        )
    return _with(choice, codes=(STANCE,), value=int(choice.value))


def _check_themes(codes: Sequence[str], codebook: Codebook) -> tuple[str, ...]:
    now = kept_code(codebook)  # what was merged in the meantime is chosen as the whole
    codes = tuple(dict.fromkeys(now.get(code, code) for code in codes))
    for code in codes:
        if code != NO_THEME:
            codebook.theme(code)
    if NO_THEME in codes and len(codes) > 1:
        raise CodingsError(
            f"“No theme applies” ({NO_THEME}) stands beside {codes[0]!r}.",
            remedy="Give the themes, or that none applies.",
        )
    return tuple(codes) or (NO_THEME,)


def _with(choice: Choice, **changes: Any) -> Choice:
    return Choice(**{**vars(choice), **changes})


def status_of(
    choice: Choice, suggestion: Sequence[Row], *, blind: bool, silent: bool = False
) -> str:
    """Return the status of a choice made in sight of a suggestion, or without one.

    `silent`: the machine has looked and suggests nothing, which is a suggestion too.
    """
    if choice.rejected and (blind or not suggestion):
        raise CodingsError(
            f"There is no suggestion for the {choice.family} of this statement to reject.",
            remedy="Choose a code, or skip the statement.",
        )
    if choice.rejected:
        return "rejected"
    if blind or not (suggestion or silent):
        return "blind"
    if not suggestion:
        return "changed" if choice.codes else "accepted"
    if choice.family == "actor" and not choice.codes:
        return "rejected"
    return "accepted" if _content(rows_of(choice, ())) == _content(suggestion) else "changed"


def _content(rows: Sequence[Row]) -> set[tuple[str, int | None]]:
    return {(row["code"], row["value"]) for row in rows}


def rows_of(choice: Choice, suggestion: Sequence[Row]) -> list[dict[str, Any]]:
    """Return a choice as rows of the codings table, without keys and status.

    A rejected suggestion is kept as it was suggested: so it is known what was wrong. An actor
    whom the suggestion named keeps the places of its mentions there, because the mention is what
    was decided about.
    """
    if choice.rejected:
        return [_mention(row) | {"value": row["value"]} for row in suggestion]
    if choice.family == "actor":
        codes = choice.codes or tuple(row["code"] for row in suggestion)
        mentions = [_mention(row) for row in suggestion if row["code"] in codes]
        if choice.start is None and mentions:
            named = {row["code"] for row in mentions}
            added = [_row(choice, code) for code in codes if code not in named]
            return mentions + added
    return [_row(choice, code) for code in choice.codes]


def _mention(row: Row) -> dict[str, Any]:
    place = {name: row[name] for name in ("code", "start", "end", "evidence")}
    return {**place, "value": None, "score": None, "confidence": None}


def _row(choice: Choice, code: str) -> dict[str, Any]:
    fields = ("value", "score", "start", "end", "evidence", "confidence")
    return {"code": code, **{name: getattr(choice, name) for name in fields}}
