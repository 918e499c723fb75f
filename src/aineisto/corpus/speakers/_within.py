"""What stands within a turn and is not its speech: labels, *(H: joo)*, marks of comments."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from aineisto.corpus._edits import Edit
from aineisto.corpus._remarks import Remark, remark
from aineisto.corpus._source import Paragraph
from aineisto.corpus.speakers._labels import COLON, Label, TextLine
from aineisto.corpus.speakers._names import NAME, PAIRS, is_known, label_key, label_word

_INLINE = re.compile(rf"(?<=[.?!…])[ \t\xa0]+(?=(?P<name>{NAME})(?P<colon>:[ \t\xa0]+)\S)")
_SHOWN = 100  # characters
_BRACKETS = re.compile(
    rf"[ \t\xa0]*(?P<whole>\((?P<paren>{NAME}):[^()\n]*\)|\[(?P<bracket>{NAME}):[^\[\]\n]*\])"
)
_COMMENT = re.compile(r"\[(?P<mark>[a-z]{1,2}|\d{1,3})\](?=[ \t]?\S)")
_RULE = re.compile(r"[_\-–—*=]{5,}")


def labels_within(text: str, found: dict[int, Label]) -> dict[int, Label]:
    """Return the labels within lines: of turns that follow each other, and of overlapping ones."""
    return {**_inline(text, found), **_overlaps(text, found)}


def _overlaps(text: str, found: dict[int, Label]) -> dict[int, Label]:
    """Return labels for speech marked as overlapping: ``… //S00: Ahaa.// …``."""
    keys = {label.key: label.name for label in found.values()}
    if not keys or "//" not in text:
        return {}
    starts = sorted(found)
    marks: dict[int, Label] = {}
    for match in re.finditer(
        rf"//[ ]?(?P<name>{NAME}):[ ]*(?P<said>[^/\n]*(?:\n[^/\n]+)?)//", text
    ):
        if label_key(match["name"]) not in keys:
            continue
        place = next((s for s in reversed(starts) if s <= match.start()), None)
        begin = match.start()
        marks[begin] = Label(begin, match.start("said"), match["name"], COLON, False, begin)
        if place is not None and text[match.end() :].lstrip(" ")[:1] not in {"", "\n"}:
            end = match.end() - 2
            marks[end] = found[place]._replace(start=end, body=match.end(), at=end, stamped=False)
    return marks


def _inline(text: str, found: Mapping[int, Label]) -> dict[int, Label]:
    """Return the labels within lines: *H: Missä? V: Turussa. H: Entä nyt?*.

    After the end of a sentence stands a label that begins lines elsewhere, or the word or letter
    for the other side.
    """
    keys = {label.key for label in found.values() if label.form == COLON}
    words = {label_word(key) for key in keys}
    sides = {one for pair in PAIRS for one in pair if set(pair) & words and one not in words}
    marks: dict[int, Label] = {}
    for match in _INLINE.finditer(text) if keys else ():
        name = match["name"]
        one_side = len(keys) == 1 and (is_known(name) or label_word(name) in sides)
        if label_key(name) in keys or one_side:
            at = match.start("name")
            marks[at] = Label(at, match.end("colon"), name, COLON, False, at)
    return marks


def back_channels(text: str, paragraphs: Sequence[Paragraph]) -> tuple[list[Edit], list[Remark]]:
    """Return the edits that leave out what another speaker says within a turn, and a remark.

    The one in the brackets must be another speaker of the document: *(Kela: ei mitään)* stays.

    Parameters
    ----------
    text : str
        The document's text, with spaces for its time stamps.
    paragraphs : sequence of Paragraph
        Of the whole document, with their labels.
    """
    speakers = {label_key(one.speaker) for one in paragraphs} - {""}
    found: list[tuple[Edit, str]] = []
    speaks = ""
    for one in paragraphs if len(speakers) > 1 else ():
        speaks = label_key(one.speaker) or speaks
        own: list[tuple[Edit, str]] = []
        for match in _BRACKETS.finditer(text, one.start, one.end):
            key = label_key(match["paren"] or match["bracket"])
            if key not in speakers or key == speaks:
                continue
            start, end = match.span()
            if not text[one.start : start].strip():
                end += len(text[end : one.end]) - len(text[end : one.end].lstrip())
            elif text[end : end + 1].isalnum():
                start = match.start("whole")
            own.append((Edit(start, end, ""), " ".join(match["whole"].split())))
        # A row of a table stays somebody's statement, and says something.
        rest = one.end - one.start - sum(edit.end - edit.start for edit, _ in own)
        found += own if rest or not one.unit else []
    if not found:
        return [], []
    words = " / ".join(dict.fromkeys(said for _, said in found))[:_SHOWN]
    remedy = "If it is an answer or a question, write it as a turn of its own."
    done = remark("back_channels", "", remedy, n=len(found), text=words)
    return [edit for edit, _ in found], [done]


def comments_below(text: str, lines: Sequence[TextLine]) -> tuple[list[TextLine], list[Edit]]:
    """Return the lines of comments, and edits that take their marks from among the words.

    Google Docs writes them so: a mark where the comment is, and below the text each mark with its
    comment, in order.

    Parameters
    ----------
    text, lines
        What `find_labels` reads.
    """
    heads = [(n, match["mark"]) for n, line in enumerate(lines)
             if (match := _COMMENT.match(line.text))]  # fmt: skip
    first = next((n for n, mark in heads if mark in {"a", "1"}), 0)
    if not first:
        return [], []
    if _RULE.fullmatch(lines[first - 1].text):
        first -= 1
    begin = lines[first].start
    edits = []
    for n, mark in heads:
        places = [found.span() for found in re.finditer(re.escape(f"[{mark}]"), text[:begin])]
        if n >= first and len(places) != 1:
            return [], []
        edits += [Edit(*place, "") for place in places]
    return list(lines[first:]), sorted(edits, key=lambda edit: edit.start)
