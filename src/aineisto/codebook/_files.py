"""Read codebooks (TOML, CSV, REFI-QDA codebook .qdc) and write them (TOML)."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from aineisto.codebook._codebook import Codebook
from aineisto.codebook._records import (
    DEFAULT_SCALE,
    ActorEntry,
    CueGroup,
    Question,
    ScalePoint,
    Theme,
)
from aineisto.core.errors import CodebookError

_TOP = {"name", "language", "scale", "themes", "questions", "actors", "cues"}
_THEME = {"code", "name", "definition", "keywords", "examples", "parent", "merged"}
_QUESTION = {"code", "name", "text", "keywords", "wordings"}
_ACTOR = {"name", "aliases", "kind", "names", "valid_from", "valid_to", "successor", "source"}
_CUES = {"kind", "words", "value"}


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Add the file's name to the errors that its content raises."""
    try:
        yield
    except CodebookError as error:
        if error.file is not None:
            raise
        raise CodebookError(
            error.problem, file=path, place=error.place, remedy=error.remedy
        ) from error


def read_bytes(path: Path) -> bytes:
    """Return a codebook file's content."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CodebookError(
            f"The codebook cannot be opened ({error.strerror}).",
            file=path,
            remedy="Check the path and your right to read it.",
        ) from error


def read_text(path: Path) -> str:
    """Return a codebook file's text, with plain line ends."""
    data = read_bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CodebookError(
            "The codebook is not UTF-8.",
            file=path,
            place=f"byte {error.start}",
            remedy="Save it as UTF-8.",
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


#: A key of parts without end.
_DEEP = re.compile(r"^[ \t]*\[{0,2}[ \t]*(?:[\w-]+[ \t]*\.[ \t]*){200}", re.MULTILINE)


def from_toml(path: Path) -> Codebook:
    """Read a codebook from a TOML file."""
    text = read_text(path)
    with _naming(path):
        return parse_toml(text)


def parse_toml(text: str) -> Codebook:
    """Build a codebook from a TOML text."""
    if _DEEP.search(text):  # the parser's time grows with the square of their number
        raise CodebookError(
            "The codebook is not valid TOML: a key has more than 200 parts with dots between.",
            remedy="Mend that line: text stands in quotation marks.",
        )
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also a number of a thousand digits
        raise CodebookError(
            f"The codebook is not valid TOML: {error}.",
            remedy="Mend that line: text stands in quotation marks, and a key stands only once.",
        ) from error
    return _from_mapping(data)


def _from_mapping(data: Mapping[str, Any]) -> Codebook:
    """Build a codebook from the mapping that a TOML file holds."""
    _check_keys(data, _TOP, "the codebook")
    scale = data.get("scale", {})
    if not isinstance(scale, Mapping):
        _fail("[scale]", "is not a table of steps", 'Write "-2" = { fi = "…", en = "…" }.')
    return Codebook(
        name=str(data.get("name", "")),
        themes=tuple(_theme(entry, place) for entry, place in _entries(data, "themes", _THEME)),
        scale=tuple(_scale_point(key, name) for key, name in scale.items()) or DEFAULT_SCALE,
        questions=tuple(
            _question(entry, place) for entry, place in _entries(data, "questions", _QUESTION)
        ),
        actors=tuple(_actor(entry, place) for entry, place in _entries(data, "actors", _ACTOR)),
        cues=tuple(_cue_group(entry, place) for entry, place in _entries(data, "cues", _CUES)),
    )


def _fail(place: str, problem: str, remedy: str) -> NoReturn:
    raise CodebookError(f"{place} {problem}.", place=place, remedy=remedy)


def _check_keys(entry: Mapping[str, Any], known: set[str], place: str) -> None:
    for key in entry:
        if key not in known:
            _fail(place, f"has an unknown key {key!r}", f"Known keys: {', '.join(sorted(known))}.")


def _entries(
    data: Mapping[str, Any], table: str, known: set[str]
) -> Iterator[tuple[Mapping[str, Any], str]]:
    entries = data.get(table, [])
    if not isinstance(entries, list):
        _fail(table, "is not a list of tables", f"Begin each entry with [[{table}]].")
    for number, entry in enumerate(entries, start=1):
        place = f"[[{table}]] {number}"
        if not isinstance(entry, Mapping):
            _fail(place, "is not a table", f"Begin each entry with [[{table}]].")
        _check_keys(entry, known, place)
        yield entry, place


def _text(entry: Mapping[str, Any], key: str, place: str) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str):
        _fail(place, f"has a {key} that is not text", "Put it in quotation marks.")
    return value.strip()


