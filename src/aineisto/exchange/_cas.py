"""Read and write UIMA CAS, as INCEpTION exports it: JSON (0.4) and XMI, alone or in an archive.

A document has a CAS of each annotator; types of annotations are layers, their features hold codes.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.core.checks import as_path
from aineisto.core.errors import ExchangeError, reading
from aineisto.core.whole import whole_file
from aineisto.corpus import Corpus
from aineisto.exchange._archive import entry
from aineisto.exchange._draft import Draft
from aineisto.exchange._labels import FAMILIES, Labels, label_of, with_codes
from aineisto.exchange._located import by_document, located, warn_of_memos
from aineisto.exchange._offsets import STANDARD, sent
from aineisto.exchange._provenance import QdpxStudy
from aineisto.exchange._read_qdpx import study_of
from aineisto.exchange._sources import file_name, unique
from aineisto.exchange._write_qdpx import Study

_REMEDY = "Export the documents from INCEpTION as UIMA CAS JSON (0.4) or XMI."
_ANNOTATION = "uima.tcas.Annotation"
_METADATA = "de.tudarmstadt.ukp.clarin.webanno.api.type.CASMetadata"
_DOCUMENT = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
_OURS = {family: f"webanno.custom.Aineisto{family.title()}" for family in FAMILIES}
#: What a program finds in a text itself, and no one codes.
_NOT_CODED = (
    "uima.",
    "de.tudarmstadt.ukp.clarin.webanno.api.type.",
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.",
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.",
    "de.tudarmstadt.ukp.dkpro.core.api.lexmorph.",
    "de.tudarmstadt.ukp.inception.",
)
#: Features that say something of a coding, and are no code.
_BESIDE = {"created", "confidence", "begin", "end", "sofa", "comment", "note"}
_MOST_BYTES = 500_000_000
#: Whose CAS it is that nobody has annotated.
_NOBODY = "INITIAL_CAS"


def write_cas(project: Study, path: str | PathLike[str]) -> Path:
    """Write a study as UIMA CAS JSON: an archive with a folder a document, a file a coder.

    The layers are ``AineistoTheme``, ``AineistoStance`` and ``AineistoActor``, with the code in
    their feature ``code``. ``TypeSystem.xml`` is their description, for a project there to import
    its layers from.

    Parameters
    ----------
    project : Project
        Anything with ``corpus``, ``codebook`` and ``codings``.
    path : path-like
        The archive to write (``.zip``).

    Returns
    -------
    Path
        The archive.

    Raises
    ------
    ExchangeError
        When it cannot be written, or dkpro-cassis is not installed (``aineisto[cas]``).

    Warns
    -----
    AineistoWarning
        When the project has memos: they are left out.

    Examples
    --------
    >>> write_cas(project, "study.zip").name
    'study.zip'
    """
    cassis = _cassis()
    types = _types(cassis)
    warn_of_memos(project, "UIMA CAS")
    corpus = project.corpus
    rows = located(project.codings, corpus)
    of_each = by_document(rows)
    with (
        whole_file(path, "The annotations", error=ExchangeError) as draft,
        zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        archive.writestr(entry("TypeSystem.xml"), types.to_xml())
        taken: dict[str, int] = {}
        for name, text in corpus.documents[["document", "text"]].itertuples(index=False, name=None):
            folder = f"annotation/{unique(file_name(name), taken)}"
            users: dict[str, int] = {}
            some = of_each.get(name, rows.iloc[:0])
            for user, own in [*some.groupby("user", sort=True)] or [(_NOBODY, some)]:
                cas = _cas(cassis, types, name, sent(text), str(user), own)
                file = f"{folder}/{unique(file_name(str(user)), users)}.json"
                archive.writestr(entry(file), cas.to_json())
    return as_path(path, error=ExchangeError)


def _cassis() -> Any:
    try:
        import cassis
    except ImportError as error:
        raise ExchangeError(
            "UIMA CAS needs dkpro-cassis, which is not installed.",
            remedy='Install it with pip install "aineisto[cas]".',
        ) from error
    return cassis


def _types(cassis: Any) -> Any:
    types = cassis.TypeSystem()
    for name in _OURS.values():
        layer = types.create_type(name, _ANNOTATION)
        for feature in ("code", "created"):
            types.create_feature(layer, feature, "uima.cas.String")
        types.create_feature(layer, "confidence", "uima.cas.Double")
    for name, features in {_METADATA: ("username", "sourceDocumentName"),
                           _DOCUMENT: ("documentTitle", "documentId")}.items():  # fmt: skip
        about = types.create_type(name, _ANNOTATION)
        for feature in features:
            types.create_feature(about, feature, "uima.cas.String")
    return types


def _cas(cassis: Any, types: Any, name: str, text: str, user: str, rows: pd.DataFrame) -> Any:
    cas = cassis.Cas(typesystem=types)
    cas.sofa_string, cas.sofa_mime = text, "text/plain"
    whole = {"begin": 0, "end": len(text)}
    cas.add(types.get_type(_DOCUMENT)(documentTitle=name, documentId=name, **whole))
    cas.add(types.get_type(_METADATA)(username=user, sourceDocumentName=name, **whole))
    for row in rows.drop_duplicates("guid").to_dict("records"):
        family = str(row["family"])
        sure = row["confidence"]
        cas.add(types.get_type(_OURS[family])(
            begin=int(row["low"]), end=int(row["high"]), created=str(row["created"]),
            code=label_of(family, str(row["code"]), row["value"]),
            confidence=None if pd.isna(sure) else float(sure),
        ))  # fmt: skip
    return cas


def read_cas(
    path: str | PathLike[str],
    *,
    codebook: Codebook | None = None,
    corpus: Corpus | None = None,
    interviewer: str | Sequence[str] | None = None,
) -> QdpxStudy:
    """Read annotations of INCEpTION, or any UIMA CAS with spans: a file, a folder or an archive.

    Annotators become coders, the values of the layers' features themes (below their layer, where
    there are several), layers without a value themes of their own. The layers of `write_cas` are
    the families.

    Parameters
    ----------
    path : path-like
        A CAS (``.json``, or ``.xmi`` beside its ``TypeSystem.xml``), an archive (``.zip``) of one
        or of a project, or a folder of them.
    codebook, corpus, interviewer : optional
        As of `read_label_studio`.

    Raises
    ------
    ExchangeError
        When there is no such CAS, annotators of one document have different texts, or
        dkpro-cassis is not installed (``aineisto[cas]``).

    Examples
    --------
    >>> path = write_cas(project, "study.zip")
    >>> study = read_cas(path, codebook=codebook, corpus=corpus)
    >>> sorted(study.codings["coder"].unique())
    ['human:a', 'human:b']
    """
    cassis = _cassis()
    source = as_path(path, error=ExchangeError)
    with reading(source, "UIMA CAS", error=ExchangeError, remedy=_REMEDY):
        files = list(_files(source))
        cases = [found for one in files if (found := _load(cassis, one)) is not None]
    if not cases:
        raise ExchangeError("There is no UIMA CAS.", file=source, remedy=_REMEDY)
    draft = Draft(source, source.stem, "INCEpTION")
    reader = _Reader(draft, codebook, {layer for _, cas in cases for layer in _layers(cas)})
    for file, cas in cases:
        reader.read(file, cas)
    study = study_of(draft, draft.root, interviewer, STANDARD.name, reader.left_out, corpus)
    return with_codes(study, codebook)


@dataclass(frozen=True)
class _File:
    """A file that may be a CAS: its folders and name, its bytes, and the type system beside it."""

    name: PurePosixPath
    data: bytes
    types: bytes | None


def _files(path: Path) -> Iterator[_File]:
    if path.is_dir():
        names = sorted(one for one in path.rglob("*") if one.is_file() and not one.is_symlink())
        found = {PurePosixPath(one.relative_to(path).as_posix()): one for one in names}
        yield from _members({name: file.read_bytes() for name, file in found.items()})
    elif path.suffix.lower() == ".zip":
        yield from _unpacked(path.read_bytes(), PurePosixPath())
    else:
        beside = path.with_name("TypeSystem.xml")
        types = beside.read_bytes() if beside.is_file() else None
        yield _File(PurePosixPath(path.name), path.read_bytes(), types)


def _unpacked(data: bytes, folder: PurePosixPath) -> Iterator[_File]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [one for one in archive.infolist() if not one.is_dir()]
        if sum(one.file_size for one in entries) > _MOST_BYTES:
            raise ValueError(f"it unpacks to more than {_MOST_BYTES // 10**6} MB")
        files = {folder / one.filename: archive.read(one) for one in entries}
    yield from _members(files)


def _members(files: dict[PurePosixPath, bytes]) -> Iterator[_File]:
    for name, data in sorted(files.items()):
        if name.suffix.lower() == ".zip":
            # A project holds an archive of each annotator, called as they are.
            yield from _unpacked(data, name.with_suffix(""))
        elif name.suffix.lower() in (".json", ".xmi"):
            types = files.get(name.with_name("TypeSystem.xml"))
            yield _File(name, data, types or files.get(PurePosixPath("TypeSystem.xml")))


def _load(cassis: Any, file: _File) -> tuple[_File, Any] | None:
    if file.name.suffix.lower() == ".xmi":
        if file.types is None:
            raise ValueError(f"{file.name} has no TypeSystem.xml beside it")
        types = cassis.load_typesystem(io.BytesIO(file.types))
        return file, cassis.load_cas_from_xmi(io.BytesIO(file.data), typesystem=types, lenient=True)
    content = json.loads(file.data)
    if not isinstance(content, dict) or "%FEATURE_STRUCTURES" not in content:
        return None  # a project's own description, say
    return file, cassis.load_cas_from_json(io.BytesIO(file.data))


def _layers(cas: Any) -> Iterator[str]:
    for one in cas.select(_ANNOTATION):
        if not one.type.name.startswith(_NOT_CODED):
            yield one.type.name


class _Reader:
    def __init__(self, draft: Draft, codebook: Codebook | None, layers: set[str]) -> None:
        self._draft = draft
        self._labels = Labels(draft, codebook)
        self._several = len(layers - set(_OURS.values())) > 1
        self._texts: dict[str, str] = {}
        self.left_out: list[tuple[str, str]] = []

    def read(self, file: _File, cas: Any) -> None:
        """Add what one annotator did in one document."""
        name = self._document(file, cas)
        text = cas.sofa_string or ""
        if name not in self._texts:
            self._texts[name] = text
            if text.strip():
                self._draft.text(name, name, text)
            else:
                self.left_out.append((name, "a document without text"))
        if self._texts[name] != text:
            raise ExchangeError(
                "Annotators of one document have different texts.", file=self._draft.path,
                place=str(file.name), remedy=_REMEDY,
            )  # fmt: skip
        if not text.strip():
            return
        user = _feature(cas, _METADATA, "username") or self._user(file)
        for one in cas.select(_ANNOTATION):
            if not one.type.name.startswith(_NOT_CODED):
                self._annotation(name, user, one)
        everything = getattr(cas, "select_all_fs", cas.select_all)  # its newer name
        whole = {one.type.name for one in everything() if not hasattr(one, "begin")}
        for layer in sorted(one for one in whole if not one.startswith(_NOT_CODED)):
            self.left_out.append((name, f"what {layer} says of the whole document"))

    def _document(self, file: _File, cas: Any) -> str:
        told = _feature(cas, _METADATA, "sourceDocumentName")
        told = told or _feature(cas, _DOCUMENT, "documentTitle")
        folder = file.name.parent.parent if file.name.suffix == ".xmi" else file.name.parent
        return (told or folder.name or file.name.stem).removesuffix(".txt")

    def _user(self, file: _File) -> str:
        return file.name.stem if len(file.name.parts) > 1 else ""

    def _annotation(self, name: str, user: str, one: Any) -> None:
        layer = one.type.name
        family = next((family for family, ours in _OURS.items() if ours == layer), None)
        values = {f.name: one.get(f.name) for f in one.type.all_features}
        if family is None:
            family, found = self._foreign(name, layer, values)
        else:
            found = [str(values.get("code"))]
        if one.begin is None or one.end is None:
            self.left_out.append((name, f"an annotation of {layer} without a place"))
            return
        keys = [self._labels.key(family, label) for label in found]
        self._draft.select(
            name, one.begin, one.end, keys, user=user, created=str(values.get("created") or ""),
            description=str(values.get("comment") or values.get("note") or ""),
            key=(layer, one.xmiID), confidence=values.get("confidence"),
        )  # fmt: skip

    def _foreign(self, name: str, layer: str, values: dict[str, Any]) -> tuple[str, list[str]]:
        short = layer.rpartition(".")[2]
        found: list[str] = []
        for feature, value in values.items():
            if feature in _BESIDE or value is None or value == "":
                continue
            elements = getattr(value, "elements", None)
            if isinstance(value, str | int | float | bool):
                found.append(str(value))
            elif elements and all(isinstance(item, str) for item in elements):
                found += elements
            else:
                self.left_out.append((name, f"links of {short}.{feature}"))
        group = short if self._several else ""
        return group, list(dict.fromkeys(found)) or [short]


def _feature(cas: Any, kind: str, feature: str) -> str:
    if not cas.typesystem.contains_type(kind):
        return ""
    return next((str(one.get(feature)) for one in cas.select(kind) if one.get(feature)), "")
