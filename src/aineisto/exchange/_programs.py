"""Read the files of QualCoder and Taguette themselves, which are SQLite databases."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from html.parser import HTMLParser
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from aineisto.core.checks import as_path
from aineisto.core.errors import ExchangeError
from aineisto.exchange._draft import Draft
from aineisto.exchange._offsets import AS_IS, STANDARD, Dialect
from aineisto.exchange._provenance import QdpxStudy
from aineisto.exchange._read_qdpx import study_of
from aineisto.exchange._refi import NO_TIME

_COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
#: Elements of HTML that stand on lines of their own.
_BLOCKS = {
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "table", "tr", "td", "th",
    "blockquote", "pre", "br", "hr", "section", "article",
}  # fmt: skip
#: Tables of QualCoder that a study has no room for.
_NOT_READ = {
    "code_image": "codings of pictures",
    "code_av": "codings of recordings",
    "ris": "lines of bibliography",
    "graph": "graphs",
    "stored_sql": "stored queries",
}
Row = dict[str, Any]


def read_qualcoder(
    path: str | PathLike[str], *, interviewer: str | Sequence[str] | None = None
) -> QdpxStudy:
    """Read a project of QualCoder, its folder ``….qda`` or the ``data.qda`` in it.

    Categories become themes that cannot be coded, codes themes below them, coders coders; cases
    and attributes, journals, annotations and memos come along. Codings of pictures and recordings,
    marks of importance and cases of parts of texts are listed in ``left_out``: take the project's
    own REFI-QDA export where you need them.

    Parameters
    ----------
    path : path-like
        The folder or the database. It is only read.
    interviewer : str or sequence of str, optional
        Label of the interviewer in the texts, as in `read`.

    Returns
    -------
    QdpxStudy
        As of `read_qdpx`; `write_qdpx` writes it for QualCoder to import.

    Raises
    ------
    ExchangeError
        When it is no project of QualCoder.
    """
    file = as_path(path, error=ExchangeError)
    file = file / "data.qda" if file.is_dir() else file
    with closing(_open(file, "QualCoder")) as database:
        tables = _tables(database)
        if not {"source", "code_name", "code_text"} <= tables:
            raise _no_project(file, "QualCoder")

        def rows(table: str) -> Iterator[Row]:
            return _rows(database, table) if table in tables else iter(())

        draft = Draft(Path(path), file.parent.name.removesuffix(".qda"), "QualCoder")
        left_out = _qualcoder(draft, rows)
    # It counts the code points of the text as it is stored.
    offsets = Dialect(newline=AS_IS).name
    return study_of(draft, draft.root, interviewer, offsets, left_out)


def _qualcoder(draft: Draft, rows: Any) -> list[tuple[str, str]]:
    left_out = []
    lengths: dict[Any, int] = {}
    _codes_of_qualcoder(draft, list(rows("code_cat")), list(rows("code_name")))
    for row in rows("attribute_type"):
        kind = "Float" if row["valuetype"] == "numeric" else "Text"
        values = [r["value"] for r in rows("attribute") if r["name"] == row["name"] and r["value"]]
        numbers = all(_NUMBER.fullmatch(str(value).strip()) for value in values)
        draft.variable(row["name"], row["name"], kind if numbers else "Text", row["memo"] or "")
    for row in rows("source"):
        if (row["fulltext"] or "").strip():
            about = {"user": row["owner"] or "", "created": _time(row["date"])}
            name, memo = row["name"] or "", row["memo"] or ""
            draft.text(row["id"], name, row["fulltext"], description=memo, **about)
            lengths[row["id"]] = len(row["fulltext"])
        else:
            left_out.append((row["name"] or "", "a source without text"))
    for row in rows("code_text"):
        if draft.has("text", row["fid"]) and draft.has("code", row["cid"]):
            draft.select(
                row["fid"], row["pos0"], row["pos1"], [row["cid"]],
                user=row["owner"] or "", created=_time(row["date"]),
                description=row["memo"] or "", key=row["ctid"],
            )  # fmt: skip
        else:
            left_out.append((f"coding {row['ctid']}", "its text or its code is not there"))
    for row in rows("annotation"):
        if draft.has("text", row["fid"]):
            draft.select(
                row["fid"], row["pos0"], row["pos1"], user=row["owner"] or "",
                created=_time(row["date"]), description=row["memo"] or "", key=row["anid"],
            )  # fmt: skip
    texts: dict[Any, list[Any]] = {}
    names = {row["caseid"]: row["name"] or "" for row in rows("cases")}
    for row in rows("case_text"):
        if draft.has("text", row["fid"]):
            texts.setdefault(row["caseid"], []).append(row["fid"])
            if (row["pos0"] or 0) > 0 or 0 < (row["pos1"] or 0) < lengths[row["fid"]] - 1:
                part = f"that only {row['pos0']}–{row['pos1']} of a text is the case's"
                left_out.append((names.get(row["caseid"], ""), part))
    for row in rows("cases"):
        some = dict.fromkeys(texts.get(row["caseid"], ()))
        draft.case(row["caseid"], row["name"] or "", some, row["memo"] or "")
    for row in rows("attribute"):
        if row["attr_type"] in ("case", "file"):
            kind = "case" if row["attr_type"] == "case" else "text"
            draft.value(kind, row["id"], row["name"], row["value"] or "")
        elif row["value"]:
            left_out.append((row["name"], f"a value of a {row['attr_type']}: {row['value']}"))
    for row in rows("journal"):
        about = {"user": row["owner"] or "", "created": _time(row["date"])}
        draft.note(row["jid"], row["name"] or "", row["jentry"] or "", **about)
    for number, row in enumerate(rows("project")):
        if row.get("memo"):
            created = _time(row.get("date")) or NO_TIME
            draft.note(("project", number), "", row["memo"], created=created)
    marked = sum(bool(row["important"]) for row in rows("code_text") if "important" in row)
    if marked:
        left_out.append(("project", f"{marked} codings are marked as important there"))
    for table, what in _NOT_READ.items():
        count = sum(1 for _ in rows(table))
        if count:
            left_out.append(("project", f"{count} {what}"))
    return left_out


def _codes_of_qualcoder(draft: Draft, categories: list[Row], codes: list[Row]) -> None:
    """Add categories and codes, each after what it stands under."""
    waiting = [
        (("category", r["catid"]), ("category", r["supercatid"]), r, False) for r in categories
    ]
    for row in codes:
        above = ("category", row["catid"])
        if row.get("supercid") is not None:
            above = row["supercid"]
        waiting.append((row["cid"], above, row, True))
    known = {key for key, *_ in waiting}
    while waiting:
        later = []
        for key, above, row, codable in waiting:
            parent = above if above in known else None
            if parent is not None and not draft.has("code", parent):
                later.append((key, above, row, codable))
                continue
            colour = row.get("color") or ""
            colour = colour if _COLOUR.fullmatch(colour) else ""
            draft.code(
                key,
                row["name"] or "",
                parent=parent,
                description=row["memo"] or "",
                colour=colour,
                codable=codable,
            )
        if len(later) == len(waiting):  # they stand under each other
            known = set()
        waiting = later


def read_taguette(
    path: str | PathLike[str],
    *,
    project: int | str | None = None,
    interviewer: str | Sequence[str] | None = None,
) -> QdpxStudy:
    """Read a project of Taguette, from its SQLite database or its export of a project.

    Tags become themes (``a.b`` stands below ``a``), highlights codings. Taguette notes who made a
    highlight in its history only; where that is not told the coder is unknown.

    Parameters
    ----------
    path : path-like
        The database. It is only read.
    project : int or str, optional
        Number or name of the project, where there are several.
    interviewer : str or sequence of str, optional
        Label of the interviewer in the texts, as in `read`.

    Raises
    ------
    ExchangeError
        When it is no database of Taguette, or holds several projects and none is named.
    """
    file = as_path(path, error=ExchangeError)
    with closing(_open(file, "Taguette")) as database:
        if not {"projects", "documents", "highlights", "tags"} <= _tables(database):
            raise _no_project(file, "Taguette")
        projects = {row["id"]: row for row in _rows(database, "projects")}
        wanted = [i for i, row in projects.items() if project in (None, i, row["name"])]
        if len(wanted) != 1:
            names = "; ".join(f"{i}: {row['name']}" for i, row in projects.items())
            raise ExchangeError(
                f"The database holds {len(projects)} projects.",
                file=file,
                remedy=f"Say which with project=, one of {names}.",
            )
        row = projects[wanted[0]]
        draft = Draft(file, row["name"], "Taguette")
        if row["description"]:
            made = _time(row["created"]) or NO_TIME
            draft.note(("project", row["id"]), "", row["description"], created=made)
        left_out = _taguette(draft, database, wanted[0])
    return study_of(draft, draft.root, interviewer, STANDARD.name, left_out)


def _taguette(draft: Draft, database: sqlite3.Connection, project: int) -> list[tuple[str, str]]:
    left_out = []
    tags = [row for row in _rows(database, "tags") if row["project_id"] == project]
    paths = {row["path"]: row["id"] for row in tags}
    for row in sorted(tags, key=lambda row: row["path"]):
        above = row["path"].rpartition(".")[0]
        while above and above not in paths:
            above = above.rpartition(".")[0]
        draft.code(row["id"], row["path"], parent=paths.get(above), description=row["description"])
    places: dict[int, np.ndarray] = {}
    for row in _rows(database, "documents"):
        if row["project_id"] == project:
            text, places[row["id"]] = text_of_html(row["contents"])
            name = row["name"]
            if text.strip():
                draft.text(row["id"], name, text, description=row["description"])
            else:
                left_out.append((name, "a document without text"))
    makers: dict[int, tuple[str, str]] = {}
    for row in _rows(database, "commands") if "commands" in _tables(database) else ():
        payload = json.loads(row["payload"])
        if payload.get("type") == "highlight_add":
            made = (row["user_login"] or "", _time(row["date"]))
            makers.setdefault(payload.get("highlight_id", payload.get("id")), made)
    tagged: dict[int, list[int]] = {}
    for row in _rows(database, "highlight_tags"):
        tagged.setdefault(row["highlight_id"], []).append(row["tag_id"])
    for row in _rows(database, "highlights"):
        document = row["document_id"]
        if document not in places:
            continue  # of another project
        if not draft.has("text", document):
            left_out.append((f"highlight {row['id']}", "its document has no text"))
            continue
        user, created = makers.get(row["id"], ("", ""))
        # At a border of paragraphs a highlight begins after their break, and ends before it.
        at = places[document]
        low = max(int(np.searchsorted(at, row["start_offset"], "right")) - 1, 0)
        high = min(int(np.searchsorted(at, row["end_offset"])), len(at) - 1)
        codes = tagged.get(row["id"], [])
        draft.select(document, low, high, codes, user=user, created=created, key=row["id"])
    return left_out


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[tuple[str, bool]] = []

    def handle_data(self, data: str) -> None:
        self.parts.append((data, True))

    def handle_starttag(self, name: str, attrs: object) -> None:
        self._break(name)

    def handle_endtag(self, name: str) -> None:
        self._break(name)

    def _break(self, name: str) -> None:
        before = self.parts[-1][0] if self.parts else "\n"
        if name in _BLOCKS and not before.endswith("\n"):
            self.parts.append(("\n", False))


def text_of_html(html: str) -> tuple[str, np.ndarray]:
    """Return the text of HTML, its blocks on lines of their own, and the number of each place.

    Taguette counts places in UTF-8 bytes of the text without elements; a line break that stands
    between blocks only is none.
    """
    parser = _Text()
    parser.feed(html.strip())
    parser.close()
    text = "".join(part for part, _ in parser.parts)
    widths = [
        len(char.encode("utf-8", "replace")) if counted else 0
        for part, counted in parser.parts
        for char in part
    ]
    return text, np.concatenate([[0], np.cumsum(np.array(widths, dtype=np.int64))])


def _open(file: Path, program: str) -> sqlite3.Connection:
    if not file.is_file():
        raise ExchangeError("There is no such file.", file=file, remedy="Check the path.")
    try:
        database = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
        database.row_factory = sqlite3.Row
        database.execute("SELECT name FROM sqlite_master").fetchall()
    except sqlite3.Error as error:
        raise _no_project(file, program) from error
    return database


def _no_project(file: Path, program: str) -> ExchangeError:
    return ExchangeError(
        f"This is no project of {program}.", file=file, remedy="Give the project's own database."
    )


def _tables(database: sqlite3.Connection) -> set[str]:
    kinds = "type IN ('table', 'view')"
    return {row[0] for row in database.execute(f"SELECT name FROM sqlite_master WHERE {kinds}")}


def _rows(database: sqlite3.Connection, table: str) -> Iterator[Row]:
    for row in database.execute(f'SELECT * FROM "{table}" ORDER BY rowid'):
        yield dict(row)


def _time(text: object) -> str:
    """Return a time as REFI-QDA has it."""
    found = re.match(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)", str(text or ""))
    return f"{found[1]}T{found[2]}Z" if found else ""
