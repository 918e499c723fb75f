"""Write a project as a REFI-QDA project file."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Mapping
from copy import deepcopy
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Protocol
from xml.etree import ElementTree as ET

import pandas as pd

from aineisto.codebook import DEFAULT_SCALE, Codebook
from aineisto.codings import NO_THEME, STANCE
from aineisto.core import __version__
from aineisto.core.checks import as_path
from aineisto.core.errors import ExchangeError
from aineisto.core.whole import whole_file
from aineisto.corpus import Corpus
from aineisto.exchange import _refi, _sidecar
from aineisto.exchange._archive import QdpxArchive, entry
from aineisto.exchange._codes import CodeWriter
from aineisto.exchange._located import changed_sources, located, warn_of_what_goes_along
from aineisto.exchange._offsets import sent
from aineisto.exchange._people import user_of, write_people
from aineisto.exchange._provenance import (
    NOTE_COLUMNS,
    SET_COLUMNS,
    Original,
    Provenance,
    QdpxStudy,
    frame_of,
)
from aineisto.exchange._refi import bare, container, guid, tag, xml_text
from aineisto.exchange._write_sources import (
    SourceWriter,
    keep_codings,
    part_coders,
    to_standard,
    without,
)


class Study(Protocol):
    """What is written: a `Project`, or anything that holds a corpus, a codebook and codings."""

    @property
    def corpus(self) -> Corpus: ...
    @property
    def codebook(self) -> Codebook: ...
    @property
    def codings(self) -> pd.DataFrame: ...


def write_qdpx(
    project: Study,
    path: str | PathLike[str],
    *,
    like: QdpxStudy | None = None,
    recordings: Mapping[str, str | PathLike[str]] | None = None,
) -> Path:
    """Write a project as REFI-QDA (.qdpx), for NVivo, ATLAS.ti, MAXQDA, QualCoder and others.

    Themes become codes (nested as in the codebook), the scale five child codes under one parent
    that cannot be coded, each actor a code; participants become cases with their attributes as
    variables, memos notes. Every coder is a user with selections of their own; the machine is a
    user of its own, and what a person decided with a suggestion in view stands under a user
    marked so. Identifiers are stable: the same project written twice gives the same file.

    Parameters
    ----------
    project : Project
        Anything with ``corpus``, ``codebook`` and ``codings``, and ``memos`` where there are any.
    path : path-like
        The file to write; it is replaced only when the new one is whole.
    like : QdpxStudy, optional
        The project of another program that this one was made of. It goes back as it came, to what
        a study has no room for, changed only where the study has changed; its pictures and
        recordings are copied from its file. A document whose text is another now (with pseudonyms,
        say) is written anew, without what else its source held. A `QdpxStudy` that is written is
        its own.
    recordings : mapping of str to path-like, optional
        The sound or video file of a document. It goes with the project, and the times of the
        statements become sync points of its transcript.

    Raises
    ------
    ExchangeError
        When the file cannot be written, or the file of the other program's project, from which
        pictures and recordings are copied, is no longer there or is another.

    Notes
    -----
    REFI-QDA has no place for everything: `qdpx_losses` lists what another program will not see.
    Some of that lies in the file as ``aineisto.json``, for `read_qdpx`.

    Examples
    --------
    >>> write_qdpx(project, "study.qdpx").name
    'study.qdpx'
    """
    if like is None and isinstance(project, QdpxStudy):
        like = project
    if like is not None:
        warn_of_what_goes_along(like, project.corpus)
    files = {name: Path(file) for name, file in (recordings or {}).items()}
    writer = _Writer(project, like, files)
    writer.build()
    with whole_file(path, "The project", error=ExchangeError) as draft:
        writer.save(draft)
    return as_path(path, error=ExchangeError)


class _Writer:
    def __init__(
        self, project: Study, like: QdpxStudy | None, recordings: Mapping[str, Path]
    ) -> None:
        self.corpus, self.codebook = project.corpus, project.codebook
        self.provenance = like.provenance if like is not None else Provenance()
        self.notes = _notes(project, like)
        self.sets = like.sets if like is not None else frame_of([], SET_COLUMNS)
        documents = self.corpus.documents
        # Of the same length, so that every place in the text stays where it is.
        self.texts = {
            name: sent(text)
            for name, text in zip(documents["document"], documents["text"], strict=True)
        }
        _check_recordings(recordings, self.texts)
        self.recordings = recordings
        self.located = located(project.codings, self.corpus)
        self.codings = self.located.drop_duplicates("guid")
        original = self.provenance.original
        self.original = original if original is not None else Original(Path(), ET.Element("none"))
        self.fresh = original is None
        self.root = ET.Element(tag("Project")) if self.fresh else deepcopy(self.original.root)
        name = xml_text(self.codebook.name) or self.root.get("name") or "aineisto"
        self.root.set("name", name)
        self.root.set("origin", _refi.origin_of(self.root, __version__))
        self._spelled = {
            bare(one.get("guid")): str(one.get("guid"))
            for one in self.root.iter()
            if one.get("guid")
        }
        self.gone: set[str] = set()
        self.files: dict[str, str | Path] = {}

    def build(self) -> None:
        """Fill the project's element, in the schema's order."""
        ET.register_namespace("", _refi.NAMESPACE)
        if self.fresh:
            named = {user_of(coder) for coder in self.notes["coder"]}
            for name in sorted({*self.codings["user"], *self.provenance.users, *named} - {""}):
                self._user(name)
        else:
            # The codings first: they are known by their order.
            self.codings = keep_codings(self.root, self.original, self.located)
            to_standard(self.root, self.original)
            self._remove_sources()
        self._sources()
        self._codebook()
        self.gone |= write_people(self.root, self.provenance, self.corpus, self._refer)
        self._notes()
        self._sets()
        self._refer(self.root, "project", "")
        part_coders(self.root)
        without(self.root, self.gone)
        _refi.in_schema_order(self.root)
        self._spell()

    def _container(self, name: str) -> ET.Element:
        return container(self.root, name)

    def _has(self, identifier: str) -> bool:
        return identifier in self._spelled

    def _user(self, name: str) -> str:
        """Return the identifier of a user, who is added where there is none."""
        name = user_of(name)
        identifier = self.provenance.guid("user", name)
        if not self._has(identifier):
            about = {"guid": identifier, "name": xml_text(name)}
            if self.provenance.users.get(name):
                about["id"] = xml_text(self.provenance.users[name])
            ET.SubElement(self._container("Users"), tag("User"), about)
            self._spelled[identifier] = identifier
        return identifier

    def _spell(self) -> None:
        """Write references as the identifiers are written that they refer to."""
        for element in self.root.iter():
            for attribute in ("targetGUID", "creatingUser", "fromSyncPoint", "toSyncPoint"):
                value = element.get(attribute)
                if value is not None and bare(value) in self._spelled:
                    element.set(attribute, self._spelled[bare(value)])

    def _refer(self, element: ET.Element, kind: str, target: str) -> None:
        for note in self._notes_on(kind).get(target, ()):
            ET.SubElement(element, tag("NoteRef"), targetGUID=note)

    @cached_property
    def _new_notes(self) -> pd.DataFrame:
        """The notes that the project does not have, as notes or as descriptions.

        Asked for when the sources that go are gone: until then the project has their notes.
        """
        there = set(self._spelled)
        if not self.fresh:  # the project itself has no identifier
            there |= {guid("note", "description", one) for one in (*self._spelled, "")}
        return self.notes[~self.notes["note"].isin(there)]

    @cached_property
    def _noted(self) -> dict[str, dict[str, list[str]]]:
        found: dict[str, dict[str, list[str]]] = {}
        rows = self._new_notes
        for kind, target, note in zip(rows["kind"], rows["target"], rows["note"], strict=True):
            found.setdefault(kind, {}).setdefault(str(target), []).append(note)
        return found

    def _notes_on(self, kind: str) -> dict[str, list[str]]:
        return self._noted.get(kind, {})

    def _remove_sources(self) -> None:
        """Take out the sources whose document the study has no more, or has with another text."""
        gone = changed_sources(self.root, self.original, self.provenance, self.texts)
        for name, identifier, _, source in gone:
            removed = {bare(one.get("guid")) for one in source.iter() if one.get("guid")}
            self._container("Sources").remove(source)
            for one in removed:
                self._spelled.pop(one, None)
            # What is written anew under its identifier is still referred to.
            self.gone |= removed - ({identifier} if name in self.texts else set())
            rows = self.located[self.located["document"] == name]
            both = pd.concat([self.codings, rows.drop_duplicates("guid")])
            self.codings = both.drop_duplicates("guid")

    def _sources(self) -> None:
        rows = self._new_notes
        noted: dict[str, list[Mapping[str, str]]] = {}
        for row in rows[rows["kind"] == "statement"].to_dict("records"):
            noted.setdefault(row["target"], []).append(row)
        writer = SourceWriter(
            root=self.root,
            sources=self._container("Sources"),
            provenance=self.provenance,
            corpus=self.corpus,
            texts=self.texts,
            user=self._user,
            recordings=self.recordings,
            files=self.files,
        )
        writer.write(self.codings, noted, self._notes_on("source"))

    def _codebook(self) -> None:
        book = self._container("CodeBook")
        codes = book.find(tag("Codes"))
        codes = ET.SubElement(book, tag("Codes")) if codes is None else codes
        in_use = {bare(one.get("targetGUID")) for one in self.root.iter(tag("CodeRef"))}
        writer = CodeWriter(codes, self.provenance, notes=self._notes_on("code"))
        self.gone |= writer.write_themes(self.codebook, in_use)
        rows = self.located
        themes = rows.loc[rows["family"] == "theme", "code"].unique()
        for code in sorted(set(themes) - set(self.codebook.theme_codes)):
            name = _refi.NO_THEME_NAME if code == NO_THEME else code
            writer.write_code(guid("theme", code), name)
        judged = (rows["family"] == STANCE).any() or self.codebook.scale != DEFAULT_SCALE
        if self.fresh or judged or self._has(guid("scale")):
            writer.write_scale(self.codebook.scale)
        actors = sorted(rows.loc[rows["family"] == "actor", "code"].unique())
        entries = {entry.name: entry for entry in self.codebook.actors}
        writer.write_actors({name: entries.get(name) for name in actors})

    def _notes(self) -> None:
        for row in self._new_notes.drop_duplicates("note").to_dict("records"):
            note = ET.SubElement(self._container("Notes"), tag("Note"), guid=row["note"])
            if row["name"]:
                note.set("name", xml_text(row["name"]))
            if row["coder"]:
                note.set("creatingUser", self._user(row["coder"]))
            # Some programs cannot do without a time.
            created = row["created"] if _refi.is_time(row["created"]) else _refi.NO_TIME
            note.set("creationDateTime", created)
            ET.SubElement(note, tag("PlainTextContent")).text = xml_text(row["text"])

    def _sets(self) -> None:
        themes = set(self.codebook.theme_codes)
        there = {"code": themes, "source": set(self.texts), "note": set(self.notes["note"])}
        elements = {"code": "MemberCode", "source": "MemberSource", "note": "MemberNote"}
        kinds = {"code": "theme", "source": "source"}
        for name, rows in self.sets.groupby("set", sort=False):
            identifier = self.provenance.guid("set", name)
            if self._has(identifier):
                continue
            about = {"guid": identifier, "name": xml_text(name)}
            one = ET.SubElement(self._container("Sets"), tag("Set"), about)
            if rows["description"].iloc[0]:
                text = ET.SubElement(one, tag("Description"))
                text.text = xml_text(rows["description"].iloc[0])
            for kind, element in elements.items():
                for member in rows.loc[rows["kind"] == kind, "member"]:
                    if member in there[kind]:
                        known = kind in kinds
                        target = self.provenance.guid(kinds[kind], member) if known else member
                        ET.SubElement(one, tag(element), targetGUID=target)

    def save(self, file: Path) -> None:
        """Write the archive: the project, its texts, and the files that it came with."""
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            with archive.open(entry(_refi.PROJECT_FILE), "w") as inside:
                ET.ElementTree(self.root).write(inside, "utf-8", xml_declaration=True)
            written = {_refi.PROJECT_FILE, _sidecar.NAME}
            for path, content in self.files.items():
                name = f"{_refi.SOURCES}/{path.removeprefix(_refi.INTERNAL).rpartition('/')[2]}"
                if name.casefold() in written:
                    continue
                written.add(name.casefold())
                if isinstance(content, Path):
                    archive.write(content, name)
                else:
                    archive.writestr(entry(name), content.encode("utf-8", "replace"))
            guids = {document: self.provenance.guid("source", document) for document in self.texts}
            with archive.open(entry(_sidecar.NAME), "w") as inside:
                for piece in _sidecar.to_json(
                    self.corpus, self.texts, guids, self.codebook, self.located
                ):
                    inside.write(piece)
            self._copy_files(archive, written)

    def _copy_files(self, archive: zipfile.ZipFile, written: set[str]) -> None:
        """Copy what the sources that are left name: pictures, recordings, formatted texts."""
        places = ("path", "currentPath", "plainTextPath", "richTextPath")
        named = {one.get(place, "") for one in self.root.iter() for place in places}
        inside = {n for n in named if n and not n.startswith(("relative:", "absolute:", "file:"))}
        wanted = {name.rpartition("/")[2].lower() for name in inside}
        entries = [
            name
            for name in self.original.entries
            if name.rpartition("/")[2].lower() in wanted
            and f"{_refi.SOURCES}/{name.rpartition('/')[2]}".casefold() not in written
        ]
        if not entries:
            return
        with QdpxArchive(self.original.path) as source:
            now = source.entries()
            for name in entries:
                if now.get(name) != self.original.entries[name]:
                    raise ExchangeError(
                        "The file that the project came from is another now; its pictures, "
                        "recordings and notes are copied from it.",
                        file=self.original.path,
                        place=name,
                        remedy="Put it back, or read it again.",
                    )
                info = entry(f"{_refi.SOURCES}/{name.rpartition('/')[2]}")
                source.copy(name, archive, info)


def _check_recordings(recordings: Mapping[str, Path], texts: Collection[str]) -> None:
    for document, file in recordings.items():
        if document not in texts:
            raise ExchangeError(
                f"The study has no document {document!r} to go with a recording.",
                file=file,
                remedy="Call it as in corpus.documents.",
            )
        if not file.is_file():
            raise ExchangeError(
                "There is no such recording.", file=file, place=document, remedy="Check the path."
            )


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
