"""Versions of the codebook, and themes that one of them has merged or taken out."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.codings import is_human, now
from aineisto.store._store import Store

if TYPE_CHECKING:
    from aineisto.store._statements import StatementView, Suggestion

_ONE = ["statement_id", "family", "code", "coder", "start", "end"]


def add(connection: sqlite3.Connection, codebook: Codebook) -> int:
    """Store a version of the codebook and return its number."""
    cursor = connection.execute(
        "INSERT INTO codebooks (toml, created) VALUES (?, ?)", (codebook.to_toml(), now())
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


class Codebooks:
    """The codebook's versions in a project; the newest is parsed once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: tuple[int, Codebook] | None = None
        self._taken_out: tuple[int, frozenset[str]] | None = None

    def latest(self) -> Codebook:
        """Return the newest version, which another process may have added."""
        number = self._store.rows("SELECT MAX(codebook) FROM codebooks")[0][0]
        if self._known is None or self._known[0] != number:
            rows = self._store.rows("SELECT toml FROM codebooks WHERE codebook = ?", (number,))
            self._known = (number, Codebook.from_toml(rows[0][0]))
        return self._known[1]

    def taken_out(self) -> frozenset[str]:
        """Return the themes' codes that earlier versions had and the newest knows nothing of."""
        now = self.latest()
        assert self._known is not None
        number = self._known[0]
        if self._taken_out is None or self._taken_out[0] != number:
            gone = {code for _, one in versions(self._store) for code in _codes(one)}
            self._taken_out = (number, frozenset(gone - _codes(now)))
        return self._taken_out[1]

    def themes_since(self) -> int:
        """Return the version that brought the themes that there are: codes, and what is merged."""
        found = versions(self._store)
        since = found[0][0]
        for (_, old), (number, new) in pairwise(found):
            if _shape(old) != _shape(new):
                since = number
        return since


def _codes(codebook: Codebook) -> set[str]:
    return {code for theme in codebook.themes for code in (theme.code, *theme.merged)}


def _shape(codebook: Codebook) -> set[tuple[str, tuple[str, ...]]]:
    return {(theme.code, theme.merged) for theme in codebook.themes}


def versions(store: Store) -> list[tuple[int, Codebook]]:
    """Return every version of the codebook with its number, oldest first."""
    rows = store.rows("SELECT codebook, toml FROM codebooks ORDER BY codebook")
    return [(number, Codebook.from_toml(toml)) for number, toml in rows]


def changes(store: Store) -> pd.DataFrame:
    """Return what changed from each version of the codebook to the next, one row a field."""
    rows = store.rows("SELECT codebook, toml, created FROM codebooks ORDER BY codebook")
    versions = [(number, Codebook.from_toml(toml), made) for number, toml, made in rows]
    found = [
        (number, made, *change)
        for (_, old, _), (number, new, made) in pairwise(versions)
        for change in _between(old, new)
    ]
    names = ["codebook", "created", "part", "code", "change", "before", "after"]
    return pd.DataFrame(found, columns=names)


