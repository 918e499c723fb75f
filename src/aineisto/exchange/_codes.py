"""Write themes, the scale and actors as codes of REFI-QDA, anew or into those that are there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from os import PathLike
from pathlib import Path
from xml.etree import ElementTree as ET

from aineisto.codebook import ActorEntry, Codebook, ScalePoint, Theme
from aineisto.codebook.refi import describe, describe_actor, read_codes
from aineisto.core import __version__
from aineisto.core.errors import ExchangeError
from aineisto.core.whole import write_whole
from aineisto.exchange import _refi
from aineisto.exchange._provenance import Provenance, QdpxStudy
from aineisto.exchange._refi import CODEBOOK_NAMESPACE, bare, guid, local, tag, xml_text


class CodeWriter:
    """Writes a study's codes into the codes of a project or a codebook.

    A code that is there stays as it is, to its colour, unless the study has changed it.

    Parameters
    ----------
    codes : Element
        The project's or codebook's element ``Codes``.
    provenance : Provenance
        Identifiers and colours that the codes came with.
    namespace : str
        Of the project's or the codebook's schema.
    notes : mapping of str to list of str, optional
        Identifiers of the new notes on each theme.
    """

    def __init__(
        self,
        codes: ET.Element,
        provenance: Provenance,
        namespace: str = _refi.NAMESPACE,
        notes: Mapping[str, list[str]] | None = None,
    ) -> None:
        self._codes = codes
        self._provenance = provenance
        self._namespace = namespace
        self._notes = notes or {}
        elements = list(codes.iter(tag("Code", namespace)))
        self._there = {bare(one.get("guid")): one for one in elements}
        self._parents = {child: one for one in [codes, *elements] for child in one}
        read = read_codes(codes.findall(tag("Code", namespace)))
        self._guids = read.guids
        self._read = {theme.code: theme for theme in read.themes}

    def write_themes(self, codebook: Codebook, in_use: Collection[str] = ()) -> set[str]:
        """Write the themes, nested as in the codebook; return the identifiers of codes removed.

        A code that the codebook has no more goes, unless something still has it (`in_use`).
        """
        below: dict[str, list[Theme]] = {}
        for theme in codebook.themes:
            below.setdefault(theme.parent, []).append(theme)
        labels = Counter(theme.label("fi") for theme in codebook.themes)
        waiting = [(theme, self._codes) for theme in reversed(below.get("", []))]
        while waiting:
            theme, parent = waiting.pop()
            element = self._theme(theme, parent, labels[theme.label("fi")] > 1)
            waiting += [(child, element) for child in reversed(below.get(theme.code, []))]
        gone = {
            identifier: self._there[identifier]
            for (_, code), identifier in self._guids.items()
            if code not in codebook.theme_codes and identifier not in in_use
        }
        for element in gone.values():
            self._parents[element].remove(element)
        return set(gone)

    def _theme(self, theme: Theme, parent: ET.Element, shared: bool) -> ET.Element:
        identifier = self._provenance.guid("theme", theme.code)
        element = self._there.get(identifier)
        # Some programs know a code by its name: two of one name would be one there.
        shown = f"{theme.label('fi')} ({theme.code})" if shared else theme.label("fi")
        if element is None:
            return self.add(
                parent,
                identifier,
                shown,
                describe(theme, shown),
                codable=theme.code not in self._provenance.groups,
                colour=self._provenance.colours.get(theme.code, ""),
                notes=self._notes.get(theme.code, ()),
            )
        if self._read.get(theme.code) != theme:
            same = self._read.get(theme.code)
            if same is None or same.label("fi") != theme.label("fi"):
                element.set("name", xml_text(theme.label("fi")))
            self._describe(element, describe(theme, element.get("name", "")))
        if self._parents[element] is not parent:
            self._parents[element].remove(element)
            parent.append(element)
            self._parents[element] = parent
        self._refer(element, self._notes.get(theme.code, ()))
        return element

    def write_scale(self, scale: tuple[ScalePoint, ...]) -> None:
        """Write the scale's steps under a parent that cannot be coded."""
        parent = self._parent("scale", _refi.SCALE_PARENT)
        for point in scale:
            name = f"{point.value:+d}" if point.value else "0"
            self._ensure(parent, guid("stance", point.value), name, point.label("fi"))

    def write_actors(self, actors: Mapping[str, ActorEntry | None]) -> None:
        """Write the actors under a parent that cannot be coded."""
        if actors:
            parent = self._parent("actors", _refi.ACTORS_PARENT)
            for name, entry in actors.items():
                told = None if entry is None else describe_actor(entry)
                self._ensure(parent, guid("actor", name), name, told)

    def write_code(self, identifier: str, name: str) -> None:
        """Write a code of the first level that the codebook does not have."""
        self._ensure(self._codes, identifier, name, None)

    def _parent(self, kind: str, name: str) -> ET.Element:
        there = self._there.get(guid(kind))
        return self.add(self._codes, guid(kind), name, codable=False) if there is None else there

    def _ensure(
        self, parent: ET.Element, identifier: str, name: str, description: str | None
    ) -> None:
        element = self._there.get(identifier)
        if element is None:
            self.add(parent, identifier, name, description or "")
        elif description is not None:
            self._describe(element, description)

    def _describe(self, element: ET.Element, text: str) -> None:
        told = element.find(tag("Description", self._namespace))
        if told is None and text:
            told = ET.Element(tag("Description", self._namespace))
            element.insert(0, told)
        if told is not None:
            told.text = xml_text(text)

    def _refer(self, element: ET.Element, notes: Collection[str]) -> None:
        for note in notes:
            reference = ET.Element(tag("NoteRef", self._namespace), targetGUID=note)
            place = next((n for n, child in enumerate(element) if local(child) == "Code"), 99)
            element.insert(place, reference)

    def add(
        self,
        parent: ET.Element,
        identifier: str,
        name: str,
        description: str = "",
        *,
        codable: bool = True,
        colour: str = "",
        notes: Collection[str] = (),
    ) -> ET.Element:
        """Add a code."""
        element = ET.SubElement(
            parent,
            tag("Code", self._namespace),
            guid=identifier,
            name=xml_text(name),
            isCodable="true" if codable else "false",
        )
        self._there[identifier] = element
        self._parents[element] = parent
        if colour:
            element.set("color", colour)
        if description:
            self._describe(element, description)
        for note in notes:
            ET.SubElement(element, tag("NoteRef", self._namespace), targetGUID=note)
        return element


