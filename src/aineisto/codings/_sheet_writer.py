"""Empty coding sheets for people to fill in."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from typing import TYPE_CHECKING, Any

import pandas as pd

from aineisto.codings._sheet_files import SEPARATOR
from aineisto.codings._sheet_form import Choose, Form, check_new, write_form
from aineisto.codings._sheet_names import (
    ACTORS,
    CODER,
    MARK,
    ROW,
    STATEMENT,
    SUGGESTED,
    TEXT,
)
from aineisto.core.clock import clock
from aineisto.core.codings import STANCE
from aineisto.core.errors import CodingsError

if TYPE_CHECKING:
    from aineisto.codebook import Codebook

_WORDS: dict[str, dict[str, Any]] = {
    "fi": {
        "sheet": "Koodaus",
        "lines": (
            "Yksi rivi on yksi lausuma. Täytä värilliset sarakkeet; muita ei voi muuttaa.",
            "teema, teema2: lausuman teemat luettelosta. Valitse none, jos mikään ei sovi.",
            "kanta: lausuman kanta asteikolla; portaat ovat tämän välilehden alkusarakkeissa.",
            "toimijat: mainitut toimijat puolipisteillä erotettuina; tyhjä solu: ei toimijoita.",
            "Jos et koodaa toimijoita lainkaan, jätä sarake toimijat kokonaan tyhjäksi.",
            "kysymys, mitä ennen sanottiin: mihin lausuma vastaa ja mitä sitä ennen puhuttiin.",
            "Kokonaan tyhjä rivi on koodaamatta. Rivejä ei voi poistaa eikä lajitella.",
            "Koodaa itsenäisesti: älä katso muiden koodeja, ennen kuin olet valmis.",
        ),
    },
    "en": {
        "sheet": "Coding",
        "lines": (
            "One row is one statement. Fill in the coloured columns; the others are locked.",
            "theme, theme2: the statement's themes from the list. Write none if no theme applies.",
            "stance: the stance on the scale; its steps stand in the first columns of this tab.",
            "actors: the actors mentioned, parted by semicolons; an empty cell: no actors.",
            "If you do not code actors at all, leave the whole column actors empty.",
            "question and before: what the statement answers and what was said before it.",
            "A row that you leave wholly empty is not coded. Rows cannot be removed or sorted.",
            "Code on your own: do not look at others' codes before you are done.",
        ),
    },
}
_FILLED = ("theme", "theme2", STANCE, ACTORS)
_CONTEXT = ("question", "before")
_TIME = "time"
#: Of the columns, in characters.
WIDTHS = {
    ROW: 9,
    STATEMENT: 14,
    _TIME: 9,
    "question": 22,
    "before": 40,
    TEXT: 80,
    ACTORS: 30,
    "theme": 22,
    "theme2": 22,
}


def write_sheet(
    statements: pd.DataFrame,
    path: str | PathLike[str],
    codebook: Codebook,
    coder: str = "",
    suggestions: pd.DataFrame | None = None,
    lang: str = "fi",
    marks: Mapping[str, str] | None = None,
) -> None:
    """Write an empty coding sheet for a person to fill in.

    Parameters
    ----------
    statements : DataFrame
        Statements to code, with ``statement_id`` and ``clean`` (or ``text``); ``question``,
        ``before`` (what was said before) and ``time_start`` are shown where they are there.
    path : path-like
        Ends in ``.xlsx`` (drop-down lists, instructions, locked text) or ``.csv``. A file that is
        there already is left as it is: it may hold codes.
    codebook : Codebook
        Themes and scale to choose from.
    coder : str
        The coder's name; without it the file's name tells it on reading.
    suggestions : DataFrame, optional
        A machine's codings to show. A sheet is blind without them, and only then do its codes
        count in agreement.
    lang : {"fi", "en"}
        Language of the instructions and of a workbook's columns.
    marks : mapping of statement_id to str, optional
        What a project marks each row with, to know on the way back what it showed.

    Raises
    ------
    CodingsError
        When the statements lack a column, a text is longer than a cell of xlsx holds, or the file
        is there already or cannot be written.

    Examples
    --------
    >>> write_sheet(coded.head(5), "anna.csv", codebook, coder="anna")
    >>> pd.read_csv("anna.csv").shape[0]
    5
    """
    check_new(path)
    table = _empty_sheet(statements, coder, suggestions, marks)
    words = _WORDS.get(lang, _WORDS["en"])
    rows = range(max(len(table), 1))
    lists = [Choose(name, "theme", rows) for name in ("theme", "theme2")]
    lists.append(Choose(STANCE, STANCE, rows))
    form = Form(table, _FILLED, words["sheet"], words["lines"], WIDTHS, lists)
    write_form(form, path, codebook, lang)


def _empty_sheet(
    statements: pd.DataFrame,
    coder: str,
    suggestions: pd.DataFrame | None,
    marks: Mapping[str, str] | None,
) -> pd.DataFrame:
    text = "clean" if "clean" in statements else TEXT
    if STATEMENT not in statements or text not in statements:
        raise CodingsError(
            f"The statements have no column {STATEMENT!r} or no text.",
            remedy="Give the statements of a corpus.",
        )
    shown_columns = [STATEMENT, *(name for name in _CONTEXT if name in statements)]
    table = statements[shown_columns].astype(str).assign(**{TEXT: statements[text].astype(str)})
    if "time_start" in statements and statements["time_start"].notna().any():
        table.insert(1, _TIME, [clock(one) for one in statements["time_start"]])
    if suggestions is not None:
        for family in ("theme", STANCE, "actor"):
            rows = suggestions[suggestions["family"] == family]
            codes = (rows["value"] if family == STANCE else rows["code"]).astype(str)
            shown = codes.groupby(rows[STATEMENT]).agg(SEPARATOR.join).to_dict()
            table[f"{SUGGESTED}{family}"] = [shown.get(name, "") for name in table[STATEMENT]]
    for name in _FILLED:
        table[name] = ""
    table[ROW] = [f"{number} ({len(table)})" for number in range(1, len(table) + 1)]
    if coder:
        table[CODER] = coder
    if marks is not None:
        table[MARK] = [marks[name] for name in table[STATEMENT]]
    return table.reset_index(drop=True)
