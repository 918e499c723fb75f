"""From the codings table to who judged what: one table of units × coders a family."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pandas as pd

from aineisto.codebook import ActorEntry, name_actors
from aineisto.codings import (
    FAMILIES,
    NO_THEME,
    check_codings,
    is_blind,
    is_human,
    is_machine,
    same_coders,
    same_codes,
)
from aineisto.core.checks import check_columns
from aineisto.core.errors import AineistoError, CodingsError

#: The note of figures in which people's codes count that were made in sight of a suggestion.
AFTER = "includes codes made after seeing a suggestion"
_AFTER_SUGGESTION = ("accepted", "changed", "rejected", "unknown")

#: Statement → unit or respondent; or the name of a column of the codings.
Labels: TypeAlias = Mapping[str, str] | pd.Series


@dataclass(frozen=True, eq=False)
class Judgements:
    """What each coder judged in one family.

    Attributes
    ----------
    family : str
        ``theme``, ``stance`` or ``actor``.
    table : DataFrame
        One row a unit, one column a coder; a frozenset of codes (theme, actor) or a number
        (stance), missing where the coder did not judge the unit.
    humans, machines : tuple of str
        The coders.
    seen : frozenset of str
        Human coders some of whose judgements were made after seeing a suggestion.
    """

    family: str
    table: pd.DataFrame
    humans: tuple[str, ...]
    machines: tuple[str, ...]
    seen: frozenset[str] = field(default_factory=frozenset)

    @property
    def codes(self) -> list[str]:
        """The codes in use, sorted."""
        cells = (cell for column in self.table for cell in self.table[column].dropna())
        return sorted(set().union(*cells)) if self.family != "stance" else []


def judgements(
    codings: pd.DataFrame,
    *,
    coders: Iterable[str] | None = None,
    family: str | None = None,
    include_suggested: bool = False,
    unit: str | Labels = "statement_id",
    statements: Iterable[str] | None = None,
    actors: Iterable[ActorEntry] | None = None,
) -> list[Judgements]:
    """Return the judgements that count, a family at a time.

    A person's judgements count when they are blind; with `include_suggested` also those made
    after seeing a suggestion, for units that the person did not judge blind. A machine's
    judgements count as they are. Codes are one however they are written, see `same_codes`; actors
    also where the register with `actors` (a codebook's) says so.

    Raises
    ------
    CodingsError
        When the table breaks its rules, or a coder or family is not there.
    """
    named = name_actors(check_codings(codings), actors)
    used = independent_judgements(same_coders(same_codes(named)), include_suggested)
    used = used.assign(unit=_labels(used, unit))
    if family is not None:
        check_family(family)
    families = FAMILIES if family is None else (family,)
    read = None if statements is None else set(_labels_of(pd.Series(list(statements)), unit))
    found = [_of_family(used, name, read) for name in families]
    chosen = found if coders is None else [_chosen(one, list(coders), codings) for one in found]
    return [one for one in chosen if family is not None or len(one.table.columns)]


def independent_judgements(codings: pd.DataFrame, include_suggested: bool) -> pd.DataFrame:
    """Return the rows that count as independent judgements, in order of time."""
    human, machine = is_human(codings["coder"]), is_machine(codings["coder"])
    blind = is_blind(codings)
    counts = blind | (machine & (codings["status"] == "suggested"))
    if include_suggested:
        after = human & codings["status"].isin(_AFTER_SUGGESTION)
        keys = ["coder", "family", "statement_id"]
        judged_blind = pd.MultiIndex.from_frame(codings.loc[blind, keys])
        counts |= after & ~pd.MultiIndex.from_frame(codings[keys]).isin(judged_blind)
    used = codings[counts]
    # Sorted in time, stably, so that the last judgement of a stance is the one that stands.
    return used.sort_values("created", kind="stable")


def _labels(codings: pd.DataFrame, labels: str | Labels) -> pd.Series:
    if isinstance(labels, str):
        remedy = "Give a column of the codings, or a mapping from statement_id."
        check_columns(codings, (labels,), "codings", remedy=remedy, error=CodingsError)
        return codings[labels].astype(str)
    return _labels_of(codings["statement_id"], labels)


def _labels_of(statement_ids: pd.Series, labels: str | Labels) -> pd.Series:
    if isinstance(labels, str):
        return statement_ids
    mapping = labels.to_dict() if isinstance(labels, pd.Series) else labels
    found = statement_ids.map(mapping)
    if found.isna().any():
        missing = statement_ids[found.isna()].iloc[0]
        raise CodingsError(
            f"Statement {missing!r} has no unit or respondent.",
            place=f"statement {missing}",
            remedy="Give one for every statement that is coded.",
        )
    return found.astype(str)


def clusters_of(codings: pd.DataFrame, unit: str | Labels, respondent: Labels) -> pd.Series:
    """Return each unit's respondent, by the unit's first statement."""
    first = pd.DataFrame(
        {"unit": _labels(codings, unit), "statement_id": codings["statement_id"]}
    ).drop_duplicates("unit")
    return pd.Series(
        _labels_of(first["statement_id"], respondent).to_numpy(), index=first["unit"].to_numpy()
    )


def _of_family(used: pd.DataFrame, family: str, read: set[str] | None) -> Judgements:
    rows = used[used["family"] == family]
    names = sorted(rows["coder"].unique())
    machines = tuple(name for name in names if name.startswith("machine:"))
    humans = tuple(name for name in names if name not in machines)
    if family == "stance":
        table = _last_values(rows[rows["status"] != "rejected"])
    else:
        looked = _looked(used, rows, machines, read)
        table = _label_sets(rows, {name: looked[name] for name in (*humans, *machines)})
    seen = rows.loc[rows["status"].isin(_AFTER_SUGGESTION), "coder"]
    order = [name for name in (*humans, *machines) if name in table]
    return Judgements(family, table[order].sort_index(), humans, machines, frozenset(seen))


def _last_values(rows: pd.DataFrame) -> pd.DataFrame:
    last = rows.drop_duplicates(["unit", "coder"], keep="last")
    return last.pivot(index="unit", columns="coder", values="value").astype("float64")


def _looked(
    used: pd.DataFrame, rows: pd.DataFrame, machines: tuple[str, ...], read: set[str] | None
) -> dict[str, set[str]]:
    """Return the units that each coder looked at: where no code means that none applies.

    A machine looks at every statement that any machine coded. A person looked at a statement for
    themes where there is a theme or the code ``none``; for actors, which have no such code, where
    the person coded anything at all.
    """
    by_machine = set(used.loc[is_machine(used["coder"]), "unit"])
    actors = len(rows) > 0 and rows["family"].iloc[0] == "actor"
    source = used if actors else rows
    looked = {str(name): set(part) for name, part in source.groupby("coder")["unit"]}
    return {
        name: by_machine if name in machines else units | (read or set())
        for name, units in looked.items()
    }


def _label_sets(rows: pd.DataFrame, looked: Mapping[str, set[str]]) -> pd.DataFrame:
    codes = rows[(rows["code"] != NO_THEME) & (rows["status"] != "rejected")]
    given: dict[tuple[str, str], set[str]] = {}
    for coder, unit, code in zip(codes["coder"], codes["unit"], codes["code"], strict=True):
        given.setdefault((coder, unit), set()).add(code)
    columns = {
        coder: pd.Series(
            {unit: frozenset(given.get((coder, unit), ())) for unit in sorted(units)}, dtype=object
        )
        for coder, units in looked.items()
    }
    return pd.DataFrame(columns)


def _chosen(one: Judgements, coders: list[str], codings: pd.DataFrame) -> Judgements:
    check_coders(codings, coders)
    keep = [name for name in one.table.columns if name in coders]
    return Judgements(
        one.family,
        one.table[keep].dropna(how="all"),
        tuple(name for name in one.humans if name in coders),
        tuple(name for name in one.machines if name in coders),
        one.seen,
    )


def check_family(family: str) -> None:
    """Refuse what is no family of codes."""
    if family not in FAMILIES:
        raise CodingsError(
            f"There is no family {family!r}.", remedy=f"Use one of {', '.join(FAMILIES)}."
        )


def check_coders(codings: pd.DataFrame, coders: Iterable[str]) -> None:
    """Refuse coders that are not in the codings."""
    known = set(codings["coder"])
    for name in coders:
        if name not in known:
            raise CodingsError(
                f"There is no coder {name!r} in the codings.",
                remedy=f"Coders: {', '.join(sorted(known)) or 'none'}.",
            )


def check_two(a: str, b: str) -> None:
    """Refuse to compare a coder with itself."""
    if a == b:
        raise CodingsError(f"{a} is compared with itself.", remedy="Name two different coders.")


def check_statements(statements: pd.DataFrame, columns: Iterable[str]) -> None:
    """Refuse statements without columns that are needed."""
    there = f"They have {', '.join(map(str, statements.columns))}."
    needed = ("statement_id", *columns)
    check_columns(statements, needed, remedy=there, error=AineistoError)


def of_statements(statements: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return columns of the statements, by ``statement_id``.

    Raises
    ------
    AineistoError
        When the statements lack one of them.
    """
    check_statements(statements, columns)
    first = statements.drop_duplicates("statement_id").set_index("statement_id")
    return first[list(dict.fromkeys(columns))]


def different(table: pd.DataFrame) -> list[Any]:
    """Return the different sets of codes in a table of judgements, in order."""
    return sorted({cell for column in table for cell in table[column].dropna()}, key=sorted)


def has_code(table: pd.DataFrame, code: str) -> pd.DataFrame:
    """Return whether each judgement, a set of codes, has a code: 1 or 0, missing where it is."""
    return table.map(lambda cell: float(code in cell), na_action="ignore")


def noted(*notes: str) -> str:
    """Return notes as one, empty ones left out."""
    return "; ".join(filter(None, notes))
