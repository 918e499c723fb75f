"""Edits between an original text and its clean copy, so that offsets hold in both."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement: the original's ``start:end`` becomes ``replacement`` in the copy.

    Examples
    --------
    >>> Edit(0, 2, "").overlaps(Edit(1, 4, "x"))
    True
    """

    start: int
    end: int
    replacement: str

    def overlaps(self, other: Edit) -> bool:
        """Tell whether two edits touch the same characters."""
        return self.start < other.end and other.start < self.end


class EditMap:
    """The edits that turn an original text into a clean copy.

    Parameters
    ----------
    edits : iterable of Edit
        In order and without overlap; offsets are Unicode code points of the original.

    Raises
    ------
    ValueError
        When edits overlap or are out of order.

    Examples
    --------
    >>> edits = EditMap([Edit(4, 12, "")])
    >>> edits.apply("niin (tuota) kyllä")
    'niin kyllä'
    >>> edits.to_original(4, 6)
    (12, 14)
    """

    def __init__(self, edits: Iterable[Edit] = ()) -> None:
        self.edits: tuple[Edit, ...] = tuple(edits)
        for edit in self.edits:
            if not 0 <= edit.start <= edit.end:
                raise ValueError(f"{edit} ends before it starts")
        for before, after in pairwise(self.edits):
            if after.start < before.end:
                raise ValueError(f"{after} overlaps {before}")
        self._starts = [edit.start for edit in self.edits]

    def __len__(self) -> int:
        return len(self.edits)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EditMap) and self.edits == other.edits

    def __hash__(self) -> int:
        return hash(self.edits)

    def __repr__(self) -> str:
        return f"EditMap({len(self)} edits)"

    def within(self, start: int, end: int) -> EditMap:
        """Return the edits that lie wholly inside ``start:end``, counted from ``start``."""
        inside = self._inside(start, end)
        if not inside:
            return _NO_EDITS
        return EditMap(
            Edit(edit.start - start, edit.end - start, edit.replacement) for edit in inside
        )

    def _inside(self, start: int, end: int) -> tuple[Edit, ...]:
        first, last = bisect_left(self._starts, start), bisect_right(self._starts, end)
        while last > first and self.edits[last - 1].end > end:
            last -= 1
        return self.edits[first:last]

    def apply(self, text: str) -> str:
        """Return the clean copy of the original `text`."""
        return _replaced(text, 0, len(text), self.edits)

    def clean(self, text: str, start: int, end: int) -> str:
        """Return the clean copy of ``start:end`` of the original `text`."""
        inside = self._inside(start, end)
        return _replaced(text, start, end, inside) if inside else text[start:end]

    def to_original(self, start: int, end: int) -> tuple[int, int]:
        """Return where the copy's ``start:end`` lies in the original.

        An offset inside a replacement maps to the edge of what it replaced, so that the span in
        the original never loses a character that the copy's span shows.
        """
        return self._locate(start, last=False), self._locate(end, last=True)

    def _locate(self, offset: int, *, last: bool) -> int:
        if not self.edits:
            return offset
        ends = self._copy_ends
        at = bisect_left(ends, offset) if last else bisect_right(ends, offset)
        if at < len(ends):
            edit = self.edits[at]
            into = offset - (ends[at] - len(edit.replacement))
            if into > 0 or (into == 0 and not last):
                return edit.end if last else edit.start
        before = self.edits[at - 1].end - ends[at - 1] if at else 0
        return offset + before

    @cached_property
    def _copy_ends(self) -> list[int]:
        """Where each replacement ends in the copy."""
        grown = accumulate(len(edit.replacement) - (edit.end - edit.start) for edit in self.edits)
        return [edit.end + more for edit, more in zip(self.edits, grown, strict=True)]


def _replaced(text: str, start: int, end: int, edits: Iterable[Edit]) -> str:
    parts: list[str] = []
    position = start
    for edit in edits:
        parts += [text[position : edit.start], edit.replacement]
        position = edit.end
    return "".join(parts) + text[position:end]


_NO_EDITS = EditMap()
