"""Lines of a text on its pages, and those that belong to the page: headers, footers, numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise
from typing import NamedTuple, Protocol, TypeVar

_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:sivu|page|s\.|p\.)?\s*(\d{1,4})(?:\s*(?:/|\(|of|\|)\s*\d{1,4}\)?)?[\W_]*",
    re.IGNORECASE,
)
_EDGE = 2  # lines at the top and at the bottom of a page that may be headers or footers


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
    least three pages and half of them; of two pages, when both begin or end with it and it is
    neither a sentence nor a turn. A page number is a number that grows with the pages.
    """
    if pages < 2:
        return list(lines)
    edges = _edges(lines)
    drop = _page_numbers(lines, edges)
    drop |= _repeated(lines, edges, pages) if pages > 2 else _on_both(lines, drop)
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
    keys = {number: _key(lines[number].text) for number in edges}
    counts = Counter(key for _, key in {(lines[number].page, key) for number, key in keys.items()})
    often = {key for key, count in counts.items() if count >= max(3, pages / 2) and len(key) > 2}
    return {number for number, key in keys.items() if key in often}


def _on_both(lines: Sequence[_PageLine], numbers: set[int]) -> set[int]:
    """Return the lines with which each of two pages begins or ends, page numbers apart."""
    found: set[int] = set()
    for step in (1, -1):
        pages = [
            [n for n, line in enumerate(lines) if line.page == page and n not in numbers][::step]
            for page in (0, 1)
        ]
        for one, other in islice(zip(*pages, strict=False), _EDGE):
            if one == other or _key(lines[one].text) != _key(lines[other].text):
                break
            if not _is_running(lines, lines[one].text):
                break
            found |= {one, other}
    return found


def _is_running(lines: Sequence[_PageLine], text: str) -> bool:
    """Tell whether a line may run over the pages: no sentence, and no turn of a speaker."""
    label, colon, _ = text.partition(":")
    turns = sum(line.text.startswith(label + colon) for line in lines) if colon else 0
    return len(text) > 2 and text[-1] not in ".?!…,-" and turns <= 2


def _key(text: str) -> str:
    """Return a line as running heads are compared: without case and digits."""
    return re.sub(r"\d+", "#", text.casefold())


@dataclass(frozen=True)
class LineMarks:
    """What the lines of a text hold that belongs to the page: where, and the words of headers."""

    spans: tuple[tuple[int, int], ...] = ()
    headers: tuple[str, ...] = ()


_ALONE = re.compile(r"\d{1,5}")
_LEADING = re.compile(r"(\d{1,5})(?:[ \t\xa0]+(?=\S)|\Z)")
_NAMED_PAGE = re.compile(
    r"[-–—\s]*(?:sivu|page|sida|s\.|p\.)\s*(\d{1,4})(?:\s*(?:/|\(|of|\|)\s*\d{1,4}\)?)?[-–—\s]*"
    r"|[-–—]\s*(\d{1,4})\s*[-–—]",
    re.IGNORECASE,
)
_FEWEST_NUMBERS = 5


def line_marks(text: str, pages: Sequence[int] = ()) -> LineMarks:
    """Return where the line numbers, page numbers, running headers and footers of a text stand.

    Parameters
    ----------
    text : str
        The text.
    pages : sequence of int
        Where its pages begin, if that is known.

    Notes
    -----
    Line numbers stand before every line, every fifth or tenth, and grow with the lines; or, as
    programs draw them from a pdf, in rows of their own. A page number of a text without pages is
    one that says so (*Sivu 3*, *- 3 -*) and grows by one.
    """
    lines = physical_lines(text, pages)
    spans = [*_leading_numbers(lines), *_numbers_alone(lines)]
    alone = set(spans)
    rest = [line for line in lines if (line.start, line.end) not in alone]
    headers: list[str] = []
    if len(pages) > 1:
        kept = {line.start for line in without_headers(rest, len(pages))}
        dropped = [line for line in rest if line.start not in kept]
        spans += [(line.start, line.end) for line in dropped]
        headers = [line.text for line in dropped if any(map(str.isalpha, line.text))
                   and not _NAMED_PAGE.fullmatch(line.text)]  # fmt: skip
    else:
        spans += _named_pages(rest)
    return LineMarks(tuple(sorted(set(spans))), tuple(dict.fromkeys(headers)))


def _leading_numbers(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Return the numbers before lines, where they count the lines."""
    found = [(number, match) for number, line in enumerate(lines)
             if (match := _LEADING.match(line.text))]  # fmt: skip
    best: list[tuple[int, re.Match[str]]] = []
    gaps = list(accumulate(line.gap for line in lines))
    for empty_count in (False, True):
        # A number that counts lines stands a fixed distance from the line's place: on its page,
        # where every page begins anew or has a header that is not counted.
        apart = [int(match[1]) - number - empty_count * gaps[number] for number, match in found]
        counts = Counter(apart)
        steady = [one for one, key in zip(found, apart, strict=True) if counts[key] >= 3]
        best = max(best, steady, key=len)
    if len(best) < _FEWEST_NUMBERS or 11 * len(best) < len(lines):
        return []
    return [(lines[n].start, lines[n].start + match.end()) for n, match in best]


def _numbers_alone(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Return rows of lines that are nothing but numbers and count up."""
    spans: list[tuple[int, int]] = []
    run: list[Line] = []
    for line in [*lines, None]:
        if line is not None and _ALONE.fullmatch(line.text):
            step = int(line.text) - int(run[-1].text) if run else 0
            steps = int(run[1].text) - int(run[0].text) if len(run) > 1 else step
            if not run or (step == steps and step in (1, 5, 10)):
                run.append(line)
                continue
        if len(run) >= _FEWEST_NUMBERS:
            spans += [(one.start, one.end) for one in run]
        run = [line] if line is not None and _ALONE.fullmatch(line.text) else []
    return spans


def _named_pages(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Return the lines that say a page's number, where it grows by one from each to the next."""
    found = [(line, int(match[1] or match[2])) for line in lines
             if (match := _NAMED_PAGE.fullmatch(line.text))]  # fmt: skip
    grows = len(found) > 1 and all(b == a + 1 for (_, a), (_, b) in pairwise(found))
    if not grows:
        return []
    spans = {(line.start, line.end) for line, _ in found}
    # What stands beside every page number, but for its digits the same, runs with it.
    places = {line.start: number for number, line in enumerate(lines)}
    for step in (-1, 1):
        beside = [
            lines[n] for line, _ in found if 0 <= (n := places[line.start] + step) < len(lines)
        ]
        keys = Counter(_key(line.text) for line in beside)
        spans |= {
            (line.start, line.end) for line in beside
            if (count := keys[_key(line.text)]) > 2
            and count >= 0.8 * len(found) and len(line.text) > 2
        }  # fmt: skip
    return sorted(spans)
