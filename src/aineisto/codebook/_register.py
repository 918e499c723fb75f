"""The register of actors: the built-in one, and how a codebook's actors change it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from aineisto.codebook._codebook import Codebook
from aineisto.codebook._records import ActorEntry

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
    >>> own = ActorEntry("Omapalvelu", aliases=("OP",))
    >>> len(merge_register([own])) - len(builtin_register())
    1
    """
    register = builtin_register() if base is None else tuple(base)
    own = [] if actors is None else list(actors)
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
