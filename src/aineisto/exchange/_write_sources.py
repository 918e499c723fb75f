"""Write texts with their selections, anew or into the sources that are there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd

from aineisto.corpus import Corpus
from aineisto.exchange import _refi
from aineisto.exchange._located import by_document, identified
from aineisto.exchange._offsets import STANDARD, to_span
from aineisto.exchange._provenance import Key, Original, Provenance
from aineisto.exchange._refi import bare, guid, local, notes_select_in_texts, tag, xml_text
from aineisto.exchange._sources import text_elements

_VIDEO = {".mp4", ".mov", ".avi", ".mkv", ".webm", ".m4v", ".ogv", ".wmv", ".mpg"}
_MADE = ("creatingUser", "modifyingUser", "creationDateTime", "modifiedDateTime")


def keep_codings(root: ET.Element, original: Original, codings: pd.DataFrame) -> pd.DataFrame:
    """Take from a project's codings those that the study has no more, and return the new ones.

    Parameters
    ----------
    root : Element
        A copy of the original project; codings that the study no longer has are taken from it.
    original : Original
        The project as it was read.
    codings : DataFrame
        The study's codings, located.

    Returns
    -------
    DataFrame
        The codings that the project does not have, to be written.
    """
    there: dict[Key, set[str]] = {}
    for key, statements in original.codings.values():
        there.setdefault(key, set()).update(statements)
    found: dict[Key, set[str]] = {}
    keys = []
    columns = ["document", "low", "high", "user", "meaning", "start", "end", "statement_id"]
    for document, low, high, user, meaning, start, end, name in codings[columns].itertuples(
        index=False, name=None
    ):
        key = Key(document, low, high, user, meaning)
        if key not in there and pd.notna(start) and pd.notna(end):
            key = Key(document, int(start), int(end), user, meaning)
        keys.append(key)
        if key in there:
            found.setdefault(key, set()).add(name)
    same = {key for key, statements in found.items() if statements == there[key]}
    _take_out(root, {n for n, (key, _) in original.codings.items() if key not in same})
    new = codings[np.array([key not in same for key in keys], dtype=bool)]
    # Of a selection over several statements one is gone: the others have theirs each.
    whole = np.array([key not in there for key in keys if key not in same], dtype=bool)
    for edge in ("low", "high"):
        inside = new[edge].clip(new["first"], new["last"])
        new = new.assign(**{edge: new[edge].where(whole, inside)})
    return identified(new).drop_duplicates("guid")


def _take_out(root: ET.Element, ordinals: set[int]) -> None:
    if not ordinals:
        return
    gone = {one for number, one in enumerate(root.iter(tag("Coding"))) if number in ordinals}
    for element in text_elements(root):
        for selection in list(element):
            codings = [child for child in selection if child in gone]
            for coding in codings:
                selection.remove(coding)
            if codings and not len(selection):
                element.remove(selection)


def to_standard(root: ET.Element, original: Original) -> None:
    """Count the places in a project's texts as the standard asks, in texts with line feeds."""
    if original.dialect == STANDARD and not any("\r" in text for text in original.texts.values()):
        return
    notes: dict[str, ET.Element] = {}
    if notes_select_in_texts(original.root):
        found = root.iterfind(f"{tag('Notes')}/{tag('Note')}")
        notes = {bare(one.get("guid")): one for one in found}
    for element in text_elements(root):
        raw = original.texts.get(bare(element.get("guid")))
        if raw is None:
            continue
        places = original.dialect.places(raw)
        for point in element.iterfind(tag("SyncPoint")):
            _move(point, places, ("position",))
        passages = list(element.iterfind(tag("PlainTextSelection")))
        for reference in element.iterfind(tag("NoteRef")):
            note = notes.pop(bare(reference.get("targetGUID")), None)  # each is moved once
            passages += [] if note is None else note.findall(tag("PlainTextSelection"))
        for selection in passages:
            _move(selection, places, ("startPosition", "endPosition"))


def _move(element: ET.Element, places: np.ndarray, edges: tuple[str, ...]) -> None:
    for edge in edges:
        try:
            at = int(element.get(edge, ""))
        except ValueError:
            continue
        span = to_span(places, at, at)
        if span is not None:
            element.set(edge, str(span[0]))


