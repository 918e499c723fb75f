"""Take proposed actors into a codebook, spellings of one name together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from difflib import SequenceMatcher

import pandas as pd

from aineisto.actors._words import fold
from aineisto.codebook import ActorEntry, Codebook
from aineisto.core.checks import check_columns
from aineisto.core.errors import CodebookError

_SHORTEST = 5  # two short names that differ in a letter are two names: THL and THK


def merge_proposals(found: pd.DataFrame, *, likeness: float = 0.88) -> pd.DataFrame:
    """Return the unknown actors of a search, one row a name, misspellings as its aliases.

    Parameters
    ----------
    found : DataFrame
        As `ActorRecognizer.find(texts, unknown=True)` returns it.
    likeness : float
        From which share of common letters on (0…1; Ratcliff and Obershelp's measure) two names of
        at least five letters with the same first letter and the same digits are one.

    Returns
    -------
    DataFrame
        ``actor`` (the commonest spelling), ``aliases`` (tuple of str), ``kind``, ``mentions`` and
        ``accept`` (true), the most mentioned first. Set ``accept`` to false to leave one out.

    Examples
    --------
    >>> texts = ["Nordmed Oy toimitti sen.", "Kysyimme Nordmedilta."]
    >>> found = aineisto.ActorRecognizer().find(texts, unknown=True)
    >>> merge_proposals(found)[["actor", "mentions"]]
         actor  mentions
    0  Nordmed         2
    """
    unknown = found[~found["known"].astype(bool)]
    counts = unknown["actor"].value_counts()
    names = sorted(counts.index, key=lambda name: (-counts[name], name))
    merged: dict[str, list[str]] = {}
    for name in names:
        home = next((other for other in merged if _is_alike(name, other, likeness)), None)
        if home is None:
            merged[name] = []
        else:
            merged[home].append(name)
    rows = [
        {
            "actor": name,
            "aliases": tuple(aliases),
            "kind": "",
            "mentions": int(sum(counts[other] for other in (name, *aliases))),
            "accept": True,
        }
        for name, aliases in merged.items()
    ]
    frame = pd.DataFrame(rows, columns=["actor", "aliases", "kind", "mentions", "accept"])
    return frame.sort_values("mentions", ascending=False, kind="stable", ignore_index=True)


def accept_actors(codebook: Codebook, proposals: pd.DataFrame) -> Codebook:
    """Return the codebook with the accepted proposals among its actors.

    A name that the codebook already has gets the proposal's other spellings as aliases.

    Parameters
    ----------
    codebook : Codebook
        The study's codebook; it stays as it is.
    proposals : DataFrame
        As `merge_proposals` returns it, or what `ActorRecognizer.find` found with
        ``unknown=True``.

    Raises
    ------
    CodebookError
        When the frame has no column ``actor``.

    Examples
    --------
    >>> found = aineisto.ActorRecognizer().find(["Nordmed Oy toimitti sen."], unknown=True)
    >>> [actor.name for actor in accept_actors(aineisto.Codebook(), found).actors]
    ['Nordmed']
    """
    remedy = "Give what merge_proposals or ActorRecognizer.find returned."
    check_columns(proposals, ("actor",), "proposals", remedy=remedy, error=CodebookError)
    if "known" in proposals:
        proposals = merge_proposals(proposals)
    entries = {fold(entry.name): entry for entry in codebook.actors}
    for row in proposals.to_dict("records"):
        name = str(row["actor"]).strip()
        if not name or not row.get("accept", True):
            continue
        aliases = tuple(str(alias) for alias in _as_tuple(row.get("aliases")))
        entry = entries.get(fold(name))
        if entry is None:
            kind = row.get("kind", "")
            entry = ActorEntry(name, kind=kind if isinstance(kind, str) else "")
        known = {entry.name, *entry.aliases}
        fresh = tuple(alias for alias in dict.fromkeys((name, *aliases)) if alias not in known)
        entries[fold(name)] = replace(entry, aliases=(*entry.aliases, *fresh))
    return replace(codebook, actors=tuple(entries.values()))


def _as_tuple(value: object) -> Iterable[object]:
    if isinstance(value, str):
        return [part.strip() for part in value.split(";") if part.strip()]
    return value if isinstance(value, tuple | list) else ()


def _is_alike(name: str, other: str, likeness: float) -> bool:
    a, b = fold(name), fold(other)
    if a == b:
        return True
    if min(len(a), len(b)) < _SHORTEST or a[0] != b[0] or _digits(a) != _digits(b):
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= likeness


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())
