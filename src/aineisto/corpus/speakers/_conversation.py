"""Marks of conversation analysis (Jefferson's): how it was said, and no part of the words."""

from __future__ import annotations

import re

from aineisto.corpus._edits import Edit
from aineisto.corpus.speakers._names import NOTED

_PAUSE = r"\((?:\.{1,3}|\d{1,2}(?:[.,]\d{1,2})?)\)"
_LENGTHENED = r"(?<=[a-zåäö]):+"  # not of *THL:n*
_PROSODY = re.compile(rf"[↑↓°£]|{_LENGTHENED}(?=[a-zåäö])|>\w[^<>\n]*<|=[ \t]*$", re.MULTILINE)
_MARKS = re.compile(
    rf"{_PAUSE}[ \t]*|\(h+\)|(?P<note>[\[(]+[^\[\]()\n]{{2,60}}[\])]+)|{_LENGTHENED}"
    r"|(?<!\w)\.?h{2,}(?!\w)[ \t]*|(?<!\w)\.h(?!\w)[ \t]*|[↑↓°£<>]"
    r"|(?<!\w)@|@(?!\w)|(?<!\S)=|=(?!\S)",
)
_BRACKET = re.compile(r"\[|[ \t]*\]")
_FEWEST = 3  # pauses, and other marks, of a text that has them


def conversation_edits(text: str) -> list[Edit]:
    """Return edits that take pauses, pitch, pace, overlaps and breaths from among the words.

    None where a text has hardly any of them. Notes (*[naurua]*) stay.
    """
    if len(re.findall(_PAUSE, text)) < _FEWEST or len(_PROSODY.findall(text)) < _FEWEST:
        return []
    notes = []
    edits = []
    for found in _MARKS.finditer(text):
        if not found["note"]:
            edits.append(Edit(*found.span(), ""))
        elif NOTED.search(found["note"]) or not found["note"].startswith("["):
            notes.append(found.span())
        else:
            edits += _inside(text, *found.span())
    taken = [*notes, *((edit.start, edit.end) for edit in edits)]
    edits += [
        Edit(*found.span(), "")
        for found in _BRACKET.finditer(text)
        if not any(start <= found.start() < end for start, end in taken)
    ]
    return sorted(edits, key=lambda edit: edit.start)


def _inside(text: str, start: int, end: int) -> list[Edit]:
    """Return the edits of words that are said at the same time: *[hy:vin]*."""
    found = (*_MARKS.finditer(text, start + 1, end - 1), *_BRACKET.finditer(text, start, end))
    return [Edit(*one.span(), "") for one in found]