def _between(old: Codebook, new: Codebook) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield part, code, change (added, removed or the field's name), before and after."""
    now = kept_code(new)
    for part, key in (("scale", "value"), ("themes", "code"), ("questions", "code"),
                      ("actors", "name")):  # fmt: skip
        before = {str(getattr(one, key)): one for one in getattr(old, part)}
        after = {str(getattr(one, key)): one for one in getattr(new, part)}
        for code in dict.fromkeys([*before, *after]):
            if code not in after:  # taken into another, or gone
                taken_in = now.get(code, "") if part == "themes" else ""
                yield part, code, "removed", _text(before[code]), taken_in
            elif code not in before:
                yield part, code, "added", "", _text(after[code])
            else:
                yield from _fields(part, code, before[code], after[code])
    if old.cues != new.cues:
        yield "cues", "", "changed", str(len(old.cues)), str(len(new.cues))


def _fields(
    part: str, code: str, before: Any, after: Any
) -> Iterator[tuple[str, str, str, str, str]]:
    for field in fields(before):
        was, is_ = getattr(before, field.name), getattr(after, field.name)
        if was != is_:
            yield part, code, field.name, _plain(was), _plain(is_)


def _text(entry: Any) -> str:
    return str(entry.name) if isinstance(entry.name, str) else str(entry.label())


def _plain(value: Any) -> str:
    if hasattr(value, "items"):
        return "; ".join(f"{name}: {text}" for name, text in value.items())
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def which_stands(
    versions: tuple[list[dict[str, Any]], list[dict[str, Any]]],
    common: int,
    paths: tuple[Path, Path],
) -> str:
    """Say which copy's codebook stands where both have changed it since they were one."""
    if min(map(len, versions)) <= common or versions[0][-1]["toml"] == versions[1][-1]["toml"]:
        return ""
    later = int(versions[1][-1]["created"] >= versions[0][-1]["created"])
    base, lost = (
        Codebook.from_toml(row["toml"])
        for row in (versions[0][common - 1], versions[1 - later][-1])
    )
    names = dict.fromkeys(f"{part} {code}" for part, code, *_ in _between(base, lost))
    return (
        f"Both copies have changed the codebook since they were one study. That of {paths[later]}, "
        f"the later, stands; what {paths[1 - later]} changed is not in it ({', '.join(names)}). "
        "project.codebook_changes lists all versions, and project.not_in_codebook the codes "
        "without a theme: write what is missing into the codebook, and give it to "
        "project.update_codebook."
    )


def kept_code(codebook: Codebook) -> dict[str, str]:
    """Return the theme that each merged code is now."""
    return {gone: theme.code for theme in codebook.themes for gone in theme.merged}


def recoded(
    codings: pd.DataFrame, codebook: Codebook, taken_out: Collection[str] = ()
) -> pd.DataFrame:
    """Return a codings table with merged themes as one; a coder's twice the same counts once.

    Machines' rows of the themes `taken_out` are left out.
    """
    themes = codings["family"] == "theme"
    if taken_out:
        gone = themes & codings["code"].isin(list(taken_out)) & ~is_human(codings["coder"])
        if gone.any():
            codings = codings[~gone].reset_index(drop=True)
            themes = codings["family"] == "theme"
    now = kept_code(codebook)
    found = themes & codings["code"].isin(list(now))
    if not found.any():
        return codings
    codes = codings["code"].where(~found, codings["code"].map(now))
    return codings.assign(code=codes).drop_duplicates(_ONE, ignore_index=True)


def recoded_rows(
    rows: Sequence[dict[str, Any]],
    family: str,
    codebook: Codebook,
    taken_out: Collection[str] = (),
) -> list[dict[str, Any]]:
    """Return suggested rows with merged themes as one, without those of themes taken out."""
    now = kept_code(codebook) if family == "theme" else {}
    found: dict[Any, dict[str, Any]] = {}
    for number, row in enumerate(rows):
        if family == "theme" and row["code"] in taken_out:
            continue
        code = now.get(row["code"], row["code"])
        found.setdefault(code if now else number, {**row, "code": code})
    return list(found.values())


def recoded_view(
    view: StatementView, codebook: Codebook, taken_out: Collection[str] = ()
) -> StatementView:
    """Return a statement whose suggestions name merged themes as one, and none taken out."""
    now = kept_code(codebook)
    if not now and not taken_out:
        return view
    shown: dict[Any, Suggestion] = {}
    for number, entry in enumerate(view.suggestions):
        if entry.family != "theme":
            shown[number] = entry
            continue
        if entry.code in taken_out:
            continue
        code = now.get(entry.code, entry.code)
        shown.setdefault(code, replace(entry, code=code))
    return replace(view, suggestions=tuple(shown.values()))
