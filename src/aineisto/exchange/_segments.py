"""Read lists of coded segments, as MAXQDA, ATLAS.ti and Taguette export them as tables.

A list has the words of each segment, not their place: they are sought in the study's own texts.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from os import PathLike
from pathlib import Path

import numpy as np

from aineisto.codebook import Codebook
from aineisto.core.checks import as_path
from aineisto.core.errors import ExchangeError, reading
from aineisto.corpus import Corpus
from aineisto.exchange._code_lists import Listed, Row, path_of, table_of
from aineisto.exchange._draft import Draft
from aineisto.exchange._labels import Labels, with_codes
from aineisto.exchange._offsets import STANDARD, sent
from aineisto.exchange._programs import text_of_html
from aineisto.exchange._provenance import QdpxStudy
from aineisto.exchange._read_qdpx import study_of

#: What the columns are called: MAXQDA and ATLAS.ti in English and German, Taguette.
_COLUMNS = {
    "document": ("document name", "document", "dokumentname", "dokument"),
    "code": ("code", "codes", "tag", "tags"),
    "segment": ("segment", "coded segment", "codiertes segment", "quotation content", "quotation",
                "zitatinhalt", "zitat", "content"),
    "comment": ("comment", "kommentar"),
    "user": ("created by", "author", "erstellt von", "autor", "modified by", "bearbeitet von",
             "geändert von"),
    "created": ("created", "creation date", "erstellt", "erstellt am", "modified",
                "bearbeitet am", "geändert"),
    "beginning": ("beginning", "anfang", "start", "reference", "referenz"),
    "weight": ("weight score", "weight", "gewicht"),
}  # fmt: skip
#: Columns that say nothing of their own: numbers, colours' dots, shares of the text.
_RECKONED = {
    "color", "farbe", "id", "end", "ende", "coverage %", "abdeckung %", "abdeckungsgrad %",
    "area", "fläche", "number", "nummer", "unnamed: 0", "weight score", "weight", "modified",
    "modified by", "bearbeitet am", "bearbeitet von", "geändert", "geändert von",
}  # fmt: skip
_TAGUETTE = re.compile(
    r"<strong>[^<]*</strong>\s*(.*?)\s*<strong>[^<]*</strong>\s*(.*?)\s*</p>", re.DOTALL
)
_REMEDY = (
    "Export the coded segments (MAXQDA), quotations (ATLAS.ti) or highlights (Taguette) again."
)


def read_segments(
    path: str | PathLike[str],
    corpus: Corpus,
    *,
    codebook: Codebook | None = None,
    coder: str = "",
) -> QdpxStudy:
    """Read coded segments that MAXQDA, ATLAS.ti or Taguette exported, as codings of a corpus.

    Known are MAXQDA's *Coded segments* and ATLAS.ti's *Quotations* as xlsx or csv, in English and
    German, and Taguette's highlights as xlsx, csv or HTML. The words of each are sought in the
    document of that name, whatever their line breaks; where they stand several times the
    paragraph that the list names decides. What is not found, or not in one place only, is listed
    in ``left_out``: nothing is placed by guess.

    Parameters
    ----------
    path : path-like
        The list.
    corpus : Corpus
        The texts that were coded.
    codebook : Codebook, optional
        The study's, whose codes or themes have these names, as `write_code_list` writes them.
    coder : str, optional
        Who coded, where the list does not say.

    Raises
    ------
    ExchangeError
        When it is no such list.

    Examples
    --------
    >>> words = coded["text"].iloc[0].strip()
    >>> row = {"Document name": coded["document"].iloc[0], "Code": "Raha", "Segment": words}
    >>> pd.DataFrame([row]).to_csv("segments.csv", index=False)
    >>> study = read_segments("segments.csv", corpus, coder="anna")
    >>> study.codings["coder"].tolist(), len(study.left_out)
    (['human:anna'], 0)
    """
    file = as_path(path, error=ExchangeError)
    with reading(file, "list of coded segments", error=ExchangeError, remedy=_REMEDY):
        page = file.suffix.lower() in (".html", ".htm")
        if page:
            listed = Listed(list(_of_html(file)), [])
        else:
            listed = table_of(file, _COLUMNS, ("document", "segment"))
    documents = dict(zip(corpus.documents["document"], corpus.documents["text"], strict=True))
    texts = {name: _Text(sent(text)) for name, text in documents.items()}
    names = {_plain(name): name for name in texts}
    draft = Draft(file, file.stem, "segments")
    for name, text in texts.items():
        draft.text(name, name, text.text)
    labels = Labels(draft, codebook)
    known = _known(codebook)
    left_out = []
    others = [name for name in listed.others if name.strip().casefold() not in _RECKONED]
    if others:
        left_out.append(("columns", f"not read: {', '.join(others)}"))
    for number, row in enumerate(listed.rows, start=2):
        place = f"row {number}"
        name = names.get(_plain(row["document"])) or names.get(_plain(row["document"], number=True))
        if name is None:
            left_out.append((place, f"there is no document {row['document']!r}"))
            continue
        spans = texts[name].find(row["segment"], row.get("beginning", ""))
        if len(spans) != 1:
            times = f"{len(spans)} times" if spans else "nowhere"
            left_out.append((place, f"its words stand {times} in {name}: {row['segment'][:60]!r}"))
            continue
        if row.get("weight", "").strip() not in ("", "0"):
            left_out.append((place, f"a weight, {row['weight']}"))
        if row.get("created", "").strip() and not _time(row["created"]):
            left_out.append((place, f"a time that is not read, {row['created']}"))
        codes = [one.strip() for one in re.split(r"[\n\r]+", row.get("code", "")) if one.strip()]
        draft.select(
            name, *spans[0], [_code(draft, labels, known, one) for one in codes],
            user=row.get("user", "").strip() or coder, created=_time(row.get("created", "")),
            description=row.get("comment", ""), key=number,
        )  # fmt: skip
    return with_codes(study_of(draft, draft.root, None, STANDARD.name, left_out, corpus), codebook)


def _known(codebook: Codebook | None) -> dict[tuple[str, ...], object]:
    """Return the themes by what `write_code_list` calls them: their path, and its last name."""
    themes = () if codebook is None else codebook.themes
    parents = {theme.code: (theme.label("fi"), theme.parent) for theme in themes}
    found: dict[tuple[str, ...], object] = {}
    for theme in themes:
        path, above = [theme.label("fi")], theme.parent
        while above:
            name, above = parents[above]
            path.insert(0, name)
        for written in (tuple(path), (": ".join(path),)):
            found.setdefault(written, ("theme", theme.code))
    times = Counter(theme.label("fi") for theme in themes)
    for theme in themes:
        if times[theme.label("fi")] == 1:
            found.setdefault((theme.label("fi"),), ("theme", theme.code))
    return found


def _code(
    draft: Draft, labels: Labels, known: Mapping[tuple[str, ...], object], name: str
) -> object:
    """Return the code of a name: a path of codes where it is one."""
    if draft.has("code", ("theme", name)):
        return "theme", name
    parent: object = None
    path = path_of(name)
    if tuple(path) in known:
        return known[tuple(path)]
    for depth, one in enumerate(path, start=1):
        key = ("path", *path[:depth])
        last = ("theme", one)
        if depth == len(path) and draft.has("code", last):
            return last
        if not draft.has("code", key):
            draft.code(key, one, parent=parent)
        parent = key
    return parent if parent is not None else labels.key("", name)


def _of_html(file: Path) -> Iterator[Row]:
    content = file.read_text(encoding="utf-8-sig")
    body = content.partition("</h1>")[2].partition("</body>")[0]
    found = [(part, match) for part in re.split(r"<hr ?/?>", body)
             if (match := _TAGUETTE.search(part))]  # fmt: skip
    if not found:
        raise ValueError("no highlights")
    for part, match in found:
        snippet = part[: match.start()].rpartition("<p>")[0]
        words, _ = text_of_html(snippet)
        tags = [html.unescape(one.strip()) for one in match[2].split(",")]
        name = html.unescape(match[1])
        yield {"document": name, "segment": words.strip(), "code": "\n".join(tags)}


def _plain(name: str, *, number: bool = False) -> str:
    """Return a document's name as it is compared: without its format, number and case."""
    plain = name.strip()
    if number:
        plain = re.sub(r"^D?\s*\d+\s*:\s*", "", plain)
    return re.sub(r"\.(txt|docx?|rtf|odt|pdf|html?)$", "", plain, flags=re.IGNORECASE).casefold()


