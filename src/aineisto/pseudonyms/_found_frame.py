"""The frame of what was found, which the researcher confirms."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from aineisto.core.errors import ArgumentError
from aineisto.corpus import Corpus, EditMap
from aineisto.pseudonyms._detector import Detector
from aineisto.pseudonyms._identifiers import Found, find_identifiers
from aineisto.pseudonyms._inflection import FormTable
from aineisto.pseudonyms._persons import accepted_from
from aineisto.pseudonyms._replacer import split_at, widened
from aineisto.pseudonyms._tokens import name_tokens

#: Kind of each column of the frame; see `aineisto.pseudonymise`.
COLUMNS: dict[str, str] = {
    "document": "str",
    "start": "int64",
    "end": "int64",
    "text": "str",
    "kind": "str",
    "replacement": "str",
    "confidence": "float64",
    "accept": "bool",
}
KINDS = (
    *("person", "e-mail", "phone", "identity code", "address", "IBAN", "vehicle"),
    *("birth date", "web address", "user name", "business ID"),
)
_HEADER = 3  # an edit that takes out more than this many characters took out text
_NO = frozenset({"", "0", "false", "no", "ei", "epätosi"})


def find_in_corpus(corpus: Corpus, find: Detector) -> pd.DataFrame:
    """Return what was found in the corpus, ``replacement`` empty; not accepted what is doubtful.

    Names are looked for in the mended text, so that one broken at the end of a line is found
    whole; text that mending took out (headers, footers) is looked through for identifiers.
    """
    documents = corpus.documents
    originals = list(documents["text"])
    mended = [corpus.edits.get(name, EditMap()) for name in documents["document"]]
    cleans = [edits.apply(text) for edits, text in zip(mended, originals, strict=True)]
    rows: list[dict[str, Any]] = []
    every = find(cleans)
    for name, text, edits, found in zip(
        documents["document"], originals, mended, every, strict=True
    ):
        mine = corpus.statements[corpus.statements["document"] == name]
        borders = sorted({*mine["start"], *mine["end"]})
        spans = [_original(item, edits) for item in found]
        for item in [*_disjoint(spans), *_in_headers(text, edits)]:
            near = borders[bisect_right(borders, item.start) : bisect_left(borders, item.end)]
            for start, end in split_at((item.start, item.end), near):
                start, end = _without_space(text, start, end)
                if start < end:
                    rows.append(_row(name, start, end, text[start:end], item))
    return as_found(pd.DataFrame(rows, columns=list(COLUMNS)))


def _original(item: Found, edits: EditMap) -> Found:
    start, end = widened(edits.to_original(item.start, item.end), edits)
    return Found(start, end, item.kind, item.confidence)


def _disjoint(found: Iterable[Found]) -> Iterator[Found]:
    reached = 0
    for item in sorted(found):
        start = max(item.start, reached)
        if start < item.end:
            yield item._replace(start=start)
            reached = item.end


def _in_headers(text: str, edits: EditMap) -> Iterator[Found]:
    for edit in edits.edits:
        removed = text[edit.start : edit.end]
        if len(removed) > _HEADER:
            for item in find_identifiers(removed):
                yield item._replace(start=item.start + edit.start, end=item.end + edit.start)


def _without_space(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _row(document: str, start: int, end: int, text: str, item: Found) -> dict[str, Any]:
    return {
        "document": document, "start": start, "end": end, "text": text, "kind": item.kind,
        "replacement": "", "confidence": item.confidence,
        "accept": item.kind != "person" or item.confidence >= accepted_from(),
    }  # fmt: skip


def as_found(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with its columns in order and of their kinds, in the order of the text."""
    return (
        frame[list(COLUMNS)]
        .astype(COLUMNS)
        .sort_values(["document", "start"], kind="stable", ignore_index=True)
    )


