"""In what a corpus reads its statements otherwise than a project does."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.corpus import Corpus

#: What reading tells of a statement beside its words, and what it is called in a message.
_READ_AS = {"participant": "participants", "speaker": "speakers", "role": "roles",
            "question": "questions", "turn": "turns"}  # fmt: skip


_OTHER_STATEMENTS = "other statements"


def differences(ours: pd.DataFrame, theirs: pd.DataFrame) -> str:
    """Say in what a corpus's statements differ from a project's; nothing where they do not."""
    keys = ["statement_id", "text", *_READ_AS]
    ours, theirs = (
        frame[keys].fillna("").astype(str).reset_index(drop=True) for frame in (ours, theirs)
    )
    if not ours[keys[:2]].equals(theirs[keys[:2]]):
        return _OTHER_STATEMENTS
    differ = (ours != theirs).any(axis=0)
    names = [name for column, name in _READ_AS.items() if differ[column]]
    if not names:
        return ""
    first = ours["statement_id"][(ours != theirs).any(axis=1)].iloc[0]
    return f"other {', '.join(names)} of the same statements (the first is {first})"


def what_stands(
    path: str | PathLike[str], ours: Corpus, theirs: Corpus, own: Codebook, given: Codebook
) -> Iterator[str]:
    """Yield what a project keeps of its own, where another was given: participants, codebook."""
    others = _other_attributes(ours.participants, theirs.participants)
    if others:
        yield (
            f"{path} has participants of its own, which differ from those given in "
            f"{', '.join(map(repr, others))}; its own stand. {remedy_of('participants')}"
        )
    if own != given:
        yield (
            f"{path} has a codebook of its own, which differs from the one given; its own "
            "stands. For a new version: project.update_codebook(codebook)."
        )


def _other_attributes(ours: pd.DataFrame, theirs: pd.DataFrame) -> list[str]:
    ours, theirs = (frame.set_index("participant").astype("object") for frame in (ours, theirs))
    ours, theirs = (frame.where(frame.notna(), "").astype(str) for frame in (ours, theirs))
    return [
        str(name)
        for name in dict.fromkeys([*ours.columns, *theirs.columns])
        if name not in ours or name not in theirs or not _same(ours[name], theirs[name])
    ]


def _same(ours: pd.Series, theirs: pd.Series) -> bool:
    return ours.to_dict() == theirs.to_dict()


def remedy_of(differs: str) -> str:
    """Say what to do with a corpus that has such `differences` from a project."""
    begin = "go on as it was read, old = Project.open(path)"
    if differs == _OTHER_STATEMENTS:
        begin = "give it another name if it is another study"
    return (
        "Where nobody has coded yet, replace it: Project.create(path, corpus, codebook, "
        f"overwrite=True). Else {begin}; or make a new one of this corpus, "
        "new = Project.create(another_path, corpus, codebook), and take people's codes along: "
        "new.take_decisions(Project.open(path))."
    )


def attributes_of(participants: pd.DataFrame) -> str:
    """Say by which attributes of its participants a study can be parted."""
    known = participants.columns.difference(["participant", "document", "speaker"], sort=False)
    if len(known):
        return f"Give one of {', '.join(known)}."
    return "They have none: read(…, participants=) takes a table of them."
