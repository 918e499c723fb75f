"""Carry a corpus over to its new text: documents, statements, questions, participants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePath

import pandas as pd

from aineisto.corpus import Corpus, Edit, EditMap
from aineisto.pseudonyms._beside import Beside, texts_beside
from aineisto.pseudonyms._replacer import file_name, replaced
from aineisto.pseudonyms._result import Pseudonymised
from aineisto.pseudonyms._shift import carry_over, inverse, new_place


def carried_over(
    corpus: Corpus,
    rows: pd.DataFrame,
    persons: list[str],
    words: Mapping[str, str],
    found: pd.DataFrame,
    beside: Beside,
) -> Pseudonymised:
    """Return the corpus with the rows replaced, and what leads from one text to the other."""
    beside.learn(text for _, _, text in texts_beside(corpus))
    documents = _renamed(corpus.documents["document"], words)
    forward, back, texts, mending = {}, {}, [], {}
    for name, text in zip(corpus.documents["document"], corpus.documents["text"], strict=True):
        mine = rows[rows["document"] == name]
        edits = EditMap(
            Edit(row.start, row.end, row.replacement) for row in mine.itertuples(index=False)
        )
        forward[name], back[name] = edits, inverse(text, edits)
        texts.append(edits.apply(text))
        if name in corpus.edits:
            mending[documents[name]] = carry_over(corpus.edits[name], back[name], edits)
    new_texts = {documents[n]: t for n, t in zip(corpus.documents["document"], texts, strict=True)}
    statements, ids = _statements(corpus, documents, back, new_texts, mending, words, beside)
    new = replace(
        corpus,
        documents=_documents(corpus.documents, documents, texts, words),
        participants=beside.participants(corpus.participants, documents),
        statements=statements,
        problems=beside.frame(corpus.problems),
        edits=mending,
        questions=tuple(
            replace(q, text=beside.text(q.text), name=_names(q.name, beside))
            for q in corpus.questions
        ),
        read_again=None,  # the files hold the names
    )
    log = rows.drop(columns=["confidence", "accept"]).assign(person=persons)
    places = [
        new_place(back[row.document], row.start, row.end) for row in log.itertuples(index=False)
    ]
    log["new_start"] = pd.array([place[0] for place in places], dtype="int64")
    log["new_end"] = pd.array([place[1] for place in places], dtype="int64")
    homes = {
        statement: documents[name]
        for statement, name in zip(
            corpus.statements["statement_id"], corpus.statements["document"], strict=True
        )
    }
    by_new_name = {documents[name]: edits for name, edits in back.items()}
    outside = beside.outside(corpus)
    return Pseudonymised(new, log, found, outside, by_new_name, beside, homes, ids, words)


def _names(names: Mapping[str, str], beside: Beside) -> dict[str, str]:
    return {lang: beside.text(name) for lang, name in names.items()}


def _renamed(names: Iterable[str], words: Mapping[str, str]) -> dict[str, str]:
    """Return the new names of documents: a file is often named after the interviewee."""
    renamed: dict[str, str] = {}
    for name in names:
        new = base = file_name(name, words)
        number = 1
        while new in renamed.values():
            number += 1
            new = f"{base} {number}"
        renamed[name] = new
    return renamed


def _documents(
    frame: pd.DataFrame, names: Mapping[str, str], texts: list[str], words: Mapping[str, str]
) -> pd.DataFrame:
    new = frame.copy()
    new["document"] = [names[name] for name in frame["document"]]
    # Folders tell whose machine it was, and the original file holds the names.
    new["path"] = [file_name(PurePath(str(path)).name, words) for path in frame["path"]]
    new["text"] = texts
    return new.astype({"document": "str", "path": "str", "text": "str"})


def _statements(
    corpus: Corpus,
    documents: Mapping[str, str],
    back: Mapping[str, EditMap],
    texts: Mapping[str, str],
    mending: Mapping[str, EditMap],
    words: Mapping[str, str],
    beside: Beside,
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return the statements of the new text, and the new identifier of each old one."""
    frame = corpus.statements.copy()
    old = list(frame["document"])
    places = [
        new_place(back[name], start, end)
        for name, start, end in zip(old, frame["start"], frame["end"], strict=True)
    ]
    raw, clean = [], []
    for name, (start, end) in zip(old, places, strict=True):
        text = texts[documents[name]][start:end]
        edits = mending.get(documents[name])
        raw.append(text)
        clean.append(text if edits is None else edits.within(start, end).apply(text))
    ids = {
        statement: (
            documents[name] + statement[len(name) :]
            if statement.startswith(name)
            else replaced(statement, words)
        )
        for statement, name in zip(frame["statement_id"], old, strict=True)
    }
    frame["statement_id"] = [ids[name] for name in frame["statement_id"]]
    frame["document"] = [documents[name] for name in old]
    frame["start"] = [place[0] for place in places]
    frame["end"] = [place[1] for place in places]
    frame["text"], frame["clean"] = raw, clean
    for column in ("participant", "speaker"):
        frame[column] = [beside.text(value) for value in frame[column]]
    return frame.astype({"start": "int64", "end": "int64"}), ids