def part_coders(root: ET.Element) -> None:
    """Give each coder a selection of their own, with who and when on it and on its codings.

    Some programs read them from the selection, others from the coding. A selection with a
    description stays its writer's, or nobody's.
    """
    for element in text_elements(root):
        for number, selection in reversed(list(enumerate(element))):
            codings = selection.findall(tag("Coding"))
            if local(selection) not in ("PlainTextSelection", "TranscriptSelection") or not codings:
                continue
            _share(selection, own_time=False)
            described = selection.find(tag("Description")) is not None
            said = selection.get("creatingUser") or selection.get("modifyingUser")
            told = [coding.get("creatingUser") for coding in codings]
            if said is None and told[0] and all(told) and not described:
                selection.set("creatingUser", told[0])
                said = told[0]
            others: dict[str, list[ET.Element]] = {}
            for coding in codings:
                user = bare(coding.get("creatingUser") or said)
                if user != bare(said):
                    others.setdefault(user, []).append(coding)
            for user, some in reversed(others.items()):
                own = ET.Element(selection.tag, dict(selection.attrib))
                own.set("guid", guid("selection", bare(selection.get("guid")), user))
                for attribute in _MADE:
                    own.attrib.pop(attribute, None)
                own.set("creatingUser", some[0].get("creatingUser", ""))
                for coding in some:
                    selection.remove(coding)
                    own.append(coding)
                _share(own)
                element.insert(number + 1, own)
            _share(selection)


def _share(selection: ET.Element, *, own_time: bool = True) -> None:
    """Write who and when on the codings of a selection, and when on itself where they all say."""
    codings = selection.findall(tag("Coding"))
    for attribute, other in (_MADE[:2], _MADE[2:]):
        said = selection.get(attribute) or selection.get(other)
        if said is not None:
            for coding in codings:
                coding.attrib.setdefault(attribute, said)
    times = [coding.get("creationDateTime", "") for coding in codings]
    described = selection.find(tag("Description")) is not None
    if own_time and said is None and times and all(times) and not described:
        selection.set("creationDateTime", min(times))


@dataclass
class SourceWriter:
    """Writes the texts of a study and what is selected in them.

    Attributes
    ----------
    root, sources : Element
        The project, and its element ``Sources``.
    texts : mapping of str to str
        Text of each document, as it is written.
    user : callable
        Returns the identifier of a user, and adds one who is not there.
    recordings : mapping of str to Path
        The recording of a document, whose statements' times become sync points.
    files : dict of str to str or Path
        What is to lie beside the project: a text, or a file's place.
    """

    root: ET.Element
    sources: ET.Element
    provenance: Provenance
    corpus: Corpus
    texts: Mapping[str, str]
    user: Callable[[str], str]
    recordings: Mapping[str, Path] = field(default_factory=dict)
    files: dict[str, str | Path] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._there = {bare(one.get("guid")): one for one in text_elements(self.root)}

    def write(
        self,
        codings: pd.DataFrame,
        noted: Mapping[str, list[Mapping[str, str]]],
        of_sources: Mapping[str, list[str]],
    ) -> None:
        """Write every document, the codings, and the notes on statements and on documents."""
        of_each = by_document(codings)
        statements = self.corpus.statements
        marked = statements[statements["statement_id"].isin(noted)]
        for document in self.texts:
            element = self._source(document)
            spans: dict[tuple[int, int, str], list[dict[str, Any]]] = {}
            rows = of_each.get(document)
            for row in () if rows is None else rows.to_dict("records"):
                spans.setdefault((row["low"], row["high"], row["user"]), []).append(row)
            passages = {
                (start, end): noted[name]
                for name, _, start, end in marked.loc[
                    marked["document"] == document, ["statement_id", "document", "start", "end"]
                ].itertuples(index=False, name=None)
            }
            self._select(element, document, spans, passages)
            for note in of_sources.get(document, ()):
                ET.SubElement(element, tag("NoteRef"), targetGUID=note)

    def _source(self, document: str) -> ET.Element:
        identifier = self.provenance.guid("source", document)
        element = self._there.get(identifier)
        if element is None:
            element = self._new(document, identifier)
        path = element.get("plainTextPath", "")
        if path:
            self.files[path] = self.texts[document]
        return element

    def _new(self, document: str, identifier: str) -> ET.Element:
        path = f"{_refi.INTERNAL}{identifier}.txt"
        about = {"guid": identifier, "name": xml_text(document), "plainTextPath": path}
        recording = self.recordings.get(document)
        if recording is None:
            return ET.SubElement(self.sources, tag("TextSource"), about)
        kind = "VideoSource" if recording.suffix.lower() in _VIDEO else "AudioSource"
        own = guid("recording", document)
        place = f"{_refi.INTERNAL}{own}{recording.suffix.lower()}"
        self.files[place] = recording
        name = xml_text(recording.name)
        source = ET.SubElement(self.sources, tag(kind), guid=own, name=name, path=place)
        # A program that reads transcripts may ask when they were made.
        return ET.SubElement(source, tag("Transcript"), about, creationDateTime=_refi.NO_TIME)

    def _select(
        self,
        element: ET.Element,
        document: str,
        spans: Mapping[tuple[int, int, str], list[dict[str, Any]]],
        passages: Mapping[tuple[int, int], list[Mapping[str, str]]],
    ) -> None:
        transcript = element.tag == tag("Transcript")
        points = _Points(element, document, self._times(document)) if transcript else None
        for (low, high, user), rows in sorted(spans.items()):
            selection = _selection(element, points, guid("selection", document, low, high, user),
                                   low, high)  # fmt: skip
            times = [row["created"] for row in rows if _refi.is_time(str(row["created"]))]
            self._made(selection, user, min(times, default=""))
            for row in rows:
                self._coding(selection, row)
        for (low, high), notes in sorted(passages.items()):
            for note in notes:
                identifier = guid("selection", document, low, high, note["note"])
                selection = _selection(element, points, identifier, low, high)
                self._made(selection, note["coder"], note["created"])
                # Some programs read the words from here, others follow the reference.
                ET.SubElement(selection, tag("Description")).text = xml_text(note["text"])
                ET.SubElement(selection, tag("NoteRef"), targetGUID=note["note"])

    def _made(self, element: ET.Element, user: str, created: str) -> None:
        if user:
            element.set("creatingUser", self.user(user))
        if _refi.is_time(created):
            element.set("creationDateTime", created)

    def _coding(self, selection: ET.Element, row: Mapping[str, Any]) -> None:
        code = str(row["meaning"])
        if row["family"] == "theme":
            code = self.provenance.guids.get(("theme", str(row["code"])), code)
        coding = ET.SubElement(selection, tag("Coding"), guid=str(row["guid"]))
        self._made(coding, str(row["user"]), str(row["created"]))
        ET.SubElement(coding, tag("CodeRef"), targetGUID=code)

    def _times(self, document: str) -> dict[int, int]:
        """Return the times of places, in milliseconds."""
        rows = self.corpus.statements
        rows = rows[rows["document"] == document]
        pairs: dict[int, int] = {}
        for place, time in (("start", "time_start"), ("end", "time_end")):
            known = rows[rows[time].notna()] if time in rows else rows.iloc[:0]
            for at, seconds in zip(known[place], known[time] if len(known) else (), strict=True):
                pairs.setdefault(int(at), round(1000 * seconds))
        return pairs


