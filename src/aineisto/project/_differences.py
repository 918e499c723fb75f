"""In what a corpus reads its statements otherwise than a project does."""

from __future__ import annotations

import pandas as pd

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


def remedy_of(differs: str) -> str:
    """Say what to do with a corpus that has such `differences` from a project."""
    if differs == _OTHER_STATEMENTS:
        return "Give it another name, or replace it: Project.create(…, overwrite=True)."
    return (
        "Go on as it was read, old = Project.open(path); or make a new project of this corpus, "
        "new = Project.create(another_path, corpus, old.codebook), and take people's codes along: "
        "new.add_decisions(old.codings[old.codings['coder'].str.startswith('human:')])."
    )
