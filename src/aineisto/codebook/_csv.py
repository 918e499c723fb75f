"""Read themes from a CSV table, as spreadsheets save it, with the slips that people make in it."""

from __future__ import annotations

import csv
import re
import warnings
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path

from aineisto.codebook._codebook import Codebook
from aineisto.codebook._files import read_bytes
from aineisto.codebook._records import Theme
from aineisto.core.codings import NO_THEME
from aineisto.core.errors import AineistoWarning, CodebookError
from aineisto.core.labels import code_key, label_key, label_text, no_label, no_value
from aineisto.core.text import decoded

_COLUMNS = ("code", "name", "name_en", "definition", "keywords", "examples", "parent", "merged")
#: Other names of the columns, in Finnish too.
_NAMES = {
    "koodi": "code",
    "nimi": "name",
    "name_fi": "name",
    "teema": "name",
    "theme": "name",
    "nimi englanniksi": "name_en",
    "määritelmä": "definition",
    "kuvaus": "definition",
    "description": "definition",
    "avainsanat": "keywords",
    "esimerkit": "examples",
    "ylempi": "parent",
    "yläteema": "parent",
    "yhdistetyt": "merged",
}
_LOOKED_AT = 10  # rows in which the names of the columns are looked for
_WHOLE = re.compile(r"(\d+)\.0+")
Rows = list[tuple[int, list[str]]]


def from_csv(path: Path) -> Codebook:
    """Read themes from CSV: ``code``, and if there ``name``, ``name_en``, ``definition``,
    ``keywords``, ``examples`` and ``merged`` (parted by semicolons), ``parent``.

    The columns may have their Finnish names; rows without anything are left out.
    """
    header, rows = _table(path, _decoded(path))
    width = len(header)
    for number, row in rows:
        if any(cell.strip() for cell in row[width:]):
            raise CodebookError(
                f"The row has {len(row)} cells but the header {width}.",
                file=path,
                place=f"line {number}",
                remedy="Put a text that holds the delimiter in quotation marks.",
            )
    places = {name: place for place, name in enumerate(header) if name in _COLUMNS}
    others = [
        name
        for place, name in enumerate(header)
        if name not in _COLUMNS
        and any(cell.strip() for _, row in rows for cell in row[place : place + 1])
    ]
    if others:
        warnings.warn(
            f"{path}: these columns are not read: {', '.join(map(repr, others))}. Known are "
            f"{', '.join(_COLUMNS)}. Questions, scale and actors have their place in a codebook in "
            "TOML: codebook.save writes one.",
            AineistoWarning,
            stacklevel=4,
        )
    cells = [
        {name: row[place].strip() if place < len(row) else "" for name, place in places.items()}
        for _, row in rows
    ]
    numbers = [number for number, _ in rows]
    codes = [label_text(one["code"]) for one in cells]
    parents = [label_text(one.get("parent", "")) for one in cells]
    if all(_WHOLE.fullmatch(code) for code in codes):  # numbers, as a program keeps them
        codes = [_WHOLE.sub(r"\1", code) for code in codes]
        parents = [_WHOLE.sub(r"\1", parent) for parent in parents]
    _check_codes(path, numbers, codes)
    known = {code_key(code): code for code in codes}
    themes = [
        Theme(
            code=code,
            name=_names(one),
            definition=one.get("definition", ""),
            keywords=_listed(one.get("keywords", ""), r"[;,\n]"),  # a lemma has no comma in it
            examples=_listed(one.get("examples", ""), r"[;\n]"),
            parent=known.get(code_key(parent), parent) if parent else "",
            merged=_listed(one.get("merged", ""), r"[;,\n]"),
        )
        for code, parent, one in zip(codes, parents, cells, strict=True)
    ]
    try:
        return Codebook(name=path.stem, themes=tuple(themes))
    except CodebookError as error:
        raise CodebookError(
            error.problem, file=path, place=error.place, remedy=error.remedy
        ) from error


