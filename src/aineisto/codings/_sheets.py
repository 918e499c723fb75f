"""Filled coding sheets as codings: read all, or not at all; what is wrong with a cell is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from os import PathLike
from typing import Any

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.codings._sheet_files import SEPARATOR, THEME_COLUMN, Sheet, read_sheet
from aineisto.codings._sheet_names import ACTORS, CODER, MARK, ROW, STATEMENT, SUGGESTED, TEXT
from aineisto.core.cells import unguard
from aineisto.core.checks import of_kind
from aineisto.core.codings import NO_THEME, SCALE, STANCE, check_codings, coder_name, make_codings
from aineisto.core.errors import CodingsError, Said
from aineisto.core.labels import code_key, label_key, label_text, no_value, number_in

_MOST_SHOWN = 100
_MOST_COUNTED = 1000


def theme_names(codebook: Codebook) -> dict[str, str]:
    """Return the code that each code and each name of a theme stands for, for `theme_in`.

    A code that was merged into a theme stands for it: a sheet may have gone out before. A name
    that two themes have stands for none.
    """
    merged = {code_key(gone): theme.code for theme in codebook.themes for gone in theme.merged}
    named: dict[str, set[str]] = {}
    for theme in codebook.themes:
        for name in theme.name.values():
            named.setdefault(code_key(name), set()).add(theme.code)
    names = {key: next(iter(of)) for key, of in named.items() if len(of) == 1}
    codes = {code_key(code): code for code in codebook.theme_codes}
    # Codes that differ in capitals alone go by how they are written.
    shared = Counter(map(code_key, codebook.theme_codes))
    known = {**merged, **names, **codes, NO_THEME: NO_THEME}
    plain = {key: code for key, code in known.items() if shared[key] < 2}
    return {**plain, **{label_text(code): code for code in codebook.theme_codes}}


def parts(cell: str) -> list[str]:
    """Return the codes of a cell."""
    return [text for part in cell.split(SEPARATOR) if (text := label_text(part))]


def theme_in(sheet: Sheet, row: int, column: str, name: str, themes: dict[str, str] | None) -> str:
    """Return the code that a cell names, or blame the cell and return nothing."""
    if themes is None:
        if no_value(name):
            en = f"{name!r} is no code: leave the cell empty, or write none"
            fi = f"”{name}” ei ole koodi: jätä solu tyhjäksi tai kirjoita none"
            sheet.blame(row, column, Said(en, fi))
        return NO_THEME if label_key(name) == NO_THEME else name
    code = themes.get(name) or themes.get(code_key(name), "")
    if not code:
        fi = f"koodikirjassa ei ole teemaa ”{name}”"
        sheet.blame(row, column, Said(f"the codebook has no theme {name!r}", fi))
    return code


def stance_in(
    sheet: Sheet,
    row: int,
    column: str,
    scale: Sequence[int],
    shown: Mapping[str, int] | None = None,
) -> int | None:
    """Return the step that a cell holds, or None where it is empty or blamed.

    ``shown`` are steps by how the sheet writes them out elsewhere.
    """
    cell = unguard(sheet.cell(row, column))
    if not cell:
        return None
    number = (shown or {}).get(label_text(cell), number_in(cell))
    if number is None or number not in scale:
        steps = ", ".join(map(str, scale))
        fi = f"”{cell}” ei ole asteikolla {steps}"
        sheet.blame(row, column, Said(f"{cell!r} is not on the scale {steps}", fi))
        return None
    return int(number)


def texts(statements: pd.DataFrame) -> dict[str, str]:
    """Return what `compare` needs to know of the study's statements."""
    return {
        statement: _plain(text)
        for statement, text in statements[[STATEMENT, "clean"]].itertuples(index=False)
    }


def _plain(text: str) -> str:
    """Return a text without what a spreadsheet may have changed: spaces, control characters."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def compare(sheet: Sheet, known: dict[str, str]) -> None:
    """Blame rows whose statement the study lacks or whose text is not the study's."""
    for row in range(len(sheet.rows)):
        statement, text = sheet.name(row, STATEMENT), sheet.cell(row, TEXT)
        if statement and statement not in known:
            fi = f"tutkimuksessa ei ole lausumaa ”{statement}”"
            sheet.blame(row, STATEMENT, Said(f"the study has no statement {statement!r}", fi))
        elif statement and text and known[statement] not in (_plain(text), _plain(unguard(text))):
            fi = f"teksti ei ole lausuman ”{statement}”"
            sheet.blame(row, TEXT, Said(f"the text is not that of {statement!r}", fi))


