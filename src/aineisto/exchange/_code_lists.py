"""Lists of codes as tables, as MAXQDA and ATLAS.ti read and write them."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Literal, NamedTuple

import pandas as pd

from aineisto.codebook import Codebook, Theme
from aineisto.core.cells import set_text
from aineisto.core.checks import as_path
from aineisto.core.errors import AineistoWarning, ExchangeError, reading
from aineisto.core.whole import whole_file

Row = dict[str, str]
_COLUMNS = {
    "code": ("code", "codename", "code name", "name", "tag"),
    "memo": ("memo", "code memo", "comment", "kommentar", "code description", "description",
             "beschreibung"),
    "parent": ("parent code", "obercode", "code group 1", "code groups", "codegruppen"),
    "group": ("folder", "ordner", "code folder"),
}  # fmt: skip
_REMEDY = "Export the code system (MAXQDA) or the codebook (ATLAS.ti, Taguette) again."
#: How each program calls the columns that it imports, and joins a code to its parent.
_WRITTEN = {"maxqda": ("Code", "Memo"), "atlas.ti": ("Code", "Comment")}
#: MAXQDA cuts longer names.
_LONGEST_NAME = 63


def read_code_list(path: str | PathLike[str]) -> Codebook:
    r"""Read codes from a table of MAXQDA, ATLAS.ti or Taguette (xlsx or csv).

    The name of a code may be a path (``Tekniikka > Rajapinnat``, ``Tekniikka\Rajapinnat``) or
    have its parent in a column. Memos, comments and descriptions become definitions.

    Parameters
    ----------
    path : path-like
        The table.

    Returns
    -------
    Codebook
        The codes as themes.

    Raises
    ------
    ExchangeError
        When it has no column of codes.

    Warns
    -----
    AineistoWarning
        When codes are in several groups.

    Examples
    --------
    >>> path = write_code_list(codebook, "codes.xlsx")
    >>> read_code_list(path).themes[0].label("fi")
    'Asiakaslähtöisyys'
    """
    file = as_path(path, error=ExchangeError)
    with reading(file, "list of codes", error=ExchangeError, remedy=_REMEDY):
        rows = table_of(file, _COLUMNS, ("code",)).rows
    found: dict[tuple[str, ...], str] = {}
    several = 0
    for row in rows:
        parent = row.get("parent") or row.get("group") or ""
        if "\n" in parent.strip():  # a code has one parent, but may be in several groups
            parent, several = "", several + 1
        name = tuple(path_of(row["code"]))
        whole = (*path_of(parent), *name) if parent.strip() and len(name) == 1 else name
        for depth in range(1, len(whole)):
            found.setdefault(whole[:depth], "")
        if whole:
            found[whole] = row.get("memo", "").strip() or found.get(whole, "")
    if several:
        warnings.warn(
            f"{file}: {several} codes are in several groups, and stand under none of them.",
            AineistoWarning,
            stacklevel=2,
        )
    return Codebook(file.stem, tuple(_themes(found)))


def _themes(found: Mapping[tuple[str, ...], str]) -> list[Theme]:
    codes: dict[tuple[str, ...], str] = {}
    themes = []
    for path, memo in found.items():
        code, number = path[-1], 2
        while code in codes.values():
            code, number = f"{path[-1]}-{number}", number + 1
        codes[path] = code
        themes.append(Theme(code, {"fi": path[-1]}, memo, parent=codes.get(path[:-1], "")))
    return themes


def write_code_list(
    codebook: Codebook,
    path: str | PathLike[str],
    *,
    program: Literal["maxqda", "atlas.ti"] = "maxqda",
) -> Path:
    """Write the themes as a table (xlsx) that MAXQDA or ATLAS.ti imports.

    Parameters
    ----------
    codebook : Codebook
        The codes.
    path : path-like
        The file to write.
    program : {"maxqda", "atlas.ti"}
        MAXQDA reads paths (``Tekniikka > Rajapinnat``); ATLAS.ti has no parents, so a name there
        is the path too (``Tekniikka: Rajapinnat``).

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ExchangeError
        When it cannot be written, a name is longer than MAXQDA's 63 characters or has its
        separator in it.

    Examples
    --------
    >>> write_code_list(codebook, "codes.xlsx").name
    'codes.xlsx'
    """
    from openpyxl import Workbook

    if program not in _WRITTEN:
        raise ExchangeError(
            f"No program is called {program!r}.", remedy=f"Choose one of {', '.join(_WRITTEN)}."
        )
    labels = {theme.code: theme.label("fi") for theme in codebook.themes}
    for name in labels.values():
        if program == "maxqda" and (len(name) > _LONGEST_NAME or len(path_of(name)) > 1):
            raise ExchangeError(
                f"MAXQDA cannot have the name {name!r}.",
                remedy=f"Give it one of at most {_LONGEST_NAME} characters, without > or \\.",
            )
    between = " > " if program == "maxqda" else ": "
    book = Workbook()
    sheet = book.worksheets[0]
    rows = [_WRITTEN[program]]
    for theme in codebook.themes:
        parts, above = [labels[theme.code]], theme.parent
        while above:
            parts.insert(0, labels[above])
            above = codebook.theme(above).parent
        rows.append((between.join(parts), theme.definition))
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            set_text(sheet.cell(number, column), text, error=ExchangeError, file=Path(path).name,
                     remedy="Shorten the definition.")  # fmt: skip
    with whole_file(path, "The codes", error=ExchangeError) as draft:
        book.save(draft)
    return as_path(path, error=ExchangeError)


def path_of(name: str) -> list[str]:
    """Return the codes of a path, from the uppermost to the code itself."""
    return [part.strip() for part in re.split(r"\s>\s|\\", name) if part.strip()]


class Listed(NamedTuple):
    """The rows of a table by what its columns are for, and the columns that are for nothing."""

    rows: list[Row]
    others: list[str]


def table_of(file: Path, columns: Mapping[str, Sequence[str]], needed: Sequence[str]) -> Listed:
    """Return the rows of a table by what its columns are for; the first name that fits counts.

    Raises
    ------
    ExchangeError
        When a column that is needed is not there.
    """
    if file.suffix.lower() in (".xlsx", ".xlsm"):
        table = pd.read_excel(file, dtype="str", keep_default_na=False)
    else:
        table = pd.read_csv(
            file, sep=None, engine="python", dtype="str", keep_default_na=False,
            encoding="utf-8-sig",
        )  # fmt: skip
    there = {str(name).strip().casefold(): name for name in table}
    found = {
        role: there[name] for role, names in columns.items()
        if (name := next((one for one in names if one in there), None))
    }  # fmt: skip
    for role in needed:
        if role not in found:
            raise ExchangeError(
                f"The table has no column of the {role}: {', '.join(map(str, table))}.",
                file=file,
                remedy=f"Call it {columns[role][0]!r}.",
            )
    chosen = table[list(found.values())].fillna("").astype("str")
    # A line break of Windows, as some programs write it into a cell.
    chosen = chosen.apply(lambda column: column.str.replace("_x000D_", "", regex=False))
    chosen.columns = pd.Index(list(found))
    return Listed(chosen.to_dict("records"), [str(n) for n in table if n not in found.values()])
