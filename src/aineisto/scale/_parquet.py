"""A Parquet file in pieces: read one at a time, written one at a time, joined at the end."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from aineisto.core.errors import AineistoError
from aineisto.core.whole import whole_file

if TYPE_CHECKING:
    import pyarrow as pa


class Piece(NamedTuple):
    """A run of rows of one row group: what is annotated, and kept, at a time."""

    number: int
    row_group: int
    start: int
    rows: int


@contextmanager
def telling(path: Path, what: str, remedy: str) -> Iterator[None]:
    """Raise what pyarrow and the file system raise as an error of ours."""
    try:
        import pyarrow as pa
    except ImportError as error:
        raise AineistoError(
            "Parquet needs the package pyarrow.", remedy='pip install "aineisto[scale]"'
        ) from error
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        why = (getattr(error, "strerror", None) or str(error)).splitlines()[0]
        raise AineistoError(f"{what} ({why}).", file=path, remedy=remedy) from error


class Source:
    """The Parquet file that is annotated.

    Parameters
    ----------
    path : Path
        The file.
    rows : int
        Most rows of a piece.

    Raises
    ------
    AineistoError
        When the file cannot be read.
    """

    def __init__(self, path: Path, rows: int) -> None:
        self.path = path
        with self._telling():
            import pyarrow.parquet as pq

            self._file = pq.ParquetFile(path)
            self.schema: pa.Schema = self._file.schema_arrow
            self._seen = path.stat()
        self.rows: int = self._file.metadata.num_rows
        self.pieces = list(self._cut(rows))

    @property
    def fingerprint(self) -> dict[str, Any]:
        """What tells this file, as it is now, from another."""
        seen = self._seen
        return {"bytes": seen.st_size, "modified": seen.st_mtime_ns, "rows": self.rows}

    def _telling(self) -> Any:
        return telling(
            self.path, "The Parquet file cannot be read", "Check the path, or write the file again."
        )

    def _cut(self, rows: int) -> Iterator[Piece]:
        number = 0
        for group in range(self._file.num_row_groups):
            size = self._file.metadata.row_group(group).num_rows
            for start in range(0, size, rows):
                yield Piece(number, group, start, min(rows, size - start))
                number += 1

    def read(self, leave_out: Collection[int]) -> Iterator[tuple[Piece, pa.Table]]:
        """Yield the pieces but those whose numbers are given, each with its rows.

        A row group is decoded as it is read: memory does not grow with its size.
        """
        import pyarrow as pa

        groups: dict[int, list[Piece]] = {}
        for piece in self.pieces:
            groups.setdefault(piece.row_group, []).append(piece)
        for group, pieces in groups.items():
            if all(piece.number in leave_out for piece in pieces):
                continue
            with self._telling():
                batches = self._file.iter_batches(pieces[0].rows, row_groups=[group])
            rest = pa.Table.from_batches([], self.schema)
            for piece in pieces:
                with self._telling():
                    # A batch may be shorter than asked for.
                    while rest.num_rows < piece.rows:
                        rest = pa.concat_tables([rest, pa.Table.from_batches([next(batches)])])
                table, rest = rest.slice(0, piece.rows), rest.slice(piece.rows)
                if piece.number not in leave_out:
                    yield piece, table


def joined(table: pa.Table, found: pd.DataFrame) -> pa.Table:
    """Return a piece with the annotated columns behind its own."""
    import pyarrow as pa

    for name in found:
        column = pa.array(found[name].tolist(), type=arrow_kind(found[name]))
        table = table.append_column(str(name), column)
    return table


def arrow_kind(column: pd.Series) -> pa.DataType:
    """Return the Arrow type of an annotated column."""
    import pyarrow as pa

    kinds = {"i": pa.int64(), "f": pa.float64()}
    return kinds.get(column.dtype.kind, pa.string())


def write_piece(table: pa.Table, path: Path) -> None:
    """Write a piece to a file that is there only when it is whole."""
    import pyarrow.parquet as pq

    with whole_file(path, "A piece of the annotated file") as draft:
        pq.write_table(table, draft, compression="zstd")


def join(pieces: Sequence[Path], schema: pa.Schema, target: Path) -> None:
    """Write the pieces as the row groups of one file, which is there only when it is whole."""
    import pyarrow.parquet as pq

    with (
        whole_file(target, "The annotated file") as draft,
        pq.ParquetWriter(draft, schema, compression="zstd") as writer,
    ):
        for piece in pieces:
            writer.write_table(pq.read_table(piece, schema=schema, partitioning=None))
