"""Who was interviewed: documents, participants, groups, words, statements."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from aineisto.corpus import Corpus


#: Words that a code may hold beside digits without naming anyone.
_PLAIN = frozenset(
    word
    for line in (
        "haastattelu haastateltava litteraatti vastaaja osallistuja puhuja ryhmä kohde nro",
        "interview interviewee transcript respondent participant speaker group no id",
    )
    for word in line.split()
)


def is_plain_code(name: str) -> bool:
    """Tell whether a name is only a code: “haastattelu-03”, “H4”; not “Virtanen 3”."""
    words = re.findall(r"[^\W\d_]+", name.lower())
    plain = re.fullmatch(r"[\w .-]*\d[\w .-]*", name)
    return plain is not None and all(len(w) == 1 or w in _PLAIN for w in words)


@dataclass(frozen=True)
class Counts:
    """How large the study is."""

    documents: int
    participants: int
    groups: int
    words: int
    statements: int
    all_statements: int
    questions: int
    left_out: int


def interviewee_numbers(corpus: Corpus) -> dict[str, int]:
    """Return each interviewee's number: the order of the participants' table, then of speech."""
    listed = corpus.participants["participant"] if len(corpus.participants) else []
    spoken = _speakers(corpus.answers)[~_nobodys(corpus.answers)]
    found = [str(name) for name in [*listed, *spoken]]
    return {name: n for n, name in enumerate(dict.fromkeys(found), start=1)}


def _speakers(answers: pd.DataFrame) -> pd.Series:
    """Return who said each statement: the participant, or the document where none is named."""
    names = answers["participant"].fillna("").astype(str)
    return names.where(names != "", answers["document"].astype(str))


def _nobodys(answers: pd.DataFrame) -> pd.Series:
    """Tell which statements are no single participant's, in documents that name participants."""
    named = answers["participant"].fillna("").astype(str) != ""
    return ~named & named.groupby(answers["document"]).transform("any").astype(bool)


def count_people(respondents: pd.Series) -> int:
    """Return how many people are among respondents' numbers: those below zero are nobody's."""
    return int(respondents[respondents > 0].nunique())


def respondents(corpus: Corpus) -> pd.DataFrame:
    """Return the interviewees' statements with ``respondent`` and ``group``.

    The respondent is a number (see `interviewee_numbers`), so that nothing in a report can name
    anyone; ``group`` is empty where the study has no groups. What several say at once, or someone
    unknown, has a number below zero, one a document.
    """
    answers = corpus.answers.copy()
    for name in ("participant", "question", "clean"):
        answers[name] = answers[name].fillna("").astype(str)
    who = _speakers(answers)
    below = -1 - pd.factorize(answers["document"])[0]
    numbers = who.map(interviewee_numbers(corpus))
    answers["respondent"] = numbers.where(~_nobodys(answers), below).astype(int)
    people = corpus.participants
    if "group" in people and len(people):
        groups = people.drop_duplicates("participant").set_index("participant")["group"]
        answers["group"] = who.map(groups).fillna("").astype(str)
    else:
        answers["group"] = ""
    return answers


def group_order(corpus: Corpus, answers: pd.DataFrame) -> list[str]:
    """Return the groups in the order of the participants' table, the unnamed one left out."""
    listed = corpus.participants["group"] if "group" in corpus.participants else pd.Series()
    names = [str(name) for name in [*listed.dropna(), *answers["group"]]]
    return [name for name in dict.fromkeys(names) if name]


def count_words(texts: pd.Series) -> pd.Series:
    """Return the number of words of each text: what stands between spaces."""
    return texts.str.split().str.len().fillna(0).astype(int)


def count_groups(answers: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    """Return one row a group: ``group``, ``participants``, ``statements``, ``words``.

    Of the participants' table those count who say something in the material.
    """
    rows = []
    for group in [*order, ""]:
        said = answers[answers["group"] == group]
        if len(said) or group:
            words = int(count_words(said["clean"]).sum())
            rows.append((group, count_people(said["respondent"]), len(said), words))
    return pd.DataFrame(rows, columns=["group", "participants", "statements", "words"])


def count_documents(corpus: Corpus, answers: pd.DataFrame) -> pd.DataFrame:
    """Return one row a document: its respondents' numbers, groups, statements and words.

    A document's name is kept only where it is a plain code; a file is often named by whom it
    interviews.
    """
    rows = []
    for number, document in enumerate(corpus.documents["document"], start=1):
        said = answers[answers["document"] == document]
        rows.append(
            (
                str(document) if is_plain_code(str(document)) else "",
                number,
                tuple(dict.fromkeys(said.loc[said["respondent"] > 0, "respondent"])),
                ", ".join(name for name in dict.fromkeys(said["group"]) if name),
                len(said),
                int(count_words(said["clean"]).sum()),
            )
        )
    names = ["document", "number", "respondents", "group", "statements", "words"]
    return pd.DataFrame(rows, columns=names)


def count_all(corpus: Corpus, answers: pd.DataFrame, groups: list[str]) -> Counts:
    """Return the size of the study in seven numbers."""
    return Counts(
        documents=len(corpus.documents),
        participants=count_people(answers["respondent"]),
        groups=len(groups),
        words=int(count_words(answers["clean"]).sum()),
        statements=len(answers),
        all_statements=len(corpus.statements),
        questions=int(answers.loc[answers["question"] != "", "question"].nunique()),
        left_out=len(corpus.left_out),
    )
