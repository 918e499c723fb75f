"""Write a project's frames as tables for spreadsheets and statistics programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from aineisto.core import cells
from aineisto.core.cells import set_text
from aineisto.core.checks import as_path
from aineisto.core.errors import ExchangeError
from aineisto.core.whole import whole_files
from aineisto.corpus import INTERVIEWEE
from aineisto.exchange._located import standing
from aineisto.exchange._wide import dictionary, examples, wide
from aineisto.exchange._write_qdpx import Study

#: The rows that a sheet of a spreadsheet holds below its header.
_MOST_ROWS = 1_048_575
Tables = Mapping[str, pd.DataFrame]
_VIEWS = """
CREATE VIEW coded AS
SELECT c.*, s.document, s.participant, s.question, s.role, s.clean
FROM codings c JOIN statements s USING (statement_id);
"""


def write_tables(
    project: Study, folder: str | PathLike[str], *, format: str = "csv", guard: bool = False
) -> dict[str, Path]:
    """Write participants, statements and codings as tables, with what their columns mean.

    ``codings`` is long: a row a judgement. ``wide`` is a row a statement of an interviewee, or of
    an interviewer if it is coded, with a column for each family and coder (``theme_anna``,
    ``stance_machine``; of a person called machine ``theme_human:machine``). Several codes in a cell
    have a semicolon between them; a code with a semicolon of its own stands in quotes, as in CSV.
    ``dictionary`` says in Finnish and in English what each column, code and step of the scale is.

    Parameters
    ----------
    project : Project
        Anything with ``corpus``, ``codebook`` and ``codings``.
    folder : path-like
        Where the tables go; made where it is missing. Tables of the same names are replaced,
        once all are whole.
    format : {"csv", "xlsx", "parquet", "jsonl", "duckdb"}, default "csv"
        CSV is UTF-8 with a header and a byte order mark, which Excel needs to see the ä.
        ``"jsonl"`` gives ``examples`` too, a statement a line with its codings inside, as
        ``datasets.load_dataset("json", …)`` takes it. ``"duckdb"`` gives one database,
        ``study.duckdb``, with the tables and the view ``coded`` (codings with their statements).
        Parquet needs ``pip install aineisto[parquet]``, DuckDB ``pip install duckdb``. In xlsx a
        text that begins with ``= + - @`` is text; nothing is put before it.
    guard : bool, default False
        Put an apostrophe before the texts of CSV that begin with ``= + - @``, which a spreadsheet
        that opens the file would take for formulas. Statistics programs then see the apostrophe.

    Returns
    -------
    dict of str to Path
        The file of each table.

    Raises
    ------
    ExchangeError
        When the format is unknown, its package is missing, a table does not fit into a
        spreadsheet, or the files cannot be written.

    Examples
    --------
    >>> sorted(write_tables(project, "tables"))
    ['codings', 'dictionary', 'participants', 'statements', 'wide']
    """
    writers: dict[str, Callable[[Tables, Path], None]] = {
        "csv": _csv,
        "xlsx": _xlsx,
        "parquet": _parquet,
        "jsonl": _jsonl,
        "duckdb": _duckdb,
    }
    if format not in writers:
        raise ExchangeError(
            f"Tables cannot be written as {format!r}.", remedy=f"Choose {', '.join(writers)}."
        )
    target = as_path(folder, error=ExchangeError)
    try:
        mark, own = f"dictionary.{format}", (f"participants.{format}",)
        with whole_files(
            target, "The tables", error=ExchangeError, mark=mark, spared=own
        ) as drafts:
            tables = tables_of(project)
            if guard and format == "csv":
                tables = {name: frame.map(_guarded) for name, frame in tables.items()}
            writers[format](tables, drafts)
            if format == "jsonl":
                _examples(project, drafts)
            written = sorted(file.name for file in drafts.iterdir())
        return {Path(name).stem: target / name for name in written}
    except ImportError as error:
        package = {"parquet": "aineisto[parquet]"}.get(format, format)
        raise ExchangeError(
            f"Tables as {format} need a package that is not installed.",
            remedy=f'pip install "{package}"',
        ) from error


def _guarded(value: Any) -> Any:
    return cells.guard(value) if isinstance(value, str) else value


def tables_of(project: Study) -> dict[str, pd.DataFrame]:
    """Return a study's tables by name."""
    corpus, codings = project.corpus, project.codings
    tables = {
        "participants": corpus.participants,
        "statements": corpus.statements,
        "codings": codings,
        "wide": wide(codings, _coded_or_said(project)),
    }
    return {**tables, "dictionary": dictionary(tables, project.codebook)}


