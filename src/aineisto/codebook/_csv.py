"""Read themes from a table, CSV or a workbook, with the slips that people make in it."""

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
from aineisto.core.errors import AineistoWarning, CodebookError, ReadError
from aineisto.core.labels import code_key, label_key, label_text, no_label, no_value
from aineisto.core.text import decoded
from aineisto.core.workbooks import read_workbook

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
_ELSEWHERE = (
    "Questions, scale and actors have their place in a codebook in TOML: codebook.save writes one."
)
_WHOLE = re.compile(r"(\d+)\.0+")
Rows = list[tuple[int, list[str]]]


def from_csv(path: Path) -> Codebook:
    """Read themes from CSV: ``code``, and if there ``name``, ``name_en``, ``definition``,
    ``keywords``, ``examples`` and ``merged`` (parted by semicolons), ``parent``.

    The columns may have their Finnish names; rows without anything are left out.
    """
    return _of_themes(path, *_table(path, _csv_rows(path, _decoded(path))))


def from_workbook(path: Path) -> Codebook:
    """Read themes from the first sheet of a workbook that has the columns of `from_csv`.

    Other sheets with anything in them are told.
    """
    try:
        sheets = read_workbook(path)
    except ReadError as error:
        raise CodebookError(
            str(error.problem), file=path, place=error.place, remedy=str(error.remedy)
        ) from error
    tables = [
        [(number, [_cell(cell) for cell in row]) for number, row in enumerate(rows, start=1)
         if any(label_text(_cell(cell)) for cell in row)]
        for rows in sheets
    ]  # fmt: skip
    found = next((table for table in tables if _header_of(table)), [])
    others = [n for n, rows in enumerate(tables, start=1) if rows and rows is not found]
    if found and others:
        _tell(f"{path}: these sheets are not read: {', '.join(map(str, others))}.")
    return _of_themes(path, *_table(path, found))


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).removesuffix(" 00:00:00")


def _tell(message: str) -> None:
    warnings.warn(f"{message} {_ELSEWHERE}", AineistoWarning, stacklevel=5)


def _of_themes(path: Path, header: Sequence[str], rows: Rows) -> Codebook:
    width = len(header)
    for number, row in rows:
        if any(cell.strip() for cell in row[width:]):
            raise CodebookError(
                f"The row has {len(row)} cells but the header {width}.",
                file=path,
                place=f"{_unit(path)} {number}",
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
        _tell(
            f"{path}: these columns are not read: {', '.join(map(repr, others))}. Known are "
            f"{', '.join(_COLUMNS)}."
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


def _csv_rows(path: Path, text: str) -> Rows:
    """Return the filled rows of a CSV table with their lines."""
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
    return rows


def _header_of(rows: Rows) -> tuple[int, list[str]] | None:
    """Return the place of the row that names the columns among the rows, and the names."""
    for place, (_, row) in enumerate(rows[:_LOOKED_AT]):
        names = [label_text(cell).casefold() for cell in row]
        header = [_NAMES.get(name, name) for name in names]
        if "code" in header and rows[place + 1 :]:
            while header and not header[-1]:
                header.pop()
            return place, header
    return None


def _table(path: Path, rows: Rows) -> tuple[list[str], Rows]:
    """Return the names of the columns, and the filled rows below them with their lines."""
    found = _header_of(rows)
    if found:
        place, header = found
        _check_header(path, rows[place][0], header)
        return header, rows[place + 1 :]
    raise CodebookError(
        "The codebook has no column `code` or no rows.",
        file=path,
        place=f"{_unit(path)} 1",
        remedy=f"Begin it with: {','.join(_COLUMNS[:-1])}; or with their Finnish names, "
        "koodi,nimi,määritelmä,avainsanat,esimerkit,ylempi.",
    )


def _check_header(path: Path, line: int, header: Sequence[str]) -> None:
    twice = [name for name in _COLUMNS if header.count(name) > 1]
    if twice:
        raise CodebookError(
            f"The column `{twice[0]}` is there twice.",
            file=path,
            place=f"{_unit(path)} {line}",
            remedy="Leave one of them out, or give it another name.",
        )


def _check_codes(path: Path, numbers: Sequence[int], codes: Sequence[str]) -> None:
    """Refuse what is no code, and codes that sheets could not tell apart."""
    unit = _unit(path)
    lines: dict[str, int] = {}
    spelt: dict[str, str] = {}
    for number, code in zip(numbers, codes, strict=True):
        place, key = f"{unit} {number}", code_key(code)
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
            same = "" if spelt[key] == code else f" ({unit} {lines[key]} has {spelt[key]!r})"
            raise CodebookError(
                f"The theme {code!r} is there twice{same}.",
                file=path,
                place=f"{unit}s {lines[key]} and {number}",
                remedy="Rename one of them or leave it out.",
            )
        lines[key], spelt[key] = number, code


def _unit(path: Path) -> str:
    """Return what a file's rows are counted in."""
    return "line" if path.suffix.lower() == ".csv" else "row"


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