def _texts(entry: Mapping[str, Any], key: str, place: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        _fail(place, f"has {key} that are not a list of texts", 'Write ["…", "…"].')
    return tuple(item.strip() for item in value if item.strip())


def _names(value: Any, place: str) -> dict[str, str]:
    if isinstance(value, str):
        return {"fi": value.strip()} if value.strip() else {}
    if isinstance(value, Mapping) and all(isinstance(name, str) for name in value.values()):
        return {str(lang): name.strip() for lang, name in value.items()}
    return _fail(place, "has a name that is neither text nor a table", '{ fi = "…", en = "…" }')


def _scale_point(key: str, name: Any) -> ScalePoint:
    try:
        value = int(key)
    except ValueError:
        _fail("[scale]", f"has the step {key!r}, which is not a whole number", 'Write "-2" … "2".')
    return ScalePoint(value, _names(name, f"[scale] {key}"))


def _theme(entry: Mapping[str, Any], place: str) -> Theme:
    return Theme(
        code=_text(entry, "code", place),
        name=_names(entry.get("name", ""), place),
        definition=_text(entry, "definition", place),
        keywords=_texts(entry, "keywords", place),
        examples=_texts(entry, "examples", place),
        parent=_text(entry, "parent", place),
        merged=_texts(entry, "merged", place),
    )


def _question(entry: Mapping[str, Any], place: str) -> Question:
    return Question(
        code=_text(entry, "code", place),
        name=_names(entry.get("name", ""), place),
        text=_text(entry, "text", place),
        keywords=_texts(entry, "keywords", place),
        wordings=_texts(entry, "wordings", place),
    )


def _actor(entry: Mapping[str, Any], place: str) -> ActorEntry:
    return ActorEntry(
        name=_text(entry, "name", place),
        aliases=_texts(entry, "aliases", place),
        kind=_text(entry, "kind", place),
        names=_names(entry.get("names", {}), place),
        valid_from=_text(entry, "valid_from", place),
        valid_to=_text(entry, "valid_to", place),
        successor=_text(entry, "successor", place),
        source=_text(entry, "source", place),
    )


def _cue_group(entry: Mapping[str, Any], place: str) -> CueGroup:
    value = entry.get("value")
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        _fail(place, "has a value that is not a number", "Write value = 1.5, or leave it out.")
    return CueGroup(
        kind=_text(entry, "kind", place),
        words=_texts(entry, "words", place),
        value=None if value is None else float(value),
    )


def from_qdc(path: Path) -> Codebook:
    """Read a REFI-QDA codebook: its codes as themes, nested as they are there."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import parse

    from aineisto.codebook.refi import read_codes

    try:
        root = parse(path).getroot()
    except (OSError, ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise CodebookError(
            f"The REFI-QDA codebook cannot be read ({error}).",
            file=path,
            remedy="Export the codebook again from the program it came from.",
        ) from error
    codes = read_codes(root.iterfind("{*}Codes/{*}Code"))
    with _naming(path):
        return Codebook(
            name=path.stem,
            themes=tuple(codes.themes),
            scale=codes.scale,
            actors=tuple(codes.actors.values()),
        )


def to_toml(codebook: Codebook) -> str:
    """Return the codebook as TOML that `Codebook.load` reads back to the same codebook."""
    parts = [f"name = {_value(codebook.name)}", "", "[scale]"]
    parts += [f"{_value(str(point.value))} = {_value(point.name)}" for point in codebook.scale]
    tables: dict[str, Iterable[Any]] = {
        "questions": codebook.questions,
        "themes": codebook.themes,
        "actors": codebook.actors,
        "cues": codebook.cues,
    }
    for table, entries in tables.items():
        for entry in entries:
            parts += ["", f"[[{table}]]"]
            parts += [
                f"{key} = {_value(value)}" for key, value in vars(entry).items() if _said(value)
            ]
    return "\n".join(parts) + "\n"


def _said(value: object) -> bool:
    return bool(value) or isinstance(value, float)


def _value(value: str | float | Mapping[str, str] | tuple[str, ...]) -> str:
    if isinstance(value, str):
        # JSON's escapes are a subset of TOML's, but for the one character it leaves as it is.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Mapping):
        pairs = (f"{_value(key)} = {_value(text)}" for key, text in value.items())
        return "{ " + ", ".join(pairs) + " }"
    return "[" + ", ".join(_value(item) for item in value) + "]"
