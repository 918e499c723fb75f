"""The register of actors: the built-in one, how a codebook's actors change it, and which actor a
spelling names at a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from aineisto.codebook._codebook import Codebook
from aineisto.codebook._records import ActorEntry
from aineisto.core.checks import all_of_kind, as_list
from aineisto.core.errors import CodebookError

_FOLDER = Path(__file__).parent / "register"


@lru_cache(maxsize=1)
def builtin_register() -> tuple[ActorEntry, ...]:
    """Return the built-in register of Finnish public actors, systems and services.

    Written by hand; `ActorEntry.source` names the home page of each. Dates are empty where they
    are not established.

    Examples
    --------
    >>> kela = next(actor for actor in builtin_register() if actor.name == "Kela")
    >>> kela.kind, "Kansaneläkelaitos" in spellings(kela)
    ('agency', True)
    """
    entries: list[ActorEntry] = []
    for path in sorted(_FOLDER.glob("*.toml")):
        entries.extend(Codebook.load(path).actors)
    return tuple(entries)


def spellings(entry: ActorEntry) -> tuple[str, ...]:
    """Return everything an entry may be called: name, aliases, names in all languages.

    Examples
    --------
    >>> spellings(ActorEntry("Kela", ("KELA",), names={"en": "Social Insurance Institution"}))
    ('Kela', 'KELA', 'Social Insurance Institution')
    """
    seen = dict.fromkeys((entry.name, *entry.aliases, *entry.names.values()))
    return tuple(spelling for spelling in seen if spelling.strip())


def merge_register(
    actors: Iterable[ActorEntry] | None, base: Sequence[ActorEntry] | None = None
) -> tuple[ActorEntry, ...]:
    """Return a register with a codebook's actors added; where they meet, the codebook wins.

    An actor of the codebook whose name the register knows, as a name or as an alias, takes the
    register's entry over: its own name, kind and dates hold, and the register's spellings stay.
    A spelling that the codebook gives to one actor is taken from every other.

    Parameters
    ----------
    actors : iterable of ActorEntry, optional
        The codebook's actors.
    base : sequence of ActorEntry, optional
        The register they are added to; the built-in one by default.

    Examples
    --------
    >>> own = ActorEntry("Omapalvelu", aliases=("OPAL",))
    >>> len(merge_register([own])) - len(builtin_register())
    1
    """
    register = builtin_register() if base is None else tuple(base)
    own = [] if actors is None else as_list(actors, "actors", "ActorEntry records")
    all_of_kind(own, ActorEntry, "actors", "Give codebook.actors, or ActorEntry(name) for each.")
    if not own:
        return register
    claimed = {spelling.lower() for entry in own for spelling in spellings(entry)}
    names = {entry.name.lower(): position for position, entry in enumerate(own)}
    kept: list[ActorEntry] = []
    for entry in register:
        position = _taken_over_by(entry, names)
        rest = tuple(spelling for spelling in spellings(entry) if spelling.lower() not in claimed)
        if position is None:
            name = entry.name
            names_left = {
                lang: text for lang, text in entry.names.items() if text.lower() not in claimed
            }
            if name.lower() not in claimed:
                aliases = tuple(alias for alias in entry.aliases if alias in rest)
                kept.append(replace(entry, aliases=aliases, names=names_left))
            continue
        mine = own[position]
        own[position] = replace(
            mine,
            aliases=(*mine.aliases, *rest),
            kind=mine.kind or entry.kind,
            names={**entry.names, **mine.names},
            successor=mine.successor or entry.successor,
            source=mine.source or entry.source,
        )
    return (*own, *kept)


def _taken_over_by(entry: ActorEntry, names: dict[str, int]) -> int | None:
    for spelling in spellings(entry):
        position = names.get(spelling.lower())
        if position is not None:
            return position
    return None


_NO_LETTER = re.compile(r"[\W_]+")
_FORM_OF_COMPANY = re.compile(r"\s+(?:oy|oyj|ab|ry|rf)$", re.IGNORECASE)
#: Later than every date of the register.
_EVER = "9999"


def as_of(entries: Iterable[ActorEntry], date: str = "") -> ActorEntry:
    """Return the entry in force on a date, of several that share a spelling.

    Parameters
    ----------
    entries : iterable of ActorEntry
        At least one.
    date : str
        ISO date, or the beginning of one (``2018``, ``2018-05``); ``""`` for now: an entry that
        has not ended.

    Returns
    -------
    ActorEntry
        Where none was in force, the first before all began, else the one that ended last.

    Examples
    --------
    >>> old = ActorEntry("Väestörekisterikeskus", ("VRK",), valid_to="2019-12-31")
    >>> new = ActorEntry("Digi- ja väestötietovirasto", ("VRK",), valid_from="2020-01-01")
    >>> as_of([old, new], "2018-02-06").name
    'Väestörekisterikeskus'
    >>> as_of([old, new], "2024-02-06").name
    'Digi- ja väestötietovirasto'
    """
    found = sorted(entries, key=lambda entry: (entry.valid_to or _EVER, entry.valid_from))
    if not date:
        return found[-1]
    for entry in found:
        if _at_least(entry.valid_to, date):
            return entry
    return found[-1]


def _at_least(end: str, date: str) -> bool:
    """Tell whether an end is not before a date, as far as both are told."""
    length = min(len(end), len(date))
    return end[:length] >= date[:length] if end else True


def current_actor(name: str, actors: Iterable[ActorEntry] | None = None, date: str = "") -> str:
    """Return the actor that carries on an actor's work.

    Parameters
    ----------
    name : str
        A name or another spelling.
    actors : iterable of ActorEntry, optional
        A codebook's actors, which add to the built-in register.
    date : str
        ISO date, or the beginning of one; now by default.

    Returns
    -------
    str
        The register's name; `name` itself where the register does not know it.

    Examples
    --------
    >>> current_actor("Pirkanmaan sairaanhoitopiiri"), current_actor("PSHP", date="2018")
    ('Pirha', 'PSHP')
    """
    return current_actors([name], actors, date)[name]


def current_actors(
    names: Iterable[str], actors: Iterable[ActorEntry] | None = None, date: str = ""
) -> dict[str, str]:
    """Return each name with the actor that carries on its work, as `current_actor` tells it.

    Examples
    --------
    >>> current_actors(["Pirkanmaan sairaanhoitopiiri", "VRK"])
    {'Pirkanmaan sairaanhoitopiiri': 'Pirha', 'VRK': 'DVV'}
    """
    register = merge_register(actors)
    by_name = {entry.name: entry for entry in register}
    known = _Names.of(register)
    return {
        name: _current(name, by_name.get(known.name(name, date) or ""), by_name, date)
        for name in names
    }


def _current(
    name: str, entry: ActorEntry | None, by_name: Mapping[str, ActorEntry], date: str
) -> str:
    seen: set[str] = set()
    while entry is not None and entry.name not in seen:
        seen.add(entry.name)
        following = by_name.get(entry.successor)
        if following is None or (date and _at_least(entry.valid_to, date)):
            return entry.name
        entry = following
    return name if entry is None else entry.name


def name_actors(
    codings: pd.DataFrame,
    actors: Iterable[ActorEntry] | None = None,
    dates: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return codings whose actors have the register's names: *Sosiaali- ja terveysministeriö*, STM.

    What people wrote as an actor's code is compared without regard to capitals, spaces and
    hyphens; a code that the register does not know stays as it is, and so does one that a machine
    gave: it is a name of the register that the study had.

    Parameters
    ----------
    codings : DataFrame
        Codings with ``statement_id``, ``family`` and ``code``.
    actors : iterable of ActorEntry, optional
        A codebook's actors, which add to the built-in register.
    dates : mapping, optional
        Statement → ISO date, or the beginning of one, on which it was said: a name that has gone
        from one actor to another (KYS) is then the one's of that day, else today's.

    Returns
    -------
    DataFrame
        A copy, unless there is nothing to rename.

    Raises
    ------
    CodebookError
        When a column is missing.

    Examples
    --------
    >>> name_actors(mentions)["code"].value_counts().head(3)
    code
    VM          7
    SoteDigi    7
    Kanta       5
    Name: count, dtype: int64
    """
    for column in ("statement_id", "family", "code"):
        if column not in codings:
            raise CodebookError(
                f"The codings have no column {column!r}.", remedy="Give a codings table."
            )
    mentioned = codings["family"] == "actor"
    if not mentioned.any():
        return codings
    names = _Names.of(merge_register(actors))
    given = codings.loc[mentioned, ["statement_id", "code"]]
    days = {} if dates is None else dates
    own: set[str] = set()
    if "coder" in codings:
        machine = codings["coder"].astype(str).str.startswith("machine:")
        own = set(codings.loc[mentioned & machine, "code"])
    named = [
        code if code in own else names.name(str(code), str(days.get(statement) or "")) or code
        for statement, code in given.itertuples(index=False)
    ]
    if named == given["code"].tolist():
        return codings
    renamed = codings.copy()
    renamed.loc[mentioned, "code"] = named
    keys = ["statement_id", "family", "code"]
    keys += [name for name in ("coder", "start", "status") if name in renamed]
    twice = mentioned & (renamed["code"] != codings["code"]) & renamed.duplicated(keys, keep=False)
    # One coder's STM and Sosiaali- ja terveysministeriö of one place are one code.
    return renamed[~(twice & renamed.duplicated(keys))]


class _Names:
    """The entries of a register by spelling."""

    def __init__(self, register: Sequence[ActorEntry]) -> None:
        self._named = {_key(entry.name): entry for entry in register}
        self._shared: dict[str, list[ActorEntry]] = {}
        for entry in register:
            for key in {_key(spelling) for spelling in spellings(entry)}:
                self._shared.setdefault(key, []).append(entry)

    @staticmethod
    def of(register: Sequence[ActorEntry]) -> _Names:
        """Return the names of a register; those of the built-in one are kept."""
        if register is merge_register(None):
            return _builtin_names()
        return _Names(register)

    def name(self, spelling: str, date: str) -> str | None:
        """Return the name of the actor that a spelling is, or None."""
        key = _key(spelling)
        entry = self._named.get(key)
        if entry is None:
            entries = self._shared.get(key, [])
            entry = as_of(entries, date) if entries else None
        return None if entry is None else entry.name


@lru_cache(maxsize=1)
def _builtin_names() -> _Names:
    return _Names(merge_register(None))


def _key(spelling: str) -> str:
    return _NO_LETTER.sub("", _FORM_OF_COMPANY.sub("", spelling.strip())).casefold()
