"""Write a project as a REFI-QDA project file."""

from __future__ import annotations

import io
import re
import zipfile
from os import PathLike
from pathlib import Path
from typing import Protocol
from xml.etree import ElementTree as ET

import pandas as pd

from aineisto import __version__
from aineisto._errors import ExchangeError
from aineisto.codebook import Codebook
from aineisto.codings import NO_THEME, is_machine
from aineisto.corpus import Corpus
from aineisto.exchange import _refi
from aineisto.exchange._refi import guid, tag

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # a fixed time, so that the same project gives the same bytes
# Control characters, lone surrogates and the two non-characters.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STANDING = ("accepted", "changed", "blind")


class Study(Protocol):
    """What is written: a `Project`, or anything that holds a corpus, a codebook and codings."""

    @property
    def corpus(self) -> Corpus: ...
    @property
    def codebook(self) -> Codebook: ...
    @property
    def codings(self) -> pd.DataFrame: ...


def write_qdpx(project: Study, path: str | PathLike[str]) -> Path:
    """Write a project as REFI-QDA (.qdpx), for NVivo, ATLAS.ti, MAXQDA, QualCoder and others.

    Themes become codes (nested as in the codebook), the scale five child codes under one parent
    that cannot be coded, each actor a code; participants become cases with their attributes as
    variables. Every coder is a user; the machine is a user of its own, and what a person decided
    with a suggestion in view stands under a user marked so. Identifiers are stable: the same
    project written twice gives the same file.

    Parameters
    ----------
    project : Project
        Anything with ``corpus``, ``codebook`` and ``codings``.
    path : path-like
        The file to write; it is replaced only when the new one is whole.

    Returns
    -------
    Path
        The file written.

    Notes
    -----
    REFI-QDA has no place for a confidence, for the words of evidence, or for a rejected
    suggestion: these stay in the project.
    """
    target = Path(path)
    corpus, codebook = project.corpus, project.codebook
    codings = project.codings
    kept = codings[is_machine(codings["coder"]) | codings["status"].isin(_STANDING)]
    kept = kept.assign(user=_users(kept))
    root = _project_element(corpus, codebook, kept)
    _write_archive(target, root, corpus.documents)
    return target


def _users(codings: pd.DataFrame) -> pd.Series:
    name = codings["coder"].str.removeprefix("human:")
    seen = codings["status"].isin(("accepted", "changed"))
    return name.where(~seen, name + _refi.SUGGESTED_MARK)


def _project_element(corpus: Corpus, codebook: Codebook, codings: pd.DataFrame) -> ET.Element:
    ET.register_namespace("", _refi.NAMESPACE)
    root = ET.Element(
        tag("Project"),
        name=_xml_text(codebook.name) or "aineisto",
        origin=f"{_refi.ORIGIN} {__version__}",
    )
    _add_users(root, sorted(codings["user"].unique()))
    _add_codebook(root, codebook, codings)
    attributes = [name for name in corpus.participants.columns if name != "participant"]
    _add_variables(root, attributes)
    _add_cases(root, corpus, attributes)
    _add_sources(root, corpus, codings)
    return root


def _container(root: ET.Element, name: str, things: object) -> ET.Element | None:
    """Add a container element unless it would be empty, which the schema forbids."""
    return ET.SubElement(root, tag(name)) if len(things) else None  # type: ignore[arg-type]


