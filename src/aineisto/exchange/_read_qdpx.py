"""Read a REFI-QDA project file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree.ElementTree import Element, ParseError

import pandas as pd

from aineisto._errors import ExchangeError
from aineisto.codebook import DEFAULT_SCALE, Codebook, Theme
from aineisto.codings import NO_THEME, STANCE, make_codings, now
from aineisto.corpus import Corpus, read
from aineisto.exchange import _refi
from aineisto.exchange._archive import QdpxArchive
from aineisto.exchange._refi import guid, tag

_STEPS = {guid("stance", point.value): point.value for point in DEFAULT_SCALE}
_PARENTS = {guid("scale"), guid("actors")}
_REMEDY = "Export the project again from the program it came from."


@dataclass(frozen=True)
class QdpxStudy:
    """What a REFI-QDA project holds, in aineisto's shapes.

    Attributes
    ----------
    corpus, codebook, codings
        Ready for `Project.create` and `Project.add_decisions`.
    left_out : DataFrame
        ``place`` and ``problem`` of what could not be carried over.
    """

    corpus: Corpus
    codebook: Codebook
    codings: pd.DataFrame
    left_out: pd.DataFrame = field(default_factory=pd.DataFrame)


def read_qdpx(
    path: str | PathLike[str], *, interviewer: str | Sequence[str] | None = None
) -> QdpxStudy:
    """Read a REFI-QDA project (.qdpx) of NVivo, ATLAS.ti, MAXQDA, QualCoder or aineisto.

    Text sources become documents, cases participants with their variables, codes themes, users
    coders (``human:name``). A selection is a coding of every statement it covers by half or more
    or that it lies in, else of the one it touches most. People's codes made in another program
    count as ``blind``: no suggestion of ours was in view there. In a file of our own, what was
    decided with a suggestion in view comes back as ``accepted``.

    Parameters
    ----------
    path : path-like
        The file; nothing of it is unpacked to disk but its texts, to a temporary folder.
    interviewer : str or sequence of str, optional
        Label of the interviewer in the texts, as in `read`.

    Raises
    ------
    ExchangeError
        When the file is no REFI-QDA project, is damaged or tries to lead out of its archive.
    SpeakerError
        When the texts' speakers cannot be told apart; the error asks who the interviewer is.
    """
    with QdpxArchive(path) as archive:
        root = _parse(archive)
        left_out: list[dict[str, str]] = []
        texts = dict(_texts(root, archive, left_out))
    corpus = _corpus(root, texts, interviewer, Path(path))
    codes = _codes(root)
    codings = _codings(root, texts, corpus, codes, left_out)
    codebook = Codebook(name=root.get("name", ""), themes=tuple(codes.themes))
    return QdpxStudy(
        corpus, codebook, codings, pd.DataFrame(left_out, columns=["place", "problem"])
    )


def _parse(archive: QdpxArchive) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(archive.project())
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise ExchangeError(
            f"The project's XML cannot be read ({error}).", file=archive.path, remedy=_REMEDY
        ) from error
    if root.tag != tag("Project"):
        raise ExchangeError(
            "The file holds no REFI-QDA 1.0 project.", file=archive.path, remedy=_REMEDY
        )
    return root


def _texts(
    root: Element, archive: QdpxArchive, left_out: list[dict[str, str]]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield each text source's identifier with its name and text."""
    taken: set[str] = set()
    for source in root.iterfind(f"{tag('Sources')}/*"):
        name = source.get("name", "") or source.get("guid", "")
        if source.tag != tag("TextSource"):
            kind = source.tag.rpartition("}")[2]
            left_out.append({"place": name, "problem": f"{kind} is not text"})
            continue
        content = source.findtext(tag("PlainTextContent"))
        if content is None:
            content = _decode(archive.source(source.get("plainTextPath", "")), name, archive.path)
        if not content.strip():
            left_out.append({"place": name, "problem": "the source has no text"})
            continue
        unique = _unique(_file_name(name), taken)
        yield source.get("guid", "").lower(), (unique, content)


