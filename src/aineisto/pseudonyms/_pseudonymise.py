"""Replace what tells of persons, and carry corpus and codings over to the new text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path, PurePath
from typing import Any

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.core.checks import as_names, one_of
from aineisto.core.errors import ArgumentError
from aineisto.core.whole import write_whole
from aineisto.corpus import Corpus, Edit, EditMap
from aineisto.pseudonyms._beside import Beside, is_certain, names_of_people, texts_beside
from aineisto.pseudonyms._find import Finder
from aineisto.pseudonyms._found import as_found, confirmed, find_in_corpus, left_out
from aineisto.pseudonyms._replacer import Replacer, file_name, replaced
from aineisto.pseudonyms._shift import carry_over, inverse, new_place

STYLES = ("pseudonym", "brackets")
MARKS = {"[ ]": ("[", "]"), "[[ ]]": ("[[", "]]")}


@dataclass(frozen=True, eq=False, repr=False)
class Pseudonymised:
    """A corpus with persons' names and identifiers replaced.

    Attributes
    ----------
    corpus : Corpus
        The new corpus.
    log : DataFrame
        What was replaced by what: ``document``, ``start``, ``end`` (code points into the original
        text), ``text``, ``kind``, ``person`` (base form), ``replacement``, ``new_start``,
        ``new_end``. It undoes the pseudonymisation: save it apart from the data, or not at all.
    found : DataFrame
        What was found, for the researcher to confirm: ``document``, ``start``, ``end``, ``text``,
        ``kind``, ``replacement``, ``confidence`` (0…1), ``accept``: false of what is doubtful and
        was left in the text.
    outside : DataFrame
        What was replaced beside the transcripts, in labels of speakers, attributes of participants,
        problems and questions: ``table``, ``column``, ``text``, ``replacement``. It undoes the
        pseudonymisation as the log does.
    edits : mapping of str to EditMap
        By document (its new name): the edits that lead from the new text back to the original.
        They hold the names, as the log does.
    """

    corpus: Corpus
    log: pd.DataFrame
    found: pd.DataFrame
    outside: pd.DataFrame
    edits: Mapping[str, EditMap]
    _beside: Beside
    _documents: Mapping[str, str] = field(default_factory=dict)
    _statements: Mapping[str, str] = field(default_factory=dict)
    _words: Mapping[str, str] = field(default_factory=dict)

    @property
    def pseudonyms(self) -> tuple[str, ...]:
        """What now stands for persons; given as ``keep``, a second run leaves it as it is."""
        persons = self.log[self.log["kind"] == "person"]
        return tuple(dict.fromkeys(persons["replacement"]))

    def text(self, text: str) -> str:
        """Return another text of the study (a memo, an example) with the same replacements.

        Persons and identifiers are looked for in it as in the transcripts.
        """
        return self._beside.text(text)

    def frame(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return another table of the study (memos) with the same replacements in its texts."""
        return self._beside.frame(frame)

    def codebook(self, codebook: Codebook) -> Codebook:
        """Return the codebook with the same replacements in its definitions and examples.

        Codes, names, keywords, questions and actors stay: they are the study's own words.
        """
        themes = tuple(
            replace(
                theme,
                definition=self.text(theme.definition),
                examples=tuple(map(self.text, theme.examples)),
            )
            for theme in codebook.themes
        )
        return replace(codebook, themes=themes)

    def move(self, codings: pd.DataFrame) -> pd.DataFrame:
        """Return codings of the original corpus as codings of the new one.

        ``start`` and ``end`` are taken as code points into the document's text, as in a project's
        codings. Names in ``evidence`` are replaced too.

        Raises
        ------
        AineistoError
            When a coding is of a statement that the corpus did not have.
        """
        moved = codings.copy()
        unknown = [name for name in codings["statement_id"] if name not in self._statements]
        if unknown:
            raise ArgumentError(
                f"The corpus had no statement {unknown[0]!r}.",
                remedy="Give codings of the corpus that was pseudonymised.",
            )
        ids = [self._statements[name] for name in codings["statement_id"]]
        places = [
            self._moved(name, start, end)
            for name, start, end in zip(
                codings["statement_id"], codings["start"], codings["end"], strict=True
            )
        ]
        moved["statement_id"] = ids
        moved["start"] = pd.array([place[0] for place in places], dtype="Int64")
        moved["end"] = pd.array([place[1] for place in places], dtype="Int64")
        if "evidence" in moved:
            moved["evidence"] = [replaced(str(text), self._words) for text in codings["evidence"]]
        return moved

    def identifiers(self, statements: Iterable[str]) -> list[str]:
        """Return the new identifiers of statements; one that the corpus did not have has none."""
        return [self._statements[name] for name in statements if name in self._statements]

    def restore(self, codings: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
        """Return codings of the new corpus as codings of the original `corpus`.

        ``evidence`` becomes the original's words, where it has a place.
        """
        old = {new: name for name, new in self._statements.items()}
        homes = dict(corpus.statements[["statement_id", "document"]].itertuples(index=False))
        texts = dict(corpus.documents[["document", "text"]].itertuples(index=False))
        forward = {
            name: inverse(text, self.edits[name])
            for name, text in self.corpus.documents[["document", "text"]].itertuples(index=False)
        }
        rows = codings.astype({"evidence": "object"})
        rows["statement_id"] = [old[name] for name in codings["statement_id"]]
        for row in rows[rows["start"].notna()].itertuples():
            place = forward[self._documents[row.statement_id]]
            start, end = place.to_original(int(row.start), int(row.end))
            home = homes[row.statement_id]
            words = texts[home][start:end]
            if home in corpus.edits:
                words = corpus.edits[home].within(start, end).apply(words)
            rows.loc[row.Index, ["start", "end", "evidence"]] = [start, end, words]
        return rows.astype(codings.dtypes.to_dict())

    def _moved(self, statement: str, start: Any, end: Any) -> tuple[Any, Any]:
        if pd.isna(start) or pd.isna(end):
            return pd.NA, pd.NA
        return new_place(self.edits[self._documents[statement]], int(start), int(end))

    def save_log(self, path: str | PathLike[str]) -> Path:
        """Write `log` and `outside` as one CSV that only its owner can read; return the path."""
        key = pd.concat([self.log, self.outside], ignore_index=True)
        return write_whole(path, key.to_csv(index=False), "The log", private=True)

    def summary(self) -> str:
        """Return what was replaced and what may have been missed. The text is not anonymous."""
        counts = self.log["kind"].value_counts()
        lines = [f"{kind}: {count}" for kind, count in counts.items()]
        places = self.outside.groupby(["table", "column"], sort=False).size()
        lines += [f"{table}, {column}: {count}" for (table, column), count in places.items()]
        return "\n".join([*(lines or ["Nothing was replaced."]), EXPECTATION])

    def __repr__(self) -> str:
        return f"Pseudonymised({len(self.log)} places in {len(self.corpus.documents)} documents)"


EXPECTATION = (
    "Of persons' names in edited Finnish text about nine in ten are found (benchmarks/pseudonyms),"
    " and about three in ten of what is found are something else; nicknames, names written small"
    " and names that are common words are missed more often. What is doubtful is in `found` and"
    " was not replaced. People can be known from what they say,"
    " their work and their place: a pseudonymised text is not anonymous. Read `found`, confirm it"
    " and add what was missed."
)


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
    """Replace persons' names, numbers and addresses in a corpus.

    Labels of speakers, attributes of participants, names of files and questions are treated as
    the transcripts are. Found are names of persons (never actors of the register or the
    codebook), e-mail addresses, phone numbers, Finnish personal identity codes with a right
    control character, street addresses, IBANs with right check digits and vehicle
    registrations. The result is a proposal: pass `found`, edited,
    to apply exactly what was confirmed. A pseudonymised text is not anonymous: see
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
        The study's codebook: its actors stay, in all their inflected forms.

    Raises
    ------
    AineistoError
        When a setting is unknown or `found` does not fit the corpus.

    Notes
    -----
    The convention of brackets is that of the Finnish Social Science Data Archive (*Data
    Management Guidelines*, chapter on anonymisation).
    """
    one_of(style, STYLES, "style")
    one_of(marks, tuple(MARKS), "marks")
    keep = as_names(keep, "keep")
    given = dict(names) if isinstance(names, Mapping) else {}
    certain = list(as_names(names, "names")) if names is not None else []
    actors = () if codebook is None else codebook.actors
    labels = names_of_people(corpus, Finder(certain, keep, actors))
    certain += labels
    find = Finder(certain, keep, actors)
    every = find_in_corpus(corpus, find) if found is None else found
    rows = every[every["accept"]] if found is None else confirmed(found, corpus)
    left = set() if found is None else {*left_out(found)} - {text.lower() for text in rows["text"]}
    beside = find([text for _, _, text in texts_beside(corpus)])
    others = labels + [
        text[item.start : item.end]
        for (_, _, text), items in zip(texts_beside(corpus), beside, strict=True)
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
    for part, instead in replacer.parts([*mentions, *others]).items():
        words.setdefault(part, instead)
    rows = rows.assign(replacement=new)
    if found is None:
        doubtful = every[~every["accept"]]
        every = as_found(pd.concat([rows, doubtful], ignore_index=True))
    return _apply(corpus, rows, persons, words, every, Beside(find, replacer, words, left))


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


def _apply(
    corpus: Corpus,
    rows: pd.DataFrame,
    persons: list[str],
    words: Mapping[str, str],
    found: pd.DataFrame,
    beside: Beside,
) -> Pseudonymised:
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
