"""Labels that name nobody: descriptions (*opettaja, 45 v.:*, *Yrittäjä, nainen:*) and numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from aineisto.corpus._remarks import Remark, remark
from aineisto.corpus._source import Paragraph
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
_NUMBERED = re.compile(r"(?P<word>[^\W\d_].*?)[ ._]*(?P<number>\d{1,3})", re.DOTALL)
_FEWEST = 3  # questions


def described_labels(
    text: str, lines: Sequence[TextLine], found: Mapping[int, Label]
) -> dict[int, Label]:
    """Return the labels that are no names, where they take turns with the labels of a document.

    Words before a colon that recur are a label when the line above them ends a sentence or is a
    label's own, and the same other speaks before and after them. *Ja sanoin näin:* is not.

    Parameters
    ----------
    text, lines, found
        What `find_labels` read, and what it returned.
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


def without_turn_numbers(
    paragraphs: Sequence[Paragraph], named: Collection[str]
) -> tuple[list[Paragraph], Remark | None]:
    """Return the paragraphs with labels without such numbers, and a remark where there were any.

    The numbers count questions where those of one label grow by one from a turn to the next and
    every other label bears the number of the question before it. Numbers of speakers do not.

    Parameters
    ----------
    paragraphs : sequence of Paragraph
        Of the whole document, with their labels.
    named : collection of str
        Labels that the user or a legend in the document names: these are speakers.
    """
    names = dict.fromkeys(one.speaker for one in paragraphs)
    found = {name: match for name in names if (match := _NUMBERED.fullmatch(name))}
    words = {name: match["word"] for name, match in found.items()}
    spoken = [
        (label_key(words[one.speaker]), int(found[one.speaker]["number"]))
        for one in paragraphs
        if one.speaker in found
    ]
    keys = {label_key(name) for name in words}
    if keys & {label_key(name) for name in named} or not _count_questions(spoken):
        return list(paragraphs), None
    given = [one._replace(speaker=words.get(one.speaker, one.speaker)) for one in paragraphs]
    told = remark(
        "turns_numbered",
        "",
        "If they number people, say who asks with roles= and give each a row of the participants' "
        "table with the label in the column `speaker`.",
        text=", ".join(list(words)[:4]),
        labels=list(dict.fromkeys(words.values())),
    )
    return given, told


def _count_questions(spoken: Sequence[tuple[str, int]]) -> bool:
    """Tell whether numbers of labels, in their order, are those of questions."""
    if len({word for word, _ in spoken}) != 2:
        return False
    asking, number = spoken[0]
    answered = set()
    for word, own in spoken:
        if word != asking and own == number:
            answered.add(own)
        elif word != asking or not number <= own <= number + 1:
            return False
        number = own
    return len(answered) >= _FEWEST
