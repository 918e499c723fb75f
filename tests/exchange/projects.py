"""Generated projects of other programs, and what their files say, told without aineisto."""

import re
import zipfile
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from hypothesis import strategies as st

NS = "{urn:QDA-XML:project:1.0}"
TEXTS = {"TextSource", "Representation", "Transcript"}
SELECTIONS = {"PlainTextSelection", "TranscriptSelection"}
MIXED = "lines that end in several ways"
#: Origin, unit, line break in the file, and what a line break counts for.
PROGRAMS = [
    ("", "code points", "\n", "\n"),
    ("QualCoder 3.8", "code points", "\n", "\n"),
    ("ATLAS.ti for Windows 23", "utf-16", "\r\n", "\n"),
    ("NVivo 14.23.2", "utf-16", "\r\n", "\r\n"),
    ("NVivo for Mac 15.0.0", "utf-16", "\n", "\n"),
    ("", "code points", MIXED, "\n"),
    ("NVivo 14.23.2", "utf-16", MIXED, "\r\n"),
    ("", "code points", MIXED, MIXED),
]
NAMES = st.sampled_from(["Maija", "Pekka", "Maija", "Ä & <ö>", "😀", "speaker", "H"])
TIMES = st.sampled_from([None, "2026-03-01T09:00:00Z", "2026-03-02T10:11:12+02:00"])
VALUES = {
    "Text": "Kunta \u2028 x", "Boolean": "true", "Integer": "47", "Float": "1.50",
    "Date": "2026-01-31", "DateTime": "2026-01-31T10:00:00",
}  # fmt: skip


def ended(text, ending):
    """Return a text with a program's line breaks: of one kind, or pairs and lone ones in turn."""
    first, *others = text.split("\n")
    kinds = ("\r\n", "\n", "\r\n", "\r") if ending == MIXED else (ending,)
    return first + "".join(kinds[n % len(kinds)] + line for n, line in enumerate(others))


def counted(text, end, unit, newline):
    """Return the number of a place as a program counts it, by encoding what is before."""
    before = ended(text[:end], newline)
    return len(before.encode("utf-16-le")) // 2 if unit == "utf-16" else len(before)


@dataclass
class Made:
    """A project: its XML, its files, and its codings as (source, low, high, user, code)."""

    root: ET.Element
    files: dict = field(default_factory=dict)
    texts: dict = field(default_factory=dict)
    unit: str = "code points"
    newline: str = "\n"
    #: How to say that places are counted so, where nothing in the project does.
    offsets: str | None = None
    codings: set = field(default_factory=set)

    def save(self, path):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("project.qde", ET.tostring(self.root, encoding="utf-8"))
            for name, data in self.files.items():
                archive.writestr(f"sources/{name}", data)
        return path


