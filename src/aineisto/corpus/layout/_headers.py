"""Headers, footers and page numbers: lines that belong to the page and not to the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Protocol, TypeVar

_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:sivu|page|s\.|p\.)?\s*(\d{1,4})(?:\s*(?:/|\(|of|\|)\s*\d{1,4}\)?)?[\W_]*",
    re.IGNORECASE,
)
_EDGE = 2  # lines at the top and at the bottom of a page that may be headers or footers


class _PageLine(Protocol):
    @property
    def text(self) -> str: ...

    @property
    def page(self) -> int: ...


_L = TypeVar("_L", bound=_PageLine)


def without_headers(lines: Sequence[_L], pages: int) -> list[_L]:
    """Return the lines without repeated headers and footers and without page numbers.

    Parameters
    ----------
    lines : sequence of Line
        Lines in order, each knowing its page.
    pages : int
        How many pages there are; with fewer than two nothing is known to repeat.

    Notes
    -----
    A line at a page's edge is a header or footer when it stands so, but for its digits, on at
    least three pages and half of them; a page number when it is a number that grows with the
    pages.
    """
    if pages < 2:
        return list(lines)
    edges = _edges(lines)
    drop = _page_numbers(lines, edges) | _repeated(lines, edges, pages)
    return [line for number, line in enumerate(lines) if number not in drop]


def _edges(lines: Sequence[_PageLine]) -> list[int]:
    by_page: dict[int, list[int]] = {}
    for number, line in enumerate(lines):
        by_page.setdefault(line.page, []).append(number)
    return [number for own in by_page.values() for number in sorted({*own[:_EDGE], *own[-_EDGE:]})]


def _page_numbers(lines: Sequence[_PageLine], edges: Sequence[int]) -> set[int]:
    offsets: dict[int, set[int]] = {}
    for number in edges:
        match = _PAGE_NUMBER.fullmatch(lines[number].text)
        if match:
            offsets.setdefault(int(match[1]) - lines[number].page, set()).add(number)
    common = max(offsets.values(), key=len, default=set())
    return common if len(common) > 1 else set()


def _repeated(lines: Sequence[_PageLine], edges: Sequence[int], pages: int) -> set[int]:
    keys = {number: re.sub(r"\d+", "#", lines[number].text.casefold()) for number in edges}
    counts = Counter(key for _, key in {(lines[number].page, key) for number, key in keys.items()})
    often = {key for key, count in counts.items() if count >= max(3, pages / 2) and len(key) > 2}
    return {number for number, key in keys.items() if key in often}
