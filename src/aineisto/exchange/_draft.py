"""A project of a program that does not write REFI-QDA, drawn up as if it did: read as those are."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from aineisto.exchange._refi import container, guid, is_time, tag, xml_text


class Draft:
    """A project in memory: an archive that `read_qdpx` can read.

    Parameters
    ----------
    path : Path
        The file that it is drawn from; for errors, and for identifiers that stay the same.
    name : str
        Of the project.
    origin : str
        The program, which says how places are counted.
    """

    def __init__(self, path: Path, name: str, origin: str) -> None:
        self.path = path
        self.root = Element(tag("Project"), name=xml_text(name), origin=origin)
        self._texts: dict[str, bytes] = {}
        self._users: dict[str, str] = {}
        self._elements: dict[tuple[str, object], Element] = {}
        self._name = name
        #: What codings are, that REFI-QDA has no field for, by identifier.
        self.details: dict[tuple[str, str], dict[str, Any]] = {}

    def source(self, reference: str) -> bytes:
        """Return the text that a source's path names."""
        return self._texts[reference]

    def beside(self, name: str) -> None:
        """Return nothing: there is nothing beside it."""

    def entries(self) -> dict[str, int]:
        """Return no files: there are none to be copied."""
        return {}

    def guid(self, kind: str, key: object) -> str:
        """Return the identifier of a thing of the program."""
        return guid(self.root.get("origin"), self._name, kind, key)

    def _made(self, element: Element, user: str, created: str) -> None:
        if user:
            element.set("creatingUser", self.user(user))
        if is_time(created):
            element.set("creationDateTime", created)

    def user(self, name: str) -> str:
        """Return the identifier of a user, who is added where there is none."""
        if name not in self._users:
            self._users[name] = self.guid("user", name)
            about = {"guid": self._users[name], "name": xml_text(name)}
            SubElement(container(self.root, "Users"), tag("User"), about)
        return self._users[name]

    def code(
        self,
        key: object,
        name: str,
        *,
        parent: object = None,
        description: str = "",
        colour: str = "",
        codable: bool = True,
        identifier: str = "",
    ) -> None:
        """Add a code, under its parent, which has been added before; perhaps one of ours."""
        book = container(self.root, "CodeBook")
        codes = book.find(tag("Codes"))
        codes = SubElement(book, tag("Codes")) if codes is None else codes
        above = codes if parent is None else self._elements["code", parent]
        about = {"guid": identifier or self.guid("code", key), "name": xml_text(name)}
        about["isCodable"] = "true" if codable else "false"
        if colour:
            about["color"] = colour
        element = self._elements["code", key] = SubElement(above, tag("Code"), about)
        self._describe(element, description)

    def has(self, kind: str, key: object) -> bool:
        """Tell whether a thing has been added."""
        return (kind, key) in self._elements

    @staticmethod
    def _describe(element: Element, text: str) -> None:
        if text:
            SubElement(element, tag("Description")).text = xml_text(text)

    def text(
        self,
        key: object,
        name: str,
        text: str,
        *,
        description: str = "",
        user: str = "",
        created: str = "",
    ) -> None:
        """Add a text."""
        identifier = self.guid("source", key)
        path = f"internal://{identifier}.txt"
        self._texts[path] = text.encode("utf-8", "replace")
        about = {"guid": identifier, "name": xml_text(name), "plainTextPath": path}
        holder = container(self.root, "Sources")
        element = self._elements["text", key] = SubElement(holder, tag("TextSource"), about)
        self._made(element, user, created)
        self._describe(element, description)

    def select(
        self,
        text: object,
        low: int,
        high: int,
        codes: Iterable[object] = (),
        *,
        user: str = "",
        created: str = "",
        description: str = "",
        key: object = "",
        words: str = "",
        confidence: float | None = None,
    ) -> None:
        """Add a selection of a text, with the codes that a user gave it, and the words it is of."""
        codes = list(codes)
        own = self.guid("selection", (text, low, high, user, key, *codes))
        element = SubElement(
            self._elements["text", text],
            tag("PlainTextSelection"),
            guid=own,
            startPosition=str(low),
            endPosition=str(high),
        )
        if words:
            element.set("name", xml_text(words))
        self._made(element, user, created)
        self._describe(element, description)
        for code in codes:
            identifier = guid(own, code)
            coding = SubElement(element, tag("Coding"), guid=identifier)
            if confidence is not None:
                self.details[identifier, ""] = {"confidence": confidence}
            self._made(coding, user, created)
            SubElement(
                coding, tag("CodeRef"), targetGUID=self._elements["code", code].get("guid", "")
            )

    def note(self, key: object, name: str, text: str, *, user: str = "", created: str = "") -> None:
        """Add a note on nothing in particular."""
        about = {"guid": self.guid("note", key), "name": xml_text(name)}
        element = SubElement(container(self.root, "Notes"), tag("Note"), about)
        self._made(element, user, created)
        SubElement(element, tag("PlainTextContent")).text = xml_text(text)

    def variable(self, key: object, name: str, kind: str, description: str = "") -> None:
        """Add a variable: ``Text``, ``Float``, …"""
        about = {"guid": self.guid("variable", key), "name": xml_text(name)}
        about["typeOfVariable"] = kind
        holder = container(self.root, "Variables")
        element = self._elements["variable", key] = SubElement(holder, tag("Variable"), about)
        self._describe(element, description)

    def case(self, key: object, name: str, texts: Iterable[object], description: str = "") -> None:
        """Add a case, and the texts that are its."""
        about = {"guid": self.guid("case", key), "name": xml_text(name)}
        element = SubElement(container(self.root, "Cases"), tag("Case"), about)
        self._elements["case", key] = element
        self._describe(element, description)
        for text in texts:
            SubElement(element, tag("SourceRef"), targetGUID=self.guid("source", text))

    def value(self, kind: str, key: object, variable: object, value: str) -> None:
        """Add the value of a variable of a case or a text."""
        holder = self._elements.get((kind, key))
        about = self._elements.get(("variable", variable))
        if holder is None or about is None or not value:
            return
        element = SubElement(holder, tag("VariableValue"))
        SubElement(element, tag("VariableRef"), targetGUID=about.get("guid", ""))
        SubElement(element, tag(f"{about.get('typeOfVariable')}Value")).text = xml_text(value)