def _coded_or_said(project: Study) -> pd.DataFrame:
    """Return the interviewees' statements, and the interviewer's that somebody has coded."""
    statements = project.corpus.statements
    coded = statements["statement_id"].isin(standing(project.codings)["statement_id"])
    return statements[(statements["role"] == INTERVIEWEE) | coded]


def _csv(tables: Tables, folder: Path) -> None:
    for name, frame in tables.items():
        frame.to_csv(folder / f"{name}.csv", index=False, encoding="utf-8-sig")


def _xlsx(tables: Tables, folder: Path) -> None:
    for name, frame in tables.items():
        if len(frame) > _MOST_ROWS:
            raise ExchangeError(
                f"The table {name} has {len(frame)} rows; a sheet holds {_MOST_ROWS}.",
                remedy="Choose csv, parquet or duckdb.",
            )
        _write_workbook(frame, folder / f"{name}.xlsx", name)


def _parquet(tables: Tables, folder: Path) -> None:
    for name, frame in tables.items():
        frame.to_parquet(folder / f"{name}.parquet", index=False)


def _jsonl(tables: Tables, folder: Path) -> None:
    for name, frame in tables.items():
        frame.to_json(
            folder / f"{name}.jsonl", orient="records", lines=True, force_ascii=False,
            date_format="iso",
        )  # fmt: skip


def _examples(project: Study, folder: Path) -> None:
    corpus = project.corpus
    with (folder / "examples.jsonl").open("w", encoding="utf-8", newline="\n") as stream:
        statements = _coded_or_said(project)
        for example in examples(project.codings, statements, corpus.participants):
            stream.write(json.dumps(example, ensure_ascii=False) + "\n")


def _duckdb(tables: Tables, folder: Path) -> None:
    import duckdb

    with duckdb.connect(str(folder / "study.duckdb")) as database:
        for name, frame in tables.items():
            # As objects: not every version knows pandas' own kind of text. Said to be text: a
            # column without values would be guessed to hold numbers.
            texts = [
                c
                for c in frame
                if frame[c].dtype.kind == "O"
                and pd.api.types.infer_dtype(frame[c]) in ("string", "empty")
            ]
            database.register("frame", frame.astype(dict.fromkeys(texts, "object")))
            columns = ", ".join(
                f"CAST({_quoted(c)} AS VARCHAR) AS {_quoted(c)}" if c in texts else _quoted(c)
                for c in frame
            )
            database.execute(f'CREATE TABLE "{name}" AS SELECT {columns} FROM frame')
            database.unregister("frame")
        database.execute(_VIEWS)


def _quoted(column: str) -> str:
    return '"' + str(column).replace('"', '""') + '"'


def _write_workbook(frame: pd.DataFrame, file: Path, table: str) -> None:
    """Write a frame as a sheet whose texts are texts, also where they begin like a formula."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = table
    text = partial(set_text, error=ExchangeError, file=file.name, remedy="Choose csv or parquet.")
    for column, name in enumerate(frame, start=1):
        text(sheet.cell(1, column), str(name))
        values = frame[name].astype("object")
        for row, (value, missing) in enumerate(zip(values, values.isna(), strict=True), start=2):
            if isinstance(value, str):
                text(sheet.cell(row, column), value)
            elif not missing:
                sheet.cell(row, column).value = value.item() if hasattr(value, "item") else value
    book.save(file)
