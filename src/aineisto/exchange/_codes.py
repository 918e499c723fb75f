"""Write themes, the scale and actors as codes of REFI-QDA."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from aineisto.codebook import ActorEntry, Codebook, ScalePoint, Theme
from aineisto.codebook.refi import describe, describe_actor
from aineisto.exchange import _refi
from aineisto.exchange._kept import Kept
from aineisto.exchange._refi import guid, tag, xml_text


class CodeWriter:
    """Adds a study's codes to a project or a codebook.

    Parameters
    ----------
    kept : Kept
        Identifiers and colours that the codes came with.
    namespace : str
        Of the project's or the codebook's schema.
    notes : mapping of str to list of str, optional
        Identifiers of the notes on each theme.
    """

    def __init__(
        self,
        kept: Kept,
        namespace: str = _refi.NAMESPACE,
        notes: Mapping[str, list[str]] | None = None,
    ) -> None:
        self._kept = kept
        self._namespace = namespace
        self._notes = notes or {}

    def add_themes(self, codes: ET.Element, codebook: Codebook) -> None:
        """Add the themes, nested as in the codebook."""
        below: dict[str, list[Theme]] = {}
        for theme in codebook.themes:
            below.setdefault(theme.parent, []).append(theme)
        waiting = [(theme, codes) for theme in reversed(below.get("", []))]
        while waiting:
            theme, parent = waiting.pop()
            element = self.add(
                parent,
                self._kept.guid("theme", theme.code),
                theme.label("fi"),
                describe(theme),
                codable=theme.code not in self._kept.groups,
                colour=self._kept.colours.get(theme.code, ""),
                notes=self._notes.get(theme.code, ()),
            )
            waiting += [(child, element) for child in reversed(below.get(theme.code, []))]

    def add_scale(self, codes: ET.Element, scale: tuple[ScalePoint, ...]) -> None:
        """Add the scale's steps under a parent that cannot be coded."""
        parent = self.add(codes, guid("scale"), _refi.SCALE_PARENT, codable=False)
        for point in scale:
            name = f"{point.value:+d}" if point.value else "0"
            self.add(parent, guid("stance", point.value), name, point.label("fi"))

    def add_actors(self, codes: ET.Element, actors: Mapping[str, ActorEntry | None]) -> None:
        """Add the actors under a parent that cannot be coded."""
        if not actors:
            return
        parent = self.add(codes, guid("actors"), _refi.ACTORS_PARENT, codable=False)
        for name, entry in actors.items():
            self.add(
                parent, guid("actor", name), name, "" if entry is None else describe_actor(entry)
            )

    def add(
        self,
        parent: ET.Element,
        identifier: str,
        name: str,
        description: str = "",
        *,
        codable: bool = True,
        colour: str = "",
        notes: list[str] | tuple[str, ...] = (),
    ) -> ET.Element:
        """Add a code."""
        element = ET.SubElement(
            parent,
            tag("Code", self._namespace),
            guid=identifier,
            name=xml_text(name),
            isCodable="true" if codable else "false",
        )
        if colour:
            element.set("color", colour)
        if description:
            text = ET.SubElement(element, tag("Description", self._namespace))
            text.text = xml_text(description)
        for note in notes:
            ET.SubElement(element, tag("NoteRef", self._namespace), targetGUID=note)
        return element