def _decode(data: bytes, name: str, path: Path) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ExchangeError(
            "A source is not UTF-8, as REFI-QDA asks.", file=path, place=name, remedy=_REMEDY
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _file_name(name: str) -> str:
    kept = "".join(c if c.isalnum() or c in " -_." else "_" for c in name).strip(" .")
    return kept[:100] or "source"


def _unique(name: str, taken: set[str]) -> str:
    candidate, number = name, 2
    while candidate.lower() in taken:
        candidate, number = f"{name}-{number}", number + 1
    taken.add(candidate.lower())
    return candidate


def _corpus(
    root: Element,
    texts: dict[str, tuple[str, str]],
    interviewer: str | Sequence[str] | None,
    path: Path,
) -> Corpus:
    if not texts:
        raise ExchangeError(
            "The project has no text sources.",
            file=path,
            remedy="Export the project with its documents.",
        )
    participants = _participants(root, texts)
    with TemporaryDirectory() as folder:
        for name, text in texts.values():
            (Path(folder) / f"{name}.txt").write_text(text, encoding="utf-8", newline="")
        return read(folder, participants=participants, interviewer=interviewer)


def _participants(root: Element, texts: dict[str, tuple[str, str]]) -> pd.DataFrame | None:
    """Return the cases that name a text source as participants, with their variables."""
    variables = {
        variable.get("guid", "").lower(): variable.get("name", "")
        for variable in root.iterfind(f"{tag('Variables')}/{tag('Variable')}")
    }
    rows = []
    for case in root.iterfind(f"{tag('Cases')}/{tag('Case')}"):
        row = {"participant": case.get("name") or case.get("guid", "")}
        for value in case.iterfind(tag("VariableValue")):
            reference = value.find(tag("VariableRef"))
            if reference is not None and len(value) > 1:
                name = variables.get(reference.get("targetGUID", "").lower(), "")
                if name and name not in ("participant", "document"):
                    row[name] = value[1].text or ""
        for reference in case.iterfind(tag("SourceRef")):
            source = texts.get(reference.get("targetGUID", "").lower())
            if source:
                rows.append({**row, "document": source[0]})
    if not rows:
        return None
    with_case = {row["document"] for row in rows}
    rows += [
        {"participant": name, "document": name}
        for name, _ in texts.values()
        if name not in with_case
    ]
    return pd.DataFrame(rows).fillna("")


@dataclass
class _Codes:
    """The project's codes: the themes, and what each identifier means as (family, code)."""

    ours: bool
    themes: list[Theme] = field(default_factory=list)
    meaning: dict[str, tuple[str, str]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def add(self, element: Element, parent: str = "") -> None:
        """Add a code and those below it."""
        identifier, name = element.get("guid", "").lower(), element.get("name", "").strip()
        if self.ours and identifier in _STEPS:
            self.meaning[identifier] = (STANCE, str(_STEPS[identifier]))
        elif self.ours and identifier == guid("actor", name):
            self.meaning[identifier] = ("actor", name)
        elif self.ours and identifier == guid("theme", NO_THEME):
            self.meaning[identifier] = ("theme", NO_THEME)
        elif not (self.ours and identifier in _PARENTS):
            theme = self._theme(element, name or identifier, parent)
            self.themes.append(theme)
            self.meaning[identifier] = ("theme", theme.code)
            parent = theme.code
        for child in element.iterfind(tag("Code")):
            self.add(child, parent)

    def _theme(self, element: Element, name: str, parent: str) -> Theme:
        lines = (element.findtext(tag("Description")) or "").splitlines()
        code, keywords = name, ""
        if self.ours and lines and lines[-1].startswith(_refi.CODE_LINE):
            code = lines.pop().removeprefix(_refi.CODE_LINE)
            if lines and lines[-1].startswith(_refi.KEYWORDS_LINE):
                keywords = lines.pop().removeprefix(_refi.KEYWORDS_LINE)
        return Theme(
            code=_unique(code, self.taken),
            name={"fi": name},
            definition="\n".join(lines),
            keywords=tuple(word for word in keywords.split("; ") if word),
            parent=parent,
        )


def _codes(root: Element) -> _Codes:
    codes = _Codes(ours=root.get("origin", "").startswith(_refi.ORIGIN))
    for element in root.iterfind(f"{tag('CodeBook')}/{tag('Codes')}/{tag('Code')}"):
        codes.add(element)
    return codes


def _codings(
    root: Element,
    texts: dict[str, tuple[str, str]],
    corpus: Corpus,
    codes: _Codes,
    left_out: list[dict[str, str]],
) -> pd.DataFrame:
    users = {
        user.get("guid", "").lower(): user.get("name") or user.get("id") or "tuntematon"
        for user in root.iterfind(f"{tag('Users')}/{tag('User')}")
    }
    by_document = dict(iter(corpus.statements.groupby("document", sort=False)))
    none = corpus.statements.iloc[:0]
    stamp = now()
    rows = []
    for source in root.iterfind(f"{tag('Sources')}/{tag('TextSource')}"):
        name, _ = texts.get(source.get("guid", "").lower(), ("", ""))
        for selection in source.iterfind(tag("PlainTextSelection")):
            statements = _covered(selection, by_document.get(name, none))
            codings = selection.findall(tag("Coding"))
            if codings and statements.empty:
                span = f"{selection.get('startPosition')}–{selection.get('endPosition')}"
                left_out.append({"place": f"{name}, {span}", "problem": "covers no statement"})
                continue
            for coding in codings:
                reference = coding.find(tag("CodeRef"))
                target = "" if reference is None else reference.get("targetGUID", "").lower()
                if target not in codes.meaning:
                    left_out.append({"place": f"{name}, code {target}", "problem": "unknown code"})
                    continue
                family, code = codes.meaning[target]
                coder, status = _coder(users.get(coding.get("creatingUser", "").lower(), ""))
                judgement = {
                    "family": family,
                    "code": STANCE if family == STANCE else code,
                    "value": int(code) if family == STANCE else pd.NA,
                    "start": _position(selection, "startPosition"),
                    "end": _position(selection, "endPosition"),
                    "coder": coder,
                    "status": status,
                    "created": coding.get("creationDateTime") or stamp,
                }
                rows += [{"statement_id": key, **judgement} for key in statements["statement_id"]]
    return make_codings(rows)


def _coder(user: str) -> tuple[str, str]:
    """Return the coder and the status of the codings that a user made."""
    if user.startswith("machine:"):
        return user, "suggested"
    if user.endswith(_refi.SUGGESTED_MARK):
        return f"human:{user.removesuffix(_refi.SUGGESTED_MARK)}", "accepted"
    return f"human:{user or 'tuntematon'}", "blind"


def _covered(selection: Element, statements: pd.DataFrame) -> pd.DataFrame:
    """Return the statements that a selection covers by half or more or lies in, else the one it
    touches most; none where it touches none.
    """
    start, end = _position(selection, "startPosition"), _position(selection, "endPosition")
    overlap = statements["end"].clip(upper=end) - statements["start"].clip(lower=start)
    length = statements["end"] - statements["start"]
    covered = statements[(overlap * 2 >= length) | (overlap >= max(end - start, 1))]
    if covered.empty and (overlap > 0).any():
        covered = statements.loc[[overlap.idxmax()]]
    return covered


def _position(selection: Element, attribute: str) -> int:
    try:
        return int(selection.get(attribute, ""))
    except ValueError:
        return -1
