"""Who was interviewed: documents, participants, groups, words, statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from aineisto.corpus import Corpus


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


def respondents(corpus: Corpus) -> pd.DataFrame:
    """Return the interviewees' statements with ``respondent`` and ``group``.

    The respondent is the participant, or the document where the corpus names no participant;
    ``group`` is empty where the study has no groups.
    """
    answers = corpus.answers.copy()
    for name in ("participant", "question", "clean"):
        answers[name] = answers[name].fillna("").astype(str)
    answers["respondent"] = answers["participant"].where(
        answers["participant"] != "", answers["document"]
    )
    people = corpus.participants
    if "group" in people and len(people):
        groups = people.drop_duplicates("participant").set_index("participant")["group"]
        answers["group"] = answers["respondent"].map(groups).fillna("").astype(str)
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


def count_groups(corpus: Corpus, answers: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    """Return one row a group: ``group``, ``participants``, ``statements``, ``words``."""
    people = corpus.participants
    rows = []
    for group in [*order, ""]:
        said = answers[answers["group"] == group]
        listed = people[people["group"] == group]["participant"] if "group" in people else []
        names = set(listed) | set(said["respondent"])
        if names or group:
            words = int(count_words(said["clean"]).sum())
            rows.append((group, len(names), len(said), words))
    return pd.DataFrame(rows, columns=["group", "participants", "statements", "words"])


def count_documents(corpus: Corpus, answers: pd.DataFrame) -> pd.DataFrame:
    """Return one row a document: its respondents, their groups, statements and words."""
    rows = []
    for document in corpus.documents["document"]:
        said = answers[answers["document"] == document]
        rows.append(
            (
                str(document),
                ", ".join(dict.fromkeys(said["respondent"])),
                ", ".join(name for name in dict.fromkeys(said["group"]) if name),
                len(said),
                int(count_words(said["clean"]).sum()),
            )
        )
    return pd.DataFrame(rows, columns=["document", "respondent", "group", "statements", "words"])


def count_all(corpus: Corpus, answers: pd.DataFrame, groups: list[str]) -> Counts:
    """Return the size of the study in seven numbers."""
    listed = set(corpus.participants["participant"]) if len(corpus.participants) else set()
    return Counts(
        documents=len(corpus.documents),
        participants=len(listed | set(answers["respondent"])),
        groups=len(groups),
        words=int(count_words(answers["clean"]).sum()),
        statements=len(answers),
        all_statements=len(corpus.statements),
        questions=int(answers.loc[answers["question"] != "", "question"].nunique()),
        left_out=len(corpus.problems),
    )