def _selection(
    element: ET.Element, points: _Points | None, identifier: str, low: int, high: int
) -> ET.Element:
    if points is None:
        edges = {"startPosition": str(low), "endPosition": str(high)}
        return ET.SubElement(element, tag("PlainTextSelection"), {"guid": identifier, **edges})
    edges = {"fromSyncPoint": points.at(low), "toSyncPoint": points.at(high)}
    return ET.SubElement(element, tag("TranscriptSelection"), {"guid": identifier, **edges})


class _Points:
    """The sync points of a transcript, those of its statements' times among them."""

    def __init__(self, element: ET.Element, document: str, times: Mapping[int, int]) -> None:
        self._element = element
        self._document = document
        self._times = times
        self._there = {
            int(point.get("position", "-1")): str(point.get("guid"))
            for point in element.iterfind(tag("SyncPoint"))
            if point.get("position", "").isdigit()
        }
        if not self._there:
            for place in sorted(times):
                self.at(place)

    def at(self, place: int) -> str:
        """Return the identifier of the sync point of a place."""
        if place not in self._there:
            identifier = guid("sync", self._document, place)
            about = {"guid": identifier, "position": str(place)}
            if place in self._times:
                about["timeStamp"] = str(self._times[place])
            ET.SubElement(self._element, tag("SyncPoint"), about)
            self._there[place] = identifier
        return self._there[place]


def without(root: ET.Element, gone: Iterable[str]) -> None:
    """Take out what refers to things that are gone."""
    lost = set(gone)
    if not lost:
        return
    references = {tag(name) for name in ("MemberCode", "MemberSource", "MemberNote", "SourceRef")}
    for parent in list(root.iter()):
        for child in list(parent):
            ends = (child.get("originGUID"), child.get("targetGUID"))
            refers = child.tag in references or child.tag == tag("Link")
            if refers and lost.intersection(map(bare, ends)):
                parent.remove(child)
            elif bare(child.get("representedGUID")) in lost:
                child.attrib.pop("representedGUID")
