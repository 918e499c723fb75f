"""Tables of words as a model's folder has them: lines packed with xz, cells parted by tabs."""

from __future__ import annotations

import lzma
from collections.abc import Iterable
from pathlib import Path

from aineisto.core.whole import write_whole


def read_lines(path: Path) -> list[str]:
    """Return the lines of a packed table, without their ends."""
    # Unpacked at once: as an open file, line by line, the same takes three times as long.
    return lzma.decompress(path.read_bytes()).decode("utf-8").split("\n")[:-1]


def write_rows(path: Path, rows: Iterable[Iterable[str]]) -> None:
    """Write the rows of a table, each of its cells a string without tabs and line ends."""
    text = "".join("\t".join(row) + "\n" for row in rows)
    write_whole(path, lzma.compress(text.encode("utf-8"), preset=9 | lzma.PRESET_EXTREME))