def _time(text: str) -> str:
    """Return a time as REFI-QDA has it: of 2026-03-31 10:00:00, or 31.3.2026 10:00."""
    found = re.match(r"\s*(\d{4})-(\d\d)-(\d\d)[ T](\d\d:\d\d)(:\d\d)?", text)
    if found:
        year, month, day = found.group(1, 2, 3)
    else:
        # With slashes nobody knows which is the month.
        found = re.match(r"\s*(\d\d?)\.(\d\d?)\.(\d{4})[ ,]+(\d\d:\d\d)(:\d\d)?", text)
        if not found:
            return ""
        day, month, year = found.group(1, 2, 3)
    return f"{year}-{month:0>2}-{day:0>2}T{found[4]}{found[5] or ':00'}Z"


class _Text:
    """A text in which words are found whatever the space between them."""

    def __init__(self, text: str) -> None:
        self.text = text
        words = [match.span() for match in re.finditer(r"\S+", text)]
        self._joined = " ".join(text[low:high] for low, high in words)
        widths = [high - low + 1 for low, high in words]
        self._at = np.cumsum([0, *widths])[: len(words)].tolist()
        self._words = words
        self._lines = [match.start() for match in re.finditer("\n", text)]

    def find(self, segment: str, beginning: str) -> list[tuple[int, int]]:
        """Return where a segment stands; of several, those in the paragraph that is named."""
        wanted = " ".join(segment.split())
        spans = []
        start = self._joined.find(wanted) if wanted else -1
        while start >= 0:
            spans.append((self._place(start), self._place(start + len(wanted) - 1) + 1))
            start = self._joined.find(wanted, start + 1)
        number = re.search(r"\d+", beginning)
        if len(spans) > 1 and number:
            named = [
                one for one in spans if bisect_right(self._lines, one[0]) + 1 == int(number[0])
            ]
            spans = named or spans
        return spans

    def _place(self, at: int) -> int:
        """Return the place in the text of one in its joined words."""
        word = bisect_right(self._at, at) - 1
        return int(self._words[word][0] + at - self._at[word])
