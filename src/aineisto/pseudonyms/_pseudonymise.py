"""Replace what tells of persons, and carry corpus and codings over to the new text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.core.checks import as_names, one_of
from aineisto.corpus import Corpus, Edit, EditMap
from aineisto.pseudonyms._beside import (
    Beside,
    is_certain,
    names_of_people,
    texts_beside,
    without_quotes,
    words_of,
)
from aineisto.pseudonyms._detector import Detector
from aineisto.pseudonyms._found_frame import as_found, confirmed, find_in_corpus, left_out
from aineisto.pseudonyms._replacer import Replacer, carry_over, inverse, new_place, replaced
from aineisto.pseudonyms._result import Pseudonymised

_NAME = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]+)*")
STYLES = ("pseudonym", "brackets")
MARKS = {"[ ]": ("[", "]"), "[[ ]]": ("[[", "]]")}


def pseudonymise(
    corpus: Corpus,
    *,
    names: Mapping[str, str] | Iterable[str] | None = None,
    style: str = "pseudonym",
    keep: Iterable[str] = (),
    seed: int = 0,
    found: pd.DataFrame | None = None,
    marks: str = "[ ]",
    codebook: Codebook | None = None,
) -> Pseudonymised:
    r"""Replace persons' names, numbers and addresses in a corpus.

    Labels of speakers, attributes of participants, names of files and questions are treated as
    the transcripts are. Found are names of persons (never actors of the register or the
    codebook), e-mail addresses, phone numbers, Finnish personal identity codes, dates of birth,
    street and web addresses, account numbers and business IDs with right check digits, vehicle
    registrations and user names, also where they are spelt out. The result is a proposal: pass
    `found`, edited, to apply exactly what was confirmed. A pseudonymised text is not anonymous: see
    `Pseudonymised.summary` for what to expect.

    Parameters
    ----------
    corpus : Corpus
        The corpus; it stays as it is.
    names : mapping or iterable of str, optional
        Names in the nominative that are persons for certain; a mapping also gives pseudonyms
        (``{"Matti Virtanen": "Kaino Lahtinen"}``).
    style : {"pseudonym", "brackets"}
        Another name of the same declension in the mention's case (*Virtasen*, *Lahtisen*), first
        names neutral in gender; or the archive's ``[nimi1]:n``. Identifiers are always bracketed.
    keep : iterable of str
        Texts to leave as they are, in all their inflected forms.
    seed : int
        Seed of the choice of pseudonyms.
    found : DataFrame, optional
        A confirmed frame; nothing is looked for, rows with ``accept`` are replaced. Empty
        ``replacement`` is filled in; a row without ``start`` stands for every place of its text.
    marks : {"[ ]", "[[ ]]"}
        The brackets.
    codebook : Codebook, optional
        The study's codebook: its actors stay, in all their inflected forms, and so do the words of
        its questions.

    Raises
    ------
    AineistoError
        When a setting is unknown or `found` does not fit the corpus.

    Notes
    -----
    The convention of brackets is that of the Finnish Social Science Data Archive (*Data
    Management Guidelines*, chapter on anonymisation).

    Examples
    --------
    >>> said = "H: Kuka neuvoi?\nV: Maija Virtanen neuvoi, numero on 040 123 4567.\n"
    >>> size = Path("h1.txt").write_text(said, encoding="utf-8")
    >>> interview = aineisto.read("h1.txt")
    >>> replaced = pseudonymise(interview, names={"Maija Virtanen": "Aino Lahtinen"})
    >>> replaced.corpus.statements["clean"].iloc[-1]
    'Aino Lahtinen neuvoi, numero on [puhelinnumero1].'
    """
    one_of(style, STYLES, "style")
    one_of(marks, tuple(MARKS), "marks")
    keep = as_names(keep, "keep")
    corpus = replace(corpus, problems=without_quotes(corpus.problems))
    given = dict(names) if isinstance(names, Mapping) else {}
    certain = list(as_names(names, "names")) if names is not None else []
    actors = () if codebook is None else codebook.actors
    labels = names_of_people(corpus, Detector(certain, keep, actors))
    certain += labels
    find = Detector(certain, keep, actors)
    every = find_in_corpus(corpus, find) if found is None else found
    rows = every[every["accept"]] if found is None else confirmed(found, corpus)
    left = set() if found is None else {*left_out(found)} - {text.lower() for text in rows["text"]}
    own = () if codebook is None else words_of(codebook.questions)
    outside = [text for _, _, text in texts_beside(corpus) if text not in own]
    others = labels + [
        text[item.start : item.end]
        for text, items in zip(outside, find(outside), strict=True)
        for item in items
        if item.kind == "person" and is_certain(item)
    ]
    others = [text for text in others if text.lower() not in left]
    clean = [_mended(row, corpus) for row in rows.itertuples(index=False)]
    replacer = _replacer(rows, clean, others, corpus, given, style, seed, MARKS[marks])
    kinds = list(rows["kind"])
    new = [
        chosen or replacer.replacement(text, kind)
        for text, kind, chosen in zip(clean, kinds, rows["replacement"], strict=True)
    ]
    persons = [replacer.identity(text, kind) for text, kind in zip(clean, kinds, strict=True)]
    words = dict(zip([*clean, *rows["text"]], new * 2, strict=True))
    mentions = [text for text, kind in zip(clean, kinds, strict=True) if kind == "person"]
    for name in labels:  # a file may be named in a case: virtasen_haastattelu
        words.setdefault(name, replacer.replacement(name, "person"))
    for part in {word for mention in mentions for word in _NAME.findall(mention)}:
        words.setdefault(part, replacer.replacement(part, "person"))  # in its case, too
    for part, instead in replacer.parts([*mentions, *others]).items():
        words.setdefault(part, instead)
    rows = rows.assign(replacement=new)
    if found is None:
        doubtful = every[~every["accept"]]
        every = as_found(pd.concat([rows, doubtful], ignore_index=True))
    return _carried_over(
        corpus, rows, persons, words, every, Beside(find, replacer, words, left, own)
    )


def _replacer(
    rows: pd.DataFrame,
    clean: list[str],
    others: list[str],
    corpus: Corpus,
    given: Mapping[str, str],
    style: str,
    seed: int,
    marks: tuple[str, str],
) -> Replacer:
    """Return what knows the persons of the transcripts and of what stands beside them."""
    mentions = [text for text, kind in zip(clean, rows["kind"], strict=True) if kind == "person"]
    taken = {word for text in corpus.documents["text"] for word in re.findall(r"[^\W\d_]+", text)}
    chosen = {
        text: new
        for text, kind, new in zip(clean, rows["kind"], rows["replacement"], strict=True)
        if kind == "person" and new
    }
    return Replacer([*mentions, *others], taken, given, chosen, style=style, seed=seed, marks=marks)


def _mended(row: Any, corpus: Corpus) -> str:
    edits = corpus.edits.get(row.document)
    return row.text if edits is None else edits.within(row.start, row.end).apply(row.text)


def _carried_over(
    corpus: Corpus,
    rows: pd.DataFrame,
    persons: list[str],
    words: Mapping[str, str],
    found: pd.DataFrame,
    beside: Beside,
) -> Pseudonymised:
    """Return the corpus with the rows replaced, and what leads from one text to the other."""
    beside.learn(text for _, _, text in texts_beside(corpus))
    documents = beside.rename(corpus.documents["document"], corpus.problems["file"])
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
        documents=_documents(corpus.documents, documents, texts, beside),
        participants=beside.participants(corpus.participants, documents),
        statements=statements,
        problems=_problems(corpus.problems, beside),
        edits=mending,
        questions=tuple(
            replace(q, text=beside.text(q.text), name=_names_in(q.name, beside))
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


def _names_in(names: Mapping[str, str], beside: Beside) -> dict[str, str]:
    return {lang: beside.text(name) for lang, name in names.items()}


def _documents(
    frame: pd.DataFrame, names: Mapping[str, str], texts: list[str], beside: Beside
) -> pd.DataFrame:
    new = frame.copy()
    new["document"] = [names[name] for name in frame["document"]]
    new["path"] = [beside.file(str(path)) for path in frame["path"]]
    new["text"] = texts
    return new.astype({"document": "str", "path": "str", "text": "str"})


def _problems(frame: pd.DataFrame, beside: Beside) -> pd.DataFrame:
    new = beside.frame(frame, labels=True)
    new["file"] = [beside.file(str(file)) for file in frame["file"]]
    return new.astype({"file": "str"})


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
        frame[column] = [beside.label(value) for value in frame[column]]
    return frame.astype({"start": "int64", "end": "int64"}), ids