def confirmed(found: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Return the rows to replace: accepted ones, and added ones with their places looked up.

    A row without ``start`` stands for every place of its ``text``, in its ``document`` or, where
    that is empty, in all of them; it gives way where another row stands. Of a
    person's name the inflected forms are found, too.

    Raises
    ------
    AineistoError
        When a column or a document lacks, a text is not where the row says, or rows overlap.
    """
    for column in ("document", "text"):
        if column not in found:
            raise ArgumentError(
                f"The confirmation has no column {column!r}.",
                remedy=f"Keep the columns {', '.join(COLUMNS)}.",
            )
    texts = dict(zip(corpus.documents["document"], corpus.documents["text"], strict=True))
    located: list[dict[str, Any]] = []
    everywhere: list[dict[str, Any]] = []
    for number, row in enumerate(_records(found), start=1):
        if _is_accepted(row.get("accept", True)) and _text(row, "text"):
            (located if _has_place(row) else everywhere).extend(_located(row, texts, number))
    for row in sorted(everywhere, key=lambda row: row["start"] - row["end"]):
        if not any(_overlap(row, other) for other in located):
            located.append(row)
    frame = pd.DataFrame(located, columns=list(COLUMNS))
    return _checked(as_found(frame.drop_duplicates(["document", "start", "end"])))


def left_out(found: pd.DataFrame) -> Iterator[str]:
    """Yield what the researcher left in the text, in small letters."""
    for row in _records(found):
        if not _is_accepted(row.get("accept", True)):
            yield _text(row, "text").lower()


def _records(found: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for given in found.to_dict("records"):
        yield {str(key): value for key, value in given.items()}


def _has_place(row: Mapping[str, Any]) -> bool:
    start = row.get("start")
    return start is not None and not pd.isna(start) and bool(str(start).strip())


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether two rows overlap; equal ones do not matter."""
    same = one["document"] == other["document"]
    return bool(same and one["start"] < other["end"] and other["start"] < one["end"])


def _located(
    row: dict[str, Any], texts: Mapping[str, str], number: int
) -> Iterator[dict[str, Any]]:
    document, text = _text(row, "document"), _text(row, "text", strip=False)
    if document and document not in texts:
        raise ArgumentError(
            f"The corpus has no document {document!r}.",
            place=f"row {number} of the confirmation",
            remedy="Use a name from corpus.documents.",
        )
    start = row.get("start")
    common = {
        "text": text,
        "kind": _text(row, "kind") or "person",
        "replacement": _text(row, "replacement"),
        "confidence": 1.0 if pd.isna(row.get("confidence")) else float(row["confidence"]),
        "accept": True,
    }
    if _has_place(row):
        first = int(float(str(start)))
        if not document or texts[document][first : first + len(text)] != text:
            raise ArgumentError(
                f"{text!r} does not stand at {first} in {document!r}.",
                place=f"row {number} of the confirmation",
                remedy="Leave start and end empty to have every place of the text replaced.",
            )
        yield {**common, "document": document, "start": first, "end": first + len(text)}
        return
    for name in [document] if document else texts:
        for start, end in _everywhere(texts[name], text.strip(), str(common["kind"])):
            place = {"start": start, "end": end, "text": texts[name][start:end]}
            yield {**common, **place, "document": name}


def _everywhere(text: str, sought: str, kind: str) -> Iterator[tuple[int, int]]:
    """Yield where a text stands, of a person's name the inflected forms too."""
    words = sought.split()
    if kind == "person" and all(word[:1].isalpha() for word in words):
        yield from _forms_of(text, words)
        return
    place = text.find(sought)
    while place >= 0:
        end = place + len(sought)
        if not _inside_word(text, place, end):
            yield place, end
        place = text.find(sought, end)


def _forms_of(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    """Yield where a name of some words stands; only the last of them is inflected."""
    tokens = name_tokens(text)
    last = FormTable(words[-1:])
    width = len(words)
    for place in range(len(tokens) - width + 1):
        part = tokens[place : place + width]
        before = [token.text for token in part[:-1]] == words[:-1]
        if before and (part[-1].text == words[-1] or _is_form(last, part[-1].text, words[-1])):
            yield part[0].start, part[-1].end


def _is_form(forms: FormTable, word: str, base: str) -> bool:
    return word[:1].isupper() == base[:1].isupper() and bool(forms.read(word))


def _inside_word(text: str, start: int, end: int) -> bool:
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    return before or (end < len(text) and text[end].isalnum() and text[end - 1].isalnum())


def _checked(found: pd.DataFrame) -> pd.DataFrame:
    follows = found["document"] == found["document"].shift()
    clash = follows & (found["start"] < found["end"].shift())
    if clash.any():
        row = found[clash].iloc[0]
        raise ArgumentError(
            f"{row['text']!r} overlaps another accepted row in {row['document']!r}.",
            remedy="Accept one of the two.",
        )
    return found


def _is_accepted(value: Any) -> bool:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return True
    return str(value).strip().lower() not in _NO


def _text(row: Mapping[str, Any], column: str, *, strip: bool = True) -> str:
    value = row.get(column)
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    return str(value).strip() if strip else str(value)
