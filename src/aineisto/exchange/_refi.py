"""What writing and reading REFI-QDA share: names, identifiers, the marks of our own files.

Standard: REFI-QDA 1.0 (Project.xsd, 18 March 2019), https://www.qdasoftware.org.
"""

from __future__ import annotations

import re

from aineisto.codebook.refi import bare, guid

__all__ = ["bare", "guid", "is_guid", "is_time", "tag", "xml_text"]

NAMESPACE = "urn:QDA-XML:project:1.0"
CODEBOOK_NAMESPACE = "urn:QDA-XML:codebook:1.0"
PROJECT_FILE = "project.qde"
SOURCES = "sources"
INTERNAL = "internal://"
ORIGIN = "aineisto"

#: Parents that hold the scale's steps and the actors; nothing is coded with them as such.
SCALE_PARENT = "Suhtautuminen"
ACTORS_PARENT = "Toimijat"
NO_THEME_NAME = "Ei teemaa"
#: A coder's decisions made with a suggestion in view stand under a user of their own, so that an
#: agreement computed in another program does not count them as independent.
SUGGESTED_MARK = " (ehdotuksen nähneenä)"
#: The user of a coding that names none.
UNKNOWN = "tuntematon"

_GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_TIME = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d"
    r"(?:\.\d+)?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)?"
)
# Control characters, lone surrogates and the two non-characters.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def tag(name: str, namespace: str = NAMESPACE) -> str:
    """Return an element's name in the standard's namespace."""
    return f"{{{namespace}}}{name}"


def is_guid(text: str) -> bool:
    """Tell whether a bare identifier is one that the schema allows."""
    return _GUID.fullmatch(text) is not None


def is_time(text: str) -> bool:
    """Tell whether a time is one that the schema allows."""
    return _TIME.fullmatch(text) is not None


def xml_text(text: object) -> str:
    """Return text without the control characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("", str(text))
