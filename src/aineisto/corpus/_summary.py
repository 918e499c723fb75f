"""What of a whole study's reading needs a person's eye, like things told together."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from textwrap import shorten

import pandas as pd

from aineisto.corpus._corpus import INTERVIEWEE, INTERVIEWER, Corpus

_VARIES = re.compile(r"[\d“\"'(?:]")  # before what differs between like errors
_NAMES = 8  # of documents in a line
_TURNS, _LONGEST_TURN = 5, 100  # besides the guide, and characters of each
_MUCH = 0.15  # of a document's words, not used


def summarised(corpus: Corpus, table: pd.DataFrame) -> str:
    """Return what `Corpus.check` found as lines for a terminal: first what to look at, and where.

    Remarks of one kind are told once, with the first of them and the documents that have them.

    Parameters
    ----------
    corpus : Corpus
        The corpus.
    table : DataFrame
        What its `Corpus.check` returned.

    Examples
    --------
    >>> print(summarised(corpus, corpus.check()).splitlines()[0])
    3 documents (txt 3), 0 files left out
    """
    return "\n".join(_lines(corpus, table))


def _lines(corpus: Corpus, table: pd.DataFrame) -> Iterator[str]:
    out, others = corpus.left_out, corpus.problems.drop(corpus.left_out.index)
    read = table.iloc[: len(corpus.documents)]
    formats = ", ".join(f"{kind} {n}" for kind, n in read["format"].value_counts().items())
    yield f"{len(read)} documents ({formats}), {out['file'].nunique()} files left out"
    turns = read["turns"].sum()
    yield (
        f"{turns} turns; words: interviewers {read['words_interviewer'].sum()}, interviewees "
        f"{read['words_interviewee'].sum()}"
    )
    speakers = corpus.statements.groupby("role")["speaker"].value_counts()
    for role in (INTERVIEWER, INTERVIEWEE):
        if role in speakers.index.get_level_values(0):
            listed = [label or "–" for label in speakers[role].index]
            yield f"{role}s are labelled: {_some(listed)}"
    found = {
        "left out": list(by_kind(corpus, out)),
        "look at": list(by_kind(corpus, others)),
        "questions missed": list(_missed(corpus, read)),
        "besides the guide": list(_besides(corpus)),
        f"more than {_MUCH:.0%} of the words not used": list(_unused(read)),
    }
    for heading, lines in found.items():
        if lines:
            yield f"\n{heading}:"
            yield from (f"  {line}" for line in lines)
    if not any(found.values()):
        yield "\nNothing to look at."


def by_kind(corpus: Corpus, problems: pd.DataFrame) -> Iterator[str]:
    """Yield problems of a corpus, like ones in two lines: in how many files, the first, and where.

    Parameters
    ----------
    corpus : Corpus
    problems : DataFrame
        Rows of `Corpus.problems`.

    Yields
    ------
    str
        Lines; the commonest kind comes first.

    Examples
    --------
    >>> list(by_kind(corpus, corpus.problems.head(0)))
    []
    """
    names = dict(zip(corpus.documents["path"], corpus.documents["document"], strict=True))
    kinds = problems.assign(kind=[_kind(row) for row in problems.to_dict("records")])
    groups = [own for _, own in kinds.groupby("kind", sort=False)]
    for own in sorted(groups, key=lambda one: -one["file"].nunique()):
        first = own.iloc[0]
        files = [names.get(str(file), str(file)) for file in own["file"].unique()]
        yield f"{len(files)} × {first['problem']} {first['remedy']}".rstrip()
        yield f"    {_some(files)}"


def _kind(row: dict[str, object]) -> str:
    try:
        facts = json.loads(str(row.get("facts") or "{}"))
    except ValueError:  # somebody changed the table
        facts = {}
    code = " ".join(str(facts[name]) for name in ("code", "kind") if name in facts)
    return code or _VARIES.split(str(row["problem"]), maxsplit=1)[0]


def _missed(corpus: Corpus, read: pd.DataFrame) -> Iterator[str]:
    missed = [(name, codes.split(", ")) for name, codes in
              read[["document", "questions_missed"]].itertuples(index=False)]  # fmt: skip
    for question in corpus.questions:
        where = [name for name, codes in missed if question.code in codes]
        if where:
            yield f"{question.code}, in {len(where)} of {len(read)}: {_some(where)}"


def _besides(corpus: Corpus) -> Iterator[str]:
    turns = corpus.off_guide()
    if not len(turns):
        return
    yield f"{len(turns)} turns, {turns['answers'].sum()} answers; the most often asked are"
    often = turns.sort_values(["documents", "answers"], ascending=False, kind="stable")
    for row in often.drop_duplicates("text").head(_TURNS).itertuples(index=False):
        text = shorten(row.text, _LONGEST_TURN, placeholder=" …")
        yield f"  “{text}” ({row.document}; in {row.documents} of {len(corpus.documents)})"


def _unused(read: pd.DataFrame) -> Iterator[str]:
    much = read[read["unused"] > _MUCH].sort_values("unused", ascending=False, kind="stable")
    if len(much):
        yield _some(f"{row.document} {row.unused:.0%}" for row in much.itertuples(index=False))


def _some(names: Iterable[str]) -> str:
    listed: Sequence[str] = list(dict.fromkeys(names))
    more = f" … and {len(listed) - _NAMES} more" if len(listed) > _NAMES else ""
    return ", ".join(listed[:_NAMES]) + more
