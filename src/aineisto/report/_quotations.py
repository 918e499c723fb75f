"""Quotations: short, telling, from different people, under a pseudonym."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from zlib import crc32

import pandas as pd

from aineisto.report._texts import texts

#: Characters: shorter says too little, longer is cut at a word.
SHORTEST, LONGEST = 50, 340


@dataclass(frozen=True)
class Quotation:
    """Words of a respondent, with what the report tells of their origin."""

    text: str
    respondent: int
    group: str
    value: float | None
    statement_id: str
    source: str

    def label(self, lang: str = "fi") -> str:
        """Return who speaks: “Haastateltava 3, Maakuntien muutosjohto”."""
        return ", ".join(part for part in (pseudonym(self.respondent, lang), self.group) if part)

    def cited(self, lang: str = "fi") -> str:
        """Return the words with who said them, as a report cites them."""
        left, right = "””" if lang == "fi" else "“”"
        return f"{left}{self.text}{right} ({self.label(lang)})"


def pseudonym(number: int, lang: str = "fi") -> str:
    """Return what an interviewee is called: “Haastateltava 4”, “Interviewee 4”."""
    return texts(lang)("pseudonym", n=number)


def shorten(text: str, longest: int = LONGEST) -> str:
    """Return the text on one line, cut at a word with “ …” where it is longer than `longest`."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    cut = line[: longest - 1]
    return (cut.rsplit(" ", 1)[0] or cut).rstrip(" ,;:–-") + " …"


def one(statements: pd.DataFrame, longest: int = LONGEST) -> Quotation | None:
    """Return the first of `pick`, or None where there is nothing."""
    return next(iter(pick(statements, 1, longest=longest)), None)


def pick(
    statements: pd.DataFrame,
    n: int = 3,
    *,
    used: Collection[str] = (),
    longest: int = LONGEST,
) -> tuple[Quotation, ...]:
    """Return the `n` quotations with the highest confidence, each from another respondent.

    Parameters
    ----------
    statements : DataFrame
        ``statement_id``, ``clean``, ``respondent``, ``group``, ``confidence``, ``source`` and,
        where there is one, ``value``.
    n : int
        How many at most.
    used : collection of str
        Statements that were quoted before; they are taken only where there is nothing else.
    longest : int
        Characters of a quotation at most.

    Notes
    -----
    People's codes come before the machine's, and statements too short to say anything by
    themselves last. Ties fall by a checksum of the statement's name: always the same, and not
    always the first interviewees.
    """
    if statements.empty:
        return ()
    frame = statements.drop_duplicates("statement_id").assign(
        _used=lambda f: f["statement_id"].isin(list(used)),
        _short=lambda f: f["clean"].str.len() < SHORTEST,
        _machine=lambda f: f["source"] != "people",
        _sure=lambda f: -f["confidence"].astype(float).fillna(1.0),
        _any=lambda f: f["statement_id"].map(lambda name: crc32(name.encode())),
    )
    frame = frame.sort_values(["_used", "_short", "_machine", "_sure", "_any"], kind="stable")
    chosen = frame.drop_duplicates("respondent").head(n)
    values = chosen["value"] if "value" in chosen else pd.Series(pd.NA, index=chosen.index)
    return tuple(
        Quotation(
            text=shorten(row.clean, longest),
            respondent=int(row.respondent),
            group=row.group,
            value=None if pd.isna(value) else float(value),
            statement_id=row.statement_id,
            source=row.source,
        )
        for row, value in zip(chosen.itertuples(), values, strict=True)
    )
