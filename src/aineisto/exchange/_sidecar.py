"""What REFI-QDA has no field for, beside it in a file of ours: other programs pass it over.

It only adds to what the project says. Where a text has been changed since, or the sidecar is
damaged, the texts are read anew, as those of another program are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from aineisto.codebook import Codebook, Question, Theme
from aineisto.codebook.refi import describe, described, one_line
from aineisto.codings import STATUSES
from aineisto.core.errors import AineistoError
from aineisto.corpus import INTERVIEWEE, INTERVIEWER, STATEMENT_COLUMNS, Corpus, Edit, EditMap
from aineisto.exchange._refi import xml_text

NAME = "aineisto.json"
VERSION = 1
#: So many rows are written at once.
_AT_ONCE = 5_000
_TIMES = ["time_start", "time_end"]
_COLUMNS = [name for name in STATEMENT_COLUMNS if name not in {"text", *_TIMES}]
_DETAILS = ("start", "end", "score", "confidence", "evidence", "status")


def to_json(
    corpus: Corpus,
    texts: Mapping[str, str],
    guids: Mapping[str, str],
    codebook: Codebook,
    details: pd.DataFrame,
) -> Iterator[bytes]:
    """Yield the sidecar of a study, in pieces.

    Parameters
    ----------
    corpus, codebook : Corpus and Codebook
        The study's.
    texts : mapping of str to str
        Text of each document as it is written.
    guids : mapping of str to str
        Identifier of each document's source.
    details : DataFrame
        Codings with ``guid``, the identifier of the coding that each became.
    """
    documents = corpus.documents
    content = {
        "version": VERSION,
        "codebook": codebook.to_toml(),
        "guide": Codebook(questions=tuple(corpus.questions)).to_toml(),
        "documents": [
            {
                "guid": guids[name],
                "document": name,
                "format": kind,
                "sha256": _digest(texts[name]),
                "edits": [[e.start, e.end, e.replacement] for e in _edits(corpus, name)],
            }
            for name, kind in zip(documents["document"], documents["format"], strict=True)
        ],
        "participants": [str(name) for name in corpus.participants],
    }
    yield _written(content)[:-1]
    tables = {
        "statements": corpus.statements[_COLUMNS],
        "times": corpus.statements.reindex(columns=_TIMES),
        "codings": details[["guid", "statement_id", *_DETAILS]],
    }
    for name, frame in tables.items():
        yield f',"{name}":['.encode("ascii")
        for start in range(0, len(frame), _AT_ONCE):
            rows = _written(_plain(frame.iloc[start : start + _AT_ONCE]))
            yield b"," * bool(start) + rows[1:-1]
        yield b"]"
    yield b"}"


def _written(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def _plain(frame: pd.DataFrame) -> list[list[Any]]:
    return frame.astype("object").where(frame.notna(), None).to_numpy().tolist()


def _edits(corpus: Corpus, document: str) -> tuple[Edit, ...]:
    found = corpus.edits.get(document)
    return () if found is None else found.edits


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Sidecar:
    """A sidecar that was read: the study it was written of, and the details of its codings."""

    documents: tuple[Mapping[str, Any], ...]
    participants: tuple[str, ...]
    statements: pd.DataFrame
    edits: Mapping[str, EditMap]
    codebook: Codebook
    questions: tuple[Question, ...]
    details: Mapping[tuple[str, str], Mapping[str, Any]]

    def names(self, texts: Mapping[str, str]) -> dict[str, str] | None:
        """Return the document of each source by its identifier, or None where a text is another.

        Parameters
        ----------
        texts : mapping of str to str
            Text by a source's identifier.
        """
        written = {str(one["guid"]): one for one in self.documents}
        if set(written) != set(texts):
            return None
        if any(one["sha256"] != _digest(texts[guid]) for guid, one in written.items()):
            return None
        return {guid: str(one["document"]) for guid, one in written.items()}

    def corpus(self, texts: Mapping[str, str], path: str) -> Corpus:
        """Return the corpus of these texts by document, as it was written."""
        statements = self.statements.copy()
        spans = zip(statements["document"], statements["start"], statements["end"], strict=True)
        statements["text"] = [texts[document][start:end] for document, start, end in spans]
        statements = statements[list(STATEMENT_COLUMNS)].astype(STATEMENT_COLUMNS)
        rows = [(d["document"], path, d["format"], texts[d["document"]]) for d in self.documents]
        documents = pd.DataFrame(rows, columns=["document", "path", "format", "text"], dtype="str")
        nobody = pd.DataFrame({"participant": pd.Series(dtype="str")})
        return Corpus(documents, nobody, statements, edits=self.edits, questions=self.questions)

    def themes(self, themes: tuple[Theme, ...]) -> tuple[Theme, ...]:
        """Return the themes, those that nobody has changed since as they were, in their order."""
        place = {theme.code: number for number, theme in enumerate(self.codebook.themes)}
        ours = {theme.code: theme for theme in self.codebook.themes}
        same = [
            ours[theme.code] if _is_as_written(ours.get(theme.code), theme) else theme
            for theme in themes
        ]
        return tuple(sorted(same, key=lambda theme: place.get(theme.code, len(place))))


def _is_as_written(ours: Theme | None, read: Theme) -> bool:
    if ours is None:
        return False
    name = one_line(xml_text(ours.label("fi")))
    return replace(described(name, xml_text(describe(ours)), ours.parent), code=ours.code) == read


def from_json(data: bytes) -> Sidecar | None:
    """Return the sidecar, or None where it is not one of ours, or damaged."""
    try:
        content = json.loads(data)
        if content["version"] != VERSION:
            return None
        statements = pd.DataFrame(content["statements"], columns=_COLUMNS)
        _check(statements)
        unknown = [[None, None]] * len(statements)  # older files have none
        times = np.array(content.get("times", unknown), dtype="float64").reshape(-1, 2)
        statements[_TIMES] = times
        known = {str(one["document"]) for one in content["documents"]}
        if not known.issuperset(statements["document"]):
            raise ValueError("a statement is of no document")
        for one in content["documents"]:
            if not all(isinstance(one[name], str) for name in ("guid", "sha256", "format")):
                raise ValueError("a document is none")
        return Sidecar(
            documents=tuple(content["documents"]),
            participants=tuple(str(name) for name in content["participants"]),
            statements=statements,
            edits={d["document"]: _edit_map(d["edits"]) for d in content["documents"]},
            codebook=Codebook.from_toml(content["codebook"]),
            questions=Codebook.from_toml(content["guide"]).questions,
            details=dict(_detail(*row) for row in content["codings"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, AineistoError):
        return None


def _check(statements: pd.DataFrame) -> None:
    numbers = statements[["turn", "start", "end"]]
    if not all(isinstance(n, int) and 0 <= n < 2**40 for n in numbers.to_numpy().ravel().tolist()):
        raise ValueError("a place is no number")
    others = statements.drop(columns=["turn", "start", "end"]).to_numpy().ravel().tolist()
    if not all(isinstance(value, str) for value in others):
        raise ValueError("a field is no text")
    if not statements["role"].isin((INTERVIEWER, INTERVIEWEE)).all():
        raise ValueError("a role is unknown")
    if statements["statement_id"].duplicated().any():
        raise ValueError("a statement is there twice")
    if (statements["start"] > statements["end"]).any():
        raise ValueError("a statement ends before it begins")


def _edit_map(edits: list[list[Any]]) -> EditMap:
    for start, end, text in edits:
        if not (isinstance(start, int) and isinstance(end, int) and isinstance(text, str)):
            raise ValueError("an edit is none")
    return EditMap(Edit(*edit) for edit in edits)


def _detail(
    guid: Any, statement: Any, start: Any, end: Any, score: Any, sure: Any, words: Any, status: Any
) -> tuple[tuple[str, str], dict[str, Any]]:
    places = all(place is None or (isinstance(place, int) and place >= 0) for place in (start, end))
    numbers = all(n is None or isinstance(n, int | float) for n in (score, sure))
    if not (places and numbers and 0 <= (sure or 0) <= 1 and status in STATUSES):
        raise ValueError("a coding's detail is none")
    values = (start, end, score, sure, str(words), status)
    return (str(guid), str(statement)), dict(zip(_DETAILS, values, strict=True))
