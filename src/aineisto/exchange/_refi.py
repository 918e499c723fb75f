"""What writing and reading REFI-QDA share: names, identifiers, the marks of our own files.

Standard: REFI-QDA 1.0 (Project.xsd, 18 March 2019), https://www.qdasoftware.org.
"""

from __future__ import annotations

from uuid import UUID, uuid5

NAMESPACE = "urn:QDA-XML:project:1.0"
PROJECT_FILE = "project.qde"
SOURCES = "sources"
INTERNAL = "internal://"
ORIGIN = "aineisto"

#: Parents that hold the scale's steps and the actors; nothing is coded with them as such.
SCALE_PARENT = "Suhtautuminen"
ACTORS_PARENT = "Toimijat"
#: A coder's decisions made with a suggestion in view stand under a user of their own, so that an
#: agreement computed in another program does not count them as independent.
SUGGESTED_MARK = " (ehdotuksen nähneenä)"
#: Lines of a code's description that carry what REFI-QDA has no field for.
CODE_LINE = "Tunnus: "
KEYWORDS_LINE = "Avainsanat: "

_ROOT = UUID("6f1b7e0e-55a5-5c39-9a55-2f6f8d0c4a11")


def guid(*parts: object) -> str:
    """Return the identifier of a thing: the same parts always give the same one."""
    return str(uuid5(_ROOT, "\x1f".join(map(str, parts))))


def tag(name: str) -> str:
    """Return an element's name in the standard's namespace."""
    return f"{{{NAMESPACE}}}{name}"
