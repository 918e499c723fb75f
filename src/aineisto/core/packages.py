"""Open files, and office documents, which are zip archives of XML, without trusting them."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.parsers import expat

from aineisto.core.errors import ReadError, Said, in_language, reading

#: No transcript is larger; a larger file is a mistake or an attack.
MAX_BYTES = 200_000_000
#: What an office document may unpack to, and how much larger than packed.
MAX_UNPACKED = 200_000_000
MAX_RATIO = 250
_RATIO_MATTERS_FROM = 20_000_000


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes.

    Raises
    ------
    ReadError
        When the file cannot be opened, is empty or is larger than any transcript.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ReadError(
                Said(
                    f"The file is larger than {MAX_BYTES // 1_000_000} MB.",
                    f"Tiedosto on yli {MAX_BYTES // 1_000_000} megatavua.",
                ),
                file=path,
                remedy=Said(
                    "Give the transcript without pictures and sound.",
                    "Anna litterointi ilman kuvia ja ääntä.",
                ),
            )
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(
            Said(
                f"The file cannot be opened ({error.strerror}).",
                f"Tiedostoa ei voi avata ({error.strerror}).",
            ),
            file=path,
            remedy=Said(
                "Check the path and your right to read it.", "Tarkista polku ja lukuoikeutesi."
            ),
        ) from error
    if not data.strip():
        raise ReadError(
            Said("The file is empty.", "Tiedosto on tyhjä."),
            file=path,
            remedy=Said(
                "Leave it out or save the transcript again.",
                "Jätä se pois tai tallenna litterointi uudelleen.",
            ),
        )
    return data


def check_package(path: Path, member: str, kind: str) -> None:
    """Raise when a file is not a zip archive with `member`, or is made to do harm.

    Parameters
    ----------
    path : Path
        The file.
    member : str
        How the name of a file begins that every document of the kind holds, such as
        ``word/document`` (some programs write ``word/document2.xml``).
    kind : str
        What the file should be, for the error: ``"Word document (docx)"``.

    Raises
    ------
    ReadError
    """
    if read_bytes(path).startswith(b"\xd0\xcf\x11\xe0"):
        raise ReadError(
            Said(
                "The file is protected by a password or in the old binary format of Office.",
                "Tiedosto on suojattu salasanalla tai vanhassa Office-muodossa.",
            ),
            file=path,
            remedy=Said(
                "Open it, remove the password and save it in today's format (docx, xlsx, odt).",
                "Avaa se, poista salasana ja tallenna se nykyisessä muodossa (docx, xlsx, odt).",
            ),
        )
    with reading(path, kind), zipfile.ZipFile(path) as archive:
        _check_members(path, archive, member, kind)


def _check_members(path: Path, archive: zipfile.ZipFile, member: str, kind: str) -> None:
    members = archive.infolist()
    names = {info.filename for info in members}
    if not any(name.startswith(member) for name in names):
        raise ReadError(
            Said(
                f"The file is a zip archive but not a {kind}: it has no {member}.",
                f"Tiedosto on zip-paketti, ei {in_language(kind, 'fi')}: osa {member} puuttuu.",
            ),
            file=path,
            remedy=Said(
                "Unpack it, or give it the ending of what it is.",
                "Pura se tai anna sille sen oma pääte.",
            ),
        )
    for info in members:
        huge = info.file_size > _RATIO_MATTERS_FROM
        if huge and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise _too_large(path, info.filename)
    if sum(info.file_size for info in members) > MAX_UNPACKED:
        raise _too_large(path, "")
    for info in members:
        if info.filename.endswith(".xml") and info.filename.count("/") < 2:
            _refuse_entities(path, archive, info)


def _too_large(path: Path, place: str) -> ReadError:
    return ReadError(
        Said(
            f"The document unpacks to more than it may ({MAX_UNPACKED // 1_000_000} MB in all).",
            f"Asiakirja on purettuna suurempi kuin saa olla ({MAX_UNPACKED // 1_000_000} Mt).",
        ),
        file=path,
        place=place,
        remedy=Said(
            "Save it again without pictures; if you do not know where it comes from, delete it.",
            "Tallenna se uudelleen ilman kuvia; jos et tiedä, mistä se tulee, poista se.",
        ),
    )


def _refuse_entities(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    with archive.open(info) as part:
        beginning = part.read(4096)
    if b"<!ENTITY" in beginning or "<!ENTITY".encode("utf-16-le") in beginning:
        raise ReadError(
            Said(
                "The document defines XML entities, which no office program writes.",
                "Asiakirjassa on XML-entiteettejä, joita toimisto-ohjelmat eivät kirjoita.",
            ),
            file=path,
            place=info.filename,
            remedy=Said(
                "Do not open it unless you know where it comes from; save it again if you do.",
                "Älä avaa sitä, ellet tiedä, mistä se tulee; jos tiedät, tallenna se uudelleen.",
            ),
        )


def parse_part(archive: zipfile.ZipFile, name: str) -> Element:
    """Return the root of an XML file in an archive; entities are refused.

    It is read through once for entities alone, as a parser that looks out for them while it makes
    elements is several times slower than one that makes elements.
    """
    data = archive.read(name)
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = _refuse_entity
    with suppress(expat.ExpatError):  # of which the other parser tells the place
        parser.Parse(data, True)
    return ElementTree.fromstring(data)


def tag_of(element: Element) -> str:
    """Return an element's name without its namespace; of a comment none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _refuse_entity(*declared: object) -> None:
    from defusedxml import EntitiesForbidden

    raise EntitiesForbidden(*(declared[at] for at in (0, 2, 3, 4, 5, 6)))


def encrypted_odf(path: Path) -> bool:
    """Tell whether an OpenDocument file is protected by a password."""
    manifest = "META-INF/manifest.xml"
    with zipfile.ZipFile(path) as archive:
        return manifest in archive.namelist() and b"encryption-data" in archive.read(manifest)
