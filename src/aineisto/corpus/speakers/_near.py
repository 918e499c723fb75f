"""Near misses: what looks like a label of the document but is not written as one.

A typo (*Haastatelava:*), another case (*v:*), a semicolon or no colon. The turn is parted there
and read as the likely label's, and the place is shown with the reading; where two labels are as
near, it stays a speaker of its own, for the user to say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from aineisto.corpus._remarks import Remark, remark
from aineisto.corpus.speakers._labels import ALONE, COLON, Label, TextLine, alone_label
from aineisto.corpus.speakers._names import (
    NAME,
    NO_LABELS,
    is_known,
    is_letter,
    is_person,
    label_key,
    label_word,
)

_COLON = re.compile(
    r"[ \t\xa0]*[*_]{0,2}(?P<name>[^\W\d_][\w.-]{0,25}(?:[ _][\w.-]{1,20}){0,2})"
    r"[*_]{0,2}[ \t]*:[*_]{0,2}(?=\s|\Z|[^\W\d_])[ \t\xa0]*"
)
_DIRECTED = re.compile(
    rf"[ \t\xa0]*[*_]{{0,2}}(?P<name>{NAME})[*_]{{0,2}}[ ]?(?:\([^()\n]{{2,40}}\)|"
    r"\[[^\[\]\n:]{2,40}\])[*_]{0,2}[ \t]*:[*_]{0,2}(?=\s|\Z)[ \t\xa0]*"
)
_OTHER_MARK = re.compile(
    rf"[ \t\xa0]*[*_]{{0,2}}(?P<name>{NAME})[*_]{{0,2}}[ \t]*(?P<mark>[;,.>]|[-–—](?=\s))"
    r"[*_]{0,2}[ \t\xa0]+(?=\S)"
)
_LETTER_MARK = re.compile(
    r"[ \t\xa0]*[*_]{0,2}(?P<name>[^\W\d_]\d{0,2})[*_]{0,2}[ \t]*(?P<mark>[;,.>]|[-–—](?=\s))"
    r"[*_]{0,2}[ \t\xa0]+(?=\S)"
)
_NO_MARK = re.compile(
    r"[ \t\xa0]*[*_]{0,2}(?P<name>[^\W\d_][\w.]*(?:[ _]\d{1,2})?)[*_]{0,2}"
    r"(?P<space>[ \t\xa0]+)(?=(?P<next>\S))"
)
_SHOWN = 5  # lines
_REMEDY = "Mend the line, or say whose it is: roles={{{name!r}: …}} or a row with this speaker."


def near_misses(
    text: str, lines: Sequence[TextLine], found: Mapping[int, Label]
) -> tuple[dict[int, Label], list[Remark]]:
    """Return the labels that are nearly those of the document, and a remark on each.

    Parameters
    ----------
    text, lines, found
        What `find_labels` read, and what it returned.
    """
    if not found:
        return {}, []
    written = Counter(label.name for label in found.values())
    usual: dict[str, str] = {}
    for name, _ in written.most_common():
        usual.setdefault(label_key(name), name)
    counts = Counter(label.key for label in found.values())
    directed = _directed(text, lines, usual)
    found = {**found, **directed}
    form = Counter(label.form for label in found.values()).most_common(1)[0][0]
    labels: dict[int, Label] = dict(directed)
    remarks: list[Remark] = []
    unread: list[TextLine] = []
    awaits_text = False
    for line in lines:
        label = found.get(line.start)
        follows_label = awaits_text
        # A label alone on its line: what is said comes on the next.
        awaits_text = label is not None and not text[label.body : line.end].strip()
        if label is not None:
            remarks += _other_case(line, label, usual, written)
            if label.name != usual[label.key]:
                labels[line.start] = label._replace(name=usual[label.key])
            near = _typo(label.name, usual, counts) if counts[label.key] < 3 else []
            if near and is_person(label.name) and not is_known(usual[near[0]]):
                # *Hanna* beside *Anna* is a name as well.
                remarks.append(_remark(line, label.name, [label.name, usual[near[0]]]))
            elif near and is_known(label.name) <= is_known(usual[near[0]]):
                labels[line.start] = label._replace(name=usual[near[0]])
                remarks.append(_remark(line, label.name, [usual[near[0]]]))
            continue
        miss = _miss(text, line, usual, counts, form, follows_label=follows_label)
        if miss is None:
            if line.colon is not None and line.start > min(found) and form == COLON:
                unread.append(line)
            continue
        label, near = miss
        labels[line.start] = label._replace(name=usual[near[0]]) if len(near) == 1 else label
        remarks.append(_remark(line, label.name, [usual[key] for key in near]))
    return labels, [*remarks, *_perhaps_speakers(unread)]


def _directed(text: str, lines: Sequence[TextLine], usual: Mapping[str, str]) -> dict[int, Label]:
    """Return the labels of the document that tell how it is said: *Anna (hiljaa):*."""
    labels = {}
    for line in lines:
        match = _DIRECTED.match(text, line.start)
        key = label_key(match["name"]) if match else ""
        if match and key in usual:
            labels[line.start] = line.label(match, COLON)._replace(name=usual[key])
    return labels


def _perhaps_speakers(lines: Sequence[TextLine]) -> Iterator[Remark]:
    """Yield a remark on lines that begin with a word and a colon, as one who speaks once would."""
    if lines:
        yield remark(
            "perhaps_a_speaker",
            ", ".join(f"line {line.number}" for line in lines[:_SHOWN]),
            "If it is somebody who speaks, say so: roles={name: 'interviewee'}.",
            text=" / ".join(_beginning(line.text) for line in lines[:_SHOWN]),
            n=len(lines),
        )


def _other_case(
    line: TextLine, label: Label, usual: Mapping[str, str], written: Counter[str]
) -> list[Remark]:
    """Return a remark where a label is written otherwise than it mostly is."""
    name = usual[label.key]
    differs = label.name != name and label.name.casefold() == name.casefold()
    if not differs or 5 * written[label.name] > written[name]:
        return []
    return [_remark(line, label.name, [name])]


def _remark(line: TextLine, name: str, near: Sequence[str]) -> Remark:
    code = "nearly_a_label" if len(near) == 1 else "nearly_labels"
    return remark(
        code,
        f"line {line.number}",
        _REMEDY.format(name=name),
        text=_beginning(line.text),
        labels=list(near),
    )


def _beginning(text: str) -> str:
    return text if len(text) <= 40 else text[:40].rsplit(" ", 1)[0] + " …"


def _miss(
    text: str,
    line: TextLine,
    usual: Mapping[str, str],
    counts: Counter[str],
    form: str,
    *,
    follows_label: bool,
) -> tuple[Label, list[str]] | None:
    match = _COLON.match(text, line.start)
    if match:
        label = line.label(match, COLON)
        if label.key in usual:
            return label, [label.key]
        near = [] if text[match.end() - 1] == ":" else _typo(label.name, usual, counts)
        return (label, near) if near else None
    if follows_label:  # what is said begins here: *Haastattelija Kelasta soitti*
        return None
    match = _OTHER_MARK.match(text, line.start)
    if match is None or label_key(match["name"]) not in usual:
        match = _LETTER_MARK.match(text, line.start)
    if match and label_key(match["name"]) in usual and _may_be(match["name"], match["mark"]):
        label = line.label(match, COLON)
        return label, [label.key]
    alone = alone_label(text, line)
    if alone is not None and (form == ALONE or is_known(alone.name)):
        near = [alone.key] if alone.key in usual else _typo(alone.name, usual, counts)
        return (alone, near) if near else None
    match = None if form == ALONE else _NO_MARK.match(text, line.start)
    if match and label_key(match["name"]) in usual and _lacks_mark(match):
        label = line.label(match, COLON)
        return label, [label.key]
    return None


def _may_be(name: str, mark: str) -> bool:
    """Tell whether a label before another mark than a colon is one: *V; Joo*, not *Anna, tule*."""
    return mark == ";" or is_letter(name) or (is_known(name) and mark in ".->–—")


def _lacks_mark(match: re.Match[str]) -> bool:
    """Tell whether a label without a mark is one: *V Kyllä*, *Haastateltava Ei*."""
    name, after = match["name"], match["next"]
    if len(match["space"]) > 1 or "\t" in match["space"]:
        return True
    if not (name[0].isupper() and after.isupper()):
        return False
    return is_known(name) or (is_letter(name) and name not in {"I", "A", "O", "E", "Å"})


def _typo(name: str, usual: Mapping[str, str], counts: Counter[str]) -> list[str]:
    """Return the keys of the labels to which a name is as near as a slip of the fingers."""
    key = label_key(name)
    if len(key) < 4 or key in NO_LABELS or re.search(r"\d", key):
        return []
    distances = {
        other: _distance(key, other)
        for other in usual
        if other != key and len(other) > 3 and counts[other] > max(1, counts[key])
        and label_word(other) != label_word(key)
        and not re.search(r"\d", other)
    }  # fmt: skip
    allowed = 1 if len(key) < 8 else 2 if len(key) < 12 else 3
    least = min(distances.values(), default=99)
    return [other for other, far in distances.items() if far == least] if least <= allowed else []


def _distance(one: str, other: str) -> int:
    """Return how many letters have to be put in, left out, changed or swapped."""
    if abs(len(one) - len(other)) > 3:
        return 99
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
