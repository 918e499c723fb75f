"""Comments that a text has below it (*[a]tarkista nauhalta*), and their marks among the words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aineisto.corpus._edits import Edit
from aineisto.corpus.speakers._labels import TextLine

_COMMENT = re.compile(r"\[(?P<mark>[a-z]{1,2}|\d{1,3})\](?=[ \t]?\S)")
_RULE = re.compile(r"[_\-–—*=]{5,}")


def comments_below(text: str, lines: Sequence[TextLine]) -> tuple[list[TextLine], list[Edit]]:
    """Return the lines of comments, and edits that take their marks from among the words.

    Google Docs writes them so: a mark where the comment is, and below the text each mark with its
    comment, in order.

    Parameters
    ----------
    text : str
        The document's text, with spaces for its time stamps.
    lines : sequence of TextLine
        The lines that may be speech.
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