def _xml_text(text: object) -> str:
    """Return text without the control characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("", str(text))


def _add_users(root: ET.Element, users: list[str]) -> None:
    container = _container(root, "Users", users)
    if container is not None:
        for name in users:
            ET.SubElement(container, tag("User"), guid=guid("user", name), name=_xml_text(name))


def _code(
    parent: ET.Element, identifier: str, name: str, description: str = "", *, codable: bool = True
) -> ET.Element:
    element = ET.SubElement(
        parent,
        tag("Code"),
        guid=identifier,
        name=_xml_text(name),
        isCodable="true" if codable else "false",
    )
    if description:
        ET.SubElement(element, tag("Description")).text = _xml_text(description)
    return element


def _add_codebook(root: ET.Element, codebook: Codebook, codings: pd.DataFrame) -> None:
    codes = ET.SubElement(ET.SubElement(root, tag("CodeBook")), tag("Codes"))

    def add_themes(parent: ET.Element, parent_code: str) -> None:
        for theme in codebook.themes:
            if theme.parent == parent_code:
                lines = [
                    theme.definition,
                    _refi.KEYWORDS_LINE + "; ".join(theme.keywords) if theme.keywords else "",
                    _refi.CODE_LINE + theme.code,
                ]
                description = "\n".join(line for line in lines if line)
                element = _code(parent, guid("theme", theme.code), theme.label("fi"), description)
                add_themes(element, theme.code)

    add_themes(codes, "")
    themes = codings.loc[codings["family"] == "theme", "code"].unique()
    for code in sorted(set(themes) - set(codebook.theme_codes)):
        label = "Ei teemaa" if code == NO_THEME else code
        _code(codes, guid("theme", code), label, _refi.CODE_LINE + code)
    scale = _code(codes, guid("scale"), _refi.SCALE_PARENT, codable=False)
    for point in codebook.scale:
        name = f"{point.value:+d}" if point.value else "0"
        _code(scale, guid("stance", point.value), name, point.label("fi"))
    actors = sorted(codings.loc[codings["family"] == "actor", "code"].unique())
    if actors:
        parent = _code(codes, guid("actors"), _refi.ACTORS_PARENT, codable=False)
        for actor in actors:
            _code(parent, guid("actor", actor), actor)


def _add_variables(root: ET.Element, attributes: list[str]) -> None:
    container = _container(root, "Variables", attributes)
    if container is not None:
        for name in attributes:
            ET.SubElement(
                container,
                tag("Variable"),
                guid=guid("variable", name),
                name=_xml_text(name),
                typeOfVariable="Text",
            )


def _add_cases(root: ET.Element, corpus: Corpus, attributes: list[str]) -> None:
    container = _container(root, "Cases", corpus.participants)
    if container is None:
        return
    spoken = corpus.answers[["participant", "document"]].drop_duplicates()
    for row in corpus.participants.to_dict("records"):
        name = str(row["participant"])
        case = ET.SubElement(container, tag("Case"), guid=guid("case", name), name=_xml_text(name))
        for attribute in attributes:
            if pd.notna(row[attribute]) and str(row[attribute]):
                value = ET.SubElement(case, tag("VariableValue"))
                ET.SubElement(value, tag("VariableRef"), targetGUID=guid("variable", attribute))
                ET.SubElement(value, tag("TextValue")).text = _xml_text(row[attribute])
        for document in spoken.loc[spoken["participant"] == name, "document"]:
            ET.SubElement(case, tag("SourceRef"), targetGUID=guid("source", document))


def _add_sources(root: ET.Element, corpus: Corpus, codings: pd.DataFrame) -> None:
    container = _container(root, "Sources", corpus.documents)
    if container is None:
        return
    statements = corpus.statements[["statement_id", "document", "start", "end"]]
    placed = codings.merge(statements, on="statement_id", suffixes=("", "_statement"))
    # A mention of an actor is its own place; a theme or a stance is of the whole statement.
    mention = (placed["family"] == "actor") & placed["start"].notna()
    for edge in ("start", "end"):
        placed[edge] = placed[edge].where(mention, placed[f"{edge}_statement"]).astype("int64")
    by_document = dict(iter(placed.groupby("document", sort=False)))
    for document in corpus.documents["document"]:
        source = ET.SubElement(
            container,
            tag("TextSource"),
            guid=guid("source", document),
            name=_xml_text(document),
            plainTextPath=f"{_refi.INTERNAL}{guid('source', document)}.txt",
        )
        if document in by_document:
            _add_selections(source, document, by_document[document])


def _add_selections(source: ET.Element, document: str, codings: pd.DataFrame) -> None:
    for (start, end), group in codings.groupby(["start", "end"], sort=True):
        selection = ET.SubElement(
            source,
            tag("PlainTextSelection"),
            guid=guid("selection", document, start, end),
            startPosition=str(start),
            endPosition=str(end),
        )
        for row in group.sort_values(["user", "family", "code"]).itertuples(index=False):
            value = row.value if row.family == "stance" else row.code
            code = guid(row.family, value)
            coding = ET.SubElement(
                selection,
                tag("Coding"),
                guid=guid("coding", document, start, end, row.user, code),
                creatingUser=guid("user", row.user),
            )
            if row.created:
                coding.set("creationDateTime", row.created)
            ET.SubElement(coding, tag("CodeRef"), targetGUID=code)


def _write_archive(target: Path, root: ET.Element, documents: pd.DataFrame) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(name: str, data: bytes) -> None:
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)

        add(_refi.PROJECT_FILE, ET.tostring(root, encoding="utf-8", xml_declaration=True))
        for document, text in documents[["document", "text"]].itertuples(index=False):
            add(f"{_refi.SOURCES}/{guid('source', document)}.txt", text.encode("utf-8"))
    partial = target.with_name(target.name + ".partial")
    try:
        partial.write_bytes(buffer.getvalue())
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise ExchangeError(
            f"The project cannot be written ({error.strerror}).",
            file=target,
            remedy="Choose a folder that you may write to and that has room.",
        ) from error
