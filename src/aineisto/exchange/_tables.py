"""Write a project's frames as tables for spreadsheets and statistics programs."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from aineisto._errors import ExchangeError
from aineisto.exchange._write_qdpx import Study


def write_tables(
    project: Study, folder: str | PathLike[str], *, format: str = "csv"
) -> dict[str, Path]:
    """Write participants, statements and codings as tables.

    Parameters
    ----------
    project : Project
        Anything with ``corpus``, ``codebook`` and ``codings``.
    folder : path-like
        Where the tables go; made where it is missing.
    format : {"csv", "xlsx", "parquet"}, default "csv"
        CSV is UTF-8 with a header and a byte order mark, which Excel needs to see the ä;
        Parquet needs ``pip install aineisto[parquet]``.

    Returns
    -------
    dict of str to Path
        The file of each table.
    """
    writers: dict[str, Callable[[pd.DataFrame, Path], Any]] = {
        "csv": lambda frame, path: frame.to_csv(path, index=False, encoding="utf-8-sig"),
        "xlsx": lambda frame, path: _for_excel(frame).to_excel(path, index=False),
        "parquet": lambda frame, path: frame.to_parquet(path, index=False),
    }
    if format not in writers:
        raise ExchangeError(
            f"Tables cannot be written as {format!r}.", remedy=f"Choose {', '.join(writers)}."
        )
    target = Path(folder)
    frames = {
        "participants": project.corpus.participants,
        "statements": project.corpus.statements,
        "codings": project.codings,
    }
    paths = {name: target / f"{name}.{format}" for name in frames}
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, frame in frames.items():
            writers[format](frame, paths[name])
    except OSError as error:
        raise ExchangeError(
            f"The tables cannot be written ({error.strerror}).",
            file=target,
            remedy="Choose a folder that you may write to and that has room.",
        ) from error
    except ImportError as error:
        raise ExchangeError(
            "Parquet needs pyarrow.", remedy="pip install aineisto[parquet]"
        ) from error
    return paths


def _for_excel(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with text that a spreadsheet neither refuses nor runs as a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    def clean(text: object) -> object:
        if not isinstance(text, str):
            return text
        kept = ILLEGAL_CHARACTERS_RE.sub("", text)
        return "'" + kept if kept.startswith("=") else kept

    return frame.map(clean)
