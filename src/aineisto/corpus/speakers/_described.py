"""Labels that describe a speaker and do not name one: *opettaja, 45 v.:*, *Yrittäjä, nainen:*,
and numbers: *1:*, *2:*.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from aineisto.corpus.speakers._labels import COLON, Label, TextLine
from aineisto.corpus.speakers._names import NO_LABELS, label_key

_DESCRIBED = re.compile(
    r"[ \t\xa0]*[*_]{0,3}(?P<name>\d{1,2}|[^\W\d_][^\s:?!;]*(?:[ \xa0][^\s:?!;]+){0,3})"
    r"[*_]{0,3}[ \t]*:"
    r"[*_]{0,3}(?=\s)[ \t\xa0]*"
)
_LONGEST = 40  # letters
_MOSTLY = 0.8
_OFTEN = 2
_ENDS = (".", "?", "!", "…", ")", "]", "”", '"')
_RECURS = 0.3  # of how often the commonest label does


def described_labels(
    text: str, lines: Sequence[TextLine], found: Mapping[int, Label]
) -> dict[int, Label]:
    """Return the labels that are no names, where they take turns with the labels of a document.

    Words before a colon that recur are a label when the line above them ends a sentence or is a
    label's own, and the same other speaks before and after them. *Ja sanoin näin:* is not.

    Parameters
    ----------
    text : str
        The document's text, with spaces for its time stamps.
    lines : sequence of TextLine
        The lines that may be speech.
    found : mapping of int to Label
        The labels of the document by the start of their line.
    """
    if not found or any(label.form != COLON for label in found.values()):
        return {}
    candidates = {}
    for line in lines:
        match = None if line.start in found else _DESCRIBED.match(text, line.start)
        if match is not None and len(match["name"]) <= _LONGEST and _may_be(match["name"]):
            candidates[line.start] = line.label(match, COLON)
    counts = Counter(label.key for label in candidates.values())
    known = Counter(label.key for label in found.values())
    often = max(2, _RECURS * max(known.values()))
    labels = {start: one for start, one in candidates.items()
              if counts[one.key] >= often and one.key not in known}  # fmt: skip
    if not labels:
        return {}
    every = len(found) + len(labels) >= _MOSTLY * len(lines)
    above = {line.start: before.text for before, line in pairwise(lines)}
    good: Counter[str] = Counter()
    speaks_before: dict[str, set[str]] = {}
    neighbours = list(_with_neighbours({**found, **labels}))
    for before, label, _ in neighbours:
        speaks_before.setdefault(label.key, set()).add(before)
    for before, label, after in neighbours:
        if label.start in labels and before not in {"", label.key}:
            ends = every or above[label.start].endswith(_ENDS)
            between = after in {"", before} or (every and len(speaks_before[label.key]) > 1)
            good[label.key] += ends and between
    chosen = {
        start: label for start, label in labels.items()
        if good[label.key] >= _MOSTLY * counts[label.key]
        and (every or counts[label.key] > _OFTEN)
    }  # fmt: skip
    # Where one number is a speaker, all are: *1:*, *2:*, *3:* in a group.
    numbers = {start: label for start, label in candidates.items() if label.key.isdigit()}
    return {**chosen, **numbers} if any(one.key.isdigit() for one in chosen.values()) else chosen


def _with_neighbours(labels: Mapping[int, Label]) -> Iterator[tuple[str, Label, str]]:
    """Yield each label with the keys of the one before and the one after it."""
    ordered = [labels[start] for start in sorted(labels)]
    keys = ["", *(label.key for label in ordered), ""]
    yield from zip(keys, ordered, keys[2:], strict=False)


def _may_be(name: str) -> bool:
    first = re.split(r"[\s,]+", name)[0]
    return not {label_key(name), first.casefold().strip(".")} & NO_LABELS
