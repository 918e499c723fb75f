"""What the columns of sheets are called, in Finnish and in English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from aineisto.core.codings import NO_THEME, STANCE
from aineisto.core.labels import label_text

#: Columns of a sheet; the column of stances has the name of their code.
STATEMENT, TEXT, CODER, ACTORS = "statement_id", "text", "coder", "actors"
#: Of a sheet of disputes: what is disputed, what was settled on, by whom and why.
FAMILY, AGREED, PEOPLE, REASON = "family", "consensus", "people", "reason"
#: The column in which a project marks what it showed with a row.
MARK = "mark"
#: The column that numbers the rows, "3 (150)", so that a row that was lost is missed.
ROW = "row"
#: Before the family's name: the columns in which a sheet shows a machine's suggestions.
SUGGESTED = "suggested_"
#: Before a coder's name, on a sheet of disputes.
CODES, MEMO = "codes: ", "memo: "

#: What a coder fills in: so called also on sheets that were made by hand. Of two names for one
#: column the first is the one that we write.
_FINNISH_CODES = {
    "teema": "theme",
    "teemat": "themes",
    "kanta": STANCE,
    "suhtautuminen": STANCE,
    "toimijat": ACTORS,
    "toimija": ACTORS,
    "koodaaja": CODER,
}
#: The rest of a sheet that we wrote: so called only where the statement's column is.
_FINNISH_SHEET = {
    STATEMENT: "lausuman tunnus",
    TEXT: "lausuma",
    "time": "aika",
    "question": "kysymys",
    "before": "mitä ennen sanottiin",
    "after": "mitä sitten sanottiin",
    f"{SUGGESTED}theme": "ehdotettu teema",
    f"{SUGGESTED}stance": "ehdotettu kanta",
    f"{SUGGESTED}actor": "ehdotetut toimijat",
    ROW: "rivi",
    MARK: "merkki",
    FAMILY: "mitä koodataan",
    AGREED: "yhteinen ratkaisu",
    PEOPLE: "ketkä sopivat",
    REASON: "perustelu",
}
_FINNISH_BEGINNINGS = {CODES: "koodit: ", MEMO: "muistiinpano: "}
_NONE_APPLIES = {
    "theme": {"fi": "ei teemaa", "en": "no theme"},
    "actor": {"fi": "ei toimijoita", "en": "no actors"},
}
_FINNISH_FAMILIES = {"theme": "teema", STANCE: "kanta", "actor": "toimijat"}


def head(column: str, lang: str) -> str:
    """Return what a column of a sheet is called in a language.

    Examples
    --------
    >>> [head(column, "fi") for column in ("theme2", "codes: anna", "own")]
    ['teema2', 'koodit: anna', 'own']
    """
    if lang != "fi":
        return column
    for ours, finnish in _FINNISH_BEGINNINGS.items():
        if column.startswith(ours):
            return finnish + column.removeprefix(ours)
    word = column.rstrip("0123456789")
    written = {meant: name for name, meant in reversed(_FINNISH_CODES.items())}
    return {**written, **_FINNISH_SHEET}.get(word, word) + column[len(word) :]


def columns_of(cells: Iterable[str]) -> list[str]:
    """Return the columns that a row of a sheet names, in either language.

    Examples
    --------
    >>> columns_of(["Lausuman tunnus", "Lausuma", "Teema2"])
    ['statement_id', 'text', 'theme2']
    >>> columns_of(["statement_id", "lausuma", "Kanta"])
    ['statement_id', 'lausuma', 'stance']
    """
    names = [label_text(cell).lower() for cell in cells]
    meant = dict(_FINNISH_CODES)
    if _FINNISH_SHEET[STATEMENT] in names:
        meant |= {finnish: column for column, finnish in _FINNISH_SHEET.items()}
    found = []
    for name in names:
        word = name.rstrip("0123456789")
        found.append(meant.get(word, word) + name[len(word) :])
    return found


def without_empty_doubles(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the columns, without those that are empty and stand there by their other name too.

    Examples
    --------
    >>> without_empty_doubles(["stance", "theme", "stance"], [["", "", "2"]])
    ['', 'theme', 'stance']
    """
    kept = list(header)
    times = Counter(header)
    for place, name in enumerate(header):
        if times[name] > 1 and not any(row[place].strip() for row in rows if place < len(row)):
            kept[place] = ""
            times[name] -= 1
    return kept


def family_head(family: str, lang: str) -> str:
    """Return what a family of codes is called on a sheet of disputes.

    Examples
    --------
    >>> family_head("stance", "fi")
    'kanta'
    """
    return _FINNISH_FAMILIES.get(family, family) if lang == "fi" else family


def family_of(cell: str) -> str:
    """Return the family that a cell names, in either language; another word as it is.

    Examples
    --------
    >>> family_of("Kanta"), family_of("actor")
    ('stance', 'actor')
    """
    word = cell.strip().lower()
    return {name: family for family, name in _FINNISH_FAMILIES.items()}.get(word, cell)


def named(code: str, name: str) -> str:
    """Return how a sheet of disputes shows a code: after its name, in brackets.

    Examples
    --------
    >>> named("raha", "Rahoitus"), named("Kela", "Kela")
    ('Rahoitus (raha)', 'Kela')
    """
    return code if code == name else f"{name} ({code})"


def none_named(family: str, lang: str) -> str:
    """Return how a sheet of disputes shows that a coder gave no theme or no actor.

    Examples
    --------
    >>> none_named("actor", "fi")
    'ei toimijoita (none)'
    """
    words = _NONE_APPLIES[family]
    return named(NO_THEME, words.get(lang, words["en"]))
