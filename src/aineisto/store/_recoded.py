"""Codes of themes that the codebook has merged: read as the theme that took them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from aineisto.codebook import Codebook

if TYPE_CHECKING:
    from aineisto.store._statements import StatementView, Suggestion

_ONE = ["statement_id", "family", "code", "coder", "start", "end"]


def kept_code(codebook: Codebook) -> dict[str, str]:
    """Return the theme that each merged code is now."""
    return {gone: theme.code for theme in codebook.themes for gone in theme.merged}


def recoded(codings: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Return a codings table with merged themes as one; a coder's twice the same counts once."""
    now = kept_code(codebook)
    found = (codings["family"] == "theme") & codings["code"].isin(list(now))
    if not found.any():
        return codings
    codes = codings["code"].where(~found, codings["code"].map(now))
    return codings.assign(code=codes).drop_duplicates(_ONE, ignore_index=True)


def recoded_rows(
    rows: Sequence[dict[str, Any]], family: str, codebook: Codebook
) -> list[dict[str, Any]]:
    """Return suggested rows with merged themes as one."""
    now = kept_code(codebook) if family == "theme" else {}
    found: dict[Any, dict[str, Any]] = {}
    for number, row in enumerate(rows):
        code = now.get(row["code"], row["code"])
        found.setdefault(code if now else number, {**row, "code": code})
    return list(found.values())


def recoded_view(view: StatementView, codebook: Codebook) -> StatementView:
    """Return a statement whose suggestions name merged themes as one."""
    now = kept_code(codebook)
    if not now:
        return view
    shown: dict[Any, Suggestion] = {}
    for number, entry in enumerate(view.suggestions):
        if entry.family != "theme":
            shown[number] = entry
            continue
        code = now.get(entry.code, entry.code)
        shown.setdefault(code, replace(entry, code=code))
    return replace(view, suggestions=tuple(shown.values()))
