"""The lines of a text as they stand on its pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Line(NamedTuple):
    """A line of text without the white space around it."""

    start: int
    end: int
    text: str
    gap: int  # empty lines before it
    page: int

    @property
    def width(self) -> int:
        """Length in code points."""
        return self.end - self.start


def physical_lines(text: str, pages: Sequence[int] = ()) -> list[Line]:
    """Return the lines of a text that are not empty."""
    lines: list[Line] = []
    place = gap = page = 0
    for raw in text.split("\n"):
        while page + 1 < len(pages) and place >= pages[page + 1]:
            page += 1
        body = raw.strip()
        if body:
            start = place + len(raw) - len(raw.lstrip())
            lines.append(Line(start, start + len(body), body, gap, page))
            gap = 0
        else:
            gap += 1
        place += len(raw) + 1
    return lines