def count_rows(sheet: Sheet) -> None:
    """Blame rows that are doubled or lost, where the sheet numbers its rows."""
    if ROW not in sheet.header:
        return
    found: dict[int, int] = {}
    total = 0
    for row, cells in enumerate(sheet.rows):
        number = re.fullmatch(r"(\d{1,9}) \((\d{1,9})\)", sheet.cell(row, ROW))
        if number is None:
            if any(cell.strip() for cell in cells):
                given = sheet.cell(row, ROW)
                fi = f"”{given}” ei ole rivin numero"
                sheet.blame(row, ROW, Said(f"{given!r} is no row's number", fi))
            continue
        own, total = int(number[1]), max(total, int(number[2]))
        if own in found:
            en = f"row {own} stands already in row {found[own]}"
            fi = f"numeroitu rivi {own} on jo taulukon rivillä {found[own]}"
            sheet.blame(row, ROW, Said(en, fi))
        found.setdefault(own, row + sheet.first_row)
    missing = (number for number in range(1, total + 1) if number not in found)
    for lost in islice(missing, _MOST_COUNTED):
        # Where it would stand, had nothing been sorted or taken out.
        fi = f"numeroitu rivi {lost} puuttuu (rivejä on {total})"
        sheet.blame(lost - 1, ROW, Said(f"row {lost} of {total} is missing", fi))


def refuse(
    problems: list[Said], paths: Sequence[str | PathLike[str]], codebook: Codebook | None
) -> None:
    """Raise an error that lists the cells that cannot be used, where there are any."""
    if not problems:
        return
    count = "1 cell" if len(problems) == 1 else f"{len(problems)} cells"
    heading = Said(
        f"{count} of the coding sheets cannot be used:",
        f"Näitä koodauslomakkeen soluja ei voi käyttää ({len(problems)}):",
    )
    more = len(problems) - _MOST_SHOWN
    rest = [Said(f"… and {more} more", f"… ja vielä {more} muuta")] if more > 0 else []
    listed = [heading, *problems[:_MOST_SHOWN], *rest]
    codes = ", ".join(codebook.theme_codes) if codebook else ""
    raise CodingsError(
        Said.joined("", [Said.joined("\n  ", listed), "\n"]),
        file=paths[0] if len(paths) == 1 else None,
        remedy=Said(
            "Mend the cells and read the sheets again; nothing was read."
            + (f" Themes: {codes}." if codes else ""),
            "Korjaa solut ja lue lomake uudelleen; mitään ei luettu."
            + (f" Teemat: {codes}." if codes else ""),
        ),
    )


