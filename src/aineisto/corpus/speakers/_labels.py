"""Find the speaker labels of a transcript: which beginnings of lines name a speaker.

Neither a colon (*Sanoin näin: …*) nor a name makes a label by itself. Labels are learnt from the
whole document: a name counts when it recurs, a known word (*Haastattelija*) or letter (*H*)
sooner, and one form is chosen for the document: before a colon, on a line of its own, or a word
with which nearly every line begins.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from aineisto.corpus.speakers._names import (
    NAME,
    NOTED,
    are_sides,
    is_answer,
    is_known,
    is_letter,
    is_name,
    is_person,
    label_key,
)

COLON, ALONE, PLAIN = "colon", "alone", "plain"

_BEFORE = r"[ \t\xa0]*(?:\d{1,4}[.)]?[ \t\xa0]+)?(?:(?:[-–—•#@]|>>+)[ \t\xa0]*)?[*_]{0,3}"
_LABEL = re.compile(
    rf"""{_BEFORE}(?:\[(?P<bracket>[^\[\]\n:]{{1,40}})\][ \t\xa0]*(?P<colon>:?)
      | [(<](?P<paren>[^()<>\n:]{{1,40}})[)>][ \t\xa0]*:?
      | (?P<name>{NAME})[ \t\xa0]*[*_]{{0,3}}[ \t\xa0]*:
    )[*_]{{0,3}}(?=\s|\Z|[”"“(\[…]|(?<=:)[A-ZÅÄÖ])[ \t\xa0]*""",
    re.VERBOSE,
)
_ALONE = re.compile(rf"{_BEFORE}(?P<name>{NAME})[*_]{{0,3}}[ \t\xa0]*(?=\n|\Z)")
_PLAIN = re.compile(
    rf"{_BEFORE}(?P<name>[^\W\d_][\w.]{{0,20}}(?:[ _]\d{{1,2}}\b)?)[*_]{{0,3}}[ \t\xa0]+(?=[^\s:])"
)
_MARKED = re.compile(
    rf"{_BEFORE}(?P<name>{NAME})[*_]{{0,3}}[ \t\xa0]*(?P<mark>[;>=|)\t]|[-–—](?=\s))"
    r"[ \t\xa0]*(?=\S)"
)
_MOSTLY = 0.8
_INITIAL = 3  # characters of *V.* or *Vi.*
_FEWEST = 2  # labels of a document: who asks and who answers


class Label(NamedTuple):
    """A label in the line that begins at ``start``; what is said begins at ``body``."""

    start: int
    body: int
    name: str
    form: str = COLON
    stamped: bool = False
    at: int = -1  # where the name begins

    @property
    def key(self) -> str:
        """The name as labels are compared."""
        return label_key(self.name)


class TextLine(NamedTuple):
    """A line that is not empty: its place, its text without stamps, and what is around it."""

    number: int  # from 1, as an editor counts
    start: int
    end: int
    text: str
    gap: int = 0  # empty lines before it
    stamped: bool = False  # a time stands in it, or on a line of its own beside it
    lead: int = 0  # how much of its beginning is bold or italic, where the rest is not
    colon: Label | None = None  # with a colon or in brackets, where it may begin with one

    def label(self, match: re.Match[str], form: str) -> Label:
        """Return the label that begins the line, as a pattern found it."""
        name = match["name"].strip()
        return Label(self.start, match.end(), name, form, self.stamped, match.start("name"))


def find_labels(
    text: str, lines: Sequence[TextLine], known: Collection[str] = ()
) -> dict[int, Label]:
    """Return the labels of a document, by the place where their line starts.

    Parameters
    ----------
    text : str
        The document's text, with spaces for its time stamps.
    lines : sequence of TextLine
        The lines that may be speech.
    known : collection of str
        Labels that the user named (interviewer, participants' ``speaker``).
    """
    named = {label_key(name) for name in known}
    colons = [line.colon for line in lines if line.colon]
    keys = _learn(colons, named)
    labelled = sum(label.key in keys for label in colons)
    every = len(colons) >= 0.9 * len(lines) and 2 * labelled >= len(lines)
    if len(keys) > 1 and (every or labelled >= _MOSTLY * len(lines)):
        # Where nearly every line has a label, a name that occurs once is one who speaks once.
        keys |= {label.key for label in colons}
    keys |= _alike({label.key for label in colons}, keys)
    keys |= _only_who_answers(lines, colons) if not keys else set()
    found = {label.start: label for label in colons if label.key in keys}
    alone = _learn_alone(text, lines, named, keys)
    if len({label.key for label in alone}) > len(keys) or (keys and len(alone) >= len(found)):
        keys = {label.key for label in alone}
        found = {label.start: label for label in colons if label.key in keys}
    for label in alone:
        if not found or label.key in keys:
            found[label.start] = label
    if found:
        return {**found, **_speak_once(colons, found)}
    plain = _learn_plain(text, lines, named)
    marked = _learn_marked(text, lines, named)
    return {label.start: label for label in (marked if len(marked) > len(plain) else plain)}


def _speak_once(colons: Sequence[Label], found: Mapping[int, Label]) -> dict[int, Label]:
    """Return the labels of people who speak once, where the others' labels stand before colons."""
    if len({label.key for label in found.values()}) < _FEWEST:
        return {}
    return {
        label.start: label
        for label in colons
        if label.start > min(found) and label.start not in found and is_person(label.name)
    }


def _alike(candidates: Collection[str], keys: Collection[str]) -> set[str]:
    """Return the names that are numbered as known labels are: *Nainen 3* beside *Nainen 1*."""
    shapes = {_shape(key) for key in keys} - {""}
    return {key for key in candidates if _shape(key) in shapes}


def _shape(key: str) -> str:
    """Return what numbered labels have in common: the word before the number, or one letter."""
    match = re.fullmatch(r"([^\W\d]+)[ .]?\d{1,3}", key)
    return "" if match is None else "." if len(match[1]) == 1 else match[1]


def _only_who_answers(lines: Sequence[TextLine], colons: Sequence[Label]) -> set[str]:
    """Return the one name that stands before what follows questions, where only it is a label."""
    starts = {label.start for label in colons}
    before = {line.start: above for above, line in pairwise(lines)}
    asked = [(label, before.get(label.start)) for label in colons]
    answers = Counter(
        label.key
        for label, above in asked
        if above and above.start not in starts and above.text.endswith("?")
    )
    counts = Counter(label.key for label in colons)
    return {
        key for key, count in answers.items()
        if count > 2 and count >= 0.7 * counts[key] and 3 * counts[key] >= len(lines)
    }  # fmt: skip


def _learn_marked(text: str, lines: Sequence[TextLine], named: set[str]) -> list[Label]:
    """Return the labels before another mark than a colon, where nearly every line has one."""
    candidates: list[Label] = []
    bracketed: list[Label] = []  # *H)* and *V)*, not the items *A)* and *B)*
    for line in lines:
        match = _MARKED.match(text, line.start)
        if match is not None and is_name(match["name"]):
            kind = bracketed if match["mark"] == ")" else candidates
            kind.append(line.label(match, PLAIN))
    if not candidates and are_sides(label.key for label in bracketed):
        candidates = bracketed
    keys = _recurring(Counter(label.key for label in candidates), named)
    labels = [label for label in candidates if label.key in keys]
    turns = max(1, min(len(lines), sum(bool(line.gap) for line in lines) + 1))
    enough = len(labels) >= 0.6 * (turns if turns > 3 else len(lines))
    return labels if len(keys) > 1 and enough and labels[0].start == lines[0].start else []


def _recurring(counts: Mapping[str, int], named: set[str]) -> set[str]:
    """Return the keys that occur more than once, are numbered as those are, or are a name or a
    word for a speaker.
    """
    keys = {
        key for key, count in counts.items()
        if count > 1 or key in named or is_known(key) or (len(counts) > _FEWEST and is_person(key))
    }  # fmt: skip
    return keys | _alike(counts, keys)


def _colon_label(text: str, start: int, stamped: bool) -> Label | None:
    """Return the label with a colon or in brackets with which the line at `start` may begin."""
    match = _LABEL.match(text, start)
    if match is None:
        return None
    group = next(one for one in ("name", "bracket", "paren") if match[one] is not None)
    name = match[group].strip()
    if group != "name" and NOTED.search(name):
        return None
    if not is_name(name) or (group == "paren" and is_letter(name) and name.islower()):
        return None
    return Label(start, match.end(), name, COLON, stamped, match.start(group))


def alone_label(text: str, line: TextLine) -> Label | None:
    """Return the label that is a line of its own."""
    match = _ALONE.match(text, line.start)
    if match is None or match.end() < line.end or not is_name(match["name"]):
        return None
    name = match["name"].strip()
    initial = line.stamped and len(name.split()[-1]) <= _INITIAL
    ends = name.endswith(".") and not (is_known(name) or initial)
    if ends or is_answer(name) or (is_letter(name) and name.islower()):
        return None
    return line.label(match, ALONE)


def plain_label(text: str, line: TextLine) -> Label | None:
    """Return the word with which a line begins and that may be a label without a colon."""
    if line.lead:
        return _lead_label(text, line)
    match = _PLAIN.match(text, line.start)
    if match is None:
        return None
    name = match["name"]
    capitals = len(name) > 1 and name.isupper()
    numbered = name[-1].isdigit() and name[0].isupper()
    if not (is_known(name) or capitals or numbered or (is_letter(name) and name.isupper())):
        return None
    lower = text[match.end()].islower()
    if is_known(name) and (name[0].islower() or (lower and not name.isupper())):
        return None
    return line.label(match, PLAIN)


def _lead_label(text: str, line: TextLine) -> Label | None:
    """Return the name in bold or italic with which a line begins."""
    match = re.match(rf"[ \t\xa0]*(?P<name>{NAME})[ \t\xa0.]*\Z", text[line.start :][: line.lead])
    if match is None or not is_name(match["name"]) or is_answer(match["name"]):
        return None
    at = line.start + match.start("name")
    return Label(line.start, line.start + line.lead, match["name"], PLAIN, line.stamped, at)


def _learn(candidates: Sequence[Label], named: set[str]) -> set[str]:
    """Return the keys of the labels before colons that are speakers."""
    counts = Counter(label.key for label in candidates)
    timed = Counter(label.key for label in candidates if label.stamped)
    letters = {label.key for label in candidates if is_letter(label.name)}
    # *vastaus:* in small letters, once, is a line of ordinary text that a page has broken.
    written = {label.key for label in candidates if not label.name[0].islower()}
    accepted = named & set(counts)
    accepted |= {
        key for key, count in counts.items() if is_known(key) and (count > 1 or key in written)
    }
    letters &= {key for key in letters if counts[key] > 1 or key in written}
    if len(letters) > 1 or accepted:
        accepted |= letters
    accepted |= {key for key in letters if counts[key] > 1}
    if sum(timed.values()) > 1:
        accepted |= {key for key, count in timed.items() if count > 1 or accepted or len(timed) > 1}
    recurring = {key for key, count in counts.items() if count > 1}
    if len(accepted | recurring) > 1:
        accepted |= recurring
    return accepted


def _learn_alone(
    text: str, lines: Sequence[TextLine], named: set[str], colons: Collection[str]
) -> list[Label]:
    """Return the labels on lines of their own, or nothing where the document has none."""
    candidates = {label.start: label for label in (alone_label(text, line) for line in lines)
                  if label}  # fmt: skip
    counts = Counter(label.key for label in candidates.values())
    for line, below in pairwise(lines):  # a name, a time, and a word that is all the answer
        name, said = candidates.get(line.start), candidates.get(below.start)
        if name and said and name.stamped and counts[said.key] == 1 < counts[name.key]:
            del candidates[below.start]
    counts = Counter(label.key for label in candidates.values())
    timed = {label.key for label in candidates.values() if label.stamped}
    keys = {
        key
        for key, count in counts.items()
        if key in named or key in colons or is_known(key) or count > 1 or key in timed
        or (len(counts) > _FEWEST and is_person(key))
    }  # fmt: skip
    keys |= _alike(counts, keys)
    keys = _followed(lines, candidates, keys)
    sure = {key for key in keys if is_known(key) or key in named or key in colons or key in timed}
    if not keys or (len(keys) < 2 and not sure):
        return []
    labels = [label for label in candidates.values() if label.key in keys]
    if len(labels) < 2 or (not sure and 8 * len(labels) < len(lines)):
        return []
    begins = lines[0].start in {label.start for label in labels}
    return labels if sure or begins else []


def _followed(lines: Sequence[TextLine], candidates: dict[int, Label], keys: set[str]) -> set[str]:
    """Return the keys whose lines are nearly always followed by a line that is none."""
    good: Counter[str] = Counter()
    for line, after in pairwise(lines):
        label, other = candidates.get(line.start), candidates.get(after.start)
        if label is not None and (other is None or other.key not in keys):
            good[label.key] += 1
    totals = Counter(label.key for label in candidates.values())
    return {key for key in keys if good[key] >= 0.7 * totals[key]}


def _learn_plain(text: str, lines: Sequence[TextLine], named: set[str]) -> list[Label]:
    """Return the words with which the lines begin, where they are speakers without a colon."""
    candidates = [label for label in (plain_label(text, line) for line in lines) if label]
    counts = Counter(label.key for label in candidates)
    keys = _recurring(counts, named)
    labels = [label for label in candidates if label.key in keys]
    set_off = [line for line in lines if line.gap] if sum(bool(line.gap) for line in lines) > 2 \
        else lines  # fmt: skip
    turns = max(1, min(len(lines), len(set_off) + 1))
    share = len(labels) / turns
    leads = {line.start for line in lines if line.lead}
    set_off_too = {label.key for label in labels if label.start in leads}
    known = {key for key in keys if is_known(key) or key in named or key in set_off_too}
    begins = bool(labels) and labels[0].start == lines[0].start
    if len(known) > 1 and share >= 0.5:
        return [label for label in labels if label.key in known or not is_letter(label.name)]
    if len(known) == 1 and counts[next(iter(known))] > 2 and share >= 0.4:
        return [label for label in labels if label.key in known]
    if len(keys) > 1 and begins and share >= _MOSTLY:
        return labels
    return []


def lines_of(masked: str, text: str, leads: Mapping[int, int] | None = None) -> list[TextLine]:
    """Return the lines that are not empty.

    Parameters
    ----------
    masked : str
        The text with spaces for its stamps.
    text : str
        The text itself.
    leads : mapping of int to int, optional
        By where a paragraph begins, how much of its beginning is bold or italic.
    """
    lines: list[TextLine] = []
    place = gap = 0
    beside = False  # a stamp on a line of its own above
    for number, raw in enumerate(masked.split("\n"), start=1):
        end = place + len(raw)
        stamped = text[place:end] != raw
        if raw.strip():
            body = place + len(raw.rstrip())
            lead = (leads or {}).get(place, 0)
            timed = stamped or beside
            colon = _colon_label(masked, place, timed)
            lines.append(TextLine(number, place, body, raw.strip(), gap, timed, lead, colon))
            gap, beside = 0, False
        else:
            if stamped and lines and not gap:
                colon = lines[-1].colon
                colon = colon and colon._replace(stamped=True)
                lines[-1] = lines[-1]._replace(stamped=True, colon=colon)
            beside = stamped or beside
            gap += not stamped
        place = end + 1
    return lines
