"""What is written in the place of a mention, and a corpus carried over to it, offsets and all."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from aineisto.corpus import Edit, EditMap
from aineisto.pseudonyms._names import Persons

_LABELS = {
    "e-mail": "sähköposti", "phone": "puhelinnumero", "identity code": "henkilötunnus",
    "address": "osoite", "IBAN": "tilinumero", "vehicle": "rekisteritunnus",
    "birth date": "syntymäaika", "web address": "verkko-osoite", "user name": "käyttäjätunnus",
    "business ID": "y-tunnus",
}  # fmt: skip


class Replacer:
    """Give persons their pseudonyms and identifiers their numbers, for a whole study.

    Parameters
    ----------
    mentions : sequence of str
        The persons' names as they stand in the study.
    taken : collection of str
        Words of the study: no pseudonym is one of them.
    given, chosen : mapping of str to str
        Pseudonyms by name; replacements that mentions have already.
    style : {"pseudonym", "brackets"}
    seed : int
    marks : tuple of str
        The brackets.
    """

    def __init__(
        self,
        mentions: Sequence[str],
        taken: Collection[str],
        given: Mapping[str, str],
        chosen: Mapping[str, str],
        *,
        style: str,
        seed: int,
        marks: tuple[str, str],
    ) -> None:
        self.people = Persons(mentions, given, taken, seed, chosen)
        self._brackets = style == "brackets"
        self._marks = marks
        self._numbers: dict[tuple[str, str], int] = {}

    def replacement(self, text: str, kind: str) -> str:
        """Return what stands for a mention."""
        if kind == "person":
            if self._brackets:
                return self.people.bracketed(text, self._marks)
            return self.people.pseudonym(text)
        key = (kind, re.sub(r"\W", "", text).lower())
        same = sum(1 for other in self._numbers if other[0] == kind)
        number = self._numbers.setdefault(key, same + 1)
        return f"{self._marks[0]}{_LABELS.get(kind, kind)}{number}{self._marks[1]}"

    def identity(self, text: str, kind: str) -> str:
        """Return whom a mention names; nothing for an identifier."""
        return self.people.identity(text) if kind == "person" else ""

    def parts(self, mentions: Iterable[str]) -> dict[str, str]:
        """Return what stands for each single name of mentions of persons."""
        return {
            part: self.replacement(part, "person") for part in sorted(self.people.parts(mentions))
        }


def replaced(text: str, words: Mapping[str, str], *, within: str = r"[^\W_]") -> str:
    """Return a text with every whole occurrence of the words replaced, the longest first.

    Words go on with what matches `within`: letters and digits.
    """
    present = sorted((word for word in words if word in text), key=len, reverse=True)
    if not present:
        return text
    either = "|".join(re.escape(word) for word in present)
    pattern = re.compile(rf"(?<!{within})(?:{either})(?!{within})")
    return pattern.sub(lambda found: words[found[0]], text)


def file_name(name: str, words: Mapping[str, str]) -> str:
    """Return the new name of a file, in which names are often small and numbers follow them."""
    small = {word.lower(): new.lower() for word, new in words.items()}
    return replaced(name, {**small, **words}, within=r"[^\W\d_]")


def inverse(text: str, edits: EditMap) -> EditMap:
    """Return the edits that lead from the copy of a text back to the text itself."""
    back: list[Edit] = []
    shift = 0
    for edit in edits.edits:
        start = edit.start + shift
        end = start + len(edit.replacement)
        back.append(Edit(start, end, text[edit.start : edit.end]))
        shift += len(edit.replacement) - (edit.end - edit.start)
    return EditMap(back)


def carry_over(mending: EditMap, back: EditMap, replaced: EditMap) -> EditMap:
    """Return the edits of an original text as edits of its pseudonymised copy.

    Parameters
    ----------
    mending : EditMap
        From the original to its clean text (joined lines, no headers and footers).
    back : EditMap
        From the pseudonymised text back to the original.
    replaced : EditMap
        From the original to the pseudonymised text: an edit wholly inside one of its edits
        mended words that are no longer there.
    """
    carried = []
    for edit in mending.edits:
        if any(_holds(outer, edit) for outer in replaced.edits):
            continue
        start, end = new_place(back, edit.start, edit.end)
        carried.append(Edit(start, end, edit.replacement))
    return EditMap(carried)


def _holds(outer: Edit, inner: Edit) -> bool:
    if inner.start == inner.end:
        return outer.start < inner.start < outer.end
    return outer.start <= inner.start and inner.end <= outer.end


def new_place(back: EditMap, start: int, end: int) -> tuple[int, int]:
    """Return where a span of the original text lies in the pseudonymised one."""
    low, high = back.to_original(start, end)
    if start == end:
        low = high = min(low, high)
    return low, high


def widened(span: tuple[int, int], mending: EditMap) -> tuple[int, int]:
    """Return a span with the whole of every mended place that it cuts."""
    start, end = span
    for edit in mending.edits:
        cut = edit.start < end and start < edit.end
        inside = edit.start <= start and end <= edit.end
        if cut and not inside:
            start, end = min(start, edit.start), max(end, edit.end)
    return start, end


def split_at(span: tuple[int, int], borders: Iterable[int]) -> list[tuple[int, int]]:
    """Return a span cut at the borders that lie inside it."""
    inside = sorted({border for border in borders if span[0] < border < span[1]})
    places = [span[0], *inside, span[1]]
    return list(itertools.pairwise(places))