@st.composite
def projects(draw):
    """A valid project of any shape: every kind of source, name, note, set, link and value."""
    origin, unit, ending, newline = draw(st.sampled_from(PROGRAMS))
    root = ET.Element(NS + "Project", name="Koe", origin=origin)
    made = Made(root, unit=unit, newline=newline)
    if newline == MIXED:
        made.offsets = f"{unit}, as in the file"
    number = iter(range(1, 10_000))
    braces = draw(st.booleans())

    def guid():
        return ("{%s}" if braces else "%s") % f"{next(number):08d}-0000-4000-8000-00000000000A"

    def maybe(value, of=2):
        return value if draw(st.integers(1, of)) == 1 else None

    def add(parent, kind, text=None, /, **attributes):
        given = {key: str(value) for key, value in attributes.items() if value is not None}
        element = ET.SubElement(parent, NS + kind, given)
        element.text = text
        return element

    def describe(element):
        if maybe(True, 3):
            add(element, "Description", f"Kuvaus {next(number)}")

    def refer(element):
        if notes and maybe(True, 3):
            for one in draw(st.lists(st.sampled_from(notes), min_size=1, max_size=2, unique=True)):
                add(element, "NoteRef", targetGUID=one)

    def code_all(element):
        if maybe(True, 3):
            coding = add(element, "Coding", guid=guid(), creatingUser=who())
            add(coding, "CodeRef", targetGUID=draw(st.sampled_from(codes)))
            refer(coding)

    users = [guid() for _ in range(draw(st.integers(0, 3)))]
    notes = [guid() for _ in range(draw(st.integers(0, 3)))]
    if users:
        holder = add(root, "Users")
        for one in users:
            add(holder, "User", guid=one, name=draw(NAMES), id=maybe("XX"))

    def who():
        return draw(st.sampled_from(users)) if users and maybe(True) else None

    codes = []
    holder = add(add(root, "CodeBook"), "Codes")
    parents = [holder]
    for _ in range(draw(st.integers(1, 4))):
        parent = draw(st.sampled_from(parents))
        code = add(parent, "Code", guid=guid(), name=draw(NAMES), color=maybe("#A03"),
                   isCodable=draw(st.sampled_from(["true", "false"])))  # fmt: skip
        describe(code)
        refer(code)
        codes.append(code.get("guid"))
        parents.append(code)
    for code in root.iter(NS + "Code"):
        code[:] = sorted(code, key=lambda child: child.tag == NS + "Code")

    variables = []
    if maybe(True):
        holder = add(root, "Variables")
        names = st.sampled_from(["Ikä", "speaker", "document", "participant", "group", "Ikä"])
        for kind in draw(st.permutations(list(VALUES)))[: draw(st.sampled_from([6, 2, 1]))]:
            variable = add(holder, "Variable", guid=guid(), name=draw(names), typeOfVariable=kind)
            describe(variable)
            variables.append((variable.get("guid"), kind))

    def values(element):
        for variable, kind in variables:
            if maybe(True):
                value = add(element, "VariableValue")
                add(value, "VariableRef", targetGUID=variable)
                add(value, f"{kind}Value", VALUES[kind])

    cases = add(root, "Cases")
    holder = add(root, "Sources")
    selections = []

    def number_of(text, place):
        return counted(text, place, unit, newline)

    def select(element, text, identifier):
        edges = [m.span() for m in re.finditer(r"[^\W_][\w😀.]*", text)]
        points = {}

        def point(place):
            if place not in points:
                points[place] = guid()
                position = number_of(text, place)
                add(element, "SyncPoint", guid=points[place], position=position,
                    timeStamp=maybe(place * 100))  # fmt: skip
            return points[place]

        spans = []
        for _ in range(draw(st.integers(0, 4))):
            first = draw(st.integers(0, len(edges) - 1))
            last = draw(st.integers(first, min(first + 6, len(edges) - 1)))
            spans.append((edges[first][0], edges[last][1]))
        if element.tag == NS + "Transcript":
            for span in spans:
                for place in span:
                    point(place)
        for low, high in spans:
            about = {"guid": guid(), "name": maybe(draw(NAMES)), "creatingUser": who(),
                     "creationDateTime": draw(TIMES)}  # fmt: skip
            if element.tag == NS + "Transcript":
                edge = {"fromSyncPoint": point(low), "toSyncPoint": point(high)}
                one = add(element, "TranscriptSelection", **about, **edge)
            else:
                edge = {"startPosition": number_of(text, low), "endPosition": number_of(text, high)}
                one = add(element, "PlainTextSelection", **about, **edge)
            selections.append(one.get("guid"))
            describe(one)
            for code in draw(st.lists(st.sampled_from(codes), max_size=3)):
                coder = who()
                coding = add(one, "Coding", guid=guid(), creatingUser=coder,
                             creationDateTime=draw(TIMES))  # fmt: skip
                add(coding, "CodeRef", targetGUID=code)
                refer(coding)
                made.codings.add((identifier, low, high, coder or about["creatingUser"], code))
            for coder in users[1:] if maybe(True) else ():  # what another has coded too
                coding = add(one, "Coding", guid=guid(), creatingUser=coder)
                add(coding, "CodeRef", targetGUID=codes[0])
                made.codings.add((identifier, low, high, coder, codes[0]))
            refer(one)

    def fill(element, identifier):
        text = draw(TRANSCRIPTS)
        made.texts[bare(identifier)] = text
        if newline == MIXED or draw(st.booleans()):  # XML holds line feeds alone
            name = f"{bare(identifier)}.txt"
            element.set("plainTextPath", f"internal://{name}")
            made.files[name] = ended(text, ending).encode("utf-8")
        else:
            add(element, "PlainTextContent", text)
        select(element, text, identifier)
        if element.tag != NS + "Transcript":
            code_all(element)
        if element.tag != NS + "TextSource":
            refer(element)

    def media(element, kind, **place):
        if maybe(True):
            one = add(element, kind, guid=guid(), creatingUser=who(), **place)
            selections.append(one.get("guid"))
            describe(one)
            if kind == "PDFSelection" and maybe(True):
                add(add(one, "Representation", guid=guid()), "PlainTextContent", "Kuvan sanat.")
            add(add(one, "Coding", guid=guid()), "CodeRef", targetGUID=draw(st.sampled_from(codes)))
            refer(one)

    sources = []
    kinds = ["TextSource", "TextSource", "PDFSource", "AudioSource", "VideoSource", "PictureSource"]
    for kind in draw(st.permutations(kinds))[: draw(st.integers(1, 3))]:
        source = add(holder, kind, guid=guid(), name=draw(st.sampled_from(["h01", "h02", "Liite"])))
        sources.append(source.get("guid"))
        describe(source)
        if kind == "TextSource":
            fill(source, source.get("guid"))
        else:
            name = f"{next(number)}.bin"
            source.set("path", f"internal://{name}")
            made.files[name] = b"\x00\xff" * 9
        if kind == "PDFSource":
            media(source, "PDFSelection", page=1, firstX=1, firstY=1, secondX=9, secondY=9)
        if kind == "PictureSource":
            if maybe(True):
                add(add(source, "TextDescription", guid=guid()), "PlainTextContent", "Kuvassa.")
            media(source, "PictureSelection", firstX=1, firstY=1, secondX=9, secondY=9)
        inner = {"PDFSource": "Representation", "AudioSource": "Transcript",
                 "VideoSource": "Transcript"}.get(kind)  # fmt: skip
        if inner and maybe(True):
            identifier = guid()
            fill(add(source, inner, guid=identifier, name=maybe("litteraatti")), identifier)
        if kind in ("AudioSource", "VideoSource"):
            media(source, kind.replace("Source", "Selection"), begin=0, end=1000)
        if kind != "TextSource":
            code_all(source)
        refer(source)
        values(source)

    for _ in range(draw(st.integers(0, 3))):
        case = add(cases, "Case", guid=guid(), name=maybe(draw(NAMES)))
        describe(case)
        if maybe(True, 4):
            add(case, "CodeRef", targetGUID=draw(st.sampled_from(codes)))
        values(case)
        for one in draw(st.lists(st.sampled_from(sources), max_size=2, unique=True)):
            add(case, "SourceRef", targetGUID=one)
        if selections and maybe(True, 4):
            add(case, "SelectionRef", targetGUID=draw(st.sampled_from(selections)))
    if not len(cases):
        root.remove(cases)

    if notes:
        holder = add(root, "Notes")
        for one in notes:
            note = add(holder, "Note", guid=one, name=maybe(draw(NAMES)), creatingUser=who(),
                       creationDateTime=draw(TIMES))  # fmt: skip
            describe(note)
            if draw(st.booleans()):
                note.set("plainTextPath", f"internal://{bare(one)}.txt")
                made.files[f"{bare(one)}.txt"] = b"Muistio tiedostossa."
            else:
                add(note, "PlainTextContent", "Muistio \U0001f600 \u2028 yksi.")
            if maybe(True, 3):
                passage = add(note, "PlainTextSelection", guid=guid(), startPosition=0,
                              endPosition=7, creatingUser=who())  # fmt: skip
                code_all(passage)
            code_all(note)
            refer(note)
    things = [*codes, *sources, *selections, *notes]
    if maybe(True):
        holder = add(root, "Links")
        for _ in range(draw(st.integers(1, 3))):
            ends = [draw(st.sampled_from(things)) for _ in range(2)]
            link = add(holder, "Link", guid=guid(), direction="OneWay", color=maybe("#fff"),
                       originGUID=ends[0], targetGUID=ends[1])  # fmt: skip
            refer(link)
    if maybe(True):
        holder = add(root, "Sets")
        for name in draw(st.lists(NAMES, min_size=1, max_size=3)):
            one = add(holder, "Set", guid=guid(), name=name)
            describe(one)
            for element, some in (("Code", codes), ("Source", sources), ("Note", notes)):
                if some and maybe(True):
                    add(one, f"Member{element}", targetGUID=draw(st.sampled_from(some)))
    if maybe(True, 3):
        graph = add(add(root, "Graphs"), "Graph", guid=guid(), name="Kuvio")
        vertex = add(graph, "Vertex", guid=guid(), firstX=0, firstY=0, representedGUID=codes[0])
        end = vertex.get("guid")
        add(graph, "Edge", guid=guid(), sourceVertex=end, targetVertex=end)
    describe(root)
    refer(root)
    return made


