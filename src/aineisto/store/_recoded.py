"""Codes of themes that the codebook has merged: read as the theme that took them in.

Suggestions of a theme that was taken out of it are no longer shown.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.codings import is_human

if TYPE_CHECKING:
    from aineisto.store._statements import StatementView, Suggestion

_ONE = ["statement_id", "family", "code", "coder", "start", "end"]


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
