"""What people dispute, with the statement's text beside it."""

from __future__ import annotations

from itertools import starmap

import pandas as pd

from aineisto.core.shown import Markup, ShownFrame, heads, say, table, word

#: What a notebook shows; the codes stand with those who gave them.
_SHOWN = ("statement_id", "clean", "family", "codes")
_MOST = 20  # rows


class Disputed(ShownFrame):
    """A frame of disputes that shows whole statements and who gave what; else a DataFrame."""

    _needed = frozenset({*_SHOWN, "coders"})

    def _repr_html_(self) -> str:
        shown = self.head(_MOST)
        rows = shown[[*_SHOWN[:-1], "coders", "codes"]].itertuples(index=False, name=None)
        more = len(self) - len(shown)
        note = say("more_rows", n=more) if more else ""
        return table(heads(_SHOWN), starmap(_cells, rows), note)


def _cells(
    statement: str, text: str, family: str, coders: tuple[str, ...], codes: tuple[str, ...]
) -> tuple[str, ...]:
    pairs = zip(coders, codes, strict=True)
    given = (Markup("{}: {}").format(who.removeprefix("human:"), code) for who, code in pairs)
    return statement, text, word(family), Markup("<br>").join(given)


def disputed(found: pd.DataFrame, statements: pd.DataFrame, memos: pd.DataFrame) -> Disputed:
    """Return disputes with the ``clean`` text and the ``memos`` of their statements.

    Examples
    --------
    >>> from aineisto.reliability import disputes
    >>> found = disputed(disputes(codings, family="stance"), corpus.statements, project.memos)
    >>> found[["clean", "codes"]].iloc[0].tolist()
    ['Ko on ongelma, niin soitetaan, ei laiteta kirjettä.', ('+2', '0')]
    """
    of = found["statement_id"]
    told = memos["coder"].str.removeprefix("human:") + ": " + memos["text"]
    by_statement = told.groupby(memos["statement_id"]).agg("; ".join)
    made = found.assign(memos=of.map(by_statement).astype(object).fillna("").astype(str))
    made.insert(1, "clean", of.map(statements.set_index("statement_id")["clean"]))
    return Disputed(made)
