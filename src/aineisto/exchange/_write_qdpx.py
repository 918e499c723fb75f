"""Write a project as a REFI-QDA project file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Protocol
from xml.etree import ElementTree as ET

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.codings import NO_THEME
from aineisto.core import __version__
from aineisto.core.errors import ExchangeError
from aineisto.core.whole import write_whole
from aineisto.corpus import Corpus
from aineisto.exchange import _refi, _sidecar
from aineisto.exchange._codes import CodeWriter
from aineisto.exchange._kept import NOTE_COLUMNS, SET_COLUMNS, Kept, QdpxStudy, frame_of
from aineisto.exchange._people import user_of
from aineisto.exchange._placed import placed, spans_of
from aineisto.exchange._refi import guid, tag, xml_text
from aineisto.exchange._sources import PLACES

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # a fixed time, so that the same project gives the same bytes


class Study(Protocol):
    """What is written: a `Project`, or anything that holds a corpus, a codebook and codings."""

    @property
    def corpus(self) -> Corpus: ...
    @property
    def codebook(self) -> Codebook: ...
    @property
    def codings(self) -> pd.DataFrame: ...


def write_qdpx(project: Study, path: str | PathLike[str], *, like: QdpxStudy | None = None) -> Path:
    """Write a project as REFI-QDA (.qdpx), for NVivo, ATLAS.ti, MAXQDA, QualCoder and others.

    Themes become codes (nested as in the codebook), the scale five child codes under one parent
    that cannot be coded, each actor a code; participants become cases with their attributes as
    variables, memos notes. Every coder is a user; the machine is a user of its own, and what a
    person decided with a suggestion in view stands under a user marked so. Identifiers are
    stable: the same project written twice gives the same file.

    Parameters
    ----------
    project : Project
        Anything with ``corpus``, ``codebook`` and ``codings``, and ``memos`` where there are any.
    path : path-like
        The file to write; it is replaced only when the new one is whole.
    like : QdpxStudy, optional
        The project of another program that this one was made of: its identifiers, colours, notes
        and sets go back with it. A `QdpxStudy` that is written is its own.

    Returns
    -------
    Path
        The file written.

    Notes
    -----
    REFI-QDA has no place for everything: `qdpx_losses` lists what another program will not see.
    Some of that lies in the file as ``aineisto.json``, for `read_qdpx`.
    """
    if like is None and isinstance(project, QdpxStudy):
        like = project
    target = Path(path)
    writer = _Writer(project, like)
    writer.build()
    _write_archive(target, writer)
    return target


class _Writer:
    def __init__(self, project: Study, like: QdpxStudy | None) -> None:
        self.corpus, self.codebook = project.corpus, project.codebook
        self.kept = like.kept if like is not None else Kept()
        self.notes = _notes(project, like)
        self.sets = like.sets if like is not None else frame_of([], SET_COLUMNS)
        documents = self.corpus.documents
        # Of the same length, so that every place in the text stays where it is.
        self.texts = {
            name: xml_newlines(text)
            for name, text in zip(documents["document"], documents["text"], strict=True)
        }
        self.codings = placed(project.codings, self.corpus)
        self.root = ET.Element(
            tag("Project"),
            name=xml_text(self.codebook.name) or "aineisto",
            origin=f"{_refi.ORIGIN} {__version__}",
        )

    def build(self) -> None:
        """Fill the project's element, in the schema's order."""
        ET.register_namespace("", _refi.NAMESPACE)
        users = {*self.codings["user"], *self.kept.users}
        users |= {user_of(coder) for coder in self.notes["coder"]}
        self._users(sorted(users - {""}))
        self._codebook()
        attributes = [name for name in self.corpus.participants if name not in PLACES]
        self._variables(attributes)
        self._cases(attributes)
        self._sources()
        self._notes()
        self._sets()
        self._refer(self.root, "project", "")

    def _container(self, name: str, things: object) -> ET.Element | None:
        """Add a container element unless it would be empty, which the schema forbids."""
        return ET.SubElement(self.root, tag(name)) if len(things) else None  # type: ignore[arg-type]

    def _refer(self, element: ET.Element, kind: str, target: str) -> None:
        for note in self._notes_on(kind).get(target, ()):
            ET.SubElement(element, tag("NoteRef"), targetGUID=note)

    def _notes_on(self, kind: str) -> dict[str, list[str]]:
        rows = self.notes[self.notes["kind"] == kind]
        return {str(target): list(some) for target, some in rows.groupby("target")["note"]}

    def _users(self, users: list[str]) -> None:
        container = self._container("Users", users)
        if container is not None:
            for name in users:
                user = ET.SubElement(
                    container, tag("User"), guid=self.kept.guid("user", name), name=xml_text(name)
                )
                if self.kept.users.get(name):
                    user.set("id", xml_text(self.kept.users[name]))

    def _codebook(self) -> None:
        codes = ET.SubElement(ET.SubElement(self.root, tag("CodeBook")), tag("Codes"))
        writer = CodeWriter(self.kept, notes=self._notes_on("code"))
        writer.add_themes(codes, self.codebook)
        themes = self.codings.loc[self.codings["family"] == "theme", "code"].unique()
        for code in sorted(set(themes) - set(self.codebook.theme_codes)):
            writer.add(
                codes, guid("theme", code), _refi.NO_THEME_NAME if code == NO_THEME else code
            )
        writer.add_scale(codes, self.codebook.scale)
        actors = sorted(self.codings.loc[self.codings["family"] == "actor", "code"].unique())
        entries = {entry.name: entry for entry in self.codebook.actors}
        writer.add_actors(codes, {name: entries.get(name) for name in actors})

    def _variables(self, attributes: list[str]) -> None:
        container = self._container("Variables", attributes)
        if container is not None:
            for name in attributes:
                ET.SubElement(
                    container,
                    tag("Variable"),
                    guid=self.kept.guid("variable", name),
                    name=xml_text(name),
                    typeOfVariable=self.kept.variables.get(name, "Text"),
                )

    def _cases(self, attributes: list[str]) -> None:
        people = self.corpus.participants
        container = self._container("Cases", people)
        if container is None:
            return
        answers = self.corpus.answers
        spoken = answers.groupby("participant", sort=False)["document"].unique()
        for row in people.to_dict("records"):
            name = str(row["participant"])
            case = ET.SubElement(
                container, tag("Case"), guid=self.kept.guid("case", name), name=xml_text(name)
            )
            for attribute in attributes:
                if pd.notna(row[attribute]) and str(row[attribute]):
                    kind = self.kept.variables.get(attribute, "Text")
                    value = ET.SubElement(case, tag("VariableValue"))
                    reference = self.kept.guid("variable", attribute)
                    ET.SubElement(value, tag("VariableRef"), targetGUID=reference)
                    ET.SubElement(value, tag(f"{kind}Value")).text = xml_text(row[attribute])
            for document in spoken.get(name, ()):
                ET.SubElement(case, tag("SourceRef"), targetGUID=self._source(document))

    def _source(self, document: str) -> str:
        return self.kept.guid("source", document)

    def _sources(self) -> None:
        container = self._container("Sources", self.texts)
        if container is None:
            return
        noted = self._notes_on("statement")
        by_document = spans_of(self.codings, self.corpus, noted)
        for document in self.texts:
            source = ET.SubElement(
                container,
                tag("TextSource"),
                guid=self._source(document),
                name=xml_text(document),
                plainTextPath=f"{_refi.INTERNAL}{self._source(document)}.txt",
            )
            for (start, end), (codings, notes) in by_document.get(document, {}).items():
                selection = ET.SubElement(
                    source,
                    tag("PlainTextSelection"),
                    guid=guid("selection", document, start, end),
                    startPosition=str(start),
                    endPosition=str(end),
                )
                for row in codings:
                    self._coding(selection, row)
                for note in notes:
                    ET.SubElement(selection, tag("NoteRef"), targetGUID=note)
            self._refer(source, "source", document)

    def _coding(self, selection: ET.Element, row: Mapping[str, object]) -> None:
        code = str(row["meaning"])
        if row["family"] == "theme":
            code = self.kept.guids.get(("theme", str(row["code"])), code)
        coding = ET.SubElement(
            selection,
            tag("Coding"),
            guid=str(row["guid"]),
            creatingUser=self.kept.guid("user", row["user"]),
        )
        if _refi.is_time(str(row["created"])):
            coding.set("creationDateTime", str(row["created"]))
        ET.SubElement(coding, tag("CodeRef"), targetGUID=code)

    def _notes(self) -> None:
        notes = self.notes.drop_duplicates("note")
        container = self._container("Notes", notes)
        if container is None:
            return
        for row in notes.to_dict("records"):
            note = ET.SubElement(container, tag("Note"), guid=row["note"])
            if row["name"]:
                note.set("name", xml_text(row["name"]))
            if row["coder"]:
                note.set("creatingUser", self.kept.guid("user", user_of(row["coder"])))
            if _refi.is_time(row["created"]):
                note.set("creationDateTime", row["created"])
            ET.SubElement(note, tag("PlainTextContent")).text = xml_text(row["text"])

    def _sets(self) -> None:
        container = self._container("Sets", self.sets)
        if container is None:
            return
        themes = set(self.codebook.theme_codes)
        there = {"code": themes, "source": set(self.texts), "note": set(self.notes["note"])}
        elements = {"code": "MemberCode", "source": "MemberSource", "note": "MemberNote"}
        kinds = {"code": "theme", "source": "source"}
        for name, rows in self.sets.groupby("set", sort=False):
            one = ET.SubElement(
                container, tag("Set"), guid=self.kept.guid("set", name), name=xml_text(name)
            )
            if rows["description"].iloc[0]:
                text = ET.SubElement(one, tag("Description"))
                text.text = xml_text(rows["description"].iloc[0])
            for kind, element in elements.items():
                for member in rows.loc[rows["kind"] == kind, "member"]:
                    if member in there[kind]:
                        known = kind in kinds
                        target = self.kept.guid(kinds[kind], member) if known else member
                        ET.SubElement(one, tag(element), targetGUID=target)


def _notes(project: Study, like: QdpxStudy | None) -> pd.DataFrame:
    """Return the notes: those that came with the project, and the memos written since."""
    notes = frame_of([], NOTE_COLUMNS) if like is None else like.notes
    memos = getattr(project, "memos", None)
    if memos is None or project is like:
        return notes
    known = set(zip(notes["text"], notes["target"], strict=True))
    rows = []
    for memo in memos.astype("object").where(memos.notna(), "").to_dict("records"):
        target = str(memo["statement_id"])
        if (memo["text"], target) not in known:
            kind = "statement" if target else "project"
            identifier = guid("note", memo["coder"], memo["created"], target, memo["text"])
            rows.append({**memo, "note": identifier, "name": "", "kind": kind, "target": target})
    return pd.concat([notes, frame_of(rows, NOTE_COLUMNS)], ignore_index=True)


def xml_newlines(text: str) -> str:
    """Return text of the same length whose lines end as the standard asks, in a line feed."""
    lines = text.replace("\r\n", " \n").replace("\r", "\n")
    # A reader would take a byte order mark for one.
    return " " + lines[1:] if lines.startswith("\ufeff") else lines


def _write_archive(target: Path, writer: _Writer) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(name: str, data: bytes) -> None:
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)

        add(_refi.PROJECT_FILE, ET.tostring(writer.root, encoding="utf-8", xml_declaration=True))
        for document, text in writer.texts.items():
            name = f"{_refi.SOURCES}/{writer.kept.guid('source', document)}.txt"
            add(name, text.encode("utf-8", "replace"))
        guids = {document: writer.kept.guid("source", document) for document in writer.texts}
        sidecar = _sidecar.to_json(
            writer.corpus, writer.texts, guids, writer.codebook, writer.codings
        )
        add(_sidecar.NAME, sidecar)
    write_whole(target, buffer.getvalue(), "The project", error=ExchangeError)
