"""Notes and sets of a REFI-QDA project."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from aineisto.exchange._archive import QdpxArchive
from aineisto.exchange._draft import Draft
from aineisto.exchange._offsets import Dialect, to_span, unix_lines
from aineisto.exchange._people import Users, coder_of, time_of
from aineisto.exchange._refi import NO_TIME, bare, guid, notes_select_in_texts, tag
from aineisto.exchange._sources import Problems, TextSource, decode

Row = dict[str, str]
Targets = list[tuple[str, str]]


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
        self, root: Element, archive: QdpxArchive | Draft, users: Users, problems: Problems
    ) -> None:
        self._users = users
        self._notes: dict[str, Row] = {}
        self._targets: dict[str, Targets] = {}
        #: What each element that a link may lead to is about, by identifier.
        self._about: dict[str, Targets] = {}
        self._passages: dict[str, list[tuple[str, str]]] = {}
        select_in_texts = notes_select_in_texts(root)
        for note in root.iterfind(f"{tag('Notes')}/{tag('Note')}"):
            name = note.get("name", "")
            text = note.findtext(tag("PlainTextContent"))
            if text is None and note.get("plainTextPath"):
                text = decode(archive.source(note.get("plainTextPath", "")), name, archive.path)
            if text is None:
                problems.carry(f"note {name}", "a note without text")
                continue
            if note.find(f".//{tag('Coding')}") is not None:
                problems.carry(f"note {name}", "codings of a note's own text")
            identifier = bare(note.get("guid"))
            self._add(identifier, name, text, note)
            if select_in_texts:
                self._passages[identifier] = [
                    (one.get("startPosition", ""), one.get("endPosition", ""))
                    for one in note.iterfind(tag("PlainTextSelection"))
                    if one.find(tag("Coding")) is None
                ]

    def _add(self, identifier: str, name: str, text: str, element: Element) -> None:
        created = time_of([element], "")
        coder, _ = coder_of(self._users.of([element]))
        self._notes[identifier] = {
            "note": identifier,
            "name": name,
            "text": unix_lines(text),
            "coder": coder,
            "created": "" if created == NO_TIME else created,
        }

    def refer(self, element: Element, kind: str, targets: Sequence[str]) -> None:
        """Note that an element's notes, and those linked to it, are about these targets."""
        about = [(kind, target) for target in targets]
        self._about.setdefault(bare(element.get("guid")), about)
        for reference in element.iterfind(tag("NoteRef")):
            self._targets.setdefault(bare(reference.get("targetGUID")), []).extend(about)

    def describe(self, element: Element, kind: str, targets: Sequence[str]) -> None:
        """Take the description of an element, which we have no field for, as a note."""
        text = element.findtext(tag("Description")) or ""
        own = [bare(ref.get("targetGUID")) for ref in element.iterfind(tag("NoteRef"))]
        if text.strip() and all(self._notes.get(one, {}).get("text") != text for one in own):
            identifier = guid("note", "description", bare(element.get("guid")))
            self._add(identifier, "", text, element)
            self._targets.setdefault(identifier, []).extend((kind, target) for target in targets)

    def follow(self, root: Element) -> None:
        """Note what the notes are about that the project's links join to something."""
        for link in root.iterfind(f"{tag('Links')}/{tag('Link')}"):
            ends = [bare(link.get(end)) for end in ("originGUID", "targetGUID")]
            for note, other in (ends, ends[::-1]):
                if note in self._notes and other not in self._notes:
                    self._targets.setdefault(note, []).extend(self._about.get(other, []))

    def place(
        self,
        source: TextSource,
        dialect: Dialect,
        statements_at: Callable[[str, int, int], list[tuple[str, int, int]]],
    ) -> None:
        """Note the statements of a text's notes that say themselves which passage they are of."""
        places = dialect.places(source.raw)
        for reference in source.element.iterfind(tag("NoteRef")):
            identifier = bare(reference.get("targetGUID"))
            for edges in self._passages.get(identifier, ()):
                try:
                    span = to_span(places, *map(int, edges))
                except ValueError:
                    span = None
                if span is not None:
                    found = [
                        ("statement", name) for name, *_ in statements_at(source.document, *span)
                    ]
                    self._targets.setdefault(identifier, []).extend(found)

    def rows(self) -> Iterator[Row]:
        """Yield a row a note and target."""
        for identifier, note in self._notes.items():
            targets = list(dict.fromkeys(self._targets.get(identifier, [])))
            passages = [one for one in targets if one[0] == "statement"]
            if self._passages.get(identifier) and passages:
                targets = passages  # of the passage, not of the whole text
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
    cases: Mapping[str, str],
    sources: Sequence[TextSource],
) -> None:
    """Note what the notes of the project, of codes, cases and texts are about.

    Parameters
    ----------
    notes : NoteReader
        The notes.
    root : Element
        The project.
    themes, cases : mapping of str to str
        Theme code by a code's identifier; participant by a case's.
    sources : sequence of TextSource
        The texts.
    """
    notes.refer(root, "project", [""])
    notes.describe(root, "project", [""])
    for code in root.iter(tag("Code")):
        theme = themes.get(bare(code.get("guid")))
        if theme:
            notes.refer(code, "code", [theme])
    for case in root.iterfind(f"{tag('Cases')}/{tag('Case')}"):
        person = cases.get(bare(case.get("guid")))
        if person:
            notes.refer(case, "case", [person])
            notes.describe(case, "case", [person])
    for source in sources:
        notes.refer(source.element, "source", [source.document])
        notes.describe(source.element, "source", [source.document])
    notes.follow(root)


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
        first, number = name, 2
        while ("set", name) in guids:
            name, number = f"{first}-{number}", number + 1
        guids["set", name] = bare(one.get("guid"))
        shared = {"set": name, "description": one.findtext(tag("Description")) or ""}
        found = [
            {**shared, "kind": kind, "member": known[target]}
            for kind, (element, known) in members.items()
            for target in (bare(ref.get("targetGUID")) for ref in one.iterfind(tag(element)))
            if target in known
        ]
        wanted = sum(len(one.findall(tag(element))) for element, _ in members.values())
        if len(found) < wanted:
            problems.carry(f"set {name}", f"{wanted - len(found)} members of other kinds")
        rows += found or [{**shared, "kind": "", "member": ""}]
    return rows, guids
