"""Draw the pictures of the gallery: each cell of docs/gallery.md that shows one, as an SVG file.

``python docs/make_gallery.py`` writes them to docs/images/gallery; the page shows them by name.
"""

from __future__ import annotations

import ast
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAGE = HERE / "gallery.md"
PICTURES = HERE / "images" / "gallery"
#: A cell, and the picture below it where it has one.
_CELL = re.compile(
    r"```python\n(?P<code>.*?)```\n(?:\n!\[[^\]]+\]\(images/gallery/(?P<name>[\w-]+)\.svg\)\n)?",
    re.DOTALL,
)


def drawn() -> Iterator[tuple[str, str]]:
    """Run the cells of the page in their order; yield the name and the SVG of each picture.

    They run in the working folder.
    """
    names: dict[str, Any] = {}
    for cell in _CELL.finditer(PAGE.read_text(encoding="utf-8")):
        tree = ast.parse(cell["code"])
        if cell["name"] and isinstance(last := tree.body[-1], ast.Expr):
            tree.body[-1] = ast.copy_location(_kept(last.value), last)
        exec(compile(ast.fix_missing_locations(tree), str(PAGE), "exec"), names)
        if cell["name"]:
            yield cell["name"], svg_of(names["_"])


def _kept(value: ast.expr) -> ast.Assign:
    """Return the statement that keeps what a cell ends with as ``_``, as Python's prompt does."""
    return ast.Assign([ast.Name("_", ast.Store())], value)


def svg_of(shown: Any) -> str:
    """Return what a cell shows as SVG: a figure of the report, or a chart of Altair."""
    chart = shown.drawing.chart() if hasattr(shown, "drawing") else shown
    with tempfile.TemporaryDirectory() as folder:
        chart.save(Path(folder) / "chart.svg")
        return (Path(folder) / "chart.svg").read_text(encoding="utf-8")


def main() -> None:
    """Write the pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for name, svg in drawn():
            (PICTURES / f"{name}.svg").write_text(f"{svg.strip()}\n", encoding="utf-8")
        os.chdir(HERE)


if __name__ == "__main__":
    main()
