"""Quotations: short, telling, from different people, under a pseudonym."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import pandas as pd

from aineisto.core.clock import clock
from aineisto.core.text import quoted
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
    codes: tuple[int, ...] = ()
    time: float | None = None  # seconds in the recording
    basis: str = ""  # whose its codes are, the stance among them: people, machine, mixed

    @property
    def disputed(self) -> bool:
        """Whether its coders gave it different stances."""
        return len(set(self.codes)) > 1

    def label(self, lang: str = "fi") -> str:
        """Return who speaks and when: “Haastateltava 3, Maakuntien muutosjohto, 12:05”."""
        parts = (pseudonym(self.respondent, lang), self.group, clock(self.time))
        return ", ".join(part for part in parts if part)

    def cited(self, lang: str = "fi") -> str:
        """Return the words with who said them, as a report cites them."""
        return f"{quoted(self.text, lang)} ({self.label(lang)})"


def pseudonym(number: int, lang: str = "fi") -> str:
    """Return what an interviewee is called: “Haastateltava 4”, “Interviewee 4”.

    A number below zero is nobody's: several spoke, or someone unknown.
    """
    return texts(lang)("pseudonym", n=number) if number > 0 else texts(lang)("nobodys")


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
        where there are, ``value``, ``codes``, ``shared`` (as `statement_values` gives them),
        ``time_start`` and ``basis`` (else ``source``).
    n : int
        How many at most.
    used : collection of str
        Statements that were quoted before; they are taken only where there is nothing else.
    longest : int
        Characters of a quotation at most.

    Notes
    -----
    What coders agree on comes before what they dispute, people's codes before the machine's, and
    statements too short to say anything by themselves last. Ties fall by a checksum of the
    statement's name: always the same, and not always the first interviewees.
    """
    columns = ["statement_id", "clean", "respondent", "group", "confidence", "source"]
    values = statements["value"] if "value" in statements else [None] * len(statements)
    given = statements["codes"] if "codes" in statements else [()] * len(statements)
    shared = statements["shared"] if "shared" in statements else [1.0] * len(statements)
    times = statements["time_start"] if "time_start" in statements else [None] * len(statements)
    bases = statements["basis"] if "basis" in statements else statements["source"]
    own = (statements[name].tolist() for name in columns)
    rows = zip(*own, values, given, shared, times, bases, strict=True)
    # A report picks hundreds of times: plain tuples are many times faster than frames here.
    order = sorted(rows, key=lambda row: _rank(row, used))
    chosen: dict[int, tuple[Any, ...]] = {}
    for row in order:
        if len(chosen) == n:
            break
        chosen.setdefault(row[2], row)
    return tuple(
        Quotation(
            text=shorten(text, longest),
            respondent=int(respondent),
            group=group,
            value=None if value is None or pd.isna(value) else float(value),
            statement_id=statement_id,
            source=source,
            codes=codes if isinstance(codes, tuple) else (),
            time=None if time is None or pd.isna(time) else float(time),
            basis=str(basis),
        )
        for statement_id, text, respondent, group, _, source, value, codes, _, time, basis in (
            chosen.values()
        )
    )


def _rank(row: tuple[Any, ...], used: Collection[str]) -> tuple[Any, ...]:
    """Return what puts a statement before others."""
    name, text, _, _, confidence, source, _, _, shared, *_ = row
    sure = 1.0 if pd.isna(confidence) else float(confidence)
    disputed = shared < 1 - 1e-9
    number = crc32(name.encode())
    return name in used, disputed, len(text) < SHORTEST, source != "people", -sure, number
