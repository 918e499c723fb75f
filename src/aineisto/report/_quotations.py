"""Quotations: short, telling, from different people, under a pseudonym."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zlib import crc32

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.codings import make_codings
from aineisto.core.errors import AineistoError
from aineisto.core.text import clock, quoted
from aineisto.report._codes import chosen_codes, statement_values
from aineisto.report._respondents import group_order, respondents
from aineisto.report._texts import printable, texts

if TYPE_CHECKING:
    from aineisto.corpus import Corpus

#: Characters: shorter says too little, longer is cut at a word.
SHORTEST, LONGEST = 50, 340
_COLUMNS = ["text", "label", "group", "stance", "source", "document", "statement_id"]


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


def quotations(
    corpus: Corpus,
    codebook: Codebook,
    codings: pd.DataFrame,
    *,
    theme: str | None = None,
    group: str | None = None,
    stance: int | Iterable[int] | None = None,
    actor: str | None = None,
    n: int = 5,
    lang: str = "fi",
    with_group: bool = False,
) -> pd.DataFrame:
    """Return quotations for a text, the most telling first, each speaker by number.

    People's codes come before the machine's, sure codes before unsure, whole thoughts before very
    short statements, and each interviewee once before anyone twice.

    Parameters
    ----------
    corpus, codebook, codings
        The study, as in `write_report`.
    theme : str, optional
        Code of a theme that the statement carries.
    group : str, optional
        Group of the speaker.
    stance : int or iterable of int, optional
        Stance of the statement, −2…2: ``2``, or ``(1, 2)``. Between two coders the median counts.
    actor : str, optional
        Name of an actor that the statement mentions.
    n : int
        How many at most.
    lang : {"fi", "en"}
        Language of the labels.
    with_group : bool
        Name the group in the label. In a small group that can give the speaker away.

    Returns
    -------
    DataFrame
        ``text`` (the whole statement), ``label`` (“Haastateltava 4”: interviewees are numbered in
        the order of the participants' table, the same in every report), ``group``, ``stance``
        (missing where nobody coded it), ``source`` (``people`` or ``machine``), and, for finding
        the place and not for print, ``document`` and ``statement_id``.

    Raises
    ------
    AineistoError
        When the study has no such theme, group or actor, or the language is unknown.

    Examples
    --------
    >>> found = quotations(corpus, codebook, codings, theme="roolit", n=1, lang="en")
    >>> found[["label", "document"]].values.tolist()
    [['Interviewee 2', 'haastattelu-09']]
    """
    texts(lang)
    answers = respondents(corpus)
    codes = chosen_codes(make_codings(codings), answers)
    _known("theme", theme, codebook.theme_codes)
    _known("group", group, group_order(corpus, answers))
    _known("actor", actor, codes.loc[codes["family"] == "actor", "code"].unique())
    values = statement_values(codes)
    found = _candidates(codes, values, answers, theme, actor)
    if group is not None:
        found = found[found["group"] == group]
    if stance is not None:
        wanted = [stance] if isinstance(stance, int) else list(stance)
        found = found[found["value"].isin(wanted)]
    chosen = _everyone_once_first(found, max(0, n))
    texts_by_id = found.drop_duplicates("statement_id").set_index("statement_id")
    rows = [
        (
            " ".join(printable(texts_by_id.at[q.statement_id, "clean"]).split()),
            q.label(lang) if with_group else pseudonym(q.respondent, lang),
            q.group,
            q.value,
            q.source,
            texts_by_id.at[q.statement_id, "document"],
            q.statement_id,
        )
        for q in chosen
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _known(kind: str, name: str | None, names: Iterable[str]) -> None:
    known = [str(found) for found in names]
    if name is None or name in known:
        return
    listed = ", ".join(known[:20]) or "none"
    raise AineistoError(
        f"The study has no {kind} {name!r}.", remedy=f"The study's {kind}s are: {listed}."
    )


def _candidates(
    codes: pd.DataFrame,
    values: pd.DataFrame,
    answers: pd.DataFrame,
    theme: str | None,
    actor: str | None,
) -> pd.DataFrame:
    """Return the statements with the codes asked for, with their stance and confidence."""
    sure = values.set_index("statement_id")
    frame = answers.assign(
        value=answers["statement_id"].map(sure["value"]),
        confidence=answers["statement_id"].map(sure["confidence"]).fillna(0.0),
        source=answers["statement_id"].map(sure["source"]),
    )
    for family, code in (("theme", theme), ("actor", actor)):
        if code is None:
            continue
        part = codes[(codes["family"] == family) & (codes["code"] == code)]
        part = part.drop_duplicates("statement_id").set_index("statement_id")
        frame = frame[frame["statement_id"].isin(part.index)]
        frame = frame.assign(
            confidence=frame["statement_id"].map(part["confidence"]).astype(float).fillna(1.0),
            source=frame["statement_id"].map(part["source"]),
        )
    coded = frame["statement_id"].isin(codes["statement_id"])
    return frame[coded].assign(source=lambda f: f["source"].fillna("machine"))


def _everyone_once_first(found: pd.DataFrame, n: int) -> list[Quotation]:
    chosen: list[Quotation] = []
    left = found
    while len(chosen) < n and len(left):
        chosen += pick(left, n - len(chosen))
        left = left[~left["statement_id"].isin([q.statement_id for q in chosen])]
    return chosen
