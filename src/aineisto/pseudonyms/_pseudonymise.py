"""Replace what tells of persons, and carry corpus and codings over to the new text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any

import pandas as pd

from aineisto.core.checks import as_names, one_of
from aineisto.core.errors import ArgumentError
from aineisto.corpus import Corpus, Edit, EditMap
from aineisto.pseudonyms._found import as_found, confirmed, find_in_corpus
from aineisto.pseudonyms._names import Persons
from aineisto.pseudonyms._shift import carry_over, inverse, new_place

STYLES = ("pseudonym", "brackets")
MARKS = {"[ ]": ("[", "]"), "[[ ]]": ("[[", "]]")}
_LABELS = {
    "e-mail": "sähköposti", "phone": "puhelinnumero", "identity code": "henkilötunnus",
    "address": "osoite", "IBAN": "tilinumero", "vehicle": "rekisteritunnus",
}  # fmt: skip


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
    edits : mapping of str to EditMap
        By document (its new name): the edits that lead from the new text back to the original.
        They hold the names, as the log does.
    """

    corpus: Corpus
    log: pd.DataFrame
    found: pd.DataFrame
    edits: Mapping[str, EditMap]
    _documents: Mapping[str, str] = field(default_factory=dict)
    _statements: Mapping[str, str] = field(default_factory=dict)
    _words: Mapping[str, str] = field(default_factory=dict)

    @property
    def pseudonyms(self) -> tuple[str, ...]:
        """What now stands for persons; given as ``keep``, a second run leaves it as it is."""
        persons = self.log[self.log["kind"] == "person"]
        return tuple(dict.fromkeys(persons["replacement"]))

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

    def summary(self) -> str:
        """Return what was replaced and what may have been missed. The text is not anonymous."""
        counts = self.log["kind"].value_counts()
        lines = [f"{kind}: {count}" for kind, count in counts.items()]
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
) -> Pseudonymised:
    """Replace persons' names, numbers and addresses in a corpus.

    Found are names of persons (never actors of the register), e-mail addresses, phone numbers,
    Finnish personal identity codes with a right control character, street addresses, IBANs with
    right check digits and vehicle registrations. The result is a proposal: pass `found`, edited,
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
        Texts to leave as they are.
    seed : int
        Seed of the choice of pseudonyms.
    found : DataFrame, optional
        A confirmed frame; nothing is looked for, rows with ``accept`` are replaced. Empty
        ``replacement`` is filled in; a row without ``start`` stands for every place of its text.
    marks : {"[ ]", "[[ ]]"}
        The brackets.

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
    every = find_in_corpus(corpus, certain, keep) if found is None else found
    rows = every[every["accept"]] if found is None else confirmed(found, corpus)
    rows, persons, words = _with_replacements(rows, corpus, given, style, seed, MARKS[marks])
    if found is None:
        doubtful = every[~every["accept"]]
        every = as_found(pd.concat([rows, doubtful], ignore_index=True))
    return _apply(corpus, rows, persons, words, every)


def _with_replacements(
    rows: pd.DataFrame,
    corpus: Corpus,
    given: Mapping[str, str],
    style: str,
    seed: int,
    marks: tuple[str, str],
) -> tuple[pd.DataFrame, list[str], dict[str, str]]:
    """Return the rows with their replacements, whom each names, and the words replaced."""
    clean = [_mended(row, corpus) for row in rows.itertuples(index=False)]
    mentions = [text for text, kind in zip(clean, rows["kind"], strict=True) if kind == "person"]
    taken = {word for text in corpus.documents["text"] for word in re.findall(r"[^\W\d_]+", text)}
    chosen = {
        text: new
        for text, kind, new in zip(clean, rows["kind"], rows["replacement"], strict=True)
        if kind == "person" and new
    }
    people = Persons(mentions, given, taken, seed, chosen)
    numbers: dict[tuple[str, str], int] = {}
    replacements, identities = [], []
    for text, kind, chosen in zip(clean, rows["kind"], rows["replacement"], strict=True):
        if kind == "person":
            new = people.bracketed(text, marks) if style == "brackets" else people.pseudonym(text)
            identities.append(people.identity(text))
        else:
            key = (kind, re.sub(r"\W", "", text).lower())
            same = sum(1 for other in numbers if other[0] == kind)
            new = (
                f"{marks[0]}{_LABELS.get(kind, kind)}{numbers.setdefault(key, same + 1)}{marks[1]}"
            )
            identities.append("")
        replacements.append(chosen or new)
    words = dict(zip([*clean, *rows["text"]], replacements * 2, strict=True))
    for part in sorted(people.parts(mentions)):
        brackets = style == "brackets"
        words.setdefault(
            part, people.bracketed(part, marks) if brackets else people.pseudonym(part)
        )
    return rows.assign(replacement=replacements), identities, words


def _mended(row: Any, corpus: Corpus) -> str:
    edits = corpus.edits.get(row.document)
    return row.text if edits is None else edits.within(row.start, row.end).apply(row.text)


def _apply(
    corpus: Corpus,
    rows: pd.DataFrame,
    persons: list[str],
    words: Mapping[str, str],
    found: pd.DataFrame,
) -> Pseudonymised:
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
    statements, ids = _statements(corpus, documents, back, new_texts, mending, words)
    new = replace(
        corpus,
        documents=_documents(corpus.documents, documents, texts, words),
        participants=_words_in(corpus.participants, words),
        statements=statements,
        problems=_words_in(corpus.problems, words),
        edits=mending,
        questions=tuple(
            replace(q, text=replaced(q.text, words), name=_names(q.name, words))
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
    return Pseudonymised(new, log, found, by_new_name, homes, ids, words)


def _names(names: Mapping[str, str], words: Mapping[str, str]) -> dict[str, str]:
    return {lang: replaced(name, words) for lang, name in names.items()}


def replaced(text: str, words: Mapping[str, str]) -> str:
    """Return a text with every whole occurrence of the words replaced, the longest first."""
    present = sorted((word for word in words if word in text), key=len, reverse=True)
    if not present:
        return text
    pattern = re.compile(
        r"(?<![^\W_])(?:" + "|".join(re.escape(word) for word in present) + r")(?![^\W_])"
    )
    return pattern.sub(lambda found: words[found[0]], text)


def _renamed(names: Iterable[str], words: Mapping[str, str]) -> dict[str, str]:
    """Return the new names of documents: a file is often named after the interviewee."""
    renamed: dict[str, str] = {}
    words = {**{word.lower(): new.lower() for word, new in words.items()}, **words}
    for name in names:
        new = base = replaced(name, words)
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
    new["path"] = [replaced(PurePath(str(path)).name, words) for path in frame["path"]]
    new["text"] = texts
    return new.astype({"document": "str", "path": "str", "text": "str"})


def _words_in(frame: pd.DataFrame, words: Mapping[str, str]) -> pd.DataFrame:
    new = frame.copy()
    for column in new.columns:
        if not pd.api.types.is_numeric_dtype(new[column]):
            new[column] = [
                replaced(value, words) if isinstance(value, str) else value for value in new[column]
            ]
    return new


def _statements(
    corpus: Corpus,
    documents: Mapping[str, str],
    back: Mapping[str, EditMap],
    texts: Mapping[str, str],
    mending: Mapping[str, EditMap],
    words: Mapping[str, str],
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
        frame[column] = [replaced(value, words) for value in frame[column]]
    return frame.astype({"start": "int64", "end": "int64"}), ids
