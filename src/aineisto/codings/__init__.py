"""The one table of judgements: who coded what, where, how sure, on what evidence."""

from aineisto.codings._respondents import answer_value, answers
from aineisto.codings._sheet_writer import write_sheet
from aineisto.codings._sheets import read_sheets
from aineisto.core.codings import (
    COLUMNS,
    FAMILIES,
    NO_THEME,
    SCALE,
    STANCE,
    STATUSES,
    check_codings,
    empty_codings,
    is_human,
    is_machine,
    make_codings,
    now,
    read_codings,
    write_codings,
)

__all__ = [
    "COLUMNS",
    "FAMILIES",
    "NO_THEME",
    "SCALE",
    "STANCE",
    "STATUSES",
    "answer_value",
    "answers",
    "check_codings",
    "empty_codings",
    "is_human",
    "is_machine",
    "make_codings",
    "now",
    "read_codings",
    "read_sheets",
    "write_codings",
    "write_sheet",
]