def write_qdc(
    codebook: Codebook,
    path: str | PathLike[str],
    *,
    like: QdpxStudy | str | PathLike[str] | None = None,
    provenance: Provenance | None = None,
) -> Path:
    """Write a codebook as REFI-QDA (.qdc), for other programs; `Codebook.load` reads it back.

    Themes become codes, nested as they are; the steps of the scale and the actors codes under
    parents of their own. Keywords, examples and other languages stand in the last lines of a
    code's description. The interview guide has no place in the format. The same codebook gives
    the same file.

    Parameters
    ----------
    codebook : Codebook
        The codebook.
    path : path-like
        The file to write; it is replaced only when the new one is whole.
    like : QdpxStudy or path-like, optional
        What the codes came from, a project or a ``.qdc``: they keep its identifiers and colours,
        and stay uncodable where they were. The sets of a ``.qdc`` go back with it.
    provenance : Provenance, optional
        The identifiers of a project alone (`QdpxStudy.provenance`).

    Raises
    ------
    ExchangeError
        When the file cannot be written, or the one it is to be like cannot be read.

    Examples
    --------
    >>> write_qdc(codebook, "codes.qdc").name
    'codes.qdc'
    >>> aineisto.Codebook.load("codes.qdc").theme_codes == codebook.theme_codes
    True
    """
    root: ET.Element | None = None
    if isinstance(like, QdpxStudy):
        provenance = like.provenance
    elif like is not None:
        root = _codebook_of(Path(like))
        codes = read_codes(root.findall(f"{_codes('Codes')}/{_codes('Code')}"))
        provenance = Provenance(guids={k: g for k, g in codes.guids.items() if _refi.is_guid(g)})
    ET.register_namespace("", CODEBOOK_NAMESPACE)
    if root is None:
        root = ET.Element(_codes("CodeBook"))
        ET.SubElement(root, _codes("Codes"))
    root.set("origin", f"{_refi.ORIGIN} {__version__}")
    container = root.find(_codes("Codes"))
    if container is None:
        container = ET.SubElement(root, _codes("Codes"))
    writer = CodeWriter(container, provenance or Provenance(), CODEBOOK_NAMESPACE)
    gone = writer.write_themes(codebook)
    for one in root.iter(_codes("Set")):
        for member in one.findall(_codes("MemberCode")):
            if bare(member.get("guid") or member.get("targetGUID")) in gone:
                one.remove(member)
    writer.write_scale(codebook.scale)
    writer.write_actors({entry.name: entry for entry in codebook.actors})
    data = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return write_whole(path, data, "The codebook", error=ExchangeError)


def _codes(name: str) -> str:
    return tag(name, CODEBOOK_NAMESPACE)


def _codebook_of(path: Path) -> ET.Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(path.read_bytes())
    except (ET.ParseError, DefusedXmlException, ValueError, LookupError, OSError) as error:
        raise ExchangeError(
            f"The codebook that the file is to be like cannot be read ({error}).",
            file=path,
            remedy="Give a REFI-QDA codebook (.qdc).",
        ) from error
    if root.tag != _codes("CodeBook"):
        raise ExchangeError(
            "The file holds no REFI-QDA codebook.",
            file=path,
            remedy="Give a codebook (.qdc), not a project.",
        )
    return root
