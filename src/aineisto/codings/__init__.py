"""The one table of judgements: who coded what, where, how sure, on what evidence."""

from aineisto.codings._beside import beside
from aineisto.codings._dispute_sheets import Settlement, read_disputes, write_disputes
from aineisto.codings._respondents import answer_value, answer_value_by, answers
from aineisto.codings._sheet_files import is_of_disputes, open_sheet
from aineisto.codings._sheet_names import named, none_named
from aineisto.codings._sheet_writer import check_new, write_sheet
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
    coder_name,
    empty_codings,
    is_blind,
    is_human,
    is_language_model,
    is_machine,
    make_codings,
    now,
    read_codings,
    suggestions,
    write_codings,
)
from aineisto.core.spellings import same_coders, same_codes

__all__ = [
    "COLUMNS",
    "CONSENSUS",
    "FAMILIES",
    "NO_THEME",
    "SCALE",
    "STANCE",
    "STATUSES",
    "Settlement",
    "answer_value",
    "answer_value_by",
    "answers",
    "beside",
    "check_codings",
    "check_new",
    "coder_key",
    "coder_name",
    "empty_codings",
    "is_blind",
    "is_human",
    "is_language_model",
    "is_machine",
    "is_of_disputes",
    "make_codings",
    "named",
    "none_named",
    "now",
    "open_sheet",
    "read_codings",
    "read_disputes",
    "read_marked_sheets",
    "read_sheets",
    "same_coders",
    "same_codes",
    "suggestions",
    "write_codings",
    "write_disputes",
    "write_sheet",
]
