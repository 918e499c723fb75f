"""What writing and reading REFI-QDA share: names, identifiers, the marks of our own files.

Standard: REFI-QDA 1.0 (Project.xsd, 18 March 2019), https://www.qdasoftware.org.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from aineisto.codebook.refi import bare, guid, local
from aineisto.core.text import xml_text

__all__ = [
    "bare",
    "container",
    "guid",
    "in_schema_order",
    "is_guid",
    "is_time",
    "local",
    "tag",
    "xml_text",
]

NAMESPACE = "urn:QDA-XML:project:1.0"
CODEBOOK_NAMESPACE = "urn:QDA-XML:codebook:1.0"
PROJECT_FILE = "project.qde"
SOURCES = "sources"
INTERNAL = "internal://"
ORIGIN = "aineisto"

#: In its projects a note's selections lie in the text that refers to the note; in those of other
#: programs in the note's own words.
_QUALCODER = "QualCoder"

#: The time of what has none: clearly no time, where a program cannot do without one.
NO_TIME = "1970-01-01T00:00:00Z"

#: Parents that hold the scale's steps and the actors; nothing is coded with them as such.
SCALE_PARENT = "Suhtautuminen"
ACTORS_PARENT = "Toimijat"
NO_THEME_NAME = "Ei teemaa"
#: A coder's decisions made with a suggestion in view stand under a user of their own, so that an
#: agreement computed in another program does not count them as independent.
SUGGESTED_MARK = " (ehdotuksen nähneenä)"
#: And those of whom nobody knows whether one was.
UNKNOWN_MARK = " (ehkä ehdotuksen nähneenä)"
#: The user of a coding that names none.
UNKNOWN = "tuntematon"

_GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_TIME = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d"
    r"(?:\.\d+)?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)?"
)


def tag(name: str, namespace: str = NAMESPACE) -> str:
    """Return an element's name in the standard's namespace."""
    return f"{{{namespace}}}{name}"


def is_guid(text: str) -> bool:
    """Tell whether a bare identifier is one that the schema allows."""
    return _GUID.fullmatch(text) is not None


def is_time(text: str) -> bool:
    """Tell whether a time is one that the schema allows."""
    return _TIME.fullmatch(text) is not None


def container(root: Element, name: str) -> Element:
    """Return the project's element of a name, which is added where there is none."""
    found = root.find(tag(name))
    return SubElement(root, tag(name)) if found is None else found


_MEDIA = ("Coding", "NoteRef", "VariableValue")
#: The order that the schema asks of what stands inside an element.
_ORDER = {
    "Project": ("Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets",
                "Graphs", "Description", "NoteRef"),
    "Code": ("Description", "NoteRef", "Code"),
    "Case": ("Description", "CodeRef", "VariableValue", "SourceRef", "SelectionRef"),
    "Set": ("Description", "MemberCode", "MemberSource", "MemberNote"),
    "TextSource": ("Description", "PlainTextContent", "PlainTextSelection", *_MEDIA),
    "PictureSource": ("Description", "TextDescription", "PictureSelection", *_MEDIA),
    "PDFSource": ("Description", "PDFSelection", "Representation", *_MEDIA),
    "AudioSource": ("Description", "Transcript", "AudioSelection", *_MEDIA),
    "VideoSource": ("Description", "Transcript", "VideoSelection", *_MEDIA),
    "Transcript": ("Description", "PlainTextContent", "SyncPoint", "TranscriptSelection",
                   "NoteRef"),
    "PlainTextSelection": ("Description", "Coding", "NoteRef"),
    "TranscriptSelection": ("Description", "Coding", "NoteRef"),
}  # fmt: skip
_ORDER |= dict.fromkeys(("Representation", "Note", "TextDescription"), _ORDER["TextSource"])
#: What the schema forbids to be empty.
_CONTAINERS = {"Users", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs"}


def notes_select_in_texts(root: Element) -> bool:
    """Tell whether a selection of a project's note is of the text that refers to the note."""
    origin = root.get("origin", "").lower()
    return origin.startswith(_QUALCODER.lower()) or origin.endswith(f", of {_QUALCODER}".lower())


def origin_of(root: Element, version: str) -> str:
    """Return what we write as a project's origin: us, and what must be known of the one before."""
    return f"{ORIGIN} {version}" + f", of {_QUALCODER}" * notes_select_in_texts(root)


def in_schema_order(root: Element) -> None:
    """Put what stands inside each element in the schema's order, and leave out what is empty."""
    for element in root.iter():
        order = _ORDER.get(local(element))
        if order is None:
            continue
        places = [order.index(name) if (name := local(c)) in order else 99 for c in element]
        if places != sorted(places):
            children = [child for _, child in sorted(zip(places, element, strict=True),
                                                     key=lambda pair: pair[0])]  # fmt: skip
            element[:] = children
    for book in root.findall(tag("CodeBook")):
        if book.find(f"{tag('Codes')}/{tag('Code')}") is None:
            root.remove(book)
    for child in list(root):
        if local(child) in _CONTAINERS and not len(child):
            root.remove(child)
