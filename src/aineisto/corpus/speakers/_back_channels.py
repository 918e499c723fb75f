"""What another speaker says in brackets within a turn: *Ohjaan (H: joo) ryhmiä*."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aineisto.corpus._edits import Edit
from aineisto.corpus._remarks import Remark, remark
from aineisto.corpus._source import Paragraph
from aineisto.corpus.speakers._names import NAME, label_key

_SHOWN = 100  # characters
_BRACKETS = re.compile(
    rf"[ \t\xa0]*(?P<whole>\((?P<paren>{NAME}):[^()\n]*\)|\[(?P<bracket>{NAME}):[^\[\]\n]*\])"
)


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
