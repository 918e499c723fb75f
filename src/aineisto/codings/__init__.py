"""The one table of judgements: who coded what, where, how sure, on what evidence."""

from aineisto.codings._sheet_writer import write_sheet
from aineisto.codings._sheets import read_sheets
from aineisto.codings._table import (
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
