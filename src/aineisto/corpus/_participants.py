"""The table of participants, and which of them speaks in which document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from os import PathLike
from pathlib import Path

import pandas as pd

from aineisto.core.checks import as_path
from aineisto.core.errors import ParticipantsError, ReadError, reading
from aineisto.corpus._corpus import STATEMENT_COLUMNS
from aineisto.corpus._given import proposed
from aineisto.corpus.readers import read_table
from aineisto.corpus.speakers import label_key

_NAMES = {
    "osallistuja": "participant",
    "haastateltava": "participant",
    "participant": "participant",
    "dokumentti": "document",
    "asiakirja": "document",
    "tiedosto": "document",
    "file": "document",
    "document": "document",
    "puhuja": "speaker",
    "speaker": "speaker",
    "ryhmä": "group",
    "vastaajaryhmä": "group",
}
#: Columns of a table that say something of its statements, never of who answers.
_OF_STATEMENTS = frozenset({*STATEMENT_COLUMNS, "answered_at"})
_WHOLE = re.compile(r"(\d+)\.0")
_PART = re.compile(r"\d+|[^\W\d_]+")
_ENDING = re.compile(r"\.[a-z]\w{1,4}\Z")


def load_participants(participants: object) -> tuple[pd.DataFrame | None, Path | None]:
    """Return the table of participants as strings, ``participant`` first, and its file.

    Parameters
    ----------
    participants : path, DataFrame or None

    Raises
    ------
    ParticipantsError
        When it cannot be read, lacks the column ``participant``, or names someone twice.
    """
    if participants is None:
        return None, None
    if isinstance(participants, pd.DataFrame):
        path: Path | None = None
        frame, rows = _as_in_files(participants), tuple(range(1, len(participants) + 1))
    elif isinstance(participants, str | PathLike):
        path = as_path(participants)
        frame, rows = _load(path)
    else:
        raise ParticipantsError(
            f"Participants cannot be read from {type(participants).__name__}.",
            remedy="Give a path to a csv or xlsx file, or a DataFrame.",
        )
    return _checked(frame, path, rows), path


def _as_in_files(given: pd.DataFrame) -> pd.DataFrame:
    """Return a frame as its file would be read: the index a column, Finnish names understood."""
    named = [name for name in given.index.names if name is not None and name not in given.columns]
    frame = given.reset_index(level=named) if named else given.copy()
    known = {name: _NAMES.get(str(name).strip().casefold(), name) for name in frame.columns}
    taken = set(frame.columns)
    return frame.rename(
        columns={name: new for name, new in known.items() if new == name or new not in taken}
    )


def _load(path: Path) -> tuple[pd.DataFrame, tuple[int, ...]]:
    if path.suffix.lower() not in {".csv", ".tsv", ".txt", ".xlsx", ".xlsm"}:
        raise ParticipantsError(
            f"Participants cannot be read from a {path.suffix or 'file without an ending'}.",
            file=path,
            remedy="Save the table as csv or xlsx.",
        )
    try:
        with reading(path, "table", error=ParticipantsError):
            table = read_table(path, names=_NAMES)
    except ReadError as error:
        raise ParticipantsError(
            error.problem, file=path, place=error.place, remedy=error.remedy
        ) from error
    frame = pd.DataFrame([list(row) for row in table.rows], columns=list(table.header))
    return frame, table.numbers


def _checked(frame: pd.DataFrame, path: Path | None, rows: Sequence[int]) -> pd.DataFrame:
    if "participant" not in frame.columns:
        raise ParticipantsError(
            "The table of participants has no column `participant`.",
            file=path,
            place=f"columns {', '.join(map(str, frame.columns))}",
            remedy="Name the column of the participants' identifiers `participant`.",
        )
    _check_spelling([str(name) for name in frame.columns], path)
    frame = frame.reset_index(drop=True)
    for name in {"participant", "document", "speaker"} & set(frame.columns):
        column = frame[name].astype("object")
        texts = column.where(column.notna(), "").astype(str).str.strip()
        frame[name] = without_decimals(texts.tolist())
    seen: dict[str, int] = {}
    for number, participant in zip(rows, frame["participant"], strict=True):
        if not participant:
            raise ParticipantsError(
                "A row has no participant.",
                file=path,
                place=f"row {number}",
                remedy="Give the participant an identifier or leave the row out.",
            )
        if participant in seen:
            raise ParticipantsError(
                f"The participant {participant!r} is there twice.",
                file=path,
                place=f"rows {seen[participant]} and {number}",
                remedy="Leave one row out; for a second interview give it an identifier of its "
                f"own, such as {participant}b.",
            )
        seen[participant] = number
    others = [name for name in frame.columns if name != "participant"]
    return frame[["participant", *others]]


def without_decimals(names: Sequence[str]) -> list[str]:
    """Return identifiers, whole numbers as they were before a program made decimals of them.

    Examples
    --------
    >>> without_decimals(["1.0", "", "12.0"]), without_decimals(["1.0", "1.1"])
    (['1', '', '12'], ['1.0', '1.1'])
    """
    if all(not name or name.isdigit() or _WHOLE.fullmatch(name) for name in names):
        return [_WHOLE.sub(r"\1", name) for name in names]
    return list(names)


def _check_spelling(columns: Sequence[str], path: Path | None) -> None:
    """Refuse a column that is nearly one of those read here: its content would be lost."""
    for known in ("participant", "document", "speaker", "group"):
        near = [] if known in columns else get_close_matches(known, columns, n=1, cutoff=0.8)
        if near:
            raise ParticipantsError(
                f"The table of participants has a column {near[0]!r}; is it meant to be {known!r}?",
                file=path,
                place=f"column {near[0]}",
                remedy=f"Name it {known}, or give it a name that is less like it.",
            )


def rows_of(frame: pd.DataFrame, document: str, path: Path | None) -> pd.DataFrame:
    """Return the rows that fit a document: by ``document``, else by the participant's name.

    Parameters
    ----------
    frame : DataFrame
        The table of participants.
    document : str
        The document's name; it holds folders where files of several folders are called the same.
    path : Path or None
        The document's file, whose ending may be written too; None when one file holds several.
    """
    names = {_plain(document)}
    if path is not None:
        names |= {_plain(document + path.suffix), _plain(document.removesuffix(path.suffix))}
    given = frame["document"] if "document" in frame else pd.Series("", index=frame.index)
    fits = [
        _names(value, names, in_folders="/" in document) if value else _plain(participant) in names
        for value, participant in zip(given, frame["participant"], strict=True)
    ]
    return frame[pd.Series(fits, index=frame.index, dtype=bool)]


def _names(value: str, names: Collection[str], *, in_folders: bool) -> bool:
    """Tell whether a cell names a document, perhaps with folders before it."""
    plain = _plain(value)
    if in_folders:
        return any(plain == name or plain.endswith("/" + name) for name in names)
    return plain.rpartition("/")[2] in names


def rows_in_other_spelling(
    frame: pd.DataFrame, document: str, documents: Collection[str]
) -> tuple[pd.DataFrame, str]:
    """Return the rows that name a document but for spaces, signs and zeros, and how they name it.

    Nothing where several spellings of the rows, or several documents, would fit: *H 01* is the row
    of ``h1`` where there is no ``h01``.

    Parameters
    ----------
    frame : DataFrame
        The table of participants.
    document : str
        A document's name that no row fits.
    documents : collection of str
        The names of all documents.
    """
    given = frame["document"] if "document" in frame else pd.Series("", index=frame.index)
    cells = given.where(given != "", frame["participant"])
    key = _loosely(document)
    alike = cells.map(_loosely) == key
    others = [name for name in documents if _loosely(name) == key and name != document]
    spellings = dict.fromkeys(cells[alike])
    if not key or others or len(spellings) != 1:
        return frame.iloc[:0], ""
    return frame[alike], next(iter(spellings))


def _loosely(name: str) -> tuple[str, ...]:
    """Return what spellings of one identifier share: words and numbers, without leading zeros."""
    stem = _ENDING.sub("", _plain(name).rpartition("/")[2])
    return tuple(part.lstrip("0") or "0" for part in _PART.findall(stem))


def known_as(
    participants: Collection[str], frame: pd.DataFrame | None, file: Path
) -> dict[str, str]:
    """Return what the study's table calls the participants whom a transcript in a table names.

    Raises
    ------
    ParticipantsError
        When the study's table lacks some of them.
    """
    names = dict(zip(participants, without_decimals(list(participants)), strict=True))
    if frame is None:
        return names
    own = set(frame["participant"])
    loosely: dict[tuple[str, ...], list[str]] = {}
    for name in frame["participant"]:
        loosely.setdefault(_loosely(name), []).append(name)
    found = {given: [name] if name in own else loosely.get(_loosely(name), [])
             for given, name in names.items()}  # fmt: skip
    missing = [name for name, rows in found.items() if len(rows) != 1]
    if missing:
        raise ParticipantsError(
            f"The table of participants lacks {', '.join(missing[:10])}.",
            file=file,
            place="column participant",
            remedy="Add a row for each to the table of participants.",
        )
    return {name: rows[0] for name, rows in found.items()}


def told_in_statements(statements: pd.DataFrame) -> pd.DataFrame:
    """Return the participants of statements, with what a table's other columns say of them.

    Of those are the columns that say one thing of each participant, as the background questions of
    a questionnaire do.
    """
    own = statements[statements["participant"] != ""]
    people = own.groupby("participant", sort=False)
    others = [name for name in statements if name not in _OF_STATEMENTS]
    about = [name for name in others if people[name].nunique().max() == 1]
    frame = own[["participant", *about]].drop_duplicates("participant", ignore_index=True)
    return _as_in_files(frame.astype("str"))


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", str(name)).strip().replace("\\", "/").casefold()


def who_speaks(
    rows: pd.DataFrame | None,
    speakers: Collection[str],
    *,
    document: str,
    file: Path,
    table: Path | None,
) -> Mapping[str, str]:
    """Return the participant of each interviewee's label (``""`` where nobody is labelled).

    Parameters
    ----------
    rows : DataFrame or None
        The rows that fit the document; None when the study has no table of participants.
    speakers : collection of str
        The interviewees' labels in the document.
    document, file, table
        Names for the result and the error.

    Raises
    ------
    ParticipantsError
        When a speaker has no row; it names both files and the row to add.
    """
    labels = list(speakers)
    if rows is None:
        if len(labels) == 1:
            return {labels[0]: document}
        return {label: f"{document} {label}" for label in labels}
    given = rows["speaker"] if "speaker" in rows else pd.Series("", index=rows.index)
    pairs = list(zip(rows["participant"], given, strict=True))
    if len(pairs) == 1 and len(labels) == 1:
        participant, label = pairs[0]
        if not label or not labels[0] or label_key(label) == label_key(labels[0]):
            return {labels[0]: participant}
    by_label = {label_key(label): participant for participant, label in pairs if label}
    missing = [label for label in labels if label_key(label) not in by_label]
    if missing:
        raise _lacks(missing, document, file, table, [label for _, label in pairs])
    found = {label_key(label) for label in labels}
    silent = [label for _, label in pairs if label and label_key(label) not in found]
    if silent and any(labels):
        raise _not_found(silent, document, file, table, labels)
    return {label: by_label[label_key(label)] for label in labels}


def _not_found(
    silent: Sequence[str], document: str, file: Path, table: Path | None, labels: Sequence[str]
) -> ParticipantsError:
    where = f" of {table}" if table else ""
    near = proposed(silent, labels)
    return ParticipantsError(
        f"The participants' speaker{'s' * (len(silent) > 1)} {', '.join(map(repr, silent))}{where} "
        f"do{'es' * (len(silent) == 1)} not answer in this document; found are "
        f"{', '.join(map(repr, filter(None, labels)))}{f'. {near}' if near else ''}.",
        file=file,
        remedy="Write the label in the column `speaker` as it stands in the transcript, or leave "
        f"the row of document={document} out.",
    )


def _lacks(
    missing: Sequence[str],
    document: str,
    file: Path,
    table: Path | None,
    given: Sequence[str],
) -> ParticipantsError:
    where = f"in {table} " if table else ""
    labelled = [label for label in missing if label]
    if not given and len(missing) == 1:
        return ParticipantsError(
            f"No row {where}of the participants fits this document.",
            file=file,
            remedy=f"Add a row with participant=<name>, document={document}.",
        )
    if not labelled:
        return ParticipantsError(
            f"Several rows {where}of the participants fit this document, which does not say who "
            "speaks.",
            file=file,
            remedy="Leave one row, or label the speakers in the transcript.",
        )
    plural = "s" * (len(labelled) > 1)
    rows = "; ".join(
        f"participant=<name>, document={document}, speaker={label}" for label in labelled
    )
    has = [label for label in given if label]
    mend = f" or mend the label of the row with speaker={', '.join(has)}" if has else ""
    near = proposed(labelled, has)
    return ParticipantsError(
        f"No row {where}of the participants fits the speaker{plural} {', '.join(labelled)} "
        f"of this document{f': {near}' if near else ''}.",
        file=file,
        remedy=f"Add the row{plural}: {rows};{mend}".rstrip(";") + ".",
    )
