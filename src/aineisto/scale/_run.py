"""Annotate a Parquet file: by pieces, resumable, whole or not at all."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.core import __version__
from aineisto.core.checks import as_path
from aineisto.core.errors import AineistoError, ArgumentError
from aineisto.core.whole import write_whole
from aineisto.scale._annotate import PARTS, annotate, annotated_columns, text_column
from aineisto.scale._engines import open_engine
from aineisto.scale._parquet import Piece, Source, join, joined, telling, write_piece

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 5_000
_PLAN = "run.json"
_ROOM = "Choose a folder that you may write to and that has room."


def annotate_file(
    source: str | PathLike[str],
    target: str | PathLike[str],
    codebook: Codebook | str | PathLike[str] | None = None,
    *,
    text: str | None = None,
    parts: Sequence[str] = PARTS,
    models: str = "fast",
    engine: str = "local",
    scheduler: str | None = None,
    workers: int | None = None,
    rows: int = ROWS,
    overwrite: bool = False,
    progress: bool = False,
) -> Path:
    """Annotate the statements of a Parquet file into another, as `annotate` does.

    The rows are read and written in pieces, so that memory does not grow with the file. Pieces
    that are done wait in the folder ``TARGET.parts``; the same call goes on from there after it
    was stopped. TARGET is there only when it is whole, with the rows in their order; the same
    file comes of any engine, any number of workers and any number of interruptions.

    Parameters
    ----------
    source, target : path-like
        Parquet files. Every column of the source is kept.
    codebook, text, parts, models
        As for `annotate`.
    engine : {"local", "dask"}, default "local"
        This process, or a Dask cluster.
    scheduler : str, optional
        Address of a running cluster, ``tcp://HOST:PORT``; its workers need aineisto, but no disk
        in common. Without it the engine dask starts `workers` processes on this machine.
    workers : int, optional
        How many; by default one for each core.
    rows : int, default 5000
        Most rows of a piece.
    overwrite : bool, default False
        Replace a target that is there, and begin anew.
    progress : bool, default False
        Show on standard error how far it is.

    Returns
    -------
    Path
        The target.

    Raises
    ------
    AineistoError
        When a file cannot be read or written, the target is there already, what is half done was
        begun with other settings, or the cluster is lost.

    Examples
    --------
    >>> coded[["statement_id", "text"]].to_parquet("in.parquet")
    >>> path = annotate_file("in.parquet", "out.parquet", parts=["lemmas"])
    >>> pd.read_parquet(path).columns.tolist()
    ['statement_id', 'text', 'lemmas']
    """
    book = codebook if isinstance(codebook, Codebook | None) else Codebook.load(codebook)
    run = _Run(as_path(source), as_path(target), book, text, tuple(parts), models, rows)
    run.begin(overwrite)
    with open_engine(engine, scheduler, workers) as work:
        for number, table in run.annotated(work, progress):
            run.keep(number, table)
    return run.finish()


def _annotations(frame: pd.DataFrame, columns: list[str], **options: Any) -> pd.DataFrame:
    return annotate(frame, **options)[columns]


@dataclass
class _Run:
    source: Path
    target: Path
    codebook: Codebook | None
    text: str | None
    parts: tuple[str, ...]
    models: str
    rows: int

    def __post_init__(self) -> None:
        if self.rows < 1:
            raise ArgumentError("A piece has at least one row.", remedy="Give rows=5000, say.")
        self.columns = annotated_columns(self.codebook, parts=self.parts, models=self.models)
        self.file = Source(self.source, self.rows)
        names = list(self.file.schema.names)
        try:
            self.text = text_column(names, self.text)
            self._check_kind(self.text)
            # An empty frame of the file's columns: what else is wrong with them is told now.
            annotate(pd.DataFrame(columns=names), **self._options)
        except AineistoError as error:
            raise AineistoError(error.problem, file=self.source, remedy=error.remedy) from error

    def _check_kind(self, text: str) -> None:
        kind = self.file.schema.field(text).type
        if "string" not in str(kind) and str(kind) != "null":
            raise ArgumentError(
                f"The column {text} holds {kind}, not text.", remedy="Name the column of the text."
            )

    @property
    def _options(self) -> dict[str, Any]:
        return {
            "codebook": self.codebook,
            "text": self.text,
            "parts": self.parts,
            "models": self.models,
        }

    @property
    def folder(self) -> Path:
        return self.target.with_name(self.target.name + ".parts")

    def _piece(self, number: int) -> Path:
        return self.folder / f"{number:08d}.parquet"

    @property
    def _plan(self) -> dict[str, Any]:
        """What must be the same for a run to go on from what another has done."""
        toml = "" if self.codebook is None else self.codebook.to_toml()
        return {
            "input": self.file.fingerprint,
            "codebook": sha256(toml.encode()).hexdigest(),
            "text": self.text,
            "parts": list(self.parts),
            "models": self.models,
            "rows": self.rows,
            "aineisto": __version__,
        }

    def begin(self, overwrite: bool) -> None:
        """Check what there is already: the target, or the pieces of a run that was stopped."""
        if self.target.exists() and self.target.samefile(self.source):
            raise ArgumentError(
                "A file cannot be annotated into itself.",
                file=self.target,
                remedy="Name another file to write.",
            )
        if self.target.exists() and not overwrite:
            raise ArgumentError(
                "The file is there already.",
                file=self.target,
                remedy="Name another, or --overwrite.",
            )
        with self._writing():
            if overwrite:
                shutil.rmtree(self.folder, ignore_errors=True)
            if self.folder.exists():
                self._check_plan()

    def _check_plan(self) -> None:
        try:
            begun = json.loads((self.folder / _PLAN).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            begun = {}
        other = [name for name, value in self._plan.items() if begun.get(name) != value]
        if other:
            raise ArgumentError(
                f"What is half done here was begun with another {', '.join(other)}.",
                file=self.folder,
                remedy="Give the same as then to go on, or --overwrite to begin anew.",
            )

    def annotated(self, engine: Any, progress: bool) -> Iterator[tuple[int, pa.Table]]:
        """Yield the pieces that are not done yet, annotated, in the order they get done."""
        from tqdm import tqdm

        done = {piece.number for piece in self.file.pieces if self._piece(piece.number).exists()}
        held: dict[int, tuple[Piece, pa.Table]] = {}

        def tasks() -> Iterator[tuple[int, pd.DataFrame]]:
            for piece, table in self.file.read(done):
                held[piece.number] = (piece, table)
                yield piece.number, table.select([self.text]).to_pandas()

        work = partial(_annotations, columns=list(self.columns), **self._options)
        with tqdm(
            total=self.file.rows,
            initial=sum(piece.rows for piece in self.file.pieces if piece.number in done),
            desc="Annotating",
            unit=" statements",
            disable=not progress,
            file=sys.stderr,
        ) as bar:
            for number, found in engine(work, tasks()):
                piece, table = held.pop(number)
                yield number, joined(table, found)
                bar.update(piece.rows)

    def keep(self, number: int, table: pa.Table) -> None:
        """Keep a piece."""
        with self._writing():
            if not self.folder.exists():
                self.folder.mkdir(mode=0o700)
                plan = self.folder / _PLAN
                write_whole(plan, json.dumps(self._plan, indent=2))
            write_piece(table, self._piece(number))

    def finish(self) -> Path:
        """Join the pieces, and leave nothing but the target."""
        empty = joined(self.file.schema.empty_table(), self._empty())
        with self._writing():
            files = [self._piece(piece.number) for piece in self.file.pieces]
            join(files, empty.schema, self.target)
            shutil.rmtree(self.folder, ignore_errors=True)
        return self.target

    def _empty(self) -> pd.DataFrame:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in self.columns.items()})

    def _writing(self) -> Any:
        return telling(self.target, "The annotated file cannot be written", _ROOM)
