"""The one table of judgements: who coded what, where, how sure, on what evidence."""

from aineisto.codings._respondents import answer_value, answers
from aineisto.codings._sheet_writer import write_sheet
from aineisto.codings._sheets import read_marked_sheets, read_sheets
from aineisto.core.codings import (
    COLUMNS,
    CONSENSUS,
    FAMILIES,
    NO_THEME,
    SCALE,
    STANCE,
    STATUSES,
    check_codings,
    coder_key,
    empty_codings,
    is_blind,
    is_human,
    is_machine,
    make_codings,
    now,
    read_codings,
    same_coders,
    write_codings,
)

__all__ = [
    "COLUMNS",
    "CONSENSUS",
    "FAMILIES",
    "NO_THEME",
    "SCALE",
    "STANCE",
    "STATUSES",
    "answer_value",
    "answers",
    "check_codings",
    "coder_key",
    "empty_codings",
    "is_blind",
    "is_human",
    "is_machine",
    "make_codings",
    "now",
    "read_codings",
    "read_marked_sheets",
    "read_sheets",
    "same_coders",
    "write_codings",
    "write_sheet",
]