WORDS = st.sampled_from(["luotan", "Kelaan", "en", "😀", "a\u2028b", "𝄞soi", "e\u0301"])
SENTENCES = st.lists(WORDS, min_size=1, max_size=5).map(lambda w: "Sana " + " ".join(w) + ".")
LABELLED = st.lists(SENTENCES, min_size=2, max_size=4).map(
    lambda some: "\n".join(f"{'HV'[n % 2]}: {one}" for n, one in enumerate(some)) + "\n"
)
#: With labels, with no label, and of one person alone.
TRANSCRIPTS = LABELLED | st.lists(SENTENCES, min_size=1, max_size=3).map("\n\n".join)


def bare(identifier):
    """Return an identifier without braces, in small letters."""
    return (identifier or "").strip("{}").lower()


def facts(root, texts, unit, newline):
    """Return what a project says, so that two that say the same have the same facts.

    Places in texts are told in code points and line feeds. A selection of several coders may be
    one or several, and a coder or a time stand on the selection, the coding or both.
    """
    found, passages = set(), {}
    places = {
        name: {counted(text, n, unit, newline): n for n in range(len(text) + 1)}
        for name, text in texts.items()
    }
    waiting = [(root, "")]
    while waiting:
        element, above = waiting.pop()
        kind = element.tag.removeprefix(NS)
        own = bare(element.get("guid"))
        at = places.get(above, {})
        if kind in SELECTIONS and at:
            _passage(element, root, above, at, passages)
            continue
        attributes = {key: _plain(key, value) for key, value in element.attrib.items()}
        if kind == "Project":
            del attributes["origin"]
        if kind == "SyncPoint" and at:
            attributes["position"] = at[int(attributes["position"])]
        text = "" if kind == "PlainTextContent" else (element.text or "").strip()
        parts = () if kind != "VariableValue" else tuple(
            (c.tag, bare(c.get("targetGUID")), c.text) for c in element
        )  # fmt: skip
        found.add((kind, above, text, parts, tuple(sorted(attributes.items()))))
        if not parts:
            waiting += [(child, own or above) for child in element]
    return found | {(key, *map(frozenset, value)) for key, value in passages.items()}


def _plain(key, value):
    return bare(value) if "GUID" in key or "User" in key or key == "guid" else value


def _passage(element, root, source, at, passages):
    edges = [element.get("startPosition"), element.get("endPosition")]
    if element.get("fromSyncPoint"):
        points = {bare(p.get("guid")): p.get("position") for p in root.iter(NS + "SyncPoint")}
        edges = [points[bare(element.get(edge))] for edge in ("fromSyncPoint", "toSyncPoint")]
    low, high = (at[int(edge)] for edge in edges)
    about, codings = passages.setdefault((source, low, high), (set(), set()))
    about |= {("name", element.get("name")), ("told", element.findtext(NS + "Description"))}
    about |= {bare(ref.get("targetGUID")) for ref in element.iterfind(NS + "NoteRef")}
    about -= {("name", None), ("told", None)}
    for coding in element.iterfind(NS + "Coding"):
        user = coding.get("creatingUser") or element.get("creatingUser")
        time = coding.get("creationDateTime") or element.get("creationDateTime")
        targets = tuple(bare(child.get("targetGUID")) for child in coding)
        codings.add((bare(coding.get("guid")), bare(user), time, targets))