def _names(cells: Mapping[str, str]) -> dict[str, str]:
    names = {"fi": cells.get("name", ""), "en": cells.get("name_en", "")}
    return {lang: label_text(name) for lang, name in names.items() if name}


def _listed(cell: str, between: str) -> tuple[str, ...]:
    return tuple(text for part in re.split(between, cell) if (text := part.strip()))


def _table(path: Path, text: str) -> tuple[list[str], Rows]:
    """Return the names of the columns, and the filled rows below them with their lines."""
    lines = text.lstrip("\r\n").splitlines() or [""]
    told = re.fullmatch(r"\"?sep=(.)\"?", lines[0].strip(), re.IGNORECASE)
    first = next((line for line in lines[bool(told) :] if label_text(line)), "")
    delimiter = told[1] if told else max(",;\t", key=first.count)
    rows: Rows = []
    try:
        reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        before = 0
        for row in reader:
            if any(label_text(cell) for cell in row):
                rows.append((before + 1, row))
            before = reader.line_num
    except csv.Error as error:
        raise CodebookError(
            f"The codebook is not a CSV table ({error}).",
            file=path,
            remedy="Close every quotation mark, or write the codebook as TOML.",
        ) from error
    for place, (_, row) in enumerate(rows[:_LOOKED_AT]):
        names = [label_text(cell).casefold() for cell in row]
        header = [_NAMES.get(name, name) for name in names]
        if "code" in header:
            while header and not header[-1]:
                header.pop()
            _check_header(path, rows[place][0], header)
            if rows[place + 1 :]:
                return header, rows[place + 1 :]
    raise CodebookError(
        "The codebook has no column `code` or no rows.",
        file=path,
        place="line 1",
        remedy=f"Begin it with: {','.join(_COLUMNS[:-1])}; or with their Finnish names, "
        "koodi,nimi,määritelmä,avainsanat,esimerkit,ylempi.",
    )


def _check_header(path: Path, line: int, header: Sequence[str]) -> None:
    twice = [name for name in _COLUMNS if header.count(name) > 1]
    if twice:
        raise CodebookError(
            f"The column `{twice[0]}` is there twice.",
            file=path,
            place=f"line {line}",
            remedy="Leave one of them out, or give it another name.",
        )


def _check_codes(path: Path, numbers: Sequence[int], codes: Sequence[str]) -> None:
    """Refuse what is no code, and codes that sheets could not tell apart."""
    lines: dict[str, int] = {}
    spelt: dict[str, str] = {}
    for number, code in zip(numbers, codes, strict=True):
        place, key = f"line {number}", code_key(code)
        if not code:
            raise CodebookError(
                "The row has no code.",
                file=path,
                place=place,
                remedy="Give the theme a code; where cells were merged, write what they hold into "
                "every row; take a row of remarks out.",
            )
        if label_key(code) == NO_THEME:
            raise CodebookError(
                f"The code {code!r} means “no theme applies” and cannot name a theme.",
                file=path,
                place=place,
                remedy="Choose another code, or take the row out: it is there without it.",
            )
        if no_value(code) or no_label(code):
            raise CodebookError(
                f"{code!r} is {no_label(code) or 'what programs write for a missing value'}, and "
                "no code.",
                file=path,
                place=place,
                remedy="Write the code itself.",
            )
        if key in lines:
            same = "" if spelt[key] == code else f" (line {lines[key]} has {spelt[key]!r})"
            raise CodebookError(
                f"The theme {code!r} is there twice{same}.",
                file=path,
                place=f"lines {lines[key]} and {number}",
                remedy="Rename one of them or leave it out.",
            )
        lines[key], spelt[key] = number, code


def _decoded(path: Path) -> str:
    """Return the text in UTF-8, UTF-16 or Windows-1252, as spreadsheets save it."""
    text = decoded(read_bytes(path))
    if text is not None:
        return text
    raise CodebookError(
        "The codebook is not text in an encoding that is known here.",
        file=path,
        remedy="Save it as CSV in UTF-8.",
    )
