"""What a pseudonymisation gives: the new corpus, the log that undoes it, codings carried over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.core.errors import ArgumentError
from aineisto.core.whole import write_whole
from aineisto.corpus import Corpus, EditMap
from aineisto.pseudonyms._beside import Beside
from aineisto.pseudonyms._replacer import inverse, new_place, replaced

EXPECTATION = (
    "Of persons' names in edited Finnish text about nine in ten are found (benchmarks/pseudonyms),"
    " and about three in ten of what is found are something else; nicknames and names that are"
    " common words are missed more often. What is doubtful is in `found` and was not replaced."
    " A post and its place, a village or a school are not looked for. People can be known from"
    " what they say,"
    " their work and their place: a pseudonymised text is not anonymous. Read `found`, confirm it"
    " and add what was missed."
)


@dataclass(frozen=True, eq=False, repr=False)
class Pseudonymised:
    r"""A corpus with persons' names and identifiers replaced.

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

    Examples
    --------
    >>> said = "H: Kuka neuvoi?\nV: Maija Virtanen neuvoi.\n"
    >>> size = Path("h1.txt").write_text(said, encoding="utf-8")
    >>> replaced = pseudonymise(aineisto.read("h1.txt"), style="brackets")
    >>> replaced.corpus.statements["clean"].iloc[-1]
    '[nimi1] neuvoi.'
    >>> replaced.log[["text", "replacement"]].values.tolist()
    [['Maija Virtanen', '[nimi1]']]
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
            moved["evidence"] = self._evidence(codings, places)
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

    def _evidence(self, codings: pd.DataFrame, places: list[tuple[Any, Any]]) -> list[str]:
        """Return the words of codings in the new text: those at a place that held them."""
        texts = dict(self.corpus.documents[["document", "text"]].itertuples(index=False))
        originals = {name: back.apply(texts[name]) for name, back in self.edits.items()}
        columns = codings[["statement_id", "start", "end", "evidence"]].itertuples(index=False)
        moved = []
        for (statement, start, end, evidence), place in zip(columns, places, strict=True):
            words = str(evidence)
            name = self._documents[statement]
            held = "" if pd.isna(start) else originals[name][int(start) : int(end)]
            if words and words.split() == held.split():
                edits = self.corpus.edits.get(name)
                now = texts[name][place[0] : place[1]]
                moved.append(now if edits is None else edits.within(*place).apply(now))
            else:
                moved.append(replaced(words, self._words))
        return moved

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
