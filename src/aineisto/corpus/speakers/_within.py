"""Labels within lines: of turns that follow each other in one line, and of overlapping speech."""

from __future__ import annotations

import re
from collections.abc import Mapping

from aineisto.corpus.speakers._labels import COLON, Label
from aineisto.corpus.speakers._names import NAME, PAIRS, is_known, label_key, label_word

_INLINE = re.compile(rf"(?<=[.?!…])[ \t\xa0]+(?=(?P<name>{NAME})(?P<colon>:[ \t\xa0]+)\S)")


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
