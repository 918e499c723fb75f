"""Sheets of disputes: to talk over away from the computer, and to bring back what was settled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from aineisto.codings._sheet_files import Sheet, read_sheet
from aineisto.codings._sheet_names import (
    AGREED,
    FAMILY,
    PEOPLE,
    REASON,
    STATEMENT,
    TEXT,
    family_head,
    family_of,
    named,
    none_named,
)
from aineisto.codings._sheet_writer import WIDTHS, Choose, Form, number_rows, write_form
from aineisto.codings._sheets import (
    compare,
    count_rows,
    parts,
    refuse,
    stance_in,
    texts,
    theme_in,
    theme_names,
)
from aineisto.core.cells import unguard
from aineisto.core.codings import FAMILIES, NO_THEME, STANCE
from aineisto.core.errors import Said
from aineisto.core.labels import label_text
from aineisto.core.options import LANGUAGES

if TYPE_CHECKING:
    from aineisto.codebook import Codebook

_FAMILIES_FI = [family_head(family, "fi") for family in FAMILIES]
_FILLED = (AGREED, PEOPLE, REASON)
_WORDS = {
    "fi": (
        "Erimielisyydet",
        (
            "Yksi rivi on yksi erimielisyys. Täytä värilliset sarakkeet; muita ei voi muuttaa.",
            "yhteinen ratkaisu: koodi, josta sovittiin. Kanta numerona, teemat ja toimijat "
            "puolipisteillä erotettuina; none: mikään teema ei sovi, ei toimijoita. "
            "Koodaajan solun voi kopioida sellaisenaan.",
            "ketkä sopivat: vähintään kaksi nimeä, pilkuilla erotettuina.",
            "perustelu: miksi näin sovittiin.",
            "Rivi, jolta yhteinen ratkaisu puuttuu, on sopimatta.",
            "Koodaajien omat koodit jäävät ennalleen.",
        ),
    ),
    "en": (
        "Disputes",
        (
            "One row is one dispute. Fill in the coloured columns; the others are locked.",
            "consensus: the code settled on. A stance is a number; themes and actors are parted "
            "by semicolons; none: no theme applies, no actor is mentioned. A coder's cell may be "
            "copied as it is.",
            "people: who settled it, two at least, parted by commas.",
            "reason: why you settled so.",
            "A row without a consensus is not settled. The coders' own codes stay as they are.",
        ),
    ),
}
_WIDE = {**WIDTHS, TEXT: 60, "after": 40, AGREED: 18, PEOPLE: 16, REASON: 40}


@dataclass(frozen=True)
class Settlement:
    """What a sheet says was settled about one family of a statement.

    Examples
    --------
    >>> settled = Settlement("h1:0004", "stance", (), -1, ("anna", "bea"), "risk, not a fault")
    >>> settled.value
    -1
    """

    statement_id: str
    family: str
    codes: tuple[str, ...]
    value: int | None
    people: tuple[str, ...]
    reason: str


def write_disputes(
    disputes: pd.DataFrame, path: str | PathLike[str], codebook: Codebook, lang: str = "fi"
) -> None:
    """Write disputes as a sheet: what each coder gave, and columns for what is settled.

    Parameters
    ----------
    disputes : DataFrame of str
        ``statement_id``, ``text``, ``family`` and what else is to be seen, then ``consensus``,
        ``people`` and ``reason``, empty where nothing is settled.
    path : path-like
        Ends in ``.xlsx`` or ``.csv``; a file that is there is left as it is.
    codebook : Codebook
        Themes and scale to choose from.
    lang : {"fi", "en"}
        Language of the instructions and of the names of a workbook's columns.

    Raises
    ------
    CodingsError
        As `write_sheet`.

    Examples
    --------
    >>> row = {"statement_id": "h1:0004", "text": "Raha loppuu.", "family": "stance"}
    >>> row |= {"consensus": "", "people": "", "reason": ""}
    >>> write_disputes(pd.DataFrame([row]), "disputes.csv", codebook)
    >>> is_of_disputes("disputes.csv")
    True
    """
    table = disputes.astype(str).reset_index(drop=True)
    number_rows(table)
    title, lines = _WORDS.get(lang, _WORDS["en"])
    rows = {family: table.index[table[FAMILY] == family] for family in (STANCE, "theme")}
    # Of themes there may be several in a cell: the list only helps.
    lists = [Choose(AGREED, family, at, family == STANCE) for family, at in rows.items()]
    if Path(path).suffix.lower() == ".xlsx":
        table[FAMILY] = [family_head(family, lang) for family in table[FAMILY]]
    widths = {name: 18 for name in table.columns if name not in _WIDE} | _WIDE
    write_form(Form(table, _FILLED, title, lines, widths, lists), path, codebook, lang)


def read_disputes(
    paths: Iterable[str | PathLike[str]], codebook: Codebook, statements: pd.DataFrame
) -> list[Settlement]:
    """Read what was settled on sheets of disputes; rows without a consensus are passed over.

    Cells that cannot be used are errors as in `read_sheets`: all are listed, and nothing is read.

    Examples
    --------
    >>> row = {"statement_id": coded["statement_id"].iloc[0], "text": "", "family": "stance"}
    >>> row |= {"consensus": "-1", "people": "anna, bea", "reason": "riski"}
    >>> write_disputes(pd.DataFrame([row]), "disputes.csv", codebook)
    >>> read_disputes(["disputes.csv"], codebook, corpus.statements)[0].value
    -1
    """
    listed = list(paths)
    sheets = [read_sheet(path, (STATEMENT, FAMILY, *_FILLED)) for path in listed]
    known = texts(statements)
    themes, steps = theme_names(codebook) | _themes_shown(codebook), _steps_shown(codebook)
    scale = tuple(point.value for point in codebook.scale)
    found: dict[tuple[str, str], Settlement] = {}
    for sheet in sheets:
        compare(sheet, known)
        count_rows(sheet)
        for row in range(len(sheet.rows)):
            one = _settled(sheet, row, themes, steps, scale)
            if one is None:
                continue
            if (one.statement_id, one.family) in found:
                fi = f"”{one.statement_id}” on ratkaistu toisellakin rivillä"
                en = f"{one.statement_id!r} is settled in another row too"
                sheet.blame(row, AGREED, Said(en, fi))
            found[one.statement_id, one.family] = one
    refuse([problem for sheet in sheets for problem in sheet.problems], listed, codebook)
    return list(found.values())


def _themes_shown(codebook: Codebook) -> dict[str, str]:
    """Return the codes by how the sheet shows them beside each coder, to be copied from there."""
    shown = {
        label_text(named(code, label)): code
        for lang in LANGUAGES
        for code, label in codebook.theme_labels(lang).items()
    }
    return shown | {none_named("theme", lang): NO_THEME for lang in LANGUAGES}


def _steps_shown(codebook: Codebook) -> dict[str, int]:
    return {
        label_text(named(str(step.value), step.label(lang))): step.value
        for step in codebook.scale
        for lang in LANGUAGES
    }


def _settled(
    sheet: Sheet,
    row: int,
    themes: Mapping[str, str],
    steps: Mapping[str, int],
    scale: tuple[int, ...],
) -> Settlement | None:
    """Return what a row settles, None where nothing is; what cannot be used is blamed."""
    agreed = unguard(sheet.cell(row, AGREED))
    statement, family = sheet.name(row, STATEMENT), family_of(sheet.cell(row, FAMILY))
    reason = unguard(sheet.cell(row, REASON))
    if not agreed:
        if reason:
            fi = "perustelu on, mutta yhteinen ratkaisu puuttuu"
            sheet.blame(row, AGREED, Said("there is a reason but no consensus", fi))
        return None
    if not statement:
        fi = "rivi on ratkaistu, mutta lausuman tunnus puuttuu"
        sheet.blame(row, STATEMENT, Said("the row is settled but names no statement", fi))
    if family not in FAMILIES:
        fi = f"”{family}” ei ole mikään näistä: {', '.join(_FAMILIES_FI)}"
        sheet.blame(row, FAMILY, Said(f"{family!r} is none of {', '.join(FAMILIES)}", fi))
        return None
    people = _people(sheet.cell(row, PEOPLE))
    if len(people) < 2:
        fi = "yhteisestä ratkaisusta sopii vähintään kaksi: kirjoita heidän nimensä"
        sheet.blame(row, PEOPLE, Said("a consensus is one of two coders or more: name who sat", fi))
    if not reason:
        fi = "yhteisen ratkaisun perustelu puuttuu"
        sheet.blame(row, REASON, Said("a consensus needs its reason", fi))
    if family == STANCE:
        value = stance_in(sheet, row, AGREED, scale, steps)
        return Settlement(statement, family, (), value, people, reason)
    given = parts(agreed)
    if family == "actor":
        nobody = {none_named(family, lang) for lang in LANGUAGES}
        given = [NO_THEME if name in nobody else name for name in given]
    else:
        given = [themes.get(name, name) for name in given]
    if NO_THEME in given and len(given) > 1:
        fi = f"”{NO_THEME}” on toisen koodin rinnalla"
        sheet.blame(row, AGREED, Said(f"{NO_THEME!r} stands beside a {family}", fi))
    if family == "theme":
        given = [theme_in(sheet, row, AGREED, name, dict(themes)) for name in given]
    codes = tuple(code for code in dict.fromkeys(given) if code != NO_THEME)
    return Settlement(statement, family, codes, None, people, reason)


def _people(cell: str) -> tuple[str, ...]:
    names = (name.strip() for name in re.split(r"[,;]", cell))
    return tuple(dict.fromkeys(name for name in names if name))
