"""Notes and sets of a REFI-QDA project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from aineisto.exchange import _refi
from aineisto.exchange._archive import QdpxArchive
from aineisto.exchange._people import Users, coder_of
from aineisto.exchange._refi import bare, guid, tag
from aineisto.exchange._sources import Problems, TextSource, decode

Row = dict[str, str]


class NoteReader:
    """The project's notes, and what each is about.

    Parameters
    ----------
    root : Element
        The project.
    archive : QdpxArchive
        Its archive, where the notes' texts may lie.
    users : Users
        Who wrote them.
    problems : Problems
        Where a note without text, or with codings of its own, is listed.
    """

    def __init__(
        self, root: Element, archive: QdpxArchive, users: Users, problems: Problems
    ) -> None:
        self._users = users
        self._notes: dict[str, Row] = {}
        self._targets: dict[str, list[tuple[str, str]]] = {}
        for note in root.iterfind(f"{tag('Notes')}/{tag('Note')}"):
            name = note.get("name", "")
            text = note.findtext(tag("PlainTextContent"))
            if text is None and note.get("plainTextPath"):
                text = decode(archive.source(note.get("plainTextPath", "")), name, archive.path)
            if text is None:
                problems.add(f"note {name}", "the note has no text")
                continue
            if note.find(f".//{tag('Coding')}") is not None:
                problems.add(f"note {name}", "the codings of a note are left out")
            self._add(bare(note.get("guid")), name, text, note)

    def _add(self, identifier: str, name: str, text: str, element: Element) -> None:
        created = element.get("creationDateTime", "")
        coder, _ = coder_of(self._users.name(element.get("creatingUser")))
        self._notes[identifier] = {
            "note": identifier,
            "name": name,
            "text": text.replace("\r\n", "\n").replace("\r", "\n"),
            "coder": coder,
            "created": created if _refi.is_time(created) else "",
        }

    def refer(self, element: Element, kind: str, targets: Sequence[str]) -> None:
        """Note that an element's notes, and its description, are about these targets."""
        identifiers = [bare(ref.get("targetGUID")) for ref in element.iterfind(tag("NoteRef"))]
        for identifier in identifiers:
            self._targets.setdefault(identifier, []).extend((kind, target) for target in targets)

    def describe(self, element: Element, kind: str, targets: Sequence[str]) -> None:
        """Take the description of a selection or a text, which we have no field for, as a note."""
        text = element.findtext(tag("Description")) or ""
        if text.strip():
            identifier = guid("note", "description", bare(element.get("guid")))
            self._add(identifier, "", text, element)
            self._targets.setdefault(identifier, []).extend((kind, target) for target in targets)

    def rows(self) -> Iterator[Row]:
        """Yield a row a note and target."""
        for identifier, note in self._notes.items():
            targets = list(dict.fromkeys(self._targets.get(identifier, [])))
            for kind, target in targets or [("", "")]:
                yield {**note, "kind": kind, "target": target}

    @property
    def known(self) -> set[str]:
        """Identifiers of the notes."""
        return set(self._notes)


def refer_all(
    notes: NoteReader,
    root: Element,
    themes: Mapping[str, str],
    sources: Sequence[TextSource],
) -> None:
    """Note what the notes of the project, of codes and of texts are about.

    Parameters
    ----------
    notes : NoteReader
        The notes.
    root : Element
        The project.
    themes : mapping of str to str
        Theme code by a code's identifier.
    sources : sequence of TextSource
        The texts.
    """
    notes.refer(root, "project", [""])
    notes.describe(root, "project", [""])
    for code in root.iter(tag("Code")):
        theme = themes.get(bare(code.get("guid")))
        if theme:
            notes.refer(code, "code", [theme])
    for source in sources:
        notes.refer(source.element, "source", [source.document])
        notes.describe(source.element, "source", [source.document])


def read_sets(
    root: Element,
    themes: Mapping[str, str],
    sources: Sequence[TextSource],
    notes: set[str],
    problems: Problems,
) -> tuple[list[Row], dict[tuple[str, str], str]]:
    """Return the sets, a row a member, and their identifiers."""
    members = {
        "code": ("MemberCode", themes),
        "source": ("MemberSource", {source.guid: source.document for source in sources}),
        "note": ("MemberNote", {identifier: identifier for identifier in notes}),
    }
    rows: list[Row] = []
    guids: dict[tuple[str, str], str] = {}
    for one in root.iterfind(f"{tag('Sets')}/{tag('Set')}"):
        name = one.get("name", "").strip() or bare(one.get("guid"))
        if ("set", name) in guids:
            problems.add(f"set {name}", "there is another set of this name; they are one now")
        guids.setdefault(("set", name), bare(one.get("guid")))
        shared = {"set": name, "description": one.findtext(tag("Description")) or ""}
        found = [
            {**shared, "kind": kind, "member": known[target]}
            for kind, (element, known) in members.items()
            for target in (bare(ref.get("targetGUID")) for ref in one.iterfind(tag(element)))
            if target in known
        ]
        wanted = sum(len(one.findall(tag(element))) for element, _ in members.values())
        if len(found) < wanted:
            problems.add(f"set {name}", f"{wanted - len(found)} members are not in the study")
        rows += found or [{**shared, "kind": "", "member": ""}]
    return rows, guids
