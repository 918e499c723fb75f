"""Statements with what each coder gave them beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from aineisto.core.codings import FAMILIES, NO_THEME, STANCE, is_machine
from aineisto.core.shown import ShownFrame, heads, say, table, word

if TYPE_CHECKING:
    from aineisto.codebook import Codebook

MACHINE = "machine"
_OURS = ("statement_id", "participant", "clean")
_SHOWN = 20  # statements


class CodedStatements(ShownFrame):
    """A frame of statements and codes that shows whole statements; else a DataFrame."""

    _needed = frozenset(_OURS)

    def _repr_html_(self) -> str:
        shown = self.head(_SHOWN)
        key = "statements_first" if len(self) > _SHOWN else "statements"
        note = say(key, n=len(self), shown=_SHOWN)
        coders = [word(name) if name == MACHINE else name for name in shown.columns[len(_OURS) :]]
        return table([*heads(_OURS), *coders], shown.itertuples(index=False, name=None), note)


def beside(
    codings: pd.DataFrame, statements: pd.DataFrame, codebook: Codebook, lang: str = "fi"
) -> CodedStatements:
    """Return the coded statements, a column for each coder; see `aineisto.Project.coded`.

    Examples
    --------
    >>> table = beside(codings, corpus.statements, codebook)
    >>> table.columns.tolist(), len(table)
    (['statement_id', 'participant', 'clean', 'a', 'b'], 34)
    """
    themes = {theme.code: theme.label(lang) for theme in codebook.themes}
    rows = codings[["statement_id", "family", "code", "value", "coder"]].copy()
    stance = rows["family"] == STANCE
    signed = rows["value"].map(lambda value: f"{value:+.0f}".replace("-", "−").replace("+0", "0"))
    rows["told"] = rows["code"].map(lambda code: themes.get(code, code)).where(~stance, signed)
    rows["told"] = rows["told"].where(rows["code"] != NO_THEME, "–")
    rows["coder"] = (
        rows["coder"].str.removeprefix("human:").where(~is_machine(rows["coder"]), MACHINE)
    )
    rows["order"] = rows["family"].map({name: place for place, name in enumerate(FAMILIES)})
    given = (
        rows.sort_values("order", kind="stable")
        .groupby(["statement_id", "coder"], sort=False)["told"]
        .agg(lambda told: " · ".join(dict.fromkeys(told)))
        .unstack("coder")
    )
    people = sorted(name for name in given.columns if name != MACHINE)
    columns = [*people, *([MACHINE] if MACHINE in given.columns else [])]
    texts = statements[list(_OURS)]
    coded = texts[texts["statement_id"].isin(given.index)]
    whole = coded.merge(given[columns].fillna(""), on="statement_id", how="left")
    return CodedStatements(whole.reset_index(drop=True))
