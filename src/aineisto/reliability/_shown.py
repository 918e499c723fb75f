"""A table of agreement that shows itself: each coefficient with its interval drawn."""

from __future__ import annotations

from typing import Any

import pandas as pd

from aineisto.core.shown import Markup, ShownFrame, decimal, heads, say, table, word

_SHOWN = 60  # rows
_WIDE, _LEAST = 180, -0.2  # pixels; the axis goes from here to 1
_BESIDE = ("family", "code", "coders", "coefficient")


class AgreementTable(ShownFrame):
    """A frame of coefficients that shows itself with its intervals drawn.

    It is a DataFrame in everything else.
    """

    # What it takes to be drawn.
    _needed = frozenset({"value", "low", "high", "coefficient", "n"})

    def _repr_html_(self) -> str:
        beside = [name for name in _BESIDE if name in self.columns]
        rows = (
            [*(_told(name, row) for name in beside), _numbers(row), _drawn(row), row["n"]]
            for row in self.head(_SHOWN).to_dict("records")
        )
        more = len(self) - _SHOWN
        note = say("intervals") + (f" {say('more_rows', n=more)}" if more > 0 else "")
        axis = f"{decimal(_LEAST)} … 0 … 1"
        return table([*heads([*beside, "value"]), axis, *heads(["n"])], rows, note)


def _told(name: str, row: dict[Any, Any]) -> str:
    # Codes and coders are the study's own names, but for what stands for all and for the stance.
    own = name == "coders" or (name == "code" and row["code"] not in ("all", row.get("family")))
    return str(row[name]) if own else word(str(row[name]))


def _numbers(row: dict[Any, Any]) -> str:
    if pd.isna(row["value"]):
        return str(row.get("note", ""))
    whole = decimal(row["value"])
    if pd.notna(row["low"]):
        whole += f" [{decimal(row['low'])} … {decimal(row['high'])}]"
    return whole


def _drawn(row: dict[Any, Any]) -> Markup:
    value, low, high = (row[name] for name in ("value", "low", "high"))
    if pd.isna(value) or row["coefficient"] == "percent_agreement":
        return Markup("")
    line = Markup("")
    if pd.notna(low):
        line = Markup(
            '<line x1="{:.0f}" x2="{:.0f}" y1="8" y2="8" stroke="#1d5a99" stroke-width="3"/>'
        ).format(_place(low), _place(high))
    return Markup(
        '<svg width="{}" height="16" role="img" aria-label="{}">'
        '<line x1="0" x2="{}" y1="8" y2="8" stroke="#8a8f94"/>'
        '<line x1="{zero:.0f}" x2="{zero:.0f}" y1="2" y2="14" stroke="#8a8f94"/>{}'
        '<circle cx="{:.0f}" cy="8" r="4" fill="#1d5a99"/></svg>'
    ).format(_WIDE, _numbers(row), _WIDE, line, _place(value), zero=_place(0.0))


def _place(value: float) -> float:
    share = (min(max(value, _LEAST), 1.0) - _LEAST) / (1.0 - _LEAST)
    return 5 + share * (_WIDE - 10)