def read_sheets(
    paths: Iterable[str | PathLike[str]] | str | PathLike[str],
    codebook: Codebook | None = None,
    statements: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Read filled coding sheets as codings.

    A sheet has a row a statement and the columns ``statement_id``, ``theme``, ``theme2``, … (or
    ``themes``, parted by semicolons), ``stance`` and ``actors`` (parted by semicolons), or their
    Finnish names (``lausuman tunnus``, ``teema``, ``kanta``, ``toimijat``); other columns are left
    alone. The coder stands in a column ``coder``, or else in the file's name:
    ``coder_anna.csv`` is ``human:anna``. A row with every coding cell empty was not coded; a coded
    row without a theme means that no theme applies (code ``none``).

    A sheet that `write_sheet` made numbers its rows: one that is missing or doubled is refused.

    Parameters
    ----------
    paths : path or iterable of paths
        CSV (comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252) or xlsx files.
    codebook : Codebook, optional
        With it, codes that it lacks are refused, and its scale is the scale of stance. A theme may
        be given by its code or its name.
    statements : DataFrame, optional
        The study's statements (``statement_id``, ``clean``). With them, a row that names none of
        them is refused, and so is one whose text was changed.

    Returns
    -------
    DataFrame
        Codings of status ``blind``; from a sheet that showed suggestions, ``accepted`` where the
        coder kept them and ``changed`` where not, or ``unknown`` where its suggestions are gone. A
        file can only claim to be blind: `aineisto.Project.import_sheet` checks it.

    Raises
    ------
    CodingsError
        Listing every cell that cannot be used, by file and cell; nothing is then read.

    Examples
    --------
    >>> read_sheets(folder.glob("coders/*.csv"), codebook)["coder"].unique().tolist()
    ['human:a', 'human:b']
    """
    return read_marked_sheets(paths, codebook, statements)[0]


def read_marked_sheets(
    paths: Iterable[str | PathLike[str]] | str | PathLike[str],
    codebook: Codebook | None = None,
    statements: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, dict[tuple[str, str], str]]:
    """Return what `read_sheets` does, and the marks that a project gave the rows.

    The marks are by coder and statement; the project that made them can tell whether they are its
    own.

    Examples
    --------
    >>> read, marks = read_marked_sheets(sheets, codebook)
    >>> len(read), marks
    (708, {})
    """
    if codebook is not None:
        of_kind(codebook, Codebook, "codebook", "Load it: Codebook.load(…).")
    listed = [paths] if isinstance(paths, str | PathLike) else list(paths)
    sheets = [read_sheet(path) for path in listed]
    scale = SCALE if codebook is None else tuple(point.value for point in codebook.scale)
    themes = None if codebook is None else theme_names(codebook)
    known = None if statements is None else texts(statements)
    rows: list[dict[str, Any]] = []
    coded: dict[tuple[str, str], Said] = {}
    for sheet in sheets:
        if known is not None:
            compare(sheet, known)
        count_rows(sheet)
        rows += _judgements(sheet, themes, scale, coded)
    refuse([problem for sheet in sheets for problem in sheet.problems], listed, codebook)
    marks = {
        (_coder(sheet, row), sheet.name(row, STATEMENT)): sheet.cell(row, MARK)
        for sheet in sheets
        if MARK in sheet.header
        for row in range(len(sheet.rows))
    }
    return check_codings(make_codings(rows)), marks


def _judgements(
    sheet: Sheet,
    themes: dict[str, str] | None,
    scale: Sequence[int],
    coded: dict[tuple[str, str], Said],
) -> list[dict[str, Any]]:
    """Return the codings of a sheet; what cannot be used goes to the sheet's problems."""
    theme_columns = sheet.names(THEME_COLUMN.fullmatch)
    columns = [name for name in (*theme_columns, STANCE, ACTORS) if name in sheet.header]
    rows: list[dict[str, Any]] = []
    for row in range(len(sheet.rows)):
        if not any(sheet.cell(row, name) for name in columns):
            continue
        coder = _coder(sheet, row)
        statement = sheet.name(row, STATEMENT)
        if not statement:
            fi = "rivi on koodattu, mutta lausuman tunnus puuttuu"
            sheet.blame(row, STATEMENT, Said("the row is coded but names no statement", fi))
        elif (coder, statement) in coded:
            where = coded[coder, statement]
            en = f"{coder} has coded {statement!r} already in {where}"
            fi = f"{coder} on jo koodannut lausuman ”{statement}”: {where.fi}"
            sheet.blame(row, STATEMENT, Said(en, fi))
        number = row + sheet.first_row
        here = Said(f"{sheet.path}, row {number}", f"{sheet.path}, rivi {number}")
        coded.setdefault((coder, statement), here)
        base = {"statement_id": statement, "coder": coder}
        for family, codes in _row_codes(sheet, row, theme_columns, themes, scale).items():
            status = _status(sheet, row, family, codes)
            rows += [
                {**base, "family": family, "status": status, **_coding(family, code)}
                for code in codes
            ]
    return rows


def _coding(family: str, code: str) -> dict[str, Any]:
    return {"code": STANCE, "value": int(code)} if family == STANCE else {"code": code}


def _row_codes(
    sheet: Sheet,
    row: int,
    theme_columns: Sequence[str],
    themes: dict[str, str] | None,
    scale: Sequence[int],
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if theme_columns:
        given = [
            theme_in(sheet, row, column, part, themes)
            for column in theme_columns
            for part in parts(sheet.cell(row, column))
        ]
        codes = _once(code for code in given if code) if themes is None else _listed(given)
        if NO_THEME in codes and len(codes) > 1:
            fi = f"”{NO_THEME}” on teeman rinnalla"
            sheet.blame(row, theme_columns[0], Said(f"{NO_THEME!r} stands beside a theme", fi))
        found["theme"] = codes or [NO_THEME]
    step = stance_in(sheet, row, STANCE, scale)
    if step is not None:
        found[STANCE] = [str(step)]
    actors = parts(sheet.cell(row, ACTORS))
    for name in actors:
        if no_value(name):
            fi = f"”{name}” ei ole toimija: jätä solu tyhjäksi"
            sheet.blame(row, ACTORS, Said(f"{name!r} is no actor: leave the cell empty", fi))
    found["actor"] = _once(actors)
    return found


def _listed(given: Iterable[str]) -> list[str]:
    return [code for code in dict.fromkeys(given) if code]


def _once(names: Iterable[str]) -> list[str]:
    """Return names by their first spelling: Ruoka and ruoka of one cell are one."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(code_key(name), name)
    return list(first.values())


def _coder(sheet: Sheet, row: int) -> str:
    name = coder_name(sheet.cell(row, CODER))
    if name.removeprefix("human:").casefold().startswith("machine:"):
        fi = f"”{name}” ei ole ihminen"
        sheet.blame(row, CODER, Said(f"{name!r} is not a person", fi))
    if not name:
        stem = sheet.path.stem.strip()
        name = re.sub(r"^(coder|koodaaja)[ _-]+(?=.)", "", stem, flags=re.IGNORECASE)
    return name if name.startswith("human:") else f"human:{name}"


def _status(sheet: Sheet, row: int, family: str, codes: list[str]) -> str:
    shown = f"{SUGGESTED}{family}"
    if shown not in sheet.header:
        # A sheet of marks tells of each row what was shown; one without a mark tells nothing.
        told = MARK not in sheet.header or sheet.cell(row, MARK).startswith("blind")
        return "blind" if told else "unknown"
    suggested = set(parts(sheet.cell(row, shown)))
    same = suggested == set(codes) or (family == "theme" and not suggested and codes == [NO_THEME])
    return "accepted" if same else "changed"
